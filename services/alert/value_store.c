/* value_store.c: SQL over compute.v_* and ingest.v_*, read only. */
#include "alert/value_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"
#include "model/indicator.h"

#define SCOPE_TEXT_MAX 4000

void value_series_done(struct value_series *series)
{
    free(series->periods);
    *series = (struct value_series){0};
}

static bool period_from_row(const PGresult *rows, int row, struct period_fact *p)
{
    int32_t reported = 0, expected = 0;
    bool good = row_i32(rows, row, 0, &p->month) && row_i64(rows, row, 1, &p->revision) && row_bool(rows, row, 2, &p->has_value) &&
                row_bool(rows, row, 3, &p->small_denominator) && row_i128(rows, row, 4, &p->units) &&
                row_i128(rows, row, 5, &p->num) && row_i128(rows, row, 6, &p->den) && row_i32(rows, row, 7, &reported) &&
                row_i32(rows, row, 8, &expected) && row_i64(rows, row, 9, &p->known_us);
    p->reported = reported;
    p->expected = expected;
    return good;
}

enum status value_store_series(struct db *db, int64_t alliance_id, const struct cell *cell, int32_t from, int32_t to,
                               struct value_series *ret)
{
    static const char sql[] =
        "SELECT period, revision, has_value, small, units, numerator, denominator, returned, expected, known_us "
        "FROM compute.v_value WHERE institution_id = $1::bigint AND alliance_id = $2::bigint AND indicator = $3::text "
        "AND time_window = $4::text AND scope = $5::text AND period BETWEEN $6::bigint AND $7::bigint ORDER BY period";
    scoped(text_done) struct text scope;
    text_init(&scope, SCOPE_TEXT_MAX);
    scope_format(&scope, cell->scope);
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 7,
                             (const char *[]){I64(cell->subject->id), I64(alliance_id), cell->indicator->name,
                                              window_name(cell->window), scope.s, I64(from), I64(to)},
                             &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    scoped(value_series_done) struct value_series found = {.periods = calloc(n + 1, sizeof *found.periods)};
    if (found.periods == NULL)
        return ST_FATAL;
    for (int i = 0; i < (int)n; i++)
        if (!period_from_row(rows, i, &found.periods[found.n++]))
            return ST_FATAL;
    *ret = found;
    found = (struct value_series){0};
    return ST_OK;
}

static enum status institution_array(struct text *out, const int64_t *ids, size_t n)
{
    text_init(out, 1u << 22);
    param_i64_array(out, ids, n);
    return text_status(out);
}

enum status value_store_members(struct db *db, int64_t alliance_id, const struct cell *cell, struct member_value *values, size_t n)
{
    static const char sql[] =
        "SELECT institution_id, has_value, units, numerator, denominator FROM compute.v_value "
        "WHERE institution_id = ANY($1::bigint[]) AND alliance_id = $2::bigint AND indicator = $3::text AND time_window = $4::text "
        "AND scope = 'self' AND period = $5::bigint";
    scoped(scoped_free) int64_t *ids = calloc(n + 1, sizeof *ids);
    if (ids == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < n; i++)
        ids[i] = values[i].institution->id;
    scoped(text_done) struct text array;
    enum status st = institution_array(&array, ids, n);
    scoped(result_done) PGresult *rows = NULL;
    if (st == ST_OK)
        st = db_exec(
            db, sql, 5,
            (const char *[]){array.s, I64(alliance_id), cell->indicator->name, window_name(cell->window), I64(cell->month)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        int64_t id = 0;
        struct member_value v = {0};
        if (!row_i64(rows, i, 0, &id) || !row_bool(rows, i, 1, &v.has_value) || !row_i128(rows, i, 2, &v.units) ||
            !row_i128(rows, i, 3, &v.num) || !row_i128(rows, i, 4, &v.den))
            return ST_FATAL;
        for (size_t k = 0; k < n; k++)
            if (ids[k] == id) {
                v.institution = values[k].institution;
                values[k] = v;
            }
    }
    return st;
}

enum status value_store_return(struct db *db, int64_t institution_id, const char *kind, int32_t month, bool *ret_returned,
                               int64_t *ret_first_us)
{
    static const char sql[] = "SELECT returned, first_returned_us FROM compute.v_return "
                              "WHERE institution_id = $1::bigint AND kind = $2::text AND period = $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), kind, I64(month)}, &rows);
    if (st != ST_OK)
        return st;
    *ret_returned = false;
    if (row_count(rows) == 0)
        return ST_OK;
    return row_bool(rows, 0, 0, ret_returned) && row_i64(rows, 0, 1, ret_first_us) ? ST_OK : ST_FATAL;
}

enum status value_store_causes(struct db *db, int64_t alliance_id, const struct cell *cell, int64_t after, int64_t up_to,
                               void (*each)(void *arg, const char *cause), void *arg)
{
    static const char sql[] =
        "SELECT cause FROM compute.v_value_revision WHERE institution_id = $1::bigint AND alliance_id = $2::bigint AND "
        "indicator = $3::text AND time_window = $4::text AND scope = $5::text AND period = $6::bigint AND revision > $7::bigint "
        "AND revision <= $8::bigint ORDER BY revision";
    scoped(text_done) struct text scope;
    text_init(&scope, SCOPE_TEXT_MAX);
    scope_format(&scope, cell->scope);
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 8,
                             (const char *[]){I64(cell->subject->id), I64(alliance_id), cell->indicator->name,
                                              window_name(cell->window), scope.s, I64(cell->month), I64(after), I64(up_to)},
                             &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++)
        each(arg, row_text(rows, i, 0));
    return st;
}

enum status value_store_lane_event(struct db *db, struct source_batch *batch)
{
    static const char sql[] =
        "SELECT b.batch_id, b.lane_number, e.event = 'withdraw', EXISTS (SELECT 1 FROM ingest.v_batch p WHERE p.institution_id = "
        "b.institution_id AND p.kind = b.kind AND p.period = b.period AND p.lane_number < b.lane_number) "
        "FROM ingest.v_lane_event e JOIN ingest.v_batch b ON b.institution_id = e.institution_id AND b.batch_id = e.batch_id "
        "JOIN compute.v_lane l ON l.institution_id = e.institution_id AND l.kind = e.kind AND e.lane_number <= l.counted_through "
        "WHERE e.institution_id = $1::bigint AND e.kind = $2::text AND (b.period IS NULL OR b.period = $3::bigint) "
        "ORDER BY e.lane_number DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(batch->institution_id), batch->kind, I64(batch->month)}, &rows);
    if (st != ST_OK || row_count(rows) == 0)
        return st;
    return row_i64(rows, 0, 0, &batch->batch_id) && row_i64(rows, 0, 1, &batch->lane_number) &&
                   row_bool(rows, 0, 2, &batch->is_withdrawn) && row_bool(rows, 0, 3, &batch->is_again)
               ? ST_OK
               : ST_FATAL;
}
