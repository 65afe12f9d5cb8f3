/* test_plan_open.c: what a document leaves open, what comes again, what a rule threatens: read as written, and open until answered.
 */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog_check.h"
#include "model/recurrence.h"
#include "support/duty_fixture.h"
#include "support/small_plan.h"

#define OPEN_DUE \
    DUTY("P-1", "submission", "    due: unset\n    due_raw: 20xx年6月15日前\n    departments: [医务科]\n    milestone: {item: a}\n")

static void an_open_date_is_told_and_counted_until_the_county_answers(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") OPEN_DUE, NULL, &l);
    assert_true(small_plan_duty(&l)->due_is_open);
    assert_int_equal(small_plan_duty(&l)->due, DATE_NONE);
    assert_string_equal(small_plan_duty(&l)->due_raw, "20xx年6月15日前");
    assert_int_equal(catalog_plan(l.catalog)->n_open, 1);
    assert_true(small_plan_tells(&l, "E-CAT-270"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") OPEN_DUE, "duties:\n  - {duty: P-1, due: 2022-06-15, by: 办公室}\n", &l);
    assert_false(small_plan_duty(&l)->due_is_open);
    assert_int_equal(small_plan_duty(&l)->due, fixture_date("2022-06-15"));
    assert_int_equal(catalog_plan(l.catalog)->n_open, 0);
    assert_false(small_plan_tells(&l, "E-CAT-270"));
    small_plan_unload(&l);
}

static void the_documents_words_must_stand_beside_an_open_date(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") DUTY("P-1", "task", "    due: unset\n    departments: [医务科]\n"), NULL, &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "E-CAT-273"));
    small_plan_unload(&l);
}

static void a_plan_may_begin_on_a_day_that_the_county_says(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("unset") OPEN_DUE, "begins: 2022-01-01\nduties:\n  - {duty: P-1, due: 2022-06-15}\n", &l);
    assert_int_equal(small_plan_duty(&l)->starts, fixture_date("2022-01-01"));
    assert_int_equal(catalog_plan(l.catalog)->n_open, 0);
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("unset") OPEN_DUE, NULL, &l);
    assert_int_equal(catalog_plan(l.catalog)->n_open, 2);
    assert_true(small_plan_tells(&l, "E-CAT-274"));
    small_plan_unload(&l);
}

/* 20xx年10月至12月 begins in a year that the document does not print; a first year's report is made in the second year. */
static void a_duty_may_start_on_a_day_that_the_county_says(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("unset") OPEN_DUE,
                    "begins: 2022-01-01\nduties:\n  - {duty: P-1, starts: 2022-04-01, due: 2022-06-15}\n", &l);
    assert_int_equal(small_plan_duty(&l)->starts, fixture_date("2022-04-01"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("unset") OPEN_DUE,
                    "begins: 2022-01-01\nduties:\n  - {duty: P-1, starts: 2022-07-01, due: 2022-06-15}\n", &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "E-CAT-235"));
    small_plan_unload(&l);
}

static void a_sample_answers_like_a_county_but_is_counted_and_listed(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("unset") OPEN_DUE, "begins: 2022-01-01\nduties:\n  - {duty: P-1, due: 2022-06-15, by: 办公室}\n",
                    &l);
    assert_int_equal(catalog_plan(l.catalog)->n_samples, 0);
    assert_int_equal(duty_documented_due(small_plan_duty(&l)), DATE_NONE);
    assert_int_equal(small_plan_duty(&l)->answer.due, fixture_date("2022-06-15"));
    assert_string_equal(small_plan_duty(&l)->answer.by, "办公室");
    catalog_list_samples(l.catalog, &l.problems);
    assert_false(small_plan_tells(&l, "E-CAT-381"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("unset") OPEN_DUE, "sample: true\nbegins: 2022-01-01\nduties:\n  - {duty: P-1, due: 2022-06-15}\n",
                    &l);
    assert_int_equal(small_plan_duty(&l)->due, fixture_date("2022-06-15"));
    assert_int_equal(catalog_plan(l.catalog)->n_open, 0);
    assert_int_equal(catalog_plan(l.catalog)->n_samples, 2); /* the first day and the duty */
    catalog_list_samples(l.catalog, &l.problems);
    assert_true(small_plan_tells(&l, "E-CAT-381"));
    assert_true(small_plan_tells(&l, "E-CAT-383"));
    assert_false(small_plan_tells(&l, "E-CAT-382"));
    small_plan_unload(&l);
}

static void an_answer_to_no_question_is_a_mistake(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") OPEN_DUE, "duties:\n  - {duty: P-9, due: 2022-06-15}\n", &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "E-CAT-272"));
    small_plan_unload(&l);
}

