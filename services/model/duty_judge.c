/* duty_judge.c: the decision of users.md §2.1: life cycle first, then the first judgement that matches, in that order. */
#include "model/duty_judge.h"

#include <assert.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/recurrence.h"
#include "model/rules.h"

struct verdict {
    enum duty_state state;
    enum reason reason;
};

#define NO_VERDICT ((struct verdict){DUTY_STATE_COUNT, REASON_NONE})

/* Law 9: a paper that the number contradicts clears no light; it waits for its reviewer all the same. A number that is not judged
 * (of a small sample, with a return missing, not published) contradicts nothing (law 4). Of a thing that is there or not, 0 is
 * read as nothing registered, also if somebody registered a quantity of 0: there is no number yet, and its paper, or words, are the
 * first that is heard of it. */
static bool is_contradicted(const struct judge *judge)
{
    const struct duty *duty = judge->ctx->duty;
    const struct period_fact *judged = judge->judged;
    if (!duty->has_target || judged == NULL || !judged->has_value)
        return false;
    if (judged->small_denominator || judged->reported < judged->expected || judge->is_unpublished)
        return false;
    if (duty_is_yes_or_no(duty) && judged->units == 0)
        return false;
    return !target_is_met(&duty->target, judged->units);
}

static struct verdict life_cycle(const struct judge *judge)
{
    const struct duty_context *ctx = judge->ctx;
    switch (ctx->ending) {
    case ENDING_ADJUSTED: return (struct verdict){DUTY_ADJUSTED, REASON_I_JDG_001};
    case ENDING_TERMINATED: return (struct verdict){DUTY_TERMINATED, REASON_I_JDG_002};
    case ENDING_CLOSED: return (struct verdict){DUTY_CLOSED, REASON_I_JDG_003};
    case ENDING_NONE: break;
    }
    if (ctx->evidence_submitted && !is_contradicted(judge))
        return (struct verdict){DUTY_AWAITING_CLOSE, REASON_I_JDG_005};
    if (ctx->now_us < duty_starts_us(ctx->duty))
        return (struct verdict){DUTY_NOT_STARTED, REASON_I_JDG_006};
    if (ctx->duty->is_occurrence)
        return NO_VERDICT;
    /* what happened does not unhappen: the record of a milestone is its evidence */
    if (judge->is_met && (ctx->duty->type == DUTY_MILESTONE || ctx->duty->type == DUTY_SUBMISSION))
        return (struct verdict){DUTY_AWAITING_CLOSE, REASON_I_JDG_005};
    bool is_last = judge->is_dated ? limit_is_past(judge, &judge->due) : judge->is_due_judged;
    if (judge->is_met && is_last)
        return (struct verdict){DUTY_AWAITING_CLOSE, REASON_I_JDG_004};
    return NO_VERDICT;
}

static bool anything_expected(const struct duty_context *ctx)
{
    for (size_t i = 0; i < ctx->n_periods; i++)
        if (ctx->periods[i].expected > 0)
            return true;
    return false;
}

/* Judgements 1 to 4: there is no number to judge by. */
static struct verdict no_number(const struct judge *judge)
{
    const struct duty_context *ctx = judge->ctx;
    const struct period_fact *judged = judge->judged;
    if (judged == NULL && anything_expected(ctx))
        return (struct verdict){DUTY_COLLECTING, REASON_I_JDG_007};
    if ((limit_is_past(judge, &judge->due) && !judge->is_due_judged) ||
        (limit_is_past(judge, &judge->internal) && !limit_is_judged(judge, &judge->internal)))
        return (struct verdict){DUTY_DUE_UNVERIFIED, ctx->duty->indicator == NULL ? REASON_I_JDG_024 : REASON_I_JDG_008};
    if (judge->is_unpublished)
        return (struct verdict){DUTY_NOT_REPORTED, REASON_I_JDG_009};
    if (judged == NULL || indicator_starts_at_zero(ctx->duty->indicator))
        return NO_VERDICT;
    if (judged->reported < judged->expected)
        return (struct verdict){DUTY_NOT_REPORTED, REASON_I_JDG_009};
    if (!judged->has_value && judge->is_dated)
        return NO_VERDICT;
    if (!judged->has_value)
        return (struct verdict){DUTY_SMALL_SAMPLE, REASON_I_JDG_021};
    if (judged->small_denominator)
        return (struct verdict){DUTY_SMALL_SAMPLE, REASON_I_JDG_010};
    return NO_VERDICT;
}

/* What it is to be better than is not known here: an institution without a baseline of its own is not judged by another's. */
static bool has_no_baseline(const struct duty *duty)
{
    return duty->baseline_is_open && !duty->has_target;
}

static struct verdict overdue(const struct judge *judge)
{
    const struct duty *duty = judge->ctx->duty;
    if (duty->deadline == DEADLINE_INTERNAL)
        return (struct verdict){DUTY_BEHIND, REASON_I_JDG_023};
    if (duty->binding == BINDING_EXPECTED)
        return (struct verdict){DUTY_OVERDUE_EXPECTED, judge->is_dated ? REASON_I_JDG_022 : REASON_I_JDG_015};
    return (struct verdict){DUTY_OVERDUE, judge->is_dated ? REASON_I_JDG_014 : REASON_I_JDG_013};
}

