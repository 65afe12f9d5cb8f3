/* test_value.c: the number of a cell: windows, members, rounding, what is missing. Expected values worked out by hand. */
#include <string.h>

#include "lib/date.h"
#include "model/value.h"
#include "support/cmocka_all.h"

#define M(month) (2025 * 12 + (month)-1)

static const struct measure COUNT = {.scale = 0}, WEIGHT = {.scale = 4}, YUAN = {.scale = 2, .unit = UNIT_YUAN},
                            WAN_YUAN = {.scale = 4, .unit = UNIT_WAN_YUAN};

static const struct indicator SHARE = {
    .numerator = &COUNT, .denominator = &COUNT, .scale = 100, .decimals = 1, .min_denominator = 30};

/* institution, month, records, sum */
static const struct total NUM[] = {
    {1, M(1), {5, 10}}, {1, M(2), {5, 20}}, {2, M(2), {5, 30}}, {3, M(2), {9, 999}}, {1, M(4), {9, 999}}};
static const struct total DEN[] = {
    {1, M(1), {9, 100}}, {1, M(2), {9, 50}}, {2, M(2), {9, 50}}, {3, M(2), {9, 999}}, {1, M(4), {9, 999}}};

static struct value_input input(const struct indicator *ind, enum window window, int32_t month, size_t n_members)
{
    static const int64_t members[] = {1, 2, 4, 5};
    return (struct value_input){.indicator = ind,
                                .window = window,
                                .month = month,
                                .members = members,
                                .n_members = n_members,
                                .numerators = NUM,
                                .n_numerators = sizeof(NUM) / sizeof(NUM[0]),
                                .denominators = DEN,
                                .n_denominators = sizeof(DEN) / sizeof(DEN[0])};
}

static void expect_printed(struct value_input in, const char *printed)
{
    struct value value;
    struct text out;
    text_init(&out, 100);
    assert_int_equal(value_compute(&in, &value), ST_OK);
    value_format(&out, &value);
    assert_string_equal(out.s, printed);
    assert_int_equal(value.has_value, *printed != '\0');
    text_done(&out);
}

static void a_ratio_is_the_ratio_of_sums_over_months_and_members(void **state)
{
    (void)state;
    expect_printed(input(&SHARE, WINDOW_MONTH, M(1), 1), "10.0"); /* 10/100 */
    expect_printed(input(&SHARE, WINDOW_YTD, M(2), 1), "20.0");   /* 30/150, not the mean of 10 and 40 */
    expect_printed(input(&SHARE, WINDOW_MONTH, M(2), 2), "50.0"); /* 50/100 */
    expect_printed(input(&SHARE, WINDOW_YTD, M(2), 2), "30.0");   /* 60/200 */
    expect_printed(input(&SHARE, WINDOW_ROLLING12, M(3), 2), "30.0");
    expect_printed(input(&SHARE, WINDOW_LATEST, M(3), 2), "30.0");
    expect_printed(input(&SHARE, WINDOW_MONTH, M(3), 2), ""); /* nothing to divide by */
    expect_printed(input(&SHARE, WINDOW_MONTH, M(2), 0), "");
}

/* 2月28日起用: January is over by then, February is not; a year to date is its last month's. */
static void a_period_that_was_over_before_the_indicator_has_no_value(void **state)
{
    (void)state;
    struct indicator new = SHARE;
    struct value value;
    assert_int_equal(date_from_ymd(2025, 2, 28, &new.valid_from), ST_OK);
    expect_printed(input(&new, WINDOW_MONTH, M(1), 1), "");
    expect_printed(input(&new, WINDOW_MONTH, M(2), 2), "50.0");
    expect_printed(input(&new, WINDOW_YTD, M(2), 2), "30.0");
    new.valid_from++;
    expect_printed(input(&new, WINDOW_YTD, M(2), 2), "");
    expect_printed(input(&new, WINDOW_LATEST, M(3), 2), "30.0");
    new.denominator = NULL;
    struct value_input count = input(&new, WINDOW_MONTH, M(2), 2);
    assert_int_equal(value_compute(&count, &value), ST_OK); /* a count is none, and not 0 */
    assert_false(value.has_value);
    assert_int_equal(value.data_month, INT32_MIN);
}

static void a_state_is_that_of_each_members_newest_month(void **state)
{
    (void)state;
    struct indicator last = SHARE;
    last.over_time = OVER_TIME_LAST;
    expect_printed(input(&last, WINDOW_YTD, M(3), 1), "40.0"); /* 20/50 of February */
    expect_printed(input(&last, WINDOW_YTD, M(1), 2), "10.0"); /* institution 2 has none yet */
    expect_printed(input(&last, WINDOW_YTD, M(3), 2), "50.0");
    expect_printed(input(&last, WINDOW_MONTH, M(3), 2), "");
    struct value value;
    struct value_input in = input(&last, WINDOW_YTD, M(3), 2);
    assert_int_equal(value_compute(&in, &value), ST_OK);
    assert_int_equal(value.data_month, M(2));
}

