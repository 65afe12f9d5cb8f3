/* sqlgen_batch.h: the SQL text by which ingest compares and removes the records of a batch. See sqlgen_record.h for the rules:
 * identifiers are checked names of the catalog, no value stands in the text. $1 is always the institution, $2 the batch. All return
 * ST_BAD_INPUT when the text overflowed. */
#ifndef DUBAN_MODEL_SQLGEN_BATCH_H
#define DUBAN_MODEL_SQLGEN_BATCH_H

#include "lib/status.h"
#include "lib/text.h"
#include "model/kind.h"

/* Rows whose line is at least $3 (0: all). */
MUST_CHECK enum status sqlgen_batch_delete(struct text *out, const struct kind *kind);
/* Rows of the lines $3 (bigint[]). */
MUST_CHECK enum status sqlgen_batch_delete_lines(struct text *out, const struct kind *kind);

/* One row: gone, added, changed, and how many rows the other side has. A snapshot is compared with batch $3, an upsert with what is
 * in force for its own keys ($3 is 0 then): nothing of it can be gone. */
MUST_CHECK enum status sqlgen_batch_difference(struct text *out, const struct kind *kind);

/* How long the guarded numbers are as written: (length, rows), of kinds with a key_zero_guard. */
MUST_CHECK enum status sqlgen_batch_lengths(struct text *out, const struct kind *kind);

/* One row: how many rows have a number that batch $3 has only with more zeros in front. */
MUST_CHECK enum status sqlgen_batch_lost_zeros(struct text *out, const struct kind *kind);

#endif
