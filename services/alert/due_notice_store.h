/* due_notice_store.h: alert.due_notice: who is to be told what, handed to notify with its work row in the same transaction.
 *
 * notice_key is the identity of a notice in every run of the same facts: (episode, rung, recipient) by codes (law 8). */
#ifndef DUBAN_ALERT_DUE_NOTICE_STORE_H
#define DUBAN_ALERT_DUE_NOTICE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

struct due_notice {
    int64_t institution_id, alliance_id;
    int64_t episode_id; /* 0: of no episode (a summary) */
    const char *notice_key, *duty, *rung, *template, *person, *post, *role;
    bool routine;           /* waits for the one routine message of the person's day */
    const char *facts_json; /* 中文字段 → text */
    const char *value_revisions;
    int64_t withdraws; /* 0: nothing */
    int64_t now_us;
};
/* ST_CONFLICT: this key was told already. cause: the work row that led here, 0 if none. */
MUST_CHECK enum status due_notice_store_insert(struct db *db, const struct due_notice *notice, int64_t cause, int64_t *ret_id);

struct due_notice_row {
    int64_t due_notice_id, episode_id, withdraws, created_us;
    bool is_told;   /* the first word of it came (due_notice_store_outcome) */
    bool is_parked; /* its sending stands still; filled by due_notice_store_mark_parked() alone */
    char *notice_key, *rung, *template, *person, *post, *role, *facts, *value_revisions, *outcome;
};
struct due_notice_rows {
    struct due_notice_row *at;
    size_t n;
};
void due_notice_rows_done(struct due_notice_rows *rows);

/* Of a duty at an institution, all episodes, in the order in which they were made; withdrawals too. */
MUST_CHECK enum status due_notice_store_list(struct db *db, int64_t institution_id, const char *duty, struct due_notice_rows *ret);

/* Asks notify which of them stand still. */
MUST_CHECK enum status due_notice_store_mark_parked(struct db *db, int64_t institution_id, struct due_notice_rows *rows);

#define DUTY_ID_SIZE 200
/* Keeps what notify says became of it (notify.v_notice), and of the first such word when notify said it: from there on the ladder
 * counts (ladder.h). An id that is not ours, or not yet notify's, is passed over. *ret_duty: the line, if it was judged after that
 * instant without knowing of it; "" else. */
MUST_CHECK enum status due_notice_store_outcome(struct db *db, int64_t institution_id, int64_t due_notice_id, int64_t said_us,
                                                char ret_duty[static DUTY_ID_SIZE]);

#endif
