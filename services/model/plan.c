/* plan.c: words of a duty, and its time: when it begins, when it is due, which periods are its own. */
#include "model/plan.h"

#include <string.h>

#include "lib/date.h"
#include "lib/nearest.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/rules.h"

const char *duty_type_name(enum duty_type type)
{
    static const char *const words[] = {
#define TYPE_WORD(name, word, zh) #word,
        DUTY_TYPE_TABLE(TYPE_WORD)
#undef TYPE_WORD
    };
    return (unsigned)type < DUTY_TYPE_COUNT ? words[type] : "?";
}

const char *duty_type_zh(enum duty_type type)
{
    static const char *const words[] = {
#define TYPE_ZH(name, word, zh) zh,
        DUTY_TYPE_TABLE(TYPE_ZH)
#undef TYPE_ZH
    };
    return (unsigned)type < DUTY_TYPE_COUNT ? words[type] : "?";
}

const char *binding_zh(enum binding binding)
{
    return binding == BINDING_EXPECTED ? "预期性" : "约束性";
}

const char *deadline_zh(enum deadline deadline)
{
    return deadline == DEADLINE_INTERNAL ? "内部时限" : "文件时限";
}

int32_t duty_documented_due(const struct duty *duty)
{
    return duty->answer.is_given && duty->answer.due != DATE_NONE ? DATE_NONE : duty->due;
}

const struct duty *plan_duty(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_duties; i++)
        if (strcmp(plan->duties[i].id, id) == 0)
            return &plan->duties[i];
    return NULL;
}

const struct duty *duty_at(const struct duty *duty, const char *institution)
{
    for (size_t i = 0; duty != NULL && i < duty->n_own; i++)
        if (strcmp(duty->own[i].institution, institution) == 0)
            return duty->own[i].duty;
    return duty;
}

const char *duty_target_zh(const struct duty *duty)
{
    return duty->has_target || duty->baseline_is_open ? duty->target.text : "";
}

const char *plan_nearest_duty(const struct plan *plan, const char *id)
{
    struct nearest meant = nearest_begin(id);
    for (size_t i = 0; i < plan->n_duties; i++)
        nearest_offer(&meant, plan->duties[i].id);
    return nearest_found(&meant);
}

enum relation duty_relation(const struct organisation *organisation, const struct duty *duty)
{
    const struct line *line = organisation_line(organisation, duty->id);
    const struct department *department = line != NULL ? line->department : organisation_department(organisation, duty->lead);
    return department != NULL ? department->relation : RELATION_OWN;
}

int32_t duty_due_date(const struct duty *duty, const struct calendar *calendar)
{
    return duty->due == DATE_NONE ? DATE_NONE : calendar_due_shift(calendar, duty->due, duty->due_shift);
}

int64_t duty_due_us(const struct duty *duty, const struct calendar *calendar)
{
    int32_t date = duty_due_date(duty, calendar);
    return date == DATE_NONE ? INT64_MAX : instant_of_date(date, duty->due_s);
}

int64_t duty_limit_us(const struct duty *duty, const struct calendar *calendar, int32_t internal_due, bool *ret_is_internal)
{
    int64_t due_us = duty_due_us(duty, calendar);
    int64_t internal_us = internal_due == DATE_NONE ? INT64_MAX : instant_of_date(internal_due + 1, 0);
    *ret_is_internal = internal_us < due_us;
    return *ret_is_internal ? internal_us : due_us;
}

int32_t duty_own_day_ahead(int32_t internal_due, int64_t now_us)
{
    return internal_due == DATE_NONE || now_us >= instant_of_date(internal_due + 1, 0) ? DATE_NONE : internal_due;
}

int64_t duty_starts_us(const struct duty *duty)
{
    return duty->starts == DATE_NONE ? INT64_MIN : instant_of_date(duty->starts, 0);
}

/* 不少于1万元 is a number, though it is one: 达到 would not say of what. */
static bool is_of_money(const char *word)
{
    enum unit unit = UNIT_NONE;
    return word != NULL && unit_parse(word, &unit) == ST_OK && unit_alike(unit, UNIT_YUAN);
}

bool duty_is_yes_or_no(const struct duty *duty)
{
    bool is_paper = duty->type == DUTY_MILESTONE || duty->type == DUTY_SUBMISSION || duty->type == DUTY_RECURRING;
    return is_paper && duty->has_target && duty->milestone_item != NULL && duty->target.op == TARGET_AT_LEAST &&
           duty->target.units == decimal_pow10(duty->target.decimals) && !is_of_money(duty->target.unit);
}

bool duty_is_dated(const struct duty *duty)
{
    return duty->indicator == NULL || (duty->judged_on == WINDOW_LATEST && !indicator_is_returned(duty->indicator));
}

bool duty_due_period(const struct duty *duty, int32_t *ret_month)
{
    if (duty->due == DATE_NONE)
        return false;
    int32_t month = month_of_date(duty->due);
    if (!duty_is_dated(duty)) {
        if (duty->due != month_last_date(month))
            month--;
        month = period_last_end(duty->judged_on, month);
    }
    *ret_month = month;
    return true;
}

bool duty_periods(const struct duty *duty, int64_t now_us, int32_t *ret_from, int32_t *ret_to)
{
    int32_t due, to = month_of_date(instant_date(now_us)), from;
    if (duty->indicator == NULL || now_us < duty_starts_us(duty))
        return false;
    if (!duty_is_dated(duty) && duty_due_period(duty, &due) && due < to)
        to = due;
    from = to - DUTY_PERIODS_MAX + 1;
    int32_t first = duty->starts == DATE_NONE ? from : month_of_date(duty->starts);
    *ret_from = from < first ? first : from;
    *ret_to = to;
    return *ret_from <= to;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t duty_cutoff_us(const struct duty *duty, const struct calendar *calendar, const struct rules *rules, int32_t month)
{
    int32_t due, date = duty_due_date(duty, calendar);
    int64_t due_us = duty_due_us(duty, calendar);
    if (duty->indicator == NULL)
        return date == DATE_NONE ? due_us : later(due_us, lag_end_us(&rules->evidence_lag, date));
    if (!duty_is_dated(duty) || !duty_due_period(duty, &due) || month != due)
        return indicator_cutoff_us(duty->indicator, month);
    /* by the date: papers may come as long after the time limit as the kind's data lag */
    const struct kind *kind = duty->indicator->numerator->kind;
    return later(due_us, lag_end_us(&kind->lag, date));
}
