/* duty_rules.c: which rules judge a line at a change, and what becomes of the trouble that the older ones named. */
#include "model/duty_rules.h"

#include <inttypes.h>

#include "lib/date.h"
#include "model/duty_judge.h"
#include "model/indicator.h"

static void say_number(struct text *out, i128 units)
{
    decimal_format(out, units, 0);
    text_append_char(out, ' ');
}

static void say_pace(struct text *out, const struct pace *pace)
{
    text_printf(out, "pace %s %d ", pace_kind_name(pace->kind), pace->has_baseline);
    if (pace->baseline_is_open)
        text_append(out, "open ");
    if (pace->has_baseline) {
        text_printf(out, "%" PRId32 " ", pace->baseline_month);
        say_number(out, pace->baseline_units);
    }
    for (size_t i = 0; i < pace->n_stages; i++) {
        text_printf(out, "%" PRId32 " ", pace->stages[i].month);
        say_number(out, pace->stages[i].units);
    }
    if (pace->has_tolerance)
        say_number(out, pace->tolerance_units);
}

/* Where each institution starts. */
static void say_own(struct text *out, const struct duty *duty)
{
    for (size_t i = 0; i < duty->n_own; i++) {
        const struct pace *pace = &duty->own[i].duty->pace;
        text_printf(out, "%s %" PRId32 " ", duty->own[i].institution, pace->baseline_month);
        say_number(out, pace->baseline_units);
    }
}

void duty_rules_format(struct text *out, const struct duty *duty)
{
    const struct indicator *indicator = duty->indicator;
    text_printf(out, "%s %d %s|", duty_type_name(duty->type), (int)duty->binding, indicator == NULL ? "" : indicator->name);
    if (indicator != NULL)
        text_printf(out, "%s %d %d %" PRId64 "|", window_name(duty->judged_on), indicator->decimals, (int)indicator->direction,
                    indicator->min_denominator);
    if (duty->has_target) {
        text_printf(out, "%s %d %d ", target_op_word(duty->target.op), duty->target.decimals, duty->target.is_relative);
        say_number(out, duty->target.units);
        say_number(out, duty->target.tolerance_units);
    }
    say_pace(out, &duty->pace);
    say_own(out, duty);
    text_append(out, "|");
    scope_format(out, &duty->scope);
    text_printf(out, "|%d %s|", duty->each, duty->node == NULL ? "" : duty->node);
    text_printf(out, "%" PRId32 " %" PRId32 " %" PRId32 " %d %d|", duty->starts, duty->due, duty->due_s, (int)duty->due_shift,
                (int)duty->deadline);
    text_printf(out, "%d %" PRId32 " %" PRId32, (int)duty->recurrence.every, duty->recurrence.month, duty->recurrence.day);
}

static int64_t limit_day_us(const struct limit *limit)
{
    return limit->us > limit->cutoff_us ? limit->us : limit->cutoff_us;
}

int64_t duty_judgement_day_us(const struct duty_context *ctx)
{
    struct judge judge;
    judge_derive(ctx, &judge);
    if (limit_is_past(&judge, &judge.due))
        return limit_day_us(&judge.due);
    if (ctx->duty->indicator == NULL)
        return INT64_MAX;
    int32_t month = judge.is_dated ? judge.pace_month : judge.judged != NULL ? judge.judged->month : MONTH_NONE;
    if (month == MONTH_NONE)
        return INT64_MAX;
    int64_t day_us = indicator_cutoff_us(ctx->duty->indicator, month);
    /* a day of our own that has passed since is judged by the rules in force on it */
    if (limit_is_past(&judge, &judge.internal) && limit_day_us(&judge.internal) > day_us)
        day_us = limit_day_us(&judge.internal);
    return day_us;
}

/* Judgements that a target, a pace or a time limit made: 5 and 7 to 11 of users.md §2.1, and what is met at its end. */
static bool is_by_number(const struct judgement *j)
{
    switch (j->state) {
    case DUTY_MET:
    case DUTY_OVERDUE:
    case DUTY_OVERDUE_EXPECTED:
    case DUTY_BEHIND:
    case DUTY_DUE_SOON:
    case DUTY_NORMAL: return true;
    case DUTY_AWAITING_CLOSE: return j->reason == REASON_I_JDG_004;
    default: return false;
    }
}

