/* When must a person look? Shares at and beside their bounds. */
#include "ingest/hold.h"

#include "support/cmocka_all.h"

static enum reason decide(int64_t gone, int64_t before, int64_t shorter, bool unattended, int percent)
{
    struct refusal hold;
    hold_decide(&(struct difference){.gone = gone, .before = before}, shorter, unattended, percent, &hold);
    return hold.reason;
}

static void somebody_who_is_there_is_asked_about_one_row(void **state)
{
    (void)state;
    assert_int_equal(decide(0, 1000, 0, false, 2), REASON_NONE);
    assert_int_equal(decide(1, 1000, 0, false, 2), REASON_W_ING_340);
}

static void nobody_there_means_the_threshold_and_the_bound_is_inside(void **state)
{
    (void)state;
    assert_int_equal(decide(20, 1000, 0, true, 2), REASON_NONE);
    assert_int_equal(decide(21, 1000, 0, true, 2), REASON_W_ING_340);
    assert_int_equal(decide(0, 1, 0, true, 0), REASON_NONE);
    assert_int_equal(decide(1, 1000000, 0, true, 0), REASON_W_ING_340);
}

static void a_first_file_replaces_nothing(void **state)
{
    (void)state;
    assert_int_equal(decide(0, 0, 0, true, 0), REASON_NONE);
    assert_int_equal(decide(0, 0, 0, false, 0), REASON_NONE);
}

static void lost_zeros_are_told_before_lost_rows(void **state)
{
    (void)state;
    assert_int_equal(decide(500, 1000, 500, true, 2), REASON_W_ING_341);
    assert_int_equal(decide(0, 0, 7, false, 2), REASON_W_ING_341);
}

/* Whatever share went, and whoever is there: it is not known. */
static void another_key_is_told_instead_of_rows(void **state)
{
    (void)state;
    struct refusal hold;
    hold_decide(&(struct difference){.other_key = 3}, 0, true, 100, &hold);
    assert_int_equal(hold.reason, REASON_W_ING_342);
    hold_decide(&(struct difference){.other_key = 3}, 0, false, 0, &hold);
    assert_int_equal(hold.reason, REASON_W_ING_342);
    hold_decide(&(struct difference){.other_key = 3}, 1, true, 100, &hold);
    assert_int_equal(hold.reason, REASON_W_ING_341); /* lengths are seen under any key */
}

static void the_words_name_the_numbers(void **state)
{
    (void)state;
    struct refusal hold;
    struct text words;
    text_init(&words, 500);
    hold_decide(&(struct difference){.gone = 3, .before = 40, .added = 5, .changed = 7}, 0, false, 2, &hold);
    refusal_words(&words, &hold, REASON_EN);
    assert_string_equal(words.s, "the re-sent file lacks 3 rows (of 40; 5 new, 7 changed): accept or reject it");
    text_done(&words);
}

static void shorter_numbers_count_only_beside_a_usual_length(void **state)
{
    (void)state;
    const struct key_length usual[] = {{8, 95}, {7, 5}}, mixed[] = {{8, 94}, {7, 6}};
    const struct key_length few[] = {{8, 96}, {4, 4}}, enough[] = {{8, 95}, {4, 5}}, longer[] = {{8, 50}, {9, 50}};
    assert_int_equal(guard_shorter(usual, 2, enough, 2), 5);
    assert_int_equal(guard_shorter(usual, 2, few, 2), 0);
    assert_int_equal(guard_shorter(mixed, 2, enough, 2), 0);
    assert_int_equal(guard_shorter(usual, 2, longer, 2), 0);
    assert_int_equal(guard_shorter(usual, 2, NULL, 0), 0);
    assert_int_equal(guard_shorter(NULL, 0, enough, 2), 0);
}

static void a_hundredth_of_lost_zeros_is_no_accident(void **state)
{
    (void)state;
    assert_false(guard_lost_matters(0, 0));
    assert_false(guard_lost_matters(0, 100));
    assert_false(guard_lost_matters(9, 901));
    assert_true(guard_lost_matters(9, 900));
    assert_true(guard_lost_matters(1, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(somebody_who_is_there_is_asked_about_one_row),
        cmocka_unit_test(nobody_there_means_the_threshold_and_the_bound_is_inside),
        cmocka_unit_test(a_first_file_replaces_nothing),
        cmocka_unit_test(lost_zeros_are_told_before_lost_rows),
        cmocka_unit_test(another_key_is_told_instead_of_rows),
        cmocka_unit_test(the_words_name_the_numbers),
        cmocka_unit_test(shorter_numbers_count_only_beside_a_usual_length),
        cmocka_unit_test(a_hundredth_of_lost_zeros_is_no_accident),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
