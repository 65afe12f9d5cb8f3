/* row_check.h: the kind's checks between fields, over a chunk at a time.
 *
 * A rejecting check strikes the row; a warning one only tells. All failing checks of a row are told. */
#ifndef DUBAN_MODEL_ROW_CHECK_H
#define DUBAN_MODEL_ROW_CHECK_H

#include "lib/status.h"
#include "model/columns.h"
#include "model/finding.h"

struct row_check;
MUST_CHECK enum status row_check_new(const struct kind *kind, struct row_check **ret); /* kind is lent; ST_RETRY: no memory */
void row_check_free(struct row_check *check);

/* Findings come in the order of the lines, then of the checks. warned[row] is set to 1 for rows that are warned of (and
 * left alone for others). ST_BAD_INPUT: a number overflowed. ST_RETRY: no memory. */
MUST_CHECK enum status row_check_run(struct row_check *check, struct columns *columns, struct findings *findings, uint8_t *warned);

#endif
