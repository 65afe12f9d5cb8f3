/* evidence_return.h: 退回补正: the post that answers (its A, or who stands in) hears why evidence was not accepted, once a return.
 *
 * Whoever handed it in: the post is to hand it in anew. Beside the ladder: the letter belongs to no episode and takes nothing back.
 * What the line is again is judged by itself; if it is overdue, its ladder says so too. */
#ifndef DUBAN_ALERT_EVIDENCE_RETURN_H
#define DUBAN_ALERT_EVIDENCE_RETURN_H

#include <stdbool.h>

#include "alert/dossier.h"
#include "lib/status.h"

/* In the transaction of the return, which is not in the dossier yet; its evidence is. A line that is led by a peer or superior has
 * no reader here (law 12), nor has a vacant desk: *ret_is_told says whether a letter goes. */
MUST_CHECK enum status evidence_return_say(struct db *db, const struct dossier *dossier, const struct act *act, bool *ret_is_told);

#endif
