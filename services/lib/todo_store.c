/* Why: the only SQL that touches work rows, the same for each schema: the texts are put together by
 * the compiler from a fixed list. */
#include "lib/todo.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"

/* The parts of the statements read as SQL, not as C. */
/* clang-format off */
#define SAME_KEY(a, b) \
    a ".kind = " b ".kind AND " a ".institution_id = " b ".institution_id AND " a ".key = " b ".key AND " \
    a ".alliance_id = " b ".alliance_id"

/* v_work: rows of keys without a parked row (deploy/sql/0003_todo.sql). */
#define CLAIMABLE "t.business_us <= $1::bigint AND t.attempts BETWEEN $2::bigint AND $3::bigint"

/* The last column: how many due rows of the key are older. Who got all of them may have this one too. */
#define CLAIM(s, which) \
    "SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key, t.business_us, t.attempts, t.cause[1:16], " \
    "(SELECT count(*) FROM " s ".todo o WHERE " SAME_KEY("o", "t") " AND o.id < t.id AND o.business_us <= $1::bigint) " \
    "FROM " s ".v_work t WHERE " CLAIMABLE " AND " which " ORDER BY t.id LIMIT $4::bigint FOR UPDATE OF t SKIP LOCKED"

struct todo_sql {
    const char *schema, *insert, *insert_once, *claim, *claim_key, *peek, *erase, *fail, *depth, *resume;
};

#define STATEMENTS(s) \
    { \
        .schema = s, \
        .insert = "INSERT INTO " s ".todo (kind, alliance_id, institution_id, key, cause, business_us) " \
                  "VALUES ($1::text, $2::bigint, $3::bigint, $4::text, $5::bigint[], $6::bigint)", \
        .insert_once = "INSERT INTO " s ".todo (kind, alliance_id, institution_id, key, business_us) " \
                       "SELECT $1::text, $2::bigint, $3::bigint, $4::text, $5::bigint WHERE NOT EXISTS (SELECT 1 FROM " s ".todo t " \
                       "WHERE t.kind = $1::text AND t.alliance_id = $2::bigint AND t.institution_id = $3::bigint AND t.key = $4::text)", \
        .claim = CLAIM(s, "t.kind = ANY($5::text[])"), \
        .claim_key = CLAIM(s, "t.kind = $5::text AND t.institution_id = $6::bigint AND t.key = $7::text " \
                              "AND t.alliance_id = $8::bigint"), \
        .peek = "SELECT t.id, t.kind, t.alliance_id, t.institution_id, t.key FROM " s ".v_work t " \
                "WHERE " CLAIMABLE " AND t.kind = ANY($5::text[]) AND t.id > $6::bigint ORDER BY t.id LIMIT $4::bigint", \
        .erase = "DELETE FROM " s ".todo WHERE id = ANY($1::bigint[])", \
        .fail = "WITH failed AS (UPDATE " s ".todo SET attempts = attempts + 1, " \
                "parked_reason = CASE WHEN attempts + 1 >= $3::bigint THEN $2::text ELSE parked_reason END " \
                "WHERE id = ANY($1::bigint[]) RETURNING id, kind, alliance_id, institution_id, key, business_us, " \
                "parked_reason IS NOT NULL AS parked), " \
                "told AS (INSERT INTO notify.todo (kind, alliance_id, institution_id, key, business_us) " \
                "SELECT '" TODO_PARKED_KIND "', alliance_id, institution_id, '" s "|' || min(id), max(business_us) FROM failed " \
                "WHERE parked AND kind <> '" TODO_PARKED_KIND "' GROUP BY kind, alliance_id, institution_id, key) " \
                "SELECT parked FROM failed", \
        .depth = "SELECT (SELECT count(*) FROM " s ".v_work w WHERE w.business_us <= $1::bigint), " \
                 "(SELECT count(*) FROM " s ".todo p WHERE p.parked_reason IS NOT NULL)", \
        .resume = "UPDATE " s ".todo SET attempts = 0, parked_reason = NULL WHERE kind = $1::text " \
                  "AND institution_id = $2::bigint AND key = $3::text AND alliance_id = $4::bigint " \
                  "AND parked_reason IS NOT NULL", \
    }
/* clang-format on */

static const struct todo_sql SQL[] = {STATEMENTS("ingest"), STATEMENTS("compute"), STATEMENTS("alert"), STATEMENTS("notify")};

static const struct todo_sql *todo_sql(const char *schema)
{
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++)
        if (strcmp(SQL[i].schema, schema) == 0)
            return &SQL[i];
    abort(); /* a mistake of ours: there is no such todo table */
}

