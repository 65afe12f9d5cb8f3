/* station.c: see the header. */
#include "support/station.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/file.h"
#include "lib/text.h"

#include "support/cmocka_all.h"
#include "support/private_pg.h"

#define LOG_MAX (256u << 20)

static struct {
    char dir[64], config[128], program[512], service[16];
    struct db *db;
    struct bus *bus;
    struct {
        char name[16];
        pid_t pid;
    } instances[STATION_INSTANCES_MAX];
    char *answers[64]; /* what was lent */
    size_t n_answers;
    int requests;
    int64_t now_us;
} station;

/* ---- SQL ---- */

PGresult *station_query(const char *sql, size_t n, const char *const *params)
{
    PGresult *rows = NULL;
    if (db_exec(station.db, sql, n, params, &rows) != ST_OK)
        fail_msg("%s\n%s", db_error(station.db), sql);
    return rows;
}

void station_exec(const char *sql, size_t n, const char *const *params)
{
    PGresult *rows = station_query(sql, n, params);
    result_done(&rows);
}

const char *station_keep(char *string)
{
    size_t place = station.n_answers++ % (sizeof station.answers / sizeof station.answers[0]);
    free(station.answers[place]);
    station.answers[place] = string;
    return string;
}

const char *station_one(const char *sql)
{
    PGresult *rows = station_query(sql, 0, NULL);
    if (row_count(rows) != 1)
        fail_msg("%d rows: %s", row_count(rows), sql);
    const char *value = station_keep(strdup(row_text(rows, 0, 0)));
    result_done(&rows);
    return value;
}

void station_clock(const char *local)
{
    static const char sql[] = "UPDATE clock.business SET anchor_us = $1::bigint, wall_anchor_us = 0, rate_num = 0, rate_den = 1, "
                              "floor_us = $1::bigint, placed = true WHERE id = 1";
    assert_int_equal(instant_parse(local, strlen(local), &station.now_us), ST_OK);
    station_exec(sql, 1, (const char *[]){I64(station.now_us)});
}

int64_t station_now_us(void)
{
    return station.now_us;
}

/* ---- life ---- */

