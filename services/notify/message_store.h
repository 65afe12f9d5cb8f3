/* message_store.h: SQL of notify.message: a letter, the envelope that carries one or several notices. Its work row (todo kind
 * `message`) is begun, moved and ended together with it. */
#ifndef DUBAN_NOTIFY_MESSAGE_STORE_H
#define DUBAN_NOTIFY_MESSAGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/todo.h"

struct db;

/* Owns its texts; message_done() frees. */
struct message {
    int64_t message_id, alliance_id, sequence, due_us, fence, beat;
    int64_t tries_before; /* attempts before it was last sent again by hand */
    int32_t business_day;
    bool routine, maybe_twice;
    char *person, *channel, *state, *address, *subject, *body, *message_id_header, *outcome;
};
void message_done(struct message *message);

/* ---- gathering ---- */

/* Until the end of the transaction nobody else gathers or writes letters to this person. */
MUST_CHECK enum status message_store_turn(struct db *db, int64_t alliance_id, const char *person);

/* The routine letter without text that still has room and is not parked, locked; 0: none. */
MUST_CHECK enum status message_store_open_routine(struct db *db, int64_t alliance_id, const char *person, const char *channel,
                                                  int64_t *ret_message_id);
/* How many routine letters stand on that day beside `except` (0: one that is not there yet). A letter without room does not count,
 * and beside one nothing does: what is left over is told on the same day too. */
MUST_CHECK enum status message_store_routine_count(struct db *db, int64_t alliance_id, const char *person, const char *channel,
                                                   int32_t day, int64_t except, int64_t *ret_count);

/* A new letter with the day's next sequence, state gathering, and its work row. */
MUST_CHECK enum status message_store_begin(struct db *db, const struct message *begun, const char *outcome,
                                           int64_t *ret_message_id);
MUST_CHECK enum status message_store_add_notice(struct db *db, int64_t message_id, int64_t notice_id);
/* To another day or hour, while it has no text. */
MUST_CHECK enum status message_store_move(struct db *db, const struct message *message, int32_t day, int64_t due_us);

/* The day on which a letter first carried this notice away, or will (today at the earliest); today, if it stands in none. */
MUST_CHECK enum status message_store_first_day(struct db *db, int64_t notice_id, int32_t today, int32_t *ret_day);

/* ---- getting a text ---- */

struct due_message {
    int64_t message_id, alliance_id;
    bool routine;
    char *person;
    struct todo_row work; /* its work row: where a failure is counted */
};
struct due_messages {
    size_t n;
    struct due_message *at;
};
void due_messages_done(struct due_messages *messages);

/* Letters without text whose hour has come and whose work row is not parked: first what is not routine, then those that failed
 * least, then the oldest. Of each alliance so many at most: a county whose letters wait keeps no other county's out of sight. */
MUST_CHECK enum status message_store_due(struct db *db, int64_t now_us, struct due_messages *ret);
/* Locks it if it has no text yet. ST_CONFLICT: it has, or somebody else is at it. */
MUST_CHECK enum status message_store_lock_gathering(struct db *db, int64_t message_id, struct message *ret);
/* Its text, and ready; or any state that ends it. */
MUST_CHECK enum status message_store_write(struct db *db, const struct message *message);
/* Its last word is said: the work row goes. */
MUST_CHECK enum status message_store_end(struct db *db, int64_t message_id);

/* The alliances with work, here or before us, that may still bring notices; 0: everybody. At most max. */
MUST_CHECK enum status message_store_upstream(struct db *db, int64_t now_us, size_t max, int64_t *ret_alliances, size_t *ret_n);

/* ---- delivering (claim_store.c) ---- */

/* What may be delivered: ready, or held by somebody (who may be dead, or ourselves); its work row is not parked. attempts: since it
 * was last sent again by hand. */
struct candidate {
    int64_t message_id, fence, beat, attempts;
    bool held;
    struct todo_row work; /* where a failure of ours, and not of the channel, is counted */
};
#define CANDIDATES_MAX 200
/* Only the oldest letter of each person and channel that is not through: readers get them in order. One that our own failure has
 * parked silences nobody: it is passed by what comes later, but not by a correction of what it says, which waits with it. */
MUST_CHECK enum status message_store_candidates(struct db *db, struct candidate ret[static CANDIDATES_MAX], size_t *ret_n);
/* Takes it with the next fence. ST_CONFLICT: it moved since it was seen. */
MUST_CHECK enum status message_store_claim(struct db *db, const struct candidate *seen, const char *holder, struct message *ret);
/* Of these, what we hold is alive. */
MUST_CHECK enum status message_store_beat(struct db *db, const char *holder, const int64_t *ids, size_t n);
/* A late write of an earlier holder changes nothing: ST_CONFLICT. state ready gives it back. sent_us 0: not sent. */
struct message_result {
    const char *state, *outcome;
    int64_t sent_us;
    bool maybe_twice;
};
MUST_CHECK enum status message_store_finish(struct db *db, const struct message *message, const char *holder,
                                            const struct message_result *result);
MUST_CHECK enum status message_store_doubt(struct db *db, const struct message *message, const char *holder);

/* `duban notice resend`: a letter that was not delivered is ready again, with a work row and all its tries; its number stays.
 * ST_CONFLICT: it is not failed, shadowed, off or not_allowed, it has no address, or it moved since it was seen. */
MUST_CHECK enum status message_store_again(struct db *db, const struct message *seen, const char *outcome, int64_t now_us);
/* Another text, for a letter that goes out again without some of its notices. */
MUST_CHECK enum status message_store_rewrite(struct db *db, int64_t message_id, const char *subject, const char *body);
/* ST_CONFLICT: no such letter. */
MUST_CHECK enum status message_store_read(struct db *db, int64_t alliance_id, int64_t message_id, struct message *ret);

#endif
