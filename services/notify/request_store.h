/* request_store.h: SQL of notify.request: the same request id gets the same answer, for ever (law 2). Only commands that change
 * something are kept. */
#ifndef DUBAN_NOTIFY_REQUEST_STORE_H
#define DUBAN_NOTIFY_REQUEST_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* *ret_bytes from malloc(), the caller's; NULL: not answered yet. */
MUST_CHECK enum status request_store_find(struct db *db, const char *request_id, uint8_t **ret_bytes, size_t *ret_len);
/* ST_CONFLICT: answered meanwhile. */
MUST_CHECK enum status request_store_insert(struct db *db, const char *request_id, const uint8_t *bytes, size_t len,
                                            int64_t now_us);

#endif
