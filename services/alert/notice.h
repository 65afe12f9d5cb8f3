/* notice.h: says one rung of a ladder: who hears, and the facts that the letter is made of. How and when is notify's business. */
#ifndef DUBAN_ALERT_NOTICE_H
#define DUBAN_ALERT_NOTICE_H

#include "alert/dossier.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "model/ladder.h"
#include "model/notice_fact.h"

/* What became of it, for alert.rung. */
struct notice_outcome {
    const char *outcome; /* notified, call_list, letter_draft, nobody */
    enum reason reason;
};

/* Inserts the due notices (one a reader) and the desk's call, in the caller's transaction. A rung that only fills the call list has
 * no letter of its own: who was passed over before it (an outage) gets the letter of the newest rung that has one. */
MUST_CHECK enum status notice_say(struct db *db, const struct dossier *dossier, const struct episode *episode,
                                  const struct ladder_context *context, const struct rung_step *step, struct notice_outcome *ret);

/* What a line's letters are made of; `readers` and `to` are filled in by the caller. Members' own values are read for a number that
 * several institutions reach together; free with notice_context_done(). is_ahead: a reminder of a time limit, by the rules in
 * force; else it tells what was judged, by what judged it. */
MUST_CHECK enum status notice_context_read(struct db *db, const struct dossier *dossier, bool is_ahead, struct notice_context *ret);
void notice_context_done(struct notice_context *context);

#endif
