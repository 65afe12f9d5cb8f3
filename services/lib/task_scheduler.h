/* task_scheduler.h: the seam between loop.c and task.c; nobody else includes it.
 *
 * The loop owns one scheduler and gives it one phase of each round; the scheduler uses the loop's watches and timers to wake tasks.
 */
#ifndef DUBAN_LIB_TASK_SCHEDULER_H
#define DUBAN_LIB_TASK_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"

struct loop;
struct task_scheduler;

/* Of loop.c. */
struct task_scheduler *loop_scheduler(const struct loop *loop);

/* Of task.c. */
MUST_CHECK enum status task_scheduler_new(struct task_scheduler **ret, struct loop *loop);
void task_scheduler_free(struct task_scheduler *scheduler);

/* Is a task ready to run, so that poll must not wait? */
bool task_scheduler_ready(const struct task_scheduler *scheduler);

/* Runs each task that is ready now, once. */
void task_scheduler_run(struct task_scheduler *scheduler);

/* The loop is stopping: ends every sleep and every wait at a gate. */
void task_scheduler_stop(struct task_scheduler *scheduler);

size_t task_scheduler_count(const struct task_scheduler *scheduler);

#endif
