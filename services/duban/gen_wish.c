/* gen_wish.c: walks the duties of a plan and draws how far the sample gets with each. */
#include "duban/gen_wish.h"

#include <stdlib.h>
#include <string.h>

#include "duban/gen_random.h"
#include "lib/date.h"

#define MET_PPM 660000
/* The sample ends in December 2025, whatever months are asked for: a file is the same in every run. */
#define LAST_MONTH  (2025 * 12 + 11)
#define FIRST_MONTH (2024 * 12)

static enum status add(struct gen_wishes *wishes, const struct gen_wish *wish)
{
    if (wishes->n == wishes->cap) {
        size_t cap = wishes->cap == 0 ? 256 : wishes->cap * 2;
        struct gen_wish *items = reallocarray(wishes->items, cap, sizeof *items);
        if (items == NULL)
            return ST_RETRY;
        wishes->items = items;
        wishes->cap = cap;
    }
    wishes->items[wishes->n++] = *wish;
    return ST_OK;
}

/* The members of one cell of the duty: those whose totals it adds. */
static enum status add_cell(const struct organisation *organisation, const struct duty *duty, const struct institution *subject,
                            uint64_t seed, struct gen_wishes *wishes)
{
    struct cell cell;
    struct members members = {0};
    struct gen_random random;
    gen_random_seed(&random, seed, duty->id, (uint64_t)subject->id, 0);
    bool met = gen_random_chance(&random, MET_PPM);
    int32_t reached_in = FIRST_MONTH + gen_random_between(&random, 2, LAST_MONTH - FIRST_MONTH - 2);
    if (!duty_cell(duty, subject, LAST_MONTH, &cell))
        return ST_OK;
    enum status st = cell_members(organisation, &cell, &members);
    for (size_t i = 0; st == ST_OK && i < members.n; i++)
        st = add(wishes,
                 &(struct gen_wish){duty_at(duty, subject->code), duty->indicator, members.at[i], i, members.n, met, reached_in});
    members_done(&members);
    return st;
}

/* Of two readings of one number (5% as printed, 5‰ as meant) the sample is near the finer one: the other would make it ten times
 * what anybody has seen. */
static bool is_coarser_reading(const struct plan *plan, const struct duty *duty)
{
    for (size_t i = 0; i < duty->n_conflicts; i++) {
        const struct duty *other = plan_duty(plan, duty->conflicts_with[i]);
        if (other != NULL && other->indicator != NULL && other->indicator->numerator == duty->indicator->numerator &&
            other->indicator->denominator == duty->indicator->denominator && other->indicator->scale > duty->indicator->scale)
            return true;
    }
    return false;
}

enum status gen_wishes_make(const struct catalog *catalog, const struct organisation *organisation, uint64_t seed, int32_t date,
                            struct gen_wishes *ret)
{
    const struct plan *plan = catalog_plan(catalog);
    enum status st = ST_OK;
    *ret = (struct gen_wishes){0};
    for (size_t d = 0; plan != NULL && st == ST_OK && d < plan->n_duties; d++) {
        const struct duty *duty = &plan->duties[d];
        struct members subjects = {0};
        if (duty->indicator == NULL || is_coarser_reading(plan, duty))
            continue;
        st = duty_subjects(organisation, duty, date, &subjects);
        for (size_t i = 0; st == ST_OK && i < subjects.n; i++)
            st = add_cell(organisation, duty, subjects.at[i], seed, ret);
        members_done(&subjects);
    }
    if (st != ST_OK)
        gen_wishes_done(ret);
    return st;
}

void gen_wishes_done(struct gen_wishes *wishes)
{
    free(wishes->items);
    *wishes = (struct gen_wishes){0};
}

/* What it comes to at the end: a little past the target, or a little short of it. */
static i128 final_value(const struct target *target, bool met)
{
    i128 v = target->units;
    switch (target->op) {
    case TARGET_AT_LEAST: return met ? v + v / 50 : v - v / 20 - 1;
    case TARGET_ABOVE: return met ? v + v / 25 + 1 : v - v / 100;
    case TARGET_AT_MOST: return met ? v - v / 30 : v + v / 20 + 1;
    case TARGET_BELOW: return met ? v - v / 25 - 1 : v + v / 100;
    case TARGET_EXACTLY: return met ? v : v - v / 20 - 1;
    case TARGET_ABOUT: return met ? v : v - target->tolerance_units - v / 20 - 1;
    }
    return v;
}

i128 gen_wish_value(const struct gen_wish *wish, int32_t month)
{
    const struct target *target = &wish->duty->target;
    const struct indicator *indicator = wish->indicator;
    if (!wish->duty->has_target)
        return 0;
    i128 value = final_value(target, wish->met);
    int32_t before = LAST_MONTH - month;
    /* A quarter of a percent a month, at most 5 %: 保持 is kept, the rest came up to where it is. */
    i128 distance = before > 0 && wish->duty->pace.kind != PACE_HOLD ? value * (before > 20 ? 20 : before) / 400 : 0;
    value += target_wants_less(target) ? distance : -distance;
    i128 most = indicator->scale == 100 && indicator->denominator != NULL ? 100 * decimal_pow10(target->decimals) : value;
    return value < 0 ? 0 : value > most ? most : value;
}

const char *gen_wish_text(const struct gen_wish *wish, const struct kind *kind, const char *field)
{
    const struct measure *measures[] = {wish->indicator->numerator, wish->indicator->denominator};
    const char *text = NULL;
    for (size_t i = 0; text == NULL && i < 2; i++)
        if (measures[i] != NULL && measures[i]->kind == kind && measures[i]->where != NULL)
            (void)expr_texts_of(measures[i]->where, kind_field(kind, field), &text, 1);
    return text;
}
