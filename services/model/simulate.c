/* Why: a county wants to see a plan's year, and how many letters it makes, before anybody gets the first one. */
#include "model/simulate_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/rules.h"
#include "model/scope.h"

/* When the model asks to be asked again at once, the clock has not moved: a minute later is soon enough, and no loop. */
#define NEXT_LEAST_US (60 * US_PER_S)

void simulation_done(struct simulation *simulation)
{
    free(simulation->events);
    free(simulation->returns);
    free(simulation->unowned);
    free(simulation->posts);
    *simulation = (struct simulation){0};
}

bool simulate_grow(struct simulate_run *run, void **at, size_t n, size_t *cap, size_t size)
{
    if (run->status != ST_OK || n < *cap)
        return run->status == ST_OK;
    size_t more = *cap == 0 ? 64 : *cap * 2;
    void *grown = reallocarray(*at, more, size);
    if (grown == NULL) {
        run->status = ST_RETRY;
        return false;
    }
    *at = grown;
    *cap = more;
    return true;
}

/* ---- what happens in a life ---- */

static void put_event(struct simulate_run *run, struct simulated_event event)
{
    struct simulation *out = run->out;
    if (!simulate_grow(run, (void **)&out->events, out->n_events, &out->events_cap, sizeof *out->events))
        return;
    event.sequence = out->n_events;
    event.duty = run->duty;
    event.returns = run->kind;
    event.institution = run->institution;
    out->events[out->n_events++] = event;
}

static void tell_reader(struct simulate_run *run, const struct simulated_event *said, enum holder_role role,
                        const struct person **told)
{
    struct recipient reader;
    struct simulated_event event = *said;
    if (run->post == NULL ||
        !organisation_recipient(run->input->organisation, run->post, role, instant_date(said->at_us), &reader) ||
        reader.person == *told)
        return;
    event.post = reader.post;
    event.reader = *told = reader.person;
    put_event(run, event);
}

static void hear(void *arg, const struct life_event *event)
{
    static const enum simulated_kind kinds[] = {[LIFE_STATE] = SIMULATED_STATE,
                                                [LIFE_PERIOD] = SIMULATED_PERIOD,
                                                [LIFE_SAID] = SIMULATED_NOTICE,
                                                [LIFE_CALL] = SIMULATED_CALL,
                                                [LIFE_WITHDRAWN] = SIMULATED_WITHDRAWN};
    struct simulate_run *run = arg;
    struct simulated_event here = {.kind = kinds[event->kind], .at_us = event->at_us, .post = run->post, .period = MONTH_NONE};
    bool is_judgement = event->kind == LIFE_STATE || event->kind == LIFE_PERIOD;
    if (is_judgement && event->judgement == NULL)
        return; /* a return's states are told as a whole */
    if (is_judgement) {
        here.state = event->judgement->state;
        here.reason = event->judgement->reason;
        here.word = event->judgement->word;
        here.period = event->judgement->period;
        put_event(run, here);
        return;
    }
    if (run->is_foreign)
        return;
    here.period = event->episode->view.period;
    here.ladder = event->episode->view.ladder;
    here.rung = event->rung != NULL ? event->rung->name : NULL;
    if (event->kind == LIFE_CALL)
        here.post = organisation_desk(run->input->organisation);
    if (event->kind != LIFE_SAID) {
        put_event(run, here);
        return;
    }
    const struct person *told = NULL;
    if (((event->to | event->copy) & TO_A) != 0)
        tell_reader(run, &here, ROLE_A, &told);
    if (((event->to | event->copy) & TO_B) != 0)
        tell_reader(run, &here, ROLE_B, &told);
}

/* ---- what is known ---- */

