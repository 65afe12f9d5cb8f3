/* evidence_return.c: the facts of the letter 退回补正. */
#include "alert/evidence_return.h"

#include "alert/due_notice.h"
#include "lib/date.h"
#include "model/notice_fact.h"
#include "model/notice_words.h"
#include "model/plan.h"

#define TEMPLATE "退回补正"
#define KEY_MAX  400

/* The number of the return and not its id, so that the key is the same in every run. */
static size_t count_returns(const struct dossier *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->acts.n; i++)
        n += d->acts.at[i].kind == ACT_RETURN;
    return n;
}

/* For the table of a list: by when, if there is still time. */
static void ask_facts(const struct dossier *d, int32_t own_day, struct facts *facts)
{
    bool is_internal;
    int64_t limit_us = duty_limit_us(d->duty, d->context.calendar, own_day, &is_internal);
    facts_set(facts, "请办什么", "补正佐证");
    if (limit_us == INT64_MAX || limit_us <= d->now_us)
        return;
    fact_instant(facts, "办理截止", limit_us);
    fact_set_us(facts, FACT_DUE_US, limit_us);
}

static enum status fill(const struct dossier *d, const struct act *act, const struct recipient *to, struct facts *facts)
{
    const struct organisation *organisation = d->alliance->organisation;
    const struct act *evidence = dossier_waiting_evidence(d);
    int32_t own_day = duty_own_day_ahead(d->context.internal_due, d->now_us);
    enum status st = reader_facts(organisation, to, to, 1, d->now_us, facts);
    if (st != ST_OK)
        return st;
    line_facts(d->alliance->catalog, organisation, d->duty, d->institution, own_day, facts);
    ask_facts(d, own_day, facts);
    facts_set(facts, "退回原因", act->note);
    facts_set(facts, "退回文号", evidence->document[0] != '\0' ? evidence->document : evidence->note);
    fact_date(facts, "提交日期", instant_date(evidence->at_us));
    return facts_status(facts);
}

enum status evidence_return_say(struct db *db, const struct dossier *dossier, const struct act *act, bool *ret_is_told)
{
    struct recipient to;
    const struct post *post = dossier_post(dossier);
    *ret_is_told = false;
    if (dossier_is_foreign(dossier) || post == NULL ||
        !organisation_recipient(dossier->alliance->organisation, post, ROLE_A, instant_date(dossier->now_us), &to))
        return ST_OK;
    scoped(facts_done) struct facts facts;
    scoped(text_done) struct text key;
    facts_init(&facts);
    text_init(&key, KEY_MAX);
    text_printf(&key, "%s|%s|evidence|%zu|%s", dossier->subject.duty, dossier->institution->code, count_returns(dossier) + 1,
                to.person->code);
    enum status st = fill(dossier, act, &to, &facts);
    if (st != ST_OK || key.overflow)
        return st == ST_OK ? ST_BAD_INPUT : st;
    struct due_notice notice = {.institution_id = dossier->institution->id,
                                .alliance_id = dossier->alliance->id,
                                .notice_key = key.s,
                                .duty = dossier->subject.duty,
                                .rung = TEMPLATE,
                                .template = TEMPLATE,
                                .person = to.person->code,
                                .post = to.post->code,
                                .role = to.role == ROLE_B ? "B" : "A",
                                .routine = true,
                                .value_revisions = "",
                                .now_us = dossier->now_us};
    st = due_notice_write(db, &notice, &facts, dossier->cause);
    *ret_is_told = st == ST_OK;
    return st;
}
