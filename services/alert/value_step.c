/* value_step.c: a number moved, or a return came or went: which duties look at it is written on the subjects (their cell). */
#include <stdio.h>
#include <string.h>

#include "alert/alert.h"
#include "alert/subject_store.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/todo.h"

/* The same cell moves with every file of a burst: once in a batch is enough. */
static bool stood_before(const struct todo_rows *rows, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (todo_key_equal(&rows->rows[k].key, &rows->rows[i].key))
            return true;
    return false;
}

/* `discharge|2025-12` → `return:discharge:2025-12` */
static enum status wake_return(struct db *db, const struct todo_row *row, int64_t now_us)
{
    char duty[TODO_KEY_SIZE + 16];
    const char *bar = strchr(row->key.key, '|');
    if (bar == NULL)
        return ST_BAD_INPUT;
    snprintf(duty, sizeof duty, "return:%.*s:%s", (int)(bar - row->key.key), row->key.key, bar + 1);
    return subject_store_wake_one(db, row->key.institution_id, duty, row->id, now_us);
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    (void)arg;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < job->rows.count; i++) {
        const struct todo_row *row = &job->rows.rows[i];
        if (stood_before(&job->rows, i))
            continue;
        if (strcmp(row->key.kind, "return") == 0)
            st = wake_return(db, row, job->business_us);
        else
            st =
                subject_store_wake_cell(db, row->key.alliance_id, row->key.institution_id, row->key.key, row->id, job->business_us);
    }
    if (st == ST_OK)
        CRASH_POINT("alert.before_value_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("alert.after_value_commit");
    alert_wake(arg);
}

static const char *const KINDS[] = {"value", "return"};

const struct todo_step VALUE_STEP = {.schema = "alert",
                                     .name = "alert.value",
                                     .kinds = KINDS,
                                     .kind_count = 2,
                                     .batch = 500,
                                     .parallel = 1,
                                     .by_key = false,
                                     .run = run,
                                     .done = done};
