/* verb_status.c: duban status: which services live, by the files that they keep renewing; and the health check of the containers.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/calendar_gap_store.h"
#include "duban/options.h"
#include "duban/service_run.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/db.h"
#include "lib/file.h"

#define STATUS_MAX_BYTES ((size_t)256 << 10)
/* Renewed every 2 s; a machine that is short of breath may miss a few. */
#define FRESH_US (15 * CLOCK_SECOND_US)
#define GAPS_MAX 100

static const char USAGE[] = "  duban status                    各服务是否在运行；没有放假安排的年份另行提醒\n"
                            "                                  (which services run; years without a calendar are told beside)\n"
                            "  duban status --health SERVICE   健康检查：只读状态文件，不碰套接字 (reads the status file only)\n"
                            "\n"
                            "退出码0：四个服务都在运行，数据库可达 (0: all four run and reach the database)\n";

struct state {
    char service[32], instance[40], pid[16], state[16], database[16], commands[24];
    int64_t age_us;
};

static void take(const char *line, size_t len, const char *key, char *ret, size_t size)
{
    size_t key_len = strlen(key);
    if (len > key_len && memcmp(line, key, key_len) == 0 && line[key_len] == '=')
        snprintf(ret, size, "%.*s", (int)(len - key_len - 1), line + key_len + 1);
}

static bool read_state(const char *path, struct state *ret)
{
    scoped(text_done) struct text content;
    char wall[24] = "";
    text_init(&content, STATUS_MAX_BYTES);
    if (file_read(path, &content, NULL) != ST_OK)
        return false;
    *ret = (struct state){0};
    for (const char *line = content.s; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        take(line, len, "service", ret->service, sizeof ret->service);
        take(line, len, "instance", ret->instance, sizeof ret->instance);
        take(line, len, "pid", ret->pid, sizeof ret->pid);
        take(line, len, "state", ret->state, sizeof ret->state);
        take(line, len, "database", ret->database, sizeof ret->database);
        take(line, len, "bus_commands_total", ret->commands, sizeof ret->commands);
        take(line, len, "wall_us", wall, sizeof wall);
        line += len + (line[len] == '\n');
    }
    ret->age_us = clock_wall_us() - strtoll(wall, NULL, 10);
    return ret->service[0] != '\0';
}

static bool is_fresh(const struct state *s)
{
    return strcmp(s->state, "running") == 0 && s->age_us < FRESH_US;
}

static bool is_well(const struct state *s)
{
    return is_fresh(s) && strcmp(s->database, "reachable") == 0;
}

static const char *words(const struct state *s)
{
    if (strcmp(s->state, "stopped") == 0)
        return "已停止";
    if (!is_fresh(s))
        return "没有动静";
    return is_well(s) ? "运行" : "连不上数据库";
}

static bool is_service(const char *name)
{
    size_t i = 0;
    while (i < SERVICES_COUNT && strcmp(SERVICES[i], name) != 0)
        i++;
    return i < SERVICES_COUNT;
}

static int health(const char *run_dir, const char *service)
{
    char path[PATH_MAX];
    struct state state;
    if (!is_service(service))
        return cli_fail_with(EXIT_WRONG_USE, "没有这个服务", "there is no such service", service);
    if (snprintf(path, sizeof path, "%s/%s-1.status", run_dir, service) >= (int)sizeof path || !read_state(path, &state))
        return cli_fail_with(EXIT_CHECK_FAILED, "没有状态文件", "there is no status file", path);
    printf("%s %s\n", service, words(&state));
    return is_well(&state) ? EXIT_GOOD : EXIT_CHECK_FAILED;
}

/* Counts in *ret_well the services (not instances) of which one is well. */
static void list(const char *run_dir, struct table *table, size_t *ret_well)
{
    char pattern[PATH_MAX];
    glob_t found = {0};
    bool well[SERVICES_COUNT] = {false};
    if (snprintf(pattern, sizeof pattern, "%s/*.status", run_dir) >= (int)sizeof pattern)
        return;
    size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    for (size_t i = 0; i < n; i++) {
        struct state s;
        if (!read_state(found.gl_pathv[i], &s))
            continue;
        table_add(table, s.service, s.instance, s.pid, words(&s), YES_NO(is_well(&s)), NUMBER(s.age_us / CLOCK_SECOND_US),
                  s.commands);
        for (size_t k = 0; k < SERVICES_COUNT; k++)
            well[k] = well[k] || (strcmp(SERVICES[k], s.service) == 0 && is_well(&s));
    }
    globfree(&found);
    *ret_well = 0;
    for (size_t k = 0; k < SERVICES_COUNT; k++)
        *ret_well += well[k];
}

/* Beside the table, for people: what runs well and still counts by less than it should. */
static int tell_gaps(struct cli *cli)
{
    struct db *db = NULL;
    struct problems problems;
    int code = cli_connect(cli, "operator", &db);
    if (code != EXIT_GOOD)
        return code;
    problems_init(&problems, GAPS_MAX);
    code = cli_database_status(db, calendar_gaps_read(db, &problems));
    db_close(db);
    if (code == EXIT_GOOD)
        code = cli_problems(&problems); /* warnings */
    problems_done(&problems);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"service", "服务", CELL_TEXT, 0},        {"instance", "实例", CELL_TEXT, 0}, {"pid", "进程", CELL_NUMBER, 0},
        {"state", "状态", CELL_TEXT, 0},          {"well", "正常", CELL_BOOL, 0},     {"age_s", "几秒前", CELL_NUMBER, 0},
        {"commands", "收到命令", CELL_NUMBER, 0},
    };
    const char *service = NULL;
    const struct option_spec specs[] = {{"--health", &service, NULL}, {NULL, NULL, NULL}};
    scoped(table_done) struct table table;
    size_t n, well = 0;
    table_init(&table, "services", "", columns, sizeof columns / sizeof columns[0]);
    if (!options_read(specs, argc, argv, &n) || n != 0)
        return verb_misused(&VERB_STATUS);
    const struct config *config = cli_config(cli);
    if (config == NULL)
        return EXIT_CHECK_FAILED;
    if (service != NULL)
        return health(config_text(config, "run_dir"), service);
    list(config_text(config, "run_dir"), &table, &well);
    int code = table_print_one(cli, &table);
    if (code == EXIT_GOOD && well == SERVICES_COUNT)
        return tell_gaps(cli);
    return code == EXIT_GOOD ? EXIT_CANNOT_REACH : code;
}

const struct verb VERB_STATUS = {"status", "服务状态", "which services run", USAGE, run};
