/* rule_history.h: what a line was judged by before, found for its dossier and kept when a catalog comes (model/duty_rules.h). */
#ifndef DUBAN_ALERT_RULE_HISTORY_H
#define DUBAN_ALERT_RULE_HISTORY_H

#include <stdint.h>

#include "lib/status.h"

struct alliance;
struct db;
struct dossier;

/* Keeps what the versions after `seen` up to the alliance's own say; a version that cannot be read any more says nothing. */
MUST_CHECK enum status rule_history_note(struct db *db, const struct alliance *alliance, int64_t seen);

/* Fills rules_version, `then` and `before` of a dossier whose line was read (its duty may be NULL: it left the plan). */
MUST_CHECK enum status rule_history_read(struct db *db, struct dossier *dossier);

#endif
