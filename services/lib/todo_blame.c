/* Why: a row that fails five times parks its key, said in the log once; the pauses in between are this process's own. */
#include "lib/todo_blame.h"

#include <inttypes.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/todo.h"
#include "lib/todo_keys.h"

/* A key that failed pauses for sweep × 2^failures, at most: */
#define PAUSE_MOST_US (60 * CLOCK_SECOND_US)

void todo_blame_init(struct todo_blame *blame, const char *schema, const char *step, struct todo_keys *keys,
                     struct metrics *metrics, int64_t sweep_us)
{
    *blame = (struct todo_blame){.schema = schema,
                                 .step = step,
                                 .keys = keys,
                                 .sweep_us = sweep_us,
                                 .failed = metrics_get(metrics, "todo_failed_total"),
                                 .parked = metrics_get(metrics, "todo_parked_total")};
}

/* Longer with each failure. */
static int64_t pause_us(const struct todo_blame *b, int64_t failures)
{
    int64_t us = b->sweep_us << (failures < 10 ? failures : 10);
    return us < PAUSE_MOST_US ? us : PAUSE_MOST_US;
}

static void log_parked(const struct todo_blame *b, const struct todo_row *row, const char *reason)
{
    log_event(LOG_ERROR, "todo.parked",
              "step=%s kind=%s alliance=%" PRId64 " institution=%" PRId64 " key=%s todo=%" PRId64
              " reason=%s next=\"its key waits until it is resumed\"",
              b->step, row->key.kind, row->key.alliance_id, row->key.institution_id, log_value(row->key.key).s, row->id,
              log_value(reason).s);
}

enum status todo_blame(const struct todo_blame *blame, struct db *db, const struct todo_rows *rows, enum status failure,
                       const char *reason)
{
    const struct todo_row *first = &rows->rows[0];
    size_t parked = 0;
    log_event(LOG_WARN, "todo.failed",
              "step=%s kind=%s institution=%" PRId64 " todo=%" PRId64 " attempts=%" PRId64 " status=%s reason=%s "
              "next=\"tried again after a pause, parked at the fifth\"",
              blame->step, first->key.kind, first->key.institution_id, first->id, first->attempts + 1, status_name(failure),
              log_value(reason).s);
    metric_add(blame->failed, 1);
    enum status st = todo_fail(db, blame->schema, rows, reason, &parked);
    todo_keys_pause(blame->keys, &first->key, pause_us(blame, first->attempts + 1)); /* whatever it took to write that */
    if (st == ST_OK && parked > 0)
        log_parked(blame, first, reason);
    metric_add(blame->parked, (int64_t)parked);
    return st;
}
