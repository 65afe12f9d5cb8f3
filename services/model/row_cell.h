/* row_cell.h: one value of a file read as its field's type, for row.c alone. */
#ifndef DUBAN_MODEL_ROW_CELL_H
#define DUBAN_MODEL_ROW_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/text.h"
#include "model/field.h"

/* What a field comes to in the row that is being read. */
struct cell {
    bool present;
    int64_t number; /* STORE_NUMBER; a code's index where the field has a table */
    const char *s;  /* text and hash fields: as written, trimmed; lent by the record */
    size_t len;
};

/* A value as written: blanks of both widths around it are cut; `-` and nothing are empty (len 0). */
void cell_trim(const char **s, size_t *len);

/* Each returns REASON_NONE (*ret is set), a warning (*ret is set) or an error (it is not). `scratch` has room for
 * CELL_SCRATCH_BYTES already, so that no lack of memory looks like a bad number. */
#define CELL_SCRATCH_BYTES 256
enum reason cell_number(const struct field *field, const char *s, size_t len, struct text *scratch, int64_t *ret);
enum reason cell_date(const struct field *field, const char *s, size_t len, int64_t *ret);
enum reason cell_code(const struct field *field, const char *s, size_t len, int64_t *ret);
enum reason cell_text(const struct field *field, const char *s, size_t len);
enum reason cell_month(const char *s, size_t len, int32_t *ret);

/* 3.30E+17: what Excel makes of a long number. */
bool cell_is_scientific(const char *s, size_t len);

#endif