/* How many institutions owe something for the cell of that month. */
static int expected_of(struct simulate_run *run, int32_t month)
{
    scoped(return_list_done) struct return_list returns = {0};
    struct cell cell;
    int n = 0;
    if (!duty_cell(run->duty, run->institution, month, &cell) || !indicator_is_returned(cell.indicator))
        return 0;
    if (cell_expected(run->input->organisation, &cell, run->data_from, &returns) != ST_OK)
        run->status = ST_RETRY;
    for (size_t i = 0; i < returns.n; i++) /* member by member */
        n += i == 0 || returns.at[i].institution != returns.at[i - 1].institution;
    return n;
}

int32_t simulated_months_oldest(int32_t to)
{
    return month_of_date(to) - PERIOD_LIST_MAX + 1;
}

static bool is_of(const struct simulate_run *run, const struct simulated_value *value)
{
    return value->duty == run->duty && value->institution == run->institution;
}

/* Takes what has become known by now; the instant of the next. */
static int64_t take_values(struct simulate_run *run, int64_t now_us)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < run->input->n_values; i++) {
        const struct simulated_value *value = &run->input->values[i];
        if (!is_of(run, value) || value->month > month_of_date(run->input->to))
            continue; /* a period that ends after the last day is not judged by then */
        if (value->known_us > now_us) {
            next_us = value->known_us < next_us ? value->known_us : next_us;
            continue;
        }
        struct period_fact *fact = period_list_place(&run->periods, value->month, expected_of(run, value->month));
        if (fact == NULL)
            run->status = ST_BAD_INPUT;
        else if (value->known_us >= fact->known_us) {
            fact->has_value = value->has_value;
            fact->units = value->units;
            fact->reported = value->reported < 0 || value->reported > fact->expected ? fact->expected : value->reported;
            fact->small_denominator = value->small;
            fact->known_us = value->known_us;
        }
    }
    return next_us;
}

/* Whoever owes returns owes them for every month that has begun; the begin of the next month. */
static int64_t add_missing(struct simulate_run *run, int64_t now_us)
{
    int32_t from, to;
    if (run->duty->indicator == NULL || !indicator_is_returned(run->duty->indicator) ||
        !duty_periods(run->duty, now_us, &from, &to))
        return INT64_MAX;
    for (int32_t month = from < run->data_month ? run->data_month : from; month <= to; month++)
        if (period_ends_in(run->duty->judged_on, month) && period_list_place(&run->periods, month, expected_of(run, month)) == NULL)
            run->status = ST_BAD_INPUT;
    return instant_of_date(month_last_date(month_of_date(instant_date(now_us))) + 1, 0);
}

/* What is judged by the date stays as it is from month to month: a grade once reached is there until another is (window `latest`).
 */
static void carry_on(struct simulate_run *run, int64_t now_us)
{
    struct period_fact last = {0};
    int32_t first = run->periods.n > 0 && run->periods.at[0].month < run->data_month ? run->periods.at[0].month : run->data_month;
    for (int32_t month = first; month <= month_of_date(instant_date(now_us)); month++) {
        size_t before = run->periods.n;
        struct period_fact *fact = period_list_place(&run->periods, month, 0);
        if (fact == NULL) {
            run->status = ST_BAD_INPUT;
            return;
        }
        if (run->periods.n > before) {
            *fact = last;
            fact->month = month;
            int64_t begin_us = instant_of_date(month_first_date(month), 0);
            fact->known_us = last.known_us > begin_us ? last.known_us : begin_us;
        }
        last = *fact;
    }
}

static int64_t know(struct simulate_run *run, int64_t now_us)
{
    if (run->kind != NULL) {
        struct return_context *c = &run->life.return_ctx;
        c->received = c->received_us <= now_us;
        return c->received ? INT64_MAX : c->received_us;
    }
    bool is_carried = run->duty->indicator != NULL && duty_is_dated(run->duty);
    if (is_carried)
        run->periods.n = 0;
    int64_t value_us = take_values(run, now_us), month_us = add_missing(run, now_us);
    if (is_carried)
        carry_on(run, now_us);
    run->life.ctx.periods = run->periods.at;
    run->life.ctx.n_periods = run->periods.n;
    return value_us < month_us ? value_us : month_us;
}

/* ---- the clock ---- */

