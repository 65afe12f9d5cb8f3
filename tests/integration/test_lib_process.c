/* How a service begins, beats and ends; and the business clock, which every unit of work asks. The service is this program itself,
 * started again as `test_lib_process serve …` with the role duban_compute. */
#include "lib/process.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/leak.h"
#include "lib/metrics.h"
#include "support/private_pg.h"

#define SENDER "duban@haining.invalid"

static const char *self, *conninfo;
static char run_dir[64], status_path[96], out_path[96];

/* What this service cannot do without. */
static void demand_sender(const struct config *config, struct problems *problems)
{
    if (config_text(config, "notify.smtp.from")[0] == '\0')
        config_refuse(config, "notify.smtp.from", REASON_E_CFG_411, NULL, NULL, problems);
}

static int serve(int argc, char **argv)
{
    struct process *p = NULL;
    int code = process_open(&p, "compute", demand_sender, argc, argv);
    if (p == NULL)
        return code;
    metric_set(metrics_get(p->metrics, "answer"), 42);
    return process_run(p);
}

/* Starts it with one or two more arguments; its output goes to out_path. */
static pid_t start(const char *argument, const char *value)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int out = open(out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
            _exit(98);
        execl(self, self, "serve", argument, value, (char *)NULL);
        _exit(97);
    }
    return pid;
}

static int end(pid_t pid)
{
    int code = -1;
    assert_int_equal(waitpid(pid, &code, 0), pid);
    assert_true(WIFEXITED(code));
    return WEXITSTATUS(code);
}

static const char *file_text(const char *path)
{
    static char text[65536];
    FILE *f = fopen(path, "r");
    text[0] = '\0';
    if (f == NULL)
        return text;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return text;
}

static void wait_for_status(const char *line)
{
    int64_t limit = monotonic_us() + 30 * CLOCK_SECOND_US;
    while (strstr(file_text(status_path), line) == NULL) {
        assert_true(monotonic_us() < limit);
        usleep(20000);
    }
}

static struct db *fresh(void)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, conninfo, "test-process"), ST_OK);
    return db;
}

static int64_t one_number(struct db *db, const char *sql)
{
    scoped(result_done) PGresult *r = NULL;
    int64_t n = -1;
    assert_int_equal(db_exec(db, sql, 0, NULL, &r), ST_OK);
    if (row_count(r) == 1)
        assert_true(row_i64(r, 0, 0, &n));
    return n;
}

#define COUNTER "SELECT counter FROM clock.heartbeat WHERE service = 'compute' AND instance = 'one'"

static void a_service_beats_writes_its_status_and_ends_on_sigterm(void **state)
{
    (void)state;
    struct db *db = fresh();
    unlink(status_path);
    pid_t pid = start("--instance", "one");
    wait_for_status("state=running");
    assert_non_null(strstr(file_text(status_path), "answer=42\n"));
    assert_non_null(strstr(file_text(status_path), "database=reachable\n"));
    int64_t first = one_number(db, COUNTER), limit = monotonic_us() + 20 * CLOCK_SECOND_US;
    assert_true(first >= 1);
    while (one_number(db, COUNTER) == first && monotonic_us() < limit)
        usleep(50000);
    assert_true(one_number(db, COUNTER) > first);
    assert_int_equal(one_number(db, "SELECT pid FROM clock.heartbeat WHERE instance = 'one'"), pid);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(end(pid), 0);
    assert_non_null(strstr(file_text(status_path), "state=stopped\n"));
    assert_non_null(strstr(file_text(out_path), "event=process.stopped"));
    db_close(db);
}

static void an_outage_of_the_database_does_not_end_a_service(void **state)
{
    (void)state;
    unlink(status_path);
    pid_t pid = start("--instance", "one");
    wait_for_status("database=reachable");
    private_pg_do("crash");
    wait_for_status("database=away");
    private_pg_do("start");
    wait_for_status("database=reachable");
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(end(pid), 0);
}

static void a_database_that_is_not_there_is_awaited_until_sigterm_and_cannot_be_reached(void **state)
{
    (void)state;
    char conninfo_before[512];
    snprintf(conninfo_before, sizeof conninfo_before, "%s", getenv("DUBAN_DATABASE_CONNINFO"));
    assert_int_equal(setenv("DUBAN_DATABASE_CONNINFO", "host=/nowhere dbname=duban", 1), 0);
    pid_t pid = start("--instance", "one");
    int64_t limit = monotonic_us() + 20 * CLOCK_SECOND_US;
    while (strstr(file_text(out_path), "process.database_awaited") == NULL && monotonic_us() < limit)
        usleep(20000);
    assert_non_null(strstr(file_text(out_path), "process.database_awaited"));
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(end(pid), 3);
    assert_int_equal(setenv("DUBAN_DATABASE_CONNINFO", conninfo_before, 1), 0);
}

static void wrong_use_and_wrong_settings_have_their_exit_codes(void **state)
{
    (void)state;
    assert_int_equal(end(start("--help", NULL)), 0);
    assert_non_null(strstr(file_text(out_path), "--check-config"));
    assert_int_equal(end(start("--check-config", NULL)), 0);
    assert_int_equal(end(start("--no-such-option", NULL)), 2);
    assert_int_equal(end(start("--instance", "no/slash")), 2);
    assert_int_equal(end(start("surplus", NULL)), 2);
    assert_int_equal(setenv("DUBAN_SWEEP_MS", "soon", 1), 0);
    assert_int_equal(end(start("--check-config", NULL)), 1);
    assert_int_equal(end(start("--instance", "one")), 1);
    assert_int_equal(unsetenv("DUBAN_SWEEP_MS"), 0);
}

