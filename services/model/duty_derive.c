/* duty_derive.c: the facts behind a judgement: limits, closed periods, the number that counts, the pace. */
#include "model/duty_judge.h"

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/rules.h"

const struct period_fact *judge_fact(const struct duty_context *ctx, int32_t month)
{
    const struct period_fact *found = NULL;
    for (size_t i = 0; i < ctx->n_periods && ctx->periods[i].month <= month; i++)
        found = &ctx->periods[i];
    return found;
}

bool period_is_closed(const struct duty_context *ctx, const struct period_fact *period)
{
    int64_t over_us = instant_of_date(month_last_date(period->month) + 1, 0);
    if (ctx->now_us < over_us || !period_ends_in(ctx->duty->judged_on, period->month))
        return false;
    bool is_complete = period->expected > 0 && period->reported >= period->expected;
    return is_complete || ctx->now_us >= indicator_cutoff_us(ctx->duty->indicator, period->month);
}

const struct period_fact *judged_period(const struct duty_context *ctx)
{
    const struct period_fact *judged = NULL;
    int32_t due;
    if (ctx->duty->indicator == NULL)
        return NULL;
    if (duty_is_dated(ctx->duty))
        return judge_fact(ctx, month_of_date(instant_date(ctx->now_us)));
    bool has_due = duty_due_period(ctx->duty, &due);
    for (size_t i = 0; i < ctx->n_periods; i++)
        if (period_is_closed(ctx, &ctx->periods[i]) && (!has_due || ctx->periods[i].month <= due) &&
            indicator_is_valid(ctx->duty->indicator, ctx->periods[i].month)) /* before its definition: 不适用, nothing to judge */
            judged = &ctx->periods[i];
    return judged;
}

bool limit_is_past(const struct judge *judge, const struct limit *limit)
{
    return limit->is_set && judge->ctx->now_us >= limit->us;
}

bool limit_is_judged(const struct judge *judge, const struct limit *limit)
{
    const struct duty_context *ctx = judge->ctx;
    if (!limit_is_past(judge, limit))
        return false;
    if (judge->is_dated)
        return ctx->now_us >= limit->cutoff_us;
    const struct period_fact *fact = judge_fact(ctx, limit->period);
    if (fact == NULL || fact->month != limit->period)
        return ctx->now_us >= limit->cutoff_us;
    return period_is_closed(ctx, fact);
}

int judge_near_workdays(const struct duty_context *ctx)
{
    return ctx->duty->is_occurrence ? ctx->rules->recurring_near_workdays : ctx->rules->near_due_workdays;
}

const struct limit *judge_next_limit(const struct judge *judge)
{
    if (judge->internal.is_set && !limit_is_past(judge, &judge->internal))
        return &judge->internal;
    return judge->due.is_set && !limit_is_past(judge, &judge->due) ? &judge->due : NULL;
}

static int32_t last_whole_period(const struct duty *duty, int32_t date, bool is_dated)
{
    int32_t month = month_of_date(date);
    if (is_dated)
        return month;
    return period_last_end(duty->judged_on, date == month_last_date(month) ? month : month - 1);
}

static struct limit make_limit(const struct judge *judge, int32_t date, int64_t us)
{
    const struct duty *duty = judge->ctx->duty;
    struct limit limit = {.is_set = date != DATE_NONE, .date = date, .us = us, .cutoff_us = us};
    limit.period = MONTH_NONE;
    if (!limit.is_set)
        return limit;
    if (duty->indicator == NULL) { /* its paper may be there and not be registered yet */
        int64_t registered_us = lag_end_us(&judge->ctx->rules->evidence_lag, date);
        limit.period = month_of_date(date);
        limit.cutoff_us = registered_us > us ? registered_us : us;
        return limit;
    }
    limit.period = last_whole_period(duty, date, judge->is_dated);
    const struct kind *kind = duty->indicator->numerator->kind;
    int64_t cutoff_us = judge->is_dated ? lag_end_us(&kind->lag, date) : indicator_cutoff_us(duty->indicator, limit.period);
    limit.cutoff_us = cutoff_us > us || !judge->is_dated ? cutoff_us : us;
    return limit;
}

