/* Behaviour of utf8.h. The byte sequences are those of the Unicode standard, table 3-7, and its neighbours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/status.h"
#include "lib/utf8.h"

static void assert_code(const char *bytes, size_t len, int32_t code, size_t taken)
{
    /* a copy of exactly that size, so that the address sanitizer sees a read beyond it */
    scoped(scoped_free) char *copy = malloc(len);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    const char *at = copy;
    assert_int_equal(utf8_next(&at, copy + len), code);
    assert_int_equal(at - copy, taken);
}

static void characters_of_one_to_four_bytes_are_read(void **state)
{
    (void)state;
    assert_code("A", 1, 'A', 1);
    assert_code("\0", 1, 0, 1);
    assert_code("\xC2\x80", 2, 0x80, 2);
    assert_code("\xDF\xBF", 2, 0x7FF, 2);
    assert_code("\xE0\xA0\x80", 3, 0x800, 3);
    assert_code("\xE7\x9D\xA3", 3, 0x7763, 3); /* 督 */
    assert_code("\xEF\xBF\xBD", 3, 0xFFFD, 3);
    assert_code("\xF0\x90\x80\x80", 4, 0x10000, 4);
    assert_code("\xF4\x8F\xBF\xBF", 4, 0x10FFFF, 4);
}

static void overlong_surrogate_cut_and_stray_bytes_are_invalid_one_by_one(void **state)
{
    (void)state;
    assert_code("\x80", 1, -1, 1);
    assert_code("\xBF", 1, -1, 1);
    assert_code("\xC0\x80", 2, -1, 1);
    assert_code("\xC1\xBF", 2, -1, 1);
    assert_code("\xE0\x9F\xBF", 3, -1, 1);
    assert_code("\xED\xA0\x80", 3, -1, 1);
    assert_code("\xF0\x8F\xBF\xBF", 4, -1, 1);
    assert_code("\xF4\x90\x80\x80", 4, -1, 1);
    assert_code("\xF5\x80\x80\x80", 4, -1, 1);
    assert_code("\xFF", 1, -1, 1);
    assert_code("\xE7\x9D", 2, -1, 1);
    assert_code("\xE7\x9D,", 3, -1, 1);
    assert_code("\xC2", 1, -1, 1);
}

static void a_text_is_valid_up_to_its_first_bad_byte(void **state)
{
    (void)state;
    assert_true(utf8_is_valid("", 0));
    assert_true(utf8_is_valid("督办 duban", strlen("督办 duban")));
    assert_false(utf8_is_valid("\xB6\xBD\xB0\xEC", 4)); /* 督办 in GB18030 */
    assert_int_equal(utf8_valid_len("ab\xFF"
                                    "cd",
                                    5),
                     2);
}

static void a_cut_character_is_told_from_a_wrong_one(void **state)
{
    (void)state;
    assert_true(utf8_is_cut("\xE7", 1));
    assert_true(utf8_is_cut("\xE7\x9D", 2));
    assert_true(utf8_is_cut("\xF0\x90\x80", 3));
    assert_false(utf8_is_cut("\xE7\x9D\xA3", 3));
    assert_false(utf8_is_cut("\xE7,", 2));
    assert_false(utf8_is_cut("\xE0\x80", 2));
    assert_false(utf8_is_cut("\xED\xA0", 2));
    assert_false(utf8_is_cut("\xF4\x90", 2));
    assert_false(utf8_is_cut("\x80", 1));
    assert_false(utf8_is_cut("A", 1));
    assert_false(utf8_is_cut("", 0));
}

static void characters_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_count("张三丰", 9), 3);
    assert_int_equal(utf8_count("a督\xFF", 5), 3);
    assert_int_equal(utf8_count("", 0), 0);
}

static void clipping_cuts_no_character(void **state)
{
    (void)state;
    assert_int_equal(utf8_clip("督办", 6, 6), 6);
    assert_int_equal(utf8_clip("督办", 6, 100), 6);
    assert_int_equal(utf8_clip("督办", 6, 5), 3);
    assert_int_equal(utf8_clip("督办", 6, 4), 3);
    assert_int_equal(utf8_clip("督办", 6, 3), 3);
    assert_int_equal(utf8_clip("督办", 6, 2), 0);
    assert_int_equal(utf8_clip("abc", 3, 2), 2);
    assert_int_equal(utf8_clip("\x80\x80\x80\x80\x80\x80", 6, 5), 2); /* not UTF-8: it still comes to an end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_one_to_four_bytes_are_read),
        cmocka_unit_test(overlong_surrogate_cut_and_stray_bytes_are_invalid_one_by_one),
        cmocka_unit_test(a_text_is_valid_up_to_its_first_bad_byte),
        cmocka_unit_test(a_cut_character_is_told_from_a_wrong_one),
        cmocka_unit_test(characters_are_counted),
        cmocka_unit_test(clipping_cuts_no_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