static void migrate(void)
{
    glob_t files;
    assert_int_equal(glob("deploy/sql/[0-9]*.sql", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        private_pg_file(files.gl_pathv[i]);
    globfree(&files);
}

/* Every process connects as its own role, so the conninfo has none. */
static void write_config(const char *conninfo, const char *settings)
{
    char base[512];
    snprintf(station.config, sizeof station.config, "%s/duban.yaml", station.dir);
    snprintf(base, sizeof base, "%s", conninfo);
    char *user = strstr(base, "user=");
    if (user != NULL)
        memset(user, ' ', strcspn(user, " "));
    FILE *file = fopen(station.config, "w");
    assert_non_null(file);
    fprintf(file, "run_dir: \"%s\"\nsweep_ms: 200\nbus: {dir: \"%s\"}\ndatabase: {conninfo: \"%s\"}\n%s", station.dir, station.dir,
            base, settings);
    fclose(file);
}

/* A test that failed did not come to its end. */
static void end_failed_test(void)
{
    for (size_t i = 0; i < STATION_INSTANCES_MAX; i++)
        if (station.instances[i].pid != 0)
            station_signal(station.instances[i].name, SIGKILL);
    db_close(station.db);
    memset(&station, 0, sizeof station);
}

void station_begin(const char *service, const char *settings, const char *local)
{
    static const char *conninfo; /* one server a program, a fresh store a test */
    const char *build = getenv("DUBAN_BUILD");
    end_failed_test();
    snprintf(station.service, sizeof station.service, "%s", service);
    snprintf(station.program, sizeof station.program, "%s/bin/duban-%s", build != NULL ? build : "build-test", service);
    snprintf(station.dir, sizeof station.dir, "/tmp/duban-XXXXXX");
    assert_non_null(mkdtemp(station.dir));
    if (conninfo == NULL)
        conninfo = private_pg_start();
    else
        private_pg_sql("DROP SCHEMA catalog, clock, ingest, compute, alert, notify CASCADE");
    migrate();
    write_config(conninfo, settings);
    assert_int_equal(db_open(&station.db, conninfo, "test"), ST_OK);
    assert_int_equal(bus_open(&station.bus, NULL), ST_OK);
    station_clock(local);
}

void station_end(void)
{
    char command[128];
    bus_free(station.bus);
    db_close(station.db);
    for (size_t i = 0; i < sizeof station.answers / sizeof station.answers[0]; i++)
        free(station.answers[i]);
    snprintf(command, sizeof command, "rm -rf '%s'", station.dir);
    assert_int_equal(system(command), 0);
    memset(&station, 0, sizeof station);
}

void pause_ms(long ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

/* ---- instances ---- */

static size_t place_of(const char *instance)
{
    for (size_t i = 0; i < STATION_INSTANCES_MAX; i++)
        if (station.instances[i].pid != 0 && strcmp(station.instances[i].name, instance) == 0)
            return i;
    fail_msg("no instance %s", instance);
    return 0;
}

static void log_path(const char *instance, char out[static 128])
{
    snprintf(out, 128, "%s/%s-%s.log", station.dir, station.service, instance);
}

static void endpoint(const char *instance, const char *socket)
{
    char name[64], url[160];
    snprintf(name, sizeof name, "DUBAN_BUS_%s_%s", station.service, socket);
    for (char *c = name; *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    snprintf(url, sizeof url, "ipc://%s/%s-%s.%s", station.dir, station.service, instance, socket);
    setenv(name, url, 1);
}

static void become(const char *instance, const char *crash_at)
{
    char log[128];
    log_path(instance, log);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test program that ends takes its services with it */
    endpoint(instance, "command");
    endpoint(instance, "event");
    if (crash_at != NULL)
        setenv("DUBAN_CRASH_AT", crash_at, 1);
    unsetenv("DUBAN_BUILD");
    unsetenv("DUBAN_TMP");
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, 1);
    dup2(fd, 2);
    execl(station.program, station.program, "--config", station.config, "--instance", instance, (char *)NULL);
    fprintf(stderr, "%s: %s\n", station.program, strerror(errno));
    _exit(127);
}

static bool lives(const char *instance)
{
    PGresult *rows =
        station_query("SELECT 1 FROM clock.heartbeat WHERE service = $1::text AND instance = $2::text AND pid = $3::bigint", 3,
                      (const char *[]){station.service, instance, I64(station.instances[place_of(instance)].pid)});
    bool found = row_count(rows) == 1;
    result_done(&rows);
    return found;
}

void station_start(const char *instance, const char *crash_at)
{
    size_t place = 0;
    while (place < STATION_INSTANCES_MAX && station.instances[place].pid != 0)
        place++;
    assert_true(place < STATION_INSTANCES_MAX);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        become(instance, crash_at);
    snprintf(station.instances[place].name, sizeof station.instances[place].name, "%s", instance);
    station.instances[place].pid = pid;
    for (int i = 0; i < 600 && !lives(instance); i++) {
        siginfo_t ended = {0}; /* left to be reaped by station_ended: it may have come up, and died where it was to die */
        if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == pid && !lives(instance))
            fail_msg("%s ended at once: %s", station.program, station_log(instance));
        pause_ms(50);
    }
    if (!lives(instance))
        fail_msg("%s does not come up: %s", station.program, station_log(instance));
}

int station_signal(const char *instance, int signal)
{
    size_t place = place_of(instance);
    int status = 0;
    kill(station.instances[place].pid, signal);
    waitpid(station.instances[place].pid, &status, 0);
    station.instances[place].pid = 0;
    return status;
}

void station_pause(const char *instance, bool stands)
{
    assert_int_equal(kill(station.instances[place_of(instance)].pid, stands ? SIGSTOP : SIGCONT), 0);
}

bool station_ended(const char *instance, int *ret_status)
{
    size_t place = place_of(instance);
    if (waitpid(station.instances[place].pid, ret_status, WNOHANG) != station.instances[place].pid)
        return false;
    station.instances[place].pid = 0;
    return true;
}

const char *station_instance(size_t n)
{
    return n < STATION_INSTANCES_MAX && station.instances[n].pid != 0 ? station.instances[n].name : NULL;
}

const char *station_log(const char *instance)
{
    char path[128];
    struct text log;
    text_init(&log, LOG_MAX);
    log_path(instance, path);
    if (file_read(path, &log, NULL) != ST_OK)
        text_append(&log, "(no log)");
    return station_keep(text_take(&log));
}

/* ---- the wire ---- */

char *station_request_id(void)
{
    static char id[64];
    snprintf(id, sizeof id, "request-%d-%d", (int)getpid(), ++station.requests);
    return id;
}

enum status station_ask(const char *instance, const uint8_t *bytes, size_t len, int ms, struct bus_message *ret)
{
    char url[160];
    snprintf(url, sizeof url, "ipc://%s/%s-%s.command", station.dir, station.service, instance);
    return bus_request(station.bus, url, bytes, len, ms, ret);
}

const char *station_dir(void)
{
    return station.dir;
}

const char *station_program(void)
{
    return station.program;
}

struct bus **station_bus(void)
{
    return &station.bus;
}
