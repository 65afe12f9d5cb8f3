/* draft_store.h: alert.letter_draft: what the office may sign and send to a peer or a superior; the system sends it to nobody. */
#ifndef DUBAN_ALERT_DRAFT_STORE_H
#define DUBAN_ALERT_DRAFT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

struct draft {
    int64_t institution_id, alliance_id;
    const char *duty, *department, *relation, *subject, *body;
    int32_t period; /* the occurrence that it is about, of what comes again (recurrence.h); 0: the duty */
    int64_t now_us;
};
/* One draft a duty, institution, department and period: a second one changes nothing. */
MUST_CHECK enum status draft_store_insert(struct db *db, const struct draft *draft);
MUST_CHECK enum status draft_store_exists(struct db *db, int64_t institution_id, const char *duty, const char *department,
                                          int32_t period, bool *ret);

struct draft_row {
    int64_t draft_id, institution_id, made_us;
    char *duty, *department, *relation, *state, *subject, *body;
    bool is_wanted; /* its line is 待协调 now, in this occurrence; what was met or ended since needs no letter */
};
struct draft_rows {
    struct draft_row *at;
    size_t n;
};
void draft_rows_done(struct draft_rows *rows);
/* duty "": all. By duty, institution. */
MUST_CHECK enum status draft_store_list(struct db *db, int64_t alliance_id, const char *duty, struct draft_rows *ret);

#endif
