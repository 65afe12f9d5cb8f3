/* ladder.c: instants of rungs, and which of them speak now. */
#include "model/ladder.h"

#include <assert.h>

#include "lib/date.h"

static int64_t on_day(const struct ladder_context *ctx, const struct rung *rung, int32_t date)
{
    return rung->second_of_day < 0 ? send_window_first(ctx->windows, date) : instant_of_date(date, rung->second_of_day);
}

size_t ladder_first_word(const struct ladder *ladder)
{
    size_t i = 0;
    while (i < ladder->n && (ladder->rungs[i].base == RUNG_BEFORE_DATE ||
                             ((ladder->rungs[i].to | ladder->rungs[i].copy) & ((unsigned)TO_A | (unsigned)TO_B)) == 0))
        i++;
    return i;
}

/* T+0 is the first send window at or after the start; T+n the first window n working days later. */
static int64_t after(const struct ladder_context *ctx, const struct rung *rung, int64_t start_us)
{
    int64_t first_us = send_window_next(ctx->calendar, ctx->windows, start_us);
    if (rung->workdays == 0)
        return first_us;
    return on_day(ctx, rung, calendar_workday_add(ctx->calendar, instant_date(first_us), rung->workdays));
}

static int64_t before(const struct ladder_context *ctx, const struct rung *rung)
{
    assert(ctx->date != DATE_NONE);
    int32_t last = calendar_workday_on_or_before(ctx->calendar, ctx->date);
    return on_day(ctx, rung, calendar_workday_add(ctx->calendar, last, -rung->workdays));
}

/* As the calendar has it; what follows a first word that was said at said_us keeps its distance to that. */
static int64_t instant_of_rung(const struct ladder_context *ctx, size_t i, int64_t said_us)
{
    const struct rung *rung = &ctx->ladder->rungs[i];
    if (rung->base == RUNG_BEFORE_DATE)
        return before(ctx, rung);
    int64_t at_us = after(ctx, rung, rung->base == RUNG_AFTER_DATE ? ctx->date_us : ctx->start_us);
    size_t first = ladder_first_word(ctx->ladder);
    if (said_us == 0 || i <= first)
        return at_us;
    int distance = rung->workdays - ctx->ladder->rungs[first].workdays;
    int64_t first_us = send_window_next(ctx->calendar, ctx->windows, said_us);
    int64_t late_us =
        distance <= 0 ? first_us : on_day(ctx, rung, calendar_workday_add(ctx->calendar, instant_date(first_us), distance));
    return late_us > at_us ? late_us : at_us;
}

int64_t ladder_rung_us(const struct ladder_context *ctx, size_t i)
{
    assert(i < ctx->ladder->n);
    return instant_of_rung(ctx, i, ctx->said_us);
}

int64_t ladder_first_us(const struct ladder_context *ctx)
{
    int64_t first_us = INT64_MAX;
    for (size_t i = 0; i < ctx->ladder->n; i++) {
        int64_t at_us = ladder_rung_us(ctx, i);
        first_us = at_us < first_us ? at_us : first_us;
    }
    return first_us;
}

/* REASON_NONE: the rung may speak, should it be the latest. */
static enum reason why_not(const struct ladder_context *ctx, const struct rung *rung, int64_t at_us)
{
    if (at_us <= ctx->silent_before_us)
        return REASON_I_LDR_002;
    if (at_us < ctx->remind_from_us)
        return REASON_I_LDR_005;
    if (ctx->acknowledged && ctx->explained)
        return REASON_I_LDR_004;
    if (rung->condition == RUNG_UNACKNOWLEDGED && ctx->acknowledged)
        return REASON_I_LDR_003;
    if (rung->condition == RUNG_UNEXPLAINED && ctx->explained)
        return REASON_I_LDR_004;
    return REASON_NONE;
}

/* It is said now, if ever: nothing that follows it is due yet. */
static bool begins_now(const struct ladder_context *ctx, size_t i, int64_t at_us)
{
    return i == ladder_first_word(ctx->ladder) && at_us <= ctx->now_us &&
           why_not(ctx, &ctx->ladder->rungs[i], at_us) == REASON_NONE;
}

/* The day on which it should have been said is over. */
static bool is_late(const struct ladder_context *ctx, size_t i, int64_t at_us)
{
    return i == ladder_first_word(ctx->ladder) && instant_date(at_us) < instant_date(ctx->now_us);
}

void ladder_step(const struct ladder_context *ctx, struct ladder_steps *ret)
{
    *ret = (struct ladder_steps){.next_us = INT64_MAX};
    int64_t window_us = send_window_next(ctx->calendar, ctx->windows, ctx->now_us), said_us = ctx->said_us;
    struct rung_step *said = NULL;
    for (size_t i = 0; i < ctx->ladder->n; i++) {
        const struct rung *rung = &ctx->ladder->rungs[i];
        if ((ctx->done & (1u << i)) != 0)
            continue;
        int64_t at_us = instant_of_rung(ctx, i, said_us);
        if (begins_now(ctx, i, at_us))
            said_us = ctx->now_us;
        if (at_us > ctx->now_us) {
            ret->next_us = at_us < ret->next_us ? at_us : ret->next_us;
            continue;
        }
        enum reason reason = why_not(ctx, rung, at_us);
        if (reason == REASON_NONE && window_us > ctx->now_us) {
            /* due outside the windows: everything waits, so that a later rung may still take its place */
            ret->n = 0;
            ret->next_us = window_us;
            return;
        }
        struct rung_step *step = &ret->at[ret->n++];
        *step = (struct rung_step){.rung = i, .outcome = RUNG_SKIP, .reason = reason, .at_us = at_us};
        if (reason != REASON_NONE)
            continue;
        step->outcome = RUNG_SAY;
        step->reason = is_late(ctx, i, at_us) ? REASON_I_LDR_400 : REASON_NONE;
        step->to = rung->to;
        step->copy = rung->copy;
        if (said != NULL) {
            said->outcome = RUNG_SKIP;
            said->reason = REASON_I_LDR_001;
            step->to |= said->to & (unsigned)(TO_A | TO_B);
            step->copy |= said->copy;
            said->to = said->copy = 0;
        }
        said = step;
    }
}
