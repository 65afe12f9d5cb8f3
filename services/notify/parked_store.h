/* parked_store.h: SQL of notify.v_parked: work that was set aside, in any service. */
#ifndef DUBAN_NOTIFY_PARKED_STORE_H
#define DUBAN_NOTIFY_PARKED_STORE_H

#include <stdint.h>

#include "lib/status.h"

struct db;

/* Owns its texts; parked_done() frees. */
struct parked {
    int64_t id, institution_id;
    char *service, *kind, *key, *reason;
};
void parked_done(struct parked *parked);

/* ST_CONFLICT: it was resumed meanwhile, or is done. */
MUST_CHECK enum status parked_store_read(struct db *db, const char *service, int64_t id, struct parked *ret);

#endif
