/* test_lease.c: which time counts as silence; instants are in seconds here. */
#include "support/cmocka_all.h"

#include "lib/lease.h"

#define S     INT64_C(1000000)
#define LEASE (60 * S)

/* A look every so often at a holder that shows nothing more: at which look his lease is over. */
static int64_t look_that_takes_over(int64_t every_us)
{
    int64_t since_us = 100 * S, looked_us = since_us, looks = 0;
    while (looks < 1000 && looked_us - since_us < LEASE) {
        since_us += lease_unwatched_us(LEASE, looked_us, looked_us + every_us);
        looked_us += every_us;
        looks++;
    }
    return looks;
}

static void all_counts_between_looks_that_come_in_time(void **state)
{
    (void)state;
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 100 * S), 0);
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 107 * S), 0);
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 115 * S), 0);
}

static void beyond_a_quarter_of_the_lease_nobody_watched(void **state)
{
    (void)state;
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 115 * S + 1), 1);
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 160 * S), 45 * S);
    assert_int_equal(lease_unwatched_us(LEASE, 100 * S, 100100 * S), 99985 * S);
}

static void who_looks_in_time_takes_over_after_a_lease_and_who_looks_rarely_in_the_end(void **state)
{
    (void)state;
    assert_int_equal(look_that_takes_over(S), 60);
    assert_int_equal(look_that_takes_over(lease_look_us(LEASE)), 4);
    assert_int_equal(look_that_takes_over(lease_look_us(LEASE) + 1), 4);
    assert_int_equal(look_that_takes_over(1000 * S), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_counts_between_looks_that_come_in_time),
        cmocka_unit_test(beyond_a_quarter_of_the_lease_nobody_watched),
        cmocka_unit_test(who_looks_in_time_takes_over_after_a_lease_and_who_looks_rarely_in_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
