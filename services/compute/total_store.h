/* total_store.h: running sums of measures by institution and month, and the sums that came with a batch. */
#ifndef DUBAN_COMPUTE_TOTAL_STORE_H
#define DUBAN_COMPUTE_TOTAL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/measure.h"
#include "model/value.h"

struct db;

/* A snapshot's month: the total is the current batch's sum, and nothing without one. */
MUST_CHECK enum status total_set(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month,
                                 const struct measure_sum *sum);
MUST_CHECK enum status total_clear(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month);
/* An upsert's month: the total moves by what the covered keys add now minus what they added before. */
MUST_CHECK enum status total_add(struct db *db, int64_t institution_id, int64_t generation_id, int32_t month,
                                 const struct measure_sum *delta);

/* What ingest counted of a batch while it parsed it. *ret_found false: it did not count this definition. */
MUST_CHECK enum status batch_sum_read(struct db *db, int64_t institution_id, int64_t batch_id, const char *measure_hash,
                                      struct measure_sum *ret, bool *ret_found);

/* The serving totals of a measure in an alliance, months from … to. The caller frees *ret. */
MUST_CHECK enum status totals_read(struct db *db, int64_t alliance_id, const char *measure, int32_t from, int32_t to,
                                   struct total **ret, size_t *ret_count);

#endif
