/* quarantine_store.h: `quarantine` of a schema: messages that could not be read, as hash, length and reason, never as payload
 * (law 10).
 *
 * One row a content: what comes again raises `times`. At most QUARANTINE_ROWS_MAX rows: beyond it the ones that were seen longest
 * ago go, so whoever floods us fills neither the disk nor hides what came last. How many came in all is a metric. */
#ifndef DUBAN_SHARED_QUARANTINE_STORE_H
#define DUBAN_SHARED_QUARANTINE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

#define QUARANTINE_ROWS_MAX 1000 /* more than a person reads; some hundred kilobytes */

/* schema: of the service that got it. reason: a word of the table's CHECK. In no transaction of the caller's. *ret_times: how often
 * this content came, this time included. */
MUST_CHECK enum status quarantine_store_add(struct db *db, const char *schema, const char *sha256, size_t len, const char *reason,
                                            int64_t now_us, int64_t *ret_times);

#endif
