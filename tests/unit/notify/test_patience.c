/* test_patience.c: which routine letters wait, and how long. */
#include "notify/patience.h"

#include "support/cmocka_all.h"

#define S INT64_C(1000000)

static const int64_t HAINING = 1, LESHAN = 2, EVERYBODY = 0;

static void see(struct patience *p, int64_t alliance, int32_t day, int64_t at_us)
{
    patience_see(p, &alliance, 1, day, at_us);
}

static void nobody_waits_when_nothing_is_left(void **state)
{
    (void)state;
    struct patience p = {0};
    assert_false(patience_waits(&p, HAINING, true, 0));
    see(&p, HAINING, 1, 0);
    patience_see(&p, NULL, 0, 1, S);
    assert_false(patience_waits(&p, HAINING, true, S));
}

static void only_the_alliance_that_has_work_waits(void **state)
{
    (void)state;
    struct patience p = {0};
    see(&p, HAINING, 1, 0);
    assert_true(patience_waits(&p, HAINING, true, S));
    assert_false(patience_waits(&p, LESHAN, true, S));
}

static void work_for_everybody_keeps_everybody(void **state)
{
    (void)state;
    struct patience p = {0};
    see(&p, EVERYBODY, 1, 0);
    assert_true(patience_waits(&p, HAINING, true, S));
    assert_true(patience_waits(&p, LESHAN, true, S));
}

static void a_running_clock_waits_a_minute_and_a_placed_one_for_ever(void **state)
{
    (void)state;
    struct patience p = {0};
    see(&p, HAINING, 1, 10 * S);
    see(&p, HAINING, 1, 69 * S);
    assert_true(patience_waits(&p, HAINING, true, 69 * S));
    assert_false(patience_waits(&p, HAINING, true, 70 * S));
    assert_true(patience_waits(&p, HAINING, false, 3600 * S));
}

static void work_that_was_gone_meanwhile_begins_anew(void **state)
{
    (void)state;
    struct patience p = {0};
    see(&p, HAINING, 1, 0);
    patience_see(&p, NULL, 0, 1, 50 * S);
    see(&p, HAINING, 1, 60 * S);
    assert_true(patience_waits(&p, HAINING, true, 119 * S));
}

static void a_new_day_has_its_own_minute_though_the_work_never_ends(void **state)
{
    (void)state;
    struct patience p = {0};
    see(&p, HAINING, 1, 0);
    see(&p, HAINING, 2, 3600 * S);
    assert_true(patience_waits(&p, HAINING, true, 3659 * S));
    assert_false(patience_waits(&p, HAINING, true, 3660 * S));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_waits_when_nothing_is_left),
        cmocka_unit_test(only_the_alliance_that_has_work_waits),
        cmocka_unit_test(work_for_everybody_keeps_everybody),
        cmocka_unit_test(a_running_clock_waits_a_minute_and_a_placed_one_for_ever),
        cmocka_unit_test(work_that_was_gone_meanwhile_begins_anew),
        cmocka_unit_test(a_new_day_has_its_own_minute_though_the_work_never_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
