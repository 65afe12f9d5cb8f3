/* evidence_return.c: the facts of the letter 退回补正. */
#include "alert/evidence_return.h"

#include "alert/due_notice.h"
#include "lib/date.h"
#include "model/notice_fact.h"
#include "model/notice_words.h"

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

static enum status fill(const struct dossier *d, const struct act *act, const struct recipient *to, struct facts *facts)
{
    const struct organisation *organisation = d->alliance->organisation;
    const struct act *evidence = dossier_waiting_evidence(d);
    enum status st = reader_facts(organisation, to, to, 1, d->now_us, facts);
    if (st != ST_OK)
        return st;
    line_facts(d->alliance->catalog, organisation, d->duty, d->institution, d->context.internal_due, facts);
    facts_set(facts, "退回原因", act->note);
    facts_set(facts, "退回文号", evidence->document[0] != '\0' ? evidence->document : evidence->note);
    fact_date(facts, "提交日期", instant_date(evidence->at_us));
    return facts_status(facts);
}

enum status evidence_return_say(struct db *db, const struct dossier *dossier, const struct act *act)
{
    struct recipient to;
    const struct post *post = dossier_post(dossier);
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
    return due_notice_write(db, &notice, &facts, dossier->cause);
}