static void an_answer_to_what_the_plan_fixes_is_a_mistake(void **state)
{
    static const struct {
        const char *answers, *what;
    } cases[] = {
        {"duties:\n  - {duty: P-1, due: 2022-06-16}\n", "due"},
        {"duties:\n  - {duty: P-1, starts: 2022-06-16}\n", "starts"},
        {"duties:\n  - {duty: P-1, baseline: {value: \"1\", period: \"2021\"}}\n", "baseline"},
        {"begins: 2022-01-01\n", "begins"},
    };
    struct small_plan l;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        small_plan_load(*state,
                        HEAD("2022-06-13")
                            DUTY("P-1", "task", "    starts: 2022-06-13\n    due: 2022-06-15\n    departments: [医务科]\n"),
                        cases[i].answers, &l);
        assert_null(l.catalog);
        assert_int_equal(l.problems.count, 1);
        assert_string_equal(reason_code(l.problems.items[0].reason), "E-CAT-390");
        assert_string_equal(l.problems.items[0].params[1], cases[i].what);
        small_plan_unload(&l);
    }
}

static void a_second_answer_and_one_that_says_nothing_are_mistakes(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") OPEN_DUE,
                    "duties:\n  - {duty: P-1, due: 2022-06-15}\n  - {duty: P-1, starts: 2022-06-14}\n", &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "E-CAT-209"));
    assert_int_equal(l.problems.items[0].place.line, 3);
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") OPEN_DUE, "duties:\n  - {duty: P-1, answer: 已定}\n", &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "due | starts | baseline"));
    small_plan_unload(&l);
}

#define ASKS(rest) \
    DUTY("P-1", "task", "    due: 2022-06-15\n    departments: [医务科]\n    questions: [由谁报数？, 是否含村卫生室？]\n" rest)

static void any_question_is_answered_by_its_own_words(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") ASKS(""), NULL, &l);
    assert_null(small_plan_duty(&l)->answers[0]);
    assert_null(small_plan_duty(&l)->answers[1]);
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") ASKS(""),
                    "answers:\n  - {duty: P-1, question: 是否含村卫生室？, answer: 不含, by: 办公室}\n", &l);
    assert_null(small_plan_duty(&l)->answers[0]);
    assert_string_equal(small_plan_duty(&l)->answers[1], "不含");
    small_plan_unload(&l);
}

static void an_answer_must_find_its_question_and_be_the_only_one(void **state)
{
    static const struct {
        const char *answers, *code;
    } cases[] = {
        {"answers:\n  - {duty: P-1, question: 是否含诊所？, answer: 不含}\n", "E-CAT-391"},
        {"answers:\n  - {duty: P-2, question: 由谁报数？, answer: 医务科}\n", "E-CAT-272"},
        {"answers:\n  - {duty: P-1, question: 由谁报数？}\n", "E-YML-011"},
        {"answers:\n  - {duty: P-1, question: 由谁报数？, answer: a}\n  - {duty: P-1, question: 由谁报数？, answer: b}\n",
         "E-CAT-209"},
    };
    struct small_plan l;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        small_plan_load(*state, HEAD("2022-06-13") ASKS(""), cases[i].answers, &l);
        assert_null(l.catalog);
        assert_int_equal(l.problems.errors, 1);
        assert_string_equal(reason_code(l.problems.items[0].reason), cases[i].code);
        small_plan_unload(&l);
    }
}

#define RISE                                                                                                                       \
    DUTY("P-1", "indicator_target",                                                                                                \
         "    indicator: service_income_share\n    target: {op: rise}\n    judged_on: ytd\n    due: 2025-12-31\n    departments: " \
         "[医务科]\n")

