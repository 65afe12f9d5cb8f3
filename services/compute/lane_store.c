/* lane_store.c: compute.alliance, compute.lane, compute.return_standing, and what ingest publishes of lanes. */
#include "compute/lane_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

/* Advisory locks share one space of numbers: "alli". */
#define ALLIANCE_CLASS 1634495593

/* A lock of a row would not do: who shares it is let in past whoever waits to be alone, so lanes that follow each other closely
 * would keep a changed catalog out for ever. Advisory locks are granted in the order of asking. */
enum status alliance_lock(struct db *db, int64_t alliance_id, bool alone)
{
    static const char make[] = "INSERT INTO compute.alliance (alliance_id, horizon) VALUES ($1::bigint, 0) ON CONFLICT DO NOTHING";
    static const char shared[] = "SELECT pg_advisory_xact_lock_shared($2::int, $1::bigint::int)";
    static const char only[] = "SELECT pg_advisory_xact_lock($2::int, $1::bigint::int)";
    const char *params[] = {I64(alliance_id), I64(ALLIANCE_CLASS)};
    enum status st = db_exec(db, alone ? only : shared, 2, params, NULL);
    return st == ST_OK && alone ? db_exec(db, make, 1, params, NULL) : st;
}

enum status alliance_horizon(struct db *db, int64_t alliance_id, int32_t *ret_month)
{
    static const char sql[] = "SELECT horizon FROM compute.alliance WHERE alliance_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    return row_count(rows) == 1 && row_i32(rows, 0, 0, ret_month) ? ST_OK : ST_CONFLICT;
}

enum status alliance_move_horizon(struct db *db, int64_t alliance_id, int32_t month)
{
    static const char sql[] =
        "UPDATE compute.alliance SET horizon = $2::bigint WHERE alliance_id = $1::bigint AND horizon < $2::bigint";
    return db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(month)}, NULL);
}

enum status lane_lock(struct db *db, const struct lane *lane, int64_t *ret_counted_through)
{
    static const char make[] = "INSERT INTO compute.lane (institution_id, kind, alliance_id, counted_through) "
                               "VALUES ($1::bigint, $2::text, $3::bigint, 0) ON CONFLICT (institution_id, kind) DO NOTHING";
    static const char lock[] =
        "SELECT counted_through FROM compute.lane WHERE institution_id = $1::bigint AND kind = $2::text FOR UPDATE";
    const char *params[] = {I64(lane->institution_id), lane->kind, I64(lane->alliance_id)};
    enum status st = db_exec(db, make, 3, params, NULL);
    scoped(result_done) PGresult *rows = NULL;
    if (st == ST_OK)
        st = db_exec(db, lock, 2, params, &rows);
    if (st != ST_OK)
        return st;
    return row_count(rows) == 1 && row_i64(rows, 0, 0, ret_counted_through) ? ST_OK : ST_CONFLICT;
}

enum status lane_move(struct db *db, const struct lane *lane, int64_t from, int64_t to)
{
    static const char sql[] = "UPDATE compute.lane SET counted_through = $4::bigint "
                              "WHERE institution_id = $1::bigint AND kind = $2::text AND counted_through = $3::bigint";
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(lane->institution_id), lane->kind, I64(from), I64(to)}, NULL);
    return st == ST_OK && db_affected(db) == 0 ? ST_CONFLICT : st;
}

static bool event_type(const char *word, enum lane_event_type *ret)
{
    static const char *const words[] = {"batch", "withdraw", "replay", "definition"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0) {
            *ret = (enum lane_event_type)i;
            return true;
        }
    return false;
}

