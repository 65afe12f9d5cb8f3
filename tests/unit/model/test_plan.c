/* test_plan.c: the time of a duty (due instants, due periods, cut-offs, the months it wants to see), and where each institution of
 * a line starts. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog_check.h"
#include "model/plan.h"
#include "support/small_plan.h"

static void a_day_that_is_due_is_past_when_it_is_over_or_at_its_hour(void **state)
{
    (void)state;
    assert_int_equal(duty_due_us(fixture_duty("hold35"), fixture_calendar()), fixture_us("2026-01-01 00:00"));
    assert_int_equal(duty_due_us(fixture_duty("task"), fixture_calendar()), fixture_us("2025-06-15 12:00"));
    assert_int_equal(duty_due_us(fixture_duty("ever50"), fixture_calendar()), INT64_MAX);
}

/* hold35: 24:00 of 2025-12-31; task: noon of 2025-06-15; ever50: none. */
static void the_earlier_limit_counts_and_ours_lasts_its_whole_day(void **state)
{
    static const struct {
        const char *duty, *internal_due, *limit;
        bool is_internal;
    } cases[] = {
        {"hold35", NULL, "2026-01-01 00:00", false},         {"hold35", "2025-12-30", "2025-12-31 00:00", true},
        {"hold35", "2025-12-31", "2026-01-01 00:00", false}, {"hold35", "2026-01-15", "2026-01-01 00:00", false},
        {"task", "2025-06-14", "2025-06-15 00:00", true},    {"task", "2025-06-15", "2025-06-15 12:00", false},
        {"ever50", "2025-06-15", "2025-06-16 00:00", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t internal_due = cases[i].internal_due == NULL ? DATE_NONE : fixture_date(cases[i].internal_due);
        bool is_internal = !cases[i].is_internal;
        assert_int_equal(duty_limit_us(fixture_duty(cases[i].duty), fixture_calendar(), internal_due, &is_internal),
                         fixture_us(cases[i].limit));
        assert_int_equal(is_internal, cases[i].is_internal);
    }
    bool is_internal;
    assert_int_equal(duty_limit_us(fixture_duty("ever50"), fixture_calendar(), DATE_NONE, &is_internal), INT64_MAX);
    assert_false(is_internal);
}

static void a_shifted_deadline_moves_with_the_calendar(void **state)
{
    (void)state;
    struct duty duty = *fixture_duty("monday");
    assert_int_equal(duty_due_us(&duty, fixture_calendar()), fixture_us("2025-10-06 00:00"));
    duty.due_shift = DUE_SHIFT_NEXT;
    assert_int_equal(duty_due_us(&duty, fixture_calendar()), fixture_us("2025-10-10 00:00"));
    duty.due_shift = DUE_SHIFT_PREVIOUS;
    assert_int_equal(duty_due_us(&duty, fixture_calendar()), fixture_us("2025-10-01 00:00"));
}

static void the_due_period_is_the_last_that_is_wholly_over(void **state)
{
    (void)state;
    int32_t month;
    assert_true(duty_due_period(fixture_duty("hold35"), &month));
    assert_int_equal(month, fixture_month("2025-12"));
    assert_true(duty_due_period(fixture_duty("june35"), &month));
    assert_int_equal(month, fixture_month("2025-05"));
    assert_true(duty_due_period(fixture_duty("year35"), &month));
    assert_int_equal(month, fixture_month("2025-12"));
    assert_true(duty_due_period(fixture_duty("emr5"), &month));
    assert_int_equal(month, fixture_month("2025-12"));
    assert_false(duty_due_period(fixture_duty("ever50"), &month));
}

static void only_lines_that_wait_for_no_return_are_judged_by_the_date(void **state)
{
    (void)state;
    assert_true(duty_is_dated(fixture_duty("emr5")));
    assert_true(duty_is_dated(fixture_duty("cover100")));
    assert_true(duty_is_dated(fixture_duty("task")));
    assert_false(duty_is_dated(fixture_duty("under30")));  /* latest, but returned */
    assert_false(duty_is_dated(fixture_duty("talent35"))); /* registered, but counted by the year */
    assert_false(duty_is_dated(fixture_duty("hold35")));
}

static void the_cut_off_is_the_kinds_and_by_the_date_the_deadlines(void **state)
{
    (void)state;
    assert_int_equal(duty_cutoff_us(fixture_duty("hold35"), fixture_calendar(), fixture_rules(), fixture_month("2025-02")),
                     fixture_us("2025-03-10 17:00"));
    assert_int_equal(duty_cutoff_us(fixture_duty("emr5"), fixture_calendar(), fixture_rules(), fixture_month("2025-12")),
                     fixture_us("2026-01-05 17:00"));
    struct duty duty = *fixture_duty("emr5");
    duty.due = fixture_date("2025-06-15");
    assert_int_equal(duty_cutoff_us(&duty, fixture_calendar(), fixture_rules(), fixture_month("2025-06")),
                     fixture_us("2025-06-20 17:00"));
    assert_int_equal(duty_cutoff_us(fixture_duty("task"), fixture_calendar(), fixture_rules(), fixture_month("2025-06")),
                     fixture_us("2025-06-20 17:00")); /* without a number: the days in which its paper may be registered */
}

static void a_line_wants_two_years_and_nothing_after_its_end(void **state)
{
    (void)state;
    int32_t from, to;
    assert_true(duty_periods(fixture_duty("hold35"), fixture_us("2025-11-20 09:00"), &from, &to));
    assert_int_equal(to, fixture_month("2025-11"));
    assert_int_equal(from, fixture_month("2023-11"));
    assert_true(duty_periods(fixture_duty("hold35"), fixture_us("2026-05-20 09:00"), &from, &to));
    assert_int_equal(to, fixture_month("2025-12"));
    assert_true(duty_periods(fixture_duty("emr5"), fixture_us("2026-05-20 09:00"), &from, &to));
    assert_int_equal(to, fixture_month("2026-05"));
    assert_true(duty_periods(fixture_duty("hold35"), fixture_us("2023-01-20 09:00"), &from, &to));
    assert_int_equal(from, fixture_month("2023-01"));
    assert_int_equal(to, fixture_month("2023-01"));
    assert_false(duty_periods(fixture_duty("hold35"), fixture_us("2022-12-31 09:00"), &from, &to));
    assert_false(duty_periods(fixture_duty("task"), fixture_us("2025-05-20 09:00"), &from, &to));
}

#define TOGETHER                                                                                                                   \
    DUTY("P-1", "indicator_target",                                                                                                \
         "    indicator: service_income_share\n    target: {op: rise}\n    judged_on: ytd\n    due: 2025-12-31\n    departments: " \
         "[医务科]\n")

#define OF_EACH(op)                                                                  \
    DUTY("P-1", "indicator_target",                                                  \
         "    each: true\n    indicator: service_income_share\n    target: {op: " op \
         "}\n    judged_on: ytd\n    due: 2025-12-31\n "                             \
         "   departments: [医务科]\n")
#define OWN                                                                                                   \
    "duties:\n  - duty: P-1\n    baselines:\n      - {institution: H01, value: \"33.8\", period: \"2021\"}\n" \
    "      - {institution: H02, value: \"30.1\", period: 2021-06}\n    by: 办公室\n"

/* Each against its own start: 31 is better than the 30.1 of the one and worse than the 33.8 of the other. */
static void each_institution_may_have_a_start_of_its_own(void **state)
{
    struct small_plan l;
    small_plan_load(*state, HEAD("2022-06-13") OF_EACH("rise"), OWN, &l);
    const struct duty *line = small_plan_duty(&l), *first = duty_at(line, "H01"), *second = duty_at(line, "H02"),
                      *other = duty_at(line, "H03");
    assert_int_equal(catalog_plan(l.catalog)->n_open, 0);
    assert_false(small_plan_tells(&l, "E-CAT-271"));
    assert_int_equal(line->n_own, 2);
    assert_string_equal(line->own[1].file, "haining/answers.yaml");
    assert_int_equal(line->own[1].line, 5);
    assert_string_equal(duty_target_zh(line), "比各自基数提高");
    assert_string_equal(duty_target_zh(first), "高于33.8%");
    assert_string_equal(duty_target_zh(second), "高于30.1%");
    assert_false(target_is_met(&first->target, 310));
    assert_true(target_is_met(&second->target, 310));
    assert_int_equal(second->answer.baseline_month, fixture_month("2021-06"));
    assert_string_equal(second->answer.by, "办公室");
    assert_ptr_equal(other, line); /* nobody's number is another's */
    assert_false(other->has_target);
    assert_true(other->baseline_is_open);
    assert_ptr_equal(duty_at(second, "H01"), second);
    assert_null(duty_at(NULL, "H01"));
    small_plan_unload(&l);
    small_plan_load(*state, HEAD("2022-06-13") OF_EACH("fall"), OWN, &l);
    assert_string_equal(duty_target_zh(small_plan_duty(&l)), "比各自基数降低");
    assert_true(target_is_met(&duty_at(small_plan_duty(&l), "H01")->target, 310));
    small_plan_unload(&l);
}

static void what_is_wrong_with_own_baselines_is_told(void **state)
{
    static const struct {
        const char *plan, *answers, *code;
        int line;
    } cases[] = {
        {HEAD("2022-06-13") TOGETHER, OWN, "E-CAT-392", 4}, /* judged together */
        {HEAD("2022-06-13") OF_EACH("rise"), OWN "    baseline: {value: \"33.8\", period: \"2021\"}\n", "E-CAT-393", 4},
        {HEAD("2022-06-13") OF_EACH("rise"), "duties:\n  - {duty: P-1, baselines: []}\n", "E-CAT-207", 2},
        {HEAD("2022-06-13") OF_EACH("rise"), "duties:\n  - {duty: P-1, baselines: [{value: \"1\", period: \"2021\"}]}\n",
         "E-YML-011", 2},
        {HEAD("2022-06-13") OF_EACH("rise"),
         "duties:\n  - {duty: P-1, baselines: [{institution: H01, value: \"1\", period: \"21\"}]}\n", "E-CAT-219", 2},
        {HEAD("2022-06-13") OF_EACH("rise"),
         "duties:\n  - duty: P-1\n    baselines:\n      - {institution: H01, value: \"1\", period: \"2021\"}\n      - "
         "{institution: H01, "
         "value: \"2\", period: \"2021\"}\n",
         "E-CAT-209", 5},
        {HEAD("2022-06-13") DUTY("P-1", "task", "    departments: [医务科]\n"), OWN, "E-CAT-390", 4},
    };
    struct small_plan l;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        small_plan_load(*state, cases[i].plan, cases[i].answers, &l);
        assert_null(l.catalog);
        assert_int_equal(l.problems.errors, 1);
        for (size_t p = 0; p < l.problems.count; p++) {
            if (strcmp(reason_code(l.problems.items[p].reason), cases[i].code) != 0)
                continue;
            assert_string_equal(l.problems.items[p].place.file, "haining/answers.yaml");
            assert_int_equal(l.problems.items[p].place.line, cases[i].line);
        }
        assert_true(small_plan_tells(&l, cases[i].code));
        small_plan_unload(&l);
    }
}

