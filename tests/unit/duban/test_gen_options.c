/* Behaviour of gen_options.h. */
#include "support/cmocka_all.h"

#include <string.h>

#include "duban/gen_options.h"
#include "lib/date.h"

#define PARSE(options, why, ...)                                                            \
    gen_options_parse((int)(sizeof((char *[]){"duban-gen", __VA_ARGS__}) / sizeof(char *)), \
                      (char *[]){"duban-gen", __VA_ARGS__, NULL}, options, why)

static void the_defaults_are_two_years_and_all_kinds(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_options options;
    assert_int_equal(PARSE(&options, &why, "--out", "x"), ST_OK);
    assert_int_equal(options.from_month, month_from_ym(2024, 1));
    assert_int_equal(options.to_month, month_from_ym(2025, 12));
    assert_int_equal(options.dirt_ppm, 20000);
    for (size_t i = 0; i < GEN_KIND_COUNT; i++)
        assert_true(options.kinds[i]);
}

static void kinds_shares_and_undercoded_months_are_read(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_options options;
    assert_int_equal(PARSE(&options, &why, "--out", "x", "--kinds", "bed_month,rating", "--dirt", "0.125", "--undercode",
                           "H02:2025-11:0.5", "--undercode", "H03:2025-10:1"),
                     ST_OK);
    assert_false(options.kinds[GEN_DISCHARGE]);
    assert_true(options.kinds[GEN_BED_MONTH] && options.kinds[GEN_RATING]);
    assert_int_equal(options.dirt_ppm, 125000);
    assert_int_equal(gen_options_undercode(&options, "H02", month_from_ym(2025, 11)), 500000);
    assert_int_equal(gen_options_undercode(&options, "H03", month_from_ym(2025, 10)), 1000000);
    assert_int_equal(gen_options_undercode(&options, "H02", month_from_ym(2025, 10)), 0);
    assert_int_equal(gen_options_undercode(&options, "H01", month_from_ym(2025, 11)), 0);
}

static void a_wrong_value_is_refused_with_the_name_of_its_option(void **state)
{
    (void)state;
    static char *wrong[][2] = {{"--dirt", "1.5"},
                               {"--dirt", "-0.1"},
                               {"--from", "2025-13"},
                               {"--kinds", "beds"},
                               {"--seed", "-1"},
                               {"--rows-per-month", "x"},
                               {"--one-file", "1000000000"},
                               {"--undercode", "H02:0.5"},
                               {"--undercode", "H02:2025-11:2"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        scoped(text_done) struct text why;
        text_init(&why, 256);
        struct gen_options options;
        assert_int_equal(PARSE(&options, &why, "--out", "x", wrong[i][0], wrong[i][1]), ST_BAD_INPUT);
        assert_non_null(strstr(why.s, wrong[i][0]));
    }
}

static void what_is_missing_unknown_or_backwards_is_refused(void **state)
{
    (void)state;
    struct gen_options options;
    for (int i = 0; i < 4; i++) {
        scoped(text_done) struct text why;
        text_init(&why, 256);
        enum status status = i == 0   ? PARSE(&options, &why, "--seed", "2")
                             : i == 1 ? PARSE(&options, &why, "--out", "x", "--nonsense")
                             : i == 2 ? PARSE(&options, &why, "--out", "x", "stray")
                                      : PARSE(&options, &why, "--out", "x", "--from", "2025-02", "--to", "2025-01");
        assert_int_equal(status, ST_BAD_INPUT);
        assert_true(why.len > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_two_years_and_all_kinds),
        cmocka_unit_test(kinds_shares_and_undercoded_months_are_read),
        cmocka_unit_test(a_wrong_value_is_refused_with_the_name_of_its_option),
        cmocka_unit_test(what_is_missing_unknown_or_backwards_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
