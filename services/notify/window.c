/* window.c: slots, by the calendar of the model. */
#include "notify/window.h"

#include "lib/date.h"
#include "model/calendar.h"
#include "model/rules.h"

struct send_slot window_slot(const struct rules *rules, const struct calendar *calendar, int64_t from_us)
{
    int64_t due_us = send_window_next(calendar, &rules->windows, from_us);
    return (struct send_slot){due_us, instant_date(due_us)};
}

struct send_slot window_next_day(const struct rules *rules, const struct calendar *calendar, int32_t day)
{
    return window_slot(rules, calendar, instant_of_date(day + 1, 0));
}
