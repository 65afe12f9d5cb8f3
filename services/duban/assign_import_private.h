/* assign_import_private.h: one import of an assignment, between the sheet (assign_import.c) and the table (assign_import_table.c).
 */
#ifndef DUBAN_DUBAN_ASSIGN_IMPORT_PRIVATE_H
#define DUBAN_DUBAN_ASSIGN_IMPORT_PRIVATE_H

#include "duban/assign_import.h"
#include "duban/assign_sheet.h"
#include "model/arena.h"

/* What a row of the sheet says of a duty. cells: codes, dates, words as line.tsv has them; NULL: as it was. */
struct assign_edit {
    int64_t row; /* 0: the duty is not in the sheet */
    bool removed;
    const char *cells[ASSIGN_COLUMN_COUNT]; /* of the columns that may change */
};

/* line.tsv with the edits, one for each duty of the plan, in the plan's order. */
void assign_table_write(const struct assign_base *base, const struct assign_edit *edits, struct text *out);

/* The name of a column of line.tsv → the sheet's column; ASSIGN_COLUMN_COUNT: none that can be edited. */
enum assign_column assign_table_column(const char *name, size_t len);
/* ---- assign_import_name.c ---- */

/* Two texts are the same if they differ in white space alone: office programs move it about. */
bool assign_same_words(const char *a, const char *b);
const char *assign_skip_space(const char *s);

/* The code of the department or post that the words name, by name, by code, or by a code in brackets behind; "" for no words, or
 * if nobody or several are meant: told at `at`. */
const char *assign_name_code(const struct organisation *organisation, enum assign_column column, const char *words,
                             const struct place *at, struct arena *arena, struct problems *problems);

#endif
