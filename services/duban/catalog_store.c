/* catalog_store.c: catalog.alliance, catalog.version, catalog.file. */
#include "duban/catalog_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/hash.h"
#include "lib/todo.h"

static const char *const CONSUMERS[] = {"ingest", "compute", "alert", "notify"};

struct applying {
    const struct catalog_apply *apply;
    char sha256[HASH_HEX_SIZE];
    struct catalog_applied result;
};

/* Of all files in their order: path, NUL, length, NUL, content. */
static void hash_files(const struct catalog_apply *apply, char ret[static HASH_HEX_SIZE])
{
    uint8_t hash[HASH_BYTES];
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < apply->n_files; i++) {
        const struct catalog_source *file = &apply->files[i];
        const char *len = I64((int64_t)file->len);
        hash_stream_add(stream, file->path, strlen(file->path) + 1);
        hash_stream_add(stream, len, strlen(len) + 1);
        hash_stream_add(stream, file->content, file->len);
    }
    hash_stream_end(stream, hash);
    hash_stream_free(stream);
    hash_hex(hash, ret);
}

static enum status take_alliance(struct db *db, struct applying *applying)
{
    static const char find[] = "SELECT alliance_id FROM catalog.alliance WHERE code = $1::text";
    static const char add[] = "INSERT INTO catalog.alliance (code, name) VALUES ($1::text, $2::text) RETURNING alliance_id";
    scoped(result_done) PGresult *found = NULL, *added = NULL;
    const struct catalog_apply *apply = applying->apply;
    enum status st = db_exec(db, find, 1, (const char *[]){apply->alliance}, &found);
    if (st != ST_OK)
        return st;
    if (row_count(found) == 1)
        return row_i64(found, 0, 0, &applying->result.alliance_id) ? ST_OK : ST_FATAL;
    st = db_exec(db, add, 2, (const char *[]){apply->alliance, apply->name}, &added);
    if (st != ST_OK)
        return st;
    return row_i64(added, 0, 0, &applying->result.alliance_id) ? ST_OK : ST_FATAL;
}

