/* test_options.c: how every verb reads its words. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "duban/options.h"

static const char *by, *note;
static bool yes;
static const struct option_spec SPECS[] = {{"--by", &by, NULL}, {"--note", &note, NULL}, {"--yes", NULL, &yes}, {NULL, NULL, NULL}};

static int forget(void **state)
{
    (void)state;
    by = note = NULL;
    yes = false;
    return 0;
}

/* What is refused is told on stderr, which the test does not need to see. */
static bool read_words(int argc, char **argv, size_t *ret_count)
{
    fflush(stderr);
    return options_read(SPECS, argc, argv, ret_count);
}

static void options_stand_anywhere_and_the_rest_keeps_its_order(void **state)
{
    char *argv[] = {"one", "--by", "朱", "two", "--note=a b", "--yes", "three"};
    size_t n = 0;
    (void)state;
    assert_true(read_words(7, argv, &n));
    assert_int_equal(n, 3);
    assert_string_equal(argv[0], "one");
    assert_string_equal(argv[1], "two");
    assert_string_equal(argv[2], "three");
    assert_string_equal(by, "朱");
    assert_string_equal(note, "a b");
    assert_true(yes);
}

static void after_two_hyphens_nothing_is_an_option(void **state)
{
    char *argv[] = {"--", "--yes", "-x"};
    size_t n = 0;
    (void)state;
    assert_true(read_words(3, argv, &n));
    assert_int_equal(n, 2);
    assert_string_equal(argv[0], "--yes");
    assert_false(yes);
}

static void an_unknown_option_a_missing_value_and_a_value_for_a_switch_are_refused(void **state)
{
    char *unknown[] = {"--bye", "x"}, *missing[] = {"--by"}, *valued[] = {"--yes=1"};
    size_t n = 0;
    (void)state;
    assert_false(read_words(2, unknown, &n));
    assert_false(read_words(1, missing, &n));
    assert_false(read_words(1, valued, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(options_stand_anywhere_and_the_rest_keeps_its_order, forget),
        cmocka_unit_test_setup(after_two_hyphens_nothing_is_an_option, forget),
        cmocka_unit_test_setup(an_unknown_option_a_missing_value_and_a_value_for_a_switch_are_refused, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
