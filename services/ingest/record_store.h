/* record_store.h: the record tables, one a kind: ingest.record_<kind>. The SQL text is the model's (sqlgen_record.h,
 * sqlgen_batch.h). */
#ifndef DUBAN_INGEST_RECORD_STORE_H
#define DUBAN_INGEST_RECORD_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "ingest/hold.h"
#include "lib/status.h"
#include "model/columns.h"

struct db;

/* Whose rows. */
struct record_batch {
    const struct kind *kind;
    int64_t institution_id, batch_id;
};

/* The live rows of a chunk, by COPY, in the caller's transaction. */
MUST_CHECK enum status record_copy(struct db *db, const struct record_batch *of, const struct columns *chunk);

/* Rows from a line on; 0: all. */
MUST_CHECK enum status record_delete(struct db *db, const struct record_batch *of, int64_t from_line);
MUST_CHECK enum status record_delete_lines(struct db *db, const struct record_batch *of, const int64_t *lines, size_t n);

/* Against batch `current` (a snapshot; 0: none) or against what is in force (an upsert; current 0). */
MUST_CHECK enum status record_difference(struct db *db, const struct record_batch *of, int64_t current, struct difference *ret);

/* For kinds with a key_zero_guard. */
MUST_CHECK enum status record_key_lengths(struct db *db, const struct record_batch *of,
                                          struct key_length ret[static KEY_LENGTHS_MAX], size_t *ret_count);
MUST_CHECK enum status record_lost_zeros(struct db *db, const struct record_batch *of, int64_t other_batch, int64_t *ret_rows);

#endif
