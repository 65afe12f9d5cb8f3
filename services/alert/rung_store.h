/* rung_store.h: alert.rung and alert.call_list: what became of each step of a ladder, and whom the desk should ring up.
 *
 * A rung of an episode has at most one row, written when its instant has come and never changed: also what was passed over (an
 * outage, a silence, a baseline) has its row and its reason, so that `why` can name each non-notice (law 6) and a restart climbs no
 * rung twice (law 8). due_us is the instant by the ladder, decided_us that of the decision; between them lies whatever delayed us.
 * A call belongs to a rung of kind call_list: it is open until somebody rings, or the episode ends.
 *
 * All writers hold the lock of their subject (subject_store_lock): the rung and what it says commit together. */
#ifndef DUBAN_ALERT_RUNG_STORE_H
#define DUBAN_ALERT_RUNG_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"

struct db;

struct rung_row {
    int64_t episode_id;
    char *rung;
    int64_t due_us;
    char *outcome, *reason;
    int64_t decided_us;
    int64_t told_us; /* when its first reader's letter left, or was found not to (due_notice_store_outcome); 0: it waits */
};
/* Owns its texts. */
struct rung_rows {
    struct rung_row *at;
    size_t n;
};
void rung_rows_done(struct rung_rows *rows);

/* All rungs of all episodes of a duty at an institution, by episode, then instant. */
MUST_CHECK enum status rung_store_list(struct db *db, int64_t institution_id, const char *duty, struct rung_rows *ret);

/* outcome: notified, call_list, letter_draft, skipped, stopped, baseline, nobody. ST_CONFLICT: it has its outcome already. */
struct rung_outcome_row {
    int64_t institution_id, episode_id;
    const char *rung;
    int64_t due_us;
    const char *outcome;
    enum reason reason;
    int64_t now_us;
};
MUST_CHECK enum status rung_store_insert(struct db *db, const struct rung_outcome_row *row);

struct call {
    int64_t institution_id, alliance_id, episode_id;
    const char *duty, *rung, *post, *person, *reason;
    int64_t now_us;
};
MUST_CHECK enum status call_store_insert(struct db *db, const struct call *call);
/* All open calls of the episode: nobody need ring any more. by: a person's code, or an episode event. */
MUST_CHECK enum status call_store_settle(struct db *db, int64_t institution_id, int64_t episode_id, const char *by, int64_t now_us);

struct call_row {
    int64_t call_id, institution_id;
    char *duty, *post, *person, *reason;
    int64_t made_us, settled_us; /* settled_us INT64_MAX: open */
};
struct call_rows {
    struct call_row *at;
    size_t n;
};
void call_rows_done(struct call_rows *rows);
MUST_CHECK enum status call_store_list(struct db *db, int64_t alliance_id, bool settled, struct call_rows *ret);

#endif