/* H01, H02 and H03 are the sample county's lead hospitals; T01 is a township centre. */
static void baselines_are_of_who_is_judged_and_who_has_none_is_told(void **state)
{
    static const struct {
        const char *answers, *told[3];
        bool is_error;
    } cases[] = {
        {OWN, {" P-1: E-CAT-395", "no baseline of H03（市中心医院）", NULL}, false},
        {"duties:\n  - {duty: P-1, baselines: [{institution: H77, value: \"1\", period: \"2021\"}]}\n",
         {"haining/answers.yaml:2 P-1: E-CAT-208", "H77", NULL},
         true},
        {"duties:\n  - {duty: P-1, baselines: [{institution: T01, value: \"1\", period: \"2021\"}]}\n",
         {"haining/answers.yaml:2 P-1: E-CAT-394", "in its scope are: H01（市人民医院）、H02（市中医院）、H03（市中心医院）", NULL},
         true},
        {"duties:\n  - {duty: P-1, baseline: {value: \"1\", period: \"2021\"}}\n",
         {" P-1: E-CAT-396", "at each of 3 institutions", NULL},
         false},
    };
    const struct shipped *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct small_plan l;
        small_plan_load(s, HEAD("2022-06-13") OF_EACH("rise"), cases[i].answers, &l);
        small_plan_duty(&l);
        enum status st = catalog_check_organisation(l.catalog, s->organisation, &l.problems);
        assert_int_equal(st, ST_BAD_INPUT); /* the assignment is of another plan */
        uint64_t of_own = 0;
        for (size_t p = 0; p < l.problems.count; p++)
            of_own += text_equal(l.problems.items[p].place.file, "haining/answers.yaml");
        assert_int_equal(of_own, cases[i].is_error ? 1 : 0);
        for (size_t t = 0; cases[i].told[t] != NULL; t++)
            assert_true(small_plan_tells(&l, cases[i].told[t]));
        small_plan_unload(&l);
    }
}

