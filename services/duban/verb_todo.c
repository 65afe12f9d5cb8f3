/* verb_todo.c: duban todo: work that was set aside after five failures, and taking it up again once its cause is mended (law 11).
 */
#include <stdio.h>
#include <string.h>

#include "duban/table.h"
#include "duban/todo_verb_store.h"
#include "duban/verb.h"
#include "lib/db.h"
#include "lib/decimal.h"
#include "lib/event.h"

static const char USAGE[] =
    "  duban todo list                 搁置的待办：失败五次，等人处理；有则退出码为1 (work set aside; exit 1 if there is any)\n"
    "  duban todo resume SERVICE ID    原因消除后重新办理 (tries it and what waits behind it again)\n";

static void add_row(void *arg, const struct parked_row *row)
{
    struct table *table = arg;
    table_add(table, row->service, NUMBER(row->id), row->kind, NUMBER(row->alliance_id), NUMBER(row->institution_id), row->key,
              NUMBER(row->attempts), NUMBER(row->waiting), INSTANT(row->business_us), row->reason);
}

static int list(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"service", "服务", CELL_TEXT, 0},
        {"id", "编号", CELL_NUMBER, 0},
        {"kind", "类别", CELL_TEXT, 0},
        {"alliance_id", "医共体", CELL_NUMBER, 0},
        {"institution_id", "机构", CELL_NUMBER, 0},
        {"key", "对象", CELL_TEXT, 40},
        {"attempts", "次数", CELL_NUMBER, 0},
        {"waiting", "其后等待", CELL_NUMBER, 0},
        {"business_time", "业务时间", CELL_TEXT, 0},
        {"reason", "原因", CELL_TEXT, 60},
    };
    struct db *db = NULL;
    bool more = false;
    (void)argv;
    if (argc != 0)
        return verb_misused(&VERB_TODO);
    int code = cli_connect(cli, "operator", &db);
    scoped(table_done) struct table table;
    table_init(&table, "todo", "", columns, sizeof columns / sizeof columns[0]);
    if (code == EXIT_GOOD)
        code = cli_database_status(db, todo_parked_each(db, add_row, &table, &more));
    db_close(db);
    if (code == EXIT_GOOD)
        code = table_print_one(cli, &table);
    if (more)
        cli_more(PARKED_SHOWN_MAX);
    return code == EXIT_GOOD && table.n_rows > 0 ? EXIT_CHECK_FAILED : code;
}

static bool is_service(const char *word)
{
    static const char *const services[] = {"ingest", "compute", "alert", "notify"};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (strcmp(word, services[i]) == 0)
            return true;
    return false;
}

static int resume(struct cli *cli, int argc, char **argv)
{
    struct db *db = NULL;
    i128 id = 0;
    int64_t count = 0;
    if (argc != 2 || !is_service(argv[0]) || i128_parse(argv[1], strlen(argv[1]), &id) != ST_OK || id < 1 || id > INT64_MAX)
        return verb_misused(&VERB_TODO);
    int code = cli_connect(cli, "operator", &db);
    if (code == EXIT_GOOD)
        code = cli_database_status(db, todo_parked_resume(db, argv[0], (int64_t)id, &count));
    db_close(db);
    if (code != EXIT_GOOD)
        return code;
    if (count == 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "没有这条搁置的待办", "nothing with this id was set aside", argv[1]);
    cli_tell_all(cli, EVENT_CATALOG_APPLIED, 0, 0); /* "look": any event does */
    printf("重新办理：%lld条 (taken up again: %lld)\n", (long long)count, (long long)count);
    return EXIT_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"list", list}, {"resume", resume}};
    return verb_dispatch(cli, &VERB_TODO, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_TODO = {
    .name = "todo",
    .zh = "搁置的待办：列出、重新办理",
    .en = "work that was set aside: list, resume",
    .usage = USAGE,
    .run = run,
};
