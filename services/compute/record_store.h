/* record_store.h: stored records, read back into columns for the evaluator: covered keys, recounts and definitions that came later.
 */
#ifndef DUBAN_COMPUTE_RECORD_STORE_H
#define DUBAN_COMPUTE_RECORD_STORE_H

#include <stdint.h>

#include "compute/lane_store.h"
#include "lib/status.h"
#include "model/columns.h"

struct db;

/* Called with each full chunk and the last one; the chunk is cleared afterwards. Must not use the db. */
typedef enum status record_chunk_fn(void *arg, const struct columns *chunk);

MUST_CHECK enum status records_of_batch(struct db *db, const struct kind *kind, int64_t institution_id, int64_t batch_id,
                                        record_chunk_fn *fn, void *arg);

/* Of an upsert kind: the rows in force after lane number `through`, of the keys of `batch_id` alone, or of all (0). */
MUST_CHECK enum status records_in_force(struct db *db, const struct kind *kind, const struct lane *lane, int64_t through,
                                        int64_t batch_id, record_chunk_fn *fn, void *arg);

#endif
