/* notice_withdrawal.c: 更正、撤回: what the first notice said, what is true now, and why. */
#include "model/notice_fact.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/notice_words.h"

/* 【逾期提示】… → 逾期提示 */
static void original_name(const char *subject, struct facts *facts)
{
    const char *begin = subject == NULL ? NULL : strstr(subject, "【"), *end = begin == NULL ? NULL : strstr(begin, "】");
    if (end == NULL)
        return;
    begin += strlen("【");
    facts_printf(facts, "原通知类别", "%.*s", (int)(end - begin), begin);
}

static void copy_fact(struct facts *to, const char *name, const struct facts *from, const char *from_name)
{
    facts_set(to, name, facts_get(from, from_name));
}

static void change_facts(const struct withdrawal_context *ctx, struct facts *facts)
{
    const struct rules *rules = ctx->duty->rules;
    copy_fact(facts, "更正前", ctx->original, "现状");
    copy_fact(facts, "分子前", ctx->original, "分子值");
    copy_fact(facts, "分母前", ctx->original, "分母值");
    copy_fact(facts, "更正后", facts, "现状");
    copy_fact(facts, "分子后", facts, "分子值");
    copy_fact(facts, "分母后", facts, "分母值");
    if (facts_get(facts, "更正后")[0] == '\0')
        facts_set(facts, "更正后", ctx->judgement->word); /* the number was taken back, none stands in its place */
    facts_set(facts, "状态前", duty_state_zh(ctx->state_before));
    facts_set(facts, "状态后", ctx->judgement->word);
    facts_set(facts, "灯色前", rules->lights[ctx->state_before].mark);
    facts_set(facts, "灯色后", rules->lights[ctx->judgement->state].mark);
    facts_set(facts, "更正原因", ctx->cause);
    facts_set(facts, "更正来源", ctx->source);
    fact_instant(facts, "更正时间", ctx->now_us);
}

/* Which notice it is that is taken back, or is over. */
static void original_facts(const struct withdrawal_context *ctx, struct facts *ret)
{
    scoped(text_done) struct text day;
    text_init(&day, WORDS_MAX);
    original_name(ctx->original_subject, ret);
    facts_set(ret, "原通知标题", ctx->original_subject);
    facts_set(ret, "原通知编号", ctx->original_key);
    words_month_day(&day, instant_date(ctx->original_us));
    facts_set(ret, "原通知日期", day.s);
    facts_set(ret, "收件原因", "原通知发给了您");
    facts_set(ret, "请办什么", "无需办理");
}

enum status withdrawal_facts(const struct withdrawal_context *ctx, struct facts *ret)
{
    const struct duty_context *duty = ctx->duty;
    enum status status = reader_facts(ctx->organisation, &ctx->to, ctx->readers, ctx->n_readers, ctx->now_us, ret);
    if (status != ST_OK)
        return status;
    const char *code = facts_get(ctx->original, "机构名称");
    line_facts(ctx->catalog, ctx->organisation, duty->duty, organisation_root(ctx->organisation), duty->internal_due, ret);
    facts_set(ret, "机构名称", code);
    copy_fact(ret, "机构简称", ctx->original, "机构简称");
    number_facts(ctx->catalog, duty->duty, ctx->judgement->judged, ctx->now_us, ret);
    copy_fact(ret, "数据期间", ctx->original, "数据期间");
    change_facts(ctx, ret);
    original_facts(ctx, ret);
    return facts_status(ret);
}

enum status adjustment_facts(const struct withdrawal_context *ctx, const char *what, struct facts *ret)
{
    static const char *const kept[] = {"机构名称", "机构简称", "事项编号", "事项名称", "事项简称",
                                       "短码",     "文件名称", "条款",     "数据期间"};
    enum status status = reader_facts(ctx->organisation, &ctx->to, ctx->readers, ctx->n_readers, ctx->now_us, ret);
    if (status != ST_OK)
        return status;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        copy_fact(ret, kept[i], ctx->original, kept[i]);
    facts_set(ret, "调整说明", what);
    original_facts(ctx, ret);
    return facts_status(ret);
}
