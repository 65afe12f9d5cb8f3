/* Why: a step with twenty statements reads as a function with twenty calls, not as twenty callbacks.
 *
 * A task is in exactly one of: the ready queue, a wait (its callbacks put it back into the queue), running, the list of spares. Its
 * wait stands on its own stack; whoever wakes it writes the outcome there and queues it, once. The task removes its own watch and
 * timer when it runs again, so a wait leaves nothing behind. */
#include "lib/task.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "lib/task_scheduler.h"
#include "lib/task_stack.h"

enum wake { WAKE_NONE, WAKE_READY, WAKE_DEADLINE, WAKE_STOP };

struct task_wait {
    struct loop_watch *watch;
    struct loop_timer *timer;
    bool ends_with_loop;
    enum wake wake;
};

struct task {
    struct task_fibre fibre;
    struct task_scheduler *scheduler;
    const char *name;
    void (*fn)(void *arg);
    void *arg;
    struct task *next;       /* in the ready queue or the spares */
    struct task *next_alive; /* in the list of the living */
    struct task *next_gated; /* at a gate */
    struct task_wait *wait;  /* while it waits */
    bool queued, ended;
};

struct task_scheduler {
    struct loop *loop;
    struct task_fibre home; /* the loop's own stack */
    struct task *ready_first, *ready_last;
    struct task *alive, *spares;
    size_t count, ready_count;
};

/* The one thing that cannot be passed along: a function deep in a step asks whether it may yield. */
static _Thread_local struct task *current;

enum status task_scheduler_new(struct task_scheduler **ret, struct loop *loop)
{
    struct task_scheduler *s = calloc(1, sizeof *s);
    if (s == NULL)
        return ST_FATAL;
    s->loop = loop;
    *ret = s;
    return ST_OK;
}

static void task_list_free(struct task *list, bool alive)
{
    while (list != NULL) {
        struct task *next = alive ? list->next_alive : list->next;
        task_stack_unmap(&list->fibre);
        free(list);
        list = next;
    }
}

void task_scheduler_free(struct task_scheduler *scheduler)
{
    assert(current == NULL);
    task_list_free(scheduler->spares, false);
    task_list_free(scheduler->alive, true);
    free(scheduler);
}

bool task_scheduler_ready(const struct task_scheduler *scheduler)
{
    return scheduler->ready_first != NULL;
}

size_t task_scheduler_count(const struct task_scheduler *scheduler)
{
    return scheduler->count;
}

size_t task_count(const struct loop *loop)
{
    return task_scheduler_count(loop_scheduler(loop));
}

static void task_queue(struct task *task)
{
    struct task_scheduler *s = task->scheduler;
    if (task->queued)
        return;
    task->queued = true;
    task->next = NULL;
    if (s->ready_last == NULL)
        s->ready_first = task;
    else
        s->ready_last->next = task;
    s->ready_last = task;
    s->ready_count++;
}

static struct task *task_dequeue(struct task_scheduler *s)
{
    struct task *task = s->ready_first;
    s->ready_first = task->next;
    if (s->ready_first == NULL)
        s->ready_last = NULL;
    s->ready_count--;
    task->queued = false;
    return task;
}

static void task_wake(struct task *task, enum wake wake)
{
    if (task->wait == NULL || task->wait->wake != WAKE_NONE)
        return;
    task->wait->wake = wake;
    task_queue(task);
}

static void task_retire(struct task *task)
{
    struct task_scheduler *s = task->scheduler;
    for (struct task **at = &s->alive; *at != NULL; at = &(*at)->next_alive)
        if (*at == task) {
            *at = task->next_alive;
            break;
        }
    s->count--;
    task->next = s->spares;
    s->spares = task;
}

void task_scheduler_run(struct task_scheduler *scheduler)
{
    for (size_t left = scheduler->ready_count; left > 0; left--) {
        struct task *task = task_dequeue(scheduler);
        current = task;
        task_fibre_switch(&scheduler->home, &task->fibre);
        current = NULL;
        if (task->ended)
            task_retire(task);
    }
}

void task_scheduler_stop(struct task_scheduler *scheduler)
{
    for (struct task *t = scheduler->alive; t != NULL; t = t->next_alive)
        if (t->wait != NULL && t->wait->ends_with_loop)
            task_wake(t, WAKE_STOP);
}

static void task_entry(void)
{
    struct task *task = current;
    task_fibre_entered(&task->scheduler->home);
    task->fn(task->arg);
    task->ended = true;
    task_fibre_leave(&task->fibre, &task->scheduler->home);
}

static struct task *task_spare_take(struct task_scheduler *s)
{
    struct task *task = s->spares;
    if (task != NULL) {
        s->spares = task->next;
        return task;
    }
    task = calloc(1, sizeof *task);
    if (task != NULL && task_stack_map(&task->fibre) != ST_OK) {
        free(task);
        task = NULL;
    }
    return task;
}

enum status task_spawn(struct loop *loop, const char *name, void (*fn)(void *arg), void *arg)
{
    struct task_scheduler *s = loop_scheduler(loop);
    struct task *task = s->count < TASK_MAX ? task_spare_take(s) : NULL;
    if (task == NULL)
        return ST_RETRY;
    if (task_fibre_prepare(&task->fibre, task_entry) != ST_OK) {
        task->next = s->spares;
        s->spares = task;
        return ST_RETRY;
    }
    task->scheduler = s;
    task->name = name;
    task->fn = fn;
    task->arg = arg;
    task->wait = NULL;
    task->ended = false;
    task->next_alive = s->alive;
    s->alive = task;
    s->count++;
    task_queue(task);
    return ST_OK;
}

