/* evaluation.h: cells evaluated from totals and standings that are read once and shared by all cells of a unit of work. */
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

/* Reads what it needs on first use, in the caller's transaction; cells may be of months up to `to_month`. alliance is lent. */
MUST_CHECK enum status evaluation_new(struct db *db, const struct alliance *alliance, int32_t to_month, struct evaluation **ret);
void evaluation_free(struct evaluation *evaluation); /* accepts NULL */

/* ST_CONFLICT: the definition in the catalog is not the one that serves (a new generation is being filled): ask again when it is.
 */
MUST_CHECK enum status evaluation_cell(struct evaluation *evaluation, const struct cell *cell, struct cell_value *ret);

/* The first month that the county asks data of (office.tsv: data_from); INT32_MIN: all. */
int32_t evaluation_data_from(const struct alliance *alliance);

#endif
