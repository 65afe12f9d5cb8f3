/* correction.h: what takes back an earlier notice goes to exactly its reader, where it went, whoever he is by now (users.md §6.1).
 */
#ifndef DUBAN_NOTIFY_CORRECTION_H
#define DUBAN_NOTIFY_CORRECTION_H

#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "notify/notice_store.h"
#include "shared/alliance.h"

struct db;

/* As gather_notice(), for a notice with `withdraws`: what was not sent yet is not sent; what was, is taken back alone, in the
 * channels in which it went. Nothing went: the correction is cancelled with its reason; where that is because the first notice
 * could not be delivered, the desk, which heard of that and may have told it by telephone, hears of this too. */
MUST_CHECK enum status correction_gather(struct db *db, const struct alliance *alliance, const struct notice *notice,
                                         int64_t now_us, struct text *why);

/* Before its text is written: 原收件人数, 原收件岗位列表 are those that the ledger has as reached, and not those that were meant
 * to be told. The notice's facts are the new ones, stored too. ST_BAD_INPUT: its facts cannot be read. */
MUST_CHECK enum status correction_name_readers(struct db *db, const struct alliance *alliance, struct notice *notice);

#endif
