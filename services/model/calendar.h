/* calendar.h: working days, 调休 included. Source: the State Council's yearly notices by way of holiday-cn
 * (deploy/catalog/base/SOURCES.md), domain.md §5.
 *
 * A listed date decides (rest, or make-up work); otherwise Saturday and Sunday rest. Loaded whole, since the last days of a
 * year stand in the next year's notice. A year without a table falls back to weekends and its dates are *provisional*: the
 * caller says so aloud. Immutable after loading; all functions are pure and total: any date of years 1 to 9999. */
#ifndef DUBAN_MODEL_CALENDAR_H
#define DUBAN_MODEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"

/* Never a date (lib/date.h). An optional date that is not given. */
#define DATE_NONE INT32_MIN

struct calendar;

/* holidays.tsv: date, weekday, name, is_off_day (1 rest, 0 make-up work), source_file_year. A date listed twice with two
 * meanings, a weekday that is not the date's: problems. Free with calendar_free(). */
MUST_CHECK enum status calendar_load(const char *name, const char *buf, size_t len, struct problems *problems,
                                     struct calendar **ret);
void calendar_free(struct calendar *calendar);

bool calendar_is_workday(const struct calendar *calendar, int32_t date);
/* No notice for this date's year is loaded. */
bool calendar_is_provisional(const struct calendar *calendar, int32_t date);

int32_t calendar_workday_on_or_before(const struct calendar *calendar, int32_t date);
int32_t calendar_workday_on_or_after(const struct calendar *calendar, int32_t date);

/* The n-th working day after (n > 0) or before (n < 0) the date; the start day never counts. n = 0: the date itself.
 * |n| ≤ 1000 (asserted). */
int32_t calendar_workday_add(const struct calendar *calendar, int32_t date, int n);

/* Working days d with from < d ≤ to; negative when to < from. 「还有n个工作日」 is count(today, due). */
int calendar_workday_count(const struct calendar *calendar, int32_t from, int32_t to);

/* What a plan says of a due date that is a rest day (users.md §2.3). */
enum due_shift { DUE_SHIFT_NONE, DUE_SHIFT_NEXT, DUE_SHIFT_PREVIOUS };
int32_t calendar_due_shift(const struct calendar *calendar, int32_t date, enum due_shift shift);

/* Hours in which a routine message may go out, on working days only: 08:30–11:30 and 14:00–17:00 by default.
 * Seconds of the local day, begin included, end excluded, ascending. */
#define SEND_WINDOWS_MAX 8
struct send_window {
    int32_t begin_s, end_s;
};
struct send_windows {
    size_t n; /* 0: any time of any day (bench rules) */
    struct send_window at[SEND_WINDOWS_MAX];
};

/* The earliest instant at or after `instant_us` that lies in a window of a working day. */
int64_t send_window_next(const struct calendar *calendar, const struct send_windows *windows, int64_t instant_us);
/* The first instant of that day's first window; midnight when there are no windows. The day is taken as it is. */
int64_t send_window_first(const struct send_windows *windows, int32_t date);

#endif
