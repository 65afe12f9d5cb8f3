/* deliver_step.c: a letter is claimed and an attempt is written down; then the channel is touched; then the outcome is written
 * down.
 *
 * Each half of that may be the last thing that this process does. A claim's holder raises the letter's beat while it lives; whoever
 * has seen fence and beat unchanged for the lease, on its own clock, takes over with the next fence, and what the first one still
 * writes meets that fence and changes nothing. An attempt without an outcome is `lost`: on a channel that cannot promise, the
 * ledger says maybe twice and the letter goes again with the same Message-ID, if the mode still lets it leave (law 8).
 *
 * What the channel says is the letter's fate. What fails here, before or after it, is counted at the letter's work row: it pauses
 * and is parked at the fifth time, and its place is another letter's (law 11). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/todo_blame.h"
#include "model/organisation.h"
#include "notify/attempt_store.h"
#include "notify/message_store.h"
#include "notify/notice_store.h"
#include "notify/post_office.h"
#include "notify/undelivered.h"

/* With pauses up to five minutes: about a day. Then a person has to look; `duban notice resend` gives it as many again. */
#define ATTEMPTS_MAX 300
/* Between tries to write an outcome down that the database refused. */
#define REFUSAL_PAUSE_MOST_US (10 * CLOCK_SECOND_US)

/* One letter in the hands of one task. */
struct errand {
    struct post_office *office;
    struct candidate seen;
    struct message message;
    struct channel *channel;
    char *from_name;
    int64_t number, first_us, now_us;
    bool taken, over; /* the claim was ours; its last word was said */
};

/* Our own failure, counted at the letter's row. False: it could not be counted, the database is away. */
static bool blame(struct errand *e, struct db *db, enum status failure)
{
    struct todo_row *work = &e->seen.work;
    if (db == NULL || db_lost(db) || db_outcome_unknown(db))
        return false;
    scoped(text_done) struct text reason;
    text_init(&reason, TODO_REASON_MAX);
    text_printf(&reason, "%s %s %s", status_name(failure), db_sqlstate(db), db_error(db));
    if (todo_blame(&e->office->blame, db, &(struct todo_rows){.rows = work, .count = 1}, failure, reason.s) != ST_OK)
        return false;
    work->attempts++;
    return true;
}

/* ---- before the channel is touched ---- */

/* The mode may have changed since the letter was written. */
static enum status stop_here(struct errand *e, struct db *db, const struct mode_verdict *verdict)
{
    struct message_result result = {.state = verdict->state, .outcome = reason_code(verdict->reason)};
    e->over = true;
    enum status st = message_store_finish(db, &e->message, e->office->notify->holder, &result);
    if (st == ST_OK)
        st = message_store_end(db, e->message.message_id);
    return st == ST_OK ? notice_store_conclude(db, e->message.message_id, e->now_us) : st;
}

static enum status look_up(struct errand *e, struct db *db, struct mode_verdict *ret_verdict)
{
    struct notify *notify = e->office->notify;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take(notify->alliances, db, e->message.alliance_id, &alliance);
    if (st != ST_OK)
        return st;
    const struct organisation *organisation = alliance->organisation;
    const struct person *person = organisation == NULL ? NULL : organisation_person(organisation, e->message.person);
    const char *name = organisation == NULL ? NULL : organisation_office(organisation, "signature");
    const char *address = strcmp(e->message.channel, "smtp") == 0 ? e->message.address : person == NULL ? NULL : person->email;
    *ret_verdict = mode_judge(&notify->mode, e->message.person, address);
    free(e->from_name);
    e->from_name = strdup(name == NULL ? "" : name);
    return e->from_name == NULL ? ST_RETRY : ST_OK;
}

/* Whatever becomes of it now, its reader may have it: who corrects it later has to know. */
static enum status lose_earlier(struct errand *e, struct db *db)
{
    int64_t lost = 0;
    enum status st = attempt_store_lose(db, e->message.message_id, e->now_us, &lost);
    if (st != ST_OK || lost == 0 || e->channel->is_exact)
        return st;
    e->message.maybe_twice = true;
    return message_store_doubt(db, &e->message, e->office->notify->holder);
}

static enum status begin_attempt(struct errand *e, struct db *db)
{
    return attempt_store_begin(db, e->message.message_id, e->message.fence, e->now_us, &e->number, &e->first_us);
}

/* A statement that found its row moved on; and not one that the database refused, which has a code. */
static bool is_guard(const struct db *db, enum status st)
{
    return st == ST_CONFLICT && db_sqlstate(db)[0] == '\0';
}

