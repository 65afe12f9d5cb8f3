/* Behaviour of text.h: limits, and what a failed append leaves behind. Compiled with the source itself, so that the n-th
 * allocation can be made to fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int allocations_left = -1; /* -1: as many as you like */

static void *counted_realloc(void *old, size_t size)
{
    if (allocations_left == 0)
        return NULL;
    if (allocations_left > 0)
        allocations_left--;
    return realloc(old, size);
}

#define realloc counted_realloc
#include "lib/text.c"
#undef realloc

static void a_new_text_is_an_empty_string(void **state)
{
    (void)state;
    struct text t;
    text_init(&t, 10);
    assert_string_equal(t.s, "");
    assert_int_equal(t.len, 0);
    text_done(&t);
    text_done(&t);
    assert_string_equal(t.s, "");
}

static void appends_add_up(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 1000);
    text_append(&t, "第");
    text_append_char(&t, ' ');
    text_printf(&t, "%d", 12);
    text_append_n(&t, " 行。", 4);
    assert_string_equal(t.s, "第 12 行");
    assert_int_equal(t.len, 3 + 1 + 2 + 4);
    assert_int_equal(text_status(&t), ST_OK);
}

static void a_text_may_be_filled_to_its_maximum_and_no_further(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 5);
    text_append(&t, "12345");
    assert_false(t.overflow);
    text_append(&t, "");
    assert_false(t.overflow);
    text_append_char(&t, '6');
    assert_true(t.overflow);
    assert_string_equal(t.s, "12345");
    assert_int_equal(text_status(&t), ST_BAD_INPUT);
}

static void a_failed_append_changes_nothing_and_stops_later_ones(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 5);
    text_append(&t, "123");
    text_append(&t, "456");
    text_append(&t, "7");
    text_printf(&t, "%s", "8");
    assert_true(t.overflow);
    assert_string_equal(t.s, "123");
    assert_int_equal(t.len, 3);
}

static void a_printf_that_does_not_fit_leaves_no_trace(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 6);
    text_append(&t, "abc");
    text_printf(&t, "%s", "defg");
    assert_true(t.overflow);
    assert_string_equal(t.s, "abc");
    assert_int_equal(strlen(t.s), t.len);
}

static void a_printf_longer_than_the_buffer_grows_it(void **state)
{
    (void)state;
    char long_text[500];
    scoped(text_done) struct text t;

    memset(long_text, 'x', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    text_init(&t, 1000);
    text_append(&t, "<");
    text_printf(&t, "%s>", long_text);
    assert_int_equal(t.len, 501);
    assert_int_equal(t.s[500], '>');
    assert_int_equal(strlen(t.s), 501);
}

static void dropping_the_front_leaves_the_rest(void **state)
{
    struct text t;
    (void)state;
    text_init(&t, 100);
    text_drop(&t, 0);
    text_append(&t, "abcdef");
    text_drop(&t, 2);
    assert_string_equal(t.s, "cdef");
    assert_int_equal(t.len, 4);
    text_drop(&t, 4);
    assert_string_equal(t.s, "");
    text_done(&t);
}

static void clearing_keeps_the_buffer_and_forgets_the_overflow(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 3);
    text_append(&t, "abc");
    text_append(&t, "d");
    size_t cap = t.cap;
    text_clear(&t);
    assert_string_equal(t.s, "");
    assert_false(t.overflow);
    assert_int_equal(t.cap, cap);
    text_append(&t, "xyz");
    assert_string_equal(t.s, "xyz");
}

static void taking_hands_over_the_buffer(void **state)
{
    (void)state;
    struct text t;
    text_init(&t, 10);
    text_append(&t, "abc");
    scoped(scoped_free) char *taken = text_take(&t);
    assert_string_equal(taken, "abc");
    assert_string_equal(t.s, "");
    text_append(&t, "next");
    assert_string_equal(taken, "abc");
    text_done(&t);
}

static void taking_an_empty_text_gives_an_empty_string(void **state)
{
    (void)state;
    struct text t;
    text_init(&t, 10);
    scoped(scoped_free) char *taken = text_take(&t);
    assert_non_null(taken);
    assert_string_equal(taken, "");
}

static void taking_an_overflowed_text_gives_nothing(void **state)
{
    (void)state;
    struct text t;
    text_init(&t, 1);
    text_append(&t, "a");
    text_append(&t, "b");
    assert_null(text_take(&t));
    assert_false(t.overflow);
    text_done(&t);
}

static void bytes_of_any_value_can_be_held(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 10);
    text_append_n(&t, "a\0b", 3);
    assert_int_equal(t.len, 3);
    assert_memory_equal(t.s, "a\0b", 4);
}

static void without_memory_a_text_overflows_and_stays_readable(void **state)
{
    (void)state;
    char long_text[400];
    memset(long_text, 'y', sizeof(long_text));

    for (int allowed = 0; allowed < 2; allowed++) {
        scoped(text_done) struct text t;
        text_init(&t, 1000);
        allocations_left = allowed;
        text_append(&t, "short");
        text_append_n(&t, long_text, sizeof(long_text));
        allocations_left = -1;
        assert_true(t.overflow);
        assert_string_equal(t.s, allowed == 0 ? "" : "short");
    }
    struct text t;
    text_init(&t, 10);
    allocations_left = 0;
    assert_null(text_take(&t));
    allocations_left = -1;
}

static void strings_are_compared_and_null_equals_nothing(void **state)
{
    (void)state;
    assert_true(text_starts_with("hqmsts_2025M03.csv", "hqmsts_"));
    assert_true(text_starts_with("abc", ""));
    assert_false(text_starts_with("ab", "abc"));
    assert_false(text_starts_with(NULL, "a"));
    assert_true(text_equal("a", "a"));
    assert_false(text_equal("a", "A"));
    assert_false(text_equal(NULL, NULL));
}

static void every_status_has_its_word(void **state)
{
    (void)state;
    assert_string_equal(status_name(ST_OK), "ok");
    assert_string_equal(status_name(ST_RETRY), "retry");
    assert_string_equal(status_name(ST_BAD_INPUT), "bad_input");
    assert_string_equal(status_name(ST_CONFLICT), "conflict");
    assert_string_equal(status_name(ST_FATAL), "fatal");
    assert_string_equal(status_name((enum status)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_text_is_an_empty_string),
        cmocka_unit_test(appends_add_up),
        cmocka_unit_test(a_text_may_be_filled_to_its_maximum_and_no_further),
        cmocka_unit_test(a_failed_append_changes_nothing_and_stops_later_ones),
        cmocka_unit_test(a_printf_that_does_not_fit_leaves_no_trace),
        cmocka_unit_test(a_printf_longer_than_the_buffer_grows_it),
        cmocka_unit_test(dropping_the_front_leaves_the_rest),
        cmocka_unit_test(clearing_keeps_the_buffer_and_forgets_the_overflow),
        cmocka_unit_test(taking_hands_over_the_buffer),
        cmocka_unit_test(taking_an_empty_text_gives_an_empty_string),
        cmocka_unit_test(taking_an_overflowed_text_gives_nothing),
        cmocka_unit_test(bytes_of_any_value_can_be_held),
        cmocka_unit_test(without_memory_a_text_overflows_and_stays_readable),
        cmocka_unit_test(strings_are_compared_and_null_equals_nothing),
        cmocka_unit_test(every_status_has_its_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
