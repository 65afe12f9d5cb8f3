/* Why: a rule is understood by what it does to a line over months, and that must be seen before anybody gets a letter. */
#include "model/life.h"

#include "lib/date.h"
#include "model/rules.h"

void life_init(struct life *life)
{
    *life = (struct life){.told_period = MONTH_NONE, .silent_before_us = INT64_MIN, .baseline_us = INT64_MIN};
    life->ctx.internal_due = DATE_NONE;
}

static void tell(struct life *life, struct life_event event)
{
    event.at_us = life->ctx.now_us;
    event.judgement = life->is_return ? NULL : &life->judgement;
    if (life->say != NULL)
        life->say(life->arg, &event);
}

static struct life_episode *find_episode(struct life *life, int64_t id)
{
    return id > 0 && (size_t)id <= life->n_episodes ? &life->episodes[id - 1] : NULL;
}

static bool is_baseline(const struct life *life, const struct episode_decision *decision)
{
    struct trouble trouble = {.ladder = decision->ladder, .period = decision->period};
    if (life->baseline_us == INT64_MIN)
        return false;
    return life->is_return ? life->return_ctx.cutoff_us <= life->baseline_us
                           : trouble_is_baseline(&life->ctx, &life->judgement, &trouble, life->baseline_us);
}

static enum status open_episode(struct life *life, const struct episode_decision *decision)
{
    if (life->n_episodes == LIFE_EPISODES_MAX)
        return ST_BAD_INPUT;
    struct life_episode *episode = &life->episodes[life->n_episodes++];
    *episode = (struct life_episode){.view = {.id = (int64_t)life->n_episodes,
                                              .ladder = decision->ladder,
                                              .period = decision->period,
                                              .number = decision->number,
                                              .due = decision->due,
                                              .state = decision->to,
                                              .baseline = decision->baseline || is_baseline(life, decision)},
                                     .start_us = decision->since_us,
                                     .is_correction = decision->is_correction};
    return ST_OK;
}

static enum status apply(struct life *life, const struct episode_decisions *decisions)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < decisions->n; i++) {
        const struct episode_decision *decision = &decisions->at[i];
        struct life_episode *episode = find_episode(life, decision->id);
        if (episode == NULL) {
            st = open_episode(life, decision);
            continue;
        }
        episode->view.state = decision->to;
        if ((decision->effects & EFFECT_WITHDRAW) != 0 && episode->view.told)
            tell(life, (struct life_event){.kind = LIFE_WITHDRAWN, .episode = episode});
    }
    return st;
}

static void see(const struct life *life, struct episode_view views[static LIFE_EPISODES_MAX], struct episode_context *ret)
{
    for (size_t i = 0; i < life->n_episodes; i++)
        views[i] = life->episodes[i].view;
    *ret = (struct episode_context){.judgement = life->is_return ? NULL : &life->judgement,
                                    .return_judgement = life->is_return ? &life->return_judgement : NULL,
                                    .now_us = life->ctx.now_us,
                                    .duty_is_dated = !life->is_return && duty_is_dated(life->ctx.duty),
                                    .told_period = life->told_period,
                                    .episodes = views,
                                    .n_episodes = life->n_episodes};
}

static enum status settle_episodes(struct life *life)
{
    struct episode_view views[LIFE_EPISODES_MAX];
    struct episode_decisions decisions = {0};
    struct episode_context context;
    see(life, views, &context);
    enum status st = life->is_return ? ST_OK : episode_renew_worse(&context, life->ctx.duty, &decisions);
    if (st == ST_OK)
        st = apply(life, &decisions);
    see(life, views, &context);
    if (st == ST_OK)
        st = episode_reconcile(&context, &decisions);
    return st == ST_OK ? apply(life, &decisions) : st;
}

/* What its first notice shows is kept: a later correction is measured against it. */
static void remember_told(const struct life *life, struct episode_view *view)
{
    const struct period_fact *judged = life->is_return ? NULL : life->judgement.judged;
    if (view->told)
        return;
    view->told = true;
    view->has_told_units = judged != NULL && judged->has_value;
    view->told_units = view->has_told_units ? judged->units : 0;
}

