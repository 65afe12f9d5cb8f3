/* verb_catalog.c: duban catalog: the documents' wording and the definitions, checked, applied, shown. Role: catalog. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/catalog_book.h"
#include "duban/catalog_card.h"
#include "duban/catalog_files.h"
#include "duban/catalog_print.h"
#include "duban/catalog_store.h"
#include "duban/catalog_test.h"
#include "duban/catalog_versions.h"
#include "duban/options.h"
#include "duban/shipped.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/db.h"
#include "lib/event.h"
#include "model/catalog_check.h"
#include "model/catalog_diff.h"
#include "model/ddl.h"
#include "model/ddl_view.h"
#include "model/kind.h"
#include "shared/catalog_dir.h"

#define DDL_MAX_BYTES          ((size_t)1 << 20)
#define INSTITUTIONS_MAX_BYTES ((size_t)8 << 20) /* of a province: what a table of the organisation may have */

static const char USAGE[] =
    "  duban catalog check [DIR] [--plan NAME] [--documents DIR]   检查全部文件，列出所有问题 (lists all problems)\n"
    "  duban catalog apply [DIR] --by WHO --reason WHY [--plan NAME] [--alliance CODE] [--with-samples]\n"
    "                                        检查后一次生效，有错则整个不收 (checked, then in force at once, or refused whole)\n"
    "  duban catalog test [DIR] [--plan NAME]   运行规则旁边的测试 (the tests beside the rules)\n"
    "  duban catalog diff A B [--plan NAME]   两个目录相比：改了什么、涉及谁、哪些要重新计数 (what would change, for whom)\n"
    "  duban catalog diff --applied [DIR] [--plan NAME] [--alliance CODE]   与现行目录相比 (against what is in force)\n"
    "  duban catalog versions [--alliance CODE]   各版本何时、由谁、因何生效 (each version: when, by whom, why)\n"
    "  duban catalog card INDICATOR [DIR] [--plan NAME]   口径卡：一个指标的全部，一页；不写方案则列出各方案用到的事项\n"
    "                                        (all of one indicator on a page; with the lines of every plan if none is named)\n"
    "  duban catalog card --all [DIR] [--plan NAME]   全部指标的口径卡 (those of all indicators)\n"
    "  duban catalog ddl [DIR] [--kind KIND]  各数据类别的建表语句、视图和授权 (tables, views and rights of the record kinds)\n"
    "  duban catalog export [--alliance CODE] [-o json|jsonl]   现行目录的事项 (the duties of the catalog in force)\n"
    "  duban catalog export DIR [--plan NAME] [-o json|jsonl]   文件中的事项；-o jsonl 可一次输出全部方案 (those of the files)\n"
    "  duban catalog export [DIR] -o xlsx FILE [--plan NAME] [--alliance CODE]\n"
    "                                        写成工作簿，一个方案一张表，附分工；改后用 assign import 读回 (a workbook for "
    "offices)\n"
    "\n"
    "DIR 缺省为程序旁的 deploy/catalog (the catalog that came with the program)\n"
    "  --plan NAME       方案所在的子目录；检查、测试和口径卡不写即全部，只有一个时可不写 (folder of the plan; check, test and "
    "card: all if none is named)\n"
    "  --documents DIR   逐字核对引文的原文目录 (folder of the published documents: quotations are compared)\n"
    "  --alliance CODE   医共体代码；缺省为方案中所写的 (code of the alliance)\n"
    "  --with-samples    answers.yaml 写着 sample: true 也生效，只用于演示 (samples answer what the document leaves open: demos "
    "only)\n";

/* DIR of the command line, or the shipped one; NULL: too many words. */
static const char *directory(size_t n, char **words, char usual[static PATH_MAX])
{
    if (n == 1)
        return words[0];
    shipped_dir("catalog", usual);
    return n == 0 ? usual : NULL;
}

#define PLANS_MAX 64 /* of one directory; an alliance has one */

