/* episode.c: the one place where episodes open and close, by comparing what is open with what the judgement calls for. */
#include "model/episode.h"

#include "lib/date.h"

static bool is_open(const struct episode_view *episode)
{
    return episode->state != EP_CLOSED && episode->state != EP_NONE;
}

static bool same_key(const struct episode_view *episode, const struct trouble *trouble)
{
    return episode->ladder == trouble->ladder && episode->period == trouble->period;
}

/* Our own time limit and the document's may fall in one month: two ladders, one after the other. */
static bool same_trouble(const struct episode_view *episode, const struct trouble *trouble)
{
    return same_key(episode, trouble) && (episode->due == 0 || episode->due == trouble->due);
}

/* The troubles that have begun. */
static size_t wanted(const struct episode_context *ctx, struct trouble *ret)
{
    const struct trouble *all = ctx->judgement != NULL ? ctx->judgement->troubles : ctx->return_judgement->troubles;
    size_t n_all = ctx->judgement != NULL ? ctx->judgement->n_troubles : ctx->return_judgement->n_troubles, n = 0;
    for (size_t i = 0; i < n_all && n < TROUBLES_MAX; i++)
        if (all[i].since_us <= ctx->now_us)
            ret[n++] = all[i];
    return n;
}

static bool has_ladder(const struct trouble *troubles, size_t n, enum ladder_name ladder)
{
    for (size_t i = 0; i < n; i++)
        if (troubles[i].ladder == ladder)
            return true;
    return false;
}

/* The number that was told of the period stands as it was told, or there is none, as there was none. */
static bool data_stand(const struct judgement *judgement, const struct episode_view *episode)
{
    const struct period_fact *judged = judgement->judged;
    bool has_number = judged != NULL && judged->has_value;
    switch (judgement->state) {
    case DUTY_AWAITING_CLOSE:
    case DUTY_MET:
    case DUTY_OVERDUE:
    case DUTY_OVERDUE_EXPECTED:
    case DUTY_BEHIND:
    case DUTY_DUE_SOON:
    case DUTY_NORMAL: break;
    default: return false; /* a return is missing again */
    }
    if (!episode->told || has_number != episode->has_told_units)
        return false;
    return !has_number || judged->units == episode->told_units;
}

/* Why is an open episode no longer wanted? Life cycle first, then what its ladder stands for. */
static enum episode_event why_over(const struct episode_context *ctx, const struct episode_view *episode,
                                   const struct trouble *troubles, size_t n)
{
    if (ctx->return_judgement != NULL) /* else its time limit is another */
        return ctx->return_judgement->state == RETURN_RECEIVED ? EV_RECEIVED : EV_ADJUSTED;
    const struct judgement *judgement = ctx->judgement;
    /* a month that was missed stays missed: the next one is judged now, and what was told of the one before was right */
    bool is_earlier = judgement->occurrence != MONTH_NONE && episode->period < judgement->occurrence;
    switch (judgement->state) {
    case DUTY_ADJUSTED:
    case DUTY_TERMINATED: return EV_ADJUSTED;
    case DUTY_CLOSED:
    case DUTY_NOT_STARTED: return EV_DUTY_ENDED;
    case DUTY_COORDINATING: return EV_COORDINATED;
    case DUTY_DUE_UNVERIFIED:
        return episode->ladder != LADDER_OVERDUE ? EV_DUE_PASSED
               : is_earlier                      ? EV_NEXT_PERIOD
                                                 : EV_CORRECTED; /* the last period is open again: a file was withdrawn */
    default: break;
    }
    if (judgement->state == DUTY_AWAITING_CLOSE && judgement->reason == REASON_I_JDG_005)
        return EV_EVIDENCE;
    if (episode->ladder == LADDER_BEFORE_DUE)
        return judgement->is_met && judgement->state == DUTY_MET ? EV_VALUE_MET : EV_DUE_PASSED;
    if (ctx->duty_is_dated && judgement->is_met)
        return EV_VALUE_MET; /* what came later does not make the earlier notice wrong */
    if (episode->ladder == LADDER_BEHIND && has_ladder(troubles, n, LADDER_OVERDUE))
        return EV_DUE_PASSED;
    if (episode->ladder == LADDER_BEHIND && judgement->pace_month != MONTH_NONE && judgement->pace_month > episode->period)
        return EV_NEXT_PERIOD;
    if (is_earlier || (judgement->period != MONTH_NONE && judgement->period > episode->period))
        return EV_NEXT_PERIOD;
    return data_stand(judgement, episode) ? EV_ADJUSTED : EV_CORRECTED; /* with the same data it is a limit, ours too, that moved */
}

