/* todo_blame.h: what a failure costs its work row, wherever the row was worked on: counted, its key pauses ever longer, parked at
 * the fifth. Whoever works rows off has one such object for each family of them. */
#ifndef DUBAN_LIB_TODO_BLAME_H
#define DUBAN_LIB_TODO_BLAME_H

#include <stdint.h>

#include "lib/status.h"

struct db;
struct metric;
struct metrics;
struct todo_keys;
struct todo_rows;

/* Everything in it is lent. */
struct todo_blame {
    const char *schema, *step; /* whose rows; for logs: "compute.lane" */
    struct todo_keys *keys;
    int64_t sweep_us;
    struct metric *failed, *parked; /* todo_failed_total, todo_parked_total */
};
void todo_blame_init(struct todo_blame *blame, const char *schema, const char *step, struct todo_keys *keys,
                     struct metrics *metrics, int64_t sweep_us);

/* One failure for these rows, at least one, all of one key; outside of a transaction. Anything but ST_OK: it could not be counted
 * (the database is away). `reason` names no person and no patient. */
MUST_CHECK enum status todo_blame(const struct todo_blame *blame, struct db *db, const struct todo_rows *rows, enum status failure,
                                  const char *reason);

#endif
