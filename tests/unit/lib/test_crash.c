/* Crash points: they end the process where the environment says, and nowhere else. */
#include "lib/crash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* How a child ends that passes two points three times each: 100 + how often it passed the first. */
static int child_with(const char *at)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        setenv("DUBAN_CRASH_AT", at, 1);
        int passed = 0;
        for (; passed < 3; passed++) {
            CRASH_POINT("test.first");
            CRASH_POINT("test.first_and_more");
        }
        _exit(100 + passed);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_named_point_ends_the_process_on_the_named_pass(void **state)
{
    (void)state;
#ifdef DUBAN_CRASH_POINTS
    int crashed = CRASH_EXIT_CODE;
#else
    int crashed = 103; /* a release knows no crash points */
#endif
    assert_int_equal(child_with("test.first"), crashed);
    assert_int_equal(child_with("test.first:3"), crashed);
    assert_int_equal(child_with("test.first_and_more:2"), crashed);
    assert_int_equal(child_with("test.first:4"), 103);
    assert_int_equal(child_with("test.fir"), 103);
    assert_int_equal(child_with("other.first"), 103);
    assert_int_equal(child_with(""), 103);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_named_point_ends_the_process_on_the_named_pass)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
