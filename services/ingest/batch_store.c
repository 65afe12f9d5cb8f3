/* batch_store.c: one list of columns for all reads. */
#include "ingest/batch_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/text.h"

static const char *const STATES[BATCH_STATE_COUNT] = {"open", "held", "committed", "rejected", "withdrawn", "abandoned"};

const char *batch_state_name(enum batch_state state)
{
    return STATES[state];
}

enum status batch_state_parse(const char *word, enum batch_state *ret)
{
    for (size_t i = 0; i < BATCH_STATE_COUNT; i++)
        if (strcmp(word, STATES[i]) == 0) {
            *ret = (enum batch_state)i;
            return ST_OK;
        }
    return ST_BAD_INPUT;
}

/* NULL for months that there are none of. */
#define PERIOD(month) ((month) == INT32_MIN ? NULL : I64(month))

enum status batch_open(struct db *db, struct batch *b, const char *holder)
{
    static const char sql[] =
        "INSERT INTO ingest.batch (institution_id, alliance_id, kind, period, state, source_rank, parse_version, request_id, "
        "file_name, content_sha256, byte_count, rows_read, rows_good, rows_rejected, rows_duplicate, rows_warned, rows_gone, "
        "rows_added, rows_changed, compared_with, catalog_version, opened_us, submitted_by, hold_reason, closed_by, closed_reason, "
        "holder, beat, key_version) VALUES ($1::bigint, $2::bigint, $3::text, $4::bigint, 'open', $5::bigint, $6::bigint, "
        "$7::text, $8::text, "
        "'', "
        "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $9::bigint, $10::bigint, $11::text, '', '', '', $12::text, 0, $13::bigint) RETURNING "
        "batch_id";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(b->institution_id),  I64(b->alliance_id),   b->kind,         PERIOD(b->period),
                            I64(b->source_rank),     I64(b->parse_version), b->request_id,   b->file_name,
                            I64(b->catalog_version), I64(b->opened_us),     b->submitted_by, holder,
                            I64(b->key_version)};
    enum status st = db_exec(db, sql, 13, params, &rows);
    if (st != ST_OK)
        return st;
    b->state = BATCH_OPEN;
    return row_i64(rows, 0, 0, &b->batch_id) ? ST_OK : ST_FATAL;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                                                   \
    "b.institution_id, b.batch_id, b.alliance_id, b.kind, coalesce(b.period, -2147483648), b.state, coalesce(b.lane_number, 0), " \
    "b.source_rank, b.parse_version, b.request_id, b.file_name, b.content_sha256, b.byte_count, b.rows_read, b.rows_good, "       \
    "b.rows_rejected, b.rows_duplicate, b.rows_warned, b.rows_gone, b.rows_added, b.rows_changed, b.compared_with, "              \
    "b.catalog_version, b.opened_us, coalesce(b.committed_us, 0), b.submitted_by, b.hold_reason, b.closed_by, b.closed_reason, "  \
    "b.key_version"
#define COLUMN_COUNT 30

#define COPY_TEXT(field, column) snprintf(b->field, sizeof b->field, "%s", row_text(rows, row, column))

static enum status read_batch(const PGresult *rows, int row, struct batch *b)
{
    *b = (struct batch){0};
    int64_t *const numbers[COLUMN_COUNT] = {
        [0] = &b->institution_id,   [1] = &b->batch_id,       [2] = &b->alliance_id,     [6] = &b->lane_number,
        [7] = &b->source_rank,      [8] = &b->parse_version,  [12] = &b->byte_count,     [13] = &b->rows_read,
        [14] = &b->rows_good,       [15] = &b->rows_rejected, [16] = &b->rows_duplicate, [17] = &b->rows_warned,
        [18] = &b->rows_gone,       [19] = &b->rows_added,    [20] = &b->rows_changed,   [21] = &b->compared_with,
        [22] = &b->catalog_version, [23] = &b->opened_us,     [24] = &b->committed_us,   [29] = &b->key_version,
    };
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (numbers[i] != NULL && !row_i64(rows, row, i, numbers[i]))
            return ST_FATAL;
    if (!row_i32(rows, row, 4, &b->period) || batch_state_parse(row_text(rows, row, 5), &b->state) != ST_OK)
        return ST_FATAL;
    COPY_TEXT(kind, 3);
    COPY_TEXT(request_id, 9);
    COPY_TEXT(file_name, 10);
    COPY_TEXT(content_sha256, 11);
    COPY_TEXT(submitted_by, 25);
    COPY_TEXT(hold_reason, 26);
    COPY_TEXT(closed_by, 27);
    COPY_TEXT(closed_reason, 28);
    return ST_OK;
}