/* What was granted in January holds for good, in March until 10 May. */
static void a_level_that_has_lapsed_gives_way_to_the_newest_that_has_not(void **state)
{
    (void)state;
    static const struct total levels[] = {{1, M(1), {1, 4}}, {1, M(3), {1, 5}}, {2, M(3), {1, 3}}};
    static const struct total untils[] = {{1, M(3), {1, 20218}}, {2, M(1), {1, 0}}}; /* 2025-05-10: 20089 + 129 */
    struct indicator level = {.numerator = &COUNT, .until = &COUNT, .scale = 1, .over_time = OVER_TIME_LAST};
    struct value_input in = input(&level, WINDOW_LATEST, M(2), 1);
    in.numerators = levels;
    in.n_numerators = 3;
    in.untils = untils;
    in.n_untils = 2;
    expect_printed(in, "4");
    in.month = M(5);
    expect_printed(in, "5"); /* the month of its last day counts */
    in.month = M(6);
    expect_printed(in, "4"); /* lapsed: what was granted before it, for good, holds */
    in.numerators = levels + 1;
    in.n_numerators = 1;
    expect_printed(in, ""); /* none is left: as if never rated */
}

static void a_month_without_records_is_not_the_newest(void **state)
{
    (void)state;
    static const struct total totals[] = {{1, M(1), {2, 7}}, {1, M(2), {0, 0}}};
    struct indicator level = {.numerator = &COUNT, .scale = 1, .over_time = OVER_TIME_LAST};
    struct value_input in = input(&level, WINDOW_LATEST, M(2), 1);
    in.numerators = totals;
    in.n_numerators = 2;
    expect_printed(in, "7");
    in.n_numerators = 0;
    expect_printed(in, ""); /* never rated: no value, not 0 */
}

static void a_count_of_nothing_is_zero_and_a_mean_of_nothing_is_none(void **state)
{
    (void)state;
    struct indicator count = {.numerator = &COUNT, .scale = 1}, mean = {.numerator = &COUNT, .scale = 1, .decimals = 1};
    mean.over_time = OVER_TIME_MEAN;
    expect_printed(input(&count, WINDOW_YTD, M(2), 2), "60");
    expect_printed(input(&count, WINDOW_MONTH, M(3), 2), "0");
    expect_printed(input(&mean, WINDOW_YTD, M(3), 2), "30.0"); /* 60 in two months that have records */
    expect_printed(input(&mean, WINDOW_MONTH, M(3), 2), "");
}

static void a_share_of_members_counts_those_above_zero(void **state)
{
    (void)state;
    struct indicator share = {
        .numerator = &COUNT, .scale = 100, .decimals = 1, .over_institutions = OVER_INSTITUTIONS_SHARE_OF_MEMBERS};
    expect_printed(input(&share, WINDOW_LATEST, M(1), 2), "50.0");
    expect_printed(input(&share, WINDOW_LATEST, M(2), 2), "100.0");
    expect_printed(input(&share, WINDOW_LATEST, M(2), 3), "66.7");
    expect_printed(input(&share, WINDOW_LATEST, M(2), 0), "");
    static const struct total withdrawn[] = {{1, M(1), {2, 5}}, {1, M(2), {1, -5}}};
    struct value_input in = input(&share, WINDOW_LATEST, M(2), 1);
    in.numerators = withdrawn;
    in.n_numerators = 2;
    expect_printed(in, "0.0");
}

static void a_share_not_negative_counts_zero_and_not_who_reported_nothing(void **state)
{
    (void)state;
    struct indicator share = {
        .numerator = &COUNT, .scale = 100, .decimals = 1, .over_institutions = OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE};
    static const struct total surplus[] = {{1, M(1), {1, -7}}, {1, M(2), {1, 7}}, {2, M(2), {1, -1}}};
    struct value_input in = input(&share, WINDOW_YTD, M(2), 3);
    in.numerators = surplus;
    in.n_numerators = 3;
    expect_printed(in, "33.3"); /* 0 is in balance, -1 is not, the third reported nothing */
    share.over_institutions = OVER_INSTITUTIONS_SHARE_OF_MEMBERS;
    expect_printed(in, "0.0");
}

static void an_indicator_of_one_institution_is_not_summed(void **state)
{
    (void)state;
    struct indicator one = SHARE;
    struct value value = {.decimals = 77};
    one.over_institutions = OVER_INSTITUTIONS_NONE;
    struct value_input in = input(&one, WINDOW_MONTH, M(2), 2);
    assert_int_equal(value_compute(&in, &value), ST_BAD_INPUT);
    assert_int_equal(value.decimals, 77);
    expect_printed(input(&one, WINDOW_MONTH, M(2), 1), "40.0");
}

