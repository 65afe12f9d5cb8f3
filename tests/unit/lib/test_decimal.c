/* Behaviour of decimal.h. Expected values are worked out by hand; limits are those of two's complement 128 bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/decimal.h"

#define LARGEST  "170141183460469231731687303715884105727"
#define SMALLEST "-170141183460469231731687303715884105728"

static void assert_i128(i128 value, const char *expected)
{
    scoped(text_done) struct text t;
    text_init(&t, 100);
    i128_format(&t, value);
    assert_string_equal(t.s, expected);
}

static i128 number(const char *s)
{
    i128 value = 0;
    assert_int_equal(i128_parse(s, strlen(s), &value), ST_OK);
    return value;
}

static void assert_parses(const char *s, int max_scale, const char *units, int scale)
{
    i128 got_units = 0;
    int got_scale = -1;
    assert_int_equal(decimal_parse(s, strlen(s), max_scale, &got_units, &got_scale), ST_OK);
    assert_i128(got_units, units);
    assert_int_equal(got_scale, scale);
}

static void plain_numbers_are_read_with_their_scale(void **state)
{
    (void)state;
    assert_parses("0", 2, "0", 0);
    assert_parses("35", 2, "35", 0);
    assert_parses("+35.4", 2, "354", 1);
    assert_parses("-0.05", 2, "-5", 2);
    assert_parses("007.10", 2, "710", 2);
    assert_parses("-0", 0, "0", 0);
    assert_parses("12345678901.23", 2, "1234567890123", 2);
}

static void decimals_beyond_the_scale_must_be_zeros(void **state)
{
    (void)state;
    i128 units;
    int scale;
    assert_parses("1.500", 2, "150", 2);
    assert_parses("35.0", 0, "35", 0);
    assert_int_equal(decimal_parse("1.505", 5, 2, &units, &scale), ST_BAD_INPUT);
    assert_int_equal(decimal_parse("35.5", 4, 0, &units, &scale), ST_BAD_INPUT);
}

static void what_is_not_a_plain_number_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "-",   "+",   ".",   ".5",  "5.",   "1.2.3", "1,000", " 1",  "1 ", "１",
                                      "0x10", "1e3", "--1", "+-1", "NaN", "1.-2", "1/2",   "%",     "35%", "1a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        i128 units = 77;
        int scale = 77;
        assert_int_equal(decimal_parse(bad[i], strlen(bad[i]), 4, &units, &scale), ST_BAD_INPUT);
        assert_true(units == 77);
        assert_int_equal(scale, 77);
    }
}

static void numbers_reach_to_the_ends_of_128_bits(void **state)
{
    (void)state;
    i128 value;
    assert_i128(number(LARGEST), LARGEST);
    assert_i128(number(SMALLEST), SMALLEST);
    assert_int_equal(i128_parse("170141183460469231731687303715884105728", 39, &value), ST_BAD_INPUT);
    assert_int_equal(i128_parse("-170141183460469231731687303715884105729", 40, &value), ST_BAD_INPUT);
    assert_int_equal(i128_parse("999999999999999999999999999999999999999999999", 45, &value), ST_BAD_INPUT);
    assert_int_equal(i128_parse("1.0", 3, &value), ST_BAD_INPUT);
}

static void assert_formats(const char *units, int scale, const char *expected)
{
    scoped(text_done) struct text t;
    text_init(&t, 100);
    decimal_format(&t, number(units), scale);
    assert_string_equal(t.s, expected);
}

static void numbers_are_written_with_all_their_decimals(void **state)
{
    (void)state;
    assert_formats("0", 0, "0");
    assert_formats("0", 2, "0.00");
    assert_formats("-5", 2, "-0.05");
    assert_formats("5", 3, "0.005");
    assert_formats("354", 1, "35.4");
    assert_formats("1230", 2, "12.30");
    assert_formats("100", 2, "1.00");
    assert_formats(SMALLEST, 38, "-1.70141183460469231731687303715884105728");
    assert_formats("1", 38, "0.00000000000000000000000000000000000001");
}

static void assert_ratio(const char *num, const char *den, int decimals, const char *expected)
{
    i128 units = 0;
    assert_int_equal(ratio_round(number(num), number(den), decimals, &units), ST_OK);
    assert_i128(units, expected);
}

static void a_ratio_is_rounded_half_away_from_zero(void **state)
{
    (void)state;
    assert_ratio("1", "8", 2, "13");   /* 0.125 */
    assert_ratio("-1", "8", 2, "-13"); /* -0.125 */
    assert_ratio("1", "-8", 2, "-13");
    assert_ratio("-1", "-8", 2, "13");
    assert_ratio("1", "3", 4, "3333");
    assert_ratio("2", "3", 4, "6667");
    assert_ratio("1", "2", 0, "1");
    assert_ratio("3", "2", 0, "2"); /* to even would be 2 as well, … */
    assert_ratio("5", "2", 0, "3"); /* … but not here */
    assert_ratio("49999", "100000", 0, "0");
    assert_ratio("50000", "100000", 0, "1");
    assert_ratio("0", "-7", 3, "0");
    assert_ratio("7", "7", 9, "1000000000");
}

static void a_share_just_below_its_target_is_judged_as_printed(void **state)
{
    (void)state;
    /* 34.995 % of 20 000 discharges are 6 999: 35.00 % at two decimals of a percentage, which is what the page shows */
    assert_ratio("6999", "20000", 4, "3500");
    assert_ratio("69989", "200000", 4, "3499"); /* 34.9945 % */
}