void simulate_live(struct simulate_run *run, int64_t begin_us, int64_t end_us)
{
    for (int64_t now_us = begin_us; now_us < end_us && run->status == ST_OK;) {
        int64_t known_us = know(run, now_us), next_us = INT64_MAX;
        run->life.ctx.now_us = now_us;
        if (run->status == ST_OK)
            run->status = life_step(&run->life, &next_us);
        next_us = known_us < next_us ? known_us : next_us;
        now_us = next_us <= now_us ? now_us + NEXT_LEAST_US : next_us;
    }
}

void simulate_begin(struct simulate_run *run, int64_t baseline_us)
{
    const struct rules *rules = catalog_rules(run->input->catalog);
    life_init(&run->life);
    run->periods.n = 0;
    run->life.ctx.calendar = catalog_calendar(run->input->catalog);
    run->life.ctx.rules = rules;
    run->life.say = hear;
    run->life.arg = run;
    if (rules->has_baseline)
        run->life.silent_before_us = run->life.baseline_us = baseline_us;
}

const struct post *simulate_or_desk(const struct simulate_run *run, const struct post *post)
{
    return post != NULL ? post : organisation_desk(run->input->organisation);
}

static void live_line(struct simulate_run *run, int64_t begin_us, int64_t end_us)
{
    const struct organisation *organisation = run->input->organisation;
    const struct line *line = organisation_line(organisation, run->duty->id);
    int64_t baseline_us = run->from_us;
    if (line != NULL && line->supervised_from != DATE_NONE && instant_of_date(line->supervised_from, 0) > baseline_us)
        baseline_us = instant_of_date(line->supervised_from, 0);
    simulate_begin(run, baseline_us);
    struct duty_context *ctx = &run->life.ctx;
    ctx->duty = duty_at(run->duty, run->institution->code);
    ctx->relation = duty_relation(organisation, run->duty);
    ctx->internal_due = line != NULL ? line->internal_due : DATE_NONE;
    ctx->ending = organisation_ending(organisation, run->duty->id, run->institution);
    run->is_foreign = relation_is_foreign(ctx->relation);
    run->post = simulate_or_desk(run, line != NULL ? line->post : NULL);
    simulate_live(run, begin_us, end_us);
    run->out->n_subjects++;
    if (end_us < run->end_us)
        put_event(run, (struct simulated_event){.kind = SIMULATED_ENDED, .at_us = end_us, .post = run->post, .period = MONTH_NONE});
}

/* ---- lines ---- */

/* The first and the last month in which each institution is a subject of the duty; first > last: never. */
struct span {
    int32_t first, last;
};

static enum status find_spans(const struct simulate_run *run, const struct duty *duty, struct span *spans)
{
    const struct organisation *organisation = run->input->organisation;
    size_t count = organisation_institution_count(organisation);
    int32_t from = month_of_date(run->input->from), to = month_of_date(run->input->to);
    for (size_t i = 0; i < count; i++)
        spans[i] = (struct span){INT32_MAX, INT32_MIN};
    for (int32_t month = from; month <= to; month++) {
        scoped(members_done) struct members members = {0};
        int32_t date = month == from ? run->input->from : month_first_date(month);
        enum status st = duty_subjects(organisation, duty, date, &members);
        if (st != ST_OK)
            return st;
        for (size_t i = 0, m = 0; i < count && m < members.n; i++) { /* both in the organisation's order */
            if (organisation_institution_at(organisation, i) != members.at[m])
                continue;
            spans[i].first = month < spans[i].first ? month : spans[i].first;
            spans[i].last = month;
            m++;
        }
    }
    return ST_OK;
}

void simulate_unowned(struct simulate_run *run, struct simulated_unowned unowned)
{
    struct simulation *out = run->out;
    if (simulate_grow(run, (void **)&out->unowned, out->n_unowned, &out->unowned_cap, sizeof *out->unowned))
        out->unowned[out->n_unowned++] = unowned;
}

