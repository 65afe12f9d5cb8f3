/* verdict.c: from a judgement to the row of its subject. */
#include "alert/verdict.h"

#include "alert/act.h"
#include "alert/shown.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/fact.h"
#include "model/plan.h"
#include "model/rules.h"

#define JSON_MAX (64u * 1024)
#define TEXT_MAX 2000

static void set_text(struct facts *facts, const char *name, struct text *text)
{
    facts_set(facts, name, text->s);
    text_clear(text);
}

/* An override waits: it changes no state, so without this nobody who reads a list would know. */
static void waiting_facts(const struct dossier *d, struct facts *facts)
{
    const struct act *proposed = act_override(d);
    if (proposed == NULL)
        return;
    scoped(text_done) struct text day;
    text_init(&day, TEXT_MAX);
    date_format(&day, instant_date(proposed->at_us));
    facts_set(facts, "审定人", proposed->reviewer);
    facts_set(facts, "提请人", proposed->on_behalf_of[0] != '\0' ? proposed->on_behalf_of : proposed->actor);
    facts_set(facts, "提请日期", day.s);
}

static void line_facts(const struct dossier *d, struct facts *facts)
{
    const struct judgement *j = &d->judgement;
    const struct duty *duty = dossier_judged_by(d)->duty;
    scoped(text_done) struct text words;
    text_init(&words, TEXT_MAX);
    facts_set(facts, "状态", j->word);
    judged_rules_format(&words, d);
    set_text(facts, "判定依据", &words);
    facts_set(facts, "谁的事", whose_zh(j->whose));
    judged_value_format(&words, d, false);
    set_text(facts, "现状", &words);
    if (j->judged != NULL) {
        period_format_zh(&words, duty->judged_on, j->judged->month);
        set_text(facts, "数据期间", &words);
    }
    if (j->collecting_month != MONTH_NONE)
        facts_printf(facts, "收集中", "%d/%d", j->collecting_reported, j->collecting_expected);
    if (j->has_expected && duty->has_target) {
        target_format_value(&words, &duty->target, j->expected_units);
        set_text(facts, "序时应达", &words);
    }
    if (j->gap_units != 0 && duty->has_target) {
        target_format_value(&words, &duty->target, j->gap_units);
        set_text(facts, "差距", &words);
    }
    waiting_facts(d, facts);
}

static void return_facts(const struct dossier *d, struct facts *facts)
{
    scoped(text_done) struct text words;
    text_init(&words, TEXT_MAX);
    facts_set(facts, "状态", return_state_zh(d->return_judgement.state));
    facts_set(facts, "谁的事", whose_zh(WHOSE_REPORTER));
    period_format_zh(&words, WINDOW_MONTH, d->subject.period);
    set_text(facts, "数据期间", &words);
    instant_format(&words, d->return_context.cutoff_us);
    set_text(facts, "报送截止", &words);
    if (d->return_context.received) {
        instant_format(&words, d->return_context.received_us);
        set_text(facts, "收到时间", &words);
    }
}

enum status verdict_store(struct db *db, const struct dossier *dossier, int64_t next_us)
{
    const struct dossier *d = dossier;
    scoped(facts_done) struct facts facts;
    scoped(text_done) struct text json, revisions;
    facts_init(&facts);
    text_init(&json, JSON_MAX);
    text_init(&revisions, TEXT_MAX);
    struct subject_verdict verdict = {
        .now_us = d->now_us, .judged_period = MONTH_NONE, .next_us = next_us, .catalog_version = d->alliance->catalog_version};
    if (d->kind != NULL) {
        return_facts(d, &facts);
        verdict.state = return_state_name(d->return_judgement.state);
        verdict.light = d->return_judgement.state == RETURN_MISSING ? "grey" : "none";
        verdict.reason = reason_code(d->return_judgement.reason);
        verdict.judged_period = d->subject.period;
    } else {
        line_facts(d, &facts);
        verdict.state = duty_state_name(d->judgement.state);
        verdict.light = d->context.rules->lights[d->judgement.state].colour;
        verdict.reason = reason_code(d->judgement.reason);
        verdict.judged_period = d->judgement.period;
    }
    value_revision_format(&revisions, d, false);
    facts_format_json(&json, &facts);
    if (json.overflow || revisions.overflow || facts_status(&facts) != ST_OK)
        return ST_BAD_INPUT;
    verdict.facts = json.s;
    verdict.value_revisions = revisions.s;
    return subject_store_judged(db, &d->subject, &verdict);
}
