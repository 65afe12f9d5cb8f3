/* episodes.c: the model's decisions about episodes made true, one by one, guarded by the state they were made for. */
#include "alert/episodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/notice.h"
#include "alert/withdrawal.h"
#include "lib/db.h"
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

static enum status open_new(struct db *db, const struct dossier *d, const struct episode_decision *decision)
{
    char corrects[VALUE_MAX] = "";
    const struct episode *renewed = decision->renews != 0 ? find_episode(d, decision->renews) : NULL;
    if (renewed != NULL)
        return open_one(db, d, decision, renewed->told_value);
    if (decision->is_correction)
        value_shown_before(d, corrects);
    return open_one(db, d, decision, corrects);
}

static enum status apply(struct db *db, const struct dossier *d, const struct episode_decision *decision)
{
    if (decision->id == 0)
        return open_new(db, d, decision);
    enum status st = close_one(db, d, decision);
    const struct episode *episode = find_episode(d, decision->id);
    if (st != ST_OK || episode == NULL || !episode->view.told || dossier_is_return(d))
        return st;
    if ((decision->effects & EFFECT_WITHDRAW) != 0)
        return withdrawal_say(db, d, episode);
    return (decision->effects & EFFECT_ADJUST) != 0 ? withdrawal_say_adjusted(db, d, episode) : ST_OK;
}

static enum status apply_all(struct db *db, struct dossier *d, const struct episode_decisions *decisions)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < decisions->n; i++)
        st = apply(db, d, &decisions->at[i]);
    return st == ST_OK && decisions->n > 0 ? read_again(db, d) : st;
}

/* ret->episodes is the caller's to free. */
static enum status context_of(const struct dossier *d, struct episode_context *ret)
{
    struct episode_view *views = calloc(d->episodes.n + 1, sizeof *views);
    if (views == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < d->episodes.n; i++)
        views[i] = d->episodes.at[i].view;
    *ret = (struct episode_context){.judgement = d->duty != NULL ? &d->judgement : NULL,
                                    .return_judgement = d->kind != NULL ? &d->return_judgement : NULL,
                                    .now_us = d->now_us,
                                    .duty_is_dated = d->duty != NULL && duty_is_dated(d->duty),
                                    .before = d->before.duty != NULL ? &d->were : NULL,
                                    .then = d->judged_by_then ? &d->was : NULL,
                                    .told_period = d->subject.judged_period,
                                    .episodes = views,
                                    .n_episodes = d->episodes.n};
    return ST_OK;
}

typedef enum status decide_fn(const struct dossier *d, const struct episode_context *context, struct episode_decisions *ret);

static enum status renew(const struct dossier *d, const struct episode_context *context, struct episode_decisions *ret)
{
    return d->duty != NULL ? episode_renew_worse(context, dossier_judged_by(d)->duty, ret) : ST_OK;
}

static enum status reconcile(const struct dossier *d, const struct episode_context *context, struct episode_decisions *ret)
{
    (void)d;
    return episode_reconcile(context, ret);
}

static enum status decide_and_apply(struct db *db, struct dossier *d, decide_fn *decide)
{
    scoped(scoped_free) struct episode_decisions *decisions = calloc(1, sizeof *decisions);
    struct episode_context context = {0};
    enum status st = decisions == NULL ? ST_FATAL : context_of(d, &context);
    if (st == ST_OK)
        st = decide(d, &context, decisions);
    free((struct episode_view *)context.episodes);
    return st == ST_OK ? apply_all(db, d, decisions) : st;
}

enum status episodes_settle(struct db *db, struct dossier *dossier)
{
    enum status st = decide_and_apply(db, dossier, renew);
    return st == ST_OK ? decide_and_apply(db, dossier, reconcile) : st;
}

enum status episodes_end(struct db *db, struct dossier *dossier)
{
    /* the line left the plan or the scope was changed; else it is the institution that left the line */
    enum episode_event on = dossier_rules_are_new(dossier) && dossier->institution != NULL ? EV_ADJUSTED : EV_DUTY_ENDED;
    struct episode_decisions decisions = {0};
    for (size_t i = 0; i < dossier->episodes.n; i++) {
        const struct episode_view *view = &dossier->episodes.at[i].view;
        if (view->state == EP_CLOSED)
            continue;
        if (decisions.n == EPISODE_DECISIONS_MAX)
            return ST_BAD_INPUT;
        enum status st = episode_decide(view, on, &decisions.at[decisions.n++]);
        if (st != ST_OK)
            return st;
    }
    return apply_all(db, dossier, &decisions);
}
