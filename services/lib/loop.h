/* loop.h: the one thread of a process: a poll(2) loop over descriptors, timers and the tasks of task.h.
 *
 * - A callback runs on the loop's own stack and must not block: longer work is a task (task.h).
 * - Callbacks may add and remove watches and timers, their own included, at any time.
 * - One round is: poll, descriptors, timers that are due, tasks that are ready. Each phase is bounded by what was there when it
 *   began, so that nobody starves another.
 * - Stopping: loop_stop(), or SIGTERM/SIGINT after loop_watch_signals(). The loop then goes on only until the last task has ended
 *   or the grace is over; who spawns tasks asks loop_stopping() first and takes no new work. Memory that tasks still hold when the
 *   grace is over is given up: the process returns from main, and the database rolls back what was not committed. */
#ifndef DUBAN_LIB_LOOP_H
#define DUBAN_LIB_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct loop;
struct loop_watch;
struct loop_timer;

/* ST_FATAL: no memory. */
MUST_CHECK enum status loop_new(struct loop **ret);

/* No task may be alive, or it was given up after loop_run said ST_RETRY. Accepts NULL. Removes all watches and timers. */
void loop_free(struct loop *loop);

/* Calls fn(arg, revents) in each round in which poll reports one of events (POLLIN, POLLOUT) or an error condition on fd.
 * The descriptor stays the caller's. Level-triggered: what fn leaves unread comes again. */
MUST_CHECK enum status loop_watch_add(struct loop *loop, int fd, short events, void (*fn)(void *arg, short revents), void *arg,
                                      struct loop_watch **ret);

/* *watch is NULL afterwards; accepts NULL in it. fn is not called any more, not even in this round. */
void loop_watch_remove(struct loop *loop, struct loop_watch **watch);

/* Calls fn(arg) when monotonic time reaches due_us, then every period_us (0: once; the timer is still to be removed by its owner).
 * A late period is not made up for: the next one counts from now. */
MUST_CHECK enum status loop_timer_add(struct loop *loop, int64_t due_us, int64_t period_us, void (*fn)(void *arg), void *arg,
                                      struct loop_timer **ret);

/* Moves the next call to due_us; CLOCK_NEVER_US: sleeps until it is moved again. */
void loop_timer_move(struct loop_timer *timer, int64_t due_us);

void loop_timer_remove(struct loop *loop, struct loop_timer **timer);

/* Blocks SIGTERM, SIGINT and SIGPIPE in this thread: call it before anything makes a thread (bus_open), so that all inherit it. */
MUST_CHECK enum status loop_block_signals(void);

/* Reads SIGTERM and SIGINT from a signalfd and stops the loop. loop_block_signals() came first. */
MUST_CHECK enum status loop_watch_signals(struct loop *loop);

/* Runs until it was stopped and no task is alive: ST_OK. ST_RETRY: the grace was over first and tasks were given up.
 * ST_FATAL: poll failed. */
MUST_CHECK enum status loop_run(struct loop *loop);

/* One round that waits at most max_wait_us: for tests and for programs with a loop of their own. */
MUST_CHECK enum status loop_run_once(struct loop *loop, int64_t max_wait_us);

void loop_stop(struct loop *loop);
bool loop_stopping(const struct loop *loop);

/* How long loop_run waits for tasks after a stop (default 10 s). */
void loop_set_grace(struct loop *loop, int64_t grace_us);

#endif
