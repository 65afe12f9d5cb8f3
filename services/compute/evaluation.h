/* evaluation.h: cells evaluated from totals and returns that are read once, as of one instant, for all cells of a unit of work:
 * new, add each cell, read, then any cell of theirs. */
#ifndef DUBAN_COMPUTE_EVALUATION_H
#define DUBAN_COMPUTE_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "compute/value_store.h"
#include "lib/status.h"
#include "model/scope.h"
#include "shared/alliance.h"

struct db;
struct evaluation;

MUST_CHECK enum status evaluation_new(const struct alliance *alliance, struct evaluation **ret); /* alliance is lent */
void evaluation_free(struct evaluation *evaluation);                                             /* accepts NULL */

/* Cells of this indicator, of any subject and month, will be asked for. */
MUST_CHECK enum status evaluation_add(struct evaluation *evaluation, const struct cell *cell);
/* Reads, once; cells may be of months up to `to_month`. */
MUST_CHECK enum status evaluation_read(struct evaluation *evaluation, struct db *db, int32_t to_month);

/* ST_CONFLICT: the definition in the catalog is not the one that serves (a new generation is being filled): ask again when it is.
 */
MUST_CHECK enum status evaluation_cell(const struct evaluation *evaluation, const struct cell *cell, struct cell_value *ret);

#endif
