/* period.c: which months a period covers. Kept apart from date.h since windows are the domain's, not the calendar's. */
#include "model/period.h"

#include <assert.h>
#include <string.h>

static const char *const WINDOW_NAMES[WINDOW_COUNT] = {"month", "ytd", "rolling12", "year", "latest"};

const char *window_name(enum window window)
{
    assert(window < WINDOW_COUNT);
    return WINDOW_NAMES[window];
}

enum status window_parse(const char *word, enum window *ret)
{
    for (unsigned i = 0; i < WINDOW_COUNT; i++) {
        if (text_equal(word, WINDOW_NAMES[i])) {
            *ret = (enum window)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

int32_t period_first_month(enum window window, int32_t month)
{
    int32_t first = PERIOD_MONTH_MIN;
    switch (window) {
    case WINDOW_MONTH: first = month; break;
    case WINDOW_YTD:
    case WINDOW_YEAR: first = month_from_ym(month_year(month), 1); break;
    case WINDOW_ROLLING12: first = month - 11; break;
    case WINDOW_LATEST:
    case WINDOW_COUNT: break;
    }
    return first < PERIOD_MONTH_MIN ? PERIOD_MONTH_MIN : first;
}

bool period_ends_in(enum window window, int32_t month)
{
    return window != WINDOW_YEAR || month_number(month) == 12;
}

int32_t period_end_of(enum window window, int32_t month)
{
    return window == WINDOW_YEAR ? month_from_ym(month_year(month), 12) : month;
}

int32_t period_last_end(enum window window, int32_t month)
{
    return period_ends_in(window, month) ? month : month_from_ym(month_year(month) - 1, 12);
}

void period_format_zh(struct text *out, enum window window, int32_t month)
{
    int32_t first = period_first_month(window, month);
    switch (window) {
    case WINDOW_YEAR: text_printf(out, "%d年", month_year(month)); return;
    case WINDOW_LATEST: text_printf(out, "截至%d年%d月", month_year(month), month_number(month)); return;
    case WINDOW_MONTH:
    case WINDOW_YTD:
    case WINDOW_ROLLING12:
    case WINDOW_COUNT: break;
    }
    if (first == month)
        text_printf(out, "%d年%d月", month_year(month), month_number(month));
    else if (month_year(first) == month_year(month))
        text_printf(out, "%d年%d—%d月", month_year(month), month_number(first), month_number(month));
    else
        text_printf(out, "%d年%d月—%d年%d月", month_year(first), month_number(first), month_year(month), month_number(month));
}