static enum status read_one(struct db *db, const char *sql, size_t n, const char *const *params, struct batch *ret)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, n, params, &rows);
    if (st == ST_OK)
        st = row_count(rows) == 1 ? read_batch(rows, 0, ret) : ST_CONFLICT;
    return st;
}

static enum status mark_current(struct db *db, struct batch *batches, size_t n)
{
    static const char sql[] = "SELECT c.batch_id FROM ingest.v_current_batch AS c WHERE c.institution_id = ANY($1::bigint[]) "
                              "AND c.batch_id = ANY($2::bigint[])";
    struct text institutions, ids;
    text_init(&institutions, 1u << 20);
    text_init(&ids, 1u << 20);
    int64_t *numbers = calloc(2 * n + 1, sizeof *numbers);
    for (size_t i = 0; numbers != NULL && i < n; i++) {
        numbers[i] = batches[i].institution_id;
        numbers[n + i] = batches[i].batch_id;
    }
    scoped(result_done) PGresult *rows = NULL;
    enum status st = numbers == NULL ? ST_RETRY : ST_OK;
    if (st == ST_OK) {
        param_i64_array(&institutions, numbers, n);
        param_i64_array(&ids, numbers + n, n);
        st = db_exec(db, sql, 2, (const char *[]){institutions.s, ids.s}, &rows);
    }
    for (int r = 0; st == ST_OK && r < row_count(rows); r++) {
        int64_t id = 0;
        st = row_i64(rows, r, 0, &id) ? ST_OK : ST_FATAL;
        for (size_t i = 0; i < n; i++)
            batches[i].current = batches[i].current || batches[i].batch_id == id;
    }
    free(numbers);
    text_done(&institutions);
    text_done(&ids);
    return st;
}

enum status batch_read(struct db *db, int64_t batch_id, struct batch *ret)
{
    static const char sql[] = "SELECT " COLUMNS " FROM ingest.batch AS b WHERE b.batch_id = $1::bigint";
    enum status st = read_one(db, sql, 1, (const char *[]){I64(batch_id)}, ret);
    return st == ST_OK ? mark_current(db, ret, 1) : st;
}

enum status batch_lock(struct db *db, int64_t institution_id, int64_t batch_id, struct batch *ret)
{
    static const char sql[] = "SELECT " COLUMNS " FROM ingest.batch AS b "
                              "WHERE b.institution_id = $1::bigint AND b.batch_id = $2::bigint FOR UPDATE";
    return read_one(db, sql, 2, (const char *[]){I64(institution_id), I64(batch_id)}, ret);
}

enum status batch_keep_open(struct db *db, int64_t institution_id, int64_t batch_id)
{
    static const char sql[] = "SELECT 1 FROM ingest.batch AS b WHERE b.institution_id = $1::bigint AND b.batch_id = $2::bigint "
                              "AND b.state = 'open' FOR KEY SHARE";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), I64(batch_id)}, NULL);
    return st == ST_OK && db_affected(db) == 0 ? ST_CONFLICT : st;
}

enum status batch_current(struct db *db, int64_t institution_id, const char *kind, int32_t period, struct current_batch *ret)
{
    static const char sql[] = "SELECT b.batch_id, b.parse_version, b.content_sha256, b.key_version FROM ingest.batch AS b WHERE "
                              "b.institution_id = $1::bigint "
                              "AND b.kind = $2::text AND b.state = 'committed' AND b.period IS NOT DISTINCT FROM $3::bigint "
                              "ORDER BY b.source_rank DESC, b.lane_number DESC, b.parse_version DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), kind, PERIOD(period)}, &rows);
    if (st != ST_OK)
        return st;
    *ret = (struct current_batch){0};
    if (row_count(rows) == 0)
        return ST_OK;
    snprintf(ret->content_sha256, sizeof ret->content_sha256, "%s", row_text(rows, 0, 2));
    return row_i64(rows, 0, 0, &ret->batch_id) && row_i64(rows, 0, 1, &ret->parse_version) && row_i64(rows, 0, 3, &ret->key_version)
               ? ST_OK
               : ST_FATAL;
}

enum status batch_newest(struct db *db, int64_t institution_id, const char *kind, int64_t *ret_batch_id, int64_t *ret_key_version)
{
    static const char sql[] =
        "SELECT b.batch_id, b.key_version FROM ingest.batch AS b WHERE b.institution_id = $1::bigint AND b.kind = $2::text "
        "AND b.state = 'committed' ORDER BY b.lane_number DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), kind}, &rows);
    if (st != ST_OK)
        return st;
    int64_t id = 0, key_version = 0;
    if (row_count(rows) == 1 && !(row_i64(rows, 0, 0, &id) && row_i64(rows, 0, 1, &key_version)))
        return ST_FATAL;
    *ret_batch_id = id;
    *ret_key_version = key_version;
    return ST_OK;
}

