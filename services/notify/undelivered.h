/* undelivered.h: a letter that will never arrive is told to the desk, once (law 6: every non-delivery has its reason). */
#ifndef DUBAN_NOTIFY_UNDELIVERED_H
#define DUBAN_NOTIFY_UNDELIVERED_H

#include <stdint.h>

#include "lib/status.h"
#include "notify/message_store.h"
#include "notify/notify.h"

/* In the transaction that ends the letter. What cannot be told to the desk either (no desk, or it was the desk's own letter about
 * another one) stands in the ledger only. outcome: the code of the reason. */
MUST_CHECK enum status undelivered_tell_desk(struct notify *notify, struct db *db, const struct message *message,
                                             const char *outcome, int64_t now_us);

#endif
