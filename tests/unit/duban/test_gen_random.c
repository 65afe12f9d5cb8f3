/* Behaviour of gen_random.h. The first numbers of state 1, 2, 3, 4 are the published test vector of xoshiro256**. */
#include "support/cmocka_all.h"

#include "duban/gen_random.h"

static void the_generator_is_xoshiro256_starstar(void **state)
{
    (void)state;
    struct gen_random random = {{1, 2, 3, 4}};
    static const uint64_t published[] = {UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240), UINT64_C(1215971899390074240)};
    for (size_t i = 0; i < 4; i++)
        assert_true(gen_random_next(&random) == published[i]);
}

static void each_part_of_the_seed_gives_another_stream(void **state)
{
    (void)state;
    struct gen_random base, same, others[4];
    gen_random_seed(&base, 1, "stay:H01", 24302, 7);
    gen_random_seed(&same, 1, "stay:H01", 24302, 7);
    gen_random_seed(&others[0], 2, "stay:H01", 24302, 7);
    gen_random_seed(&others[1], 1, "stay:H02", 24302, 7);
    gen_random_seed(&others[2], 1, "stay:H01", 24303, 7);
    gen_random_seed(&others[3], 1, "stay:H01", 24302, 8);
    uint64_t first = gen_random_next(&base);
    assert_true(first == UINT64_C(0x01f4c5aa0afe0e40)); /* by a second program */
    assert_true(gen_random_next(&same) == first);
    for (size_t i = 0; i < 4; i++)
        assert_false(gen_random_next(&others[i]) == first);
}

static void a_bounded_draw_reaches_both_ends_and_stays_within(void **state)
{
    (void)state;
    struct gen_random random = {{1, 2, 3, 4}};
    bool low = false, high = false;
    for (int i = 0; i < 10000; i++) {
        int32_t n = gen_random_between(&random, -3, 4);
        assert_in_range(n + 3, 0, 7);
        low |= n == -3;
        high |= n == 4;
    }
    assert_true(low && high);
    assert_false(gen_random_chance(&random, 0));
    assert_true(gen_random_chance(&random, 1000000));
}

static void a_quota_is_met_exactly_whatever_the_number_of_rows(void **state)
{
    (void)state;
    static const uint32_t shares[] = {0, 1, 12000, 341500, 500000, 999999, 1000000};
    for (size_t s = 0; s < sizeof shares / sizeof shares[0]; s++) {
        uint64_t hits = 0;
        for (uint64_t i = 0; i < 3000; i++) {
            assert_true(gen_quota_before(i, shares[s]) == hits);
            hits += gen_quota_hit(i, shares[s]);
        }
        assert_true(hits == 3000 * (uint64_t)shares[s] / 1000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_is_xoshiro256_starstar),
        cmocka_unit_test(each_part_of_the_seed_gives_another_stream),
        cmocka_unit_test(a_bounded_draw_reaches_both_ends_and_stays_within),
        cmocka_unit_test(a_quota_is_met_exactly_whatever_the_number_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
