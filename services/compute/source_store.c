/* source_store.c: ingest.v_batch, read for people. */
#include "compute/source_store.h"

#include "lib/db.h"
#include "lib/db_row.h"

enum status source_batches(struct db *db, int64_t institution_id, const char *kind, int32_t from, int32_t to,
                           enum status (*fn)(void *arg, const struct source_batch *batch), void *arg)
{
    static const char sql[] =
        "SELECT b.batch_id, b.lane_number, b.committed_us, b.rows_good, b.rows_rejected, coalesce(b.period, -1), b.file_name, "
        "b.content_sha256, b.submitted_by FROM (SELECT v.*, row_number() OVER (PARTITION BY v.period "
        "ORDER BY v.source_rank DESC, v.lane_number DESC, v.parse_version DESC) AS place FROM ingest.v_batch AS v "
        "WHERE v.institution_id = $1::bigint AND v.kind = $2::text AND v.state = 'committed') AS b "
        "WHERE b.period IS NULL OR (b.place = 1 AND b.period BETWEEN $3::bigint AND $4::bigint) ORDER BY b.period, b.lane_number";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(institution_id), kind, I64(from), I64(to)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct source_batch batch = {
            .institution_id = institution_id,
            .file_name = row_text(rows, i, 6),
            .content_sha256 = row_text(rows, i, 7),
            .submitted_by = row_text(rows, i, 8),
        };
        if (!row_i64(rows, i, 0, &batch.batch_id) || !row_i64(rows, i, 1, &batch.lane_number) ||
            !row_i64(rows, i, 2, &batch.committed_us) || !row_i64(rows, i, 3, &batch.rows_good) ||
            !row_i64(rows, i, 4, &batch.rows_rejected) || !row_i32(rows, i, 5, &batch.period))
            return ST_FATAL;
        st = fn(arg, &batch);
    }
    return st;
}
