/* ladders.c: each rung gets exactly one outcome, and every one that says nothing says why (law 6). */
#include "alert/ladders.h"

#include <string.h>

#include "alert/notice.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/ladder.h"
#include "model/plan.h"

static uint32_t rungs_done(const struct dossier *d, const struct episode *episode, const struct ladder *ladder)
{
    uint32_t done = 0;
    for (size_t i = 0; i < d->rungs.n; i++)
        for (size_t k = 0; d->rungs.at[i].episode_id == episode->view.id && k < ladder->n; k++)
            if (strcmp(ladder->rungs[k].name, d->rungs.at[i].rung) == 0)
                done |= 1u << k;
    return done;
}

/* When the first word of this ladder left for who answers; 0: it was not said yet, or to nobody. While its letter waits, it will
 * leave now at the earliest. */
static int64_t said_us(const struct dossier *d, const struct episode *episode, const struct ladder *ladder)
{
    size_t first = ladder_first_word(ladder);
    for (size_t i = 0; first < ladder->n && i < d->rungs.n; i++) {
        const struct rung_row *row = &d->rungs.at[i];
        if (row->episode_id == episode->view.id && strcmp(row->rung, ladder->rungs[first].name) == 0 &&
            strcmp(row->outcome, "notified") == 0)
            return row->told_us != 0 ? row->told_us : d->now_us;
    }
    return 0;
}

/* The deadline's instant, from which some ladders count on. */
static int64_t deadline_us(const struct dossier *d, const struct episode *episode)
{
    if (d->kind != NULL)
        return d->return_context.cutoff_us;
    int64_t due_us = duty_due_us(d->duty, d->context.calendar);
    return episode->due != DATE_NONE && due_us != INT64_MAX && instant_of_date(episode->due, 86400) < due_us
               ? instant_of_date(episode->due, 86400)
               : due_us;
}

static struct ladder_context context_of(const struct dossier *d, const struct episode *episode, const struct rules *rules)
{
    const struct ladder *ladder = &rules->ladders[episode->view.ladder];
    return (struct ladder_context){
        .ladder = ladder,
        .calendar = catalog_calendar(d->alliance->catalog),
        .windows = &rules->windows,
        .start_us = episode->t0_us,
        .date = episode->due,
        .date_us = deadline_us(d, episode),
        .silent_before_us = episode->view.baseline ? INT64_MAX
                            : rules->has_baseline  ? d->subject.baseline_us
                                                   : INT64_MIN,
        .remind_from_us = d->duty != NULL && d->duty->is_occurrence ? instant_of_date(d->duty->remind_from, 0) : INT64_MIN,
        .said_us = said_us(d, episode, ladder),
        .now_us = d->now_us,
        .done = rungs_done(d, episode, ladder),
        .acknowledged = episode->view.state == EP_ACKED || episode->view.state == EP_EXPLAINED,
        .explained = episode->view.state == EP_EXPLAINED};
}

/* A silent rung is `baseline`, one that a person's act stopped is `stopped`, the others were passed over in an outage. */
static const char *skipped_as(enum reason reason)
{
    switch (reason) {
    case REASON_I_LDR_002: return "baseline";
    case REASON_I_LDR_003:
    case REASON_I_LDR_004: return "stopped";
    default: return "skipped";
    }
}

static enum status climb(struct db *db, const struct dossier *d, const struct episode *episode, int64_t *next_us)
{
    const struct rules *rules = catalog_rules(d->alliance->catalog);
    struct ladder_context context = context_of(d, episode, rules);
    struct ladder_steps steps;
    ladder_step(&context, &steps);
    for (size_t i = 0; i < steps.n; i++) {
        const struct rung_step *step = &steps.at[i];
        const struct rung *rung = &context.ladder->rungs[step->rung];
        struct notice_outcome outcome = {"", step->reason};
        enum status st = ST_OK;
        if (step->outcome == RUNG_SKIP)
            outcome.outcome = skipped_as(step->reason);
        else
            st = notice_say(db, d, episode, &context, step, &outcome);
        struct rung_outcome_row row = {.institution_id = d->institution->id,
                                       .episode_id = episode->view.id,
                                       .rung = rung->name,
                                       .due_us = step->at_us,
                                       .outcome = outcome.outcome,
                                       .reason = outcome.reason,
                                       .now_us = d->now_us};
        if (st == ST_OK)
            st = rung_store_insert(db, &row);
        if (st != ST_OK)
            return st;
    }
    if (steps.next_us < *next_us)
        *next_us = steps.next_us;
    return ST_OK;
}

enum status ladders_climb(struct db *db, const struct dossier *dossier, int64_t *ret_next_us)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < dossier->episodes.n; i++) {
        if (dossier->episodes.at[i].view.state == EP_CLOSED)
            continue;
        enum status st = climb(db, dossier, &dossier->episodes.at[i], &next_us);
        if (st != ST_OK)
            return st;
    }
    *ret_next_us = next_us;
    return ST_OK;
}
