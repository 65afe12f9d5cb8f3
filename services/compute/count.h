/* count.h: how an event of a lane moves the totals of the generations that the lane is in.
 *
 * A snapshot's month takes the sums of the batch that is current after the event: those that ingest made while it parsed, or, for a
 * definition that came later, by reading the records. An upsert moves by its covered keys: minus what they added before, plus what
 * they add now. Everything happens in the caller's transaction, under the lane's lock. */
#ifndef DUBAN_COMPUTE_COUNT_H
#define DUBAN_COMPUTE_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/generation_store.h"
#include "compute/lane_store.h"
#include "lib/status.h"
#include "model/period.h"

struct db;
struct indicator_book;

/* The lane that is being worked on, with what is the same for all its events. */
struct counting {
    struct db *db;
    const struct lane *lane;
    const struct kind *kind;
    const struct indicator_book *book;
    const struct generation_list *generations; /* of the lane's kind; those with lane_is_in are moved, and the book knows them */
    int64_t business_us;
};

/* The months whose totals moved: all that a record can have (the door refuses others), so that no file is too wide to be counted.
 */
#define COUNT_MONTHS_MAX (PERIOD_MONTH_MAX - PERIOD_MONTH_MIN + 1)
struct month_set {
    bool moved[COUNT_MONTHS_MAX]; /* by month - PERIOD_MONTH_MIN */
};

/* ST_BAD_INPUT: a sum left 128 bits. */
MUST_CHECK enum status count_event(const struct counting *counting, const struct lane_event *event, struct month_set *months);

/* Can the generation be moved? Not if the catalog in force has another definition by now. */
bool count_knows(const struct counting *counting, const struct generation *generation);

/* Brings the lane, as it is after lane number `through`, into a generation that it is not in and that the book knows. */
MUST_CHECK enum status count_fill(const struct counting *counting, const struct generation *generation, int64_t through);

#endif
