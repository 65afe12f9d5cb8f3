/* calendar.c: the listed dates of all years, sorted; everything else is a weekday's matter. */
#include "model/calendar.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/tsv.h"

#define YEAR_MIN      1950
#define YEAR_COUNT    300
#define LISTED_MAX    (YEAR_COUNT * 60) /* a notice lists about 35 days */
#define WORKDAYS_MAX  1000
#define REST_DAYS_MAX 400 /* no rest is longer: a bound for the search */

struct listed {
    int32_t date;
    bool is_off;
};

struct calendar {
    struct listed *listed;
    size_t n, cap;
    bool has_year[YEAR_COUNT];
};

struct loading {
    struct calendar *calendar;
    const char *name;
    struct problems *problems;
};

static int compare_listed(const void *a, const void *b)
{
    int32_t x = ((const struct listed *)a)->date, y = ((const struct listed *)b)->date;
    return (x > y) - (x < y);
}

static enum status calendar_put(struct calendar *calendar, int32_t date, bool is_off)
{
    if (calendar->n == calendar->cap) {
        size_t cap = calendar->cap == 0 ? 256 : calendar->cap * 2;
        struct listed *listed = cap > LISTED_MAX ? NULL : realloc(calendar->listed, cap * sizeof(*listed));
        if (listed == NULL)
            return ST_RETRY;
        calendar->listed = listed;
        calendar->cap = cap;
    }
    calendar->listed[calendar->n++] = (struct listed){date, is_off};
    return ST_OK;
}

static enum status read_row(void *arg, const char *const *cells, int64_t line)
{
    struct loading *loading = arg;
    struct place at = {.file = loading->name, .line = line};
    struct date_read read;
    if (date_parse(cells[0], strlen(cells[0]), &read) != ST_OK || read.has_time) {
        problems_add(loading->problems, REASON_E_CAT_206, &at, cells[0]);
        return ST_OK;
    }
    char weekday[4];
    snprintf(weekday, sizeof(weekday), "%d", date_weekday(read.date));
    if (strcmp(weekday, cells[1]) != 0)
        problems_add(loading->problems, REASON_E_CAT_218, &at, cells[0], weekday);
    if (strcmp(cells[3], "0") != 0 && strcmp(cells[3], "1") != 0)
        problems_add(loading->problems, REASON_E_CAT_219, &at, "0, 1", cells[3]);
    char *end;
    long year = strtol(cells[4], &end, 10);
    if (*cells[4] == '\0' || *end != '\0' || year < YEAR_MIN || year >= YEAR_MIN + YEAR_COUNT) {
        problems_add(loading->problems, REASON_E_CAT_219, &at, "yyyy", cells[4]);
        return ST_OK;
    }
    loading->calendar->has_year[year - YEAR_MIN] = true;
    return calendar_put(loading->calendar, read.date, cells[3][0] == '1');
}

enum status calendar_load(const char *name, const char *buf, size_t len, struct problems *problems, struct calendar **ret)
{
    static const char *const columns[] = {"date", "weekday", "?name", "is_off_day", "source_file_year", NULL};
    uint64_t errors_before = problems->errors;
    struct calendar *calendar = calloc(1, sizeof(*calendar));
    if (calendar == NULL)
        return ST_RETRY;
    struct loading loading = {calendar, name, problems};
    enum status status = tsv_read(name, buf, len, columns, read_row, &loading, problems);
    if (calendar->n > 0)
        qsort(calendar->listed, calendar->n, sizeof(*calendar->listed), compare_listed);
    for (size_t i = 1; i < calendar->n; i++) {
        if (calendar->listed[i].date != calendar->listed[i - 1].date)
            continue;
        scoped(text_done) struct text day;
        text_init(&day, 16);
        date_format(&day, calendar->listed[i].date);
        problems_add(problems, REASON_E_CAT_209, (&(struct place){.file = name}), "date", day.s);
    }
    if (status == ST_OK && problems->errors != errors_before)
        status = ST_BAD_INPUT;
    if (status != ST_OK)
        calendar_free(calendar);
    else
        *ret = calendar;
    return status;
}

void calendar_free(struct calendar *calendar)
{
    if (calendar == NULL)
        return;
    free(calendar->listed);
    free(calendar);
}

bool calendar_is_workday(const struct calendar *calendar, int32_t date)
{
    const struct listed *found = NULL;
    if (calendar->n > 0)
        found = bsearch(&(struct listed){.date = date}, calendar->listed, calendar->n, sizeof(*calendar->listed), compare_listed);
    return found != NULL ? !found->is_off : date_weekday(date) <= 5;
}

bool calendar_is_provisional(const struct calendar *calendar, int32_t date)
{
    int year, month, day;
    date_to_ymd(date, &year, &month, &day);
    return year < YEAR_MIN || year >= YEAR_MIN + YEAR_COUNT || !calendar->has_year[year - YEAR_MIN];
}

static int32_t step_to_workday(const struct calendar *calendar, int32_t date, int step)
{
    for (int i = 0; i < REST_DAYS_MAX && !calendar_is_workday(calendar, date); i++)
        date += step;
    return date;
}

int32_t calendar_workday_on_or_before(const struct calendar *calendar, int32_t date)
{
    return step_to_workday(calendar, date, -1);
}

int32_t calendar_workday_on_or_after(const struct calendar *calendar, int32_t date)
{
    return step_to_workday(calendar, date, 1);
}

int32_t calendar_workday_add(const struct calendar *calendar, int32_t date, int n)
{
    assert(n >= -WORKDAYS_MAX && n <= WORKDAYS_MAX);
    int step = n < 0 ? -1 : 1;
    for (int left = n < 0 ? -n : n; left > 0; left--)
        date = step_to_workday(calendar, date + step, step);
    return date;
}

int calendar_workday_count(const struct calendar *calendar, int32_t from, int32_t to)
{
    if (to < from)
        return -calendar_workday_count(calendar, to, from);
    int count = 0;
    for (int32_t date = from + 1; date <= to; date++)
        count += calendar_is_workday(calendar, date);
    return count;
}

int32_t calendar_due_shift(const struct calendar *calendar, int32_t date, enum due_shift shift)
{
    switch (shift) {
    case DUE_SHIFT_NEXT: return calendar_workday_on_or_after(calendar, date);
    case DUE_SHIFT_PREVIOUS: return calendar_workday_on_or_before(calendar, date);
    case DUE_SHIFT_NONE: break;
    }
    return date;
}

int64_t send_window_first(const struct send_windows *windows, int32_t date)
{
    return instant_of_date(date, windows->n == 0 ? 0 : windows->at[0].begin_s);
}

int64_t send_window_next(const struct calendar *calendar, const struct send_windows *windows, int64_t instant_us)
{
    if (windows->n == 0)
        return instant_us;
    int32_t date = instant_date(instant_us);
    if (calendar_is_workday(calendar, date)) {
        for (size_t i = 0; i < windows->n; i++) {
            if (instant_us < instant_of_date(date, windows->at[i].begin_s))
                return instant_of_date(date, windows->at[i].begin_s);
            if (instant_us < instant_of_date(date, windows->at[i].end_s))
                return instant_us;
        }
    }
    return send_window_first(windows, calendar_workday_on_or_after(calendar, date + 1));
}
