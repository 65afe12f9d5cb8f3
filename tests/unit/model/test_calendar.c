/* test_calendar.c: working days with make-up days, against published counts and hand-counted spans. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/calendar.h"

static void each_year_has_its_published_number_of_working_days(void **state)
{
    (void)state;
    /* counted by the compilers of the reference from the State Council's notices */
    static const int workdays[][2] = {{2022, 249}, {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    for (size_t i = 0; i < sizeof(workdays) / sizeof(workdays[0]); i++) {
        int32_t from = month_first_date(month_from_ym(workdays[i][0], 1)) - 1,
                to = month_last_date(month_from_ym(workdays[i][0], 12));
        assert_int_equal(calendar_workday_count(fixture_calendar(), from, to), workdays[i][1]);
    }
}

static void make_up_days_work_and_holidays_rest(void **state)
{
    (void)state;
    static const char *const works[] = {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28",
                                        "2025-10-11", "2026-01-04", "2024-02-09"};
    static const char *const rests[] = {"2025-10-08", "2026-01-01", "2026-01-03", "2025-10-12", "2022-12-31", "2025-06-15"};
    for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
        assert_true(calendar_is_workday(fixture_calendar(), fixture_date(works[i])));
    for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++)
        assert_false(calendar_is_workday(fixture_calendar(), fixture_date(rests[i])));
}

static void a_year_without_a_notice_is_provisional(void **state)
{
    (void)state;
    assert_false(calendar_is_provisional(fixture_calendar(), fixture_date("2026-12-31")));
    assert_true(calendar_is_provisional(fixture_calendar(), fixture_date("2027-01-01")));
    assert_true(calendar_is_provisional(fixture_calendar(), fixture_date("2021-12-31")));
    assert_true(calendar_is_workday(fixture_calendar(), fixture_date("2027-10-01")));  /* a Friday, no notice yet */
    assert_false(calendar_is_workday(fixture_calendar(), fixture_date("2027-10-02"))); /* a Saturday */
}

static void counting_from_a_day_leaves_that_day_out(void **state)
{
    (void)state;
    const struct calendar *calendar = fixture_calendar();
    assert_int_equal(calendar_workday_add(calendar, fixture_date("2025-06-18"), 5), fixture_date("2025-06-25"));
    assert_int_equal(calendar_workday_add(calendar, fixture_date("2025-12-31"), -10), fixture_date("2025-12-17"));
    assert_int_equal(calendar_workday_add(calendar, fixture_date("2025-12-31"), -30), fixture_date("2025-11-19"));
    assert_int_equal(calendar_workday_add(calendar, fixture_date("2025-12-31"), 1), fixture_date("2026-01-04"));
    assert_int_equal(calendar_workday_add(calendar, fixture_date("2025-10-05"), 0), fixture_date("2025-10-05"));
    assert_int_equal(calendar_workday_count(calendar, fixture_date("2025-12-03"), fixture_date("2025-12-31")), 20);
    assert_int_equal(calendar_workday_count(calendar, fixture_date("2025-12-31"), fixture_date("2025-12-03")), -20);
    assert_int_equal(calendar_workday_count(calendar, fixture_date("2025-12-31"), fixture_date("2025-12-31")), 0);
}

static void a_due_date_on_a_rest_day_moves_only_where_the_line_says_so(void **state)
{
    (void)state;
    const struct calendar *calendar = fixture_calendar();
    int32_t due = fixture_date("2025-10-05");
    assert_int_equal(calendar_due_shift(calendar, due, DUE_SHIFT_NONE), due);
    assert_int_equal(calendar_due_shift(calendar, due, DUE_SHIFT_NEXT), fixture_date("2025-10-09"));
    assert_int_equal(calendar_due_shift(calendar, due, DUE_SHIFT_PREVIOUS), fixture_date("2025-09-30"));
}

static void messages_wait_for_the_next_window_of_a_working_day(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2025-12-15 08:29", "2025-12-15 08:30"}, {"2025-12-15 08:30", "2025-12-15 08:30"},
        {"2025-12-15 11:29", "2025-12-15 11:29"}, {"2025-12-15 11:30", "2025-12-15 14:00"},
        {"2025-12-15 16:59", "2025-12-15 16:59"}, {"2025-12-15 17:00", "2025-12-16 08:30"},
        {"2025-12-31 17:31", "2026-01-04 08:30"}, {"2026-01-10 17:00", "2026-01-12 08:30"},
        {"2026-01-04 09:00", "2026-01-04 09:00"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(send_window_next(fixture_calendar(), &fixture_rules()->windows, fixture_us(cases[i][0])),
                         fixture_us(cases[i][1]));
    struct send_windows none = {0};
    assert_int_equal(send_window_next(fixture_calendar(), &none, fixture_us("2026-01-01 03:00")), fixture_us("2026-01-01 03:00"));
}

static bool load_fails(const char *rows, const char *code)
{
    char table[400];
    struct problems problems;
    struct calendar *calendar = NULL;
    problems_init(&problems, 10);
    snprintf(table, sizeof(table), "date\tweekday\tname\tis_off_day\tsource_file_year\n%s", rows);
    enum status status = calendar_load("x.tsv", table, strlen(table), &problems, &calendar);
    bool told = problems.count > 0 && strcmp(reason_code(problems.items[0].reason), code) == 0;
    calendar_free(calendar);
    problems_done(&problems);
    return status == ST_BAD_INPUT && told;
}

static void a_faulty_table_is_refused_with_its_fault(void **state)
{
    (void)state;
    assert_true(load_fails("2025-10-01\t4\t国庆节\t1\t2025\n", "E-CAT-218"));
    assert_true(load_fails("2025-10-01\t3\t国庆节\t2\t2025\n", "E-CAT-219"));
    assert_true(load_fails("2025-10-32\t3\t国庆节\t1\t2025\n", "E-CAT-206"));
    assert_true(load_fails("2025-10-01\t3\t国庆节\t1\t2025\n2025-10-01\t3\t国庆节\t0\t2025\n", "E-CAT-209"));
    assert_true(load_fails("2025-10-01\t3\t国庆节\t1\t2025\tx\n", "E-CAT-204"));
    assert_true(load_fails("2025-10-01\t3\t国庆节\t1\tsoon\n", "E-CAT-219"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_year_has_its_published_number_of_working_days),
        cmocka_unit_test(make_up_days_work_and_holidays_rest),
        cmocka_unit_test(a_year_without_a_notice_is_provisional),
        cmocka_unit_test(counting_from_a_day_leaves_that_day_out),
        cmocka_unit_test(a_due_date_on_a_rest_day_moves_only_where_the_line_says_so),
        cmocka_unit_test(messages_wait_for_the_next_window_of_a_working_day),
        cmocka_unit_test(a_faulty_table_is_refused_with_its_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
