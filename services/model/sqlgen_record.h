/* sqlgen_record.h: the SQL text that writes and reads the records of a kind. With sqlgen.h the only place where SQL is generated.
 *
 * Identifiers come from checked names of the catalog only (field_name_is_safe); no value ever stands in the text. A select gives
 * r.line, r.month, then the fields in the kind's order, one column each, as text that columns can take: numbers at the field's
 * scale, dates as days and datetimes as microseconds since 1970, hashes in hex. All return ST_BAD_INPUT when the text overflowed.
 */
#ifndef DUBAN_MODEL_SQLGEN_RECORD_H
#define DUBAN_MODEL_SQLGEN_RECORD_H

#include "lib/status.h"
#include "lib/text.h"
#include "model/kind.h"

/* Appends `COPY ingest.record_x (columns in ddl order) FROM STDIN (FORMAT binary)`. */
MUST_CHECK enum status sqlgen_record_copy(struct text *out, const struct kind *kind);

/* The rows of one batch: $1 institution, $2 batch. */
MUST_CHECK enum status sqlgen_record_of_batch(struct text *out, const struct kind *kind);

/* Of an upsert kind, the row in force for each key after lane number $2, withdrawals counted: precedence is (source rank, lane
 * number, parse version). $1 institution, $2 lane number, $3 a batch whose keys alone are wanted, or 0 for all keys, $4 the kind's
 * name. */
MUST_CHECK enum status sqlgen_record_in_force(struct text *out, const struct kind *kind);

#endif