static enum status claim(struct db *db, void *arg)
{
    struct errand *e = arg;
    struct notify *notify = e->office->notify;
    struct mode_verdict verdict = {0};
    message_done(&e->message);
    e->taken = e->over = false;
    enum status st = message_store_claim(db, &e->seen, notify->holder, &e->message);
    if (is_guard(db, st))
        return ST_OK; /* it moved: the next look sees where to */
    if (st != ST_OK)
        return st;
    e->taken = true;
    e->channel = channels_find(&notify->channels, e->message.channel);
    st = e->channel == NULL ? ST_FATAL : lose_earlier(e, db);
    if (st == ST_OK)
        st = look_up(e, db, &verdict);
    if (st == ST_OK)
        st = verdict.state != NULL ? stop_here(e, db, &verdict) : begin_attempt(e, db);
    if (st == ST_OK)
        CRASH_POINT("notify.before_attempt_commit");
    return st;
}

/* ---- after it ---- */

struct finishing {
    struct errand *errand;
    const struct delivery *delivery;
    bool fenced; /* another holds the letter by now */
};

static struct message_result result_of(const struct errand *e, enum outcome outcome)
{
    bool gives_up = e->number - e->message.tries_before >= ATTEMPTS_MAX;
    switch (outcome) {
    case OUTCOME_ACCEPTED:
        return (struct message_result){.state = "sent",
                                       .outcome = reason_code(e->message.maybe_twice ? REASON_W_NTF_036 : REASON_I_NTF_020),
                                       .sent_us = e->now_us};
    case OUTCOME_REFUSED: return (struct message_result){.state = "failed", .outcome = reason_code(REASON_E_NTF_030)};
    case OUTCOME_LOST:
        return (struct message_result){.state = gives_up ? "failed" : "ready",
                                       .outcome = reason_code(gives_up ? REASON_E_NTF_031 : REASON_W_NTF_038),
                                       .maybe_twice = true};
    default:
        return (struct message_result){.state = gives_up ? "failed" : "ready",
                                       .outcome = reason_code(gives_up ? REASON_E_NTF_031 : REASON_W_NTF_037)};
    }
}

static enum status finish(struct db *db, void *arg)
{
    struct finishing *f = arg;
    struct errand *e = f->errand;
    enum outcome outcome = f->delivery->outcome;
    enum status st = clock_business_now(db, &e->now_us);
    if (st == ST_OK)
        st = attempt_store_finish(db, e->message.message_id, e->number, e->now_us, outcome, f->delivery->answer.s);
    f->fenced = is_guard(db, st);
    if (st == ST_OK && outcome == OUTCOME_ACCEPTED && e->channel->record != NULL)
        st = e->channel->record(e->channel, db, f->delivery, e->now_us);
    struct message_result result = result_of(e, outcome);
    if (st == ST_OK)
        st = message_store_finish(db, &e->message, e->office->notify->holder, &result);
    f->fenced = f->fenced || is_guard(db, st);
    e->over = strcmp(result.state, "ready") != 0;
    if (st == ST_OK && e->over)
        st = message_store_end(db, e->message.message_id);
    if (st == ST_OK && e->over)
        st = notice_store_conclude(db, e->message.message_id, e->now_us);
    if (st == ST_OK && strcmp(result.state, "failed") == 0)
        st = undelivered_tell_desk(e->office->notify, db, &e->message, result.outcome, e->now_us);
    if (st == ST_OK)
        CRASH_POINT("notify.before_outcome_commit");
    return st;
}

/* A pause that a stop of the process does not cut short: the outcome in hand is worth the wait. */
static void rest(int64_t pause_us)
{
    enum status st = task_wait_fd(-1, 0, monotonic_us() + pause_us);
    (void)st;
}

/* One try; true: there is no other. *ret_refused: the database is there, and would not have it. */
static bool try_finish(struct errand *e, const struct delivery *delivery, bool *ret_refused)
{
    struct process *p = e->office->notify->process;
    struct finishing finishing = {.errand = e, .delivery = delivery};
    struct db *db = NULL;
    enum status st = db_pool_take(p->pool, CLOCK_NEVER_US, &db);
    if (st == ST_OK)
        st = db_transact(db, finish, &finishing);
    bool unknown = st != ST_OK && db != NULL && db_outcome_unknown(db);
    bool fenced = st == ST_CONFLICT && finishing.fenced;
    *ret_refused = st != ST_OK && !fenced && blame(e, db, st);
    db_pool_give(p->pool, &db);
    if (fenced)
        log_event(LOG_WARN, "deliver.fenced", "message=%" PRId64 " attempt=%" PRId64 " next=\"its new holder decides\"",
                  e->message.message_id, e->number);
    else if (st != ST_OK)
        log_event(LOG_WARN, "deliver.outcome_waits",
                  "message=%" PRId64 " status=%s unknown=%d next=\"written again after a pause\"", e->message.message_id,
                  status_name(st), unknown);
    return st == ST_OK || fenced;
}

