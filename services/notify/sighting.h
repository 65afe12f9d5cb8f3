/* sighting.h: since when, on our own monotonic clock, we have seen a letter unchanged (law 8).
 *
 * A letter held by somebody else may be taken over when its fence and beat have not moved for the lease; a letter that failed, at
 * its receiver or here, may be tried again after a pause that grows with its attempts and failures. Both are the same question,
 * asked of what this process has seen itself, so no two machines need to agree on a time. Of a lease only that time counts which we
 * watched, look by look (lease.h); a pause is over when it is over. Forgetting a sighting only costs another wait. Pure: the
 * instant is a parameter. */
#ifndef DUBAN_NOTIFY_SIGHTING_H
#define DUBAN_NOTIFY_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "notify/message_store.h"

struct sighting {
    struct candidate seen;
    int64_t since_us; /* of what is held: later by the time that nobody watched */
    bool running;     /* a task of ours is at it */
};

struct sightings {
    size_t n;
    int64_t looked_us; /* monotonic; 0: never yet */
    struct sighting at[CANDIDATES_MAX];
};

/* The pause after so many attempts and failures: none, 1 s, 2 s, … 5 minutes. */
int64_t sighting_pause_us(int64_t attempts);

/* Takes in what was just read; what is not in it any more is forgotten, unless a task is at it. */
void sightings_update(struct sightings *sightings, const struct candidate *candidates, size_t n, int64_t lease_us, int64_t now_us);
/* May it be claimed now, at the look that was just taken in? */
bool sighting_is_ripe(const struct sighting *sighting, int64_t lease_us, int64_t now_us);
/* The nearest instant at which one that is not running becomes ripe, or has to be watched; INT64_MAX: none. */
int64_t sightings_next_us(const struct sightings *sightings, int64_t lease_us);
struct sighting *sightings_find(struct sightings *sightings, int64_t message_id);

#endif
