/* Tasks: they wait without stopping each other, end with the loop, and are bounded. */
#include "lib/task.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/loop.h"

struct story {
    struct loop *loop;
    char said[256];
    int fds[2];
    struct task_gate gate;
    struct task_bell bell;
    int count;
    bool flag;
    int64_t took_us;
};

static void say(struct story *s, const char *word)
{
    size_t len = strlen(s->said);
    snprintf(s->said + len, sizeof s->said - len, "%s ", word);
}

static void story_begin(struct story *s)
{
    *s = (struct story){0};
    assert_int_equal(loop_new(&s->loop), ST_OK);
    assert_int_equal(pipe(s->fds), 0);
}

/* Runs until no task is alive. */
static void story_run(struct story *s)
{
    while (task_count(s->loop) > 0)
        assert_int_equal(loop_run_once(s->loop, CLOCK_NEVER_US), ST_OK);
}

static void story_end(struct story *s)
{
    loop_free(s->loop);
    close(s->fds[0]);
    close(s->fds[1]);
}

static void reader(void *arg)
{
    struct story *s = arg;
    say(s, "reader-waits");
    assert_int_equal(task_wait_fd(s->fds[0], POLLIN, CLOCK_NEVER_US), ST_OK);
    say(s, "reader-reads");
}

static void writer(void *arg)
{
    struct story *s = arg;
    say(s, "writer");
    task_yield();
    assert_int_equal(write(s->fds[1], "x", 1), 1);
    say(s, "wrote");
}

static void a_task_that_waits_lets_another_go_on(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    assert_int_equal(task_spawn(s.loop, "reader", reader, &s), ST_OK);
    assert_int_equal(task_spawn(s.loop, "writer", writer, &s), ST_OK);
    assert_string_equal(s.said, "");
    story_run(&s);
    assert_string_equal(s.said, "reader-waits writer wrote reader-reads ");
    story_end(&s);
}

static void misses_a_deadline(void *arg)
{
    struct story *s = arg;
    int64_t began = monotonic_us();
    assert_int_equal(task_wait_fd(s->fds[0], POLLIN, began + 3000), ST_RETRY);
    s->took_us = monotonic_us() - began;
}

static void a_wait_ends_at_its_deadline(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    assert_int_equal(task_spawn(s.loop, "late", misses_a_deadline, &s), ST_OK);
    story_run(&s);
    assert_true(s.took_us >= 3000);
    s.took_us = 0;
    misses_a_deadline(&s); /* the same outside any task */
    assert_true(s.took_us >= 3000);
    story_end(&s);
}

static void child(void *arg)
{
    struct story *s = arg;
    assert_string_equal(task_name(task_current()), "child");
    say(s, "child");
    s->count++;
    if (s->count < 3)
        assert_int_equal(task_spawn(task_loop(), "child", child, s), ST_OK);
}

static void a_task_may_spawn_tasks(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    assert_null(task_current());
    assert_null(task_loop());
    assert_int_equal(task_spawn(s.loop, "child", child, &s), ST_OK);
    story_run(&s);
    assert_string_equal(s.said, "child child child ");
    assert_null(task_current());
    story_end(&s);
}

static void at_the_gate(void *arg)
{
    struct story *s = arg;
    if (task_gate_wait(&s->gate, CLOCK_NEVER_US))
        s->count++;
}

static void opens_the_gate(void *arg)
{
    struct story *s = arg;
    task_gate_open(&s->gate);
}

static void impatient_at_the_gate(void *arg)
{
    struct story *s = arg;
    s->flag = task_gate_wait(&s->gate, monotonic_us() + 2000);
}

static void an_open_gate_wakes_all_who_wait_and_nobody_who_comes_later(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    for (int i = 0; i < 3; i++)
        assert_int_equal(task_spawn(s.loop, "waiter", at_the_gate, &s), ST_OK);
    assert_int_equal(task_spawn(s.loop, "opener", opens_the_gate, &s), ST_OK);
    story_run(&s);
    assert_int_equal(s.count, 3);
    s.flag = true;
    assert_int_equal(task_spawn(s.loop, "late", impatient_at_the_gate, &s), ST_OK);
    story_run(&s);
    assert_false(s.flag);
    assert_null(s.gate.first);
    story_end(&s);
}

