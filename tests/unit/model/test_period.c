/* test_period.c: which months a period covers; dates worked out on a calendar. */
#include "model/period.h"
#include "support/cmocka_all.h"

static int32_t ym(int year, int month)
{
    return month_from_ym(year, month);
}

static void a_window_ends_in_its_month_and_begins_by_its_rule(void **state)
{
    (void)state;
    assert_int_equal(period_first_month(WINDOW_MONTH, ym(2025, 3)), ym(2025, 3));
    assert_int_equal(period_first_month(WINDOW_YTD, ym(2025, 3)), ym(2025, 1));
    assert_int_equal(period_first_month(WINDOW_YTD, ym(2025, 1)), ym(2025, 1));
    assert_int_equal(period_first_month(WINDOW_ROLLING12, ym(2025, 3)), ym(2024, 4));
    assert_int_equal(period_first_month(WINDOW_ROLLING12, ym(2025, 12)), ym(2025, 1));
    assert_int_equal(period_first_month(WINDOW_YEAR, ym(2025, 12)), ym(2025, 1));
    assert_int_equal(period_first_month(WINDOW_LATEST, ym(2025, 3)), PERIOD_MONTH_MIN);
    assert_int_equal(period_first_month(WINDOW_ROLLING12, PERIOD_MONTH_MIN + 3), PERIOD_MONTH_MIN);
}

static void a_year_ends_in_december_only(void **state)
{
    (void)state;
    assert_false(period_ends_in(WINDOW_YEAR, ym(2025, 11)));
    assert_true(period_ends_in(WINDOW_YEAR, ym(2025, 12)));
    assert_true(period_ends_in(WINDOW_YTD, ym(2025, 11)));
    assert_int_equal(period_last_end(WINDOW_YEAR, ym(2025, 11)), ym(2024, 12));
    assert_int_equal(period_last_end(WINDOW_YEAR, ym(2025, 12)), ym(2025, 12));
    assert_int_equal(period_last_end(WINDOW_MONTH, ym(2025, 11)), ym(2025, 11));
    assert_int_equal(period_end_of(WINDOW_YEAR, ym(2025, 2)), ym(2025, 12));
    assert_int_equal(period_end_of(WINDOW_ROLLING12, ym(2025, 2)), ym(2025, 2));
}

static void expect_zh(enum window window, int32_t month, const char *words)
{
    struct text out;
    text_init(&out, 100);
    period_format_zh(&out, window, month);
    assert_string_equal(out.s, words);
    text_done(&out);
}

static void a_period_is_named_as_people_name_it(void **state)
{
    (void)state;
    expect_zh(WINDOW_MONTH, ym(2025, 3), "2025年3月");
    expect_zh(WINDOW_YTD, ym(2025, 3), "2025年1—3月");
    expect_zh(WINDOW_YTD, ym(2025, 1), "2025年1月");
    expect_zh(WINDOW_ROLLING12, ym(2025, 3), "2024年4月—2025年3月");
    expect_zh(WINDOW_ROLLING12, ym(2025, 12), "2025年1—12月");
    expect_zh(WINDOW_YEAR, ym(2025, 12), "2025年");
    expect_zh(WINDOW_LATEST, ym(2025, 3), "截至2025年3月");
}

static void a_window_is_read_by_the_word_that_is_written(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WINDOW_COUNT; i++) {
        enum window window;
        assert_int_equal(window_parse(window_name((enum window)i), &window), ST_OK);
        assert_int_equal(window, i);
    }
    enum window window = WINDOW_YEAR;
    assert_int_equal(window_parse("quarter", &window), ST_BAD_INPUT);
    assert_int_equal(window_parse(NULL, &window), ST_BAD_INPUT);
    assert_int_equal(window, WINDOW_YEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_ends_in_its_month_and_begins_by_its_rule),
        cmocka_unit_test(a_year_ends_in_december_only),
        cmocka_unit_test(a_period_is_named_as_people_name_it),
        cmocka_unit_test(a_window_is_read_by_the_word_that_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
