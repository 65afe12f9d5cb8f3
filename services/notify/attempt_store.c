/* attempt_store.c: SQL of notify.attempt. */
#include "notify/attempt_store.h"

#include "lib/db_row.h"

enum status attempt_store_lose(struct db *db, int64_t message_id, int64_t now_us, int64_t *ret_lost)
{
    static const char sql[] = "UPDATE notify.attempt SET outcome = 'lost', finished_us = $2::bigint WHERE message_id = $1::bigint "
                              "AND outcome = 'started'";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(message_id), I64(now_us)}, NULL);
    if (st == ST_OK)
        *ret_lost = db_affected(db);
    return st;
}

enum status attempt_store_begin(struct db *db, int64_t message_id, int64_t fence, int64_t now_us, int64_t *ret_number,
                                int64_t *ret_first_us)
{
    static const char sql[] =
        "INSERT INTO notify.attempt (message_id, number, fence, started_us, outcome, answer) SELECT $1::bigint, "
        "coalesce(max(number), 0) + 1, $2::bigint, $3::bigint, 'started', '' FROM notify.attempt WHERE message_id = $1::bigint "
        "RETURNING number, coalesce((SELECT f.started_us FROM notify.attempt f WHERE f.message_id = $1::bigint AND f.number = 1), "
        "started_us)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(message_id), I64(fence), I64(now_us)}, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_number) && row_i64(rows, 0, 1, ret_first_us) ? ST_OK : ST_FATAL;
}

enum status attempt_store_finish(struct db *db, int64_t message_id, int64_t number, int64_t now_us, enum outcome outcome,
                                 const char *answer)
{
    static const char sql[] = "UPDATE notify.attempt SET outcome = $3::text, finished_us = $4::bigint, answer = $5::text "
                              "WHERE message_id = $1::bigint AND number = $2::bigint AND outcome = 'started'";
    enum status st =
        db_exec(db, sql, 5, (const char *[]){I64(message_id), I64(number), outcome_name(outcome), I64(now_us), answer}, NULL);
    return st == ST_OK && db_affected(db) != 1 ? ST_CONFLICT : st;
}