/* The trouble that a number is in; NULL: none. */
static const struct trouble *number_trouble(const struct judgement *j)
{
    for (size_t i = 0; i < j->n_troubles; i++)
        if (j->troubles[i].ladder == LADDER_BEHIND || j->troubles[i].ladder == LADDER_OVERDUE)
            return &j->troubles[i];
    return NULL;
}

static bool is_trouble(const struct judgement *j)
{
    return j->state == DUTY_OVERDUE || j->state == DUTY_OVERDUE_EXPECTED || j->state == DUTY_BEHIND;
}

static void drop_number_trouble(struct judgement *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n_troubles; i++)
        if (j->troubles[i].ladder == LADDER_BEFORE_DUE)
            j->troubles[n++] = j->troubles[i];
    j->n_troubles = n;
}

/* The judgement of then, with the reminders and the clock of now. Trouble of then goes on as long as the rules in force name it
 * too: nobody is asked for what is asked no more, and nobody for what was not asked then. */
static void take_then(struct judgement *j, const struct judgement *then)
{
    struct judgement taken = *then;
    const struct trouble *was = number_trouble(then), *is = number_trouble(j);
    taken.n_troubles = 0;
    for (size_t i = 0; i < j->n_troubles; i++)
        if (j->troubles[i].ladder == LADDER_BEFORE_DUE)
            taken.troubles[taken.n_troubles++] = j->troubles[i];
    if (was != NULL && is != NULL && was->ladder == is->ladder && was->period == is->period && taken.n_troubles < TROUBLES_MAX)
        taken.troubles[taken.n_troubles++] = *was;
    taken.wants_letter = j->wants_letter && is_trouble(then) && is_trouble(j);
    taken.collecting_month = j->collecting_month;
    taken.collecting_reported = j->collecting_reported;
    taken.collecting_expected = j->collecting_expected;
    taken.next_change_us = j->next_change_us;
    *j = taken;
}

/* The newer rules speak from the next period on. */
static void wait_for_next(struct judgement *j)
{
    drop_number_trouble(j);
    j->state = DUTY_NORMAL;
    j->reason = REASON_I_JDG_380;
    j->word = duty_state_zh(DUTY_NORMAL);
    j->whose = WHOSE_OWNER;
    j->counts_as_lagging = false;
    j->wants_letter = false;
    j->has_expected = false;
}

/* Time limits that differ: the one in force is past or not, whatever the older one was. */
static bool limit_decides(const struct duty_context *ctx, const struct duty_context *then, const struct judgement *was,
                          struct judgement *ret)
{
    int64_t due_us = duty_due_us(ctx->duty, ctx->calendar);
    if (due_us == duty_due_us(then->duty, then->calendar))
        return false;
    if (ctx->now_us >= due_us)
        return true; /* set into the past: it is past from the change on */
    if (was->state != DUTY_OVERDUE && was->state != DUTY_OVERDUE_EXPECTED && was->state != DUTY_AWAITING_CLOSE)
        return false;
    if (is_trouble(ret))
        wait_for_next(ret);
    return true;
}

static bool is_fine(const struct judgement *j)
{
    return j->state == DUTY_NORMAL || j->state == DUTY_DUE_SOON;
}

bool duty_judge_changed(const struct duty_context *ctx, const struct duty_context *then, int64_t changed_us, struct judgement *ret,
                        struct judgement *ret_was)
{
    duty_judge(ctx, ret);
    if (then == NULL || ctx->ending != ENDING_NONE || !is_by_number(ret) || duty_judgement_day_us(ctx) >= changed_us)
        return false;
    struct duty_context frozen = *then;
    frozen.now_us = changed_us - 1;
    duty_judge(&frozen, ret_was);
    if (!is_by_number(ret_was) || limit_decides(ctx, then, ret_was, ret))
        return false;
    /* by the date, what is reached is reached, whenever that is seen */
    if (duty_is_dated(ctx->duty) && (!is_trouble(ret) || is_trouble(ret_was)))
        return false;
    if (is_fine(ret) && is_fine(ret_was))
        return false;
    take_then(ret, ret_was);
    return true;
}
