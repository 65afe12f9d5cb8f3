/* gen_sheet.h: one file of a declared kind, put together by field name: header, institution and month come from the kind itself,
 * so that a kind that gains a column in the catalog needs no change here.
 *
 * Rows are added, cells filled in any order, the whole written once. A name that the kind does not have is our own mistake
 * (asserted). Not for front pages and grouping returns, which have writers of their own. */
#ifndef DUBAN_GEN_SHEET_H
#define DUBAN_GEN_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "duban/gen_out.h"
#include "lib/decimal.h"
#include "model/kind.h"

#define GEN_CELL_BYTES 96

typedef char gen_cell[GEN_CELL_BYTES];

struct gen_sheet {
    const struct kind *kind; /* lent */
    const char *institution; /* code, lent */
    int32_t month;
    size_t n_rows, cap;
    gen_cell *cells; /* n_rows × kind->n_fields; "" is empty */
    bool failed;     /* no memory: told by gen_sheet_write() */
};

void gen_sheet_init(struct gen_sheet *sheet, const struct kind *kind, const char *institution, int32_t month);
void gen_sheet_done(struct gen_sheet *sheet);

/* The index of a new row of empty cells. */
size_t gen_sheet_row(struct gen_sheet *sheet);

/* The row whose field holds that text, or a new one in which it does. */
size_t gen_sheet_row_of(struct gen_sheet *sheet, const char *field, const char *text);

void gen_sheet_text(struct gen_sheet *sheet, size_t row, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void gen_sheet_number(struct gen_sheet *sheet, size_t row, const char *field, int64_t number);
void gen_sheet_decimal(struct gen_sheet *sheet, size_t row, const char *field, i128 units, int decimals);
/* Day of the sheet's month, cut to its last one; with a time where the field is an instant. */
void gen_sheet_date(struct gen_sheet *sheet, size_t row, const char *field, int day);

/* "" for a row without it. Lent until the next row. */
const char *gen_sheet_cell(const struct gen_sheet *sheet, size_t row, const char *field);

/* FOLDER/<code>/2025-03/<the kind's last file name>. ST_BAD_INPUT: `why` says what the system said. */
MUST_CHECK enum status gen_sheet_write(const struct gen_sheet *sheet, const char *folder, enum gen_encoding encoding, bool crlf,
                                       struct text *why);

#endif