static void better_than_before_needs_to_know_how_it_was_before(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") RISE, NULL, &l);
    assert_true(small_plan_duty(&l)->baseline_is_open);
    assert_false(small_plan_duty(&l)->has_target);
    assert_int_equal(catalog_plan(l.catalog)->n_open, 1);
    assert_true(small_plan_tells(&l, "E-CAT-271"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") RISE, "duties:\n  - {duty: P-1, baseline: {value: \"33.8\", period: \"2021\"}}\n",
                    &l);
    const struct duty *duty = small_plan_duty(&l);
    assert_true(duty->has_target);
    assert_string_equal(duty->target.text, "高于33.8%");
    assert_false(target_is_met(&duty->target, 338));
    assert_true(target_is_met(&duty->target, 339));
    small_plan_unload(&l);
}

#define TRAJECTORY                                                                                                         \
    DUTY("P-1", "indicator_target",                                                                                        \
         "    indicator: service_income_share\n    target: {op: \">=\", value: \"35\", unit: \"%\"}\n    judged_on: ytd\n" \
         "    due: unset\n    due_raw: 3年\n    pace: {kind: trajectory, baseline: unset}\n    departments: [医务科]\n")

static void a_pace_may_begin_where_the_county_says(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") TRAJECTORY, NULL, &l);
    assert_true(small_plan_duty(&l)->baseline_is_open);
    assert_true(small_plan_duty(&l)->has_target);
    assert_int_equal(catalog_plan(l.catalog)->n_open, 2); /* the date and the baseline */
    assert_true(small_plan_tells(&l, "E-CAT-271"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") TRAJECTORY,
                    "duties:\n  - {duty: P-1, due: 2025-12-31, baseline: {value: \"33.8\", period: \"2021\"}}\n", &l);
    assert_false(small_plan_duty(&l)->baseline_is_open);
    assert_true(small_plan_duty(&l)->pace.has_baseline);
    assert_int_equal((long)small_plan_duty(&l)->pace.baseline_units, 338);
    assert_int_equal(catalog_plan(l.catalog)->n_open, 0);
    small_plan_unload(&l);
}

static void a_recurring_duty_says_how_often_and_by_which_day(void **state)
{
    struct small_plan l;
    small_plan_load(*state,
                    HEAD("2022-06-13")
                        DUTY("P-1", "submission",
                             "    recurrence: {every: quarter, day: 25}\n    departments: [医务科]\n    milestone: {item: a}\n "
                             "   judged_on: month\n"),
                    NULL, &l);
    const struct duty *duty = small_plan_duty(&l);
    assert_int_equal(duty->recurrence.every, RECURS_QUARTERLY);
    assert_int_equal(duty->recurrence.day, 25);
    assert_true(duty_recurs(duty));
    assert_true(duty->has_target);
    assert_true(duty_is_yes_or_no(duty));
    assert_string_equal(duty->target.text, "达到");
    small_plan_unload(&l);
    small_plan_load(*state,
                    HEAD("2022-06-13") DUTY("P-1", "recurring",
                                            "    recurrence: {every: year}\n    departments: [医务科]\n    milestone: {item: a}\n"
                                            "    target: {op: \">=\", value: \"1\", unit: \"万元\"}\n    judged_on: month\n"),
                    NULL, &l);
    assert_false(duty_is_yes_or_no(small_plan_duty(&l))); /* a sum of money, not a paper */
    assert_string_equal(small_plan_duty(&l)->target.text, "1万元以上");
    small_plan_unload(&l);
    small_plan_load(*state,
                    HEAD("2022-06-13")
                        DUTY("P-1", "recurring", "    recurrence: {every: event, within: 30min}\n    departments: [医务科]\n"),
                    NULL, &l);
    assert_false(duty_recurs(small_plan_duty(&l)));
    assert_string_equal(small_plan_duty(&l)->recurrence.within, "30min");
    small_plan_unload(&l);
    small_plan_load(*state,
                    HEAD("2022-06-13")
                        DUTY("P-1", "submission",
                             "    recurrence: {every: year, month: 10, day: 31}\n    departments: [医务科]\n    milestone: "
                             "{item: a}\n"),
                    NULL, &l);
    assert_int_equal(small_plan_duty(&l)->recurrence.month, 10);
    small_plan_unload(&l);
    small_plan_load(*state,
                    HEAD("2022-06-13")
                        DUTY("P-1", "submission", "    recurrence: {every: quarter, month: 4}\n    departments: [医务科]\n"),
                    NULL, &l);
    assert_null(l.catalog); /* a quarter has three */
    small_plan_unload(&l);
    small_plan_load(
        *state, HEAD("2022-06-13") DUTY("P-1", "recurring", "    recurrence: {every: unspecified}\n    departments: [医务科]\n"),
        NULL, &l);
    assert_string_equal(recurrence_zh(small_plan_duty(&l)->recurrence.every), "定期");
    assert_false(duty_recurs(small_plan_duty(&l)));
    small_plan_unload(&l);
    small_plan_load(*state,
                    HEAD("2022-06-13") DUTY("P-1", "recurring", "    recurrence: {every: moon}\n    departments: [医务科]\n"), NULL,
                    &l);
    assert_null(l.catalog);
    small_plan_unload(&l);
}

#define WORDED(words, binding, rest)                                                                                         \
    "  - id: P-1\n    type: task\n    title: 试\n    short: 试\n    clause: 一\n    quotes: [{text: 不说, offset: 0}, " \
    "{text: " words ", offset: 3}]\n    binding: " binding                                                                   \
    "\n    scope: {types: [lead_hospital]}\n    departments: [医务科]\n" rest

/* Is the duty told to be 预期性? */
static bool is_questioned(const struct shipped *s, const char *plan)
{
    struct small_plan l;
    small_plan_load(s, plan, NULL, &l);
    assert_non_null(l.catalog);
    enum status st = catalog_check(l.catalog, &l.problems);
    assert_int_equal(st, ST_OK); /* a warning, no error */
    bool told = small_plan_tells(&l, "E-CAT-385");
    small_plan_unload(&l);
    return told;
}

static void words_that_make_a_line_expected_are_told_where_it_is_binding(void **state)
{
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("到年底力争达到两家", "binding", "")));
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("争取新增一名", "binding", "")));
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("争创三级医院", "binding", "")));
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("达到45%左右", "binding", "")));
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("鼓励开展上门服务", "binding", "")));
    assert_true(is_questioned(*state, HEAD("2022-06-13") WORDED("原则上不超过三个月", "binding", "")));
    assert_false(is_questioned(*state, HEAD("2022-06-13") WORDED("到年底达到两家", "binding", "")));
    assert_false(is_questioned(*state, HEAD("2022-06-13") WORDED("到年底力争达到两家", "expected", "")));
    assert_false(is_questioned(*state, HEAD("2022-06-13") WORDED("争取人才公寓", "binding", "    binding_why: 是去争取公寓\n")));
}

