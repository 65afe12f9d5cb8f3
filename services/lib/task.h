/* task.h: steps that wait without stopping the loop: stackful coroutines.
 *
 * A task is a function with a stack of its own, run by the loop. Where it would block (task_wait_fd, task_sleep_us, a gate, and so
 * db_exec and bus_request) it yields, and the loop serves others. There is one thread: between two waits a task is alone, and no
 * lock is needed. What it must not do: wait while it holds something that a callback needs at once, or compute for more than some
 * ten milliseconds without task_yield().
 *
 * Stacks are 256 KiB with a guard page (1 MiB under AddressSanitizer) and are kept for the next task. At most TASK_MAX are alive;
 * one more is refused with ST_RETRY, and the caller leaves the work where it is. A task may spawn tasks.
 * Outside any task the waits poll by themselves, so that the same code serves the operator's command and tests. */
#ifndef DUBAN_LIB_TASK_H
#define DUBAN_LIB_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct loop;
struct task;

#define TASK_MAX 256 /* 64 MiB of address space for stacks; far more than a process has connections */

/* Starts fn(arg) in the next round. `name` is lent for the life of the task (a literal): it stands in logs.
 * ST_RETRY: TASK_MAX are alive, or no stack could be had; fn will not run, arg stays the caller's. */
MUST_CHECK enum status task_spawn(struct loop *loop, const char *name, void (*fn)(void *arg), void *arg);

/* The running task, NULL outside. */
struct task *task_current(void);

/* Its name; "main" for NULL. */
const char *task_name(const struct task *task);

/* The loop that runs the current task; NULL outside. */
struct loop *task_loop(void);

/* How many tasks are alive in this loop. */
size_t task_count(const struct loop *loop);

/* Waits until poll reports one of events, or an error condition, on fd: ST_OK. ST_RETRY: deadline_us (monotonic, CLOCK_NEVER_US
 * for none) came first. ST_FATAL: poll failed. A stop of the loop does not end it: a statement under way is waited for. */
MUST_CHECK enum status task_wait_fd(int fd, short events, int64_t deadline_us);

/* True: slept it out. False: the loop is stopping; the sleep ended at once and so should the caller. */
bool task_sleep_us(int64_t duration_us);

/* Lets every other ready task and callback run once. Does nothing outside a task. */
void task_yield(void);

/* A gate: tasks wait until somebody opens it. Zero-initialised, in the caller's memory, which outlives its waiters. */
struct task_gate {
    struct task *first;
};

/* True: the gate was opened after the call. False: deadline_us came first, or the loop is stopping. In a task only. */
bool task_gate_wait(struct task_gate *gate, int64_t deadline_us);

/* Wakes all who wait now; who comes later waits for the next opening. From a task or a callback. */
void task_gate_open(struct task_gate *gate);

/* A bell: who looks at something that changes while he looks is called back. Unlike an opening, a ring is not lost while nobody
 * waits: the next wait ends at once, whatever happened before it. For one waiter. Zero-initialised. */
struct task_bell {
    struct task_gate gate;
    bool rung;
};

/* True: it was rung since the last wait ended. False: deadline_us came first, or the loop is stopping. In a task only. */
bool task_bell_wait(struct task_bell *bell, int64_t deadline_us);

/* From a task or a callback. */
void task_bell_ring(struct task_bell *bell);

#endif