static enum status take_version(struct db *db, struct applying *applying)
{
    static const char newest[] = "SELECT version, sha256 FROM catalog.version WHERE alliance_id = $1::bigint "
                                 "ORDER BY version DESC LIMIT 1";
    static const char add[] = "INSERT INTO catalog.version (alliance_id, version, applied_us, applied_by, reason, sha256) "
                              "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::text, $5::text, $6::text)";
    scoped(result_done) PGresult *rows = NULL;
    struct catalog_applied *result = &applying->result;
    enum status st = db_exec(db, newest, 1, (const char *[]){I64(result->alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    result->version = 0;
    if (row_count(rows) == 1 && !row_i64(rows, 0, 0, &result->version))
        return ST_FATAL;
    result->changed = row_count(rows) == 0 || strcmp(row_text(rows, 0, 1), applying->sha256) != 0;
    if (!result->changed)
        return ST_OK;
    result->version++;
    return db_exec(db, add, 6,
                   (const char *[]){I64(result->alliance_id), I64(result->version), I64(result->business_us), applying->apply->by,
                                    applying->apply->reason, applying->sha256},
                   NULL);
}

static enum status add_files(struct db *db, const struct applying *applying)
{
    static const char sql[] = "INSERT INTO catalog.file (alliance_id, version, path, content) "
                              "VALUES ($1::bigint, $2::bigint, $3::text, $4::text)";
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < applying->apply->n_files; i++) {
        const struct catalog_source *file = &applying->apply->files[i];
        scoped(scoped_free) char *content = strndup(file->content, file->len);
        if (content == NULL)
            return ST_RETRY;
        st = db_exec(db, sql, 4,
                     (const char *[]){I64(applying->result.alliance_id), I64(applying->result.version), file->path, content}, NULL);
    }
    return st;
}

static enum status apply_all(struct db *db, void *arg)
{
    struct applying *applying = arg;
    struct catalog_applied *result = &applying->result;
    enum status st = clock_business_now(db, &result->business_us);
    if (st == ST_OK)
        st = take_alliance(db, applying);
    if (st == ST_OK)
        st = take_version(db, applying);
    if (st != ST_OK || !result->changed)
        return st;
    st = add_files(db, applying);
    for (size_t i = 0; st == ST_OK && i < sizeof CONSUMERS / sizeof CONSUMERS[0]; i++)
        st = todo_insert(db, CONSUMERS[i], "catalog", result->alliance_id, 0, "", NULL, 0, result->business_us);
    if (st == ST_OK)
        CRASH_POINT("duban.before_apply_commit");
    return st;
}

enum status catalog_store_apply(struct db *db, const struct catalog_apply *apply, struct catalog_applied *ret)
{
    struct applying applying = {.apply = apply};
    hash_files(apply, applying.sha256);
    enum status st = db_transact(db, apply_all, &applying);
    if (st != ST_OK)
        return st;
    CRASH_POINT("duban.after_apply_commit");
    *ret = applying.result;
    return ST_OK;
}

static enum status find_newest(struct db *db, const char *alliance, int64_t *ret_id, int64_t *ret_version)
{
    static const char sql[] = "SELECT v.alliance_id, max(v.version) FROM catalog.version v JOIN catalog.alliance a "
                              "ON a.alliance_id = v.alliance_id WHERE $1::text = '' OR a.code = $1::text GROUP BY v.alliance_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){alliance}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) != 1)
        return ST_CONFLICT;
    return row_i64(rows, 0, 0, ret_id) && row_i64(rows, 0, 1, ret_version) ? ST_OK : ST_FATAL;
}

enum status catalog_store_read(struct db *db, const char *alliance, int64_t *ret_version, struct catalog_source **ret,
                               size_t *ret_n)
{
    static const char sql[] = "SELECT path, content FROM catalog.file WHERE alliance_id = $1::bigint AND version = $2::bigint "
                              "ORDER BY path";
    scoped(result_done) PGresult *rows = NULL;
    int64_t id;
    enum status st = find_newest(db, alliance, &id, ret_version);
    if (st == ST_OK)
        st = db_exec(db, sql, 2, (const char *[]){I64(id), I64(*ret_version)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct catalog_source *files = calloc(n + 1, sizeof *files);
    for (size_t i = 0; files != NULL && i < n; i++) {
        files[i].path = row_text_take(rows, (int)i, 0);
        files[i].content = row_text_take(rows, (int)i, 1);
        if (files[i].path == NULL || files[i].content == NULL) {
            catalog_sources_free(files, n);
            files = NULL;
        } else {
            files[i].len = strlen(files[i].content);
        }
    }
    if (files == NULL)
        return ST_RETRY;
    *ret = files;
    *ret_n = n;
    return ST_OK;
}

enum status catalog_store_versions(struct db *db, const char *alliance, catalog_version_fn *fn, void *arg)
{
    static const char sql[] = "SELECT a.code, v.version, v.applied_us, v.applied_by, v.reason, v.sha256 "
                              "FROM catalog.version v JOIN catalog.alliance a ON a.alliance_id = v.alliance_id "
                              "WHERE $1::text = '' OR a.code = $1::text ORDER BY a.code, v.version DESC";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){alliance}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        int64_t version, applied_us;
        if (!row_i64(rows, i, 1, &version) || !row_i64(rows, i, 2, &applied_us))
            return ST_FATAL;
        fn(arg, row_text(rows, i, 0), version, applied_us, row_text(rows, i, 3), row_text(rows, i, 4), row_text(rows, i, 5));
    }
    return st;
}

enum status catalog_store_institutions(struct db *db, const char *alliance, struct text *ret)
{
    static const char sql[] =
        "SELECT i.content FROM catalog.alliance a JOIN alert.v_institution_table i ON i.alliance_id = a.alliance_id "
        "WHERE a.code = $1::text ORDER BY i.version DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){alliance}, &rows);
    if (st != ST_OK)
        return st;
    text_clear(ret);
    if (row_count(rows) == 1)
        text_append(ret, row_text(rows, 0, 0));
    return ret->overflow ? ST_RETRY : ST_OK;
}
