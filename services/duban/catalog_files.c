/* catalog_files.c: one way to read a catalog for check, apply, ddl and export. */
#include "duban/catalog_files.h"

#include <limits.h>
#include <stdio.h>

#include "duban/catalog_store.h"
#include "duban/cli.h"
#include "lib/db.h"
#include "lib/file.h"
#include "model/catalog_check.h"
#include "shared/catalog_dir.h"
#include "shared/organisation_dir.h"

#define PROBLEMS_MAX       1000 /* a whole catalog with one mistake in each line is told, not its thousandth */
#define DOCUMENT_MAX_BYTES ((size_t)8 << 20)

void catalog_files_done(struct catalog_files *files)
{
    organisation_free(files->organisation);
    catalog_free(files->catalog);
    catalog_sources_free(files->sources, files->n_sources);
    *files = (struct catalog_files){0};
}

/* A plan folder without an organisation is a plan for others to fill: nothing to check. */
static void check_organisation(struct catalog_files *files, const char *dir, struct problems *problems)
{
    const char *folder = catalog_plan_folder(files->catalog);
    if (folder == NULL || organisation_read_dir(dir, folder, problems, &files->organisation) != ST_OK ||
        files->organisation == NULL)
        return; /* nothing there, or told */
    bool is_clean = catalog_check_organisation(files->catalog, files->organisation, problems) == ST_OK;
    (void)is_clean; /* if not, it is among the problems */
}

static void check_document(const struct catalog *catalog, const char *documents, struct problems *problems)
{
    char path[PATH_MAX];
    const struct plan *plan = catalog_plan(catalog);
    scoped(text_done) struct text content, why;
    text_init(&content, DOCUMENT_MAX_BYTES);
    text_init(&why, 256);
    if (plan == NULL)
        return;
    snprintf(path, sizeof path, "%s/%s", documents, plan->document.file);
    if (file_read(path, &content, &why) != ST_OK)
        problems_add(problems, REASON_E_GEN_001, NULL, path, why.s);
    else if (catalog_check_document(catalog, content.s, content.len, problems) != ST_OK)
        return; /* it is among the problems */
}

static void check_all(struct catalog_files *files, const char *dir, const char *documents, struct problems *problems)
{
    if (catalog_check(files->catalog, problems) != ST_OK)
        return; /* the rest would tell the same again */
    check_organisation(files, dir, problems);
    if (documents != NULL)
        check_document(files->catalog, documents, problems);
}

int catalog_files_load(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents, bool loud)
{
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = catalog_read_dir(dir, plan_folder, &problems, &files->sources, &files->n_sources);
    if (st == ST_OK)
        st = catalog_load(files->sources, files->n_sources, plan_folder, &problems, &files->catalog);
    if (st == ST_OK)
        check_all(files, dir, documents, &problems);
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

int catalog_files_in_force(struct cli *cli, const char *alliance, struct catalog_files *files)
{
    struct db *db = NULL;
    int64_t version;
    int code = cli_connect(cli, "catalog", &db);
    if (code != EXIT_GOOD)
        return code;
    enum status st = catalog_store_read(db, alliance, &version, &files->sources, &files->n_sources);
    if (st == ST_CONFLICT)
        code = cli_fail(EXIT_CHECK_FAILED, "没有这个医共体的目录，或有多个医共体，请用 --alliance 指明",
                        "no catalog of such an alliance, or several: name one by --alliance");
    else
        code = cli_database_status(db, st);
    db_close(db);
    return code == EXIT_GOOD ? catalog_files_parse(files, NULL) : code;
}
