/* row.h: from the record of a file to a typed row of its kind, or to findings.
 *
 * A reader is bound to the header of one file: columns are found by name in any order and any case, by code or by
 * Chinese name. Only columns that a field needs are looked at; person columns are not even addressed, but where a field
 * keeps their hash or counts whether they are filled. The way in is hot (811 columns × 200 000 rows).
 *
 * All field faults and warnings of a row are told, one of each a column; a row with a fault is not counted. Rules, from the
 * interface standard and from what Excel makes of it: blanks around a value are cut; `-` and nothing are empty; other spellings of
 * dates, full-width characters and thousands commas are understood and warned of. Checks between fields are rowcheck's
 * (row_check.h). */
#ifndef DUBAN_MODEL_ROW_H
#define DUBAN_MODEL_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/columns.h"
#include "model/csv.h"
#include "model/finding.h"
#include "model/kind.h"

/* Makes the keyed hash of a record number. The key is ingest's; the model never sees it. Writes FIELD_HASH_BYTES. */
typedef void row_hash_fn(void *arg, const char *s, size_t len, uint8_t *ret);

struct row_reader;

/* Finds the kind's columns in the header. ST_BAD_INPUT: one problem names all required columns that are missing, one
 * each column that stands twice; *ret untouched. ST_RETRY: no memory. `kind` is lent. */
MUST_CHECK enum status row_reader_new(const struct kind *kind, const struct csv_record *header, row_hash_fn *hash, void *hash_arg,
                                      struct problems *problems, struct row_reader **ret);
void row_reader_free(struct row_reader *reader); /* accepts NULL */

/* Whose row is it, and of which month, before anything is decided: the institution's text as written (a slice of the
 * record, trimmed, may be empty) and the month, INT32_MIN if it cannot be read. */
void row_peek(const struct row_reader *reader, const struct csv_record *record, const char **ret_institution, size_t *ret_len,
              int32_t *ret_month);

/* From here on rows of another institution (text as in the file; copied; NULL: not checked) or another month (INT32_MIN:
 * each row has its own) are rejects. ST_RETRY: no memory. */
MUST_CHECK enum status row_expect(struct row_reader *reader, const char *institution, size_t len, int32_t month);

enum row_outcome { ROW_IN, ROW_REJECTED, ROW_NO_MEMORY };

/* Appends the row to the chunk (which must have room), or tells why not. */
enum row_outcome row_read(struct row_reader *reader, const struct csv_record *record, struct columns *columns,
                          struct findings *findings);

#endif
