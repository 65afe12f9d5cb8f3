/* sent_step.c: notify says what became of a notice; alert keeps it beside what it wanted, so that `why` needs no second place. */
#include <stdlib.h>

#include "alert/alert.h"
#include "alert/due_notice_store.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/todo.h"

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    (void)arg;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < job->rows.count; i++)
        st = due_notice_store_outcome(db, strtoll(job->rows.rows[i].key.key, NULL, 10), job->business_us);
    if (st == ST_OK)
        CRASH_POINT("alert.before_sent_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    (void)job, (void)arg;
    if (outcome == ST_OK)
        CRASH_POINT("alert.after_sent_commit");
}

static const char *const KINDS[] = {"sent"};

const struct todo_step SENT_STEP = {.schema = "alert",
                                    .name = "alert.sent",
                                    .kinds = KINDS,
                                    .kind_count = 1,
                                    .batch = 500,
                                    .parallel = 1,
                                    .by_key = false,
                                    .run = run,
                                    .done = done};