static bool names(const struct judgement *judgement, const struct episode_view *episode)
{
    for (size_t i = 0; judgement != NULL && i < judgement->n_troubles; i++)
        if (same_trouble(episode, &judgement->troubles[i]))
            return true;
    return false;
}

/* Trouble that the rules before still name has not ended by itself: the change ended it. Later on it is what is in force now that
 * is met; the data of then were right either way. */
static enum episode_event why_closed(const struct episode_context *ctx, const struct episode_view *episode,
                                     const struct trouble *troubles, size_t n)
{
    enum episode_event event = why_over(ctx, episode, troubles, n);
    switch (event) {
    case EV_VALUE_MET:
    case EV_CORRECTED:
    case EV_NEXT_PERIOD:
    case EV_DUE_PASSED:
        if (names(ctx->before, episode))
            return EV_ADJUSTED;
        return names(ctx->then, episode) ? EV_VALUE_MET : event;
    default: return event;
    }
}

static enum status put(struct episode_decisions *decisions, struct episode_decision decision)
{
    if (decisions->n == EPISODE_DECISIONS_MAX)
        return ST_BAD_INPUT;
    decisions->at[decisions->n++] = decision;
    return ST_OK;
}

enum status episode_decide(const struct episode_view *episode, enum episode_event on, struct episode_decision *ret)
{
    const struct episode_edge *edge = episode_edge_find(episode->state, on);
    if (edge == NULL)
        return ST_CONFLICT;
    unsigned effects = edge->effects;
    /* nothing was told: nothing is taken back; a baseline says nothing */
    if (!episode->told)
        effects &= ~((unsigned)EFFECT_WITHDRAW | (unsigned)EFFECT_ADJUST);
    if (episode->baseline && episode->ladder != LADDER_BEFORE_DUE)
        effects &= ~(unsigned)EFFECT_NOTICE;
    *ret = (struct episode_decision){.id = episode->id,
                                     .ladder = episode->ladder,
                                     .period = episode->period,
                                     .number = episode->number,
                                     .from = episode->state,
                                     .to = edge->to,
                                     .on = on,
                                     .effects = effects,
                                     .baseline = episode->baseline,
                                     .due = DATE_NONE,
                                     .why = edge->why};
    return ST_OK;
}

static enum status close_unwanted(const struct episode_context *ctx, const struct trouble *troubles, size_t n,
                                  struct episode_decisions *ret)
{
    for (size_t i = 0; i < ctx->n_episodes; i++) {
        const struct episode_view *episode = &ctx->episodes[i];
        struct episode_decision decision;
        bool keep = !is_open(episode);
        for (size_t t = 0; t < n && !keep; t++)
            keep = same_trouble(episode, &troubles[t]);
        if (keep)
            continue;
        enum status status = episode_decide(episode, why_closed(ctx, episode, troubles, n), &decision);
        if (status == ST_OK)
            status = put(ret, decision);
        if (status != ST_OK)
            return status;
    }
    return ST_OK;
}

static struct episode_decision open_new(const struct episode_context *ctx, const struct trouble *trouble, int number)
{
    const struct episode_edge *edge = episode_edge_find(EP_NONE, EV_TROUBLE);
    bool was_judged = ctx->told_period != MONTH_NONE && trouble->period <= ctx->told_period && trouble->is_late;
    bool by_number = trouble->ladder == LADDER_BEHIND || trouble->ladder == LADDER_OVERDUE;
    return (struct episode_decision){.ladder = trouble->ladder,
                                     .period = trouble->period,
                                     .number = number,
                                     .from = EP_NONE,
                                     .to = edge->to,
                                     .on = EV_TROUBLE,
                                     .effects = edge->effects,
                                     .baseline = ctx->baseline,
                                     .since_us = trouble->since_us,
                                     .due = trouble->due,
                                     .is_correction = by_number && was_judged && !ctx->baseline && !ctx->duty_is_dated,
                                     .why = edge->why};
}

static enum status open_wanted(const struct episode_context *ctx, const struct trouble *trouble, struct episode_decisions *ret)
{
    int number = 0;
    for (size_t i = 0; i < ctx->n_episodes; i++) {
        const struct episode_view *episode = &ctx->episodes[i];
        if (!same_key(episode, trouble))
            continue;
        if (is_open(episode) && same_trouble(episode, trouble))
            return ST_OK;
        number = episode->number > number ? episode->number : number;
    }
    return put(ret, open_new(ctx, trouble, number + 1));
}

