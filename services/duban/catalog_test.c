/* catalog_test.c: finds the files of rule tests, runs them and counts. */
#include "duban/catalog_test.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "duban/cli.h"
#include "duban/table.h"
#include "lib/yaml.h"
#include "model/catalog.h"
#include "model/rule_test.h"
#include "model/scheme_test.h"

#define PROBLEMS_MAX 200

struct tally {
    struct table table;
    const char *file; /* of the tests that are running */
    size_t passed, failed;
};

static void note(void *arg, const char *name, const char *words)
{
    struct tally *tally = arg;
    bool passed = words[0] == '\0';
    tally->passed += passed;
    tally->failed += !passed;
    table_add(&tally->table, tally->file, name, YES_NO(passed), words);
}

/* rule_tests_run or scheme_tests_run */
typedef enum status tests_run_fn(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems,
                                 rule_test_fn *fn, void *arg);

static int run_file(struct tally *tally, const struct catalog *catalog, tests_run_fn *run_tests, const char *path, const char *name)
{
    struct problems problems;
    scoped(yaml_closep) struct yaml *yaml = NULL;
    problems_init(&problems, PROBLEMS_MAX);
    tally->file = name;
    enum status st = yaml_load_file(path, name, &problems, &yaml);
    if (st == ST_OK)
        st = run_tests(catalog, yaml_root(yaml), &problems, note, tally);
    int code = cli_problems(&problems);
    problems_done(&problems);
    return st == ST_OK ? code : EXIT_CHECK_FAILED;
}

static int run_folder(struct tally *tally, const struct catalog *catalog, tests_run_fn *run_tests, const char *dir,
                      const char *folder)
{
    char pattern[PATH_MAX];
    glob_t found = {0};
    int code = EXIT_GOOD;
    if (snprintf(pattern, sizeof pattern, "%s/%s/tests/*.yaml", dir, folder) >= (int)sizeof pattern)
        return cli_fail_with(EXIT_CHECK_FAILED, "路径太长", "the path is too long", dir);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (run_file(tally, catalog, run_tests, found.gl_pathv[i], found.gl_pathv[i] + strlen(dir) + 1) != EXIT_GOOD)
                code = EXIT_CHECK_FAILED;
    globfree(&found);
    return code;
}

int catalog_test_run(const struct cli *cli, const struct catalog *catalog, const char *dir)
{
    static const struct table_column columns[] = {
        {"file", "文件", CELL_TEXT, 0},
        {"name", "测试", CELL_TEXT, 50},
        {"passed", "通过", CELL_BOOL, 0},
        {"words", "不符之处", CELL_TEXT, 60},
    };
    struct tally tally = {0};
    table_init(&tally.table, "tests", "", columns, sizeof columns / sizeof columns[0]);
    int code = run_folder(&tally, catalog, rule_tests_run, dir, "base");
    if (run_folder(&tally, catalog, scheme_tests_run, dir, "base/schemes") != EXIT_GOOD)
        code = EXIT_CHECK_FAILED;
    if (catalog_plan_folder(catalog) != NULL &&
        run_folder(&tally, catalog, rule_tests_run, dir, catalog_plan_folder(catalog)) != EXIT_GOOD)
        code = EXIT_CHECK_FAILED;
    if (code == EXIT_GOOD && tally.passed + tally.failed == 0)
        code = cli_fail_with(EXIT_CHECK_FAILED, "没有规则测试", "there is no rule test", dir);
    int printed = table_print_one(cli, &tally.table);
    fprintf(stderr, "规则测试：通过%zu，不通过%zu (rule tests: %zu passed, %zu failed)\n", tally.passed, tally.failed, tally.passed,
            tally.failed);
    table_done(&tally.table);
    return tally.failed > 0 ? EXIT_CHECK_FAILED : code != EXIT_GOOD ? code : printed;
}
