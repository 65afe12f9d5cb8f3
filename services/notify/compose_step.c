/* compose_step.c: a letter whose hour has come gets its text, and the mode decides whether it leaves.
 *
 * A routine letter first waits for what may belong into it (patience.h). What it asks for may have been done while it waited: that
 * is not asked any more, and a letter that has nothing else to say is not written (law 13). A letter that cannot be composed is
 * counted at its own work row, pauses and is parked at the fifth time; the letters after it go on. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/config.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/todo_blame.h"
#include "lib/todo_keys.h"
#include "model/catalog.h"
#include "model/organisation.h"
#include "notify/correction.h"
#include "notify/gather.h"
#include "notify/mime.h"
#include "notify/notify.h"
#include "notify/patience.h"
#include "notify/render.h"
#include "notify/undelivered.h"

#define HOLD_PAUSE_US (CLOCK_SECOND_US / 20)
/* ST_CONFLICT is somebody else's commit in between; three in a row are not. */
#define CONFLICTS_MAX 3

struct composer {
    struct notify *notify;
    struct business_clock clock;
    int64_t now_us;
    struct patience patience;
    bool upstream_known; /* in this look */
    struct todo_keys *keys;
    struct todo_blame blame;
};

/* One letter, one transaction. */
struct composing {
    struct composer *composer;
    const struct due_message *due;
    const struct alliance *alliance;
    bool ended;   /* its last word was said */
    bool written; /* it has its text */
};

/* ---- the text ---- */

static void set_text(char **text, const char *value)
{
    free(*text);
    *text = strdup(value);
}

static enum status end_here(struct message *m, const char *state, enum reason reason)
{
    set_text(&m->state, state);
    set_text(&m->outcome, reason_code(reason));
    return ST_OK;
}

/* Where it goes and whether it may. */
static enum status decide(const struct composing *c, struct message *m)
{
    const struct person *person = organisation_person(c->alliance->organisation, m->person);
    const char *email = person == NULL ? NULL : person->email;
    bool by_mail = strcmp(m->channel, "smtp") == 0;
    if (person == NULL)
        return end_here(m, "failed", REASON_E_NTF_033);
    if (by_mail && (email == NULL || !mime_address_is_safe(email)))
        return end_here(m, "failed", REASON_E_NTF_032);
    set_text(&m->address, by_mail ? email : m->person);
    struct mode_verdict verdict = mode_judge(&c->composer->notify->mode, m->person, email);
    if (verdict.state != NULL)
        return end_here(m, verdict.state, verdict.reason);
    return end_here(m, "ready", REASON_I_NTF_022);
}

/* A correction goes exactly where the first letter went, whoever its reader is by now; if that never left, neither does this. */
static enum status decide_correction(const struct composing *c, struct db *db, struct message *m)
{
    char first[16];
    scoped(scoped_free) char *address = NULL;
    enum status st = notice_store_original_letter(db, m->message_id, first, &address);
    if (st != ST_OK)
        return st;
    const struct person *person = organisation_person(c->alliance->organisation, m->person);
    const char *email = strcmp(m->channel, "smtp") == 0 ? address : person == NULL ? NULL : person->email;
    set_text(&m->address, address);
    struct mode_verdict verdict = mode_judge(&c->composer->notify->mode, m->person, email);
    if (verdict.state != NULL)
        return end_here(m, verdict.state, verdict.reason);
    if (strcmp(first, "sent") != 0)
        return end_here(m, strcmp(first, "failed") == 0 ? "off" : first, REASON_I_NTF_027);
    return end_here(m, "ready", REASON_I_NTF_022);
}

