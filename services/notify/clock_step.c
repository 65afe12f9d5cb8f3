/* clock_step.c: business time or the catalog moved. Letters carry their own work rows with their own hours, so
 * there is nothing to write: whoever may have become due is looked at. */
#include "lib/crash.h"
#include "notify/notify.h"

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    (void)db, (void)job, (void)arg;
    CRASH_POINT("notify.before_clock_commit");
    return ST_OK;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("notify.after_clock_commit");
    notify_wake(arg);
}

static const char *const KINDS[] = {"clock", "catalog"};

const struct todo_step CLOCK_STEP = {.schema = "notify",
                                     .name = "notify.clock",
                                     .kinds = KINDS,
                                     .kind_count = sizeof KINDS / sizeof KINDS[0],
                                     .batch = TODO_BATCH_MAX,
                                     .parallel = 1,
                                     .by_key = false,
                                     .run = run,
                                     .done = done};
