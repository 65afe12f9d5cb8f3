/* test_window.c: slots by the calendar of the catalog: the National Day of 2025 is 10-01 to 10-08, 10-11 is a make-up working day.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "lib/date.h"
#include "lib/file.h"
#include "model/calendar.h"
#include "model/rules.h"
#include "notify/window.h"

static struct calendar *calendar;
static const struct rules HOURS = {.windows = {.n = 2, .at = {{30600, 41400}, {50400, 61200}}}}; /* 08:30-11:30, 14:00-17:00 */
static const struct rules ANY_TIME = {.windows = {.n = 0}};

static int64_t at(const char *when)
{
    int64_t us = 0;
    assert_int_equal(instant_parse(when, strlen(when), &us), ST_OK);
    return us;
}

static void assert_slot(struct send_slot slot, const char *due)
{
    assert_true(slot.due_us == at(due));
    assert_int_equal(slot.day, instant_date(at(due)));
}

static void a_slot_is_now_within_the_hours_and_their_begin_outside(void **state)
{
    (void)state;
    assert_slot(window_slot(&HOURS, calendar, at("2025-09-29 08:30")), "2025-09-29 08:30");
    assert_slot(window_slot(&HOURS, calendar, at("2025-09-29 08:29")), "2025-09-29 08:30");
    assert_slot(window_slot(&HOURS, calendar, at("2025-09-29 11:30")), "2025-09-29 14:00");
    assert_slot(window_slot(&HOURS, calendar, at("2025-09-29 17:00")), "2025-09-30 08:30");
}

static void holidays_have_no_slots_and_make_up_days_have(void **state)
{
    (void)state;
    assert_slot(window_slot(&HOURS, calendar, at("2025-09-30 17:00")), "2025-10-09 08:30");
    assert_slot(window_slot(&HOURS, calendar, at("2025-10-10 18:00")), "2025-10-11 08:30");
    assert_slot(window_next_day(&HOURS, calendar, instant_date(at("2025-10-11"))), "2025-10-13 08:30");
}

static void without_hours_every_instant_is_a_slot(void **state)
{
    (void)state;
    assert_slot(window_slot(&ANY_TIME, calendar, at("2025-10-04 03:00")), "2025-10-04 03:00");
    assert_slot(window_next_day(&ANY_TIME, calendar, instant_date(at("2025-10-04"))), "2025-10-05 00:00");
}

static int load(void **state)
{
    (void)state;
    struct problems problems;
    scoped(text_done) struct text file;
    problems_init(&problems, 10);
    text_init(&file, 1u << 20);
    assert_int_equal(file_read("deploy/catalog/base/holidays.tsv", &file, NULL), ST_OK);
    assert_int_equal(calendar_load("holidays.tsv", file.s, file.len, &problems, &calendar), ST_OK);
    problems_done(&problems);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    calendar_free(calendar);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_is_now_within_the_hours_and_their_begin_outside),
        cmocka_unit_test(holidays_have_no_slots_and_make_up_days_have),
        cmocka_unit_test(without_hours_every_instant_is_a_slot),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
