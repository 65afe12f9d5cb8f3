/* dossier.c: reads in one place all that a judgement needs; the judgement itself is the model's. */
#include "alert/dossier.h"

#include <stdlib.h>
#include <string.h>

#include "alert/draft_store.h"
#include "alert/rule_history.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/duty_rules.h"
#include "model/indicator.h"
#include "model/plan.h"
#include "model/scope.h"

static void past_done(struct past *past)
{
    value_series_done(&past->series);
    alliance_give(&past->alliance);
}

void dossier_done(struct dossier *dossier)
{
    past_done(&dossier->then);
    past_done(&dossier->before);
    subject_done(&dossier->subject);
    episode_list_done(&dossier->episodes);
    rung_rows_done(&dossier->rungs);
    act_list_done(&dossier->acts);
    value_series_done(&dossier->series);
    *dossier = (struct dossier){0};
}

bool dossier_is_return(const struct dossier *dossier)
{
    return dossier->subject.kind[0] != '\0';
}

bool dossier_is_gone(const struct dossier *dossier)
{
    return dossier->duty == NULL && dossier->kind == NULL;
}

bool dossier_is_waiting(const struct dossier *dossier)
{
    bool is_gone = dossier->series.n == 0 && dossier->subject.value_revisions[0] != '\0';
    return dossier->duty != NULL && (is_gone || dossier->awaits_month);
}

bool dossier_is_foreign(const struct dossier *dossier)
{
    return dossier->lead != NULL && relation_is_foreign(dossier->lead->relation);
}

const struct post *dossier_post(const struct dossier *dossier)
{
    const struct organisation *organisation = dossier->alliance->organisation;
    const struct post *post = NULL;
    if (dossier->kind != NULL)
        post = organisation_reporter(organisation, dossier->institution, dossier->kind->name);
    else if (dossier->line != NULL)
        post = dossier->line->post;
    return post != NULL ? post : organisation_desk(organisation);
}

/* The section of the assignment answers; where nobody was assigned, whom the document names first. */
static const struct department *lead_of(const struct organisation *organisation, const struct duty *duty, const struct line *line)
{
    if (line != NULL && line->department != NULL)
        return line->department;
    return duty->lead == NULL ? NULL : organisation_department(organisation, duty->lead);
}

bool dossier_counts_act(const struct dossier *dossier, const struct act *act)
{
    return act->period == dossier->occurrence.month;
}

/* What the ledger ends is ended for ever, and it says how; else an act closes the duty, or one occurrence of what comes again. */
static void read_endings(struct dossier *d)
{
    struct duty_context *c = &d->context;
    c->ending = organisation_ending(d->alliance->organisation, d->duty->id, d->institution);
    for (size_t i = 0; i < d->acts.n; i++) {
        const struct act *act = &d->acts.at[i];
        if (act->kind != ACT_CLOSE && act->kind != ACT_CONFIRM)
            continue;
        if (!duty_recurs(d->duty) && act->period == 0 && c->ending == ENDING_NONE)
            c->ending = ENDING_CLOSED;
        if (act->period > c->closed_occurrence)
            c->closed_occurrence = act->period;
    }
}

const struct act *dossier_waiting_evidence(const struct dossier *dossier)
{
    for (size_t i = dossier->acts.n; i > 0; i--) {
        const struct act *act = &dossier->acts.at[i - 1];
        if ((act->kind == ACT_EVIDENCE || act->kind == ACT_RETURN) && dossier_counts_act(dossier, act))
            return act->kind == ACT_EVIDENCE ? act : NULL;
    }
    return NULL;
}

static bool evidence_waits(const struct dossier *d)
{
    return d->context.ending == ENDING_NONE && dossier_waiting_evidence(d) != NULL;
}

/* compute writes a row for every month that has begun. Where it has not come to it yet, nothing was counted: that is missing, which
 * is not zero and never red (law 4); months before the first row are before the store began. */
