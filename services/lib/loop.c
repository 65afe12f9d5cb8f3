/* Why: one thread serves sockets, database connections, timers and signals without a lock.
 *
 * Watches and timers are short lists (a process has some dozens): the poll array is built anew each round, and what a callback
 * removes is only marked, and freed when the round is over, so that a round may go on over a list that changes under it. */
#include "lib/loop.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/task.h"
#include "lib/task_scheduler.h"

/* A statement may take up to its time-out, but an operator who stops a service waits no longer than this. */
#define GRACE_DEFAULT_US (10 * CLOCK_SECOND_US)

struct loop_watch {
    struct loop_watch *next;
    int fd;
    short events;
    bool removed;
    void (*fn)(void *arg, short revents);
    void *arg;
};

struct loop_timer {
    struct loop_timer *next;
    int64_t due_us, period_us;
    bool removed;
    void (*fn)(void *arg);
    void *arg;
};

struct loop {
    struct loop_watch *watches;
    struct loop_timer *timers;
    struct pollfd *polled;            /* one round's array, */
    struct loop_watch **polled_watch; /* and whose each entry is */
    size_t polled_size;
    struct task_scheduler *scheduler;
    struct loop_watch *signal_watch;
    int signal_fd;
    bool stopping, in_round;
    int64_t grace_us, give_up_us;
};

enum status loop_new(struct loop **ret)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL)
        return ST_FATAL;
    loop->signal_fd = -1;
    loop->grace_us = GRACE_DEFAULT_US;
    if (task_scheduler_new(&loop->scheduler, loop) != ST_OK) {
        free(loop);
        return ST_FATAL;
    }
    *ret = loop;
    return ST_OK;
}

static void loop_reap(struct loop *loop)
{
    for (struct loop_watch **at = &loop->watches; *at != NULL;) {
        struct loop_watch *w = *at;
        if (!w->removed) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        free(w);
    }
    for (struct loop_timer **at = &loop->timers; *at != NULL;) {
        struct loop_timer *t = *at;
        if (!t->removed) {
            at = &t->next;
            continue;
        }
        *at = t->next;
        free(t);
    }
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    task_scheduler_free(loop->scheduler);
    for (struct loop_watch *w = loop->watches; w != NULL; w = w->next)
        w->removed = true;
    for (struct loop_timer *t = loop->timers; t != NULL; t = t->next)
        t->removed = true;
    loop_reap(loop);
    if (loop->signal_fd >= 0)
        close(loop->signal_fd);
    free(loop->polled);
    free(loop->polled_watch);
    free(loop);
}

enum status loop_watch_add(struct loop *loop, int fd, short events, void (*fn)(void *arg, short revents), void *arg,
                           struct loop_watch **ret)
{
    struct loop_watch *w = malloc(sizeof *w);
    if (w == NULL)
        return ST_FATAL;
    *w = (struct loop_watch){.next = loop->watches, .fd = fd, .events = events, .fn = fn, .arg = arg};
    loop->watches = w;
    *ret = w;
    return ST_OK;
}

void loop_watch_remove(struct loop *loop, struct loop_watch **watch)
{
    if (*watch == NULL)
        return;
    (*watch)->removed = true;
    *watch = NULL;
    if (!loop->in_round)
        loop_reap(loop);
}

enum status loop_timer_add(struct loop *loop, int64_t due_us, int64_t period_us, void (*fn)(void *arg), void *arg,
                           struct loop_timer **ret)
{
    struct loop_timer *t = malloc(sizeof *t);
    if (t == NULL)
        return ST_FATAL;
    *t = (struct loop_timer){.next = loop->timers, .due_us = due_us, .period_us = period_us, .fn = fn, .arg = arg};
    loop->timers = t;
    *ret = t;
    return ST_OK;
}

void loop_timer_move(struct loop_timer *timer, int64_t due_us)
{
    timer->due_us = due_us;
}

void loop_timer_remove(struct loop *loop, struct loop_timer **timer)
{
    if (*timer == NULL)
        return;
    (*timer)->removed = true;
    *timer = NULL;
    if (!loop->in_round)
        loop_reap(loop);
}

static void signals_of_ours(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
}

enum status loop_block_signals(void)
{
    sigset_t set;
    signals_of_ours(&set);
    sigaddset(&set, SIGPIPE);
    return pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 ? ST_OK : ST_FATAL;
}

