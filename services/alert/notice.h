/* notice.h: says one rung of a ladder: who hears, and the facts that the letter is made of. How and when is notify's business. */
#ifndef DUBAN_ALERT_NOTICE_H
#define DUBAN_ALERT_NOTICE_H

#include "alert/dossier.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/fact.h"
#include "model/ladder.h"

/* What became of it, for alert.rung. */
struct notice_outcome {
    const char *outcome; /* notified, call_list, letter_draft, nobody */
    enum reason reason;
};

/* Inserts the due notices (one a reader) and the desk's call, in the caller's transaction. A rung that only fills the call list has
 * no letter of its own: who was passed over before it (an outage) gets the letter of the newest rung that has one. */
MUST_CHECK enum status notice_say(struct db *db, const struct dossier *dossier, const struct episode *episode,
                                  const struct ladder *ladder, const struct rung_step *step, struct notice_outcome *ret);

/* The notice key's own name of the duty: a return's has no month in it, since the period stands beside it. */
MUST_CHECK enum status notice_key_format(struct text *out, const struct dossier *dossier, const struct episode_view *episode,
                                         const char *rung, const char *person);

/* 通知编号 TZ-2025-1A2B3C4D: made of the notice's key, so that the same notice has the same number on every machine, short enough
 * to be said on the telephone. */
void notice_number_set(struct facts *facts, const char *notice_key, int64_t now_us);

/* Appends what a judgement was shown: `indicator|window|scope|2025-12#3`; nothing without a value (law 5). */
void value_revision_format(struct text *out, const struct dossier *dossier);

/* Appends the judged value as it is printed: 34.7%; nothing without one. */
void judged_value_format(struct text *out, const struct dossier *dossier);

/* What a line's letters are made of; `readers` and `to` are filled in by the caller. Members' own values are read for a number that
 * several institutions reach together; free with notice_context_done(). */
MUST_CHECK enum status notice_context_read(struct db *db, const struct dossier *dossier, struct notice_context *ret);
void notice_context_done(struct notice_context *context);

#endif