static enum status add_missing(const struct dossier *d, const struct cell *newest, int32_t from, struct value_series *series,
                               struct duty_context *context)
{
    int32_t month = series->n > 0 ? series->periods[series->n - 1].month + 1 : from;
    size_t room = series->n + (month <= newest->month ? (size_t)(newest->month - month + 1) : 0);
    struct period_fact *periods = reallocarray(series->periods, room + 1, sizeof *periods);
    if (periods == NULL)
        return ST_FATAL;
    series->periods = periods;
    context->periods = periods;
    context->n_periods = series->n;
    for (; month <= newest->month; month++) {
        struct cell cell = *newest;
        cell.month = month;
        scoped(members_done) struct members members = {0};
        if (!period_ends_in(cell.window, month))
            continue;
        enum status st = cell_members(d->alliance->organisation, &cell, &members);
        if (st != ST_OK)
            return st;
        periods[context->n_periods++] = (struct period_fact){.month = month, .expected = (int)members.n, .known_us = INT64_MIN};
    }
    return ST_OK;
}

/* Of what nobody returns compute writes a row when a month begins, for those that are subjects of the line then. What is returned
 * needs no waiting: a row that is not there says what the new one will, that nothing is in (add_missing). */
static enum status look_for_month(struct dossier *d, const struct cell *newest)
{
    struct cell cell = *newest;
    cell.month = period_last_end(cell.window, newest->month);
    if (d->series.n == 0 || d->series.periods[d->series.n - 1].month >= cell.month)
        return ST_OK;
    scoped(members_done) struct members subjects = {0};
    enum status st = duty_subjects(d->alliance->organisation, d->duty, cell_start_date(&cell), &subjects);
    for (size_t i = 0; st == ST_OK && i < subjects.n; i++)
        d->awaits_month = d->awaits_month || subjects.at[i] == d->institution;
    return st;
}

static enum status read_series(struct db *db, struct dossier *d)
{
    int32_t from, to;
    struct cell cell;
    if (!duty_periods(d->duty, d->now_us, &from, &to) || !duty_cell(d->duty, d->institution, to, &cell))
        return ST_OK;
    enum status st = value_store_series(db, d->alliance->id, &cell, from, to, &d->series);
    d->context.periods = d->series.periods;
    d->context.n_periods = d->series.n;
    if (st != ST_OK)
        return st;
    /* ratings and milestones are owed by nobody: what is not registered is not there */
    return indicator_is_returned(cell.indicator) ? add_missing(d, &cell, from, &d->series, &d->context) : look_for_month(d, &cell);
}

/* Of a number that no line is judged on any more (its scope, its window changed) compute writes no new revision: it stays as it
 * was. */
enum status dossier_read_past(struct db *db, const struct dossier *dossier, const struct duty *duty, struct past *ret)
{
    int32_t from, to;
    struct cell cell;
    enum status st = ST_OK;
    ret->duty = duty;
    ret->context = dossier->context;
    ret->context.duty = duty;
    ret->context.calendar = catalog_calendar(ret->alliance->catalog);
    ret->context.rules = catalog_rules(ret->alliance->catalog);
    ret->context.periods = NULL;
    ret->context.n_periods = 0;
    if (duty_periods(duty, dossier->now_us, &from, &to) && duty_cell(duty, dossier->institution, to, &cell)) {
        st = value_store_series(db, dossier->alliance->id, &cell, from, to, &ret->series);
        ret->context.periods = ret->series.periods;
        ret->context.n_periods = ret->series.n;
        if (st == ST_OK && indicator_is_returned(cell.indicator))
            st = add_missing(dossier, &cell, from, &ret->series, &ret->context);
    }
    occurrence_enter(&ret->context, &ret->occurrence);
    ret->duty = ret->context.duty;
    return st;
}

static enum status read_line(struct db *db, struct dossier *d)
{
    const struct organisation *organisation = d->alliance->organisation;
    d->line = organisation_line(organisation, d->duty->id);
    d->lead = lead_of(organisation, d->duty, d->line);
    d->context = (struct duty_context){.duty = d->duty,
                                       .calendar = catalog_calendar(d->alliance->catalog),
                                       .rules = catalog_rules(d->alliance->catalog),
                                       .now_us = d->now_us,
                                       .internal_due = d->line != NULL ? d->line->internal_due : DATE_NONE,
                                       .relation = d->lead != NULL ? d->lead->relation : RELATION_OWN};
    read_endings(d);
    enum status st = read_series(db, d);
    if (st != ST_OK)
        return st;
    occurrence_enter(&d->context, &d->occurrence);
    d->duty = d->context.duty;
    if (dossier_is_foreign(d)) /* a letter to whom led before, or about another occurrence, says nothing of now */
        st = draft_store_exists(db, d->institution->id, d->duty->id, d->lead->name, d->occurrence.month, &d->context.letter_filed);
    return st == ST_OK ? rule_history_read(db, d) : st;
}