static void what_a_service_demands_is_told_by_the_check_and_at_the_start_alike(void **state)
{
    (void)state;
    static const char told[] = "E-CFG-411 错误: 没有给出设置“notify.smtp.from”，服务不能启动\n";
    assert_int_equal(unsetenv("DUBAN_NOTIFY_SMTP_FROM"), 0);
    assert_int_equal(end(start("--check-config", NULL)), 1);
    assert_string_equal(file_text(out_path), told);
    assert_int_equal(end(start("--instance", "one")), 1);
    assert_string_equal(file_text(out_path), told);
    assert_int_equal(setenv("DUBAN_NOTIFY_SMTP_FROM", SENDER, 1), 0);
    assert_int_equal(end(start("--check-config", NULL)), 0);
}

/* Whoever may enter it could put a socket of his own in the place of ours. */
static void a_folder_that_others_may_enter_is_refused(void **state)
{
    (void)state;
    static const char *const settings[] = {"DUBAN_RUN_DIR", "DUBAN_BUS_DIR"};
    char open_to_all[64];
    snprintf(open_to_all, sizeof open_to_all, "/tmp/process.XXXXXX");
    assert_non_null(mkdtemp(open_to_all));
    assert_int_equal(chmod(open_to_all, 0755), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(setenv(settings[i], open_to_all, 1), 0);
        assert_int_equal(end(start("--instance", "one")), 1);
        assert_non_null(strstr(file_text(out_path), "event=process.folder"));
        assert_non_null(strstr(file_text(out_path), "others may enter it: chmod 700"));
        assert_int_equal(setenv(settings[i], run_dir, 1), 0);
    }
    assert_int_equal(rmdir(open_to_all), 0); /* nothing was written there */
}

static void set_clock(struct db *db, const char *assignment)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "UPDATE clock.business SET anchor_us = 1000, wall_anchor_us = 0, rate_num = 0, rate_den = 1, floor_us = 0");
    assert_int_equal(db_exec(db, sql, 0, NULL, NULL), ST_OK);
    snprintf(sql, sizeof sql, "UPDATE clock.business SET %s", assignment);
    assert_int_equal(db_exec(db, sql, 0, NULL, NULL), ST_OK);
}

static void the_business_clock_stands_runs_and_never_goes_back(void **state)
{
    (void)state;
    struct db *db = fresh();
    int64_t a = 0, b = 0, wall = clock_wall_us();
    struct business_clock clock;
    set_clock(db, "placed = true");
    assert_int_equal(clock_business_now(db, &a), ST_OK);
    assert_int_equal(a, 1000);
    assert_int_equal(clock_floor_raise(db, 5000), ST_OK);
    assert_int_equal(clock_floor_raise(db, 4000), ST_OK); /* no higher than what was seen: nothing changes */
    assert_int_equal(clock_business_now(db, &a), ST_OK);
    assert_int_equal(a, 5000);
    assert_int_equal(clock_business_read(db, &clock), ST_OK);
    assert_true(clock.placed);
    set_clock(db, "anchor_us = 0, rate_num = 1");
    assert_int_equal(clock_business_now(db, &a), ST_OK);
    assert_int_equal(clock_business_now(db, &b), ST_OK);
    assert_true(a >= wall && a <= clock_wall_us() && b >= a);
    assert_int_equal(db_exec(db, "DELETE FROM clock.business", 0, NULL, NULL), ST_OK);
    assert_int_equal(clock_business_now(db, &a), ST_FATAL);
    db_close(db);
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    self = argv[0];
    conninfo = private_pg_start();
    private_pg_file("deploy/sql/0001_roles_and_schemas.sql");
    private_pg_file("deploy/sql/0002_catalog_and_clock.sql");
    snprintf(run_dir, sizeof run_dir, "/tmp/process.XXXXXX");
    if (mkdtemp(run_dir) == NULL)
        return 99;
    snprintf(status_path, sizeof status_path, "%s/compute-one.status", run_dir);
    snprintf(out_path, sizeof out_path, "%s/out", run_dir);
    /* the conninfo of the configuration names no user: the role follows from the service */
    char base[512];
    snprintf(base, sizeof base, "%.*s", (int)(strstr(conninfo, " user=") - conninfo), conninfo);
    setenv("DUBAN_DATABASE_CONNINFO", base, 1);
    setenv("DUBAN_RUN_DIR", run_dir, 1);
    setenv("DUBAN_BUS_DIR", run_dir, 1);
    setenv("DUBAN_NOTIFY_SMTP_FROM", SENDER, 1);
    unsetenv("DUBAN_CONFIG");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_beats_writes_its_status_and_ends_on_sigterm),
        cmocka_unit_test(an_outage_of_the_database_does_not_end_a_service),
        cmocka_unit_test(a_database_that_is_not_there_is_awaited_until_sigterm_and_cannot_be_reached),
        cmocka_unit_test(wrong_use_and_wrong_settings_have_their_exit_codes),
        cmocka_unit_test(what_a_service_demands_is_told_by_the_check_and_at_the_start_alike),
        cmocka_unit_test(a_folder_that_others_may_enter_is_refused),
        cmocka_unit_test(the_business_clock_stands_runs_and_never_goes_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(status_path);
    unlink(out_path);
    rmdir(run_dir);
    leak_check();
    return failed;
}
