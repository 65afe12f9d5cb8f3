/* total_store.c: compute.total, and ingest.v_batch_sum. */
#include "compute/total_store.h"

#include <stdlib.h>

#include "lib/db.h"
#include "lib/db_row.h"

static enum status write_total(struct db *db, const char *sql, int64_t institution_id, int64_t generation_id, int32_t month,
                               const struct measure_sum *sum)
{
    const char *params[] = {I64(institution_id), I64(generation_id), I64(month), I64(sum->rows), I128(sum->sum)};
    return db_exec(db, sql, 5, params, NULL);
}

enum status total_set(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month, const struct measure_sum *sum)
{
    static const char sql[] = "INSERT INTO compute.total AS t (institution_id, generation_id, month, row_count, total) "
                              "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::numeric) "
                              "ON CONFLICT (institution_id, generation_id, month) DO UPDATE SET row_count = excluded.row_count, "
                              "total = excluded.total";
    return write_total(db, sql, institution_id, generation_id, month, sum);
}

enum status total_clear(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month)
{
    static const char sql[] =
        "DELETE FROM compute.total WHERE institution_id = $1::bigint AND generation_id = $2::bigint AND month = $3::bigint";
    return db_exec(db, sql, 3, (const char *[]){I64(institution_id), I64(generation_id), I64(month)}, NULL);
}

enum status total_add(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month, const struct measure_sum *delta)
{
    static const char sql[] =
        "INSERT INTO compute.total AS t (institution_id, generation_id, month, row_count, total) "
        "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::numeric) "
        "ON CONFLICT (institution_id, generation_id, month) DO UPDATE SET row_count = t.row_count + excluded.row_count, "
        "total = t.total + excluded.total";
    static const char tidy[] = "DELETE FROM compute.total WHERE institution_id = $1::bigint AND generation_id = $2::bigint "
                               "AND month = $3::bigint AND row_count = 0 AND total = 0";
    enum status st = write_total(db, sql, institution_id, generation_id, month, delta);
    return st == ST_OK ? db_exec(db, tidy, 3, (const char *[]){I64(institution_id), I64(generation_id), I64(month)}, NULL) : st;
}

enum status batch_sum_read(struct db *db, int64_t institution_id, int64_t batch_id, const char *measure_hash,
                           struct measure_sum *ret, bool *ret_found)
{
    static const char sql[] = "SELECT row_count, total FROM ingest.v_batch_sum "
                              "WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND measure_hash = $3::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), I64(batch_id), measure_hash}, &rows);
    if (st != ST_OK)
        return st;
    *ret_found = row_count(rows) == 1;
    if (*ret_found && (!row_i64(rows, 0, 0, &ret->rows) || !row_i128(rows, 0, 1, &ret->sum)))
        return ST_FATAL;
    return ST_OK;
}

enum status totals_read(struct db *db, int64_t alliance_id, const char *measure, int32_t from, int32_t to, struct total **ret,
                        size_t *ret_count)
{
    static const char sql[] =
        "SELECT t.institution_id, t.month, t.row_count, t.total FROM compute.total AS t "
        "WHERE t.generation_id IN (SELECT g.generation_id FROM compute.generation AS g WHERE g.alliance_id = $1::bigint "
        "AND g.measure = $2::text AND g.state = 'serving') AND t.month BETWEEN $3::bigint AND $4::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(alliance_id), measure, I64(from), I64(to)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct total *totals = calloc(n == 0 ? 1 : n, sizeof *totals);
    if (totals == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &totals[i].institution_id) || !row_i32(rows, (int)i, 1, &totals[i].month) ||
            !row_i64(rows, (int)i, 2, &totals[i].sum.rows) || !row_i128(rows, (int)i, 3, &totals[i].sum.sum)) {
            free(totals);
            return ST_FATAL;
        }
    *ret = totals;
    *ret_count = n;
    return ST_OK;
}
