/* calendar_gap.h: a date in a year without a calendar counts weekends only and is provisional; the operator hears of it once, while
 * the system runs, not only from whoever checked the catalog long ago. */
#ifndef DUBAN_ALERT_CALENDAR_GAP_H
#define DUBAN_ALERT_CALENDAR_GAP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct alliance;
struct db;

#define CALENDAR_GAPS_MAX 64

/* Years that nobody was told of yet. */
struct calendar_gap_news {
    int64_t alliance_id;
    int64_t years[CALENDAR_GAPS_MAX];
    size_t n;
};

/* In the transaction of a catalog step, so with every catalog, import and month: keeps each year into which a time limit or a
 * working day of this and the coming months falls; `duban status` says it as long as it is so. With a plan and an organisation
 * (asserted). */
MUST_CHECK enum status calendar_gaps_keep(struct db *db, const struct alliance *alliance, int64_t now_us,
                                          struct calendar_gap_news *ret);

/* After its commit: a warning in the log for each. */
void calendar_gaps_log(const struct calendar_gap_news *news);

#endif
