/* todo_verb_store.h: work rows as the operator sees them: what was set aside, and taking it up again. Role: operator. */
#ifndef DUBAN_DUBAN_TODO_VERB_STORE_H
#define DUBAN_DUBAN_TODO_VERB_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* Texts are lent for the call. waiting: later rows of the same key, which nobody passes by. */
struct parked_row {
    int64_t id, alliance_id, institution_id, business_us, attempts, waiting;
    const char *service, *kind, *key, *reason;
};

/* More than a person goes through in a day. *ret_more: there are others. */
#define PARKED_SHOWN_MAX 1000
MUST_CHECK enum status todo_parked_each(struct db *db, void (*fn)(void *arg, const struct parked_row *row), void *arg,
                                        bool *ret_more);

/* All rows of the key of this parked row are tried again from the start. *ret_count 0: there is no such parked row. */
MUST_CHECK enum status todo_parked_resume(struct db *db, const char *service, int64_t id, int64_t *ret_count);

#endif
