/* gen_row.h: one line of a front page file: a cell for each of the 811 columns, `-` where there is nothing.
 *
 * Cells are lent strings, or live in the row's own arena until gen_row_clear(). A column is addressed by its number in
 * the official order; the columns that the sample fills have names here (GEN_A48), looked up once in the base table. */
#ifndef DUBAN_GEN_ROW_H
#define DUBAN_GEN_ROW_H

#include <stddef.h>

#include "duban/gen_out.h"
#include "duban/gen_table.h"

#define GEN_ROW_COLUMNS_MAX 1024
#define GEN_ROW_ARENA_BYTES 16384

/* Named columns. Of the numbered groups only the first of each is named; the next ones follow at a fixed distance. */
/* clang-format off */
#define GEN_COLUMN_TABLE(X) \
    X(A01) X(A02) X(A48) X(A49) X(B12) X(B15) X(A47) X(A46C) X(A11) X(A12C) X(A13) X(A14) X(A15C) X(A21C) X(A38C) \
    X(A19C) X(A20N) X(A20) X(A22) X(A23C) X(A24) X(A25C) X(A26) X(A27) X(A28C) X(A29) X(A30) X(A31C) X(A32) X(A33C) \
    X(A34) X(A35) X(B38) X(B11C) X(B13C) X(B14) X(B21C) X(B16C) X(B17) X(B20) X(C01C) X(C02N) X(F01) X(F02C) X(F03N) \
    X(C03C) X(C04N) X(C05C) X(F05) X(C06x01C) X(C07x01N) X(C08x01C) X(C06x02C) X(C09C) X(C10N) X(C11) X(C12C) X(C13N) \
    X(C24C) X(F10) X(F11) X(F12) X(B22C) X(B22) X(B23C) X(B23) X(B24C) X(B24) X(B25C) X(B25) X(B26C) X(B26) X(B29) \
    X(B30C) X(B31) X(B32) X(B33) X(C26C) X(C27C) X(C14x01C) X(C15x01N) X(C16x01) X(C17x01) X(F13) X(C18x01) X(C19x01) \
    X(C20x01) X(C21x01C) X(C22x01C) X(F15) X(C23x01) X(C35x01C) X(C36x01N) X(C37x01) X(C38x01) X(C39x01) X(C35x02C) \
    X(F17) X(F19) X(A16) X(A18x01) X(A17) X(C28) X(C29) X(C30) X(C31) X(C32) X(C33) X(B36C) X(B37) X(B34C) X(B35) \
    X(D01) X(D09) X(D11) X(D12) X(D13) X(D16) X(D17) X(D18) X(D19) X(D20) X(D20x01) X(D20x02) X(D23) X(D23x01) X(D24) \
    X(D32) X(D33)
/* clang-format on */

enum gen_column {
#define GEN_COLUMN_ENUM(name) GEN_##name,
    GEN_COLUMN_TABLE(GEN_COLUMN_ENUM)
#undef GEN_COLUMN_ENUM
        GEN_COLUMN_COUNT,
};

struct gen_columns {
    const char *code[GEN_ROW_COLUMNS_MAX]; /* as the standard writes them */
    size_t count;
    size_t place[GEN_COLUMN_COUNT]; /* of the named ones */
};

struct gen_row {
    const struct gen_columns *columns;
    const char *cell[GEN_ROW_COLUMNS_MAX + 1]; /* + 1: a shifted line may have one too many */
    size_t count;
    char arena[GEN_ROW_ARENA_BYTES];
    size_t used;
};

/* From hqms_columns.tsv. ST_BAD_INPUT: a named column is missing, `why` names it. */
MUST_CHECK enum status gen_columns_init(const struct gen_table *table, struct gen_columns *ret, struct text *why);

/* Every cell empty. `columns` is lent for the row's life. */
void gen_row_clear(struct gen_row *row, const struct gen_columns *columns);

/* `cell` is lent until the row is cleared. */
void gen_row_set(struct gen_row *row, enum gen_column column, const char *cell);
void gen_row_printf(struct gen_row *row, enum gen_column column, const char *format, ...) __attribute__((format(printf, 3, 4)));
const char *gen_row_get(const struct gen_row *row, enum gen_column column);

/* A string in the row's arena. */
const char *gen_row_text(struct gen_row *row, const char *format, ...) __attribute__((format(printf, 2, 3)));

void gen_row_write(const struct gen_row *row, struct gen_out *out);

#endif