/* A look takes a while, as one at the database does. */
static void looks_and_waits(void *arg)
{
    struct story *s = arg;
    for (int i = 0; i < 2; i++) {
        task_yield();
        s->flag = task_bell_wait(&s->bell, monotonic_us() + (i == 0 ? CLOCK_SECOND_US : 2000));
        say(s, s->flag ? "rung" : "nothing");
    }
}

static void rings_the_bell(void *arg)
{
    struct story *s = arg;
    say(s, "rings");
    task_bell_ring(&s->bell);
    task_bell_ring(&s->bell);
}

static void a_bell_that_rings_while_its_waiter_looks_is_heard_once(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    assert_int_equal(task_spawn(s.loop, "looker", looks_and_waits, &s), ST_OK);
    assert_int_equal(task_spawn(s.loop, "ringer", rings_the_bell, &s), ST_OK);
    story_run(&s);
    assert_string_equal(s.said, "rings rung nothing ");
    story_end(&s);
}

static void sleeps_long(void *arg)
{
    struct story *s = arg;
    s->flag = task_sleep_us(3600 * CLOCK_SECOND_US);
    s->count++;
}

static void a_stop_of_the_loop_ends_sleeps_and_gates_at_once(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    s.flag = true;
    assert_int_equal(task_spawn(s.loop, "sleeper", sleeps_long, &s), ST_OK);
    assert_int_equal(task_spawn(s.loop, "waiter", at_the_gate, &s), ST_OK);
    assert_int_equal(loop_run_once(s.loop, 0), ST_OK);
    assert_int_equal(task_count(s.loop), 2);
    loop_stop(s.loop);
    assert_int_equal(loop_run(s.loop), ST_OK);
    assert_false(s.flag);
    assert_int_equal(s.count, 1);
    story_end(&s);
}

static void sleeps_shortly(void *arg)
{
    struct story *s = arg;
    int64_t began = monotonic_us();
    assert_true(task_sleep_us(2000));
    assert_true(monotonic_us() - began >= 2000);
    s->count++;
}

static void one_task_too_many_is_refused_and_room_comes_back(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    for (int i = 0; i < TASK_MAX; i++)
        assert_int_equal(task_spawn(s.loop, "sleeper", sleeps_shortly, &s), ST_OK);
    assert_int_equal(task_spawn(s.loop, "sleeper", sleeps_shortly, &s), ST_RETRY);
    story_run(&s);
    assert_int_equal(s.count, TASK_MAX);
    assert_int_equal(task_spawn(s.loop, "sleeper", sleeps_shortly, &s), ST_OK);
    story_run(&s);
    assert_int_equal(s.count, TASK_MAX + 1);
    story_end(&s);
}

/* Deep enough to cross many pages, and each level checks what it left behind after a switch. */
static int descend(struct story *s, int depth)
{
    volatile char page[2048];
    memset((char *)page, depth, sizeof page);
    if (depth % 16 == 0)
        task_yield();
    int below = depth > 0 ? descend(s, depth - 1) : 0;
    assert_int_equal(page[0], (char)depth);
    assert_int_equal(page[sizeof page - 1], (char)depth);
    return below + 1;
}

static void descends(void *arg)
{
    struct story *s = arg;
    s->count += descend(s, 63);
}

static void each_task_keeps_its_own_stack_over_many_switches(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s);
    for (int round = 0; round < 5; round++)
        for (int i = 0; i < 20; i++)
            assert_int_equal(task_spawn(s.loop, "diver", descends, &s), ST_OK);
    story_run(&s);
    assert_int_equal(s.count, 100 * 64);
    story_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_that_waits_lets_another_go_on),
        cmocka_unit_test(a_wait_ends_at_its_deadline),
        cmocka_unit_test(a_task_may_spawn_tasks),
        cmocka_unit_test(an_open_gate_wakes_all_who_wait_and_nobody_who_comes_later),
        cmocka_unit_test(a_bell_that_rings_while_its_waiter_looks_is_heard_once),
        cmocka_unit_test(a_stop_of_the_loop_ends_sleeps_and_gates_at_once),
        cmocka_unit_test(one_task_too_many_is_refused_and_room_comes_back),
        cmocka_unit_test(each_task_keeps_its_own_stack_over_many_switches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
