/* alliance_store.c: the stored files of a catalog and an organisation, by version. Reads only; no table here is ours. */
#include "shared/alliance_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

enum status alliance_store_versions(struct db *db, int64_t alliance_id, struct alliance_versions *ret)
{
    static const char sql[] =
        "SELECT (SELECT max(version) FROM catalog.version WHERE alliance_id = $1::bigint), "
        "coalesce((SELECT max(version) FROM alert.v_organisation_version WHERE alliance_id = $1::bigint), 0), "
        "(SELECT applied_us FROM catalog.version WHERE alliance_id = $1::bigint ORDER BY version DESC LIMIT 1)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    struct alliance_versions versions = {.alliance_id = alliance_id};
    if (!row_i64(rows, 0, 0, &versions.catalog_version) || !row_i64(rows, 0, 1, &versions.organisation_version) ||
        !row_i64(rows, 0, 2, &versions.catalog_applied_us))
        return ST_CONFLICT;
    *ret = versions;
    return ST_OK;
}

enum status alliance_store_name(struct db *db, int64_t alliance_id, struct text *ret_code, struct text *ret_name)
{
    static const char sql[] = "SELECT code, name FROM catalog.alliance WHERE alliance_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) != 1)
        return ST_CONFLICT;
    text_append(ret_code, row_text(rows, 0, 0));
    text_append(ret_name, row_text(rows, 0, 1));
    return ret_code->overflow || ret_name->overflow ? ST_RETRY : ST_OK;
}

enum status alliance_store_find(struct db *db, const char *code, int64_t *ret_alliance_id)
{
    static const char sql[] =
        "SELECT alliance_id FROM catalog.alliance WHERE $1::text = '' OR code = $1::text ORDER BY alliance_id LIMIT 2";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){code}, &rows);
    if (st != ST_OK)
        return st;
    return row_count(rows) == 1 && row_i64(rows, 0, 0, ret_alliance_id) ? ST_OK : ST_CONFLICT;
}

enum status alliance_store_list(struct db *db, size_t max, int64_t *ret_ids, size_t *ret_count)
{
    static const char sql[] = "SELECT DISTINCT alliance_id FROM catalog.version ORDER BY alliance_id LIMIT $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64((int64_t)max)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &ret_ids[i]))
            return ST_FATAL;
    *ret_count = n;
    return ST_OK;
}

static enum status read_files(struct db *db, const char *sql, int64_t alliance_id, int64_t version, struct catalog_source **ret,
                              size_t *ret_count)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(version)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct catalog_source *files = calloc(n == 0 ? 1 : n, sizeof *files);
    if (files == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < n; i++) {
        files[i].path = row_text_take(rows, (int)i, 0);
        files[i].content = row_text_take(rows, (int)i, 1);
        if (files[i].path == NULL || files[i].content == NULL) {
            catalog_sources_free(files, n);
            return ST_RETRY;
        }
        files[i].len = strlen(files[i].content);
    }
    *ret = files;
    *ret_count = n;
    return ST_OK;
}

enum status alliance_store_catalog(struct db *db, const struct alliance_versions *versions, struct catalog_source **ret,
                                   size_t *ret_count)
{
    static const char sql[] =
        "SELECT path, content FROM catalog.file WHERE alliance_id = $1::bigint AND version = $2::bigint ORDER BY path";
    return read_files(db, sql, versions->alliance_id, versions->catalog_version, ret, ret_count);
}

enum status alliance_store_organisation(struct db *db, const struct alliance_versions *versions, struct catalog_source **ret,
                                        size_t *ret_count)
{
    static const char sql[] =
        "SELECT path, content FROM alert.v_organisation_file WHERE alliance_id = $1::bigint AND version = $2::bigint ORDER BY path";
    return read_files(db, sql, versions->alliance_id, versions->organisation_version, ret, ret_count);
}