/* Judgements 5 to 11. */
static struct verdict by_number(const struct judge *judge)
{
    const struct duty_context *ctx = judge->ctx;
    if (has_no_baseline(ctx->duty))
        return (struct verdict){DUTY_SMALL_SAMPLE, REASON_I_JDG_382};
    if (judge->is_met)
        return (struct verdict){DUTY_MET, REASON_I_JDG_011};
    if (ctx->letter_filed && relation_is_foreign(ctx->relation))
        return (struct verdict){DUTY_COORDINATING, REASON_I_JDG_012};
    if (limit_is_past(judge, &judge->due))
        return overdue(judge);
    if (limit_is_past(judge, &judge->internal))
        return (struct verdict){DUTY_BEHIND, REASON_I_JDG_017};
    if (judge->is_behind)
        return (struct verdict){DUTY_BEHIND, REASON_I_JDG_016};
    const struct limit *next = judge_next_limit(judge);
    if (next != NULL && calendar_workday_count(ctx->calendar, instant_date(ctx->now_us), next->date) <= judge_near_workdays(ctx))
        return (struct verdict){DUTY_DUE_SOON, REASON_I_JDG_018};
    if (ctx->duty->baseline_is_open)
        return (struct verdict){DUTY_NORMAL, REASON_I_JDG_383};
    return (struct verdict){DUTY_NORMAL, judge->has_expected ? REASON_I_JDG_019 : REASON_I_JDG_020};
}

/* 旁注: the newest period that is still open and of which something is there, or that is over. */
static void note_collecting(const struct judge *judge, struct judgement *ret)
{
    const struct duty_context *ctx = judge->ctx;
    ret->collecting_month = MONTH_NONE;
    for (size_t i = 0; i < ctx->n_periods; i++) {
        const struct period_fact *period = &ctx->periods[i];
        bool is_over = ctx->now_us >= instant_of_date(month_last_date(period->month) + 1, 0);
        bool is_first = ret->collecting_month == MONTH_NONE && judge->judged == NULL;
        if (period->expected == 0 || !period_ends_in(ctx->duty->judged_on, period->month) || period_is_closed(ctx, period) ||
            !(is_over || period->reported > 0 || is_first))
            continue;
        ret->collecting_month = period->month;
        ret->collecting_reported = period->reported;
        ret->collecting_expected = period->expected;
    }
}

static void describe(const struct judge *judge, const struct verdict *verdict, struct judgement *ret)
{
    static const enum whose answers[] = {
#define STATE_ROW(name, word, zh, whose, lagging) whose,
        DUTY_STATE_TABLE(STATE_ROW)
#undef STATE_ROW
    };
    const struct duty *duty = judge->ctx->duty;
    ret->state = verdict->state;
    ret->reason = verdict->reason;
    ret->whose = answers[verdict->state];
    ret->counts_as_lagging = duty_state_counts_as_lagging(verdict->state);
    ret->word = duty_state_zh(verdict->state);
    if (verdict->state == DUTY_DUE_UNVERIFIED && duty->indicator == NULL)
        ret->whose = WHOSE_OWNER; /* no return is waited for but its own paper */
    if (verdict->reason == REASON_I_JDG_382)
        ret->word = "缺基数不判"; /* not judged either, but not for want of cases */
    if (verdict->state == DUTY_NOT_REPORTED)
        ret->word = rules_missing_word(judge->ctx->rules, duty->indicator->numerator->kind->name);
}

static void add_number(const struct judge *judge, struct judgement *ret)
{
    const struct duty *duty = judge->ctx->duty;
    ret->judged = judge->judged;
    ret->occurrence = duty_recurs(duty) && judge->due.is_set ? judge->due.period : MONTH_NONE;
    ret->period = judge->judged == NULL ? MONTH_NONE : judge->judged->month;
    ret->is_met = judge->is_met;
    ret->is_contradicted = is_contradicted(judge);
    ret->has_expected = judge->has_expected;
    ret->expected_units = judge->expected_units;
    ret->pace_month = judge->pace_month;
    const struct limit *next = judge_next_limit(judge);
    if (next != NULL)
        ret->next_limit_us = next->cutoff_us > next->us ? next->cutoff_us : next->us;
    if (!judge->has_units || judge->is_met)
        return;
    ret->gap_units = target_gap(&duty->target, judge->units);
    if (judge->is_behind && !limit_is_past(judge, &judge->due)) {
        i128 gap = judge->expected_units - judge->units;
        ret->gap_units = gap < 0 ? -gap : gap;
    }
}

void duty_judge(const struct duty_context *ctx, struct judgement *ret)
{
    assert(ctx->duty != NULL && ctx->calendar != NULL && ctx->rules != NULL);
    struct judge judge;
    judge_derive(ctx, &judge);
    *ret = (struct judgement){
        .period = MONTH_NONE, .collecting_month = MONTH_NONE, .next_limit_us = INT64_MAX, .next_change_us = INT64_MAX};
    struct verdict verdict = life_cycle(&judge);
    bool is_over = ctx->ending != ENDING_NONE;
    if (verdict.state == DUTY_STATE_COUNT)
        verdict = no_number(&judge);
    if (verdict.state == DUTY_STATE_COUNT)
        verdict = by_number(&judge);
    describe(&judge, &verdict, ret);
    if (is_over && !ctx->duty->is_occurrence)
        return;
    if (!is_over && verdict.state != DUTY_NOT_STARTED) {
        add_number(&judge, ret);
        note_collecting(&judge, ret);
        judge_troubles(&judge, ret);
    }
    ret->next_change_us = judge_next_change_us(&judge, ret);
}
