/* patience.h: whether a routine letter still waits for what may belong into it.
 *
 * What belongs to one day and one reader stands in one list (law 13), so a letter waits while work is left, of its alliance or of
 * all (alliance 0), that may still bring notices. Where business time stands, it waits as long as it takes: the clock does not move
 * before everything is quiet. Where it runs, it waits no longer than PATIENCE_US from when we first saw the work on that business
 * day, lest one busy lane keep the county's letters. Another alliance's work keeps nobody. Pure: the work is read by
 * message_store_upstream(), the clocks are arguments. */
#ifndef DUBAN_NOTIFY_PATIENCE_H
#define DUBAN_NOTIFY_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/alliance.h"

#define PATIENCE_US (60 * INT64_C(1000000))

/* Alliances that have work left, each with the instant of the first look that saw it. Begin with {0}. */
#define PATIENCE_MAX (ALLIANCES_MAX + 1) /* and 0: everybody's */
struct patience {
    size_t n;
    struct {
        int64_t alliance_id;
        int64_t since_us; /* monotonic */
        int32_t day;      /* business day */
    } busy[PATIENCE_MAX];
};

/* A new look: these alliances have work left now. More than PATIENCE_MAX are not remembered: their letters wait for nobody. */
void patience_see(struct patience *patience, const int64_t *busy, size_t n, int32_t day, int64_t monotonic_us);

/* Does a routine letter of this alliance wait? */
bool patience_waits(const struct patience *patience, int64_t alliance_id, bool clock_runs, int64_t monotonic_us);

#endif
