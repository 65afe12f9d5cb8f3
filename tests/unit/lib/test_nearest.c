/* Behaviour of nearest.h; distances counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/nearest.h"

static void changes_are_counted(void **state)
{
    (void)state;
    assert_int_equal(nearest_distance("", ""), 0);
    assert_int_equal(nearest_distance("", "abc"), 3);
    assert_int_equal(nearest_distance("run_dir", "run_dir"), 0);
    assert_int_equal(nearest_distance("run_dri", "run_dir"), 1); /* neighbours swapped */
    assert_int_equal(nearest_distance("rundir", "run_dir"), 1);
    assert_int_equal(nearest_distance("kitten", "sitting"), 3);
    assert_int_equal(nearest_distance("abc", "xyz"), 3);
}

static void a_word_that_is_too_long_is_near_to_nothing(void **state)
{
    (void)state;
    char word[NEAREST_WORD_MAX + 2];
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    assert_int_equal(nearest_distance(word, word), NEAREST_WORD_MAX + 1);
    const char *const candidates[] = {word, NULL};
    assert_string_equal(nearest_word(word, candidates), "");
}

static void the_word_that_was_meant_is_found(void **state)
{
    (void)state;
    static const char *const candidates[] = {"numerator", "denominator", "decimals", "due", NULL};
    static const char *const none[] = {NULL};
    assert_string_equal(nearest_word("denominater", candidates), "denominator");
    assert_string_equal(nearest_word("nummerator", candidates), "numerator");
    assert_string_equal(nearest_word("deu", candidates), "due");
    assert_string_equal(nearest_word("colour", candidates), "");
    assert_string_equal(nearest_word("xy", candidates), "");
    assert_string_equal(nearest_word("due", none), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_counted),
        cmocka_unit_test(a_word_that_is_too_long_is_near_to_nothing),
        cmocka_unit_test(the_word_that_was_meant_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
