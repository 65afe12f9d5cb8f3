/* organisation_store.c: SQL of the imported organisation and assignment. */
#include "alert/organisation_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"

void organisation_version_done(struct organisation_version *version)
{
    for (size_t i = 0; i < version->file_count; i++) {
        free(version->files[i].path);
        free(version->files[i].content);
    }
    free(version->files);
    free(version->imported_by);
    free(version->reason);
    free(version->sha256);
    *version = (struct organisation_version){0};
}

enum status organisation_store_newest(struct db *db, int64_t alliance_id, int64_t *ret_version)
{
    static const char sql[] =
        "SELECT coalesce(max(version), 0)::bigint FROM alert.organisation_version WHERE alliance_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_version) ? ST_OK : ST_FATAL;
}

static enum status read_files(struct db *db, int64_t alliance_id, bool original, struct organisation_version *ret)
{
    static const char sql[] = "SELECT path, CASE WHEN $3::boolean THEN original ELSE content END FROM alert.organisation_file "
                              "WHERE alliance_id = $1::bigint AND version = $2::bigint ORDER BY path COLLATE \"C\"";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(ret->version), BOOL(original)}, &rows);
    if (st != ST_OK)
        return st;
    int n = row_count(rows);
    ret->files = calloc(n > 0 ? (size_t)n : 1, sizeof *ret->files);
    if (ret->files == NULL)
        return ST_FATAL;
    for (int i = 0; i < n; i++) {
        struct organisation_file *file = &ret->files[ret->file_count++];
        file->path = row_text_take(rows, i, 0);
        file->content = row_text_take(rows, i, 1);
        if (file->path == NULL || file->content == NULL)
            return ST_FATAL;
    }
    return ST_OK;
}

enum status organisation_store_read(struct db *db, int64_t alliance_id, int64_t version, bool original,
                                    struct organisation_version *ret)
{
    static const char sql[] = "SELECT version, imported_us, imported_by, reason, sha256 FROM alert.organisation_version "
                              "WHERE alliance_id = $1::bigint AND ($2::bigint = 0 OR version = $2::bigint) "
                              "ORDER BY version DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(version)}, &rows);
    if (st != ST_OK || row_count(rows) == 0)
        return st;
    scoped(organisation_version_done) struct organisation_version found = {
        .imported_by = row_text_take(rows, 0, 2), .reason = row_text_take(rows, 0, 3), .sha256 = row_text_take(rows, 0, 4)};
    if (!row_i64(rows, 0, 0, &found.version) || !row_i64(rows, 0, 1, &found.imported_us) || found.imported_by == NULL ||
        found.reason == NULL || found.sha256 == NULL)
        return ST_FATAL;
    st = read_files(db, alliance_id, original, &found);
    if (st == ST_OK) {
        *ret = found;
        found = (struct organisation_version){0};
    }
    return st;
}

enum status organisation_store_ids(struct db *db, int64_t alliance_id, const char *const *codes, size_t n, int64_t *ret_ids)
{
    static const char insert[] = "INSERT INTO alert.institution (alliance_id, code) "
                                 "SELECT $1::bigint, w.code FROM unnest($2::text[]) WITH ORDINALITY AS w (code, place) "
                                 "LEFT JOIN alert.institution i ON i.alliance_id = $1::bigint AND i.code = w.code "
                                 "WHERE i.institution_id IS NULL ORDER BY w.place "
                                 "ON CONFLICT (alliance_id, code) DO NOTHING";
    static const char select[] = "SELECT i.institution_id FROM unnest($2::text[]) WITH ORDINALITY AS w (code, place) "
                                 "JOIN alert.institution i ON i.alliance_id = $1::bigint AND i.code = w.code ORDER BY w.place";
    scoped(text_done) struct text array;
    text_init(&array, 4u << 20);
    param_text_array(&array, codes, n);
    if (array.overflow)
        return ST_BAD_INPUT;
    const char *params[] = {I64(alliance_id), array.s};
    enum status st = db_exec(db, insert, 2, params, NULL);
    if (st != ST_OK)
        return st;
    scoped(result_done) PGresult *rows = NULL;
    st = db_exec(db, select, 2, params, &rows);
    if (st != ST_OK)
        return st;
    if ((size_t)row_count(rows) != n)
        return ST_CONFLICT;
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &ret_ids[i]))
            return ST_FATAL;
    return ST_OK;
}

enum status organisation_store_insert(struct db *db, int64_t alliance_id, const struct organisation_version *version,
                                      const char *const *contents)
{
    static const char insert_version[] =
        "INSERT INTO alert.organisation_version (alliance_id, version, imported_us, imported_by, reason, sha256) "
        "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::text, $5::text, $6::text)";
    static const char insert_file[] = "INSERT INTO alert.organisation_file (alliance_id, version, path, content, original) "
                                      "VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::text)";
    const char *alliance = I64(alliance_id), *number = I64(version->version);
    enum status st = db_exec(
        db, insert_version, 6,
        (const char *[]){alliance, number, I64(version->imported_us), version->imported_by, version->reason, version->sha256},
        NULL);
    for (size_t i = 0; st == ST_OK && i < version->file_count; i++)
        st = db_exec(db, insert_file, 5,
                     (const char *[]){alliance, number, version->files[i].path, contents[i], version->files[i].content}, NULL);
    return st;
}
