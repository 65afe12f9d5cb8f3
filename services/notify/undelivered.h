/* undelivered.h: a letter that will never arrive is told to the desk, once (law 6: every non-delivery has its reason). */
#ifndef DUBAN_NOTIFY_UNDELIVERED_H
#define DUBAN_NOTIFY_UNDELIVERED_H

#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"
#include "notify/message_store.h"
#include "notify/notice_store.h"
#include "notify/notify.h"
#include "shared/alliance.h"

/* In the transaction that ends the letter. What cannot be told to the desk either (no desk, or it was the desk's own letter about
 * another one) stands in the ledger only. outcome: the code of the reason. */
MUST_CHECK enum status undelivered_tell_desk(struct notify *notify, struct db *db, const struct message *message,
                                             const char *outcome, int64_t now_us);

/* The same of a correction that found nowhere to go, in the transaction that cancels it. */
MUST_CHECK enum status undelivered_correction_tell_desk(struct db *db, const struct alliance *alliance,
                                                        const struct notice *correction, enum reason reason, int64_t now_us);

#endif