static void expect_ratio(const struct indicator *ind, i128 num, i128 den, const char *printed)
{
    static const int64_t member = 1;
    struct total n = {1, M(1), {1, num}}, d = {1, M(1), {1, den}};
    expect_printed((struct value_input){ind, WINDOW_MONTH, M(1), &member, 1, &n, 1, &d, 1, NULL, 0}, printed);
}

static void a_value_is_rounded_once_half_away_from_zero(void **state)
{
    (void)state;
    expect_ratio(&SHARE, 3495, 10000, "35.0");   /* 34.95 */
    expect_ratio(&SHARE, 34949, 100000, "34.9"); /* 34.949: not 34.95 first and 35.0 then */
    expect_ratio(&SHARE, 1, 2000, "0.1");        /* 0.05 */
    expect_ratio(&SHARE, -1, 2000, "-0.1");
    expect_ratio(&SHARE, 49, 100000, "0.0");
    expect_ratio(&SHARE, 0, 7, "0.0");
}

static void scales_and_units_of_both_sides_are_brought_together(void **state)
{
    (void)state;
    struct indicator cmi = {.numerator = &WEIGHT, .denominator = &COUNT, .scale = 1, .decimals = 2};
    struct indicator money = {.numerator = &YUAN, .denominator = &WAN_YUAN, .scale = 100, .decimals = 1};
    struct indicator per_head = {.numerator = &YUAN, .denominator = &COUNT, .scale = 1, .decimals = 2};
    expect_ratio(&cmi, 12345, 1, "1.23"); /* 1.2345 */
    expect_ratio(&cmi, 12350, 1, "1.24");
    expect_ratio(&money, 350000, 10000, "35.0");  /* 3500.00 元 of 1.0000 万元 */
    expect_ratio(&per_head, 100000, 3, "333.33"); /* 1000.00 元 for 3 */
}

static void a_denominator_below_the_minimum_is_small(void **state)
{
    (void)state;
    static const int64_t member = 1;
    struct indicator weights = {.numerator = &COUNT, .denominator = &WEIGHT, .scale = 1, .min_denominator = 2};
    for (int64_t den = 19998; den <= 20001; den++) { /* 1.9998 to 2.0001 */
        struct total n = {1, M(1), {1, 1}}, d = {1, M(1), {1, den}};
        struct value value;
        struct value_input in = {&weights, WINDOW_MONTH, M(1), &member, 1, &n, 1, &d, 1, NULL, 0};
        assert_int_equal(value_compute(&in, &value), ST_OK);
        assert_int_equal(value.small_denominator, den < 20000);
    }
}

static void a_number_beyond_128_bits_is_refused(void **state)
{
    (void)state;
    static const int64_t member = 1;
    struct total n = {1, M(1), {1, (i128)1 << 125}}, d = {1, M(1), {1, 1}};
    struct value value;
    struct value_input in = {&SHARE, WINDOW_MONTH, M(1), &member, 1, &n, 1, &d, 1, NULL, 0};
    assert_int_equal(value_compute(&in, &value), ST_BAD_INPUT);
}

static void the_printed_value_is_what_is_compared(void **state)
{
    (void)state;
    struct value value = {.has_value = true, .units = 350, .decimals = 1}; /* 35.0 */
    assert_int_equal(value_compare(&value, 35, 0), 0);
    assert_int_equal(value_compare(&value, 3500, 2), 0);
    assert_int_equal(value_compare(&value, 3501, 2), -1);
    assert_int_equal(value_compare(&value, 349, 1), 1);
    assert_int_equal(value_compare(&value, 36, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_is_the_ratio_of_sums_over_months_and_members),
        cmocka_unit_test(a_period_that_was_over_before_the_indicator_has_no_value),
        cmocka_unit_test(a_state_is_that_of_each_members_newest_month),
        cmocka_unit_test(a_level_that_has_lapsed_gives_way_to_the_newest_that_has_not),
        cmocka_unit_test(a_month_without_records_is_not_the_newest),
        cmocka_unit_test(a_count_of_nothing_is_zero_and_a_mean_of_nothing_is_none),
        cmocka_unit_test(a_share_of_members_counts_those_above_zero),
        cmocka_unit_test(a_share_not_negative_counts_zero_and_not_who_reported_nothing),
        cmocka_unit_test(an_indicator_of_one_institution_is_not_summed),
        cmocka_unit_test(a_value_is_rounded_once_half_away_from_zero),
        cmocka_unit_test(scales_and_units_of_both_sides_are_brought_together),
        cmocka_unit_test(a_denominator_below_the_minimum_is_small),
        cmocka_unit_test(a_number_beyond_128_bits_is_refused),
        cmocka_unit_test(the_printed_value_is_what_is_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
