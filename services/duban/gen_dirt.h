/* gen_dirt.h: what real files have that no standard foresees: dates of Excel, codes of nowhere, people in the wrong column.
 *
 * Each kind of dirt spoils one finished row. Some rows are still good afterwards (a warning at most), some are rejects;
 * which is which is for the kind's published checks to say, not for this file. */
#ifndef DUBAN_GEN_DIRT_H
#define DUBAN_GEN_DIRT_H

#include "duban/gen_row.h"
#include "duban/gen_stay.h"

/* What the writer does with the row afterwards. */
enum gen_copies {
    GEN_ONCE,
    GEN_TWICE,           /* the same line again */
    GEN_TWICE_DIFFERENT, /* the same key again, with another cost and another length of stay */
};

size_t gen_dirt_count(void);
const char *gen_dirt_name(size_t dirt);

/* One kind of dirt, by share. */
size_t gen_dirt_pick(struct gen_random *random);

/* Strings of the stay's person may be lent to the row. */
enum gen_copies gen_dirt_apply(size_t dirt, const struct gen_stay *stay, struct gen_row *row);

/* Makes the second of two lines with one key. */
void gen_dirt_differ(struct gen_row *row, const struct gen_stay *stay);

/* The row as a spreadsheet program saves it: leading zeros of the record number and the seconds lost, long numbers rounded. */
void gen_dirt_excel(struct gen_row *row, const struct gen_stay *stay);

#endif
