/* gen_table.h: a tab-separated table of the base data, held in memory as it stands in the file.
 *
 * Header line first; lines that begin with '#' and empty lines are comments. Cells are lent to the caller until
 * gen_table_done(). Reads whole files and blocks; duban-gen is a tool for one person at a prompt. */
#ifndef DUBAN_GEN_TABLE_H
#define DUBAN_GEN_TABLE_H

#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"

struct gen_table {
    char *bytes;
    const char **cells; /* row after row, column_count each; the header is row 0 */
    size_t column_count, row_count;
    const char *path;
};

/* ST_BAD_INPUT: no such file, or a row with more or fewer cells than the header; `why` says which. */
MUST_CHECK enum status gen_table_load(const char *path, struct gen_table *ret, struct text *why);
void gen_table_done(struct gen_table *table);

/* Data rows from 0; NULL when the table has no such column. */
const char *gen_table_cell(const struct gen_table *table, size_t row, const char *column);

/* The row whose first cell is `code`, or NULL: then the cell of `column` in it. */
const char *gen_table_find(const struct gen_table *table, const char *code, const char *column);

#endif
