/* sum_store.c: some dozen rows a batch, in one statement. */
#include "ingest/sum_store.h"

#include <stdlib.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "model/measure.h"
#include "model/tally.h"

/* 256 measures of at most 16, 20 and 40 characters. */
#define LIST_BYTES (32u * 1024)

enum status sum_insert(struct db *db, int64_t institution_id, int64_t batch_id, const struct measure *const *measures, size_t n,
                       const struct tally *tally, int32_t month)
{
    static const char sql[] = "INSERT INTO ingest.batch_sum (institution_id, batch_id, measure_hash, row_count, total) "
                              "SELECT $1::bigint, $2::bigint, u.hash, u.row_count, u.total "
                              "FROM unnest($3::text[], $4::bigint[], $5::numeric[]) AS u (hash, row_count, total)";
    struct text hashes, counts, totals;
    text_init(&hashes, LIST_BYTES);
    text_init(&counts, LIST_BYTES);
    text_init(&totals, LIST_BYTES);
    text_append(&hashes, "{");
    text_append(&counts, "{");
    text_append(&totals, "{");
    for (size_t i = 0; i < n; i++) {
        struct measure_sum sum = tally_sum(tally, i, month);
        const char *comma = i == 0 ? "" : ",";
        text_printf(&hashes, "%s%s", comma, measures[i]->hash); /* hex digits */
        text_printf(&counts, "%s%s", comma, I64(sum.rows));
        text_printf(&totals, "%s%s", comma, I128(sum.sum));
    }
    text_append(&hashes, "}");
    text_append(&counts, "}");
    text_append(&totals, "}");
    enum status st = hashes.overflow || counts.overflow || totals.overflow ? ST_FATAL : ST_OK;
    if (st == ST_OK)
        st = db_exec(db, sql, 5, (const char *[]){I64(institution_id), I64(batch_id), hashes.s, counts.s, totals.s}, NULL);
    text_done(&hashes);
    text_done(&counts);
    text_done(&totals);
    return st;
}
