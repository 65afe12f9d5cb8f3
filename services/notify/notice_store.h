/* notice_store.h: SQL of notify.notice and of its places in letters (notify.message_notice): what is to be said to whom, once by
 * its key. Reads alert.v_due_notice; writes alert.todo in one function, notice_store_tell_alert().
 *
 * A notice is one fact for one reader; a letter (message_store.h) is the envelope of one reader, channel and day. Its state goes
 * one way: gathered → cancelled, if it left every letter before any had its text, or gathered → withdrawn, once a correction of it
 * is on its way. The row itself stays for ever, with the code of what became of it (law 6).
 *
 * The reader's turn. Two transactions that gather, write or take back for one reader would each miss what the other does: a notice
 * goes into a letter that is being written, a correction finds nothing to correct. So whoever
 *   inserts a notice (notice_store_find, _is_overtaken, _insert),
 *   takes something out of his letters (notice_store_take_back, _drop_settled, _mark_withdrawn, _keep_only), or
 *   decides by what stands in them (notice_store_of_message and _standing before the text is written, _reached, _readers)
 * holds message_store_turn() of that reader since before his first read. Lists for people (notice_store_read, _newest) need none,
 * nor does notice_store_conclude(): the letter has its last word then, and its fence guards it. */
#ifndef DUBAN_NOTIFY_NOTICE_STORE_H
#define DUBAN_NOTIFY_NOTICE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;
struct message;

/* Owns its texts; notice_done() frees. Texts are never NULL once read. */
struct notice {
    int64_t notice_id, alliance_id, institution_id;
    int64_t due_notice_id; /* alert's own row; 0: made here, for the desk */
    int64_t episode_id;    /* 0: of none */
    int64_t withdraws;     /* the due notice that it takes back; 0: none */
    int64_t created_us;
    bool routine;
    char *notice_key, *duty, *rung, *person, *post, *role, *template, *facts, *value_revisions, *state, *outcome;
};
void notice_done(struct notice *notice);

struct notices {
    size_t n;
    struct notice *at;
};
void notices_done(struct notices *notices);

/* What alert hands over (alert.v_due_notice); notice_id, state and outcome stay empty. ST_CONFLICT: there is no such row. */
MUST_CHECK enum status due_notice_read(struct db *db, int64_t institution_id, int64_t due_notice_id, struct notice *ret);

/* 0: the key is new. */
MUST_CHECK enum status notice_store_find(struct db *db, int64_t alliance_id, const char *notice_key, int64_t *ret_notice_id);
/* outcome: a code of reasons.tsv. ST_CONFLICT: the key is there already. */
MUST_CHECK enum status notice_store_insert(struct db *db, const struct notice *notice, const char *state, const char *outcome,
                                           int64_t *ret_notice_id);

/* What a letter says, in the order in which it came; and those of them that no correction took back, wherever it went, with how
 * many were. */
MUST_CHECK enum status notice_store_of_message(struct db *db, int64_t message_id, struct notices *ret);
MUST_CHECK enum status notice_store_standing(struct db *db, int64_t message_id, struct notices *ret, size_t *ret_taken_back);
/* ST_CONFLICT: there is none. */
MUST_CHECK enum status notice_store_read(struct db *db, int64_t alliance_id, int64_t notice_id, struct notice *ret);
/* The newest notice of a duty made with this template ("" : any); notice_id 0 if there is none. */
MUST_CHECK enum status notice_store_newest(struct db *db, int64_t alliance_id, const char *duty, const char *template_name,
                                           int64_t *ret_notice_id);

/* Earlier notices of the same episode to the same person (a smaller due_notice_id, no withdrawals) leave the letters that have no
 * text yet; letters without a notice vanish. A notice that now stands nowhere is cancelled with `outcome`; the others are left
 * alone. Each cancelled one is told to alert. A notice of no episode takes nothing back. */
MUST_CHECK enum status notice_store_take_back(struct db *db, const struct notice *newer, const char *outcome, int64_t now_us);
/* The same of what this letter without text asks for and is not asked any more: what a rung of a ladder said in an episode that is
 * closed, or explained, where the ladder stands still (model/ladder.c). What is said beside the ladder (a correction, a
 * confirmation) is never dropped. */
MUST_CHECK enum status notice_store_drop_settled(struct db *db, const struct message *letter, const char *outcome, int64_t now_us);
/* Was a later notice of the same episode to the same person gathered already? */
MUST_CHECK enum status notice_store_is_overtaken(struct db *db, const struct notice *notice, bool *ret);
/* The letter says these and nothing else: it is written anew without the others. Those stay in the ledger as what they had come to
 * in it, and so a correction still finds who may have them. seen: the letter as it was before it was ready again. */
MUST_CHECK enum status notice_store_keep_only(struct db *db, const struct message *seen, const struct notices *notices);

/* Where earlier notices of the episode went, as bits of CHANNEL_… (model/organisation.h): on their way, delivered, perhaps
 * delivered, or kept in by the mode then. Those become `withdrawn`. */
MUST_CHECK enum status notice_store_reached(struct db *db, const struct notice *withdrawal, unsigned *ret_channels);
/* Everybody whose letter about the episode the ledger has where this correction's reader has his own: left, or kept in by the mode.
 * Each once, as his last notice, in the order in which they were first told. *ret has the first of them,
 * *ret_count counts all. */
MUST_CHECK enum status notice_store_readers(struct db *db, const struct notice *withdrawal, struct notices *ret,
                                            int64_t *ret_count);
MUST_CHECK enum status notice_store_set_facts(struct db *db, const struct notice *notice);
MUST_CHECK enum status notice_store_mark_withdrawn(struct db *db, const struct notice *withdrawal, int64_t now_us);

/* Could an earlier notice of the episode not be delivered to him, in any channel? */
MUST_CHECK enum status notice_store_original_lost(struct db *db, const struct notice *withdrawal, bool *ret);
/* Of a letter that takes something back: how the first letters in this channel ended. `sent`: at least one is or may be with the
 * reader; else shadowed, off, not_allowed; failed if none was. *ret_address: where the newest of those went; free(). */
MUST_CHECK enum status notice_store_original_letter(struct db *db, int64_t message_id, char ret_state[static 16],
                                                    char **ret_address);

/* alert keeps the outcome beside what it wanted: a work row for it. due_notice_id 0 is nobody's there: nothing is done. */
MUST_CHECK enum status notice_store_tell_alert(struct db *db, int64_t alliance_id, int64_t institution_id, int64_t due_notice_id,
                                               int64_t now_us);

/* After a letter's last word: what is told of each of its notices is the best that became of it in any channel. */
MUST_CHECK enum status notice_store_conclude(struct db *db, int64_t message_id, int64_t now_us);

#endif
