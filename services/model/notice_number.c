/* notice_number.c: the judged number in words, and what follows from a row of them: trend and the gap in cases. */
#include "model/notice_words.h"

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/measure.h"

#define TREND_MONTHS_MAX 6

static void source(const struct duty *duty, const struct period_fact *judged, struct facts *facts)
{
    const struct measure *numerator = duty->indicator->numerator, *denominator = duty->indicator->denominator;
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    text_append(&words, numerator->kind->zh == NULL ? "" : numerator->kind->zh);
    if (denominator != NULL && denominator->kind != numerator->kind)
        text_printf(&words, "、%s", denominator->kind->zh);
    if (judged->expected > 0)
        text_printf(&words, "（已报%d/%d家）", judged->reported, judged->expected);
    facts_set(facts, "数据来源", words.s);
}

void number_facts(const struct catalog *catalog, const struct duty *duty, const struct period_fact *judged, int64_t now_us,
                  struct facts *facts)
{
    scoped(text_done) struct text period, value;
    text_init(&period, WORDS_MAX);
    text_init(&value, WORDS_MAX);
    if (duty->indicator == NULL || judged == NULL)
        return;
    const struct indicator *indicator = duty->indicator;
    period_format_zh(&period, duty->judged_on, judged->month);
    words_value(&value, catalog, duty, judged);
    facts_set(facts, "数据期间", period.s);
    facts_set(facts, "现状", value.s);
    facts_set(facts, "数据性质", indicator->nature);
    fact_instant(facts, "数据截点", duty_is_dated(duty) ? now_us : indicator_cutoff_us(indicator, judged->month));
    source(duty, judged, facts);
    if (judged->expected > 0) {
        facts_printf(facts, "已报家数", "%d", judged->reported);
        facts_printf(facts, "应报家数", "%d", judged->expected);
    }
    if (judged->has_value && indicator->denominator != NULL) {
        facts_set(facts, "分子名称", indicator->numerator_zh);
        facts_set(facts, "分母名称", indicator->denominator_zh);
        fact_number(facts, "分子值", judged->num, indicator->numerator->scale);
        fact_number(facts, "分母值", judged->den, indicator->denominator->scale);
    }
}

bool trend_forecast(const struct period_fact *periods, size_t n, int32_t judged_month, int32_t due_month, int *ret_months,
                    i128 *ret_units)
{
    const struct period_fact *newest = NULL, *oldest = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct period_fact *fact = &periods[i];
        if (!fact->has_value || fact->month > judged_month || fact->month < judged_month - TREND_MONTHS_MAX)
            continue;
        oldest = oldest == NULL ? fact : oldest;
        newest = fact;
    }
    if (newest == NULL || newest->month != judged_month || newest == oldest || due_month <= judged_month)
        return false;
    i128 months = newest->month - oldest->month, rise = newest->units - oldest->units, more;
    if (ratio_round(rise * (due_month - judged_month), months, 0, &more) != ST_OK)
        return false;
    *ret_months = (int)months;
    *ret_units = newest->units + more;
    return true;
}

bool gap_in_cases(const struct indicator *indicator, const struct target *target, const struct period_fact *judged,
                  enum window window, int32_t due_month, struct monthly_need *ret)
{
    struct monthly_need need;
    i128 year_den, want;
    if (indicator->denominator == NULL || window != WINDOW_YTD || !judged->has_value || judged->den <= 0 ||
        due_month <= judged->month || month_year(due_month) != month_year(judged->month) || target->op != TARGET_AT_LEAST ||
        target_is_met(target, judged->units) || indicator->numerator->scale != 0 || indicator->denominator->scale != 0)
        return false;
    int months = month_number(judged->month), all = month_number(due_month);
    need.months_left = all - months;
    /* numerators wanted by the due month = target × denominators at the same monthly number; everything over the same divisor */
    year_den = judged->den * all;
    i128 divisor = decimal_pow10(target->decimals) * indicator->scale * months;
    want = target->units * year_den - judged->num * divisor;
    if (ratio_round(want, divisor * need.months_left, 0, &need.need_per_month) != ST_OK ||
        ratio_round(judged->num, months, 0, &need.now_per_month) != ST_OK)
        return false;
    need.more_per_month = need.need_per_month - need.now_per_month;
    if (need.more_per_month <= 0)
        return false;
    *ret = need;
    return true;
}
