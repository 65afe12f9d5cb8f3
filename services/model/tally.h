/* tally.h: the sums of all measures over one file, with a memory of what each row added.
 *
 * A row may turn out to be one of two differing rows with the same key after its chunk is long stored; it is then taken
 * back exactly. The memory is one bit per measure and row, and 8 bytes per summing measure and row: for 12 measures of
 * which two sum, 18 bytes a row. Sums are kept by month: a snapshot has one, an upsert file several. */
#ifndef DUBAN_MODEL_TALLY_H
#define DUBAN_MODEL_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/columns.h"
#include "model/measure.h"

#define TALLY_MAX_MEASURES 256

struct tally;
/* All measures must be of `kind`; they and the array's members are lent. */
MUST_CHECK enum status tally_new(const struct kind *kind, const struct measure *const *measures, size_t n_measures,
                                 struct tally **ret);
void tally_free(struct tally *tally);

/* Adds a chunk. Its rows get the next numbers, struck ones too; the first row of a file is 0. ST_BAD_INPUT: a number
 * overflowed. ST_RETRY: no memory. On failure nothing was added. */
MUST_CHECK enum status tally_add(struct tally *tally, const struct columns *columns);
uint64_t tally_rows(const struct tally *tally); /* the number of the next row */

/* Takes back what a row added. Twice is as once. */
void tally_retract(struct tally *tally, uint64_t row);

/* The months that occur, ascending, and the sum of a measure in one of them. */
size_t tally_months(const struct tally *tally, const int32_t **ret_months);
struct measure_sum tally_sum(const struct tally *tally, size_t measure, int32_t month);

#endif
