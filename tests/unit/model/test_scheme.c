/* test_scheme.c: a colour scheme on a line's history, and what is wrong with a scheme's file. The four municipal ones have their
 * tests beside them (deploy/catalog/base/schemes/tests/). */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <string.h>

#include "lib/date.h"
#include "model/scheme.h"

#define STATE(state) (1u << (unsigned)(state))

/* ---- a history ---- */

struct seen {
    size_t n;
    struct scheme_step at[16];
};

static void see(void *arg, const struct scheme_step *step)
{
    struct seen *seen = arg;
    assert_true(seen->n < 16);
    seen->at[seen->n++] = *step;
}

static void expect_step(const struct seen *seen, size_t i, const char *at, const struct scheme_stage *stage, const char *limit,
                        long points, bool again)
{
    assert_true(i < seen->n);
    assert_int_equal(seen->at[i].at_us, fixture_us(at));
    assert_ptr_equal(seen->at[i].stage, stage);
    assert_int_equal(seen->at[i].limit, limit == NULL ? DATE_NONE : fixture_date(limit));
    assert_int_equal((long)seen->at[i].points, points);
    assert_int_equal(seen->at[i].again, again);
}

static void new_limits_pass_one_after_the_other_across_a_holiday(void **state)
{
    (void)state;
    struct scheme_stage stages[] = {
        {.colour = "red", .states = STATE(DUTY_OVERDUE), .times = 1, .after_workdays = 5},
        {.colour = "blue", .states = STATE(DUTY_OVERDUE), .times = 1, .limit_workdays = 5},
    };
    const struct scheme scheme = {.name = "a", .n_stages = 2, .stages = stages};
    /* Thursday 2025-09-25; 09-28 (a Sunday) is a working day, 10-01 to 10-08 rest: 26, 28, 29, 30 September, 9 October */
    const struct scheme_event events[] = {{fixture_us("2025-09-25 17:00"), DUTY_OVERDUE, MONTH_NONE}};
    struct seen seen = {0};
    scheme_run(&scheme, fixture_calendar(), events, 1, fixture_us("2025-12-31 00:00"), see, &seen);
    assert_int_equal(seen.n, 2);
    expect_step(&seen, 0, "2025-09-25 17:00", &stages[1], "2025-10-09", 0, false);
    expect_step(&seen, 1, "2025-10-10 00:00", &stages[0], NULL, 0, false);
    seen.n = 0;
    scheme_run(&scheme, fixture_calendar(), events, 1, fixture_us("2025-10-10 00:00"), see, &seen);
    assert_int_equal(seen.n, 1);
}

static void every_second_period_costs_a_point_and_the_same_period_never_twice(void **state)
{
    (void)state;
    struct scheme_stage stages[] = {
        {.colour = "yellow", .states = STATE(DUTY_BEHIND), .times = 2, .points = 10},
        {.colour = "yellow", .states = STATE(DUTY_BEHIND), .times = 1, .act = "提醒"},
    };
    const struct scheme scheme = {.name = "a", .n_stages = 2, .stages = stages};
    const struct scheme_event events[] = {
        {fixture_us("2025-03-10 17:00"), DUTY_BEHIND, fixture_month("2025-02")},
        {fixture_us("2025-04-10 17:00"), DUTY_BEHIND, fixture_month("2025-03")},
        {fixture_us("2025-04-11 10:00"), DUTY_NORMAL, fixture_month("2025-03")},
        {fixture_us("2025-04-12 10:00"), DUTY_BEHIND, fixture_month("2025-03")},
        {fixture_us("2026-01-12 17:00"), DUTY_BEHIND, fixture_month("2025-12")},
    };
    struct seen seen = {0};
    scheme_run(&scheme, fixture_calendar(), events, 5, INT64_MAX, see, &seen);
    assert_int_equal(seen.n, 5);
    expect_step(&seen, 0, "2025-03-10 17:00", &stages[1], NULL, 0, false);
    expect_step(&seen, 1, "2025-04-10 17:00", &stages[0], NULL, 10, false);
    expect_step(&seen, 2, "2025-04-11 10:00", NULL, NULL, 10, false);
    expect_step(&seen, 3, "2025-04-12 10:00", &stages[0], NULL, 10, true);
    expect_step(&seen, 4, "2026-01-12 17:00", &stages[1], NULL, 10, false); /* a new year: the first again */
}

static void a_colour_without_an_act_is_told_once_however_many_periods_it_lasts(void **state)
{
    (void)state;
    struct scheme_stage stages[] = {{.colour = "blue", .states = STATE(DUTY_NORMAL) | STATE(DUTY_MET), .times = 1}};
    const struct scheme scheme = {.name = "a", .n_stages = 1, .stages = stages};
    const struct scheme_event events[] = {
        {fixture_us("2025-03-10 17:00"), DUTY_NORMAL, fixture_month("2025-02")},
        {fixture_us("2025-04-10 17:00"), DUTY_NORMAL, fixture_month("2025-03")},
        {fixture_us("2025-05-10 17:00"), DUTY_MET, fixture_month("2025-04")},
    };
    struct seen seen = {0};
    scheme_run(&scheme, fixture_calendar(), events, 3, INT64_MAX, see, &seen);
    assert_int_equal(seen.n, 1);
    expect_step(&seen, 0, "2025-03-10 17:00", &stages[0], NULL, 0, false);
}

