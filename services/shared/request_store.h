/* request_store.h: `request` of a schema, the answers that were given: the same request id gets the same answer for ever (law 2).
 *
 * schema: ingest, alert or notify; compute only reads and has no such table. sha256: of the request's bytes, hex. */
#ifndef DUBAN_SHARED_REQUEST_STORE_H
#define DUBAN_SHARED_REQUEST_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* An answer as it goes over the wire. */
struct request_answer {
    uint8_t *bytes; /* from malloc(); NULL: there is none */
    size_t len;
};
void request_answer_done(struct request_answer *answer); /* for scoped(); zero afterwards */

/* ret->bytes NULL: this id was not answered yet. ST_CONFLICT: it was used for another request. */
MUST_CHECK enum status request_store_find(struct db *db, const char *schema, const char *request_id, const char *sha256,
                                          struct request_answer *ret);

/* In the transaction that does what was asked for. ST_CONFLICT: somebody else has just answered it: roll back, find again. */
MUST_CHECK enum status request_store_insert(struct db *db, const char *schema, const char *request_id, const char *sha256,
                                            const struct request_answer *answer, int64_t now_us);

#endif
