/* sent_step.c: notify says what became of a notice, and when: alert keeps it beside what it wanted, for `why` and for the ladder,
 * which counts on from the first word's leaving. While it waits, the ladder takes it to leave now and asks again no later than it
 * then has to; only a line that was judged after it left, before we heard of it, is judged once more: whether the letter or the
 * hour is heard first must not be seen. */
#include <stdlib.h>

#include "alert/alert.h"
#include "alert/due_notice_store.h"
#include "alert/subject_store.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/todo.h"

static enum status hear(struct db *db, const struct todo_row *row, int64_t now_us)
{
    char duty[DUTY_ID_SIZE];
    enum status st = due_notice_store_outcome(db, row->key.institution_id, strtoll(row->key.key, NULL, 10), row->business_us, duty);
    return st == ST_OK && duty[0] != '\0' ? subject_store_wake_one(db, row->key.institution_id, duty, row->id, now_us) : st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    (void)arg;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < job->rows.count; i++)
        st = hear(db, &job->rows.rows[i], job->business_us);
    if (st == ST_OK)
        CRASH_POINT("alert.before_sent_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("alert.after_sent_commit");
    alert_wake(arg);
}

static const char *const KINDS[] = {"sent"};

const struct todo_step SENT_STEP = {.schema = "alert",
                                    .name = "alert.sent",
                                    .kinds = KINDS,
                                    .kind_count = 1,
                                    .batch = 1,
                                    .parallel = 1,
                                    .by_key = false,
                                    .run = run,
                                    .done = done};
