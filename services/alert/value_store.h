/* value_store.h: what alert reads of compute's published views: the values that a duty is judged on, and who returned what. */
#ifndef DUBAN_ALERT_VALUE_STORE_H
#define DUBAN_ALERT_VALUE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
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

/* The newest committed batch of one of these kinds × months below a cell: what a correction came from. batch_id 0: none. */
struct source_batch {
    int64_t institution_id, batch_id, lane_number;
    int32_t month;
    char kind[64];
};
MUST_CHECK enum status value_store_newest_batch(struct db *db, const int64_t *institutions, size_t n, const char *const *kinds,
                                                size_t n_kinds, int32_t from, int32_t to, int64_t now_us, struct source_batch *ret);

#endif
