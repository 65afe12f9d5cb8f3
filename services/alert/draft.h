/* draft.h: 工作联系函(稿): a line that is stuck at a peer or a superior gets a draft that people may sign and send. */
#ifndef DUBAN_ALERT_DRAFT_H
#define DUBAN_ALERT_DRAFT_H

#include "alert/dossier.h"
#include "lib/status.h"

/* In the caller's transaction; a second draft of the same line changes nothing. */
MUST_CHECK enum status draft_file(struct db *db, const struct dossier *dossier);

#endif
