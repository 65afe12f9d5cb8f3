/* gather.h: into which letters a notice goes: one for each channel of its reader. */
#ifndef DUBAN_NOTIFY_GATHER_H
#define DUBAN_NOTIFY_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"
#include "lib/text.h"
#include "notify/message_store.h"
#include "notify/notice_store.h"
#include "notify/window.h"
#include "shared/alliance.h"

struct db;

/* Stores the notice and puts it into its letters, or stores it as cancelled with the reason, in the caller's transaction, of which
 * it takes the person's turn. A routine notice joins the person's open letter. Of one episode the newest is said, whichever came
 * first. A key that is there already changes nothing.
 * ST_BAD_INPUT: it cannot be said with this catalog; `why` gets words. */
MUST_CHECK enum status gather_notice(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us,
                                     struct text *why);

/* ---- the parts of it, for corrections (correction.h) ---- */

/* Takes the person's turn. *ret_known: the key is there already, nothing is left to do. ST_BAD_INPUT as above. */
MUST_CHECK enum status gather_begin(struct db *db, const struct alliance *alliance, const struct notice *notice, struct text *why,
                                    bool *ret_known);
/* channels: bits of CHANNEL_… (model/organisation.h). */
MUST_CHECK enum status gather_into_letters(struct db *db, const struct alliance *alliance, const struct notice *notice,
                                           unsigned channels, int64_t now_us);
/* The ledger says why, and alert hears of it. */
MUST_CHECK enum status gather_cancelled(struct db *db, const struct notice *notice, enum reason reason, int64_t now_us);

/* The first slot at or after from_us on a day with room for this routine letter (message_id 0: a new one). */
MUST_CHECK enum status gather_slot(struct db *db, const struct alliance *alliance, const struct message *message, int64_t from_us,
                                   struct send_slot *ret);

#endif