void todo_rows_done(struct todo_rows *rows)
{
    free(rows->rows);
    *rows = (struct todo_rows){0};
}

enum status todo_insert(struct db *db, const char *schema, const char *kind, int64_t alliance_id, int64_t institution_id,
                        const char *key, const int64_t *cause, size_t cause_count, int64_t business_us)
{
    scoped(text_done) struct text causes;
    text_init(&causes, TODO_CAUSES_MAX * PARAM_I64_SIZE + 2);
    assert(strlen(kind) < TODO_KIND_SIZE && strlen(key) < TODO_KEY_SIZE);
    param_i64_array(&causes, cause, cause_count < TODO_CAUSES_MAX ? cause_count : TODO_CAUSES_MAX);
    if (causes.overflow)
        return ST_FATAL;
    return db_exec(db, todo_sql(schema)->insert, 6,
                   (const char *[]){kind, I64(alliance_id), I64(institution_id), key, causes.s, I64(business_us)}, NULL);
}

enum status todo_insert_once(struct db *db, const char *schema, const char *kind, int64_t alliance_id, const char *key,
                             int64_t business_us)
{
    assert(strlen(kind) < TODO_KIND_SIZE && strlen(key) < TODO_KEY_SIZE);
    return db_exec(db, todo_sql(schema)->insert_once, 5, (const char *[]){kind, I64(alliance_id), I64(0), key, I64(business_us)},
                   NULL);
}

static bool key_read(const PGresult *r, int row, struct todo_key *ret)
{
    const char *kind = row_text(r, row, 1), *key = row_text(r, row, 4);
    if (strlen(kind) >= sizeof ret->kind || strlen(key) >= sizeof ret->key || !row_i64(r, row, 2, &ret->alliance_id) ||
        !row_i64(r, row, 3, &ret->institution_id))
        return false;
    memcpy(ret->kind, kind, strlen(kind) + 1);
    memcpy(ret->key, key, strlen(key) + 1);
    return true;
}

_Static_assert(TODO_CAUSES_MAX == 16, "cause[1:16] above");

bool todo_key_equal(const struct todo_key *a, const struct todo_key *b)
{
    return a->institution_id == b->institution_id && a->alliance_id == b->alliance_id && strcmp(a->key, b->key) == 0 &&
           strcmp(a->kind, b->kind) == 0;
}

static bool row_read(const PGresult *r, int row, struct todo_row *ret, int64_t *ret_elders)
{
    return row_i64(r, row, 0, &ret->id) && key_read(r, row, &ret->key) && row_i64(r, row, 5, &ret->business_us) &&
           row_i64(r, row, 6, &ret->attempts) && row_i64_array(r, row, 7, ret->cause, TODO_CAUSES_MAX, &ret->cause_count) &&
           row_i64(r, row, 8, ret_elders);
}

/* Keeps the rows whose elders are all here: of each key the oldest ones without a gap. The others stay locked until the end of the
 * transaction and are left for the next claim. */
static enum status rows_keep(const PGresult *r, struct todo_rows *ret)
{
    int count = row_count(r);
    if (count == 0)
        return ST_OK;
    ret->rows = calloc((size_t)count, sizeof *ret->rows);
    if (ret->rows == NULL)
        return ST_FATAL;
    for (int i = 0; i < count; i++) {
        struct todo_row *row = &ret->rows[ret->count];
        int64_t elders = 0, here = 0;
        if (!row_read(r, i, row, &elders))
            return ST_FATAL;
        for (size_t k = 0; k < ret->count; k++)
            here += todo_key_equal(&ret->rows[k].key, &row->key);
        if (here == elders)
            ret->count++;
    }
    return ST_OK;
}

static enum status kinds_text(const struct todo_filter *filter, struct text *out)
{
    text_init(out, 4096);
    param_text_array(out, filter->kinds, filter->kind_count);
    return out->overflow ? ST_FATAL : ST_OK;
}

enum status todo_claim(struct db *db, const char *schema, const struct todo_filter *filter, struct todo_rows *ret)
{
    const struct todo_sql *sql = todo_sql(schema);
    const struct todo_key *key = filter->key;
    const char *now = I64(filter->business_us), *least = I64(filter->attempts_least), *most = I64(filter->attempts_most);
    const char *limit = I64((int64_t)filter->limit);
    scoped(result_done) PGresult *r = NULL;
    scoped(text_done) struct text kinds;
    todo_rows_done(ret);
    assert(filter->limit >= 1 && filter->limit <= TODO_BATCH_MAX);
    enum status st = kinds_text(filter, &kinds);
    if (st != ST_OK)
        return st;
    if (key == NULL)
        st = db_exec(db, sql->claim, 5, (const char *[]){now, least, most, limit, kinds.s}, &r);
    else
        st = db_exec(
            db, sql->claim_key, 8,
            (const char *[]){now, least, most, limit, key->kind, I64(key->institution_id), key->key, I64(key->alliance_id)}, &r);
    if (st == ST_OK)
        st = rows_keep(r, ret);
    if (st != ST_OK)
        todo_rows_done(ret);
    return st;
}

