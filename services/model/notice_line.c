/* notice_line.c: what plan and assignment say of a line. */
#include "model/notice_words.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"

/* 「……」 between fragments that do not follow each other. */
static void quotations(struct facts *facts, const struct duty *duty)
{
    scoped(text_done) struct text words;
    text_init(&words, FACT_VALUE_MAX_BYTES);
    for (size_t i = 0; i < duty->n_quotes; i++)
        text_printf(&words, "%s%s", i == 0 ? "" : "……", duty->quotes[i].text);
    facts_set(facts, "原文", words.s);
}

const char *duty_short_code(const struct duty *duty)
{
    const char *dash = strrchr(duty->id, '-');
    return dash == NULL || dash[1] == '\0' ? duty->id : dash + 1;
}

static void departments(struct facts *facts, const struct duty *duty)
{
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    for (size_t i = 0; i < duty->n_departments; i++)
        text_printf(&words, "%s%s", i == 0 ? "" : "、", duty->departments[i]);
    facts_set(facts, "职责部门", words.s);
}

static void time_limit(struct facts *facts, const struct catalog *catalog, const struct duty *duty, int32_t internal_due)
{
    bool is_internal;
    int64_t due_us = duty_limit_us(duty, catalog_calendar(catalog), internal_due, &is_internal);
    if (due_us == INT64_MAX)
        return;
    scoped(text_done) struct text day;
    text_init(&day, WORDS_MAX);
    words_month_day(&day, instant_date(due_us - 1));
    fact_instant(facts, "时限", due_us);
    facts_set(facts, "月日", day.s);
    facts_set(facts, "时限性质", deadline_zh(is_internal ? DEADLINE_INTERNAL : duty->deadline));
}

void line_facts(const struct catalog *catalog, const struct organisation *organisation, const struct duty *duty,
                const struct institution *subject, int32_t internal_due, struct facts *facts)
{
    const struct plan *plan = catalog_plan(catalog);
    const struct line *line = organisation_line(organisation, duty->id);
    facts_set(facts, "事项编号", duty->id);
    facts_set(facts, "短码", duty_short_code(duty));
    facts_set(facts, "事项名称", duty->title);
    facts_set(facts, "事项简称", duty->short_name);
    facts_set(facts, "条款", duty->clause);
    facts_set(facts, "约束性质", binding_zh(duty->binding));
    facts_set(facts, "佐证要求", duty->proof);
    if (plan != NULL) {
        facts_set(facts, "文件名称", plan->document.title);
        facts_set(facts, "督办规则", plan->rule_name);
    }
    facts_set(facts, "目标", duty_target_zh(duty));
    quotations(facts, duty);
    departments(facts, duty);
    time_limit(facts, catalog, duty, internal_due);
    facts_set(facts, "牵头单位", line != NULL ? line->department->name : duty->lead);
    if (line != NULL) {
        facts_set(facts, "责任岗位", line->post->name);
        facts_set(facts, "配合单位", line->cooperating);
    }
    if (subject != organisation_root(organisation)) { /* the county as a whole needs no name */
        facts_set(facts, "机构名称", subject->name);
        facts_set(facts, "机构简称", subject->short_name);
    }
}
