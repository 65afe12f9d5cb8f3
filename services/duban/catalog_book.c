/* catalog_book.c: which plans go into the workbook, and what is told of it. */
#include "duban/catalog_book.h"

#include "duban/catalog_files.h"
#include "duban/cli.h"
#include "duban/organisation_in_force.h"
#include "duban/plan_book.h"
#include "duban/table.h"
#include "model/catalog.h"

struct making {
    struct plan_book *book;
    const char *path;
    size_t sheets, duties;
};

static void making_done(struct making *making)
{
    plan_book_drop(&making->book);
}

static int begin(struct making *making)
{
    making->book = plan_book_open(making->path);
    return making->book != NULL ? EXIT_GOOD : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

static int add(struct making *making, const struct catalog *catalog, const struct organisation *organisation)
{
    const struct plan *plan = catalog_plan(catalog);
    if (plan == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "没有方案", "there is no plan");
    making->sheets++;
    making->duties += plan->n_duties;
    if (plan_book_add(making->book, plan, organisation) == ST_OK)
        return EXIT_GOOD;
    return cli_fail_with(EXIT_CHECK_FAILED, "工作表放不下", "more than a sheet holds", plan->code);
}

static int end(const struct cli *cli, struct making *making)
{
    static const struct table_column columns[] = {
        {"file", "工作簿", CELL_TEXT, 0}, {"sheets", "工作表", CELL_NUMBER, 0}, {"duties", "事项", CELL_NUMBER, 0}};
    const char *why;
    scoped(table_done) struct table table;
    table_init(&table, "workbook", "", columns, sizeof columns / sizeof columns[0]);
    table.record = true;
    if (plan_book_close(&making->book, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "工作簿没有写成", "the workbook could not be written", why);
    table_add(&table, making->path, NUMBER(making->sheets), NUMBER(making->duties));
    return table_print_one(cli, &table);
}

int catalog_book_of_files(struct cli *cli, const char *dir, size_t n_plans, const char (*plans)[PLAN_FOLDER_SIZE], const char *path)
{
    scoped(making_done) struct making making = {.path = path};
    int code = begin(&making);
    for (size_t i = 0; code == EXIT_GOOD && (i == 0 || i < n_plans); i++) {
        scoped(catalog_files_done) struct catalog_files files = {0};
        code = catalog_files_load(&files, dir, n_plans == 0 ? NULL : plans[i], NULL);
        if (code == EXIT_GOOD)
            code = add(&making, files.catalog, files.organisation);
    }
    return code == EXIT_GOOD ? end(cli, &making) : code;
}

int catalog_book_in_force(struct cli *cli, const char *alliance, const char *path)
{
    scoped(making_done) struct making making = {.path = path};
    scoped(catalog_files_done) struct catalog_files files = {0};
    scoped(organisation_in_force_done) struct organisation_in_force in_force = {0};
    int code = begin(&making);
    if (code == EXIT_GOOD)
        code = catalog_files_in_force(cli, alliance, &files);
    if (code == EXIT_GOOD)
        code = organisation_in_force_read(cli, alliance, &in_force);
    if (code == EXIT_GOOD)
        code = add(&making, files.catalog, in_force.organisation);
    return code == EXIT_GOOD ? end(cli, &making) : code;
}