static enum status ids_text(const struct todo_rows *rows, struct text *out)
{
    text_init(out, TODO_BATCH_MAX * PARAM_I64_SIZE);
    text_append(out, "{");
    for (size_t i = 0; i < rows->count; i++)
        text_printf(out, "%s%" PRId64, i == 0 ? "" : ",", rows->rows[i].id);
    text_append(out, "}");
    return out->overflow ? ST_FATAL : ST_OK;
}

enum status todo_delete(struct db *db, const char *schema, const struct todo_rows *rows)
{
    scoped(text_done) struct text ids;
    enum status st = ids_text(rows, &ids);
    if (st == ST_OK)
        st = db_exec(db, todo_sql(schema)->erase, 1, (const char *[]){ids.s}, NULL);
    if (st == ST_OK && db_affected(db) != (int64_t)rows->count)
        st = ST_CONFLICT;
    return st;
}

enum status todo_fail(struct db *db, const char *schema, const struct todo_rows *rows, const char *reason, size_t *ret_parked)
{
    scoped(text_done) struct text ids;
    scoped(result_done) PGresult *r = NULL;
    assert(!db_in_transaction(db));
    enum status st = ids_text(rows, &ids);
    CRASH_POINT("lib.before_fail_commit");
    if (st == ST_OK)
        st = db_exec(db, todo_sql(schema)->fail, 3, (const char *[]){ids.s, reason, I64(TODO_ATTEMPTS_MAX)}, &r);
    if (st == ST_OK)
        CRASH_POINT("lib.after_fail_commit");
    if (st != ST_OK || ret_parked == NULL)
        return st;
    *ret_parked = 0;
    for (int i = 0; i < row_count(r); i++) {
        bool parked = false;
        *ret_parked += row_bool(r, i, 0, &parked) && parked;
    }
    return ST_OK;
}

enum status todo_peek(struct db *db, const char *schema, const struct todo_filter *filter, int64_t after, struct todo_key *ret,
                      size_t *ret_count, int64_t *ret_last)
{
    scoped(result_done) PGresult *r = NULL;
    scoped(text_done) struct text kinds;
    assert(filter->limit >= 1 && filter->limit <= TODO_BATCH_MAX);
    enum status st = kinds_text(filter, &kinds);
    if (st == ST_OK)
        st = db_exec(db, todo_sql(schema)->peek, 6,
                     (const char *[]){I64(filter->business_us), I64(filter->attempts_least), I64(filter->attempts_most),
                                      I64((int64_t)filter->limit), kinds.s, I64(after)},
                     &r);
    if (st != ST_OK)
        return st;
    size_t count = 0;
    int64_t last = 0;
    for (int i = 0; i < row_count(r); i++) {
        if (!row_i64(r, i, 0, &last) || !key_read(r, i, &ret[count]))
            return ST_FATAL;
        size_t k = 0;
        while (k < count && !todo_key_equal(&ret[k], &ret[count]))
            k++;
        if (k == count)
            count++;
    }
    *ret_count = count;
    *ret_last = (size_t)row_count(r) == filter->limit ? last : 0;
    return ST_OK;
}

enum status todo_depth(struct db *db, const char *schema, int64_t business_us, struct todo_depth *ret)
{
    scoped(result_done) PGresult *r = NULL;
    struct todo_depth depth = {0};
    enum status st = db_exec(db, todo_sql(schema)->depth, 1, (const char *[]){I64(business_us)}, &r);
    if (st != ST_OK)
        return st;
    if (!row_i64(r, 0, 0, &depth.due) || !row_i64(r, 0, 1, &depth.parked))
        return ST_FATAL;
    *ret = depth;
    return ST_OK;
}

enum status todo_resume(struct db *db, const char *schema, const struct todo_key *key, int64_t *ret_count)
{
    enum status st = db_exec(db, todo_sql(schema)->resume, 4,
                             (const char *[]){key->kind, I64(key->institution_id), key->key, I64(key->alliance_id)}, NULL);
    if (st == ST_OK)
        *ret_count = db_affected(db);
    return st;
}
