/* sum_store.h: ingest.batch_sum: what a snapshot batch adds up to, made in the parsing pass (law 3). */
#ifndef DUBAN_INGEST_SUM_STORE_H
#define DUBAN_INGEST_SUM_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;
struct measure;
struct tally;

/* One row for each measure, in the tally's order, also for those that come to nothing: a missing row means "not counted". */
MUST_CHECK enum status sum_insert(struct db *db, int64_t institution_id, int64_t batch_id, const struct measure *const *measures,
                                  size_t n, const struct tally *tally, int32_t month);

#endif
