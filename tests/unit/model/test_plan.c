/* test_plan.c: the time of a duty: due instants, due periods, cut-offs, the months it wants to see. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include "lib/date.h"
#include "model/plan.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
