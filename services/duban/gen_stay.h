/* gen_stay.h: one inpatient stay: who, when, why, what was done, into which group it fell, what it cost.
 *
 * A stay is a function of (seed, institution, month, row): the front page and the insurer's return are both written
 * from it, and agree. Shares (operated, level 3 or 4, grouped) are quotas, not draws. */
#ifndef DUBAN_GEN_STAY_H
#define DUBAN_GEN_STAY_H

#include <stdbool.h>
#include <stdint.h>

#include "duban/gen_world.h"

struct gen_operation {
    const char *code, *name;
    int level; /* 1 … 4; 0 = none written */
};

struct gen_stay {
    const struct gen_picture *picture;
    const struct gen_picture_names *names;
    const struct gen_person *person; /* of a newborn: the mother */
    const struct gen_group *group;   /* NULL: the insurer could not group the case */
    int64_t total_fen;
    uint32_t record_no; /* eight digits with leading zeros */
    int admission_no;
    int32_t admitted_on, discharged_on; /* dates */
    int admitted_s, discharged_s;       /* seconds of the day */
    int32_t born_on;
    int age_years, age_days; /* days only where years = 0 */
    bool male, newborn, day_surgery;
    int operation_count; /* the first is the main one */
    struct gen_operation operation[2];
};

/* How many cases the institution has in the month. */
uint32_t gen_stay_count(const struct gen_world *world, const struct gen_institution *institution, int32_t month);

/* index < count; `count` spreads the discharge days over the month. */
void gen_stay_make(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t index,
                   uint32_t count, struct gen_stay *ret);

#endif
