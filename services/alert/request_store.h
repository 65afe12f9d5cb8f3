/* request_store.h: alert.request, the answers that were given (law 2): the same request id gets the same answer for ever. */
#ifndef DUBAN_ALERT_REQUEST_STORE_H
#define DUBAN_ALERT_REQUEST_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* An answer as bytes of the wire. Zero-initialised; freed by request_answer_done (for scoped()). */
struct request_answer {
    uint8_t *bytes;
    size_t len;
};
void request_answer_done(struct request_answer *answer);

/* Was it answered before? *ret_found false: no. ST_CONFLICT: the id was used for another request (another sha256). */
MUST_CHECK enum status request_store_find(struct db *db, const char *request_id, const char *sha256, bool *ret_found,
                                          struct request_answer *ret);

/* In the transaction that does what was asked for. ST_CONFLICT: somebody else has just answered it: roll back, find again. */
MUST_CHECK enum status request_store_insert(struct db *db, const char *request_id, const char *sha256, const uint8_t *bytes,
                                            size_t len, int64_t now_us);

#endif
