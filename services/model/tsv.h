/* tsv.h: reads a table of the catalog or of the assignment: one header line of column names, then rows, tab separated.
 *
 * Lines that begin with `#` and empty lines are nobody's; a BOM and CRLF are accepted; there is no quoting, so no cell can
 * hold a tab or a line break. Columns are found by name in any order; the reader hands every row over in the order that the
 * caller asked for. Pure, bounded. */
#ifndef DUBAN_MODEL_TSV_H
#define DUBAN_MODEL_TSV_H

#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"

#define TSV_MAX_BYTES   (32u * 1024 * 1024) /* the ICD-10 table has 3 MiB */
#define TSV_MAX_COLUMNS 64

/* One row: cells[i] belongs to the i-th wanted column, never NULL ("" for an absent optional column), lent for the call.
 * Anything but ST_OK ends the reading and is returned. */
typedef enum status tsv_row_function(void *arg, const char *const *cells, int64_t line);

/* `columns` ends with NULL; a name with a leading `?` is optional. A missing column, an unknown one, a row with more cells than the
 * header, a repeated column: one problem each with its line (rows are still read, so that all problems show).
 * ST_BAD_INPUT when there was one. `name` is what messages call the file. */
MUST_CHECK enum status tsv_read(const char *name, const char *buf, size_t len, const char *const *columns, tsv_row_function *row,
                                void *arg, struct problems *problems);

#endif