enum status episode_reconcile(const struct episode_context *ctx, struct episode_decisions *ret)
{
    struct trouble troubles[TROUBLES_MAX];
    struct episode_decisions decisions = {0};
    size_t n = wanted(ctx, troubles);
    enum status status = close_unwanted(ctx, troubles, n, &decisions);
    for (size_t t = 0; status == ST_OK && t < n; t++)
        status = open_wanted(ctx, &troubles[t], &decisions);
    if (status == ST_OK)
        *ret = decisions;
    return status;
}

/* ---- a correction that makes it worse ------------------------------------------------------------------------ */

static bool got_worse(const struct episode_context *ctx, const struct duty *duty, const struct episode_view *episode)
{
    const struct period_fact *judged = ctx->judgement->judged;
    if (!is_open(episode) || !episode->has_told_units || judged == NULL || !judged->has_value || judged->month != episode->period ||
        !duty->has_target || judged->units == episode->told_units)
        return false;
    if ((episode->ladder != LADDER_BEHIND && episode->ladder != LADDER_OVERDUE) || duty_is_dated(duty))
        return false;
    return target_gap(&duty->target, judged->units) > target_gap(&duty->target, episode->told_units);
}

static int next_number(const struct episode_context *ctx, const struct trouble *trouble)
{
    int number = 0;
    for (size_t i = 0; i < ctx->n_episodes; i++)
        if (same_key(&ctx->episodes[i], trouble) && ctx->episodes[i].number > number)
            number = ctx->episodes[i].number;
    return number + 1;
}

static enum status renew(const struct episode_context *ctx, const struct episode_view *episode, const struct trouble *trouble,
                         struct episode_decisions *ret)
{
    const struct episode_edge *in = episode_edge_find(EP_NONE, EV_TROUBLE);
    struct episode_decision end, begin = {.ladder = trouble->ladder,
                                          .period = trouble->period,
                                          .number = next_number(ctx, trouble),
                                          .from = EP_NONE,
                                          .to = in->to,
                                          .on = EV_TROUBLE,
                                          .effects = in->effects,
                                          .since_us = ctx->now_us,
                                          .due = trouble->due,
                                          .is_correction = true,
                                          .renews = episode->id,
                                          .why = in->why};
    enum status status = episode_decide(episode, EV_CORRECTED, &end);
    end.effects = EFFECT_NONE; /* what was told was right and not enough: nothing is taken back */
    if (status == ST_OK)
        status = put(ret, end);
    return status == ST_OK ? put(ret, begin) : status;
}

enum status episode_renew_worse(const struct episode_context *ctx, const struct duty *duty, struct episode_decisions *ret)
{
    struct episode_decisions decisions = {0};
    enum status status = ST_OK;
    for (size_t i = 0; i < ctx->n_episodes; i++)
        for (size_t t = 0; status == ST_OK && t < ctx->judgement->n_troubles; t++)
            if (same_key(&ctx->episodes[i], &ctx->judgement->troubles[t]) && got_worse(ctx, duty, &ctx->episodes[i]))
                status = renew(ctx, &ctx->episodes[i], &ctx->judgement->troubles[t], &decisions);
    if (status == ST_OK)
        *ret = decisions;
    return status;
}

bool trouble_is_baseline(const struct duty_context *ctx, const struct judgement *judgement, const struct trouble *trouble,
                         int64_t baseline_us)
{
    const struct period_fact *judged = judgement->judged;
    if (trouble->ladder == LADDER_BEFORE_DUE)
        return false;
    bool was_over = instant_of_date(month_last_date(trouble->period) + 1, 0) <= baseline_us;
    if (trouble->ladder == LADDER_BEHIND && was_over && judged != NULL && judged->known_us <= baseline_us)
        return true; /* complete before its cut-off, and judged at the beginning */
    return duty_cutoff_us(ctx->duty, ctx->calendar, ctx->rules, trouble->period) <= baseline_us;
}

void episode_notice_key(struct text *out, const char *duty_id, const char *institution_code, const struct episode_view *episode,
                        const char *rung, const char *recipient)
{
    text_printf(out, "%s|%s|%s|", duty_id, institution_code, ladder_name(episode->ladder));
    month_format(out, episode->period);
    text_printf(out, "|%d|%s", episode->number, rung);
    if (recipient != NULL)
        text_printf(out, "|%s", recipient);
}
