/* attempt_store.h: SQL of notify.attempt: one try to deliver, written down before the channel is touched. */
#ifndef DUBAN_NOTIFY_ATTEMPT_STORE_H
#define DUBAN_NOTIFY_ATTEMPT_STORE_H

#include <stdint.h>

#include "lib/status.h"
#include "notify/channel.h"

struct db;

/* Earlier attempts that never got an outcome are lost: their senders are gone. *ret_lost: how many. */
MUST_CHECK enum status attempt_store_lose(struct db *db, int64_t message_id, int64_t now_us, int64_t *ret_lost);
/* *ret_first_us: when the first attempt of this letter began. */
MUST_CHECK enum status attempt_store_begin(struct db *db, int64_t message_id, int64_t fence, int64_t now_us, int64_t *ret_number,
                                           int64_t *ret_first_us);
/* ST_CONFLICT: somebody else has declared it lost meanwhile. */
MUST_CHECK enum status attempt_store_finish(struct db *db, int64_t message_id, int64_t number, int64_t now_us, enum outcome outcome,
                                            const char *answer);

#endif
