/* The loop: descriptors, timers, signals, stopping. Time-outs are a few milliseconds; nothing here depends on how long they take.
 */
#include "lib/loop.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/task.h"

struct pipe_user {
    struct loop *loop;
    struct loop_watch *watch, *other;
    int calls, other_calls;
    int fds[2];
};

static struct loop *fresh_loop(void)
{
    struct loop *loop = NULL;
    assert_int_equal(loop_new(&loop), ST_OK);
    return loop;
}

static void count_call(void *arg, short revents)
{
    struct pipe_user *u = arg;
    assert_true(revents & POLLIN);
    u->calls++;
}

static void what_is_not_read_comes_again(void **state)
{
    (void)state;
    struct pipe_user u = {.loop = fresh_loop()};
    assert_int_equal(pipe(u.fds), 0);
    assert_int_equal(loop_watch_add(u.loop, u.fds[0], POLLIN, count_call, &u, &u.watch), ST_OK);
    assert_int_equal(loop_run_once(u.loop, 1000), ST_OK);
    assert_int_equal(u.calls, 0);
    assert_int_equal(write(u.fds[1], "x", 1), 1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(loop_run_once(u.loop, CLOCK_NEVER_US), ST_OK);
    assert_int_equal(u.calls, 3);
    loop_watch_remove(u.loop, &u.watch);
    assert_null(u.watch);
    assert_int_equal(loop_run_once(u.loop, 1000), ST_OK);
    assert_int_equal(u.calls, 3);
    loop_free(u.loop);
    close(u.fds[0]);
    close(u.fds[1]);
}

static void remove_both(void *arg, short revents)
{
    struct pipe_user *u = arg;
    (void)revents;
    u->calls++;
    loop_watch_remove(u->loop, &u->watch);
    loop_watch_remove(u->loop, &u->other);
}

static void a_watch_that_is_removed_by_another_is_not_called_in_the_same_round(void **state)
{
    (void)state;
    struct pipe_user u = {.loop = fresh_loop()};
    assert_int_equal(pipe(u.fds), 0);
    assert_int_equal(write(u.fds[1], "x", 1), 1);
    assert_int_equal(loop_watch_add(u.loop, u.fds[0], POLLIN, remove_both, &u, &u.watch), ST_OK);
    assert_int_equal(loop_watch_add(u.loop, u.fds[0], POLLIN, remove_both, &u, &u.other), ST_OK);
    assert_int_equal(loop_run_once(u.loop, CLOCK_NEVER_US), ST_OK);
    assert_int_equal(u.calls, 1);
    loop_free(u.loop);
    close(u.fds[0]);
    close(u.fds[1]);
}

struct ticker {
    struct loop *loop;
    struct loop_timer *timer;
    int ticks, stop_at;
};

static void tick(void *arg)
{
    struct ticker *t = arg;
    if (++t->ticks == t->stop_at)
        loop_stop(t->loop);
}

static void a_timer_without_period_fires_once_and_one_with_a_period_goes_on(void **state)
{
    (void)state;
    struct ticker once = {.loop = fresh_loop()};
    struct ticker often = {.loop = once.loop, .stop_at = 4};
    int64_t now = monotonic_us();
    assert_int_equal(loop_timer_add(once.loop, now, 0, tick, &once, &once.timer), ST_OK);
    assert_int_equal(loop_timer_add(once.loop, now, 1000, tick, &often, &often.timer), ST_OK);
    assert_int_equal(loop_run(once.loop), ST_OK);
    assert_int_equal(once.ticks, 1);
    assert_int_equal(often.ticks, 4);
    assert_true(monotonic_us() - now >= 3000);
    loop_free(once.loop);
}

static void a_timer_that_sleeps_can_be_moved_to_now(void **state)
{
    (void)state;
    struct ticker t = {.loop = fresh_loop(), .stop_at = 1};
    assert_int_equal(loop_timer_add(t.loop, CLOCK_NEVER_US, 0, tick, &t, &t.timer), ST_OK);
    assert_int_equal(loop_run_once(t.loop, 1000), ST_OK);
    assert_int_equal(t.ticks, 0);
    loop_timer_move(t.timer, monotonic_us());
    assert_int_equal(loop_run(t.loop), ST_OK);
    assert_int_equal(t.ticks, 1);
    loop_timer_remove(t.loop, &t.timer);
    loop_free(t.loop);
}

static void a_sigterm_stops_the_loop(void **state)
{
    (void)state;
    struct loop *loop = fresh_loop();
    assert_int_equal(loop_block_signals(), ST_OK);
    assert_int_equal(loop_watch_signals(loop), ST_OK);
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    assert_int_equal(loop_run(loop), ST_OK);
    assert_true(loop_stopping(loop));
    loop_free(loop);
}

static void wait_for_ever(void *arg)
{
    int *fds = arg;
    assert_int_equal(task_wait_fd(fds[0], POLLIN, CLOCK_NEVER_US), ST_OK); /* not reached: given up */
}

static void a_stopped_loop_gives_up_a_task_that_does_not_end_within_the_grace(void **state)
{
    (void)state;
    struct loop *loop = fresh_loop();
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(task_spawn(loop, "for ever", wait_for_ever, fds), ST_OK);
    loop_set_grace(loop, 5000);
    loop_stop(loop);
    assert_int_equal(loop_run(loop), ST_RETRY);
    assert_int_equal(task_count(loop), 1);
    loop_free(loop);
    close(fds[0]);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_read_comes_again),
        cmocka_unit_test(a_watch_that_is_removed_by_another_is_not_called_in_the_same_round),
        cmocka_unit_test(a_timer_without_period_fires_once_and_one_with_a_period_goes_on),
        cmocka_unit_test(a_timer_that_sleeps_can_be_moved_to_now),
        cmocka_unit_test(a_sigterm_stops_the_loop),
        cmocka_unit_test(a_stopped_loop_gives_up_a_task_that_does_not_end_within_the_grace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
