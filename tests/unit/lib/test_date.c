/* Behaviour of date.h. The days are compared with the C library's own calendar (timegm), known weekdays are from the
 * printed calendar of the plan's year. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lib/date.h"

static int32_t day(int y, int m, int d)
{
    int32_t date = INT32_MIN;
    assert_int_equal(date_from_ymd(y, m, d, &date), ST_OK);
    return date;
}

static void every_day_of_a_thousand_years_agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int32_t date = day(1600, 1, 1); date <= day(2600, 12, 31); date++) {
        time_t seconds = (time_t)date * 86400;
        struct tm tm;
        int y, m, d;
        gmtime_r(&seconds, &tm);
        date_to_ymd(date, &y, &m, &d);
        if (y != tm.tm_year + 1900 || m != tm.tm_mon + 1 || d != tm.tm_mday || day(y, m, d) != date ||
            date_weekday(date) != (tm.tm_wday == 0 ? 7 : tm.tm_wday))
            fail_msg("day %d differs", date);
    }
}

static void known_days_are_where_they_belong(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(day(1969, 12, 31), -1);
    assert_int_equal(day(2000, 3, 1), 11017);
    assert_int_equal(date_weekday(day(2025, 12, 15)), 1);
    assert_int_equal(date_weekday(day(2026, 1, 1)), 4);
    assert_int_equal(day(1, 1, 1), -719162);
    assert_int_equal(day(9999, 12, 31), 2932896);
}

static void days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const int bad[][3] = {{2025, 2, 29}, {1900, 2, 29}, {2025, 4, 31}, {2025, 0, 1}, {2025, 13, 1},
                                 {2025, 1, 0},  {2025, 1, 32}, {0, 1, 1},     {10000, 1, 1}};
    int32_t date = 77;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(date_from_ymd(bad[i][0], bad[i][1], bad[i][2], &date), ST_BAD_INPUT);
    assert_int_equal(date, 77);
    assert_int_equal(date_from_ymd(2000, 2, 29, &date), ST_OK);
    assert_int_equal(date_from_ymd(2024, 2, 29, &date), ST_OK);
}

static void assert_reads(const char *s, int32_t date, int32_t second, bool has_time, bool canonical)
{
    struct date_read read = {0};
    assert_int_equal(date_parse(s, strlen(s), &read), ST_OK);
    assert_int_equal(read.date, date);
    assert_int_equal(read.second_of_day, second);
    assert_int_equal(read.has_time, has_time);
    assert_int_equal(read.canonical, canonical);
}

static void the_forms_of_real_files_are_read_and_told_apart(void **state)
{
    (void)state;
    int32_t d = day(2023, 1, 5);
    assert_reads("2023-01-05", d, 0, false, true);
    assert_reads("2023-01-05 08:07:06", d, 8 * 3600 + 7 * 60 + 6, true, true);
    assert_reads("2023-01-05 00:00:00", d, 0, true, true);
    assert_reads("2023-01-05  08:07:06", d, 29226, true, false);
    assert_reads("2023-01-05T08:07:06", d, 29226, true, false);
    assert_reads("2023-01-05 08:07", d, 29220, true, false);
    assert_reads("2023/1/5", d, 0, false, false);
    assert_reads("2023/01/05", d, 0, false, false);
    assert_reads("2023-1-5", d, 0, false, false);
    assert_reads("2023/1/5 8:07", d, 29220, true, false);
    assert_reads("20230105", d, 0, false, false);
    assert_reads("20230105 23:59:59", d, 86399, true, false);
}

static void what_is_not_a_date_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      "2023",
                                      "2023-01",
                                      "2023-01-5x",
                                      "2023/01-05",
                                      "23-01-05",
                                      "2023-13-01",
                                      "20231301",
                                      "2023010",
                                      "202301055",
                                      " 2023-01-05",
                                      "2023-01-05 ",
                                      "2023-01-05 24:00",
                                      "2023-01-05 12:60:00",
                                      "2023-01-05 12:00:60",
                                      "2023-01-05 12",
                                      "2023-01-05TT12:00",
                                      "2023-01-05T 12:00",
                                      "2023-02-29",
                                      "2023-01-05 12:00:00.5",
                                      "2023-001-05",
                                      "1990000019900101",
                                      "２０２３-01-05"};
    struct date_read read = {.date = 77};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (date_parse(bad[i], strlen(bad[i]), &read) != ST_BAD_INPUT)
            fail_msg("accepted: %s", bad[i]);
    assert_int_equal(read.date, 77);
}

static void months_count_on_over_the_year(void **state)
{
    (void)state;
    int32_t month = month_from_ym(2025, 12);
    assert_int_equal(month_of_date(day(2025, 12, 31)), month);
    assert_int_equal(month_of_date(day(2026, 1, 1)), month + 1);
    assert_int_equal(month_year(month), 2025);
    assert_int_equal(month_number(month), 12);
    assert_int_equal(month_year(month + 1), 2026);
    assert_int_equal(month_number(month + 1), 1);
    assert_int_equal(month_first_date(month), day(2025, 12, 1));
    assert_int_equal(month_last_date(month), day(2025, 12, 31));
    assert_int_equal(month_last_date(month_from_ym(2024, 2)), day(2024, 2, 29));
    assert_int_equal(month_last_date(month_from_ym(2025, 2)), day(2025, 2, 28));
}

static void months_are_written_and_read(void **state)
{
    (void)state;
    int32_t month = 77;
    scoped(text_done) struct text t;
    text_init(&t, 50);
    month_format(&t, month_from_ym(2025, 3));
    assert_string_equal(t.s, "2025-03");
    assert_int_equal(month_parse("2025-03", 7, &month), ST_OK);
    assert_int_equal(month, 2025 * 12 + 2);
    month = 77;
    static const char *const bad[] = {"2025-3", "2025-13", "2025-00", "2025/03", "202503", "2025-031", "", "0000-01"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(month_parse(bad[i], strlen(bad[i]), &month), ST_BAD_INPUT);
    assert_int_equal(month, 77);
}

static void assert_instant(const char *s, int64_t expected_us)
{
    int64_t us = -77;
    assert_int_equal(instant_parse(s, strlen(s), &us), ST_OK);
    assert_int_equal(us, expected_us);
}

/* 2025-12-15 00:30:00 UTC by the C library */
static int64_t monday_morning_us(void)
{
    struct tm tm = {.tm_year = 125, .tm_mon = 11, .tm_mday = 15, .tm_min = 30};
    return (int64_t)timegm(&tm) * 1000000;
}