/* The number that is compared. What is registered one by one and is not registered is not there: 0 (but never "few enough"). */
static void derive_units(struct judge *judge)
{
    const struct duty *duty = judge->ctx->duty;
    const struct period_fact *judged = judge->judged;
    if (duty->indicator == NULL || !duty->has_target)
        return;
    if (judged != NULL && judged->has_value) {
        judge->has_units = true;
        judge->units = judged->units;
    } else if (indicator_starts_at_zero(duty->indicator)) {
        judge->has_units = !target_wants_less(&duty->target);
    }
    bool is_small = judged != NULL && judged->small_denominator;
    bool is_missing = judged != NULL && judged->reported < judged->expected;
    judge->is_met = judge->has_units && !is_small && !is_missing && target_is_met(&duty->target, judge->units);
}

/* The month whose pace counts: the judged one; by the date, the newest month whose papers are no longer waited for. */
static int32_t pace_month(const struct judge *judge)
{
    const struct duty_context *ctx = judge->ctx;
    int32_t month = month_of_date(instant_date(ctx->now_us));
    if (!judge->is_dated)
        return judge->judged != NULL ? judge->judged->month : MONTH_NONE;
    do
        month--;
    while (ctx->now_us < indicator_cutoff_us(ctx->duty->indicator, month));
    return month;
}

static void derive_pace(struct judge *judge)
{
    const struct duty *duty = judge->ctx->duty;
    judge->pace_month = MONTH_NONE;
    if (duty->indicator == NULL || !duty->has_target || !judge->has_units)
        return;
    int32_t month = pace_month(judge), first, due = judge->due.is_set ? judge->due.period : month;
    if (month == MONTH_NONE)
        return;
    bool by_year = duty->judged_on == WINDOW_YTD || duty->judged_on == WINDOW_YEAR;
    first = by_year ? month_from_ym(month_year(month), 1) : duty->starts == DATE_NONE ? month : month_of_date(duty->starts);
    if (by_year && duty->pace.kind == PACE_CUMULATIVE && due > month_from_ym(month_year(month), 12))
        due = month_from_ym(month_year(month), 12); /* what is counted anew each year is due each year */
    judge->pace_month = month;
    judge->has_expected = pace_expected(&duty->pace, &duty->target, first, due, month, &judge->expected_units);
    judge->is_behind = judge->has_expected && pace_is_behind(&duty->pace, &duty->target, judge->expected_units, judge->units);
}

/* A number that somebody else publishes is not there, though its period is closed; by the date, though the time limit is judged,
 * the document's or our own. An older number is no number of the due period. */
static bool derive_unpublished(const struct judge *judge)
{
    const struct indicator *indicator = judge->ctx->duty->indicator;
    const struct period_fact *judged = judge->judged;
    if (indicator == NULL || indicator_is_returned(indicator) || indicator_starts_at_zero(indicator))
        return false;
    bool is_there = judged != NULL && judged->has_value;
    if (judge->internal.is_set && limit_is_judged(judge, &judge->internal) &&
        (!is_there || (!judge->is_dated && judged->month < judge->internal.period)))
        return true;
    if (judge->is_dated)
        return !is_there && judge->is_due_judged;
    return (judged != NULL && !is_there) || (judge->is_due_judged && (!is_there || judged->month != judge->due.period));
}

void judge_derive(const struct duty_context *ctx, struct judge *ret)
{
    const struct duty *duty = ctx->duty;
    *ret = (struct judge){.ctx = ctx, .is_dated = duty_is_dated(duty)};
    ret->due = make_limit(ret, duty_due_date(duty, ctx->calendar), duty_due_us(duty, ctx->calendar));
    bool is_internal;
    int64_t limit_us = duty_limit_us(duty, ctx->calendar, ctx->internal_due, &is_internal);
    if (is_internal)
        ret->internal = make_limit(ret, ctx->internal_due, limit_us);
    ret->judged = judged_period(ctx);
    derive_units(ret);
    derive_pace(ret);
    ret->is_due_judged = limit_is_judged(ret, &ret->due);
    ret->is_unpublished = derive_unpublished(ret);
    ret->is_met = ret->is_met && !ret->is_unpublished;
}