/* Eleven township centres have no baseline of their own: as many as fit are named, and all are counted. */
static void a_list_that_is_too_long_says_how_many_there_are(void **state)
{
    const struct shipped *s = *state;
    struct small_plan l;
    small_plan_load(s,
                    HEAD("2022-06-13")
                        DUTY_OF("township_centre", "P-1", "indicator_target",
                                "    each: true\n    indicator: bed_use_rate\n    target: {op: rise}\n    judged_on: ytd\n"
                                "    due: 2025-12-31\n    departments: [医务科]\n"),
                    "duties:\n  - {duty: P-1, baselines: [{institution: T01, value: \"61\", period: \"2021\"}]}\n", &l);
    small_plan_duty(&l);
    assert_int_equal(catalog_check_organisation(l.catalog, s->organisation, &l.problems), ST_BAD_INPUT);
    assert_true(small_plan_tells(&l, "no baseline of T02（"));
    assert_true(small_plan_tells(&l, "）等11家: "));
    assert_false(small_plan_tells(&l, "T12（"));
    small_plan_unload(&l);
}

#define WAY_OF_EACH                                                                                                        \
    HEAD("2022-06-13")                                                                                                     \
    DUTY("P-1", "indicator_target",                                                                                        \
         "    each: true\n    indicator: service_income_share\n    target: {op: \">=\", value: \"35\", unit: \"%\"}\n    " \
         "judged_on: ytd\n    due: 2025-12-31\n    pace: {kind: trajectory, baseline: unset}\n    departments: [医务科]\n")
