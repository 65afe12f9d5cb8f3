/* episode_step.c: the model's decisions about episodes made true, one by one, guarded by the state they were made for. */
#include "alert/episode_step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/notice.h"
#include "alert/withdrawal.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/fact.h"
#include "model/plan.h"

#define VALUE_MAX 200

static struct episode_place place_of(const struct dossier *d)
{
    return (struct episode_place){
        .alliance_id = d->alliance->id, .institution_id = d->subject.institution_id, .duty = d->subject.duty, .now_us = d->now_us};
}

static const struct episode *find_episode(const struct dossier *d, int64_t id)
{
    for (size_t i = 0; i < d->episodes.n; i++)
        if (d->episodes.at[i].view.id == id)
            return &d->episodes.at[i];
    return NULL;
}

static enum status read_again(struct db *db, struct dossier *d)
{
    episode_list_done(&d->episodes);
    return episode_store_list(db, d->subject.institution_id, d->subject.duty, &d->episodes);
}

static enum status close_one(struct db *db, const struct dossier *d, const struct episode_decision *decision)
{
    struct episode_place place = place_of(d);
    enum status st = episode_store_move(db, &place, decision);
    if (st == ST_OK && decision->to == EP_CLOSED)
        st = call_store_settle(db, d->subject.institution_id, decision->id, episode_event_name(decision->on), d->now_us);
    return st;
}

static enum status open_one(struct db *db, const struct dossier *d, const struct episode_decision *decision, const char *corrects)
{
    struct episode_place place = place_of(d);
    struct episode_decision own = *decision;
    struct trouble trouble = {.ladder = own.ladder, .period = own.period, .since_us = own.since_us, .due = own.due};
    own.baseline = dossier_is_baseline(d, &trouble);
    int64_t id = 0;
    return episode_store_open(db, &place, &own, corrects, &id);
}

/* The printed value that the last judgement showed, for 「本期数据已更正（a→b）」. */
static void value_shown_before(const struct dossier *d, char out[static VALUE_MAX])
{
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    out[0] = '\0';
    if (facts_parse_json(&facts, d->subject.facts, strlen(d->subject.facts)) == ST_OK)
        snprintf(out, VALUE_MAX, "%s", facts_get(&facts, "现状"));
}

static enum status apply(struct db *db, const struct dossier *d, const struct episode_decision *decision)
{
    char corrects[VALUE_MAX] = "";
    if (decision->id == 0 && decision->is_correction)
        value_shown_before(d, corrects);
    if (decision->id == 0)
        return open_one(db, d, decision, corrects);
    enum status st = close_one(db, d, decision);
    const struct episode *episode = find_episode(d, decision->id);
    if (st == ST_OK && (decision->effects & EFFECT_WITHDRAW) != 0 && episode != NULL && episode->view.told && d->duty != NULL)
        st = withdrawal_say(db, d, episode);
    return st;
}

/* ---- a correction that makes it worse ------------------------------------------------------------------------ */

static bool got_worse(const struct dossier *d, const struct episode *episode)
{
    const struct period_fact *judged = d->judgement.judged;
    if (episode->view.state == EP_CLOSED || !episode->has_told_units || judged == NULL || !judged->has_value ||
        judged->month != episode->view.period || !d->duty->has_target || judged->units == episode->told_units)
        return false;
    if ((episode->view.ladder != LADDER_BEHIND && episode->view.ladder != LADDER_OVERDUE) || duty_is_dated(d->duty))
        return false;
    return target_gap(&d->duty->target, judged->units) > target_gap(&d->duty->target, episode->told_units);
}

static int next_number(const struct dossier *d, enum ladder_name ladder, int32_t period)
{
    int number = 0;
    for (size_t i = 0; i < d->episodes.n; i++) {
        const struct episode_view *v = &d->episodes.at[i].view;
        if (v->ladder == ladder && v->period == period && v->number > number)
            number = v->number;
    }
    return number + 1;
}

