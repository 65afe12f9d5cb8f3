/* calendar_gap_store.c: SQL of years without a calendar. */
#include "alert/calendar_gap_store.h"

#include "lib/db_row.h"

#define YEARS_MAX_BYTES 4096

enum status calendar_gap_store_put(struct db *db, int64_t alliance_id, int64_t year, int64_t now_us, bool *ret_is_new)
{
    static const char sql[] =
        "INSERT INTO alert.calendar_gap (alliance_id, year, told_us) VALUES ($1::bigint, $2::bigint, $3::bigint) "
        "ON CONFLICT (alliance_id, year) DO NOTHING RETURNING year";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(year), I64(now_us)}, &rows);
    if (st == ST_OK)
        *ret_is_new = row_count(rows) == 1;
    return st;
}

enum status calendar_gap_store_keep(struct db *db, int64_t alliance_id, const int64_t *years, size_t n)
{
    static const char sql[] = "DELETE FROM alert.calendar_gap WHERE alliance_id = $1::bigint AND NOT (year = ANY($2::bigint[]))";
    scoped(text_done) struct text array;
    text_init(&array, YEARS_MAX_BYTES);
    param_i64_array(&array, years, n);
    if (array.overflow)
        return ST_FATAL;
    return db_exec(db, sql, 2, (const char *[]){I64(alliance_id), array.s}, NULL);
}
