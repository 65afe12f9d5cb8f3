/* notice_fact.c: the facts of a notice about a line: reminders before the time limit, behind, overdue, and the draft letter. */
#include "model/notice_fact.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/ladder.h"
#include "model/notice_words.h"

#define DRAGGERS_MAX     3
#define REPLY_WORKDAYS   10 /* a letter between equals leaves two weeks */
#define EXPLAIN_WORKDAYS 4  /* until noon of the day before the desk calls (T+5) */

/* Once our own day is past, it is the document's that is reminded of (judge_next_limit()); a draft, which is on no ladder, names it
 * likewise. */
static int32_t own_day(const struct notice_context *ctx)
{
    int32_t day = ctx->duty->internal_due;
    return ctx->ladder == LADDER_BEFORE_DUE ? duty_own_day_ahead(day, ctx->rung_us) : day;
}

static int64_t limit_us(const struct notice_context *ctx)
{
    bool is_internal;
    return duty_limit_us(ctx->duty->duty, ctx->duty->calendar, own_day(ctx), &is_internal);
}

/* 滞后 by a day of our own that is past, not by a pace: such a line may well be on pace. */
static bool is_past_own_day(const struct judgement *judgement)
{
    return judgement->reason == REASON_I_JDG_017 || judgement->reason == REASON_I_JDG_023;
}

/* ---- 差距 ---- */

static void gap_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct judgement *judgement = ctx->judgement;
    const struct duty *duty = ctx->duty->duty;
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    bool is_number = duty->has_target && duty->rating_item == NULL && duty->type != DUTY_MILESTONE && !duty_is_yes_or_no(duty);
    bool to_pace = judgement->state == DUTY_BEHIND && judgement->has_expected && !is_past_own_day(judgement);
    if (is_number && judgement->gap_units > 0) {
        text_append(&words, to_pace ? "比序时应达差" : "距目标差");
        words_gap(&words, &duty->target, judgement->gap_units);
        facts_set(facts, "差距说明", words.s);
    }
    if (!judgement->has_expected || is_past_own_day(judgement))
        return;
    text_clear(&words);
    target_format_value(&words, &duty->target, judgement->expected_units);
    facts_set(facts, "序时应达", words.s);
}

/* Where the straight line begins, the way the judgement counted (duty_derive.c). */
static void pace_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct judgement *judgement = ctx->judgement;
    const struct duty *duty = ctx->duty->duty;
    int32_t due, month = judgement->period;
    if (!judgement->has_expected || month == MONTH_NONE || is_past_own_day(judgement))
        return;
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    bool by_year = duty->judged_on == WINDOW_YTD || duty->judged_on == WINDOW_YEAR;
    int32_t first = by_year ? month_from_ym(month_year(month), 1) : duty->starts == DATE_NONE ? month : month_of_date(duty->starts);
    if (!duty_due_period(duty, &due))
        due = month;
    if (by_year && duty->pace.kind == PACE_CUMULATIVE && due > month_from_ym(month_year(month), 12))
        due = month_from_ym(month_year(month), 12);
    pace_format_zh(&words, &duty->pace, &duty->target, first, due, judgement->pace_month, judgement->expected_units);
    facts_set(facts, "序时算法说明", words.s);
}

/* ---- 走势 ---- */

static void value_of_month(const struct notice_context *ctx, int32_t month, const char *field, struct facts *facts)
{
    const struct duty_context *duty = ctx->duty;
    for (size_t i = 0; i < duty->n_periods; i++) {
        const struct period_fact *fact = &duty->periods[i];
        if (fact->month != month || !fact->has_value)
            continue;
        scoped(text_done) struct text words;
        text_init(&words, WORDS_MAX);
        words_value(&words, ctx->catalog, duty->duty, fact);
        text_append(&words, "（");
        period_format_zh(&words, duty->duty->judged_on, month);
        text_append(&words, "）");
        facts_set(facts, field, words.s);
    }
}

static void forecast_facts(const struct notice_context *ctx, int32_t due, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    int months;
    i128 units;
    const struct period_fact *periods = ctx->duty->periods;
    size_t n = ctx->duty->n_periods;
    bool is_anew = duty->indicator->denominator == NULL && duty->judged_on == WINDOW_YTD;
    while (is_anew && n > 0 && month_year(periods->month) < month_year(ctx->judgement->period)) {
        periods++; /* a count that begins anew each year has no speed over New Year */
        n--;
    }
    if (!trend_forecast(periods, n, ctx->judgement->period, due, &months, &units))
        return;
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    target_format_value(&words, &duty->target, units);
    facts_printf(facts, "走势月数", "%d", months);
    facts_set(facts, "预测值", words.s);
    text_clear(&words);
    if (target_is_met(&duty->target, units)) {
        text_append(&words, "预计可以达到");
    } else {
        text_append(&words, "预计差");
        words_gap(&words, &duty->target, target_gap(&duty->target, units));
    }
    facts_set(facts, "预测判断", words.s);
}

