/* catalog_files.c: one way to read a catalog for check, apply, ddl and export. */
#include "duban/catalog_files.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "duban/catalog_store.h"
#include "duban/cli.h"
#include "lib/db.h"
#include "lib/file.h"
#include "model/catalog_check.h"
#include "shared/catalog_dir.h"
#include "shared/organisation_dir.h"

#define DOCUMENT_MAX_BYTES ((size_t)8 << 20)

void catalog_files_done(struct catalog_files *files)
{
    organisation_free(files->organisation);
    catalog_free(files->catalog);
    catalog_sources_free(files->sources, files->n_sources);
    unread_done(&files->unread);
    *files = (struct catalog_files){0};
}

static void check_document(const struct catalog *catalog, const char *documents, struct problems *problems)
{
    char path[PATH_MAX];
    const struct plan *plan = catalog_plan(catalog);
    scoped(text_done) struct text content, why;
    text_init(&content, DOCUMENT_MAX_BYTES);
    text_init(&why, 256);
    if (plan == NULL || plan->document.file[0] == '\0')
        return;
    snprintf(path, sizeof path, "%s/%s", documents, plan->document.file);
    if (file_read(path, &content, &why) != ST_OK)
        problems_add(problems, REASON_E_GEN_001, NULL, path, why.s);
    else if (catalog_check_document(catalog, content.s, content.len, problems) != ST_OK)
        return; /* it is among the problems */
}

void catalog_files_read(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents,
                        struct problems *problems)
{
    unread_init(&files->unread);
    enum status st = catalog_read_dir(dir, plan_folder, problems, &files->sources, &files->n_sources);
    if (st == ST_OK)
        st = catalog_read(files->sources, files->n_sources, plan_folder, problems, &files->unread, &files->catalog);
    if (st == ST_RETRY)
        problems_add(problems, REASON_E_GEN_002, NULL);
    if (files->catalog == NULL)
        return;
    if (catalog_check(files->catalog, problems) != ST_OK)
        st = ST_BAD_INPUT; /* told, as all is that comes after */
    if (documents != NULL)
        check_document(files->catalog, documents, problems);
}

void catalog_files_check_sample(struct catalog_files *files, const char *dir, struct problems *problems)
{
    const char *folder = files->catalog == NULL ? NULL : catalog_plan_folder(files->catalog);
    if (folder == NULL)
        return;
    if (organisation_read_dir(dir, folder, problems, &files->unread, &files->organisation) == ST_RETRY ||
        files->organisation == NULL)
        return;
    if (catalog_check_organisation(files->catalog, files->organisation, problems) != ST_OK)
        return; /* told */
}

void catalog_files_check_in_force(struct catalog_files *files, const char *institutions, struct problems *problems)
{
    struct problems own;
    struct organisation *organisation = NULL;
    struct organisation_builder *builder = organisation_builder_new(1);
    problems_init(&own, 1); /* it was checked when it came, and the other tables are not there */
    enum status st = builder == NULL ? ST_RETRY
                                     : organisation_builder_read(builder, TABLE_INSTITUTION, "institution.tsv", institutions,
                                                                 strlen(institutions), &own);
    if (st == ST_OK)
        st = organisation_build_readable(builder, &own, NULL, &organisation);
    if (st == ST_RETRY)
        problems_add(problems, REASON_E_GEN_002, NULL);
    if (organisation != NULL && catalog_check_scopes(files->catalog, organisation, problems) != ST_OK)
        st = ST_BAD_INPUT; /* told */
    organisation_free(organisation);
    organisation_builder_free(builder);
    problems_done(&own);
}

void catalog_files_settle(const struct catalog_files *files, struct problems *problems)
{
    unread_drop_follow_on(&files->unread, problems);
}

bool catalog_files_check(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents,
                         struct problems *problems)
{
    uint64_t errors_before = problems->errors;
    catalog_files_read(files, dir, plan_folder, documents, problems);
    catalog_files_check_sample(files, dir, problems);
    catalog_files_settle(files, problems);
    return problems->errors == errors_before && files->catalog != NULL;
}

int catalog_files_tell(struct problems *problems)
{
    problems_sort(problems);
    int code = cli_problems(problems);
    problems_done(problems);
    return code;
}

int catalog_files_load(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents)
{
    struct problems problems;
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
    bool is_good = catalog_files_check(files, dir, plan_folder, documents, &problems);
    int code = catalog_files_tell(&problems);
    if (code == EXIT_GOOD && !is_good)
        return cli_fail_with(EXIT_CHECK_FAILED, "目录读不进来", "the catalog cannot be read", dir);
    return code;
}

int catalog_files_parse(struct catalog_files *files, const char *plan_folder)
{
    struct problems problems;
    problems_init(&problems, CATALOG_PROBLEMS_MAX);
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
