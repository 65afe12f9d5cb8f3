/* The formula of the business clock, by hand. */
#include "lib/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void it_runs_with_the_wall_at_its_rate(void **state)
{
    (void)state;
    struct business_clock c = {.anchor_us = 1000000, .wall_anchor_us = 500, .rate_num = 1, .rate_den = 1};
    assert_int_equal(business_clock_at(&c, 500), 1000000);
    assert_int_equal(business_clock_at(&c, 750), 1000250);
    c.rate_num = 3600;
    assert_int_equal(business_clock_at(&c, 510), 1036000);
    c.rate_num = 1;
    c.rate_den = 4;
    assert_int_equal(business_clock_at(&c, 540), 1000010);
}

static void a_clock_at_rate_nought_stands(void **state)
{
    (void)state;
    struct business_clock c = {.anchor_us = 77, .wall_anchor_us = 0, .rate_num = 0, .rate_den = 1};
    assert_int_equal(business_clock_at(&c, 0), 77);
    assert_int_equal(business_clock_at(&c, INT64_MAX), 77);
}

static void it_is_never_below_its_floor(void **state)
{
    (void)state;
    struct business_clock c = {.anchor_us = 1000, .wall_anchor_us = 1000, .rate_num = 1, .rate_den = 1, .floor_us = 1500};
    assert_int_equal(business_clock_at(&c, 400), 1500); /* the wall clock was set back */
    assert_int_equal(business_clock_at(&c, 1499), 1500);
    assert_int_equal(business_clock_at(&c, 1501), 1501);
}

static void it_saturates_instead_of_overflowing(void **state)
{
    (void)state;
    struct business_clock c = {.anchor_us = INT64_MAX - 10, .wall_anchor_us = 0, .rate_num = INT64_MAX, .rate_den = 1};
    assert_int_equal(business_clock_at(&c, INT64_MAX), INT64_MAX);
    c.floor_us = INT64_MIN;
    assert_int_equal(business_clock_at(&c, 0), INT64_MAX - 10);
}

static void the_monotonic_clock_does_not_go_back(void **state)
{
    (void)state;
    int64_t before = monotonic_us();
    for (int i = 0; i < 1000; i++) {
        int64_t now = monotonic_us();
        assert_true(now >= before);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_runs_with_the_wall_at_its_rate),    cmocka_unit_test(a_clock_at_rate_nought_stands),
        cmocka_unit_test(it_is_never_below_its_floor),          cmocka_unit_test(it_saturates_instead_of_overflowing),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
