/* act.c: closing is on evidence, and evidence is looked at by somebody else. */
#include "alert/act.h"

#include <string.h>

#include "lib/date.h"
#include "model/organisation.h"
#include "model/plan.h"
#include "model/recurrence.h"

bool act_is_contradicted(const struct dossier *dossier)
{
    return dossier->duty != NULL && dossier->judgement.is_contradicted;
}

static const struct act *newest(const struct dossier *dossier, enum act_kind kind)
{
    for (size_t i = dossier->acts.n; i > 0; i--)
        if (dossier->acts.at[i - 1].kind == kind && dossier_counts_act(dossier, &dossier->acts.at[i - 1]))
            return &dossier->acts.at[i - 1];
    return NULL;
}

int64_t act_evidence(const struct dossier *dossier)
{
    const struct act *evidence = dossier_waiting_evidence(dossier);
    return evidence == NULL ? 0 : evidence->act_id;
}

const struct act *act_override(const struct dossier *dossier)
{
    return dossier->context.ending == ENDING_NONE ? newest(dossier, ACT_OVERRIDE) : NULL;
}

static bool is_of(const struct act *act, const char *person)
{
    return person[0] != '\0' && (strcmp(act->actor, person) == 0 || strcmp(act->on_behalf_of, person) == 0);
}

static bool has_submitted(const struct dossier *d, const char *person)
{
    for (size_t i = 0; i < d->acts.n; i++)
        if (d->acts.at[i].kind == ACT_EVIDENCE && dossier_counts_act(d, &d->acts.at[i]) && is_of(&d->acts.at[i], person))
            return true;
    return false;
}

/* Does he hold the line's own post today, as A or B? The desk's post reviews what nobody else was named for. */
static bool holds_own_post(const struct dossier *d, const char *person)
{
    const struct organisation *organisation = d->alliance->organisation;
    const struct post *post = dossier_post(d);
    if (post == NULL || post == organisation_desk(organisation))
        return false;
    for (unsigned role = ROLE_A; role <= ROLE_B; role++) {
        const struct person *holder = organisation_holder(organisation, post, (enum holder_role)role, instant_date(d->now_us));
        if (holder != NULL && strcmp(holder->code, person) == 0)
            return true;
    }
    return false;
}

static bool can_acknowledge(const struct dossier *d)
{
    for (size_t i = 0; i < d->episodes.n; i++)
        if (d->episodes.at[i].view.state != EP_CLOSED)
            return true;
    return false;
}

static enum reason check_evidence(const struct dossier *d, const struct act *act)
{
    if (act->document[0] == '\0' && act->note[0] == '\0')
        return REASON_E_ALT_026;
    /* words alone say nothing against a number; a document may, and is kept for the reviewer */
    if (act->document[0] == '\0' && act_is_contradicted(d))
        return REASON_E_ALT_029;
    return REASON_NONE;
}

static enum reason check_close(const struct dossier *d, const struct act *act, const char **ret_who)
{
    bool by_number = d->judgement.state == DUTY_AWAITING_CLOSE && d->judgement.is_met;
    bool has_number = d->duty->indicator != NULL && !duty_is_dated(d->duty);
    if (act_is_contradicted(d))
        return REASON_E_ALT_029;
    if (!by_number && has_number)
        return REASON_E_ALT_033; /* 达标(保持) may fall back: only the due period's value closes */
    if (!by_number && act_evidence(d) == 0)
        return REASON_E_ALT_027;
    const char *const reviewers[] = {act->actor, act->on_behalf_of};
    for (size_t i = 0; i < 2; i++)
        if (has_submitted(d, reviewers[i]) || holds_own_post(d, reviewers[i])) {
            *ret_who = reviewers[i];
            return has_submitted(d, reviewers[i]) ? REASON_E_ALT_028 : REASON_E_ALT_420;
        }
    return REASON_NONE;
}

/* As for a closing: he who reviews is not he who submitted. */
static enum reason check_return(const struct dossier *d, const struct act *act, const char **ret_who)
{
    if (act_evidence(d) == 0)
        return REASON_E_ALT_410;
    if (act->note[0] == '\0')
        return REASON_E_ALT_411;
    const char *const reviewers[] = {act->actor, act->on_behalf_of};
    for (size_t i = 0; i < 2; i++)
        if (has_submitted(d, reviewers[i])) {
            *ret_who = reviewers[i];
            return REASON_E_ALT_028;
        }
    return REASON_NONE;
}

static enum reason check_override(const struct dossier *d, const struct act *act, const char **ret_who)
{
    if (act->note[0] == '\0' || act->reviewer[0] == '\0')
        return REASON_E_ALT_030;
    if (is_of(act, act->reviewer) || has_submitted(d, act->reviewer)) {
        *ret_who = act->reviewer;
        return REASON_E_ALT_028;
    }
    return REASON_NONE;
}

/* By the one who was named; what he said may be entered by another hand, but by none that had a part in the proposal. */
static enum reason check_confirm(const struct dossier *d, const struct act *act, const char **ret_who)
{
    const struct act *proposed = act_override(d);
    if (proposed == NULL)
        return REASON_E_ALT_380;
    const char *const reviewers[] = {act->actor, act->on_behalf_of};
    for (size_t i = 0; i < 2; i++)
        if (is_of(proposed, reviewers[i]) || has_submitted(d, reviewers[i])) {
            *ret_who = reviewers[i];
            return REASON_E_ALT_028;
        }
    *ret_who = proposed->reviewer;
    return is_of(act, proposed->reviewer) ? REASON_NONE : REASON_E_ALT_381;
}

enum reason act_check(const struct dossier *dossier, const struct act *act, const char **ret_who)
{
    const struct organisation *organisation = dossier->alliance->organisation;
    const char *const people[] = {act->actor, act->on_behalf_of, act->reviewer};
    *ret_who = NULL;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
        if ((i == 0 || people[i][0] != '\0') && organisation_person(organisation, people[i]) == NULL) {
            *ret_who = people[i];
            return REASON_E_ALT_023;
        }
    if (act->on_behalf_of[0] != '\0' && act->how[0] == '\0')
        return REASON_E_ALT_024;
    if (act->kind == ACT_ACKNOWLEDGE)
        return can_acknowledge(dossier) ? REASON_NONE : REASON_E_ALT_025;
    if (dossier->duty == NULL)
        return REASON_E_ALT_032;
    if (dossier->context.ending != ENDING_NONE)
        return REASON_E_ALT_031;
    if (duty_recurs(dossier->duty) && dossier->occurrence.month == 0)
        return REASON_E_ALT_035; /* what is done once is done for one occurrence, and there is none yet */
    if (act->kind == ACT_EVIDENCE)
        return check_evidence(dossier, act);
    if (act->kind == ACT_CONFIRM)
        return check_confirm(dossier, act, ret_who);
    if (act->kind == ACT_RETURN)
        return check_return(dossier, act, ret_who);
    return act->kind == ACT_CLOSE ? check_close(dossier, act, ret_who) : check_override(dossier, act, ret_who);
}
