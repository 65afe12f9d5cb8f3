/* withdrawal.h: 更正、撤回 (users.md §6.5): what was told rested on a number that was wrong, so exactly those who were told hear
 * that it is taken back, with an apology. One letter a reader, also when the reader was told more than once; who
 * has left the assignment since, or was told for a post that is gone, is a reader like the others. */
#ifndef DUBAN_ALERT_WITHDRAWAL_H
#define DUBAN_ALERT_WITHDRAWAL_H

#include "alert/dossier.h"
#include "lib/status.h"

/* The rules were changed (target, time limit, scope, the line itself) and nothing else: the same readers hear that the matter is
 * over. What was told was right, so it is neither a correction nor an apology. Also when the line is gone: `dossier->duty` is NULL.
 */
MUST_CHECK enum status withdrawal_say_adjusted(struct db *db, const struct dossier *dossier, const struct episode *episode);

/* In the caller's transaction, after the dossier was judged anew. Nothing was told: nothing is said. */
MUST_CHECK enum status withdrawal_say(struct db *db, const struct dossier *dossier, const struct episode *episode);

#endif
