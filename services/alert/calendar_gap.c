/* calendar_gap.c: which years are asked of the calendar now, and which of them it does not have. */
#include "alert/calendar_gap.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>

#include "alert/calendar_gap_store.h"
#include "lib/date.h"
#include "lib/log.h"
#include "model/calendar.h"
#include "model/catalog.h"
#include "model/organisation.h"
#include "model/plan.h"
#include "shared/alliance.h"

/* The farthest rung is thirty working days from its date, and between two looks lies a month: with the longest holiday these days.
 */
#define AHEAD_DAYS 90

struct gaps {
    const struct calendar *calendar;
    int32_t today;
    int64_t years[CALENDAR_GAPS_MAX];
    size_t n;
};

static void add_date(struct gaps *gaps, int32_t date)
{
    if (date == DATE_NONE || date < gaps->today || !calendar_is_provisional(gaps->calendar, date))
        return;
    int64_t year = month_year(month_of_date(date));
    for (size_t i = 0; i < gaps->n; i++)
        if (gaps->years[i] == year)
            return;
    if (gaps->n < CALENDAR_GAPS_MAX)
        gaps->years[gaps->n++] = year;
}

static void find_gaps(struct gaps *gaps, const struct alliance *alliance)
{
    const struct plan *plan = catalog_plan(alliance->catalog);
    add_date(gaps, gaps->today);
    add_date(gaps, gaps->today + AHEAD_DAYS);
    for (size_t i = 0; i < plan->n_duties; i++)
        add_date(gaps, duty_due_date(&plan->duties[i], gaps->calendar));
    for (size_t i = 0; i < organisation_line_count(alliance->organisation); i++)
        add_date(gaps, organisation_line_at(alliance->organisation, i)->internal_due);
}

enum status calendar_gaps_keep(struct db *db, const struct alliance *alliance, int64_t now_us, struct calendar_gap_news *ret)
{
    assert(alliance->organisation != NULL && catalog_plan(alliance->catalog) != NULL);
    struct gaps gaps = {.calendar = catalog_calendar(alliance->catalog), .today = instant_date(now_us)};
    find_gaps(&gaps, alliance);
    *ret = (struct calendar_gap_news){.alliance_id = alliance->id};
    enum status st = calendar_gap_store_keep(db, alliance->id, gaps.years, gaps.n);
    for (size_t i = 0; st == ST_OK && i < gaps.n; i++) {
        bool is_new = false;
        st = calendar_gap_store_put(db, alliance->id, gaps.years[i], now_us, &is_new);
        if (st == ST_OK && is_new)
            ret->years[ret->n++] = gaps.years[i];
    }
    return st;
}

void calendar_gaps_log(const struct calendar_gap_news *news)
{
    for (size_t i = 0; i < news->n; i++)
        log_event(LOG_WARN, "calendar.missing",
                  "code=%s alliance=%" PRId64 " year=%" PRId64 " next=\"weekends only until its rows are applied\"",
                  reason_code(REASON_W_ALT_361), news->alliance_id, news->years[i]);
}
