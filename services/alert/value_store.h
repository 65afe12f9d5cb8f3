/* value_store.h: what alert reads of compute's and ingest's published views: the values that a duty is judged on, where they came
 * from, and who returned what. */
#ifndef DUBAN_ALERT_VALUE_STORE_H
#define DUBAN_ALERT_VALUE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/duty_state.h"
#include "model/notice_fact.h"
#include "model/scope.h"

struct db;

/* The newest revisions of a cell for periods from … to, ascending. */
struct value_series {
    struct period_fact *periods;
    size_t n;
};
void value_series_done(struct value_series *series);
MUST_CHECK enum status value_store_series(struct db *db, int64_t alliance_id, const struct cell *cell, int32_t from, int32_t to,
                                          struct value_series *ret);

/* The members' own values of the same indicator and period, as far as somebody judges them; values[i].institution is given. */
MUST_CHECK enum status value_store_members(struct db *db, int64_t alliance_id, const struct cell *cell, struct member_value *values,
                                           size_t n);

/* Is this return in? first_us is written only if it ever was. */
MUST_CHECK enum status value_store_return(struct db *db, int64_t institution_id, const char *kind, int32_t month,
                                          bool *ret_returned, int64_t *ret_first_us);

/* What moved a cell after one of its revisions, up to another: what compute wrote beside each, oldest first, in the words of
 * model/value_cause.h, which parses them. `cause` is lent for the call. */
MUST_CHECK enum status value_store_causes(struct db *db, int64_t alliance_id, const struct cell *cell, int64_t after, int64_t up_to,
                                          void (*each)(void *arg, const char *cause), void *arg);

/* The newest event of a lane that is counted and is about this month: a file, or one that was taken back. batch_id 0: none. */
struct source_batch {
    int64_t institution_id, batch_id, lane_number;
    int32_t month;
    char kind[64];
    bool is_withdrawn; /* taken back */
    bool is_again;     /* a file for this month was there before it */
};
/* institution_id, kind and month of *batch are given. */
MUST_CHECK enum status value_store_lane_event(struct db *db, struct source_batch *batch);

#endif
