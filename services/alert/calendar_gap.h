/* calendar_gap.h: a date in a year without a calendar counts weekends only and is provisional; the operator hears of it once, while
 * the system runs, not only from whoever checked the catalog long ago. */
#ifndef DUBAN_ALERT_CALENDAR_GAP_H
#define DUBAN_ALERT_CALENDAR_GAP_H

#include <stdint.h>

#include "lib/status.h"

struct alliance;
struct db;

/* In the transaction of a catalog step, so with every catalog, import and month: a warning in the log for each year into which a
 * time limit or a working day of this and the coming months falls, the first time; `duban status` says it as long as it is so.
 * With a plan and an organisation (asserted). */
MUST_CHECK enum status calendar_gaps_tell(struct db *db, const struct alliance *alliance, int64_t now_us);

#endif
