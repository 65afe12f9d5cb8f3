/* Behaviour of reason.h and problem.h, by the rows of reasons.tsv that belong to the settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/problem.h"
#include "lib/utf8.h"

static void a_reason_has_its_code_severity_and_words(void **state)
{
    (void)state;
    assert_string_equal(reason_code(REASON_E_CFG_001), "E-CFG-001");
    assert_string_equal(reason_zh(REASON_E_CFG_001), "不认识的设置“{1}”");
    assert_string_equal(reason_en(REASON_E_CFG_001), "unknown setting \"{1}\"");
    assert_int_equal(reason_severity(REASON_E_CFG_001), SEVERITY_ERROR);
    assert_string_equal(reason_code(REASON_NONE), "");
    assert_string_equal(reason_zh((enum reason) - 1), "");
    assert_string_equal(reason_en(REASON_COUNT), "");
}

static void every_stored_code_finds_its_reason_again(void **state)
{
    (void)state;
    enum reason found = REASON_NONE;
    for (int i = REASON_NONE + 1; i < REASON_COUNT; i++) {
        assert_int_equal(reason_from_code(reason_code((enum reason)i), &found), ST_OK);
        assert_int_equal(found, i);
        assert_true(utf8_is_valid(reason_zh(found), strlen(reason_zh(found))));
    }
    found = REASON_E_CFG_001;
    assert_int_equal(reason_from_code("E-CFG-999", &found), ST_BAD_INPUT);
    assert_int_equal(reason_from_code("", &found), ST_BAD_INPUT);
    assert_int_equal(found, REASON_E_CFG_001);
}

static void assert_words(enum reason reason, enum reason_language language, size_t n, const char *const *params,
                         const char *expected)
{
    scoped(text_done) struct text t;
    text_init(&t, 1000);
    reason_format(&t, reason, language, n, params);
    assert_string_equal(t.s, expected);
}

static void parameters_take_their_places_in_either_language(void **state)
{
    (void)state;
    static const char *const params[] = {"run_dri", "run_dir"};
    assert_words(REASON_E_CFG_002, REASON_ZH, 2, params, "不认识的设置“run_dri”，是否想写“run_dir”？");
    assert_words(REASON_E_CFG_002, REASON_EN, 2, params, "unknown setting \"run_dri\"; did you mean \"run_dir\"?");
}

static void a_missing_parameter_shows_as_a_question_mark(void **state)
{
    (void)state;
    static const char *const params[] = {NULL};
    assert_words(REASON_E_CFG_001, REASON_ZH, 0, NULL, "不认识的设置“？”");
    assert_words(REASON_E_CFG_001, REASON_ZH, 1, params, "不认识的设置“？”");
}

static void a_parameter_with_braces_is_not_filled_in_again(void **state)
{
    (void)state;
    static const char *const params[] = {"{2}", "x"};
    assert_words(REASON_E_CFG_002, REASON_EN, 2, params, "unknown setting \"{2}\"; did you mean \"x\"?");
}

static void what_hangs_on_a_parameter_is_left_out_with_it(void **state)
{
    (void)state;
    static const char *const both[] = {"surgery_shaer", "surgery_share"}, *const empty[] = {"x", ""};
    assert_words(REASON_E_CAT_231, REASON_ZH, 2, both, "没有叫“surgery_shaer”的指标，是否想写“surgery_share”？");
    assert_words(REASON_E_CAT_231, REASON_EN, 2, both, "there is no indicator \"surgery_shaer\"; did you mean \"surgery_share\"?");
    assert_words(REASON_E_CAT_231, REASON_ZH, 2, empty, "没有叫“x”的指标");
    assert_words(REASON_E_CAT_231, REASON_EN, 1, empty, "there is no indicator \"x\"");
}

static void sorted_problems_stand_by_file_and_line_and_once(void **state)
{
    (void)state;
    static const struct place places[] = {{.file = "b", .line = 1},
                                          {0},
                                          {.file = "a", .line = 10},
                                          {.file = "a", .line = 9},
                                          {.file = "b", .line = 1},
                                          {.file = "a", .line = 9, .column_name = "k"},
                                          {0},
                                          {.file = "a", .line = 9}};
    static const char *const words[] = {"1", "2", "3", "4", "5", "6", "2", "4"};
    scoped(problems_done) struct problems list;
    scoped(text_done) struct text t;
    problems_init(&list, 10);
    text_init(&t, 1000);
    for (size_t i = 0; i < 8; i++)
        problems_add(&list, REASON_E_CFG_001, &places[i], words[i]);
    problems_sort(&list);
    for (size_t i = 0; i < list.count; i++)
        text_append(&t, list.items[i].params[0]);
    assert_string_equal(t.s, "463152"); /* a:9 (two), a:10, b:1 (two, as found), and what has no place; the doubles are gone */
    assert_int_equal(list.errors, 6);
    problems_add(&list, REASON_E_CFG_001, NULL, "9");
    assert_int_equal(list.count, 7);
}

