/* gen_month.h: the returns of one line: finance (财务收支月报), beds (床位月报), and a rating granted (评级结果). */
#ifndef DUBAN_GEN_MONTH_H
#define DUBAN_GEN_MONTH_H

#include "duban/gen_world.h"

MUST_CHECK enum status gen_finance_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month,
                                         const char *path, struct text *why);

MUST_CHECK enum status gen_bed_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month,
                                     const char *path, struct text *why);

/* Only for an institution with profile->record_level. */
MUST_CHECK enum status gen_rating_write(const struct gen_institution *institution, const char *path, struct text *why);

#endif
