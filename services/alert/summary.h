/* summary.h: 启用摘要: what the first judgement of lines found, told to the desk alone, in one message (law 13). */
#ifndef DUBAN_ALERT_SUMMARY_H
#define DUBAN_ALERT_SUMMARY_H

#include <stdint.h>

#include "alert/applied_store.h"
#include "lib/status.h"
#include "shared/alliance.h"

/* In the caller's transaction: the due notice, and the baseline marked as told. Nobody holds the desk's post, or no line is of this
 * baseline: only marked. */
MUST_CHECK enum status summary_say(struct db *db, const struct alliance *alliance, const struct baseline *baseline, int64_t now_us);

#endif