static void monthly_facts(const struct notice_context *ctx, int32_t due, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    struct monthly_need need;
    if (!gap_in_cases(duty->indicator, &duty->target, ctx->judgement->judged, duty->judged_on, due, &need))
        return;
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    text_printf(&words, "后%d个月%s如不变，每月%s须由", need.months_left, duty->indicator->denominator_zh,
                duty->indicator->numerator_zh);
    words_number(&words, need.now_per_month, 0);
    text_append(&words, "增到");
    words_number(&words, need.need_per_month, 0);
    text_append(&words, "，多");
    words_number(&words, need.more_per_month, 0);
    facts_set(facts, "差距折合说明", words.s);
}

static void series_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    const struct judgement *judgement = ctx->judgement;
    int32_t due;
    if (judgement->judged == NULL || !judgement->judged->has_value || duty_is_dated(duty) || !duty->has_target)
        return;
    value_of_month(ctx, judgement->period - (duty->judged_on == WINDOW_YEAR ? 12 : 1), "上月值", facts);
    value_of_month(ctx, judgement->period - 12, "同期值", facts);
    if (!duty_due_period(duty, &due) || judgement->is_met)
        return;
    forecast_facts(ctx, due, facts);
    monthly_facts(ctx, due, facts);
}

/* ---- 谁拉低 ---- */

/* Members that do not meet the target themselves, the worst first; at most DRAGGERS_MAX. */
static void dragger_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    const struct member_value *worst[DRAGGERS_MAX] = {NULL};
    size_t n = 0;
    if (!duty->has_target || ctx->n_members < 2)
        return;
    for (size_t i = 0; i < ctx->n_members; i++) {
        const struct member_value *member = &ctx->members[i];
        if (!member->has_value || target_is_met(&duty->target, member->units))
            continue;
        i128 gap = target_gap(&duty->target, member->units);
        size_t at = n < DRAGGERS_MAX ? n++ : DRAGGERS_MAX;
        for (; at > 0 && target_gap(&duty->target, worst[at - 1]->units) < gap; at--)
            if (at < DRAGGERS_MAX)
                worst[at] = worst[at - 1];
        if (at < DRAGGERS_MAX)
            worst[at] = member;
    }
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    for (size_t i = 0; i < n; i++) {
        text_printf(&words, "%s%s", i == 0 ? "" : "，", worst[i]->institution->short_name);
        target_format_value(&words, &duty->target, worst[i]->units);
    }
    facts_set(facts, "影响单位列表", words.s);
}

/* ---- 几号前做什么, 下一步 ---- */

static struct ladder_context ladder_of(const struct notice_context *ctx)
{
    const struct rules *rules = ctx->duty->rules;
    int64_t us = limit_us(ctx);
    return (struct ladder_context){.ladder = &rules->ladders[ctx->ladder],
                                   .calendar = ctx->duty->calendar,
                                   .windows = &rules->windows,
                                   .start_us = ctx->start_us,
                                   .said_us = ctx->said_us,
                                   .date = us == INT64_MAX ? DATE_NONE : instant_date(us - 1),
                                   .date_us = us};
}

/* The rung after the one that speaks; NULL: it is the last. */
static const struct rung *next_rung(const struct ladder_context *ladder, const char *name, int64_t *ret_us)
{
    for (size_t i = 0; i + 1 < ladder->ladder->n; i++) {
        if (!text_equal(ladder->ladder->rungs[i].name, name))
            continue;
        *ret_us = ladder_rung_us(ladder, i + 1);
        return &ladder->ladder->rungs[i + 1];
    }
    return NULL;
}

static void next_step_facts(const struct notice_context *ctx, struct facts *facts)
{
    const char *desk = organisation_office(ctx->organisation, "supervising_department");
    struct ladder_context ladder = ladder_of(ctx);
    int64_t us;
    if (ctx->ladder == LADDER_BEFORE_DUE) {
        if (ctx->judgement->next_limit_us == INT64_MAX)
            return;
        us = send_window_next(ctx->duty->calendar, ladder.windows, ctx->judgement->next_limit_us);
        fact_date(facts, "下一步日期", instant_date(us));
        fact_set_us(facts, FACT_NEXT_US, us);
        facts_set(facts, "下一步", "告知责任岗位，不抄送领导");
        return;
    }
    size_t first = ladder_first_word(ladder.ladder);
    if (first < ladder.ladder->n && text_equal(ladder.ladder->rungs[first].name, ctx->rung))
        fact_set_us(facts, FACT_SAID_US, ctx->rung_us);
    const struct rung *rung = next_rung(&ladder, ctx->rung, &us);
    if (rung == NULL)
        return;
    fact_date(facts, "下一步日期", instant_date(us));
    fact_set_us(facts, FACT_NEXT_US, us);
    if ((rung->to & TO_DESK_CALLS) != 0)
        facts_printf(facts, "下一步", "没有%s的，由%s打电话了解情况", rung->condition == RUNG_UNEXPLAINED ? "收到说明" : "签收",
                     desk == NULL ? "督办专干" : desk);
    else
        facts_set(facts, "下一步", "同时告知B角");
}

