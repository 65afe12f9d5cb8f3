/* letterbox_store.h: SQL of notify.letterbox: the channel that is a page in the product. */
#ifndef DUBAN_NOTIFY_LETTERBOX_STORE_H
#define DUBAN_NOTIFY_LETTERBOX_STORE_H

#include <stdint.h>

#include "lib/status.h"

struct db;
struct message;

/* Idempotent: a letter lies in a letterbox once. */
MUST_CHECK enum status letterbox_store_place(struct db *db, const struct message *message, int64_t now_us);

struct letter {
    int64_t letter_id, message_id, placed_us;
    const char *person, *subject, *body; /* lent for the call; body "" in lists */
};
#define LETTERS_MAX 500 /* newest first; one more is read, which tells that there are older ones */
/* person "" : everybody's. letter_id 0: the list without bodies. */
MUST_CHECK enum status letterbox_store_read(struct db *db, int64_t alliance_id, const char *person, int64_t letter_id,
                                            enum status (*fn)(void *arg, const struct letter *letter), void *arg);

#endif