#define STARTS                                                                                        \
    "duties:\n  - duty: P-1\n    baselines: [{institution: H01, value: \"33.8\", period: \"2024\"}, " \
    "{institution: H02, value: \"30.2\", period: \"2024\"}]\n"

/* 35 by December 2025 from 33.8 at the end of 2024: in June half of 1.2 is gone, 34.4; from 30.2, half of 4.8, 32.6. */
static void a_pace_starts_where_each_institution_does(void **state)
{
    struct small_plan l;
    small_plan_load(*state, WAY_OF_EACH, STARTS, &l);
    const struct duty *line = small_plan_duty(&l), *first = duty_at(line, "H01"), *second = duty_at(line, "H02");
    int32_t january = fixture_month("2025-01"), june = fixture_month("2025-06"), december = fixture_month("2025-12");
    i128 expected = 0;
    assert_true(pace_expected(&first->pace, &first->target, january, december, june, &expected));
    assert_int_equal((long)expected, 344);
    assert_true(pace_expected(&second->pace, &second->target, january, december, june, &expected));
    assert_int_equal((long)expected, 326);
    scoped(text_done) struct text words;
    text_init(&words, 500);
    pace_format_zh(&words, &second->pace, &second->target, january, december, june, expected);
    assert_string_equal(words.s, "以2024年全年30.2%为基数，到2025年底35.0%，按月均分，2025年6月末应达32.6%");
    /* who has none has the target and no way to it; 0 would be nobody's start */
    assert_true(duty_at(line, "H03")->has_target);
    assert_false(pace_expected(&line->pace, &line->target, january, december, june, &expected));
    small_plan_unload(&l);
}

/* The county's tolerance is everybody's: 0.4 at the share's one decimal. */
static void the_countys_tolerance_holds_for_each_institution(void **state)
{
    static const char was[] = "pace_tolerance: \"0\"";
    struct shipped changed = *(struct shipped *)*state;
    struct catalog_source *sources = calloc(changed.n, sizeof *sources);
    char *rules = NULL;
    memcpy(sources, changed.sources, changed.n * sizeof *sources);
    for (size_t i = 0; i < changed.n; i++) {
        if (strcmp(sources[i].path, "base/rules.yaml") != 0)
            continue;
        const char *at = strstr(sources[i].content, was);
        assert_non_null(at);
        size_t cap = sources[i].len + 10;
        rules = malloc(cap);
        snprintf(rules, cap, "%.*space_tolerance: \"0.4\"%s", (int)(at - sources[i].content), sources[i].content, at + strlen(was));
        sources[i].content = rules;
        sources[i].len = strlen(rules);
    }
    changed.sources = sources;
    struct small_plan l;
    small_plan_load(&changed, WAY_OF_EACH, STARTS, &l);
    assert_int_equal((long)duty_at(small_plan_duty(&l), "H02")->pace.tolerance_units, 4);
    assert_int_equal((long)duty_at(small_plan_duty(&l), "H03")->pace.tolerance_units, 4);
    small_plan_unload(&l);
    free(rules);
    free(sources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_that_is_due_is_past_when_it_is_over_or_at_its_hour),
        cmocka_unit_test(the_earlier_limit_counts_and_ours_lasts_its_whole_day),
        cmocka_unit_test(a_shifted_deadline_moves_with_the_calendar),
        cmocka_unit_test(the_due_period_is_the_last_that_is_wholly_over),
        cmocka_unit_test(only_lines_that_wait_for_no_return_are_judged_by_the_date),
        cmocka_unit_test(the_cut_off_is_the_kinds_and_by_the_date_the_deadlines),
        cmocka_unit_test(a_line_wants_two_years_and_nothing_after_its_end),
        cmocka_unit_test(each_institution_may_have_a_start_of_its_own),
        cmocka_unit_test(what_is_wrong_with_own_baselines_is_told),
        cmocka_unit_test(baselines_are_of_who_is_judged_and_who_has_none_is_told),
        cmocka_unit_test(a_list_that_is_too_long_says_how_many_there_are),
        cmocka_unit_test(a_pace_starts_where_each_institution_does),
        cmocka_unit_test(the_countys_tolerance_holds_for_each_institution),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
