/* test_value_cause.c: the words beside a revision, written by one process and read by another. */
#include "model/value_cause.h"

#include <string.h>

#include "support/cmocka_all.h"

static void what_is_written_is_what_is_read(void **state)
{
    (void)state;
    struct text causes;
    struct value_cause cause;
    text_init(&causes, VALUE_CAUSE_MAX_BYTES);
    value_cause_add_definition(&causes);
    value_cause_add(&causes, 17, "discharge|2025-11");
    value_cause_add(&causes, 0, "begin|2025-12");
    assert_string_equal(causes.s, "0/all 17/discharge|2025-11 0/begin|2025-12");
    const char *rest = causes.s;
    assert_true(value_cause_next(&rest, &cause));
    assert_int_equal(cause.what, CAUSE_DEFINITION);
    assert_true(value_cause_next(&rest, &cause));
    assert_int_equal(cause.what, CAUSE_LANE);
    assert_int_equal(cause.institution_id, 17);
    assert_string_equal(cause.kind, "discharge");
    assert_int_equal(cause.month, 2025 * 12 + 10);
    assert_true(value_cause_next(&rest, &cause));
    assert_int_equal(cause.what, CAUSE_OTHER);
    assert_false(value_cause_next(&rest, &cause));
    text_done(&causes);
}

static void a_word_that_would_pass_the_limit_is_left_out_whole(void **state)
{
    (void)state;
    struct text causes;
    struct value_cause cause;
    text_init(&causes, VALUE_CAUSE_MAX_BYTES);
    size_t n = 0;
    for (int i = 1; i <= 100; i++)
        value_cause_add(&causes, 1000 + i, "discharge|2025-11");
    assert_false(causes.overflow);
    assert_true(causes.len <= VALUE_CAUSE_MAX_BYTES);
    for (const char *rest = causes.s; value_cause_next(&rest, &cause); n++)
        assert_int_equal(cause.institution_id, 1001 + (int64_t)n);
    assert_int_equal(n, 8); /* 22 bytes each and a blank between: 8 * 23 - 1 = 183, a ninth would make 206 */
    text_done(&causes);
}

static void what_is_no_word_of_ours_moves_nothing(void **state)
{
    (void)state;
    static const char *const others[] = {"begin", "17",    "17/discharge", "17/discharge|2025-13", "-3/discharge|2025-11",
                                         "x/all", "0/alls"};
    struct value_cause cause;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *rest = others[i];
        assert_true(value_cause_next(&rest, &cause));
        assert_int_equal(cause.what, CAUSE_OTHER);
        assert_false(value_cause_next(&rest, &cause));
    }
    const char *nothing = "  ";
    assert_false(value_cause_next(&nothing, &cause));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_what_is_read),
        cmocka_unit_test(a_word_that_would_pass_the_limit_is_left_out_whole),
        cmocka_unit_test(what_is_no_word_of_ours_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
