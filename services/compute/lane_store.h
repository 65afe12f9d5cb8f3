/* lane_store.h: the order of a lane: its lock, what is counted already, and the events that come next. */
#ifndef DUBAN_COMPUTE_LANE_STORE_H
#define DUBAN_COMPUTE_LANE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* The unit of order: institution × record kind. kind is lent. */
struct lane {
    int64_t alliance_id, institution_id;
    const char *kind;
};

/* Steps that move lanes take the alliance shared; opening and switching generations takes it alone, and makes its row if there is
 * none. Whoever asked first is let in first. Until the end of the transaction. */
MUST_CHECK enum status alliance_lock(struct db *db, int64_t alliance_id, bool alone);

/* The newest month whose cells were looked at (0: none yet), and moving it. Under alliance_lock alone. */
MUST_CHECK enum status alliance_horizon(struct db *db, int64_t alliance_id, int32_t *ret_month);
MUST_CHECK enum status alliance_move_horizon(struct db *db, int64_t alliance_id, int32_t month);

/* Locks the lane's row, made at 0 if there is none: one worker a lane. */
MUST_CHECK enum status lane_lock(struct db *db, const struct lane *lane, int64_t *ret_counted_through);
/* ST_CONFLICT: somebody moved it since the lock. */
MUST_CHECK enum status lane_move(struct db *db, const struct lane *lane, int64_t from, int64_t to);

enum lane_event_type { LANE_BATCH, LANE_WITHDRAW, LANE_REPLAY, LANE_DEFINITION };
struct lane_event {
    int64_t lane_number, batch_id;
    enum lane_event_type type;
    int32_t period; /* of the batch's snapshot; -1: an upsert */
    int64_t committed_us;
};
#define LANE_EVENTS_MAX 100 /* of one transaction; the rest is the next one's, which is asked for */

/* The events after `after`, in order; a gap in the numbers is where it ends (its event is not committed yet). */
MUST_CHECK enum status lane_events(struct db *db, const struct lane *lane, int64_t after,
                                   struct lane_event ret[static LANE_EVENTS_MAX], size_t *ret_count);

/* The snapshot that holds for a period after lane number `through`: the highest (source rank, lane number, parse version) that was
 * not withdrawn by then. *ret_batch_id is 0 if there is none. */
MUST_CHECK enum status lane_current_batch(struct db *db, const struct lane *lane, int32_t period, int64_t through,
                                          int64_t *ret_batch_id);

/* All periods that have had a snapshot up to `through`. The caller frees *ret. */
MUST_CHECK enum status lane_periods(struct db *db, const struct lane *lane, int64_t through, int32_t **ret, size_t *ret_count);

/* Every lane of the alliance: fn is called with each; kind is lent for the call. */
MUST_CHECK enum status lanes_each(struct db *db, int64_t alliance_id, enum status (*fn)(void *arg, const struct lane *lane),
                                  void *arg);

/* Is the file of this period in? Keeps when it first was. batch_id 0: it was withdrawn and no other holds. */
MUST_CHECK enum status return_standing_put(struct db *db, const struct lane *lane, int32_t period, int64_t batch_id, int64_t at_us);

#endif
