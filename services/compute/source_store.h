/* source_store.h: which batches stand behind a total: the steps of "explain" before file and line (line_store.h). */
#ifndef DUBAN_COMPUTE_SOURCE_STORE_H
#define DUBAN_COMPUTE_SOURCE_STORE_H

#include <stdint.h>

#include "lib/status.h"

struct db;

/* A committed batch that counts in months from … to; texts are lent for the call. */
struct source_batch {
    int64_t institution_id, batch_id, lane_number, committed_us, rows_good, rows_rejected;
    int32_t period; /* -1: an upsert, whose rows have months of their own */
    const char *file_name, *content_sha256, *submitted_by;
};

/* Snapshots: the current batch of each month. Upserts: every batch that was not withdrawn. In order of period and lane number. */
MUST_CHECK enum status source_batches(struct db *db, int64_t institution_id, const char *kind, int32_t from, int32_t to,
                                      enum status (*fn)(void *arg, const struct source_batch *batch), void *arg);

#endif
