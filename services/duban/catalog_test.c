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

static void note(void *arg, const char *name, const char *words)
{
    struct catalog_tests *tests = arg;
    bool passed = words[0] == '\0';
    tests->passed += passed;
    tests->failed += !passed;
    table_add(&tests->table, tests->file, name, YES_NO(passed), words);
}

/* rule_tests_run or scheme_tests_run */
typedef enum status tests_run_fn(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems,
                                 rule_test_fn *fn, void *arg);

static int run_file(struct catalog_tests *tests, const struct catalog *catalog, tests_run_fn *run_tests, const char *path,
                    const char *name)
{
    struct problems problems;
    scoped(yaml_closep) struct yaml *yaml = NULL;
    problems_init(&problems, PROBLEMS_MAX);
    tests->file = name;
    enum status st = yaml_load_file(path, name, &problems, &yaml);
    if (st == ST_OK)
        st = run_tests(catalog, yaml_root(yaml), &problems, note, tests);
    int code = cli_problems(&problems);
    problems_done(&problems);
    return st == ST_OK ? code : EXIT_CHECK_FAILED;
}

static int run_folder(struct catalog_tests *tests, const struct catalog *catalog, tests_run_fn *run_tests, const char *dir,
                      const char *folder)
{
    char pattern[PATH_MAX];
    glob_t found = {0};
    int code = EXIT_GOOD;
    if (snprintf(pattern, sizeof pattern, "%s/%s/tests/*.yaml", dir, folder) >= (int)sizeof pattern)
        return cli_fail_with(EXIT_CHECK_FAILED, "路径太长", "the path is too long", dir);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (run_file(tests, catalog, run_tests, found.gl_pathv[i], found.gl_pathv[i] + strlen(dir) + 1) != EXIT_GOOD)
                code = EXIT_CHECK_FAILED;
    globfree(&found);
    return code;
}

void catalog_tests_init(struct catalog_tests *tests, const char *dir)
{
    static const struct table_column columns[] = {
        {"file", "文件", CELL_TEXT, 0},
        {"name", "测试", CELL_TEXT, 50},
        {"passed", "通过", CELL_BOOL, 0},
        {"words", "不符之处", CELL_TEXT, 60},
    };
    *tests = (struct catalog_tests){.dir = dir};
    table_init(&tests->table, "tests", "", columns, sizeof columns / sizeof columns[0]);
}

void catalog_tests_done(struct catalog_tests *tests)
{
    table_done(&tests->table);
}

void catalog_tests_run(struct catalog_tests *tests, const struct catalog *catalog)
{
    const char *plan = catalog_plan_folder(catalog);
    int codes[3] = {EXIT_GOOD, EXIT_GOOD, EXIT_GOOD};
    if (!tests->has_base) { /* they are the same for all plans */
        codes[0] = run_folder(tests, catalog, rule_tests_run, tests->dir, "base");
        codes[1] = run_folder(tests, catalog, scheme_tests_run, tests->dir, "base/schemes");
    }
    tests->has_base = true;
    if (plan != NULL)
        codes[2] = run_folder(tests, catalog, rule_tests_run, tests->dir, plan);
    for (size_t i = 0; i < 3; i++)
        tests->is_faulty = tests->is_faulty || codes[i] != EXIT_GOOD;
}

int catalog_tests_print(const struct cli *cli, const struct catalog_tests *tests)
{
    int code = tests->is_faulty || tests->failed > 0 ? EXIT_CHECK_FAILED : EXIT_GOOD;
    if (code == EXIT_GOOD && tests->passed == 0)
        code = cli_fail_with(EXIT_CHECK_FAILED, "没有规则测试", "there is no rule test", tests->dir);
    int printed = table_print_one(cli, &tests->table);
    fprintf(stderr, "规则测试：通过%zu，不通过%zu (rule tests: %zu passed, %zu failed)\n", tests->passed, tests->failed,
            tests->passed, tests->failed);
    return code != EXIT_GOOD ? code : printed;
}
