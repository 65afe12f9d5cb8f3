/* desk_notice.h: what notify itself has to tell the desk (督办专干): its fact is not alert's. */
#ifndef DUBAN_NOTIFY_DESK_NOTICE_H
#define DUBAN_NOTIFY_DESK_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/fact.h"
#include "shared/alliance.h"

struct db;

struct desk_notice {
    const struct alliance *alliance;
    const char *template;
    const char *key; /* of the fact; the reader is added. A key that was told changes nothing */
    int64_t now_us;
};

/* Gathers it, not routine, in the caller's transaction; `facts` get what belongs to reader and office. *ret_told false: there is no
 * desk, nobody at it, or no such template; the caller logs that it stands in the ledger only. */
MUST_CHECK enum status desk_notice_say(struct db *db, const struct desk_notice *notice, struct facts *facts, bool *ret_told);

#endif