static enum status read_return(struct db *db, struct dossier *d)
{
    struct return_context *c = &d->return_context;
    *c = (struct return_context){.calendar = catalog_calendar(d->alliance->catalog),
                                 .rules = catalog_rules(d->alliance->catalog),
                                 .month = d->subject.period,
                                 .cutoff_us = kind_cutoff_us(d->kind, d->subject.period),
                                 .now_us = d->now_us};
    return value_store_return(db, d->institution->id, d->kind->name, c->month, &c->received, &c->received_us);
}

enum status dossier_read(struct db *db, const struct alliance *alliance, int64_t institution_id, const char *duty, int64_t now_us,
                         struct dossier *ret)
{
    struct dossier *d = ret;
    *d = (struct dossier){.alliance = alliance, .now_us = now_us};
    enum status st = subject_store_lock(db, institution_id, duty, &d->subject);
    if (st == ST_OK)
        st = episode_store_list(db, institution_id, duty, &d->episodes);
    if (st == ST_OK)
        st = rung_store_list(db, institution_id, duty, &d->rungs);
    if (st == ST_OK)
        st = act_store_list(db, institution_id, duty, &d->acts);
    if (st != ST_OK)
        return st;
    d->institution = organisation_institution_by_id(alliance->organisation, institution_id);
    if (d->subject.retired || d->institution == NULL)
        return dossier_is_return(d) ? ST_OK : rule_history_read(db, d);
    if (dossier_is_return(d))
        d->kind = catalog_kind(alliance->catalog, d->subject.kind);
    else
        d->duty = duty_at(catalog_duty(alliance->catalog, duty), d->institution->code);
    if (d->kind != NULL)
        return read_return(db, d);
    return d->duty != NULL ? read_line(db, d) : rule_history_read(db, d);
}

bool dossier_rules_are_new(const struct dossier *dossier)
{
    return dossier->subject.judged_version > 0 && dossier->subject.judged_version < dossier->rules_version;
}

const struct duty_context *dossier_judged_by(const struct dossier *dossier)
{
    return dossier->judged_by_then ? &dossier->then.context : &dossier->context;
}

int64_t dossier_judged_version(const struct dossier *dossier)
{
    return dossier->judged_by_then ? dossier->then.version : dossier->alliance->catalog_version;
}

static void judge(struct dossier *d)
{
    d->then.context.letter_filed = d->before.context.letter_filed = d->context.letter_filed;
    d->then.context.evidence_submitted = d->before.context.evidence_submitted = d->context.evidence_submitted;
    duty_judge(&d->context, &d->present);
    d->judged_by_then =
        duty_judge_changed(&d->context, d->then.duty != NULL ? &d->then.context : NULL, d->then.until_us, &d->judgement, &d->was);
    if (d->before.duty != NULL)
        duty_judge(&d->before.context, &d->were);
}

void dossier_judge(struct dossier *dossier)
{
    if (dossier->kind != NULL)
        return_judge(&dossier->return_context, &dossier->return_judgement);
    if (dossier->duty == NULL)
        return;
    dossier->context.evidence_submitted = evidence_waits(dossier);
    judge(dossier);
}

bool dossier_is_baseline(const struct dossier *dossier, const struct trouble *trouble)
{
    int64_t baseline_us = dossier->subject.baseline_us;
    if (!catalog_rules(dossier->alliance->catalog)->has_baseline || trouble->ladder == LADDER_BEFORE_DUE)
        return false;
    if (dossier->kind != NULL)
        return dossier->return_context.cutoff_us <= baseline_us;
    return trouble_is_baseline(&dossier->context, &dossier->judgement, trouble, baseline_us);
}