struct task *task_current(void)
{
    return current;
}

const char *task_name(const struct task *task)
{
    return task == NULL ? "main" : task->name;
}

struct loop *task_loop(void)
{
    return current == NULL ? NULL : current->scheduler->loop;
}

/* Back to the loop until somebody queues the task again. */
static void task_switch_home(struct task *task)
{
    task_fibre_switch(&task->fibre, &task->scheduler->home);
}

static void wake_by_fd(void *arg, short revents)
{
    (void)revents;
    task_wake(arg, WAKE_READY);
}

static void wake_by_timer(void *arg)
{
    task_wake(arg, WAKE_DEADLINE);
}

/* Waits as `wait` says, with fd < 0 for none. ST_FATAL: no memory for the watch or the timer. */
static enum status task_wait(struct task *task, struct task_wait *wait, int fd, short events, int64_t deadline_us)
{
    struct loop *loop = task->scheduler->loop;
    enum status st = ST_OK;
    if (fd >= 0)
        st = loop_watch_add(loop, fd, events, wake_by_fd, task, &wait->watch);
    if (st == ST_OK && deadline_us != CLOCK_NEVER_US)
        st = loop_timer_add(loop, deadline_us, 0, wake_by_timer, task, &wait->timer);
    if (st == ST_OK) {
        task->wait = wait;
        task_switch_home(task);
        task->wait = NULL;
    }
    loop_watch_remove(loop, &wait->watch);
    loop_timer_remove(loop, &wait->timer);
    return st;
}

/* Outside any task: an ordinary poll. */
static enum status wait_blocking(int fd, short events, int64_t deadline_us)
{
    for (;;) {
        struct pollfd p = {.fd = fd, .events = events};
        int timeout_ms = -1;
        if (deadline_us != CLOCK_NEVER_US) {
            int64_t left_us = deadline_us - monotonic_us();
            timeout_ms = left_us <= 0 ? 0 : left_us / 1000 >= INT32_MAX ? INT32_MAX : (int)((left_us + 999) / 1000);
        }
        int rv = poll(&p, 1, timeout_ms);
        if (rv > 0)
            return ST_OK;
        if (rv == 0)
            return ST_RETRY;
        if (errno != EINTR)
            return ST_FATAL;
    }
}

enum status task_wait_fd(int fd, short events, int64_t deadline_us)
{
    if (current == NULL)
        return wait_blocking(fd, events, deadline_us);
    struct task_wait wait = {0};
    enum status st = task_wait(current, &wait, fd, events, deadline_us);
    if (st != ST_OK)
        return st;
    return wait.wake == WAKE_READY ? ST_OK : ST_RETRY;
}

bool task_sleep_us(int64_t duration_us)
{
    if (duration_us <= 0)
        return true;
    if (current == NULL) {
        struct timespec t = {.tv_sec = (time_t)(duration_us / CLOCK_SECOND_US), .tv_nsec = duration_us % CLOCK_SECOND_US * 1000};
        while (nanosleep(&t, &t) != 0 && errno == EINTR)
            continue;
        return true;
    }
    if (loop_stopping(current->scheduler->loop))
        return false;
    struct task_wait wait = {.ends_with_loop = true};
    if (task_wait(current, &wait, -1, 0, monotonic_us() + duration_us) != ST_OK)
        task_yield();
    return wait.wake != WAKE_STOP;
}

void task_yield(void)
{
    if (current == NULL)
        return;
    task_queue(current);
    task_switch_home(current);
}

static void gate_forget(struct task_gate *gate, struct task *task)
{
    for (struct task **at = &gate->first; *at != NULL; at = &(*at)->next_gated)
        if (*at == task) {
            *at = task->next_gated;
            return;
        }
}

bool task_gate_wait(struct task_gate *gate, int64_t deadline_us)
{
    struct task *task = current;
    assert(task != NULL);
    if (loop_stopping(task->scheduler->loop))
        return false;
    struct task_wait wait = {.ends_with_loop = true};
    struct task **last = &gate->first;
    while (*last != NULL)
        last = &(*last)->next_gated;
    task->next_gated = NULL;
    *last = task;
    if (task_wait(task, &wait, -1, 0, deadline_us) != ST_OK)
        task_yield();
    gate_forget(gate, task); /* not there any more if it was opened */
    return wait.wake == WAKE_READY;
}

void task_gate_open(struct task_gate *gate)
{
    struct task *task = gate->first;
    gate->first = NULL;
    while (task != NULL) {
        struct task *next = task->next_gated;
        task_wake(task, WAKE_READY);
        task = next;
    }
}

bool task_bell_wait(struct task_bell *bell, int64_t deadline_us)
{
    if (!bell->rung)
        (void)task_gate_wait(&bell->gate, deadline_us);
    bool rung = bell->rung;
    bell->rung = false;
    return rung;
}

void task_bell_ring(struct task_bell *bell)
{
    bell->rung = true;
    task_gate_open(&bell->gate);
}
