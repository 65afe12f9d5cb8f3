/* clock_step.c: business time moved. What could change by itself by now becomes work rows in the transaction that takes the clock's
 * row, so the system is never seen quiet in between. The desk's summaries come first: they tell the states as the last quiet found
 * them. */
#include <inttypes.h>

#include "alert/alert.h"
#include "alert/applied_store.h"
#include "alert/subject_store.h"
#include "alert/summary.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/task.h"
#include "lib/todo.h"
#include "model/catalog.h"

#define SUMMARIES_MAX    16                     /* of one pass; the rest has a work row of its own */
#define SUMMARY_AGAIN_US (24 * 3600 * US_PER_S) /* one that was not said: there has been a day to mend it */

struct summary_task {
    struct alert *alert;
    const struct baseline *baseline;
    int64_t now_us;
    bool is_said;
};

static enum status say_one(struct db *db, void *arg)
{
    struct summary_task *task = arg;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take(task->alert->alliances, db, task->baseline->alliance_id, &alliance);
    if (st != ST_OK || alliance->organisation == NULL || catalog_plan(alliance->catalog) == NULL)
        return st;
    task->is_said = true;
    return summary_say(db, alliance, task->baseline, task->now_us);
}

/* It comes again in a day: what cannot be said now keeps no place in the page that others wait for. */
static enum status put_off(struct db *db, const struct summary_task *task, enum status failure)
{
    const struct baseline *b = task->baseline;
    if (failure == ST_OK)
        log_event(LOG_INFO, "summary.waits", "alliance=%" PRId64 " number=%" PRId64 " next=\"tried again in a day\"",
                  b->alliance_id, b->number);
    else
        log_event(LOG_ERROR, "summary.left",
                  "alliance=%" PRId64 " number=%" PRId64 " status=%s error=%s next=\"tried again in a day\"", b->alliance_id,
                  b->number, status_name(failure), log_value(db_error(db)).s);
    return baseline_store_put_off(db, b->alliance_id, b->baseline_us, task->now_us + SUMMARY_AGAIN_US);
}

/* Whatever is wrong with one alliance's summary, nobody else's clock stops for it (law 11). */
static enum status say_summaries(struct alert *alert, struct db *db, int64_t now_us)
{
    struct baseline due[SUMMARIES_MAX];
    size_t n = 0;
    enum status st = baseline_store_due(db, now_us, due, SUMMARIES_MAX, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        struct summary_task task = {.alert = alert, .baseline = &due[i], .now_us = now_us};
        st = db_attempt(db, say_one, &task);
        if (st != ST_RETRY && !(st == ST_OK && task.is_said))
            st = put_off(db, &task, st);
    }
    if (st == ST_OK && n == SUMMARIES_MAX) /* none of them is due any more; a placed clock is not looked at again by itself */
        st = todo_insert(db, "alert", "clock", 0, 0, "", NULL, 0, now_us);
    return st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    int64_t woken = 0;
    enum status st = say_summaries(arg, db, job->business_us);
    if (st == ST_OK)
        st = applied_store_wake_month(db, month_of_date(instant_date(job->business_us)), job->business_us);
    if (st == ST_OK)
        st = subject_store_wake_due(db, job->business_us, &woken);
    if (st != ST_OK)
        text_printf(&job->reason, "%s: %s", status_name(st), db_error(db));
    if (st == ST_OK)
        CRASH_POINT("alert.before_clock_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    if (outcome != ST_OK)
        return;
    CRASH_POINT("alert.after_clock_commit");
    alert_say(arg, EVENT_NOTICE_DUE, job);
}

static const char *const KINDS[] = {"clock"};

const struct todo_step CLOCK_STEP = {.schema = "alert",
                                     .name = "alert.clock",
                                     .kinds = KINDS,
                                     .kind_count = 1,
                                     .batch = TODO_BATCH_MAX,
                                     .parallel = 1,
                                     .by_key = false,
                                     .run = run,
                                     .done = done};

/* ---- time that passes by itself: nobody writes a clock row then, so we do ---- */

static enum status look(struct db *db, void *arg)
{
    bool *queued = arg, subjects = false, others = false;
    int64_t now_us = 0;
    enum status st = clock_business_now(db, &now_us);
    if (st == ST_OK)
        st = subject_store_any_due(db, now_us, &subjects);
    if (st == ST_OK)
        st = applied_store_any_due(db, month_of_date(instant_date(now_us)), now_us, &others);
    *queued = subjects || others;
    if (st == ST_OK && *queued)
        st = todo_insert_once(db, "alert", "clock", 0, "", now_us);
    if (st == ST_OK && *queued)
        CRASH_POINT("alert.before_watch_commit");
    return st;
}

static void watch(void *arg)
{
    struct alert *alert = arg;
    struct process *p = alert->process;
    int64_t sweep_us = config_i64(p->config, "sweep_ms") * 1000;
    while (task_sleep_us(sweep_us)) {
        struct db *db = NULL;
        bool queued = false;
        enum status st = db_pool_take(p->pool, monotonic_us() + sweep_us, &db);
        if (st == ST_OK)
            st = db_transact(db, look, &queued);
        if (st == ST_OK && queued)
            CRASH_POINT("alert.after_watch_commit");
        if (st != ST_OK)
            log_event(LOG_WARN, "clock.watch", "status=%s next=looked again in a sweep", status_name(st));
        else
            todo_worker_wake(alert->clocks);
        db_pool_give(p->pool, &db);
    }
}

enum status clock_watch_start(struct alert *alert)
{
    return task_spawn(alert->process->loop, "clock.watch", watch, alert);
}
