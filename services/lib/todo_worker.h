/* todo_worker.h: the part of a consumer that finds its work rows and runs a step for them.
 *
 * A worker looks when it is woken (an event said "look"), every sweep_ms, at start, and again after each step. For each key that it
 * finds, and that no task of this process is busy with, it spawns a task that runs, on a connection of the pool:
 *     BEGIN; claim the key's rows; step->run(); delete the rows; COMMIT; then step->done().
 * With by_key = false a task takes rows of many keys at once (cells, of which thousands come together); if such a batch fails, its
 * keys are worked on one by one, so that only the culprit counts a failure. A step that fails: a lost connection is waited out and
 * counts for nothing; ST_CONFLICT is run again at once, three times; all else (and a time-out on a good connection) is todo_fail(),
 * with growing pauses of the key in between, on the monotonic clock. */
#ifndef DUBAN_LIB_TODO_WORKER_H
#define DUBAN_LIB_TODO_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "lib/todo.h"

struct db;
struct db_pool;
struct loop;
struct metrics;
struct todo_worker;

/* One unit of work, lent to run and done. */
struct todo_job {
    struct todo_rows rows;
    int64_t business_us; /* business now, taken once for this unit */
    void *state;         /* run leaves here what done needs; NULL before each run */
    struct text reason;  /* run may say why it failed; no person, no patient */
};

/* What a service plugs in, one for each family of kinds. Lent for the life of the worker (static const). */
struct todo_step {
    const char *schema;
    const char *name; /* for logs: "compute.lane" */
    const char *const *kinds;
    size_t kind_count;
    size_t batch;    /* rows of one transaction at most: 1..TODO_BATCH_MAX */
    size_t parallel; /* tasks at once; the pool bounds them too */
    bool by_key;
    /* In the transaction, after the claim. May run again (40001): it starts from nothing each time, touches nothing but the
     * database and job->state. It reaches the transaction's end by returning: ST_OK commits. */
    enum status (*run)(struct db *db, struct todo_job *job, void *arg);
    /* After each run exactly once: ST_OK when it was committed (publish now), anything else when it was not. Frees job->state.
     * May be NULL. */
    void (*done)(struct todo_job *job, enum status outcome, void *arg);
};

/* pool, metrics and arg outlive the worker, which ends with the loop. Metrics: todo_done_total, todo_failed_total,
 * todo_parked_total. */
MUST_CHECK enum status todo_worker_start(struct todo_worker **ret, struct loop *loop, struct db_pool *pool, struct metrics *metrics,
                                         const struct todo_step *step, void *arg, int64_t sweep_us);

/* Look now. From a callback or a task; cheap, and several calls are one look. */
void todo_worker_wake(struct todo_worker *worker);

/* After the loop has ended: frees. Accepts NULL. */
void todo_worker_free(struct todo_worker *worker);

#endif