static void distance_facts(const struct notice_context *ctx, struct facts *facts)
{
    int64_t us = limit_us(ctx);
    if (us == INT64_MAX)
        return;
    fact_set_us(facts, FACT_LIMIT_US, us);
    distance_words(facts, ctx->duty->calendar, us, ctx->rung_us);
    if (ctx->rung_us >= us && ctx->ladder == LADDER_BEHIND && is_past_own_day(ctx->judgement))
        facts_set(facts, "已过内部时限", facts_get(facts, "时限"));
}

/* Noon of the day before the desk calls, counted from the first word; who is told later than that has a working day at least. */
static int32_t explain_by(const struct notice_context *ctx)
{
    const struct calendar *calendar = ctx->duty->calendar;
    int64_t from_us = ctx->said_us > ctx->start_us ? ctx->said_us : ctx->start_us;
    int32_t first = instant_date(send_window_next(calendar, &ctx->duty->rules->windows, from_us));
    int32_t date = calendar_workday_add(calendar, first, EXPLAIN_WORKDAYS);
    int32_t soonest = calendar_workday_add(calendar, instant_date(ctx->rung_us), 1);
    return date > soonest ? date : soonest;
}

static void action_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    bool by_paper = duty_is_dated(duty);
    if (ctx->ladder == LADDER_BEFORE_DUE) {
        facts_set(facts, "需办动作", by_paper ? "办结并报文号或证书编号" : "核对数据，落实到期前达标的措施");
        facts_set(facts, "请办什么", by_paper ? "办结，报佐证" : "落实达标措施");
        facts_set(facts, "办理截止", facts_get(facts, "时限"));
        facts_set(facts, "未过时限", facts_get(facts, "时限"));
        facts_set(facts, FACT_DUE_US, facts_get(facts, FACT_LIMIT_US));
        return;
    }
    explain_words(facts, explain_by(ctx));
    if (ctx->ladder == LADDER_BEHIND) {
        facts_set(facts, "需办动作", "说明原因、措施和预计何时赶上");
        facts_set(facts, "请办什么", "写三点说明");
    } else {
        facts_set(facts, "需办动作", "报佐证，或说明原因、措施和预计完成日期");
        facts_set(facts, "请办什么", "报佐证或写说明");
    }
}

static const struct duty *wording(const struct notice_context *ctx)
{
    return ctx->wording != NULL ? ctx->wording : ctx->duty->duty;
}

/* What every notice of a line says, whoever reads it. */
static void subject_facts(const struct notice_context *ctx, struct facts *facts)
{
    const struct duty *duty = ctx->duty->duty;
    const struct light *light = &ctx->duty->rules->lights[ctx->judgement->state];
    line_facts(ctx->catalog, ctx->organisation, wording(ctx), ctx->subject, own_day(ctx), facts);
    number_facts(ctx->catalog, duty, ctx->judgement->judged, ctx->rung_us, facts);
    if (duty->indicator != NULL && facts_get(facts, "现状")[0] == '\0' && ctx->judgement->state == DUTY_NOT_REPORTED)
        facts_set(facts, "现状", ctx->judgement->word);
    facts_set(facts, "状态", ctx->judgement->word);
    facts_set(facts, "灯色", light->mark);
    gap_facts(ctx, facts);
}

enum status notice_facts(const struct notice_context *ctx, struct facts *ret)
{
    enum status status = reader_facts(ctx->organisation, &ctx->to, ctx->readers, ctx->n_readers, ctx->rung_us, ret);
    if (status != ST_OK)
        return status;
    subject_facts(ctx, ret);
    pace_facts(ctx, ret);
    series_facts(ctx, ret);
    dragger_facts(ctx, ret);
    distance_facts(ctx, ret);
    action_facts(ctx, ret);
    next_step_facts(ctx, ret);
    if (ctx->is_correction)
        facts_set(ret, "更正前", ctx->value_before);
    return facts_status(ret);
}

const char *draft_letter_template(enum relation relation)
{
    return relation == RELATION_SUPERIOR ? "报告" : "工作联系函";
}

enum status draft_letter_facts(const struct notice_context *ctx, struct facts *ret)
{
    subject_facts(ctx, ret);
    facts_set(ret, "平级单位", wording(ctx)->lead);
    facts_set(ret, "主送单位", wording(ctx)->lead);
    facts_set(ret, "发文名义", organisation_office(ctx->organisation, "signature"));
    facts_set(ret, "联系人", organisation_office(ctx->organisation, "contact"));
    facts_set(ret, "联系电话", organisation_office(ctx->organisation, "contact_phone"));
    fact_date(ret, "商请回复日期", calendar_workday_add(ctx->duty->calendar, instant_date(ctx->rung_us), REPLY_WORKDAYS));
    facts_set(ret, "函稿日期", "　　年　　月　　日"); /* left for the signer */
    return facts_status(ret);
}
