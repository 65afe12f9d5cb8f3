/* quiet.h: waiting until the services have nothing left to do at the present business time (law 7: a clock is stepped only then).
 */
#ifndef DUBAN_DUBAN_QUIET_H
#define DUBAN_DUBAN_QUIET_H

#include <stdint.h>

#include "duban/clock_store.h"

struct db;

/* The work that is left now. An exit code. */
int quiet_look(struct db *db, struct clock_work *ret, int64_t *ret_business_us);

/* Waits until it is quiet, at most timeout_s of monotonic time; says what is still under way if it never is. Parked rows do not
 * keep it waiting: they are told in a warning. EXIT_GOOD, EXIT_CHECK_FAILED (not quiet in time) or EXIT_CANNOT_REACH. */
int quiet_wait(struct db *db, int64_t timeout_s);

#endif
