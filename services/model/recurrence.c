/* Why: 每月一次 is not one duty due at the end of the plan but one for each month. */
#include "model/recurrence.h"

#include <assert.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/rules.h"

static const struct {
    const char *name, *zh;
    int months;
} EVERY[] = {
#define EVERY_ROW(name, word, zh, months) {#word, zh, months},
    RECURRENCE_TABLE(EVERY_ROW)
#undef EVERY_ROW
};

const char *recurrence_name(enum recurrence_every every)
{
    return (unsigned)every < RECURRENCE_COUNT ? EVERY[every].name : "?";
}

const char *recurrence_zh(enum recurrence_every every)
{
    return (unsigned)every < RECURRENCE_COUNT ? EVERY[every].zh : "?";
}

int recurrence_months(enum recurrence_every every)
{
    return (unsigned)every < RECURRENCE_COUNT ? EVERY[every].months : 0;
}

bool duty_recurs(const struct duty *duty)
{
    return EVERY[duty->recurrence.every].months > 0 && duty->milestone_item != NULL;
}

/* The last month of the occurrence that holds the month. */
static int32_t last_month(const struct duty *duty, int32_t month)
{
    int months = EVERY[duty->recurrence.every].months;
    return month + (months - month_number(month) % months) % months;
}

static int32_t limit_date(const struct duty *duty, int32_t last)
{
    const struct recurrence *recurrence = &duty->recurrence;
    int32_t month = recurrence->month == 0 ? last : last - recurrence_months(recurrence->every) + recurrence->month;
    int32_t end = month_last_date(month), date = month_first_date(month) + recurrence->day - 1;
    return recurrence->day == 0 || date > end ? end : date;
}

/* The records of the months first … last, as one fact. */
static void sum_facts(const struct duty_context *ctx, int32_t first, int32_t last, struct occurrence *ret)
{
    struct period_fact *sum = &ret->fact;
    *sum = (struct period_fact){.month = last, .known_us = INT64_MIN};
    for (size_t i = 0; i < ctx->n_periods; i++) {
        const struct period_fact *month = &ctx->periods[i];
        if (month->month < first || month->month > last)
            continue;
        ret->n_facts = 1;
        sum->month = month->month; /* by the date: the newest that is there */
        sum->has_value = sum->has_value || month->has_value;
        sum->units += month->has_value ? month->units : 0;
        sum->num += month->num;
        sum->den = month->den;
        sum->known_us = month->known_us > sum->known_us ? month->known_us : sum->known_us;
    }
}

static bool is_done(const struct duty_context *ctx, const struct occurrence *o)
{
    if (o->month <= ctx->closed_occurrence)
        return true;
    return o->n_facts > 0 && o->fact.has_value && target_is_met(&o->duty.target, o->fact.units);
}

/* The occurrence that ends in `last`. */
static void fill(const struct duty_context *ctx, int32_t last, struct occurrence *ret)
{
    const struct duty *duty = ctx->duty;
    int32_t first = month_first_date(last - EVERY[duty->recurrence.every].months + 1);
    *ret = (struct occurrence){.duty = *duty, .month = last};
    ret->duty.is_occurrence = true;
    ret->duty.due = limit_date(duty, last);
    ret->duty.judged_on = WINDOW_LATEST;
    ret->duty.starts = duty->starts == DATE_NONE || first > duty->starts ? first : duty->starts;
    int32_t due = calendar_workday_on_or_before(ctx->calendar, duty_due_date(&ret->duty, ctx->calendar));
    ret->duty.remind_from = calendar_workday_add(ctx->calendar, due, -ctx->rules->recurring_near_workdays);
    sum_facts(ctx, month_of_date(first), last, ret);
}

enum status duty_occurrence(const struct duty_context *ctx, struct occurrence *ret)
{
    const struct duty *duty = ctx->duty;
    assert(duty_recurs(duty));
    if (ctx->now_us < duty_starts_us(duty))
        return ST_CONFLICT;
    int32_t present = last_month(duty, month_of_date(instant_date(ctx->now_us)));
    if (duty->due != DATE_NONE && present > last_month(duty, month_of_date(duty->due))) {
        fill(ctx, last_month(duty, month_of_date(duty->due)), ret);
        ret->duty.is_occurrence = false; /* with the last one the duty itself is done, or was missed */
        return ST_OK;
    }
    struct occurrence before;
    fill(ctx, present, ret);
    fill(ctx, present - EVERY[duty->recurrence.every].months, &before);
    bool had_before = duty->starts == DATE_NONE || duty->starts <= before.duty.due;
    if (had_before && !is_done(ctx, &before) && !is_done(ctx, ret))
        *ret = before;
    return ST_OK;
}

void occurrence_enter(struct duty_context *ctx, struct occurrence *ret)
{
    if (!duty_recurs(ctx->duty) || duty_occurrence(ctx, ret) != ST_OK)
        return;
    ctx->duty = &ret->duty;
    ctx->periods = &ret->fact;
    ctx->n_periods = ret->n_facts;
    if (ctx->ending == ENDING_NONE && ret->month == ctx->closed_occurrence)
        ctx->ending = ENDING_CLOSED;
}