enum status lane_events(struct db *db, const struct lane *lane, int64_t after, struct lane_event ret[static LANE_EVENTS_MAX],
                        size_t *ret_count)
{
    static const char sql[] = "SELECT e.lane_number, e.batch_id, e.event, coalesce(b.period, -1), e.committed_us "
                              "FROM ingest.v_lane_event AS e LEFT JOIN ingest.v_batch AS b ON b.institution_id = e.institution_id "
                              "AND b.batch_id = e.batch_id "
                              "WHERE e.institution_id = $1::bigint AND e.kind = $2::text AND e.lane_number > $3::bigint ORDER BY "
                              "e.lane_number LIMIT $4::bigint";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(lane->institution_id), lane->kind, I64(after), I64(LANE_EVENTS_MAX)};
    enum status st = db_exec(db, sql, 4, params, &rows);
    if (st != ST_OK)
        return st;
    size_t n = 0;
    for (int i = 0; i < row_count(rows); i++, n++) {
        struct lane_event *e = &ret[n];
        if (!row_i64(rows, i, 0, &e->lane_number) || !row_i64(rows, i, 1, &e->batch_id) ||
            !event_type(row_text(rows, i, 2), &e->type) || !row_i32(rows, i, 3, &e->period) ||
            !row_i64(rows, i, 4, &e->committed_us))
            return ST_FATAL;
        if (e->lane_number != after + (int64_t)n + 1)
            break;
    }
    *ret_count = n;
    return ST_OK;
}

enum status lane_current_batch(struct db *db, const struct lane *lane, int32_t period, int64_t through, int64_t *ret_batch_id)
{
    static const char sql[] =
        "SELECT b.batch_id FROM ingest.v_batch AS b WHERE b.institution_id = $1::bigint AND b.kind = $2::text "
        "AND b.period = $3::bigint AND b.lane_number <= $4::bigint "
        "AND (b.withdrawn_number IS NULL OR b.withdrawn_number > $4::bigint) "
        "ORDER BY b.source_rank DESC, b.lane_number DESC, b.parse_version DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(lane->institution_id), lane->kind, I64(period), I64(through)};
    enum status st = db_exec(db, sql, 4, params, &rows);
    if (st != ST_OK)
        return st;
    int64_t batch_id = 0;
    if (row_count(rows) == 1 && !row_i64(rows, 0, 0, &batch_id))
        return ST_FATAL;
    *ret_batch_id = batch_id;
    return ST_OK;
}

enum status lane_periods(struct db *db, const struct lane *lane, int64_t through, int32_t **ret, size_t *ret_count)
{
    static const char sql[] =
        "SELECT DISTINCT b.period FROM ingest.v_batch AS b WHERE b.institution_id = $1::bigint AND b.kind = $2::text "
        "AND b.lane_number <= $3::bigint AND b.period IS NOT NULL ORDER BY b.period";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(lane->institution_id), lane->kind, I64(through)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    int32_t *periods = calloc(n == 0 ? 1 : n, sizeof *periods);
    if (periods == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < n; i++)
        if (!row_i32(rows, (int)i, 0, &periods[i])) {
            free(periods);
            return ST_FATAL;
        }
    *ret = periods;
    *ret_count = n;
    return ST_OK;
}

enum status lanes_each(struct db *db, int64_t alliance_id, enum status (*fn)(void *arg, const struct lane *lane), void *arg)
{
    static const char sql[] =
        "SELECT institution_id, kind FROM compute.lane WHERE alliance_id = $1::bigint ORDER BY institution_id, kind";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct lane lane = {.alliance_id = alliance_id, .kind = row_text(rows, i, 1)};
        st = row_i64(rows, i, 0, &lane.institution_id) ? fn(arg, &lane) : ST_FATAL;
    }
    return st;
}

enum status return_standing_put(struct db *db, const struct lane *lane, int32_t period, int64_t batch_id, int64_t at_us)
{
    static const char sql[] =
        "INSERT INTO compute.return_standing AS r (institution_id, kind, period, alliance_id, returned, batch_id, "
        "first_returned_us, "
        "returned_us) VALUES ($1::bigint, $2::text, $3::bigint, $4::bigint, $5::bigint <> 0, nullif($5::bigint, 0), $6::bigint, "
        "$6::bigint) "
        "ON CONFLICT (institution_id, kind, period) DO UPDATE SET returned = excluded.returned, batch_id = excluded.batch_id, "
        "returned_us = excluded.returned_us";
    const char *params[] = {I64(lane->institution_id), lane->kind, I64(period), I64(lane->alliance_id), I64(batch_id), I64(at_us)};
    return db_exec(db, sql, 6, params, NULL);
}