enum status batch_list(struct db *db, const struct batch_filter *f, struct batch **ret, size_t *ret_count)
{
    static const char sql[] = "SELECT " COLUMNS " FROM ingest.batch AS b WHERE b.alliance_id = $1::bigint "
                              "AND ($2::bigint = 0 OR b.institution_id = $2::bigint) AND ($3::text = '' OR b.kind = $3::text) "
                              "AND (b.state = $4::text OR ($4::text = '' AND b.state NOT IN ('open', 'abandoned'))) "
                              "AND ($5::bigint IS NULL OR b.period = $5::bigint) ORDER BY b.batch_id DESC LIMIT $6::bigint";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(f->alliance_id), I64(f->institution_id), f->kind, f->state,
                            PERIOD(f->period),   I64((int64_t)f->limit)};
    enum status st = db_exec(db, sql, 6, params, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct batch *batches = calloc(n == 0 ? 1 : n, sizeof *batches);
    st = batches == NULL ? ST_RETRY : ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = read_batch(rows, (int)i, &batches[i]);
    if (st == ST_OK)
        st = mark_current(db, batches, n);
    if (st != ST_OK) {
        free(batches);
        return st;
    }
    *ret = batches;
    *ret_count = n;
    return ST_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

enum status batch_move(struct db *db, const struct batch *b, enum batch_state from)
{
    static const char sql[] =
        "UPDATE ingest.batch SET state = $3::text, lane_number = nullif($4::bigint, 0), content_sha256 = $5::text, "
        "byte_count = $6::bigint, rows_read = $7::bigint, rows_good = $8::bigint, rows_rejected = $9::bigint, "
        "rows_duplicate = $10::bigint, rows_warned = $11::bigint, rows_gone = $12::bigint, rows_added = $13::bigint, "
        "rows_changed = $14::bigint, compared_with = $15::bigint, committed_us = nullif($16::bigint, 0), hold_reason = $17::text, "
        "closed_by = $18::text, closed_reason = $19::text, withdrawn_number = nullif($21::bigint, 0) "
        "WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND state = $20::text";
    const char *params[] = {I64(b->institution_id),  I64(b->batch_id),       batch_state_name(b->state), I64(b->lane_number),
                            b->content_sha256,       I64(b->byte_count),     I64(b->rows_read),          I64(b->rows_good),
                            I64(b->rows_rejected),   I64(b->rows_duplicate), I64(b->rows_warned),        I64(b->rows_gone),
                            I64(b->rows_added),      I64(b->rows_changed),   I64(b->compared_with),      I64(b->committed_us),
                            b->hold_reason,          b->closed_by,           b->closed_reason,           batch_state_name(from),
                            I64(b->withdrawn_number)};
    enum status st = db_exec(db, sql, 21, params, NULL);
    return st == ST_OK && db_affected(db) == 0 ? ST_CONFLICT : st;
}

enum status batch_delete_open(struct db *db, int64_t institution_id, int64_t batch_id)
{
    static const char sql[] =
        "DELETE FROM ingest.batch WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND state = 'open'";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), I64(batch_id)}, NULL);
    return st == ST_OK && db_affected(db) == 0 ? ST_CONFLICT : st;
}

/* ---- open batches ------------------------------------------------------------------------------------------------ */

enum status batch_open_list(struct db *db, struct open_batch ret[static OPEN_BATCHES_MAX], size_t *ret_count)
{
    static const char sql[] = "SELECT b.institution_id, b.batch_id, b.beat, b.holder FROM ingest.batch AS b WHERE b.state = 'open' "
                              "ORDER BY b.batch_id LIMIT $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(OPEN_BATCHES_MAX)}, &rows);
    if (st != ST_OK)
        return st;
    for (int i = 0; i < row_count(rows); i++) {
        struct open_batch *b = &ret[i];
        if (!row_i64(rows, i, 0, &b->institution_id) || !row_i64(rows, i, 1, &b->batch_id) || !row_i64(rows, i, 2, &b->beat))
            return ST_FATAL;
        snprintf(b->holder, sizeof b->holder, "%s", row_text(rows, i, 3));
    }
    *ret_count = (size_t)row_count(rows);
    return ST_OK;
}

enum status batch_beat(struct db *db, const char *holder, const int64_t *batch_ids, size_t n)
{
    static const char sql[] = "UPDATE ingest.batch SET beat = beat + 1 "
                              "WHERE state = 'open' AND holder = $1::text AND batch_id = ANY($2::bigint[])";
    struct text ids;
    text_init(&ids, 64u * 1024);
    param_i64_array(&ids, batch_ids, n);
    enum status st = ids.overflow ? ST_FATAL : db_exec(db, sql, 2, (const char *[]){holder, ids.s}, NULL);
    text_done(&ids);
    return st;
}
