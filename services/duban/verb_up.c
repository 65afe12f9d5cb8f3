/* verb_up.c: duban up, duban down: the four services in the background of this host. */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "duban/options.h"
#include "duban/service_run.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/file.h"

/* A service waits up to 60 s for its database itself. */
#define READY_TIMEOUT_US (90 * CLOCK_SECOND_US)
#define PAUSE_NS         50000000

static const char USAGE_UP[] =
    "  duban up     在后台启动四个服务，等到都能应答 (starts the four services, waits until they answer)\n"
    "      进程号和日志在配置的 run_dir (process ids and logs are in run_dir)\n";
static const char USAGE_DOWN[] = "  duban down   结束 up 启动的服务 (ends what up has started)\n";

static int tell(const struct cli *cli, const char *run_dir)
{
    static const struct table_column columns[] = {
        {"service", "服务", CELL_TEXT, 0}, {"pid", "进程", CELL_NUMBER, 0}, {"log", "日志", CELL_TEXT, 0}};
    scoped(table_done) struct table table;
    table_init(&table, "services", "", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < SERVICES_COUNT; i++) {
        scoped(text_done) struct text log;
        pid_t pid = service_pid(run_dir, SERVICES[i]);
        text_init(&log, 4096);
        text_printf(&log, "%s/%s.log", run_dir, SERVICES[i]);
        table_add(&table, SERVICES[i], pid != 0 ? NUMBER(pid) : "", log.s);
    }
    return table_print_one(cli, &table);
}

static int wait_ready(struct cli *cli, const char *run_dir, const char *service, pid_t pid)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    int64_t deadline_us = monotonic_us() + READY_TIMEOUT_US;
    while (!cli_answers(cli, service)) {
        int how;
        bool ended = pid != 0 && waitpid(pid, &how, WNOHANG) == pid;
        if (ended || monotonic_us() > deadline_us) {
            service_tell_log(run_dir, service);
            return cli_fail_with(EXIT_CANNOT_REACH, ended ? "服务起动后就结束了" : "服务没有应答",
                                 ended ? "the service ended at its start" : "the service does not answer", service);
        }
        (void)nanosleep(&pause, NULL); /* cut short by a signal: looks earlier */
    }
    return EXIT_GOOD;
}

static int up(struct cli *cli, int argc, char **argv)
{
    pid_t pids[SERVICES_COUNT] = {0};
    (void)argv;
    if (argc != 0)
        return verb_misused(&VERB_UP);
    const struct config *config = cli_config(cli);
    if (config == NULL)
        return EXIT_CHECK_FAILED;
    const char *run_dir = config_text(config, "run_dir");
    scoped(text_done) struct text why;
    text_init(&why, 1000);
    if (file_private_folder(run_dir, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "运行目录建不了，或不是只许本帐号进入", why.s, run_dir);
    int code = EXIT_GOOD;
    for (size_t i = 0; code == EXIT_GOOD && i < SERVICES_COUNT; i++)
        if (service_pid(run_dir, SERVICES[i]) == 0)
            code = service_start(cli, run_dir, SERVICES[i], &pids[i]);
    for (size_t i = 0; code == EXIT_GOOD && i < SERVICES_COUNT; i++)
        code = wait_ready(cli, run_dir, SERVICES[i], pids[i]);
    return code == EXIT_GOOD ? tell(cli, run_dir) : code;
}

/* Against the stream: the one that speaks to the outside first. What the others still make waits in the work rows. */
static int down(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    if (argc != 0)
        return verb_misused(&VERB_DOWN);
    const struct config *config = cli_config(cli);
    if (config == NULL)
        return EXIT_CHECK_FAILED;
    int worst = EXIT_GOOD;
    for (size_t i = SERVICES_COUNT; i > 0; i--) {
        int code = service_stop(config_text(config, "run_dir"), SERVICES[i - 1]);
        worst = code > worst ? code : worst;
    }
    return worst;
}

const struct verb VERB_UP = {"up", "启动服务", "start the services", USAGE_UP, up};
const struct verb VERB_DOWN = {"down", "结束服务", "end the services", USAGE_DOWN, down};