static enum status fill(struct composing *c, struct db *db, struct notices *notices, struct message *m)
{
    struct notify *notify = c->composer->notify;
    scoped(text_done) struct text subject, body, header;
    text_init(&subject, SUBJECT_MAX_BYTES);
    text_init(&body, BODY_MAX_BYTES);
    text_init(&header, 300);
    enum reason reason = REASON_NONE;
    const char *param = "";
    struct render_request request = {.alliance = c->alliance,
                                     .notices = notices->at,
                                     .n = notices->n,
                                     .level = rules_content(catalog_rules(c->alliance->catalog), m->channel),
                                     .now_us = c->composer->now_us,
                                     .placed = c->composer->clock.placed,
                                     .left_on = instant_date(c->composer->now_us)};
    bool corrects = notices->n == 1 && notices->at[0].withdraws != 0;
    enum status st = corrects ? decide_correction(c, db, m) : decide(c, m);
    if (st == ST_OK && corrects)
        st = correction_name_readers(db, c->alliance, &notices->at[0]);
    if (st == ST_BAD_INPUT)
        reason = REASON_E_NTF_034;
    if (st == ST_OK)
        st = render_letter(&request, &subject, &body, &reason, &param);
    if (st == ST_BAD_INPUT) {
        log_event(LOG_ERROR, "letter.unwritten", "message=%" PRId64 " code=%s param=%s next=\"failed, the ledger says why\"",
                  m->message_id, reason_code(reason), log_value(param).s);
        st = end_here(m, "failed", reason);
    }
    render_message_id(&header, c->alliance->code, m->person, m->channel, m->business_day, m->sequence,
                      config_text(notify->process->config, "notify.smtp.from"));
    set_text(&m->subject, subject.s);
    set_text(&m->body, body.s);
    set_text(&m->message_id_header, header.s);
    bool whole = m->state != NULL && m->outcome != NULL && m->address != NULL && m->subject != NULL && m->body != NULL;
    return st == ST_OK && !whole ? ST_RETRY : st;
}

static enum status write_letter(struct composing *c, struct db *db, struct message *m)
{
    scoped(notices_done) struct notices notices = {0};
    enum status st = notice_store_drop_settled(db, m, reason_code(REASON_I_NTF_045), c->composer->now_us);
    if (st == ST_OK)
        st = notice_store_of_message(db, m->message_id, &notices);
    if (st == ST_OK && notices.n == 0) {
        c->ended = true; /* nothing is asked any more: the letter has gone with its last notice */
        return ST_OK;
    }
    if (st == ST_OK)
        st = fill(c, db, &notices, m);
    if (st == ST_OK)
        st = message_store_write(db, m);
    c->written = true;
    c->ended = st == ST_OK && strcmp(m->state, "ready") != 0;
    if (st == ST_OK && c->ended)
        st = message_store_end(db, m->message_id);
    if (st == ST_OK && c->ended)
        st = notice_store_conclude(db, m->message_id, c->composer->now_us);
    if (st == ST_OK && strcmp(m->state, "failed") == 0)
        st = undelivered_tell_desk(c->composer->notify, db, m, m->outcome, c->composer->now_us);
    return st;
}

/* ---- its hour ---- */

/* After an outage a letter may stand on a day that is over, or its hours may have passed: then it moves to where there is room. */
static enum status settle_slot(struct composing *c, struct db *db, struct message *m, bool *ret_now)
{
    struct send_slot slot;
    int64_t now_us = c->composer->now_us;
    enum status st = gather_slot(db, c->alliance, m, now_us, &slot);
    if (st != ST_OK)
        return st;
    *ret_now = slot.due_us <= now_us;
    if (*ret_now && (!m->routine || slot.day == m->business_day))
        return ST_OK;
    st = message_store_move(db, m, slot.day, *ret_now ? m->due_us : slot.due_us);
    message_done(m);
    return st == ST_OK && *ret_now ? message_store_lock_gathering(db, c->due->message_id, m) : st;
}

static enum status compose(struct db *db, void *arg)
{
    struct composing *c = arg;
    scoped(message_done) struct message m = {0};
    bool now = false;
    c->ended = c->written = false;
    enum status st = message_store_turn(db, c->due->alliance_id, c->due->person);
    if (st == ST_OK)
        st = message_store_lock_gathering(db, c->due->message_id, &m);
    if (st == ST_CONFLICT)
        return ST_OK; /* somebody else wrote it, or it is empty and gone */
    if (st == ST_OK)
        st = settle_slot(c, db, &m, &now);
    if (st == ST_OK && now)
        st = write_letter(c, db, &m);
    if (st == ST_OK)
        CRASH_POINT("notify.before_compose_commit");
    return st;
}

/* ---- looking ---- */

static enum status see_upstream(struct composer *c, struct db *db)
{
    int64_t busy[PATIENCE_MAX];
    size_t n = 0;
    enum status st = message_store_upstream(db, c->now_us, PATIENCE_MAX, busy, &n);
    if (st != ST_OK)
        return st;
    patience_see(&c->patience, busy, n, instant_date(c->now_us), monotonic_us());
    c->upstream_known = true;
    return ST_OK;
}

