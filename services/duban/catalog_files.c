/* catalog_files.c: one way to read a catalog for check, apply, ddl and export. */
#include "duban/catalog_files.h"

#include <stdio.h>

#include "duban/cli.h"

#define PROBLEMS_MAX       1000 /* a whole catalog with one mistake in each line is told, not its thousandth */

void catalog_files_done(struct catalog_files *files)
{
    catalog_free(files->catalog);
    catalog_sources_free(files->sources, files->n_sources);
    *files = (struct catalog_files){0};
}

int catalog_files_load(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents, bool loud)
{
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = catalog_read_dir(dir, plan_folder, &problems, &files->sources, &files->n_sources);
    if (st == ST_OK)
        st = catalog_load(files->sources, files->n_sources, plan_folder, &problems, &files->catalog);
    if (loud && documents == NULL)
        fputs("未给出 --documents：引文没有与原文核对 (quotations were not compared with the documents)\n", stderr);
    int code = cli_problems(&problems);
    problems_done(&problems);
    if (code == EXIT_GOOD && st != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "目录读不进来", "the catalog cannot be read", dir);
    return code;
}

int catalog_files_parse(struct catalog_files *files, const char *plan_folder)
{
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = catalog_load(files->sources, files->n_sources, plan_folder, &problems, &files->catalog);
    int code = cli_problems(&problems);
    problems_done(&problems);
    return code == EXIT_GOOD && st != ST_OK ? cli_fail(EXIT_CHECK_FAILED, "目录读不进来", "the catalog cannot be read") : code;
}
