/* service_run.c: process ids of services, kept in files. */
#include "duban/service_run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "duban/cli.h"
#include "duban/shipped.h"

#define STOP_TRIES   600 /* × 50 ms = 30 s: longer than a service's own grace of 10 s */
#define KILL_TRIES   200 /* × 50 ms = 10 s: only a process that the kernel holds fast is longer about it */
#define STOP_WAIT_NS 50000000
#define LOG_TAIL     2000

const char *const SERVICES[SERVICES_COUNT] = {"ingest", "compute", "alert", "notify"};

/* Field 22 of /proc/PID/stat; 0: no such process, or it has ended and only waits to be buried. */
static uint64_t process_began(pid_t pid)
{
    char path[64], stat[1024];
    uint64_t began = 0;
    char state = '\0';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    size_t len = fread(stat, 1, sizeof stat - 1, file);
    (void)fclose(file); /* was only read */
    stat[len] = '\0';
    const char *after_name = strrchr(stat, ')'); /* the name may hold anything */
    if (after_name == NULL ||
        sscanf(after_name + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %" SCNu64, &state,
               &began) != 2)
        return 0;
    return state == 'Z' ? 0 : began;
}

static void file_path(const char *run_dir, const char *service, const char *ending, char ret[static PATH_MAX])
{
    if (snprintf(ret, PATH_MAX, "%s/%s.%s", run_dir, service, ending) >= PATH_MAX)
        ret[0] = '\0';
}

pid_t service_pid(const char *run_dir, const char *service)
{
    char path[PATH_MAX];
    int pid = 0;
    uint64_t began = 0;
    file_path(run_dir, service, "pid", path);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    int n = fscanf(file, "%d %" SCNu64, &pid, &began);
    (void)fclose(file); /* was only read */
    return n == 2 && pid > 0 && process_began(pid) == began ? pid : 0;
}

static bool write_pid(const char *run_dir, const char *service, pid_t pid)
{
    char path[PATH_MAX];
    file_path(run_dir, service, "pid", path);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return false;
    bool good = fprintf(file, "%d %" PRIu64 "\n", (int)pid, process_began(pid)) > 0;
    return fclose(file) == 0 && good;
}

/* In the child; never returns. */
static void become(const char *program, const char *config, int log)
{
    sigset_t none;
    int nothing = open("/dev/null", O_RDONLY);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (setsid() < 0 || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(EXIT_CANNOT_REACH);
    if (config != NULL)
        execl(program, program, "--config", config, (char *)NULL);
    else
        execl(program, program, (char *)NULL);
    dprintf(STDERR_FILENO, "%s: %s\n", program, strerror(errno));
    _exit(EXIT_CANNOT_REACH);
}

int service_start(struct cli *cli, const char *run_dir, const char *service, pid_t *ret_pid)
{
    char name[32], program[PATH_MAX], path[PATH_MAX], config[PATH_MAX];
    snprintf(name, sizeof name, "duban-%s", service);
    shipped_program(name, program);
    file_path(run_dir, service, "log", path);
    bool has_config = cli->config_path != NULL && realpath(cli->config_path, config) != NULL;
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "写不了日志", "cannot write the log", path);
    pid_t pid = fork();
    if (pid == 0)
        become(program, has_config ? config : NULL, log);
    (void)close(log); /* the child has its own */
    if (pid < 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "起不了进程", strerror(errno), service);
    *ret_pid = pid;
    return write_pid(run_dir, service, pid)
               ? EXIT_GOOD
               : cli_fail_with(EXIT_CHECK_FAILED, "写不了进程号", "cannot write the process id", run_dir);
}

int service_stop(const char *run_dir, const char *service)
{
    const struct timespec pause = {.tv_nsec = STOP_WAIT_NS};
    char path[PATH_MAX];
    pid_t pid = service_pid(run_dir, service);
    if (pid != 0 && kill(pid, SIGTERM) != 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "停不了服务", strerror(errno), service);
    for (int tries = 0; pid != 0 && service_pid(run_dir, service) == pid; tries++) {
        if (tries == STOP_TRIES) {
            fprintf(stderr, "%s 30秒未结束，强行结束 (did not end in 30 s: killed)\n", service);
            (void)kill(pid, SIGKILL); /* gone meanwhile is as good */
        }
        if (tries == STOP_TRIES + KILL_TRIES)
            return cli_fail_with(EXIT_CHECK_FAILED, "强行结束后10秒仍在", "still there 10 s after it was killed", service);
        (void)nanosleep(&pause, NULL); /* cut short by a signal: looks earlier */
    }
    file_path(run_dir, service, "pid", path);
    (void)unlink(path); /* not there is as good */
    return EXIT_GOOD;
}

void service_tell_log(const char *run_dir, const char *service)
{
    char path[PATH_MAX], tail[LOG_TAIL + 1];
    file_path(run_dir, service, "log", path);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fseek(file, -LOG_TAIL, SEEK_END) != 0)
        rewind(file);
    tail[fread(tail, 1, LOG_TAIL, file)] = '\0';
    (void)fclose(file); /* was only read */
    fprintf(stderr, "%s:\n%s\n", path, tail);
}
