/* ledger_store.h: what the ledger says: notices with what became of them in each channel. Reads only. */
#ifndef DUBAN_NOTIFY_LEDGER_STORE_H
#define DUBAN_NOTIFY_LEDGER_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/arena.h"
#include "notify.pb-c.h"
#include "shared/list_max.h"

struct db;
struct organisation;

#define LEDGER_MAX       (NOTICES_SHOWN_MAX + 1)
#define LEDGER_TRIES_MAX 500

/* "" and 0 do not filter. Days are yyyy-MM-dd, checked by the caller, and those of the letters. */
struct ledger_filter {
    int64_t alliance_id, notice_id;
    const char *notice_key, *person, *duty, *from_day, *to_day;
    int64_t limit;   /* 1..LEDGER_MAX, newest first */
    bool with_tries; /* each attempt of each letter, LEDGER_TRIES_MAX of a letter */
};

/* Fills reply->notices, all in the arena, deliveries included. */
MUST_CHECK enum status ledger_store_list(struct db *db, const struct ledger_filter *filter, const struct organisation *organisation,
                                         struct arena *arena, Duban__Notify__Reply *reply);

#endif
