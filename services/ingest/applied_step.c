/* applied_step.c: work rows that say "catalog" or "clock". An upload takes the catalog that is in force when it is opened and the
 * business time of each command, so there is nothing to bring up to date: looking is all the work. */
#include "ingest/ingest.h"
#include "lib/crash.h"

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    (void)db, (void)job, (void)arg;
    CRASH_POINT("ingest.before_applied_commit");
    return ST_OK;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    (void)job, (void)arg;
    if (outcome == ST_OK)
        CRASH_POINT("ingest.after_applied_commit");
}

static const char *const KINDS[] = {"catalog", "clock"};
const struct todo_step APPLIED_STEP = {
    .schema = "ingest",
    .name = "ingest.applied",
    .kinds = KINDS,
    .kind_count = sizeof KINDS / sizeof KINDS[0],
    .batch = TODO_BATCH_MAX,
    .parallel = 1,
    .by_key = false,
    .run = run,
    .done = done,
};
