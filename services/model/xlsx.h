/* xlsx.h: a workbook (xlsx) as sheets of cells with text, whatever office program saved it last.
 *
 * What is read: the cells' values as shared, inline or formula text, numbers as they were written, dates as the numbers that they
 * are in a workbook; sheets by their relationships. What is not: formulas, styles, links, macros, drawings.
 * Bounded, because a workbook comes from anybody: bytes, parts, unpacked bytes, cells, depth; a document type declaration (and so
 * every entity) is refused. Pure: no file, no clock. */
#ifndef DUBAN_MODEL_XLSX_H
#define DUBAN_MODEL_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"

#define XLSX_MAX_BYTES    ((size_t)16 << 20) /* the file; ten plans are 200 KiB */
#define XLSX_MAX_UNPACKED ((size_t)64 << 20) /* all parts that are read, together */
#define XLSX_MAX_PARTS    4096
#define XLSX_MAX_SHEETS   256
#define XLSX_MAX_ROW      1048576
#define XLSX_MAX_COLUMNS  64 /* cells further right are nobody's */
#define XLSX_MAX_CELLS    1000000
#define XLSX_MAX_DEPTH    64

enum xlsx_type {
    XLSX_TEXT,
    XLSX_NUMBER, /* its text is a plain decimal, as a person sees it: 1001, 0.5 */
    XLSX_BOOL,   /* TRUE, FALSE */
    XLSX_ERROR,  /* #REF! */
    XLSX_ISO_DATE,
};

/* All lent: they live until xlsx_free. An empty cell is not there. */
struct xlsx_cell {
    int32_t column; /* 0 is A */
    enum xlsx_type type;
    const char *text; /* UTF-8, lines end with \n */
};
struct xlsx_row {
    int64_t number; /* as a person counts: from 1 */
    size_t n_cells;
    const struct xlsx_cell *cells; /* ascending by column */
};
struct xlsx_sheet {
    const char *name;
    size_t n_rows;
    const struct xlsx_row *rows; /* ascending by number; rows without a cell are left out */
};

struct xlsx;

/* `name` is what messages call the file. On ST_BAD_INPUT the list says why and *ret is untouched. */
MUST_CHECK enum status xlsx_load(const char *name, const void *buf, size_t len, struct problems *problems, struct xlsx **ret);
void xlsx_free(struct xlsx *xlsx);
void xlsx_freep(struct xlsx **xlsx); /* for scoped() */

size_t xlsx_sheet_count(const struct xlsx *xlsx);
const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx *xlsx, size_t i); /* in the order of the tabs */
/* NULL: empty. */
const struct xlsx_cell *xlsx_cell_at(const struct xlsx_row *row, int32_t column);

/* The day that a cell stands for: a number by the workbook's epoch (1900 or 1904), or a text like 2026-06-30, 2026/6/30,
 * 2026年6月30日. ST_BAD_INPUT: none. */
MUST_CHECK enum status xlsx_cell_date(const struct xlsx *xlsx, const struct xlsx_cell *cell, int32_t *ret);

/* Appends A, B … Z, AA … */
void xlsx_column_format(struct text *out, int32_t column);

#endif
