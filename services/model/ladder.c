/* ladder.c: instants of rungs, and which of them speak now. */
#include "model/ladder.h"

#include <assert.h>

#include "lib/date.h"

static int64_t on_day(const struct ladder_context *ctx, const struct rung *rung, int32_t date)
{
    return rung->second_of_day < 0 ? send_window_first(ctx->windows, date) : instant_of_date(date, rung->second_of_day);
}

/* T+0 is the first send window at or after the start; T+n the first window n working days later. */
static int64_t after(const struct ladder_context *ctx, const struct rung *rung, int64_t start_us)
{
    int64_t first_us = send_window_next(ctx->calendar, ctx->windows, start_us);
    if (rung->workdays == 0)
        return first_us;
    return on_day(ctx, rung, calendar_workday_add(ctx->calendar, instant_date(first_us), rung->workdays));
}

int64_t ladder_rung_us(const struct ladder_context *ctx, size_t i)
{
    assert(i < ctx->ladder->n);
    const struct rung *rung = &ctx->ladder->rungs[i];
    switch (rung->base) {
    case RUNG_AFTER_START: return after(ctx, rung, ctx->start_us);
    case RUNG_AFTER_DATE: return after(ctx, rung, ctx->date_us);
    case RUNG_BEFORE_DATE: break;
    }
    assert(ctx->date != DATE_NONE);
    int32_t last = calendar_workday_on_or_before(ctx->calendar, ctx->date);
    return on_day(ctx, rung, calendar_workday_add(ctx->calendar, last, -rung->workdays));
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

void ladder_step(const struct ladder_context *ctx, struct ladder_steps *ret)
{
    *ret = (struct ladder_steps){.next_us = INT64_MAX};
    int64_t window_us = send_window_next(ctx->calendar, ctx->windows, ctx->now_us);
    struct rung_step *said = NULL;
    for (size_t i = 0; i < ctx->ladder->n; i++) {
        const struct rung *rung = &ctx->ladder->rungs[i];
        if ((ctx->done & (1u << i)) != 0)
            continue;
        int64_t at_us = ladder_rung_us(ctx, i);
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
