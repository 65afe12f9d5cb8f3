/* recurrence.h: a duty that comes again (常态事项: 每月自查, 每季度报送), one occurrence at a time.
 *
 * Its number is an item of which a record a time is made (kind milestone), counted over the months of the occurrence. An occurrence
 * is judged as a duty of its own that is due at its end, so states, reminders and letters need to know nothing of recurrence: at
 * any instant there is one occurrence that is spoken of. That is the present one, unless the one before it was missed and the
 * present one is not done either: a missed month stays red until the next one is done or over. Evidence and a closing are of the
 * occurrence that was spoken of when they were entered: the next one comes all the same. Pure. */
#ifndef DUBAN_MODEL_RECURRENCE_H
#define DUBAN_MODEL_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/duty_state.h"

struct occurrence {
    struct duty duty;        /* a copy of the duty, of this occurrence alone: begins and is due with it */
    struct period_fact fact; /* what was recorded in its months so far */
    size_t n_facts;          /* 0: nothing; else 1 */
    int32_t month;           /* its last month, which is its name */
};

/* Is it judged by occurrences? */
bool duty_recurs(const struct duty *duty);

/* The occurrence that is spoken of at ctx->now_us: after the duty's own due date the last one, for ever. ctx->periods are the facts
 * of single months. ST_CONFLICT: the duty has not begun; it is judged as it is. */
MUST_CHECK enum status duty_occurrence(const struct duty_context *ctx, struct occurrence *ret);

/* From here on ctx speaks of one occurrence of its duty, in *ret, which lives as long as ctx; a duty that does not come again, or
 * has not begun, is left as it is. */
void occurrence_enter(struct duty_context *ctx, struct occurrence *ret);

#endif
