/* subject_step.h: judges one duty at one institution and makes the result true: state and history, a draft letter, episodes, the
 * rungs of their ladders. The one way to do it, for work rows and for people's acts alike. */
#ifndef DUBAN_ALERT_SUBJECT_STEP_H
#define DUBAN_ALERT_SUBJECT_STEP_H

#include "alert/dossier.h"
#include "lib/status.h"

/* In the caller's transaction, on a dossier that was just read (dossier_read). */
MUST_CHECK enum status subject_decide(struct db *db, struct dossier *dossier);

#endif
