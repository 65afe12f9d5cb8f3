/* deduction_store.h: the violations of an institution and month that count now, for the sheet of proposed deductions. Role:
 * operator; no service that writes to people may read them. */
#ifndef DUBAN_DUBAN_DEDUCTION_STORE_H
#define DUBAN_DUBAN_DEDUCTION_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/deduction.h"

struct db;

/* More of one house in one month is not a sheet any more. */
#define VIOLATIONS_MAX 10000

struct violation_row {
    const char *case_no, *rule, *document, *section; /* lent for the call; section: NULL if it was not told */
    int32_t occurred_on;
    int person; /* 1, 2, … in the order in which they first occur; 0: not said. Who it is stays a keyed hash and is not shown */
    struct violation violation;
};
typedef enum status violation_row_fn(void *arg, const struct violation_row *row);

/* In the order of days and case numbers. ST_BAD_INPUT: more than VIOLATIONS_MAX. */
MUST_CHECK enum status violations_each(struct db *db, int64_t institution_id, int32_t month, violation_row_fn *fn, void *arg);

/* The version of the catalog that was in force when the month ended: the newest one applied before; the first, where none was.
 * ST_CONFLICT: no catalog was applied. */
MUST_CHECK enum status deduction_store_version(struct db *db, int64_t alliance_id, int32_t month, int64_t *ret_version);

#endif