static void a_rule_keeps_its_penalty_in_words_and_as_an_amount(void **state)
{
    struct small_plan l;
    small_plan_load(
        *state,
        HEAD("2022-06-13")
            DUTY("P-1", "rule", "    departments: []\n    penalty: {words: 罚款50元/次, amount: \"50\", unit: 元, per: 次}\n"),
        NULL, &l);
    const struct penalty *penalty = small_plan_duty(&l)->penalty;
    assert_non_null(penalty);
    assert_string_equal(penalty->words, "罚款50元/次");
    assert_true(penalty->has_amount);
    assert_int_equal((long)penalty->amount_units, 5000);
    assert_true(small_plan_tells(&l, "E-CAT-275")); /* nobody is named */
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") DUTY("P-1", "task", "    departments: [医务科]\n    penalty: {words: 罚款}\n"), NULL,
                    &l);
    assert_null(l.catalog);
    assert_true(small_plan_tells(&l, "E-CAT-276"));
    small_plan_unload(&l);
}

/* Without an amount the loss itself is deducted, and a loss is money: points, or times of it, would be added up as if they were. */
static void a_penalty_without_an_amount_is_in_money(void **state)
{
    static const char *const units[] = {"分", "倍", "%"};
    struct small_plan l;
    for (size_t i = 0; i < 3; i++) {
        char yaml[2000], told[100];
        snprintf(yaml, sizeof yaml, "%s%s%s\"}\n", HEAD("2022-06-13"),
                 DUTY("P-1", "rule", "    departments: []\n    penalty: {words: 扣, unit: \""), units[i]);
        snprintf(told, sizeof told, "the penalty has the unit \"%s\" and no amount", units[i]);
        small_plan_load(*state, yaml, NULL, &l);
        assert_null(l.catalog);
        assert_true(small_plan_tells(&l, told));
        assert_true(small_plan_tells(&l, "haining/plan.yaml:18:31 unit: E-CAT-360"));
        small_plan_unload(&l);
    }
    small_plan_load(*state,
                    HEAD("2022-06-13") DUTY("P-1", "rule", "    departments: []\n    penalty: {words: 按损失扣, unit: 元}\n"), NULL,
                    &l);
    assert_false(small_plan_duty(&l)->penalty->has_amount);
    small_plan_unload(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_date_is_told_and_counted_until_the_county_answers),
        cmocka_unit_test(the_documents_words_must_stand_beside_an_open_date),
        cmocka_unit_test(a_plan_may_begin_on_a_day_that_the_county_says),
        cmocka_unit_test(a_duty_may_start_on_a_day_that_the_county_says),
        cmocka_unit_test(a_sample_answers_like_a_county_but_is_counted_and_listed),
        cmocka_unit_test(an_answer_to_no_question_is_a_mistake),
        cmocka_unit_test(an_answer_to_what_the_plan_fixes_is_a_mistake),
        cmocka_unit_test(a_second_answer_and_one_that_says_nothing_are_mistakes),
        cmocka_unit_test(any_question_is_answered_by_its_own_words),
        cmocka_unit_test(an_answer_must_find_its_question_and_be_the_only_one),
        cmocka_unit_test(better_than_before_needs_to_know_how_it_was_before),
        cmocka_unit_test(a_pace_may_begin_where_the_county_says),
        cmocka_unit_test(a_recurring_duty_says_how_often_and_by_which_day),
        cmocka_unit_test(words_that_make_a_line_expected_are_told_where_it_is_binding),
        cmocka_unit_test(a_rule_keeps_its_penalty_in_words_and_as_an_amount),
        cmocka_unit_test(a_penalty_without_an_amount_is_in_money),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
