/* sighting.c: a small table, rewritten at each look. */
#include "notify/sighting.h"

#include "lib/clock.h"
#include "lib/lease.h"

#define PAUSE_MOST_US (300 * CLOCK_SECOND_US)

int64_t sighting_pause_us(int64_t attempts)
{
    if (attempts <= 0)
        return 0;
    int64_t pause_us = CLOCK_SECOND_US << (attempts < 10 ? attempts - 1 : 9);
    return pause_us < PAUSE_MOST_US ? pause_us : PAUSE_MOST_US;
}

struct sighting *sightings_find(struct sightings *s, int64_t message_id)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].seen.message_id == message_id)
            return &s->at[i];
    return NULL;
}

static bool same(const struct candidate *a, const struct candidate *b)
{
    return a->fence == b->fence && a->beat == b->beat && a->attempts == b->attempts && a->held == b->held &&
           a->work.attempts == b->work.attempts;
}

void sightings_update(struct sightings *s, const struct candidate *candidates, size_t n, int64_t lease_us, int64_t now_us)
{
    int64_t unwatched_us = lease_unwatched_us(lease_us, s->looked_us, now_us);
    size_t kept = 0;
    s->looked_us = now_us;
    for (size_t i = 0; i < s->n; i++) {
        bool there = s->at[i].running;
        for (size_t k = 0; k < n && !there; k++)
            there = candidates[k].message_id == s->at[i].seen.message_id;
        if (there)
            s->at[kept++] = s->at[i];
    }
    s->n = kept;
    for (size_t k = 0; k < n; k++) {
        struct sighting *old = sightings_find(s, candidates[k].message_id);
        if (old != NULL && old->running)
            continue;
        if (old != NULL && same(&old->seen, &candidates[k])) {
            old->since_us += old->seen.held ? unwatched_us : 0;
            continue;
        }
        if (old == NULL && s->n == CANDIDATES_MAX)
            break;
        if (old == NULL)
            old = &s->at[s->n++];
        *old = (struct sighting){.seen = candidates[k], .since_us = now_us};
    }
}

static int64_t ripe_us(const struct sighting *s, int64_t lease_us)
{
    return s->since_us + (s->seen.held ? lease_us : sighting_pause_us(s->seen.attempts + s->seen.work.attempts));
}

bool sighting_is_ripe(const struct sighting *sighting, int64_t lease_us, int64_t now_us)
{
    return !sighting->running && ripe_us(sighting, lease_us) <= now_us;
}

int64_t sightings_next_us(const struct sightings *s, int64_t lease_us)
{
    int64_t next_us = INT64_MAX, look_us = s->looked_us + lease_look_us(lease_us);
    for (size_t i = 0; i < s->n; i++) {
        int64_t at_us = ripe_us(&s->at[i], lease_us);
        if (s->at[i].seen.held && look_us < at_us)
            at_us = look_us;
        if (!s->at[i].running && at_us < next_us)
            next_us = at_us;
    }
    return next_us;
}