static void instants_are_local_unless_they_say_otherwise(void **state)
{
    (void)state;
    int64_t us = monday_morning_us();
    assert_instant("2025-12-15 08:30", us);
    assert_instant("2025-12-15 08:30:00", us);
    assert_instant("2025-12-15T08:30:00+08:00", us);
    assert_instant("2025-12-15T08:30+08:00", us);
    assert_instant("2025-12-15T00:30:00Z", us);
    assert_instant("2025-12-14T19:30:00-05:00", us);
    assert_instant("2025-12-15T08:30:00.25+08:00", us + 250000);
    assert_instant("2025-12-15T08:30:00.000001+08:00", us + 1);
    assert_instant("2025-12-15", us - (8 * 60 + 30) * 60 * US_PER_S);
    assert_instant("1969-12-31T23:59:59Z", -US_PER_S);
}

static void instants_in_doubt_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "2025-12-15T08:30:00",
                                      "2025-12-15 08:30Z",
                                      "2025/12/15 08:30",
                                      "20251215",
                                      "2025-12-15 25:00",
                                      "2025-12-15T08:30:00+0800",
                                      "2025-12-15T08:30:00+15:00",
                                      "2025-12-15T08:30:00.+08:00",
                                      "2025-12-15T08:30:00.1234567Z",
                                      "2025-12-15T08:30:00Z ",
                                      "now"};
    int64_t us = 77;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (instant_parse(bad[i], strlen(bad[i]), &us) != ST_BAD_INPUT)
            fail_msg("accepted: %s", bad[i]);
    assert_int_equal(us, 77);
}

static void instants_are_written_for_people_and_for_machines(void **state)
{
    (void)state;
    scoped(text_done) struct text t;
    text_init(&t, 100);
    instant_format(&t, monday_morning_us() + 999999);
    assert_string_equal(t.s, "2025-12-15 08:30:00");
    text_clear(&t);
    instant_format_iso(&t, monday_morning_us());
    assert_string_equal(t.s, "2025-12-15T08:30:00+08:00");
    text_clear(&t);
    instant_format_iso(&t, monday_morning_us() + 42);
    assert_string_equal(t.s, "2025-12-15T08:30:00.000042+08:00");
    text_clear(&t);
    instant_format_iso(&t, -1);
    assert_string_equal(t.s, "1970-01-01T07:59:59.999999+08:00");
}

static void the_local_day_begins_at_four_in_the_afternoon_of_utc(void **state)
{
    (void)state;
    int64_t midnight_us = instant_of_date(day(2026, 1, 1), 0);
    assert_int_equal(instant_date(midnight_us), day(2026, 1, 1));
    assert_int_equal(instant_date(midnight_us - 1), day(2025, 12, 31));
    assert_int_equal(instant_second_of_day(midnight_us - 1), 86399);
    assert_int_equal(instant_second_of_day(midnight_us), 0);
    assert_int_equal(midnight_us, ((int64_t)day(2025, 12, 31) * 86400 + 16 * 3600) * US_PER_S);
    assert_int_equal(instant_of_date(day(2025, 12, 15), 30600), monday_morning_us());
    assert_int_equal(instant_date(-US_PER_DAY), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_a_thousand_years_agrees_with_the_c_library),
        cmocka_unit_test(known_days_are_where_they_belong),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(the_forms_of_real_files_are_read_and_told_apart),
        cmocka_unit_test(what_is_not_a_date_is_refused),
        cmocka_unit_test(months_count_on_over_the_year),
        cmocka_unit_test(months_are_written_and_read),
        cmocka_unit_test(instants_are_local_unless_they_say_otherwise),
        cmocka_unit_test(instants_in_doubt_are_refused),
        cmocka_unit_test(instants_are_written_for_people_and_for_machines),
        cmocka_unit_test(the_local_day_begins_at_four_in_the_afternoon_of_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
