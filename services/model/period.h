/* period.h: months, and the windows of months over which an indicator is asked.
 *
 * A month is date.h's int32_t (year * 12 + month - 1). A period is named by its window and its last month: the cell
 * "surgery_share, ytd, 2025-03" covers January to March 2025. Pure; which month it is now is not known here. */
#ifndef DUBAN_MODEL_PERIOD_H
#define DUBAN_MODEL_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/status.h"
#include "lib/text.h"

/* The first month that a record may be of (January 1950): a bound for `latest`, which looks back without another one. */
#define PERIOD_MONTH_MIN (1950 * 12)
#define PERIOD_MONTH_MAX (2199 * 12 + 11)

enum window {
    WINDOW_MONTH,     /* the month alone */
    WINDOW_YTD,       /* January to the month: 当年累计 */
    WINDOW_ROLLING12, /* the month and the eleven before it */
    WINDOW_YEAR,      /* January to December; ends in December only */
    WINDOW_LATEST,    /* everything up to the month: the newest state of a rating, all milestones so far */
    WINDOW_COUNT
};

/* "month", "ytd", "rolling12", "year", "latest": the words of the catalog and of the database. */
const char *window_name(enum window window);
MUST_CHECK enum status window_parse(const char *word, enum window *ret);

/* The first month of the period that ends in `month`; never below PERIOD_MONTH_MIN. */
int32_t period_first_month(enum window window, int32_t month);

/* Does a period of this window end in `month`? Always, but for `year`, which ends in December. */
bool period_ends_in(enum window window, int32_t month);

/* The last month of the period that holds `month`: December for `year`, else the month itself. */
int32_t period_end_of(enum window window, int32_t month);

/* The newest period end that is not after `month`: for `year` the December before, unless `month` is one. */
int32_t period_last_end(enum window window, int32_t month);

/* Appends the period for people: 「2025年3月」「2025年1—3月」「2024年4月—2025年3月」「2025年」「截至2025年3月」.
 * The key of a cell is month_format()'s 2025-03 for every window. */
void period_format_zh(struct text *out, enum window window, int32_t month);

#endif