static void signal_read(void *arg, short revents)
{
    struct loop *loop = arg;
    struct signalfd_siginfo info;
    (void)revents;
    if (read(loop->signal_fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    log_event(LOG_INFO, "loop.signal", "signal=%u stopping=%s", info.ssi_signo, loop->stopping ? "already" : "now");
    loop_stop(loop);
}

enum status loop_watch_signals(struct loop *loop)
{
    sigset_t set;
    signals_of_ours(&set);
    assert(loop->signal_fd < 0);
    loop->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (loop->signal_fd < 0)
        return ST_FATAL;
    return loop_watch_add(loop, loop->signal_fd, POLLIN, signal_read, loop, &loop->signal_watch);
}

/* Fills the poll array; 0 entries is fine. */
static enum status poll_prepare(struct loop *loop, size_t *ret_count)
{
    size_t count = 0;
    for (struct loop_watch *w = loop->watches; w != NULL; w = w->next)
        count++;
    if (count > loop->polled_size) {
        size_t size = count * 2;
        struct pollfd *polled = reallocarray(loop->polled, size, sizeof *polled);
        if (polled == NULL)
            return ST_FATAL;
        loop->polled = polled;
        struct loop_watch **watch = reallocarray(loop->polled_watch, size, sizeof *watch);
        if (watch == NULL)
            return ST_FATAL;
        loop->polled_watch = watch;
        loop->polled_size = size;
    }
    size_t i = 0;
    for (struct loop_watch *w = loop->watches; w != NULL; w = w->next, i++) {
        loop->polled[i] = (struct pollfd){.fd = w->fd, .events = w->events};
        loop->polled_watch[i] = w;
    }
    *ret_count = count;
    return ST_OK;
}

/* Milliseconds until the nearest of: the next timer, the end of the grace, max_wait_us from now. Rounded up; -1: no end. */
static int poll_timeout_ms(const struct loop *loop, int64_t max_wait_us)
{
    if (task_scheduler_ready(loop->scheduler))
        return 0;
    int64_t now = monotonic_us();
    int64_t until = max_wait_us < CLOCK_NEVER_US - now ? now + max_wait_us : CLOCK_NEVER_US;
    if (loop->stopping && loop->give_up_us < until)
        until = loop->give_up_us;
    for (const struct loop_timer *t = loop->timers; t != NULL; t = t->next)
        if (t->due_us < until)
            until = t->due_us;
    if (until == CLOCK_NEVER_US)
        return -1;
    if (until <= now)
        return 0;
    int64_t ms = (until - now + 999) / 1000;
    return ms > INT32_MAX ? INT32_MAX : (int)ms;
}

static void run_watches(struct loop *loop, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct loop_watch *w = loop->polled_watch[i];
        if (loop->polled[i].revents != 0 && !w->removed)
            w->fn(w->arg, loop->polled[i].revents);
    }
}

static void run_timers(struct loop *loop)
{
    int64_t now = monotonic_us();
    /* New timers are put in front of the list, so this round does not meet them. */
    for (struct loop_timer *t = loop->timers; t != NULL; t = t->next) {
        if (t->removed || t->due_us > now)
            continue;
        t->due_us = t->period_us > 0 ? now + t->period_us : CLOCK_NEVER_US;
        t->fn(t->arg);
    }
}

enum status loop_run_once(struct loop *loop, int64_t max_wait_us)
{
    assert(task_current() == NULL && !loop->in_round);
    size_t count = 0;
    if (poll_prepare(loop, &count) != ST_OK)
        return ST_FATAL;
    int ready = poll(loop->polled, (nfds_t)count, poll_timeout_ms(loop, max_wait_us));
    if (ready < 0 && errno != EINTR)
        return ST_FATAL;
    loop->in_round = true;
    if (ready > 0)
        run_watches(loop, count);
    run_timers(loop);
    task_scheduler_run(loop->scheduler);
    loop->in_round = false;
    loop_reap(loop);
    return ST_OK;
}

enum status loop_run(struct loop *loop)
{
    enum status st = ST_OK;
    while (st == ST_OK && !(loop->stopping && task_scheduler_count(loop->scheduler) == 0)) {
        if (loop->stopping && monotonic_us() >= loop->give_up_us)
            return ST_RETRY;
        st = loop_run_once(loop, CLOCK_NEVER_US);
    }
    return st;
}

void loop_stop(struct loop *loop)
{
    if (loop->stopping)
        return;
    loop->stopping = true;
    loop->give_up_us = monotonic_us() + loop->grace_us;
    task_scheduler_stop(loop->scheduler);
}

bool loop_stopping(const struct loop *loop)
{
    return loop->stopping;
}

void loop_set_grace(struct loop *loop, int64_t grace_us)
{
    loop->grace_us = grace_us;
}

struct task_scheduler *loop_scheduler(const struct loop *loop)
{
    return loop->scheduler;
}
