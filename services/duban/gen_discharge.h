/* gen_discharge.h: the inpatient front page (住院病案首页): a file of 811 columns for one hospital and month. */
#ifndef DUBAN_GEN_DISCHARGE_H
#define DUBAN_GEN_DISCHARGE_H

#include "duban/gen_row.h"
#include "duban/gen_stay.h"

/* How a hospital's system writes its file; the sample has one of each sort. */
struct gen_habit {
    enum gen_encoding encoding;
    bool crlf;
    enum gen_letter_case { GEN_CASE_OFFICIAL, GEN_CASE_UPPER, GEN_CASE_LOWER } header_case;
};

struct gen_habit gen_habit_of(const struct gen_institution *institution);

/* One stay into the row (cleared first). `row` is the number of the stay in its month: doctors and details hang on it. */
void gen_discharge_fill(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t index,
                        const struct gen_stay *stay, const struct gen_columns *columns, struct gen_row *row);

/* Takes every operation out of the row, as when they were not coded; the costs stay. */
void gen_discharge_uncode(struct gen_row *row);

/* The whole file, with the dirt that the options ask for; a file of `count` lines exactly when `exact` is set (for
 * measuring), else duplicated lines come on top. */
MUST_CHECK enum status gen_discharge_write(const struct gen_world *world, const struct gen_columns *columns,
                                           const struct gen_institution *institution, int32_t month, uint32_t count, bool exact,
                                           const char *path, struct text *why);

#endif
