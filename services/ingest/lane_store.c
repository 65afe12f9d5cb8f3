/* lane_store.c: numbers are drawn under the row's lock, so they have no holes and no two events share one. */
#include "ingest/lane_store.h"

#include "lib/db.h"
#include "lib/db_row.h"

enum status lane_lock(struct db *db, struct lane *lane)
{
    static const char make[] = "INSERT INTO ingest.lane (institution_id, kind, alliance_id, last_number) "
                               "VALUES ($1::bigint, $2::text, $3::bigint, 0) ON CONFLICT (institution_id, kind) DO NOTHING";
    static const char lock[] =
        "SELECT last_number FROM ingest.lane WHERE institution_id = $1::bigint AND kind = $2::text FOR UPDATE";
    const char *params[] = {I64(lane->institution_id), lane->kind, I64(lane->alliance_id)};
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, make, 3, params, NULL);
    if (st == ST_OK)
        st = db_exec(db, lock, 2, params, &rows);
    if (st != ST_OK)
        return st;
    return row_count(rows) == 1 && row_i64(rows, 0, 0, &lane->last_number) ? ST_OK : ST_CONFLICT;
}

enum status lane_append(struct db *db, struct lane *lane, const char *event, int64_t batch_id, int64_t now_us)
{
    static const char draw[] = "UPDATE ingest.lane SET last_number = $4::bigint "
                               "WHERE institution_id = $1::bigint AND kind = $2::text AND last_number = $3::bigint";
    static const char tell[] = "INSERT INTO ingest.lane_event (institution_id, kind, lane_number, event, batch_id, committed_us) "
                               "VALUES ($1::bigint, $2::text, $3::bigint, $4::text, $5::bigint, $6::bigint)";
    int64_t next = lane->last_number + 1;
    enum status st =
        db_exec(db, draw, 4, (const char *[]){I64(lane->institution_id), lane->kind, I64(lane->last_number), I64(next)}, NULL);
    if (st == ST_OK && db_affected(db) == 0)
        st = ST_CONFLICT;
    if (st == ST_OK)
        st = db_exec(db, tell, 6,
                     (const char *[]){I64(lane->institution_id), lane->kind, I64(next), event, I64(batch_id), I64(now_us)}, NULL);
    if (st == ST_OK)
        lane->last_number = next;
    return st;
}
