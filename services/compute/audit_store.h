/* audit_store.h: totals beside a recount by generated SQL (model/sqlgen.h), in one snapshot. */
#ifndef DUBAN_COMPUTE_AUDIT_STORE_H
#define DUBAN_COMPUTE_AUDIT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/measure.h"

struct db;

struct audit_row {
    int64_t institution_id;
    int32_t month;
    struct measure_sum total, recount;
};

/* Every lane of the measure's kind that is counted to its end: fn sees each (institution, month) of either side. Run inside a
 * transaction that read_snapshot() began. */
MUST_CHECK enum status audit_measure(struct db *db, int64_t alliance_id, const struct measure *measure,
                                     enum status (*fn)(void *arg, const struct audit_row *row), void *arg);

/* Does this definition serve, so that there is something to compare? */
MUST_CHECK enum status audit_serves(struct db *db, int64_t alliance_id, const struct measure *measure, bool *ret);

/* First statement of the transaction: totals and records are read as of one instant. */
MUST_CHECK enum status read_snapshot(struct db *db);

#endif
