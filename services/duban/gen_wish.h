/* gen_wish.h: what a plan wants to see of one institution: a duty with a number, at one of those whose returns it adds up, and how
 * far the sample's county gets with it.
 *
 * Made up, but near: two lines in three reach their target, the others fall short of it a little, and all of them were further away
 * two years ago. Which ones is drawn from the seed, the duty and its subject, so that all members of a line that is reached
 * together succeed or fail together. */
#ifndef DUBAN_GEN_WISH_H
#define DUBAN_GEN_WISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/organisation.h"

struct gen_wish {
    const struct duty *duty;
    const struct indicator *indicator;
    const struct institution *at;
    size_t place, n_members; /* of `at` among those who reach it together */
    bool met;
    int32_t reached_in; /* month in which a paper is granted, a count completed */
};

struct gen_wishes {
    struct gen_wish *items;
    size_t n, cap;
};

/* Of all duties of the plan that have a number, by the members at `date`. ST_RETRY: no memory. */
MUST_CHECK enum status gen_wishes_make(const struct catalog *catalog, const struct organisation *organisation, uint64_t seed,
                                       int32_t date, struct gen_wishes *ret);
void gen_wishes_done(struct gen_wishes *wishes);

/* The value that the sample shows in that month, at the target's decimals; ≥ 0, and no more than 100 where it is a share. */
i128 gen_wish_value(const struct gen_wish *wish, int32_t month);

/* The text that a condition compares a field with ("item = 'emr'"), the first of a list; NULL: it does not ask for that field. */
const char *gen_wish_text(const struct gen_wish *wish, const struct kind *kind, const char *field);

#endif
