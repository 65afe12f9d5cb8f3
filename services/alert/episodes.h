/* episodes.h: opens and closes the episodes of a subject as the model decides, and takes back what was told wrongly. */
#ifndef DUBAN_ALERT_EPISODES_H
#define DUBAN_ALERT_EPISODES_H

#include "alert/dossier.h"
#include "lib/status.h"

/* In the caller's transaction, after the judgement. The dossier's episodes are read again: they are then as stored. */
MUST_CHECK enum status episodes_settle(struct db *db, struct dossier *dossier);

/* Closes what is still open of a subject that is gone. */
MUST_CHECK enum status episodes_end(struct db *db, struct dossier *dossier);

#endif
