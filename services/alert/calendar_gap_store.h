/* calendar_gap_store.h: alert.calendar_gap: years without a calendar, each told once. */
#ifndef DUBAN_ALERT_CALENDAR_GAP_STORE_H
#define DUBAN_ALERT_CALENDAR_GAP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* *ret_is_new: nobody was told of it yet. */
MUST_CHECK enum status calendar_gap_store_put(struct db *db, int64_t alliance_id, int64_t year, int64_t now_us, bool *ret_is_new);

/* Forgets all years but these. */
MUST_CHECK enum status calendar_gap_store_keep(struct db *db, int64_t alliance_id, const int64_t *years, size_t n);

#endif