/* ---- a file ---- */

#define HEAD   "scheme: a\nname: 甲\nsource: 乙\nstages:\n"
#define RED    "  - {colour: red, mark: 红, states: [overdue]}\n"
#define YELLOW "  - {colour: yellow, mark: 黄, states: [behind, due_soon], times: 2, act: 提醒, points: \"0.5\"}\n"

static enum status load(const char *text, struct arena *arena, struct problems *problems, struct scheme *ret)
{
    scoped(yaml_closep) struct yaml *yaml = NULL;
    enum status st = yaml_load("a.yaml", text, strlen(text), problems, &yaml);
    return st == ST_OK ? scheme_load(yaml_root(yaml), arena, problems, ret) : st;
}

static void a_good_file_is_read_as_it_stands(void **state)
{
    (void)state;
    struct arena arena;
    struct problems problems;
    struct scheme scheme;
    arena_init(&arena);
    problems_init(&problems, 10);
    assert_int_equal(load(HEAD RED YELLOW, &arena, &problems, &scheme), ST_OK);
    assert_string_equal(scheme.name, "a");
    assert_int_equal(scheme.n_stages, 2);
    assert_string_equal(scheme.stages[0].colour, "red");
    assert_null(scheme.stages[0].act);
    assert_int_equal(scheme.stages[1].states, STATE(DUTY_BEHIND) | STATE(DUTY_DUE_SOON));
    assert_int_equal(scheme.stages[1].times, 2);
    assert_int_equal((long)scheme.stages[1].points, 5);
    assert_string_equal(scheme.stages[1].act, "提醒");
    problems_done(&problems);
    arena_done(&arena);
}

static void each_mistake_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum reason reason;
        int line;
        const char *param;
    } cases[] = {
        {HEAD "  - {colour: rad, mark: 红, states: [overdue]}\n", REASON_E_CAT_219, 5, "rad"},
        {HEAD "  - {colour: red, mark: 红, states: [late]}\n", REASON_E_CAT_219, 5, "late"},
        {HEAD "  - {colour: red, mark: 红, states: []}\n", REASON_E_CAT_207, 5, "states"},
        {HEAD "  - {colour: red, mark: 红, states: [overdue], points: \"-1\"}\n", REASON_E_CAT_219, 5, "-1"},
        {HEAD "  - {colour: red, mark: 红, states: [overdue], points: \"0.25\"}\n", REASON_E_CAT_219, 5, "0.25"},
        {HEAD RED "  - {colour: yellow, mark: 黄, states: [overdue], after_workdays: 5}\n", REASON_E_CAT_278, 6, "1"},
        {HEAD RED "  - {colour: yellow, mark: 黄, states: [overdue], times: 2}\n", REASON_E_CAT_278, 6, "1"},
        {HEAD "  - {colour: red, mark: 红, states: [overdue], after_workdays: 9}\n"
              "  - {colour: blue, mark: 蓝, states: [overdue], limit_workdays: 10}\n",
         REASON_E_CAT_279, 5, "10"},
        /* red takes some of the states that blue gave a new limit: it waits for that limit all the same */
        {HEAD "  - {colour: red, mark: 红, states: [overdue], after_workdays: 9}\n"
              "  - {colour: blue, mark: 蓝, states: [overdue, overdue_expected], limit_workdays: 10}\n",
         REASON_E_CAT_279, 5, "10"},
        {HEAD "  - {colour: red, mark: 红, states: [overdue, overdue_expected]}\n", REASON_E_CAT_380, 5, "overdue_expected"},
        {HEAD "  - {colour: red, mark: 红, states: [behind]}\n", REASON_E_CAT_380, 5, "behind"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        struct problems problems;
        struct scheme scheme;
        arena_init(&arena);
        problems_init(&problems, 10);
        assert_int_equal(load(cases[i].text, &arena, &problems, &scheme), ST_BAD_INPUT);
        assert_int_equal(problems.errors, 1);
        assert_int_equal(problems.items[0].reason, cases[i].reason);
        assert_int_equal(problems.items[0].place.line, cases[i].line);
        size_t last = problems.items[0].n_params - 1;
        bool is_named = strcmp(problems.items[0].params[0], cases[i].param) == 0 ||
                        (problems.items[0].params[last] != NULL && strcmp(problems.items[0].params[last], cases[i].param) == 0);
        assert_true(is_named);
        problems_done(&problems);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_limits_pass_one_after_the_other_across_a_holiday),
        cmocka_unit_test(every_second_period_costs_a_point_and_the_same_period_never_twice),
        cmocka_unit_test(a_colour_without_an_act_is_told_once_however_many_periods_it_lasts),
        cmocka_unit_test(a_good_file_is_read_as_it_stands),
        cmocka_unit_test(each_mistake_is_told_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
