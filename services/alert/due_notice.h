/* due_notice.h: the one way to write a due notice: its number, its facts as text, what it showed, the row and notify's work row,
 * all in the caller's transaction. */
#ifndef DUBAN_ALERT_DUE_NOTICE_H
#define DUBAN_ALERT_DUE_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "alert/dossier.h"
#include "alert/due_notice_store.h"
#include "lib/status.h"
#include "model/fact.h"

/* Any notice: facts_json is filled in from `facts`, which get the 通知编号 TZ-2025-1A2B3C4D: made of the notice's key, so that the
 * same notice has the same number on every machine, short enough to be said on the telephone. cause: the work row that led here,
 * 0 if none. ST_CONFLICT: this key was told already. */
MUST_CHECK enum status due_notice_write(struct db *db, struct due_notice *notice, struct facts *facts, int64_t cause);

/* A notice of an episode to one reader. Its key names the return without the month, since the period stands beside it. */
struct episode_notice {
    const struct dossier *dossier;
    const struct episode_view *episode;
    const char *rung, *template;
    const struct recipient *to;
    bool routine;
    bool is_ahead;     /* it shows what the rules in force say (shown.h) */
    int64_t withdraws; /* the due notice that it takes back; 0: none */
};
MUST_CHECK enum status due_notice_write_episode(struct db *db, const struct episode_notice *said, struct facts *facts);

#endif
