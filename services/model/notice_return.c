/* notice_return.c: reminders for returns: which form, of which month, by when, as which file, and who waits for it. */
#include "model/notice_fact.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/ladder.h"
#include "model/notice_words.h"
#include "model/scope.h"

#define WAITING_MAX 8 /* names in one line; more are counted */
/* A file that is late is asked for by the end of the second working day: one to make it, one for who has to be found first. */
#define LATE_WORKDAYS 2

/* The kind's first pattern with the institution and the month put in. */
static void file_name(const struct return_notice_context *ctx, const struct kind *kind, struct facts *facts)
{
    scoped(text_done) struct text name;
    text_init(&name, WORDS_MAX);
    for (const char *s = kind->n_file_names > 0 ? kind->file_names[0] : ""; *s != '\0';) {
        if (text_starts_with(s, "{institution}")) {
            text_append(&name, ctx->institution->code);
            s += strlen("{institution}");
        } else if (text_starts_with(s, "{yyyy}")) {
            text_printf(&name, "%04d", month_year(ctx->month));
            s += strlen("{yyyy}");
        } else if (text_starts_with(s, "{mm}")) {
            text_printf(&name, "%02d", month_number(ctx->month));
            s += strlen("{mm}");
        } else {
            text_append_char(&name, *s++);
        }
    }
    facts_set(facts, "文件名示例", name.s);
}

static void waiting_lines(const struct return_notice_context *ctx, const struct kind *kind, struct facts *facts)
{
    const struct plan *plan = catalog_plan(ctx->catalog);
    scoped(text_done) struct text words;
    size_t n = 0;
    text_init(&words, WORDS_MAX);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++) {
        const struct duty *duty = &plan->duties[i];
        if (duty->indicator == NULL || !indicator_reads(duty->indicator, kind) ||
            !duty_reads_of(ctx->organisation, duty, ctx->institution))
            continue;
        if (n++ < WAITING_MAX)
            text_printf(&words, "%s%s", words.len == 0 ? "" : "、", duty->short_name);
    }
    if (n > WAITING_MAX)
        text_printf(&words, "等%zu项", n);
    facts_set(facts, "等待事项", words.s);
}

static void next_step(const struct return_notice_context *ctx, struct facts *facts)
{
    const struct rules *rules = catalog_rules(ctx->catalog);
    struct ladder_context ladder = {.ladder = &rules->ladders[LADDER_RETURN],
                                    .calendar = catalog_calendar(ctx->catalog),
                                    .windows = &rules->windows,
                                    .date = instant_date(ctx->cutoff_us),
                                    .date_us = ctx->cutoff_us};
    for (size_t i = 0; i + 1 < ladder.ladder->n; i++) {
        if (!text_equal(ladder.ladder->rungs[i].name, ctx->rung))
            continue;
        const struct rung *rung = &ladder.ladder->rungs[i + 1];
        int64_t us = ladder_rung_us(&ladder, i + 1);
        fact_instant(facts, "下一步日期", us);
        fact_set_us(facts, FACT_NEXT_US, us);
        facts_set(facts, "下一步",
                  (rung->to & TO_B) != 0 && rung->base == RUNG_BEFORE_DATE ? "仍未收到的，再提醒一次，同时提醒B角"
                                                                           : "仍未收到的，请您补报");
    }
}

enum status return_notice_facts(const struct return_notice_context *ctx, struct facts *ret)
{
    const struct kind *kind = catalog_kind(ctx->catalog, ctx->kind);
    if (kind == NULL)
        return ST_BAD_INPUT;
    enum status status = reader_facts(ctx->organisation, &ctx->to, ctx->readers, ctx->n_readers, ctx->rung_us, ret);
    if (status != ST_OK)
        return status;
    if (!ctx->to.stands_in)
        facts_set(ret, "收件原因", ctx->to.role == ROLE_B ? "您是填报岗位的B角" : "您是填报人");
    facts_printf(ret, "月份", "%d年%d月", month_year(ctx->month), month_number(ctx->month));
    facts_set(ret, "报表名", kind->zh);
    facts_set(ret, "机构名称", ctx->institution->name);
    facts_set(ret, "机构简称", ctx->institution->short_name);
    fact_instant(ret, "报送截止", ctx->cutoff_us);
    file_name(ctx, kind, ret);
    waiting_lines(ctx, kind, ret);
    next_step(ctx, ret);
    /* for the table of a list */
    facts_printf(ret, "事项简称", "%d月%s", month_number(ctx->month), kind->zh);
    facts_set(ret, "请办什么", ctx->rung_us < ctx->cutoff_us ? "报送" : "补报");
    if (ctx->rung_us < ctx->cutoff_us) {
        fact_instant(ret, "办理截止", ctx->cutoff_us);
        fact_set_us(ret, FACT_DUE_US, ctx->cutoff_us);
    } else {
        fact_set_us(ret, FACT_SAID_US, ctx->rung_us);
        late_return_words(ret, calendar_workday_add(catalog_calendar(ctx->catalog), instant_date(ctx->rung_us), LATE_WORKDAYS));
    }
    return facts_status(ret);
}
