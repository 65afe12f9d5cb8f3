/* eval.h: the vectorised evaluator: conditions and sums over a chunk of columns.
 *
 * An evaluator holds the scratch memory for the expressions of one kind; it is used by one task at a time. A node is
 * one pass over the rows. A code literal is looked up once a chunk, after that rows compare small integers; only
 * starts_with looks at texts. Results are exact: int64 with overflow checks per row, 128 bits in sums. */
#ifndef DUBAN_MODEL_EVAL_H
#define DUBAN_MODEL_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/columns.h"
#include "model/expr.h"
#include "model/measure.h"

struct eval;
MUST_CHECK enum status eval_new(const struct kind *kind, struct eval **ret); /* kind is lent; ST_RETRY: no memory */
void eval_free(struct eval *eval);

/* ret_mask[row] = 1 where the condition holds, for all n_rows, live or not. ST_BAD_INPUT: a number overflowed (in a
 * live row). ST_RETRY: no memory. */
MUST_CHECK enum status eval_condition(struct eval *eval, const struct expr *expr, const struct columns *columns, uint8_t *ret_mask);

/* The same for a number: ret_present[row] and, where 1, ret_number[row] at the root's scale. */
MUST_CHECK enum status eval_number(struct eval *eval, const struct expr *expr, const struct columns *columns, int64_t *ret_number,
                                   uint8_t *ret_present);

/* What each row adds to the measure: ret_counted[row] 0 or 1, and ret_number[row] (1 for a count) where counted. Struck
 * rows are not counted. */
MUST_CHECK enum status eval_contributions(struct eval *eval, const struct measure *measure, const struct columns *columns,
                                          int64_t *ret_number, uint8_t *ret_counted);

/* Adds the chunk's live rows to the sum. */
MUST_CHECK enum status eval_measure(struct eval *eval, const struct measure *measure, const struct columns *columns,
                                    struct measure_sum *sum);

#endif
