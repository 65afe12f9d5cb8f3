/* lease.h: for how long the holder of something has shown no sign of life (law 8).
 *
 * Who holds something raises its beat, LEASE_LOOKS times a lease. Who has seen a beat unchanged for the lease, on his own monotonic
 * clock, takes its holder for dead. That clock also runs while nobody looks: the machine stood still, and the holder with us, or
 * the database was away for both. So between two looks one LEASE_LOOKS-th of the lease counts at most; the rest was watched by
 * nobody, and moves along the instant since when nothing changed. Who looks as often as he should takes over after a lease; who
 * looks more rarely, at the LEASE_LOOKS-th look. A holder that wakes together with us raises its beat before then. Pure. */
#ifndef DUBAN_LIB_LEASE_H
#define DUBAN_LIB_LEASE_H

#include <stdint.h>

/* Two beats are missed before anybody may think that their holder is dead. */
#define LEASE_LOOKS 4

/* From one beat to the next, and from one look to the next at most. */
int64_t lease_look_us(int64_t lease_us);

/* How much of the time from the last look until now (both monotonic) does not count; 0 for who looks as often as he should. Before
 * the first look nothing was seen that it could be counted for. */
int64_t lease_unwatched_us(int64_t lease_us, int64_t looked_us, int64_t now_us);

#endif
