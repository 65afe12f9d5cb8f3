/* clock_store.h: the row of business time as the operator's command moves it, and whether the system is quiet. Role: operator. */
#ifndef DUBAN_DUBAN_CLOCK_STORE_H
#define DUBAN_DUBAN_CLOCK_STORE_H

#include <stdint.h>

#include "lib/clock.h"
#include "lib/status.h"

struct db;

/* Places the clock at anchor_us, running at rate_num / rate_den (0 / 1: it stands), and tells every service by a work row, in one
 * transaction. ST_CONFLICT: business time was later already; it never runs backwards. */
MUST_CHECK enum status clock_store_place(struct db *db, int64_t anchor_us, int64_t rate_num, int64_t rate_den);

/* What keeps the system from being quiet at business_us, seen in one snapshot: work rows that are due, by service; lanes that are
 * not counted to their end; messages that are due and not yet out. Parked rows, and what waits behind them, are counted apart. */
enum { WORK_INGEST, WORK_COMPUTE, WORK_ALERT, WORK_NOTIFY, WORK_LANES, WORK_MESSAGES, WORK_PARKED, WORK_COUNT };
struct clock_work {
    int64_t count[WORK_COUNT];
};
MUST_CHECK enum status clock_store_work(struct db *db, int64_t business_us, struct clock_work *ret);

/* The next instant after business_us at which something is due by itself; CLOCK_NEVER_US: none. */
MUST_CHECK enum status clock_store_next(struct db *db, int64_t business_us, int64_t *ret_us);

#endif
