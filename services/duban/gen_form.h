/* gen_form.h: the sample's returns that an institution fills in month by month: item rows of a whole and a part (statistics,
 * surveys, trainings, inspections, chronic diseases, signing), and the forms of one kind each. */
#ifndef DUBAN_GEN_FORM_H
#define DUBAN_GEN_FORM_H

#include "duban/gen_paper.h"
#include "duban/gen_world.h"

/* Any kind whose indicators divide one field by another under `item = …`. */
void gen_fill_ratio(const struct gen_place *place, struct gen_sheet *sheet);

void gen_fill_visit(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_inpatient_cost(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_staff(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_operation(const struct gen_place *place, const struct gen_profile *profile, struct gen_sheet *sheet);
void gen_fill_township_finance(const struct gen_place *place, const struct gen_profile *profile, struct gen_sheet *sheet);
void gen_fill_insurance(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_dispatch(const struct gen_place *place, struct gen_sheet *sheet);
/* `cases`: discharges of the month; the operated ones are what the profile says. */
void gen_fill_surgery(const struct gen_place *place, const struct gen_profile *profile, uint32_t cases, struct gen_sheet *sheet);

#endif