/* Nobody holds it on any first of the months (the first day itself of the first). */
static bool is_vacant(const struct simulate_run *run, const struct post *post)
{
    const struct organisation *organisation = run->input->organisation;
    for (int32_t date = run->input->from; date <= run->input->to; date = month_last_date(month_of_date(date)) + 1)
        if (organisation_holder(organisation, post, ROLE_A, date) != NULL ||
            organisation_holder(organisation, post, ROLE_B, date) != NULL)
            return false;
    return true;
}

static void check_owner(struct simulate_run *run, const struct duty *duty, bool has_subject)
{
    const struct line *line = organisation_line(run->input->organisation, duty->id);
    if (line == NULL || line->post == NULL)
        simulate_unowned(run, (struct simulated_unowned){.duty = duty, .zh = "没有分工", .en = "assigned to nobody"});
    else if (is_vacant(run, line->post))
        simulate_unowned(run, (struct simulated_unowned){.duty = duty, .zh = "岗位无人任职", .en = "nobody holds the post"});
    if (!has_subject)
        simulate_unowned(run,
                         (struct simulated_unowned){.duty = duty, .zh = "范围内没有机构", .en = "no institution is in its scope"});
}

static void live_duty(struct simulate_run *run, const struct duty *duty, struct span *spans)
{
    const struct organisation *organisation = run->input->organisation;
    bool has_subject = false;
    if (run->status == ST_OK)
        run->status = find_spans(run, duty, spans);
    run->duty = duty;
    run->kind = NULL;
    for (size_t i = 0; run->status == ST_OK && i < organisation_institution_count(organisation); i++) {
        if (spans[i].first > spans[i].last)
            continue;
        int64_t begin_us = instant_of_date(month_first_date(spans[i].first), 0),
                end_us = instant_of_date(month_last_date(spans[i].last) + 1, 0);
        has_subject = true;
        run->institution = organisation_institution_at(organisation, i);
        live_line(run, begin_us < run->from_us ? run->from_us : begin_us, end_us > run->end_us ? run->end_us : end_us);
    }
    check_owner(run, duty, has_subject);
}

/* ---- */

static int by_time(const void *a, const void *b)
{
    const struct simulated_event *x = a, *y = b;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int32_t first_data_month(const struct simulate_input *input)
{
    int32_t first = month_of_date(input->from);
    for (size_t i = 0; i < input->n_values; i++)
        if (indicator_is_returned(input->values[i].duty->indicator) && input->values[i].month < first)
            first = input->values[i].month;
    return first;
}

enum status simulate_plan(const struct simulate_input *input, struct simulation *ret)
{
    const struct plan *plan = catalog_plan(input->catalog);
    size_t count = organisation_institution_count(input->organisation);
    assert(plan != NULL && input->from <= input->to);
    for (size_t i = 0; i < input->n_values; i++)
        assert(input->values[i].month >= simulated_months_oldest(input->to));
    *ret = (struct simulation){.n_lines = plan->n_duties};
    scoped(scoped_free) struct simulate_run *run = calloc(1, sizeof *run);
    scoped(scoped_free) struct span *spans = calloc(count + 1, sizeof *spans);
    if (run == NULL || spans == NULL)
        return ST_RETRY;
    *run = (struct simulate_run){.input = input,
                                 .out = ret,
                                 .from_us = instant_of_date(input->from, 0),
                                 .end_us = instant_of_date(input->to + 1, 0),
                                 .data_month = first_data_month(input),
                                 .data_from = organisation_data_from(input->organisation)};
    for (size_t i = 0; run->status == ST_OK && i < plan->n_duties; i++)
        live_duty(run, &plan->duties[i], spans);
    if (run->status == ST_OK)
        simulate_returns(run);
    if (run->status == ST_OK && ret->n_events > 0)
        qsort(ret->events, ret->n_events, sizeof *ret->events, by_time);
    enum status st = run->status == ST_OK ? simulate_posts(input->organisation, ret) : run->status;
    if (st != ST_OK)
        simulation_done(ret);
    return st;
}
