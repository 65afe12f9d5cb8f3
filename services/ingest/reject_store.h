/* reject_store.h: ingest.reject: what is wrong with rows of a batch, by line, column and reason; values in safe shape (law 10). */
#ifndef DUBAN_INGEST_REJECT_STORE_H
#define DUBAN_INGEST_REJECT_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/finding.h"

struct db;

/* Beyond this many only the batch's counts go on: a file of which every row is wrong in every column is told well enough. */
#define REJECTS_MAX 100000

/* Numbers them from first_number; those of n that would pass REJECTS_MAX are left out. */
MUST_CHECK enum status reject_insert(struct db *db, int64_t institution_id, int64_t batch_id, int64_t first_number,
                                     const struct finding *findings, size_t n);

/* From number `from` on (0: all). */
MUST_CHECK enum status reject_delete(struct db *db, int64_t institution_id, int64_t batch_id, int64_t from);

struct reject {
    int64_t line;
    char column[FINDING_COLUMN_BYTES], reason[16], severity[8], shape[FINDING_VALUE_BYTES];
};
/* The first `max` by line. *ret from malloc(), the caller's. */
MUST_CHECK enum status reject_read(struct db *db, int64_t institution_id, int64_t batch_id, size_t max, struct reject **ret,
                                   size_t *ret_count);

#endif
