/* test_pace.c: targets and what the pace expects, against the sample letter and hand calculations. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include "lib/date.h"
#include "model/pace.h"

static struct target at(enum target_op op, long units, long tolerance)
{
    return (struct target){.op = op, .units = units, .tolerance_units = tolerance, .decimals = 1, .unit = "%"};
}

static void bounds_belong_to_the_words_that_include_them(void **state)
{
    (void)state;
    static const struct {
        enum target_op op;
        bool below, equal, above;
    } cases[] = {
        {TARGET_AT_LEAST, false, true, true}, {TARGET_AT_MOST, true, true, false},  {TARGET_ABOVE, false, false, true},
        {TARGET_BELOW, true, false, false},   {TARGET_EXACTLY, false, true, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct target target = at(cases[i].op, 350, 0);
        assert_int_equal(target_is_met(&target, 349), cases[i].below);
        assert_int_equal(target_is_met(&target, 350), cases[i].equal);
        assert_int_equal(target_is_met(&target, 351), cases[i].above);
    }
    struct target about = at(TARGET_ABOUT, 450, 20);
    assert_false(target_is_met(&about, 429));
    assert_true(target_is_met(&about, 430));
    assert_true(target_is_met(&about, 470));
    assert_false(target_is_met(&about, 471));
}

static void a_gap_is_what_is_missing_and_never_negative(void **state)
{
    (void)state;
    struct target least = at(TARGET_AT_LEAST, 350, 0), most = at(TARGET_AT_MOST, 110, 0), about = at(TARGET_ABOUT, 450, 20);
    assert_int_equal((long)target_gap(&least, 338), 12);
    assert_int_equal((long)target_gap(&least, 360), 0);
    assert_int_equal((long)target_gap(&most, 116), 6);
    assert_int_equal((long)target_gap(&about, 425), 5);
    assert_int_equal((long)target_gap(&about, 480), 10);
}

static i128 expected(const struct pace *pace, const struct target *target, const char *first, const char *month)
{
    i128 units = -1;
    if (!pace_expected(pace, target, fixture_month(first), fixture_month("2025-12"), fixture_month(month), &units))
        return -1;
    return units;
}

static void a_trajectory_rises_in_equal_months(void **state)
{
    (void)state;
    struct target target = at(TARGET_AT_LEAST, 350, 0);
    struct pace pace = {
        .kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 338, .baseline_month = fixture_month("2024-12")};
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-05"), 343); /* the sample letter */
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-11"), 349);
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-12"), 350);
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2026-03"), 350);
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2024-12"), -1);
}

static void a_falling_trajectory_falls(void **state)
{
    (void)state;
    struct target target = at(TARGET_AT_MOST, 100, 0);
    struct pace pace = {
        .kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 160, .baseline_month = fixture_month("2024-12")};
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-06"), 130);
    assert_true(pace_is_behind(&pace, &target, 130, 131));
    assert_false(pace_is_behind(&pace, &target, 130, 130));
    assert_false(pace_is_behind(&pace, &target, 130, 90));
}

static void a_count_comes_in_equal_parts_rounded_half_away(void **state)
{
    (void)state;
    struct target target = {.op = TARGET_AT_LEAST, .units = 35, .decimals = 0, .unit = "名"};
    struct pace pace = {.kind = PACE_CUMULATIVE};
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-01"), 3);  /* 2.92 */
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-06"), 18); /* 17.5 */
    assert_int_equal((long)expected(&pace, &target, "2025-01", "2025-11"), 32); /* 32.08 */
}

static void tolerance_is_inclusive_and_a_met_target_is_never_behind(void **state)
{
    (void)state;
    struct target target = at(TARGET_AT_LEAST, 350, 0);
    struct pace pace = {.kind = PACE_TRAJECTORY, .tolerance_units = 3};
    assert_false(pace_is_behind(&pace, &target, 343, 340));
    assert_true(pace_is_behind(&pace, &target, 343, 339));
    assert_false(pace_is_behind(&pace, &target, 360, 350));
}

static void who_is_ahead_of_the_line_to_an_exact_or_rough_target_is_not_behind(void **state)
{
    (void)state;
    /* 六大中心, 「2025年底前」: three of six where the line says two is ahead; one is behind; seven are not six */
    struct target six = {.op = TARGET_EXACTLY, .units = 6, .decimals = 0, .unit = "个"};
    struct pace count = {.kind = PACE_CUMULATIVE};
    assert_false(pace_is_behind(&count, &six, 2, 3));
    assert_false(pace_is_behind(&count, &six, 2, 2));
    assert_true(pace_is_behind(&count, &six, 2, 1));
    assert_true(pace_is_behind(&count, &six, 2, 7));
    /* 25%左右 within 1 from 21: where 22.3 is due, 23.8 is ahead and 21.3 within the tolerance; 26.1 is too much */
    struct target about = at(TARGET_ABOUT, 250, 10);
    struct pace line = {
        .kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 210, .baseline_month = fixture_month("2022-12")};
    assert_false(pace_is_behind(&line, &about, 223, 238));
    assert_false(pace_is_behind(&line, &about, 223, 213));
    assert_true(pace_is_behind(&line, &about, 223, 212));
    assert_true(pace_is_behind(&line, &about, 223, 261));
    /* the same downwards, from 30 */
    line.baseline_units = 300;
    assert_false(pace_is_behind(&line, &about, 283, 265));
    assert_true(pace_is_behind(&line, &about, 283, 294));
    assert_true(pace_is_behind(&line, &about, 283, 239));
    /* steps go from the first one to the target */
    struct pace_stage stages[] = {{.month = 0, .units = 220}, {.month = 1, .units = 240}};
    struct pace steps = {.kind = PACE_STAGES, .stages = stages, .n_stages = 2};
    assert_false(pace_is_behind(&steps, &about, 220, 235));
    assert_true(pace_is_behind(&steps, &about, 220, 209));
}

static void the_computation_is_told_in_words(void **state)
{
    (void)state;
    scoped(text_done) struct text words;
    struct target target = at(TARGET_AT_LEAST, 350, 0);
    struct pace pace = {
        .kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 338, .baseline_month = fixture_month("2024-12")};
    text_init(&words, 1000);
    pace_format_zh(&words, &pace, &target, fixture_month("2025-01"), fixture_month("2025-12"), fixture_month("2025-05"), 343);
    assert_string_equal(words.s, "以2024年全年33.8%为基数，到2025年底35.0%，按月均分，2025年5月末应达34.3%");
    text_clear(&words);
    pace.kind = PACE_CUMULATIVE;
    pace.has_baseline = false;
    pace_format_zh(&words, &pace, &target, fixture_month("2025-01"), fixture_month("2025-12"), fixture_month("2025-06"), 175);
    assert_string_equal(words.s, "从2025年1月起，到2025年底35.0%，按月均分，2025年6月末应达17.5%");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_belong_to_the_words_that_include_them),
        cmocka_unit_test(a_gap_is_what_is_missing_and_never_negative),
        cmocka_unit_test(a_trajectory_rises_in_equal_months),
        cmocka_unit_test(a_falling_trajectory_falls),
        cmocka_unit_test(a_count_comes_in_equal_parts_rounded_half_away),
        cmocka_unit_test(tolerance_is_inclusive_and_a_met_target_is_never_behind),
        cmocka_unit_test(who_is_ahead_of_the_line_to_an_exact_or_rough_target_is_not_behind),
        cmocka_unit_test(the_computation_is_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