static void climb(struct life *life, struct life_episode *episode, int64_t *next_us)
{
    const struct rules *rules = life->ctx.rules;
    const struct duty *duty = life->ctx.duty;
    struct ladder_context context = {
        .ladder = &rules->ladders[episode->view.ladder],
        .calendar = life->ctx.calendar,
        .windows = &rules->windows,
        .start_us = episode->start_us,
        .date = episode->view.due,
        .date_us = life->is_return ? life->return_ctx.cutoff_us : duty_due_us(duty, life->ctx.calendar),
        .silent_before_us = episode->view.baseline ? INT64_MAX : life->silent_before_us,
        .remind_from_us = !life->is_return && duty->is_occurrence ? instant_of_date(duty->remind_from, 0) : INT64_MIN,
        .said_us = episode->said_us,
        .now_us = life->ctx.now_us,
        .done = episode->rungs_done,
        .acknowledged = episode->view.state == EP_ACKED || episode->view.state == EP_EXPLAINED,
        .explained = episode->view.state == EP_EXPLAINED,
    };
    struct ladder_steps steps;
    ladder_step(&context, &steps);
    for (size_t i = 0; i < steps.n; i++) {
        const struct rung_step *step = &steps.at[i];
        const struct rung *rung = &context.ladder->rungs[step->rung];
        episode->rungs_done |= 1u << step->rung;
        if (step->outcome == RUNG_SKIP)
            continue;
        unsigned people = (unsigned)TO_A | (unsigned)TO_B;
        if (((step->to | step->copy) & people) != 0) {
            if (step->rung == ladder_first_word(context.ladder))
                episode->said_us = life->ctx.now_us;
            remember_told(life, &episode->view);
            tell(life,
                 (struct life_event){
                     .kind = LIFE_SAID, .episode = episode, .rung = rung, .to = step->to & people, .copy = step->copy & people});
        }
        if ((step->to & (unsigned)TO_DESK_CALLS) != 0)
            tell(life, (struct life_event){.kind = LIFE_CALL, .episode = episode, .rung = rung});
    }
    *next_us = steps.next_us < *next_us ? steps.next_us : *next_us;
}

static void judge(struct life *life)
{
    occurrence_enter(&life->ctx, &life->occurrence);
    if (life->evidence_occurrence != life->occurrence.month)
        life->ctx.evidence_submitted = false; /* it was of another occurrence */
    if (life->letter_occurrence != life->occurrence.month)
        life->ctx.letter_filed = false; /* so was it */
    duty_judge(&life->ctx, &life->judgement);
    if (life->judgement.wants_letter) { /* a person writes it; from then on it is 待协调 */
        life->ctx.letter_filed = true;
        life->letter_occurrence = life->occurrence.month;
        duty_judge(&life->ctx, &life->judgement);
    }
}

static void judge_return(struct life *life)
{
    life->return_ctx.rules = life->ctx.rules;
    life->return_ctx.calendar = life->ctx.calendar;
    life->return_ctx.now_us = life->ctx.now_us;
    return_judge(&life->return_ctx, &life->return_judgement);
}

/* Judges; *ret_next_us: when the judgement could differ. */
static void judge_any(struct life *life, int64_t *ret_next_us)
{
    int32_t period = life->judgement.period;
    int before = life->is_return ? (int)life->return_judgement.state : (int)life->judgement.state;
    if (life->is_return)
        judge_return(life);
    else
        judge(life);
    int after = life->is_return ? (int)life->return_judgement.state : (int)life->judgement.state;
    if (!life->was_judged || after != before)
        tell(life, (struct life_event){.kind = LIFE_STATE});
    else if (!life->is_return && life->judgement.period != period)
        tell(life, (struct life_event){.kind = LIFE_PERIOD});
    life->was_judged = true;
    *ret_next_us = life->is_return ? life->return_judgement.next_change_us : life->judgement.next_change_us;
}

enum status life_step(struct life *life, int64_t *ret_next_us)
{
    const struct duty_context given = life->ctx;
    int64_t next_us;
    judge_any(life, &next_us);
    enum status st = settle_episodes(life);
    for (size_t i = 0; st == ST_OK && i < life->n_episodes; i++)
        if (life->episodes[i].view.state != EP_CLOSED)
            climb(life, &life->episodes[i], &next_us);
    if (!life->is_return && life->judgement.period != MONTH_NONE)
        life->told_period = life->judgement.period;
    bool letter_filed = life->ctx.letter_filed;
    life->ctx = given; /* the duty itself again, not its occurrence */
    life->ctx.letter_filed = letter_filed;
    if (st == ST_OK)
        *ret_next_us = next_us;
    return st;
}

void life_evidence(struct life *life)
{
    life->ctx.evidence_submitted = true;
    life->evidence_occurrence = life->occurrence.month;
}

void life_close(struct life *life)
{
    if (duty_recurs(life->ctx.duty))
        life->ctx.closed_occurrence = life->occurrence.month;
    else
        life->ctx.ending = ENDING_CLOSED;
}

void life_act(struct life *life, enum episode_event act)
{
    for (size_t i = 0; i < life->n_episodes; i++) {
        struct episode_decision decision;
        struct episode_view *view = &life->episodes[i].view;
        if (view->state != EP_CLOSED && episode_decide(view, act, &decision) == ST_OK)
            view->state = decision.to;
    }
}
