/* calendar_gap_store.h: the years without a calendar that alert came upon. Role: operator. */
#ifndef DUBAN_DUBAN_CALENDAR_GAP_STORE_H
#define DUBAN_DUBAN_CALENDAR_GAP_STORE_H

#include "lib/problem.h"
#include "lib/status.h"

struct db;

/* Adds a warning for each to the problems. */
MUST_CHECK enum status calendar_gaps_read(struct db *db, struct problems *problems);

#endif
