/* assign_book.c: file, catalog in force, assignment in force; then assign_import.h decides. */
#include "duban/assign_book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "duban/assign_import.h"
#include "duban/catalog_files.h"
#include "lib/file.h"
#include "model/tsv.h"
#include "model/xlsx.h"

#define PROBLEMS_MAX 200

bool assign_book_is(const char *path)
{
    size_t len = strlen(path);
    return len > 5 && strcasecmp(path + len - 5, ".xlsx") == 0;
}

static int load(const char *path, const char *name, struct problems *problems, struct xlsx **ret)
{
    scoped(text_done) struct text bytes, why;
    text_init(&bytes, XLSX_MAX_BYTES + 1);
    text_init(&why, 256);
    if (file_read(path, &bytes, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "读不了文件", "cannot read the file", path);
    enum status st = xlsx_load(name, bytes.s, bytes.len, problems, ret);
    int code = cli_problems(problems);
    return st == ST_OK || code != EXIT_GOOD ? code : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

static int compare(const struct assign_base *base, const char *name, const struct xlsx *xlsx, struct problems *problems,
                   char **ret_lines)
{
    scoped(text_done) struct text lines;
    text_init(&lines, TSV_MAX_BYTES);
    if (catalog_plan(base->catalog) == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "现行目录没有方案", "the catalog in force has no plan");
    enum status st = assign_import_read(base, name, xlsx, problems, &lines);
    int code = cli_problems(problems);
    if (st == ST_OK && code == EXIT_GOOD)
        *ret_lines = text_take(&lines);
    return code != EXIT_GOOD || *ret_lines != NULL ? code : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

int assign_book_read(struct cli *cli, const char *path, const char *alliance, struct organisation_in_force *in_force,
                     char **ret_lines)
{
    scoped(catalog_files_done) struct catalog_files files = {0};
    scoped(xlsx_freep) struct xlsx *xlsx = NULL;
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    int code = load(path, name, &problems, &xlsx);
    if (code == EXIT_GOOD)
        code = catalog_files_in_force(cli, alliance, &files);
    if (code == EXIT_GOOD)
        code = organisation_in_force_read(cli, alliance, in_force);
    if (code == EXIT_GOOD) {
        const struct assign_base base = {files.catalog, in_force->organisation, in_force->lines};
        code = compare(&base, name, xlsx, &problems, ret_lines);
    }
    problems_done(&problems);
    return code;
}