static enum status is_held(struct composer *c, struct db *db, const struct due_message *due, const struct alliance *alliance,
                           bool *ret_held)
{
    *ret_held = false;
    if (!due->routine || catalog_rules(alliance->catalog)->routine_per_day == 0)
        return ST_OK;
    enum status st = c->upstream_known ? ST_OK : see_upstream(c, db);
    if (st == ST_OK)
        *ret_held = patience_waits(&c->patience, due->alliance_id, c->clock.rate_num != 0, monotonic_us());
    return st;
}

static enum status look_at(struct composer *c, struct db *db, const struct due_message *due, bool *ret_held)
{
    struct notify *notify = c->notify;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take(notify->alliances, db, due->alliance_id, &alliance);
    if (st == ST_OK && alliance->organisation == NULL)
        return ST_OK;
    bool held = false;
    if (st == ST_OK)
        st = is_held(c, db, due, alliance, &held);
    if (st != ST_OK || held) {
        *ret_held = *ret_held || held;
        return st;
    }
    struct composing composing = {.composer = c, .due = due, .alliance = alliance};
    st = db_transact(db, compose, &composing);
    if (st != ST_OK)
        return st;
    CRASH_POINT("notify.after_compose_commit");
    if (composing.ended)
        notify_say(notify, due->alliance_id, c->now_us);
    else if (composing.written)
        task_bell_ring(&notify->deliver);
    return ST_OK;
}

/* Its own failure is counted at its own row; only a database that is away ends the look. */
static enum status look_at_or_blame(struct composer *c, struct db *db, const struct due_message *due, bool *ret_held)
{
    if (!todo_keys_idle(c->keys, &due->work.key))
        return ST_OK;
    enum status st = ST_CONFLICT;
    for (int i = 0; st == ST_CONFLICT && i < CONFLICTS_MAX; i++)
        st = look_at(c, db, due, ret_held);
    if (st == ST_OK || db_lost(db) || loop_stopping(c->notify->process->loop))
        return st;
    scoped(text_done) struct text reason;
    text_init(&reason, TODO_REASON_MAX);
    text_printf(&reason, "%s %s %s", status_name(st), db_sqlstate(db), db_error(db));
    struct todo_row work = due->work;
    return todo_blame(&c->blame, db, &(struct todo_rows){.rows = &work, .count = 1}, st, reason.s);
}

static enum status look(struct composer *c, struct db *db, bool *ret_held)
{
    scoped(due_messages_done) struct due_messages due = {0};
    c->upstream_known = false;
    enum status st = clock_business_read(db, &c->clock);
    if (st != ST_OK)
        return st;
    c->now_us = business_clock_at(&c->clock, clock_wall_us());
    st = message_store_due(db, c->now_us, &due);
    for (size_t i = 0; st == ST_OK && i < due.n && !loop_stopping(c->notify->process->loop); i++)
        st = look_at_or_blame(c, db, &due.at[i], ret_held);
    return st;
}

static void run(void *arg)
{
    struct notify *notify = arg;
    struct process *p = notify->process;
    int64_t sweep_us = config_i64(p->config, "sweep_ms") * 1000;
    struct composer composer = {.notify = notify, .keys = notify->composing};
    todo_blame_init(&composer.blame, "notify", "notify.compose", composer.keys, p->metrics, sweep_us);
    while (!loop_stopping(p->loop)) {
        struct db *db = NULL;
        bool held = false;
        enum status st = db_pool_take(p->pool, CLOCK_NEVER_US, &db);
        if (st == ST_OK)
            st = look(&composer, db, &held);
        if (st != ST_OK && !loop_stopping(p->loop))
            log_event(LOG_WARN, "letter.compose", "status=%s error=%s next=\"tried again in a sweep\"", status_name(st),
                      log_value(db == NULL ? db_pool_error(p->pool) : db_error(db)).s);
        db_pool_give(p->pool, &db);
        if (st != ST_OK)
            (void)task_sleep_us(sweep_us);
        else
            (void)task_bell_wait(&notify->compose, monotonic_us() + (held ? HOLD_PAUSE_US : sweep_us));
    }
}

enum status compose_start(struct notify *notify)
{
    notify->composing = todo_keys_new();
    if (notify->composing == NULL)
        return ST_RETRY;
    return task_spawn(notify->process->loop, "notify.compose", run, notify);
}
