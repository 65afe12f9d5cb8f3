/* clock.h: the two clocks (law 7).
 *
 * Monotonic time drives time-outs, leases, retries and sweeps, and means nothing outside this boot of this machine.
 * Business time is what a rule, a period, an as-of or a notice sees. It is one row of the database, clock.business:
 *     now = anchor_us + (wall - wall_anchor_us) * rate_num / rate_den, never below floor_us
 * so that it can be placed, stopped (rate_num = 0), stepped, and runs on over restarts. Take it once per unit of work and
 * bind it as a parameter: now() and its kin are banned in our SQL. Every instant is an int64_t of microseconds since
 * 1970-01-01 UTC, named *_us, also in the database (bigint): exact, and no server's time zone has a say. */
#ifndef DUBAN_LIB_CLOCK_H
#define DUBAN_LIB_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

#define CLOCK_SECOND_US INT64_C(1000000)
#define CLOCK_NEVER_US  INT64_MAX /* a deadline that never comes */

/* The row clock.business as it was read. */
struct business_clock {
    int64_t anchor_us;
    int64_t wall_anchor_us;
    int64_t rate_num; /* 0: it stands */
    int64_t rate_den; /* > 0 */
    int64_t floor_us;
    bool placed; /* somebody set it on purpose: subjects and pages are stamped 【演示】 */
};

/* CLOCK_MONOTONIC. Does not block. */
int64_t monotonic_us(void);

/* CLOCK_REALTIME: for logs and as the input of the business clock, for nothing else. */
int64_t clock_wall_us(void);

/* Pure: what the row says at this wall time. Saturates instead of overflowing. */
int64_t business_clock_at(const struct business_clock *clock, int64_t wall_us);

/* Reads the row, in the caller's transaction if there is one. Blocks or yields as db_exec does.
 * ST_FATAL if there is no row (not migrated); else what db_exec says. Nothing is written to ret on failure. */
MUST_CHECK enum status clock_business_read(struct db *db, struct business_clock *ret);

/* business_clock_at(row, wall clock of this host): the usual call, once per unit of work. */
MUST_CHECK enum status clock_business_now(struct db *db, int64_t *ret_us);

/* Tells the row what this process has seen (clock.raise_floor), so that a wall clock set back, or a restart on another host,
 * never shows an earlier instant. Called with each heartbeat. */
MUST_CHECK enum status clock_floor_raise(struct db *db, int64_t seen_us);

#endif
