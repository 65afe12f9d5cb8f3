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

/* By characters, of which a Chinese word has few: one may be wrong, two of three make another word. */
static void a_chinese_word_is_compared_by_its_characters(void **state)
{
    (void)state;
    static const char *const candidates[] = {"现状", "时限", "逾期提示", "病案科", NULL};
    assert_int_equal(nearest_distance("时线", "时限"), 1);
    assert_int_equal(nearest_distance("期逾提示", "逾期提示"), 1); /* neighbours swapped */
    assert_string_equal(nearest_word("时线", candidates), "时限");
    assert_string_equal(nearest_word("逾期提视", candidates), "逾期提示");
    assert_string_equal(nearest_word("医务科", candidates), "");
    assert_string_equal(nearest_word("原文", candidates), "");
    assert_int_equal(nearest_distance("\xe6\x97", "\xe6\x97"), 0); /* cut: byte by byte */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_counted),
        cmocka_unit_test(a_word_that_is_too_long_is_near_to_nothing),
        cmocka_unit_test(the_word_that_was_meant_is_found),
        cmocka_unit_test(a_chinese_word_is_compared_by_its_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
