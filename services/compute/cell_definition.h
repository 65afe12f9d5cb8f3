/* cell_definition.h: by what a cell is computed, as a hash: its indicator's measures and rules, its members, and how many of them
 * owe returns. While it is the same, only totals and returns can have moved the value. */
#ifndef DUBAN_COMPUTE_CELL_DEFINITION_H
#define DUBAN_COMPUTE_CELL_DEFINITION_H

#include <stdint.h>

#include "lib/status.h"
#include "model/scope.h"

#define CELL_DEFINITION_SIZE 17 /* 64 bits in hex, with NUL: a cell has a few definitions in its life */

/* The order of members does not count: it is that of an imported table. ST_RETRY: no memory. */
MUST_CHECK enum status cell_definition_hash(const struct cell *cell, const struct members *members, int64_t expected,
                                            char ret[static CELL_DEFINITION_SIZE]);

/* For qsort: institution ids (int64_t), ascending. */
int compare_ids(const void *a, const void *b);

#endif
