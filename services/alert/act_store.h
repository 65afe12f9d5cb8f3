/* act_store.h: alert.act: what people did with a duty. Rows are only ever added. */
#ifndef DUBAN_ALERT_ACT_STORE_H
#define DUBAN_ALERT_ACT_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* An override is a proposal; it ends a duty when its reviewer has confirmed it. */
enum act_kind { ACT_ACKNOWLEDGE, ACT_EVIDENCE, ACT_CLOSE, ACT_OVERRIDE, ACT_CONFIRM, ACT_RETURN, ACT_KIND_COUNT };
const char *act_kind_name(enum act_kind kind); /* acknowledge, evidence, close, override, confirm, return */
const char *act_kind_zh(enum act_kind kind);   /* 签收, 交佐证, 销号, 提请强制销号, 审定强制销号, 退回补正 */

struct act {
    int64_t act_id, institution_id, alliance_id, at_us;
    enum act_kind kind;
    char *duty, *actor, *on_behalf_of, *how, *note, *document, *reviewer;
    int32_t period;  /* the occurrence that it is about, of what comes again (recurrence.h); 0: the duty */
    int64_t decides; /* the evidence that a closing, an override or a return is about, the override that is confirmed; 0 none */
};
struct act_list {
    struct act *at;
    size_t n;
};
void act_list_done(struct act_list *list);

/* In the order in which they were done. */
MUST_CHECK enum status act_store_list(struct db *db, int64_t institution_id, const char *duty, struct act_list *ret);
/* Strings of `act` are lent. */
MUST_CHECK enum status act_store_insert(struct db *db, const struct act *act, const char *request_id, int64_t *ret_id);

#endif