static bool is_of_line_9(const void *arg, const struct problem *problem)
{
    (void)arg;
    return problem->place.line == 9;
}

static void what_is_dropped_counts_no_more(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    problems_init(&list, 10);
    for (int i = 7; i < 11; i++)
        problems_add(&list, REASON_E_CFG_001, (&(struct place){.line = i}), "x");
    problems_drop(&list, is_of_line_9, NULL);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.errors, 3);
    assert_int_equal(list.items[2].place.line, 10);
}

static void problems_keep_their_order_place_and_words(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    scoped(text_done) struct text t;
    problems_init(&list, 10);
    text_init(&t, 1000);
    assert_int_equal(problems_status(&list), ST_OK);
    problems_add(&list, REASON_E_CFG_001, (&(struct place){.file = "duban.yaml", .line = 3, .column = 5}), "abc");
    problems_add(&list, REASON_E_GEN_002, NULL);
    problems_add(&list, REASON_E_YML_013, (&(struct place){.line = 12, .column_name = "住院次数"}), "x");
    assert_int_equal(problems_status(&list), ST_BAD_INPUT);
    assert_int_equal(list.errors, 3);
    problems_format(&t, &list, REASON_ZH);
    assert_string_equal(t.s, "duban.yaml:3:5: E-CFG-001 错误: 不认识的设置“abc”\n"
                             "E-GEN-002 错误: 内存不足\n"
                             ":12 住院次数: E-YML-013 错误: “x”不是整数\n");
}

static void the_list_copies_what_it_is_given(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    char name[] = "a.yaml", word[] = "abc";
    problems_init(&list, 10);
    problems_add(&list, REASON_E_CFG_001, (&(struct place){.file = name}), word);
    name[0] = word[0] = 'z';
    assert_string_equal(list.items[0].place.file, "a.yaml");
    assert_string_equal(list.items[0].params[0], "abc");
}

static void beyond_the_bound_problems_are_counted_and_not_kept(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    scoped(text_done) struct text t;
    problems_init(&list, 2);
    text_init(&t, 1000);
    for (int i = 0; i < 5; i++)
        problems_add(&list, REASON_E_GEN_002, NULL);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.errors, 5);
    assert_int_equal(list.dropped, 3);
    problems_format(&t, &list, REASON_EN);
    assert_string_equal(t.s, "E-GEN-002 error: out of memory\nE-GEN-002 error: out of memory\n3 more not listed\n");
    problems_clear(&list);
    assert_int_equal(problems_status(&list), ST_OK);
}

static void a_list_that_keeps_nothing_still_knows_that_there_was_an_error(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    problems_init(&list, 0);
    problems_add(&list, REASON_E_GEN_002, NULL);
    assert_int_equal(problems_status(&list), ST_BAD_INPUT);
}

static void many_problems_are_kept_in_order(void **state)
{
    (void)state;
    scoped(problems_done) struct problems list;
    problems_init(&list, 1000);
    for (int i = 0; i < 1000; i++)
        problems_add(&list, REASON_E_GEN_002, (&(struct place){.line = i + 1}));
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.items[i].place.line, i + 1);
    assert_int_equal(list.dropped, 0);
}

static void a_long_parameter_is_cut_at_a_character(void **state)
{
    (void)state;
    char word[3 * 200 + 1] = "";
    scoped(problems_done) struct problems list;
    for (int i = 0; i < 200; i++)
        memcpy(word + i * 3, "督", 4);
    problems_init(&list, 1);
    problems_add(&list, REASON_E_CFG_001, NULL, word);
    assert_int_equal(strlen(list.items[0].params[0]), 240); /* 80 characters of 3 bytes */
    assert_true(utf8_is_valid(list.items[0].params[0], 240));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reason_has_its_code_severity_and_words),
        cmocka_unit_test(every_stored_code_finds_its_reason_again),
        cmocka_unit_test(parameters_take_their_places_in_either_language),
        cmocka_unit_test(a_missing_parameter_shows_as_a_question_mark),
        cmocka_unit_test(a_parameter_with_braces_is_not_filled_in_again),
        cmocka_unit_test(what_hangs_on_a_parameter_is_left_out_with_it),
        cmocka_unit_test(sorted_problems_stand_by_file_and_line_and_once),
        cmocka_unit_test(what_is_dropped_counts_no_more),
        cmocka_unit_test(problems_keep_their_order_place_and_words),
        cmocka_unit_test(the_list_copies_what_it_is_given),
        cmocka_unit_test(beyond_the_bound_problems_are_counted_and_not_kept),
        cmocka_unit_test(a_list_that_keeps_nothing_still_knows_that_there_was_an_error),
        cmocka_unit_test(many_problems_are_kept_in_order),
        cmocka_unit_test(a_long_parameter_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
