/* lane_commit.h: a batch takes its place in its lane: what an upload's commit and an accepted batch have in common.
 *
 * All in the caller's transaction, after lane_lock(). */
#ifndef DUBAN_INGEST_LANE_COMMIT_H
#define DUBAN_INGEST_LANE_COMMIT_H

#include <stdint.h>

#include "ingest/batch_store.h"
#include "ingest/hold.h"
#include "ingest/lane_store.h"
#include "lib/status.h"

struct db;
struct kind;

/* What the batch would replace, and how its record numbers look beside it. Fills the batch's gone, added, changed, compared_with.
 */
MUST_CHECK enum status lane_compare(struct db *db, const struct kind *kind, struct batch *batch, struct current_batch *ret_current,
                                    struct difference *ret, int64_t *ret_rows_shorter);

/* Draws the lane's next number, makes the batch committed (it was in `from`), and leaves compute its work row. */
MUST_CHECK enum status lane_commit(struct db *db, struct lane *lane, struct batch *batch, enum batch_state from,
                                   int64_t business_us);

/* The same for the end of a committed batch: it is withdrawn. closed_by and closed_reason are set. */
MUST_CHECK enum status lane_withdraw(struct db *db, struct lane *lane, struct batch *batch, int64_t business_us);

#endif
