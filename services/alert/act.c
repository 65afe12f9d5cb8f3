/* act.c: closing is on evidence, and evidence is looked at by somebody else. */
#include "alert/act.h"

#include <string.h>

#include "model/plan.h"
#include "model/recurrence.h"

bool act_is_contradicted(const struct dossier *dossier)
{
    const struct judgement *j = &dossier->judgement;
    return dossier->duty != NULL && dossier->duty->has_target && j->judged != NULL && j->judged->has_value && !j->is_met;
}

int64_t act_evidence(const struct dossier *dossier)
{
    for (size_t i = dossier->acts.n; i > 0; i--)
        if (dossier->acts.at[i - 1].kind == ACT_EVIDENCE && dossier_counts_act(dossier, &dossier->acts.at[i - 1]))
            return dossier->acts.at[i - 1].act_id;
    return 0;
}

static bool has_submitted(const struct dossier *d, const char *person)
{
    for (size_t i = 0; i < d->acts.n; i++)
        if (d->acts.at[i].kind == ACT_EVIDENCE && dossier_counts_act(d, &d->acts.at[i]) &&
            (strcmp(d->acts.at[i].actor, person) == 0 || strcmp(d->acts.at[i].on_behalf_of, person) == 0))
            return true;
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
        if (reviewers[i][0] != '\0' && has_submitted(d, reviewers[i])) {
            *ret_who = reviewers[i];
            return REASON_E_ALT_028;
        }
    return REASON_NONE;
}

static enum reason check_override(const struct dossier *d, const struct act *act, const char **ret_who)
{
    if (act->note[0] == '\0' || act->reviewer[0] == '\0')
        return REASON_E_ALT_030;
    if (strcmp(act->reviewer, act->actor) == 0 || strcmp(act->reviewer, act->on_behalf_of) == 0 ||
        has_submitted(d, act->reviewer)) {
        *ret_who = act->reviewer;
        return REASON_E_ALT_028;
    }
    return REASON_NONE;
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
    return act->kind == ACT_CLOSE ? check_close(dossier, act, ret_who) : check_override(dossier, act, ret_who);
}
