/* month_watch.c: business time that runs by itself. A placed clock is stepped by a command, which writes the clock rows; a running
 * one just comes to a new month. */
#include "compute/compute.h"
#include "compute/lane_store.h"
#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/loop.h"
#include "lib/task.h"
#include "lib/todo.h"

struct month_watch {
    struct compute *compute;
    struct loop_timer *timer;
    bool looking;
};

static enum status queue_new_month(struct db *db, int64_t alliance_id, int64_t now_us, bool *queued)
{
    int32_t horizon = 0;
    enum status st = alliance_horizon(db, alliance_id, &horizon);
    if (st == ST_CONFLICT) /* no lane and no catalog step so far: its catalog row makes all cells */
        return ST_OK;
    if (st != ST_OK || horizon >= month_of_date(instant_date(now_us)))
        return st;
    *queued = true;
    return todo_insert_once(db, "compute", "clock", alliance_id, "", now_us);
}

static enum status look(struct db *db, void *arg)
{
    int64_t now_us = 0, ids[ALLIANCES_MAX];
    size_t n = 0;
    bool *queued = arg;
    *queued = false;
    enum status st = clock_business_now(db, &now_us);
    if (st == ST_OK)
        st = alliances_list(db, ids, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = queue_new_month(db, ids[i], now_us, queued);
    if (st == ST_OK && *queued)
        CRASH_POINT("compute.before_month_commit");
    return st;
}

static void look_task(void *arg)
{
    struct month_watch *watch = arg;
    struct process *p = watch->compute->process;
    struct db *db = NULL;
    bool queued = false;
    /* what cannot be reached now is looked at with the next sweep */
    if (db_pool_take(p->pool, monotonic_us() + CLOCK_SECOND_US, &db) == ST_OK && db_transact(db, look, &queued) == ST_OK) {
        if (queued)
            CRASH_POINT("compute.after_month_commit");
        todo_worker_wake(watch->compute->definitions);
    }
    db_pool_give(p->pool, &db);
    watch->looking = false;
}

static void tick(void *arg)
{
    struct month_watch *watch = arg;
    if (watch->looking || loop_stopping(watch->compute->process->loop))
        return;
    watch->looking = task_spawn(watch->compute->process->loop, "compute.month_watch", look_task, watch) == ST_OK;
}

enum status month_watch_start(struct compute *compute, int64_t sweep_us)
{
    static struct month_watch watch; /* lives as long as the process */
    watch.compute = compute;
    return loop_timer_add(compute->process->loop, monotonic_us() + sweep_us, sweep_us, tick, &watch, &watch.timer);
}