/* The plans that are meant: the one that is named, else all that are there. n = 0: none, a catalog of definitions alone. */
struct plans {
    char names[PLANS_MAX][PLAN_FOLDER_SIZE];
    size_t n;
};

static void find_plans(const char *dir, const char *named, struct plans *ret)
{
    ret->n = 1;
    if (named != NULL)
        snprintf(ret->names[0], PLAN_FOLDER_SIZE, "%s", named);
    else
        ret->n = catalog_plan_folders(dir, ret->names, PLANS_MAX);
    if (ret->n > PLANS_MAX)
        ret->n = PLANS_MAX;
}

static int check(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL, *documents = NULL;
    const struct option_spec specs[] = {{"--plan", &plan, NULL}, {"--documents", &documents, NULL}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    scoped(table_done) struct table table, cells, questions;
    struct plans plans;
    struct problems problems; /* of all plans: what is wrong in the base is told once */
    size_t n;
    const char *dir = options_read(specs, argc, argv, &n) ? directory(n, argv, usual) : NULL;
    catalog_counts_init(&table);
    catalog_cells_init(&cells);
    catalog_questions_init(&questions);
    if (dir == NULL)
        return verb_misused(&VERB_CATALOG);
    if (documents == NULL)
        fputs("未给出 --documents：引文没有与原文核对 (quotations were not compared with the documents)\n", stderr);
    find_plans(dir, plan, &plans);
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    for (size_t i = 0; i == 0 || i < plans.n; i++) {
        scoped(catalog_files_done) struct catalog_files files = {0};
        if (!catalog_files_check(&files, dir, plans.n == 0 ? NULL : plans.names[i], documents, &problems))
            continue;
        catalog_list_samples(files.catalog, &problems);
        catalog_counts_add(&table, files.catalog);
        catalog_cells_add(&cells, files.catalog, files.organisation);
        if (plans.n == 1 || cli->json) /* of many plans they are counted for people, and listed for programs */
            catalog_questions_add(&questions, files.catalog);
    }
    int code = catalog_files_tell(&problems);
    table.record = plans.n <= 1;
    return code == EXIT_GOOD ? table_print(cli, (const struct table *const[]){&table, &cells, &questions}, 3) : code;
}

/* What stands in the answer for people and programs alike. */
static int tell_applied(const struct cli *cli, const char *alliance, const struct catalog_applied *applied)
{
    static const struct table_column columns[] = {
        {"alliance", "医共体", CELL_TEXT, 0},
        {"version", "目录版本", CELL_NUMBER, 0},
        {"changed", "有变动", CELL_BOOL, 0},
        {"at", "业务时间", CELL_TEXT, 0},
    };
    scoped(table_done) struct table table;
    table_init(&table, "applied", "", columns, sizeof columns / sizeof columns[0]);
    table.record = true;
    table_add(&table, alliance, NUMBER(applied->version), YES_NO(applied->changed), INSTANT(applied->business_us));
    return table_print_one(cli, &table);
}

static int store(struct cli *cli, struct db *db, const struct catalog_apply *apply)
{
    struct catalog_applied applied;
    int code = cli_database_status(db, catalog_store_apply(db, apply, &applied));
    if (code != EXIT_GOOD)
        return code;
    if (applied.changed)
        cli_tell_all(cli, EVENT_CATALOG_APPLIED, applied.alliance_id, applied.business_us);
    return tell_applied(cli, apply->alliance, &applied);
}

/* Who is in the scopes is asked of the institutions that there are; a county that has none in force yet, of the sample's. */
static int check_scopes(struct cli *cli, struct db *db, const char *dir, const char *alliance, struct catalog_files *files)
{
    struct problems problems;
    scoped(text_done) struct text institutions;
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    text_init(&institutions, INSTITUTIONS_MAX_BYTES);
    int code = cli_database_status(db, catalog_store_institutions(db, alliance, &institutions));
    if (code == EXIT_GOOD && institutions.len > 0)
        catalog_files_check_in_force(files, institutions.s, &problems);
    else if (code == EXIT_GOOD)
        catalog_files_check_sample(files, dir, &problems);
    (void)cli;
    int told = catalog_files_tell(&problems);
    return code != EXIT_GOOD ? code : told;
}

static int apply_checked(struct cli *cli, const char *dir, struct catalog_files *files, const struct catalog_apply *request)
{
    struct db *db = NULL;
    int code = cli_connect(cli, "catalog", &db);
    if (code != EXIT_GOOD)
        return code;
    code = check_scopes(cli, db, dir, request->alliance, files);
    if (code == EXIT_GOOD)
        code = store(cli, db, request);
    db_close(db);
    return code;
}

/* All that can be told of the files without a database. */
static int read_to_apply(struct catalog_files *files, const char *dir, const char *plan, const char *documents)
{
    struct problems problems;
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    catalog_files_read(files, dir, plan, documents, &problems);
    if (problems.errors > 0)
        catalog_files_check_sample(files, dir, &problems);
    catalog_files_settle(files, &problems);
    return catalog_files_tell(&problems);
}

static int apply(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL, *alliance = NULL, *by = NULL, *reason = NULL, *documents = NULL;
    bool with_samples = false;
    const struct option_spec specs[] = {
        {"--plan", &plan, NULL},     {"--alliance", &alliance, NULL},   {"--by", &by, NULL},
        {"--reason", &reason, NULL}, {"--documents", &documents, NULL}, {"--with-samples", NULL, &with_samples},
        {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    scoped(catalog_files_done) struct catalog_files files = {0};
    size_t n;
    const char *dir = options_read(specs, argc, argv, &n) ? directory(n, argv, usual) : NULL;
    if (dir == NULL || by == NULL || reason == NULL)
        return verb_misused(&VERB_CATALOG);
    int code = read_to_apply(&files, dir, plan, documents);
    if (code != EXIT_GOOD)
        return code;
    const struct plan *loaded = catalog_plan(files.catalog);
    if (loaded != NULL && loaded->n_open > 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "方案还有未答复的时限或基数，请先在 answers.yaml 答复",
                             "dates or baselines are still open: answer them in answers.yaml first", NUMBER(loaded->n_open));
    if (loaded != NULL && loaded->n_samples > 0 && !with_samples)
        return cli_fail_with(
            EXIT_CHECK_FAILED,
            "answers.yaml 里是样例答复（sample: true）：请逐条换成本地的答复，再删去这一行；只做演示可加 --with-samples",
            "answers.yaml holds samples (sample: true): replace them by the county's own and drop that line; "
            "for a demo add --with-samples",
            NUMBER(loaded->n_samples));
    if (alliance == NULL && loaded == NULL)
        return cli_fail(EXIT_WRONG_USE, "没有方案，请用 --alliance 指明医共体",
                        "there is no plan: name the alliance by --alliance");
    const struct catalog_apply request = {.alliance = alliance != NULL ? alliance : loaded->alliance,
                                          .name = loaded != NULL ? loaded->name : alliance,
                                          .by = by,
                                          .reason = reason,
                                          .files = files.sources,
                                          .n_files = files.n_sources};
    return apply_checked(cli, dir, &files, &request);
}

static int ddl(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL, *only = NULL;
    const struct option_spec specs[] = {{"--plan", &plan, NULL}, {"--kind", &only, NULL}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    scoped(catalog_files_done) struct catalog_files files = {0};
    scoped(text_done) struct text out;
    size_t n, printed = 0;
    (void)cli;
    text_init(&out, DDL_MAX_BYTES);
    const char *dir = options_read(specs, argc, argv, &n) ? directory(n, argv, usual) : NULL;
    if (dir == NULL)
        return verb_misused(&VERB_CATALOG);
    struct plans plans;
    find_plans(dir, plan, &plans); /* the kinds are the same for all */
    int code = catalog_files_load(&files, dir, plans.n == 0 ? NULL : plans.names[0], NULL);
    for (size_t i = 0; code == EXIT_GOOD && i < catalog_kind_count(files.catalog); i++) {
        const struct kind *kind = catalog_kind_at(files.catalog, i);
        if (only != NULL && strcmp(only, kind->name) != 0)
            continue;
        text_append(&out, printed++ == 0 ? "" : "\n");
        if (ddl_format(&out, kind) != ST_OK || ddl_view_format(&out, kind) != ST_OK)
            code = cli_fail_with(EXIT_CHECK_FAILED, "建表语句太长", "the statement is too long", kind->name);
    }
    if (code == EXIT_GOOD && printed == 0)
        code = only != NULL ? cli_fail_with(EXIT_WRONG_USE, "没有这个数据类别", "there is no such record kind", only)
                            : cli_fail(EXIT_CHECK_FAILED, "目录里没有数据类别", "the catalog has no record kind");
    fputs(code == EXIT_GOOD ? out.s : "", stdout);
    return code;
}

/* Duties of files: of the plan that is named, or as lines of JSON of all of them. */
static int export_files(struct cli *cli, const char *dir, const char *plan)
{
    struct plans plans;
    int code = EXIT_GOOD;
    find_plans(dir, plan, &plans);
    bool one_by_one = cli->jsonl && plans.n > 1;
    for (size_t i = 0; code == EXIT_GOOD && (i == 0 || (one_by_one && i < plans.n)); i++) {
        scoped(catalog_files_done) struct catalog_files files = {0};
        code = catalog_files_load(&files, dir, one_by_one ? plans.names[i] : plan, NULL);
        if (code == EXIT_GOOD)
            code = catalog_print_duties(cli, files.catalog);
    }
    return code;
}

static int export(struct cli *cli, int argc, char **argv)
{
    const char *alliance = "", *plan = NULL;
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {"--plan", &plan, NULL}, {NULL, NULL, NULL}};
    scoped(catalog_files_done) struct catalog_files files = {0};
    char usual[PATH_MAX];
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n > (cli->xlsx ? 2 : 1) || (cli->xlsx && n == 0))
        return verb_misused(&VERB_CATALOG);
    const char *book = cli->xlsx ? argv[--n] : NULL; /* the last word */
    const char *dir = n > 0 || plan != NULL ? directory(n, argv, usual) : NULL;
    if (book != NULL && dir == NULL)
        return catalog_book_in_force(cli, alliance, book);
    if (book != NULL) {
        struct plans plans;
        find_plans(dir, plan, &plans);
        return catalog_book_of_files(cli, dir, plans.n, (const char(*)[PLAN_FOLDER_SIZE])plans.names, book);
    }
    if (dir != NULL)
        return export_files(cli, dir, plan);
    int code = catalog_files_in_force(cli, alliance, &files);
    return code == EXIT_GOOD ? catalog_print_duties(cli, files.catalog) : code;
}

static int test(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL;
    const struct option_spec specs[] = {{"--plan", &plan, NULL}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    scoped(catalog_tests_done) struct catalog_tests tests;
    struct plans plans;
    struct problems problems;
    size_t n;
    const char *dir = options_read(specs, argc, argv, &n) ? directory(n, argv, usual) : NULL;
    catalog_tests_init(&tests, dir);
    if (dir == NULL)
        return verb_misused(&VERB_CATALOG);
    find_plans(dir, plan, &plans);
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    for (size_t i = 0; i == 0 || i < plans.n; i++) {
        scoped(catalog_files_done) struct catalog_files files = {0};
        if (catalog_files_check(&files, dir, plans.n == 0 ? NULL : plans.names[i], NULL, &problems))
            catalog_tests_run(&tests, files.catalog);
    }
    int code = catalog_files_tell(&problems);
    int held = catalog_tests_print(cli, &tests);
    return code != EXIT_GOOD ? code : held;
}

static int card(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL;
    bool all = false;
    const struct option_spec specs[] = {{"--plan", &plan, NULL}, {"--all", NULL, &all}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    struct plans plans;
    struct problems problems;
    struct catalog_files files[PLANS_MAX] = {0};
    const struct catalog *loaded[PLANS_MAX];
    struct card_catalogs catalogs = {loaded, 0};
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n < (all ? 0 : 1) || n > (all ? 1 : 2))
        return verb_misused(&VERB_CATALOG);
    size_t named = all ? 0 : 1;
    const char *dir = directory(n - named, argv + named, usual);
    find_plans(dir, plan, &plans);
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    for (size_t i = 0; i == 0 || i < plans.n; i++)
        if (catalog_files_check(&files[i], dir, plans.n == 0 ? NULL : plans.names[i], NULL, &problems))
            loaded[catalogs.n++] = files[i].catalog;
    int code = EXIT_GOOD;
    if (catalogs.n == 0 || problems.errors > 0) /* what `check` warns of is no part of a card */
        code = catalog_files_tell(&problems);
    else
        problems_done(&problems);
    if (code == EXIT_GOOD && catalogs.n == 0)
        code = cli_fail_with(EXIT_CHECK_FAILED, "目录读不进来", "the catalog cannot be read", dir);
    if (code == EXIT_GOOD)
        code = all ? catalog_cards_print(cli, &catalogs) : catalog_card_print(cli, &catalogs, argv[0]);
    for (size_t i = 0; i < PLANS_MAX; i++)
        catalog_files_done(&files[i]);
    return code;
}

static void add_difference(void *arg, const struct difference *difference)
{
    table_add(arg, difference->what, difference->name, difference_zh(difference->change), difference->words, difference->who,
              difference_name(difference->change));
}

static int print_differences(const struct cli *cli, const struct catalog_files *from, const struct catalog_files *to)
{
    static const struct table_column columns[] = {
        {"what", "类别", CELL_TEXT, 0},   {"name", "编号或名称", CELL_TEXT, 24}, {"change_zh", "变化", CELL_TEXT, 0},
        {"words", "内容", CELL_TEXT, 70}, {"who", "涉及", CELL_TEXT, 24},        {"change", "", CELL_HIDDEN, 0},
    };
    const struct catalog_side before = {from->catalog, from->sources, from->n_sources},
                              after = {to->catalog, to->sources, to->n_sources};
    scoped(table_done) struct table table;
    table_init(&table, "differences", "", columns, sizeof columns / sizeof columns[0]);
    if (catalog_diff(&before, &after, add_difference, &table) != ST_OK)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足，结果不全", "out of memory: the result is not whole");
    if (table.n_rows == 0 && !cli->json)
        puts("没有变化 (no difference)");
    return table.n_rows == 0 && !cli->json ? EXIT_GOOD : table_print_one(cli, &table);
}

static int diff(struct cli *cli, int argc, char **argv)
{
    const char *plan = NULL, *alliance = "";
    bool applied = false;
    const struct option_spec specs[] = {
        {"--plan", &plan, NULL}, {"--alliance", &alliance, NULL}, {"--applied", NULL, &applied}, {NULL, NULL, NULL}};
    scoped(catalog_files_done) struct catalog_files from = {0}, to = {0};
    char usual[PATH_MAX];
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n > 2 || (applied ? n == 2 : n != 2))
        return verb_misused(&VERB_CATALOG);
    int code = applied ? catalog_files_in_force(cli, alliance, &from) : catalog_files_load(&from, argv[0], plan, NULL);
    if (code == EXIT_GOOD)
        code = catalog_files_load(&to, applied ? directory(n, argv, usual) : argv[1], plan, NULL);
    return code == EXIT_GOOD ? print_differences(cli, &from, &to) : code;
}

static int versions(struct cli *cli, int argc, char **argv)
{
    const char *alliance = "";
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n > 0)
        return verb_misused(&VERB_CATALOG);
    return catalog_versions_print(cli, alliance);
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"check", check}, {"apply", apply}, {"test", test},     {"card", card},
                                              {"diff", diff},   {"ddl", ddl},     {"export", export}, {"versions", versions}};
    return verb_dispatch(cli, &VERB_CATALOG, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_CATALOG = {"catalog", "目录：检查、生效、查看", "the catalog: check, apply, show", USAGE, run};
