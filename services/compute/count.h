/* count.h: how an event of a lane moves the totals of the generations that the lane is in.
 *
 * A snapshot's month takes the sums of the batch that is current after the event: those that ingest made while it parsed, or, for a
 * definition that came later, by reading the records. An upsert moves by its covered keys: minus what they added before, plus what
 * they add now. Everything happens in the caller's transaction, under the lane's lock. */
#ifndef DUBAN_COMPUTE_COUNT_H
#define DUBAN_COMPUTE_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "compute/generation_store.h"
#include "compute/lane_store.h"
#include "lib/status.h"

struct db;
struct indicator_book;

/* The lane that is being worked on, with what is the same for all its events. */
struct counting {
    struct db *db;
    const struct lane *lane;
    const struct kind *kind;
    const struct indicator_book *book;
    const struct generation_list *generations; /* of the lane's kind; those with lane_is_in are moved */
    int64_t business_us;
};

/* The months whose totals moved, each once. */
#define COUNT_MONTHS_MAX 600
struct month_set {
    int32_t at[COUNT_MONTHS_MAX];
    size_t n;
};

/* ST_BAD_INPUT: a sum left 128 bits, or more than COUNT_MONTHS_MAX months. */
MUST_CHECK enum status count_event(const struct counting *counting, const struct lane_event *event, struct month_set *months);

/* Brings the lane, as it is after lane number `through`, into a generation that it is not in. */
MUST_CHECK enum status count_fill(const struct counting *counting, const struct generation *generation, int64_t through);

#endif