static void a_ratio_is_exact_where_the_product_would_overflow(void **state)
{
    (void)state;
    assert_ratio(LARGEST, LARGEST, 9, "1000000000");
    assert_ratio(SMALLEST, LARGEST, 9, "-1000000000");
    assert_ratio("85070591730234615865843651857942052863", LARGEST, 9, "500000000"); /* (2^126-1) / (2^127-1) */
    assert_ratio("56713727820156410577229101238628035242", LARGEST, 9, "333333333"); /* ⌊(2^127-1)/3⌋ */
    assert_ratio(SMALLEST, "1", 0, SMALLEST);
}

static void a_ratio_that_does_not_fit_or_divides_by_zero_is_refused(void **state)
{
    (void)state;
    i128 units = 77;
    assert_int_equal(ratio_round(1, 0, 2, &units), ST_BAD_INPUT);
    assert_int_equal(ratio_round(0, 0, 2, &units), ST_BAD_INPUT);
    assert_int_equal(ratio_round(number(LARGEST), 1, 1, &units), ST_BAD_INPUT);
    assert_int_equal(ratio_round(number(SMALLEST), -1, 0, &units), ST_BAD_INPUT);
    assert_int_equal(ratio_round(number(LARGEST), 1, 9, &units), ST_BAD_INPUT);
    assert_true(units == 77);
}

static void a_change_of_scale_loses_nothing_or_is_refused(void **state)
{
    (void)state;
    i128 units = 77;
    assert_int_equal(decimal_rescale(35, 0, 2, &units), ST_OK);
    assert_i128(units, "3500");
    assert_int_equal(decimal_rescale(-3500, 2, 0, &units), ST_OK);
    assert_i128(units, "-35");
    assert_int_equal(decimal_rescale(3510, 2, 1, &units), ST_OK);
    assert_i128(units, "351");
    assert_int_equal(decimal_rescale(3511, 2, 1, &units), ST_BAD_INPUT);
    assert_int_equal(decimal_rescale(number(LARGEST), 0, 1, &units), ST_BAD_INPUT);
    assert_i128(units, "351");
}

static void sums_and_products_notice_overflow(void **state)
{
    (void)state;
    i128 r = 77;
    assert_int_equal(i128_add(number(LARGEST), 1, &r), ST_BAD_INPUT);
    assert_int_equal(i128_add(number(SMALLEST), -1, &r), ST_BAD_INPUT);
    assert_int_equal(i128_mul(number(SMALLEST), -1, &r), ST_BAD_INPUT);
    assert_true(r == 77);
    assert_int_equal(i128_add(number(LARGEST), number(SMALLEST), &r), ST_OK);
    assert_i128(r, "-1");
    assert_int_equal(i128_mul(number("10000000000000000000"), number("-10000000000000000000"), &r), ST_OK);
    assert_i128(r, "-100000000000000000000000000000000000000");
}

static void assert_normal(const char *typed, const char *expected, bool changed)
{
    bool got_changed = !changed;
    scoped(text_done) struct text t;
    text_init(&t, 100);
    text_append(&t, "<");
    assert_int_equal(decimal_normalise(typed, strlen(typed), &t, &got_changed), ST_OK);
    assert_string_equal(t.s + 1, expected);
    assert_int_equal(got_changed, changed);
}

static void what_people_type_becomes_a_plain_number(void **state)
{
    (void)state;
    assert_normal("35", "35", false);
    assert_normal("-1.50", "-1.50", false);
    assert_normal("３５．６", "35.6", true);
    assert_normal("－１２", "-12", true);
    assert_normal("3,512,600", "3512600", true);
    assert_normal("３，５１２，６００．５０", "3512600.50", true);
    assert_normal("-1,234.5", "-1234.5", true);
    assert_normal(" 12\t", "12", true);
    assert_normal("　12 ", "12", true);
    assert_normal("\xC2\xA0"
                  "12",
                  "12", true);
    assert_normal("−7", "-7", true);
    assert_normal("1,234", "1234", true);
    assert_normal("35%", "35%", false); /* not a number yet, but that is for the parser to say */
}

static void commas_in_wrong_places_are_not_guessed_at(void **state)
{
    (void)state;
    static const char *const bad[] = {"1,23",    "1,23,456", "12,34", ",123", "1,234,", "1,,234", "1234,567",
                                      "1.234,5", "",         "   ",   "　",   ",",      "1,2345"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bool changed = false;
        scoped(text_done) struct text t;
        text_init(&t, 100);
        assert_int_equal(decimal_normalise(bad[i], strlen(bad[i]), &t, &changed), ST_BAD_INPUT);
    }
}

static void powers_of_ten_are_exact(void **state)
{
    (void)state;
    assert_i128(decimal_pow10(0), "1");
    assert_i128(decimal_pow10(9), "1000000000");
    assert_i128(decimal_pow10(38), "100000000000000000000000000000000000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers_are_read_with_their_scale),
        cmocka_unit_test(decimals_beyond_the_scale_must_be_zeros),
        cmocka_unit_test(what_is_not_a_plain_number_is_refused_and_changes_nothing),
        cmocka_unit_test(numbers_reach_to_the_ends_of_128_bits),
        cmocka_unit_test(numbers_are_written_with_all_their_decimals),
        cmocka_unit_test(a_ratio_is_rounded_half_away_from_zero),
        cmocka_unit_test(a_share_just_below_its_target_is_judged_as_printed),
        cmocka_unit_test(a_ratio_is_exact_where_the_product_would_overflow),
        cmocka_unit_test(a_ratio_that_does_not_fit_or_divides_by_zero_is_refused),
        cmocka_unit_test(a_change_of_scale_loses_nothing_or_is_refused),
        cmocka_unit_test(sums_and_products_notice_overflow),
        cmocka_unit_test(what_people_type_becomes_a_plain_number),
        cmocka_unit_test(commas_in_wrong_places_are_not_guessed_at),
        cmocka_unit_test(powers_of_ten_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
