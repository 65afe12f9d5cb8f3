/* gen_paper.h: the sample's papers and events, which nobody fills in month by month: milestones, talents and projects, ratings,
 * certificates, violations, adverse events, rounds of dispute screening. */
#ifndef DUBAN_GEN_PAPER_H
#define DUBAN_GEN_PAPER_H

#include "duban/gen_random.h"
#include "duban/gen_sheet.h"
#include "duban/gen_wish.h"

/* An institution in a month, with all that is wanted of it. */
struct gen_place {
    const struct catalog *catalog;
    const struct organisation *organisation;
    const struct gen_wishes *wishes;
    const struct institution *institution;
    unsigned ordinal;
    int32_t month;
    uint64_t seed;
};

/* true: this wish is of the place's institution and reads the kind. */
bool gen_place_wants(const struct gen_place *place, const struct gen_wish *wish, const struct kind *kind);

/* The stream of one fact of the place: the institution's code, the month, `what`. */
void gen_place_random(const struct gen_place *place, uint64_t what, struct gen_random *ret);

void gen_fill_milestone(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_talent(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_rating(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_certificate(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_violation(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_adverse_event(const struct gen_place *place, struct gen_sheet *sheet);
void gen_fill_dispute_screening(const struct gen_place *place, struct gen_sheet *sheet);

#endif