/* The outcome is known here and nowhere else: it is written down as soon as the database can be had. What the database refuses
 * five times is parked without it: who resumes the letter finds an attempt without outcome, as of one who died. */
static void write_outcome(struct errand *e, const struct delivery *delivery)
{
    int64_t pause_us = CLOCK_SECOND_US / 10, sweep_us = e->office->blame.sweep_us;
    bool refused = false;
    while (!try_finish(e, delivery, &refused)) {
        int64_t failures = e->seen.work.attempts;
        e->over = false;
        if (refused && failures >= TODO_ATTEMPTS_MAX)
            break;
        int64_t longer_us = sweep_us << failures;
        rest(!refused ? pause_us : longer_us < REFUSAL_PAUSE_MOST_US ? longer_us : REFUSAL_PAUSE_MOST_US);
        pause_us = pause_us < CLOCK_SECOND_US ? pause_us * 2 : pause_us;
    }
    CRASH_POINT("notify.after_outcome_commit");
}

static void count(struct post_office *office, enum outcome outcome)
{
    metric_add(outcome == OUTCOME_ACCEPTED    ? office->accepted
               : outcome == OUTCOME_TEMPORARY ? office->temporary
               : outcome == OUTCOME_REFUSED   ? office->refused
                                              : office->lost,
               1);
}

static void hand_over(struct errand *e)
{
    struct delivery delivery;
    delivery_init(&delivery, &e->message);
    delivery.from_name = e->from_name;
    delivery.date_us = e->first_us;
    e->channel->deliver(e->channel, &delivery);
    if (delivery.outcome == OUTCOME_ACCEPTED)
        CRASH_POINT("notify.after_accept");
    count(e->office, delivery.outcome);
    write_outcome(e, &delivery);
    delivery_done(&delivery);
}

/* ---- one errand ---- */

static enum status take(struct errand *e)
{
    struct process *p = e->office->notify->process;
    struct db *db = NULL;
    enum status st = db_pool_take(p->pool, CLOCK_NEVER_US, &db);
    if (st == ST_OK)
        st = clock_business_now(db, &e->now_us);
    if (st == ST_OK)
        st = db_transact(db, claim, e);
    bool waits = st != ST_OK && !loop_stopping(p->loop) && !blame(e, db, st);
    if (waits)
        log_event(LOG_WARN, "deliver.claim", "message=%" PRId64 " status=%s error=%s next=\"tried again in a sweep\"",
                  e->seen.message_id, status_name(st), log_value(db == NULL ? db_pool_error(p->pool) : db_error(db)).s);
    db_pool_give(p->pool, &db);
    if (waits)
        (void)task_sleep_us(e->office->blame.sweep_us);
    return st;
}

static void run_errand(void *arg)
{
    struct errand *e = arg;
    struct post_office *office = e->office;
    struct notify *notify = office->notify;
    if (take(e) == ST_OK && e->taken) {
        if (e->seen.held)
            metric_add(office->taken_over, 1);
        CRASH_POINT("notify.after_attempt_started");
        if (!e->over)
            hand_over(e);
        if (e->over)
            notify_say(notify, e->message.alliance_id, e->now_us);
    }
    struct sighting *sighting = sightings_find(&office->sightings, e->seen.message_id);
    if (sighting != NULL) {
        sighting->running = false;
        sighting->seen.fence = -1; /* whatever comes is new */
    }
    message_done(&e->message);
    free(e->from_name);
    free(e);
    office->running--;
    task_bell_ring(&notify->deliver);
}

bool deliver_spawn(struct post_office *office, struct sighting *sighting)
{
    struct errand *e = calloc(1, sizeof *e);
    if (e == NULL)
        return false;
    *e = (struct errand){.office = office, .seen = sighting->seen};
    sighting->running = true;
    office->running++;
    if (task_spawn(office->notify->process->loop, "notify.deliver", run_errand, e) == ST_OK)
        return true;
    sighting->running = false;
    office->running--;
    free(e);
    return false;
}
