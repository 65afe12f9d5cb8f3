/* request_store.h: the same request id gets the same answer, for ever (law 2): ingest.request. */
#ifndef DUBAN_INGEST_REQUEST_STORE_H
#define DUBAN_INGEST_REQUEST_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

struct request_answer {
    uint8_t *bytes; /* from malloc(), the caller's; NULL: this id was not answered yet */
    size_t len;
};

/* sha256: of the request's bytes, hex. ST_CONFLICT: the id was used for another request. */
MUST_CHECK enum status request_find(struct db *db, const char *request_id, const char *sha256, struct request_answer *ret);

/* In the transaction that makes the fact. ST_CONFLICT: somebody else answered this id meanwhile. */
MUST_CHECK enum status request_insert(struct db *db, const char *request_id, const char *sha256, const uint8_t *bytes, size_t len,
                                      int64_t now_us);

/* What could not be read: hash, length and reason, never the payload. */
MUST_CHECK enum status quarantine_insert(struct db *db, const char *sha256, size_t len, const char *reason, int64_t now_us);

#endif