/* Not a withdrawal: the trouble is greater than was told. A fresh notice goes out at T+0, never at the old step (users.md §6.5). */
static enum status begin_anew(struct db *db, const struct dossier *d, const struct episode *episode, const struct trouble *trouble)
{
    const struct episode_edge *out = episode_edge_find(episode->view.state, EV_CORRECTED);
    const struct episode_edge *in = episode_edge_find(EP_NONE, EV_TROUBLE);
    if (out == NULL || in == NULL)
        return ST_CONFLICT;
    struct episode_decision closing = {.id = episode->view.id,
                                       .ladder = episode->view.ladder,
                                       .period = episode->view.period,
                                       .number = episode->view.number,
                                       .from = episode->view.state,
                                       .to = out->to,
                                       .on = EV_CORRECTED,
                                       .why = out->why};
    struct episode_decision opening = {.ladder = episode->view.ladder,
                                       .period = episode->view.period,
                                       .number = next_number(d, episode->view.ladder, episode->view.period),
                                       .from = EP_NONE,
                                       .to = in->to,
                                       .on = EV_TROUBLE,
                                       .since_us = d->now_us,
                                       .due = trouble->due,
                                       .is_correction = true,
                                       .why = in->why};
    enum status st = close_one(db, d, &closing);
    return st == ST_OK ? open_one(db, d, &opening, episode->told_value) : st;
}

static enum status renew_worse(struct db *db, struct dossier *d)
{
    bool changed = false;
    for (size_t i = 0; d->duty != NULL && i < d->episodes.n; i++) {
        const struct episode *episode = &d->episodes.at[i];
        for (size_t k = 0; k < d->judgement.n_troubles; k++) {
            const struct trouble *trouble = &d->judgement.troubles[k];
            if (trouble->ladder != episode->view.ladder || trouble->period != episode->view.period || !got_worse(d, episode))
                continue;
            enum status st = begin_anew(db, d, episode, trouble);
            if (st != ST_OK)
                return st;
            changed = true;
        }
    }
    return changed ? read_again(db, d) : ST_OK;
}

/* ---- */

enum status episodes_settle(struct db *db, struct dossier *dossier)
{
    enum status st = renew_worse(db, dossier);
    scoped(scoped_free) struct episode_view *views = calloc(dossier->episodes.n + 1, sizeof *views);
    scoped(scoped_free) struct episode_decisions *decisions = calloc(1, sizeof *decisions);
    if (st == ST_OK && (views == NULL || decisions == NULL))
        st = ST_FATAL;
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < dossier->episodes.n; i++)
        views[i] = dossier->episodes.at[i].view;
    struct episode_context context = {.judgement = dossier->duty != NULL ? &dossier->judgement : NULL,
                                      .return_judgement = dossier->kind != NULL ? &dossier->return_judgement : NULL,
                                      .now_us = dossier->now_us,
                                      .duty_is_dated = dossier->duty != NULL && duty_is_dated(dossier->duty),
                                      .told_period = dossier->subject.judged_period,
                                      .episodes = views,
                                      .n_episodes = dossier->episodes.n};
    st = episode_reconcile(&context, decisions);
    for (size_t i = 0; st == ST_OK && i < decisions->n; i++)
        st = apply(db, dossier, &decisions->at[i]);
    if (st == ST_OK && decisions->n > 0)
        st = read_again(db, dossier);
    return st;
}

enum status episodes_end(struct db *db, struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->episodes.n; i++) {
        const struct episode_view *view = &dossier->episodes.at[i].view;
        struct episode_decision decision;
        if (view->state == EP_CLOSED)
            continue;
        enum status st = episode_decide(view, EV_DUTY_ENDED, &decision);
        if (st == ST_OK)
            st = close_one(db, dossier, &decision);
        if (st != ST_OK)
            return st;
    }
    return read_again(db, dossier);
}
