/* command_act.c: Act: checked on the judged dossier, written, and the duty judged again, all in the transaction of the answer. */
#include <string.h>

#include "alert/act.h"
#include "alert/act_store.h"
#include "alert/command.h"
#include "alert/dossier.h"
#include "alert/evidence_return.h"
#include "alert/shown.h"
#include "alert/subject_step.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/plan.h"

#define TEXT_MAX_BYTES 3000 /* 三栏合计300字 is under 1000 bytes */

static enum act_kind kind_of(const Duban__Alert__ActRequest *request)
{
    switch (request->kind) {
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_ACKNOWLEDGE: return ACT_ACKNOWLEDGE;
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_EVIDENCE: return ACT_EVIDENCE;
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_CLOSE: return ACT_CLOSE;
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_OVERRIDE: return ACT_OVERRIDE;
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_CONFIRM: return ACT_CONFIRM;
    case DUBAN__ALERT__ACT_KIND__ACT_KIND_RETURN: return ACT_RETURN;
    default: return ACT_KIND_COUNT;
    }
}

static enum status refuse(struct ask *ask, const struct dossier *d, enum reason reason, const char *who)
{
    scoped(text_done) struct text period, value;
    text_init(&period, 100);
    text_init(&value, 100);
    if (reason == REASON_E_ALT_029) {
        const struct duty *duty = dossier_judged_by(d)->duty;
        period_format_zh(&period, duty->judged_on, d->judgement.judged->month);
        judged_value_format(&value, d, false);
        return ask_refuse(ask, ST_CONFLICT, reason, period.s, value.s, duty->target.text);
    }
    if (reason == REASON_E_ALT_031)
        return ask_refuse(ask, ST_CONFLICT, reason, d->judgement.word);
    return ask_refuse(ask, ST_CONFLICT, reason, who);
}

/* 签收, and with words also 说明: of every open episode that this event exists in. */
static enum status move_episodes(struct ask *ask, const struct dossier *d, const struct act *act, enum episode_event event)
{
    struct episode_place place = {.alliance_id = d->alliance->id,
                                  .institution_id = d->subject.institution_id,
                                  .duty = d->subject.duty,
                                  .now_us = ask->now_us};
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < d->episodes.n; i++) {
        struct episode_decision decision;
        if (d->episodes.at[i].view.state == EP_CLOSED || episode_decide(&d->episodes.at[i].view, event, &decision) != ST_OK ||
            decision.from == decision.to)
            continue;
        st = episode_store_move(ask->db, &place, &decision);
        if (st == ST_OK)
            st = call_store_settle(ask->db, d->subject.institution_id, d->episodes.at[i].view.id,
                                   act->on_behalf_of[0] != '\0' ? act->on_behalf_of : act->actor, ask->now_us);
    }
    return st;
}

static enum status judge_again(struct ask *ask, const char *duty, int64_t institution, Duban__Alert__ActReply *reply)
{
    scoped(dossier_done) struct dossier dossier = {0};
    enum status st = dossier_read(ask->db, ask->alliance, institution, duty, ask->now_us, &dossier);
    if (st == ST_OK)
        st = subject_decide(ask->db, &dossier);
    if (st != ST_OK)
        return st;
    const struct judgement *j = &dossier.judgement;
    reply->state =
        ask_copy(ask, dossier.duty != NULL ? duty_state_name(j->state) : return_state_name(dossier.return_judgement.state));
    reply->state_words = ask_copy(ask, dossier.duty != NULL ? j->word : return_state_zh(dossier.return_judgement.state));
    return ST_OK;
}

/* *ret_said: what the answer says. */
static enum status perform(struct ask *ask, const struct dossier *d, struct act *act, Duban__Alert__ActReply *reply,
                           enum reason *ret_said)
{
    static const enum reason said[ACT_KIND_COUNT] = {REASON_I_ALT_040, REASON_I_ALT_041, REASON_I_ALT_042,
                                                     REASON_I_ALT_382, REASON_I_ALT_043, REASON_I_ALT_412};
    bool is_told = true;
    act->institution_id = d->subject.institution_id;
    act->alliance_id = d->alliance->id;
    act->duty = d->subject.duty;
    act->at_us = ask->now_us;
    act->period = d->occurrence.month;
    if (act->kind == ACT_CLOSE || act->kind == ACT_OVERRIDE || act->kind == ACT_RETURN)
        act->decides = act_evidence(d);
    else if (act->kind == ACT_CONFIRM)
        act->decides = act_override(d)->act_id;
    enum status st = act_store_insert(ask->db, act, ask->request->request_id, &reply->act_id);
    if (st == ST_OK && act->kind == ACT_ACKNOWLEDGE)
        st = move_episodes(ask, d, act, act->note[0] != '\0' ? EV_EXPLAINED : EV_ACKNOWLEDGED);
    if (st == ST_OK && act->kind == ACT_RETURN)
        st = evidence_return_say(ask->db, d, act, &is_told);
    *ret_said = is_told ? said[act->kind] : REASON_I_ALT_413;
    return st;
}

static bool too_long(const Duban__Alert__ActRequest *r)
{
    const char *const texts[] = {r->actor, r->on_behalf_of, r->how, r->note, r->document, r->reviewer};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strlen(texts[i]) > TEXT_MAX_BYTES)
            return true;
    return false;
}

enum status ask_act(struct ask *ask)
{
    const Duban__Alert__ActRequest *r = ask->request->act;
    struct act act = {.kind = kind_of(r),
                      .actor = r->actor,
                      .on_behalf_of = r->on_behalf_of,
                      .how = r->how,
                      .note = r->note,
                      .document = r->document,
                      .reviewer = r->reviewer};
    int64_t institution = 0;
    if (act.kind == ACT_KIND_COUNT || too_long(r))
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "act");
    enum status st = ask_subject(ask, r->duty, r->institution, &institution);
    if (st != ST_OK)
        return st;
    scoped(dossier_done) struct dossier dossier = {0};
    st = dossier_read(ask->db, ask->alliance, institution, r->duty, ask->now_us, &dossier);
    if (st == ST_OK && dossier_is_gone(&dossier))
        return ask_refuse(ask, ST_CONFLICT, REASON_E_ALT_020, r->duty);
    if (st == ST_OK && dossier_is_waiting(&dossier))
        return ask_refuse(ask, ST_RETRY, REASON_E_ALT_034);
    if (st != ST_OK)
        return st;
    dossier_judge(&dossier);
    const char *who = NULL;
    enum reason reason = act_check(&dossier, &act, &who);
    if (reason != REASON_NONE)
        return refuse(ask, &dossier, reason, who);
    Duban__Alert__ActReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__act_reply__init(reply);
    st = perform(ask, &dossier, &act, reply, &reason);
    if (st == ST_OK)
        st = judge_again(ask, r->duty, institution, reply);
    if (st != ST_OK)
        return st;
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_ACT;
    ask->reply->act = reply;
    return ask_tell(ask, reason);
}
