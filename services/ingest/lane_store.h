/* lane_store.h: ingest.lane and ingest.lane_event: the order of what happens to an institution's records of a kind (law 3). */
#ifndef DUBAN_INGEST_LANE_STORE_H
#define DUBAN_INGEST_LANE_STORE_H

#include <stdint.h>

#include "lib/status.h"

struct db;

struct lane {
    int64_t institution_id, alliance_id;
    const char *kind;
    int64_t last_number; /* as lane_lock() found it, and as lane_append() left it */
};

/* Makes the lane if it is new and locks its row until the transaction ends: who holds it is alone with the lane. */
MUST_CHECK enum status lane_lock(struct db *db, struct lane *lane);

/* Draws the next number for an event, "batch" or "withdraw". After lane_lock(). */
MUST_CHECK enum status lane_append(struct db *db, struct lane *lane, const char *event, int64_t batch_id, int64_t now_us);

#endif
