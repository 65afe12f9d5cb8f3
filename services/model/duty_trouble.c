/* duty_trouble.c: which ladders a state starts and since when, when it wants a letter, and when to judge again. */
#include "model/duty_judge.h"

#include <assert.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/rules.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void add(struct judgement *judgement, struct trouble trouble)
{
    assert(judgement->n_troubles < TROUBLES_MAX);
    judgement->troubles[judgement->n_troubles++] = trouble;
}

/* Since when a period's judgement may be spoken of: not before its cut-off, not before its newest fact. */
static int64_t spoken_from_us(const struct judge *judge, const struct period_fact *fact, int64_t cutoff_us)
{
    int64_t from_us = fact == NULL ? INT64_MIN : fact->known_us;
    if (judge->ctx->rules->anchor == ANCHOR_CUTOFF)
        return later(from_us, cutoff_us);
    if (from_us == INT64_MIN && fact != NULL)
        from_us = instant_of_date(month_last_date(fact->month) + 1, 0);
    return from_us == INT64_MIN ? cutoff_us : from_us;
}

static bool is_late(const struct period_fact *fact, int64_t cutoff_us)
{
    return fact != NULL && fact->known_us > cutoff_us;
}

static int64_t before_due_from_us(const struct judge *judge, const struct limit *limit)
{
    const struct rules *rules = judge->ctx->rules;
    struct ladder_context ladder = {.ladder = &rules->ladders[LADDER_BEFORE_DUE],
                                    .calendar = judge->ctx->calendar,
                                    .windows = &rules->windows,
                                    .date = limit->date,
                                    .date_us = limit->us};
    const struct duty *duty = judge->ctx->duty;
    int64_t first_us = ladder_first_us(&ladder);
    return duty->is_occurrence ? later(first_us, instant_of_date(duty->remind_from, 0)) : first_us;
}

static void add_behind(const struct judge *judge, const struct limit *past, struct judgement *judgement)
{
    struct trouble trouble = {.ladder = LADDER_BEHIND, .due = DATE_NONE, .period = judgement->period};
    if (past != NULL) { /* a time limit of our own is past */
        trouble.period = judge->is_dated ? past->period : judgement->period;
        trouble.since_us = later(past->us, spoken_from_us(judge, judge->judged, past->cutoff_us));
        trouble.is_late = is_late(judge->judged, past->cutoff_us);
    } else {
        trouble.period = judge->pace_month;
        trouble.since_us =
            spoken_from_us(judge, judge->judged, indicator_cutoff_us(judge->ctx->duty->indicator, judge->pace_month));
    }
    add(judgement, trouble);
}

static bool reminds_before_due(enum duty_state state)
{
    switch (state) {
    case DUTY_COLLECTING:
    case DUTY_DUE_UNVERIFIED:
    case DUTY_NOT_REPORTED:
    case DUTY_SMALL_SAMPLE:
    case DUTY_BEHIND:
    case DUTY_DUE_SOON:
    case DUTY_NORMAL: return true;
    default: return false;
    }
}

void judge_troubles(const struct judge *judge, struct judgement *judgement)
{
    const struct duty_context *ctx = judge->ctx;
    const struct limit *next = judge_next_limit(judge);
    bool is_overdue = judgement->state == DUTY_OVERDUE || judgement->state == DUTY_OVERDUE_EXPECTED;
    if (next != NULL && reminds_before_due(judgement->state))
        add(judgement, (struct trouble){LADDER_BEFORE_DUE, next->period, before_due_from_us(judge, next), next->date, false});
    if (judgement->state == DUTY_BEHIND) {
        const struct limit *past = judgement->reason == REASON_I_JDG_023   ? &judge->due
                                   : judgement->reason == REASON_I_JDG_017 ? &judge->internal
                                                                           : NULL;
        add_behind(judge, past, judgement);
    }
    if (is_overdue)
        add(judgement, (struct trouble){LADDER_OVERDUE, judge->due.period,
                                        later(judge->due.us, spoken_from_us(judge, judge->judged, judge->due.cutoff_us)), DATE_NONE,
                                        is_late(judge->judged, judge->due.cutoff_us)});
    if (!relation_is_foreign(ctx->relation))
        return;
    /* nothing goes to a peer or superior by itself: a draft letter is filed when the line is stuck or its end is near */
    bool is_near = judgement->state == DUTY_DUE_SOON;
    for (size_t i = 0; i < judgement->n_troubles; i++)
        is_near = is_near || judgement->troubles[i].since_us <= ctx->now_us;
    judgement->wants_letter = is_near && !ctx->letter_filed && judgement->state != DUTY_DUE_UNVERIFIED;
    judgement->n_troubles = 0;
}

static void consider(int64_t now_us, int64_t at_us, int64_t *next_us)
{
    if (at_us > now_us && at_us < *next_us)
        *next_us = at_us;
}

static void consider_limit(const struct judge *judge, const struct limit *limit, int64_t *next_us)
{
    const struct duty_context *ctx = judge->ctx;
    if (!limit->is_set)
        return;
    int32_t last = calendar_workday_on_or_before(ctx->calendar, limit->date);
    int32_t near = calendar_workday_add(ctx->calendar, last, -judge_near_workdays(ctx));
    consider(ctx->now_us, limit->us, next_us);
    consider(ctx->now_us, limit->cutoff_us, next_us);
    consider(ctx->now_us, instant_of_date(near, 0), next_us);
    consider(ctx->now_us, before_due_from_us(judge, limit), next_us);
}

int64_t judge_next_change_us(const struct judge *judge, const struct judgement *judgement)
{
    const struct duty_context *ctx = judge->ctx;
    int64_t next_us = INT64_MAX;
    consider(ctx->now_us, duty_starts_us(ctx->duty), &next_us);
    consider_limit(judge, &judge->due, &next_us);
    consider_limit(judge, &judge->internal, &next_us);
    for (size_t i = 0; i < judgement->n_troubles; i++)
        consider(ctx->now_us, judgement->troubles[i].since_us, &next_us);
    if (ctx->duty->indicator == NULL)
        return next_us;
    for (size_t i = 0; i < ctx->n_periods; i++) {
        const struct period_fact *period = &ctx->periods[i];
        consider(ctx->now_us, indicator_cutoff_us(ctx->duty->indicator, period->month), &next_us);
        consider(ctx->now_us, instant_of_date(month_last_date(period->month) + 1, 0), &next_us);
    }
    /* the next month is a period of its own, as long as the line has any to come */
    int32_t month = month_of_date(instant_date(ctx->now_us));
    if (judge->is_dated || !judge->due.is_set || month < judge->due.period)
        consider(ctx->now_us, instant_of_date(month_last_date(month) + 1, 0), &next_us);
    return next_us;
}
