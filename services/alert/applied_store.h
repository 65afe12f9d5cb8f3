/* applied_store.h: alert.applied and alert.baseline: from which versions the subjects were made, and the summaries that the desk
 * gets of first judgements. */
#ifndef DUBAN_ALERT_APPLIED_STORE_H
#define DUBAN_ALERT_APPLIED_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

struct applied {
    int64_t first_us; /* when plan and organisation were both there for the first time */
    int64_t since_us; /* when the newer of the two that are in force now came */
    int32_t month;    /* the newest month whose returns were made; MONTH_NONE: nothing was made yet */
    int64_t seen;     /* the catalog version that subjects were made from last; 0: none */
};
/* applied_us and imported_us of these versions, and what is kept. first_us is since_us the first time. */
MUST_CHECK enum status applied_store_read(struct db *db, int64_t alliance_id, int64_t catalog_version, int64_t organisation_version,
                                          struct applied *ret);
MUST_CHECK enum status applied_store_put(struct db *db, int64_t alliance_id, int64_t catalog_version, int64_t organisation_version,
                                         int64_t first_us, int32_t month);

/* A work row `catalog` for every alliance whose newest month lies before this one. */
MUST_CHECK enum status applied_store_wake_month(struct db *db, int32_t month, int64_t now_us);

/* First judgements (values of subject.baseline_us of lines) that have no summary yet. Free with free(). */
MUST_CHECK enum status baseline_store_new(struct db *db, int64_t alliance_id, int64_t **ret, size_t *ret_n);
MUST_CHECK enum status baseline_store_insert(struct db *db, int64_t alliance_id, int64_t baseline_us, int64_t due_us);

struct baseline {
    int64_t alliance_id, baseline_us;
    int64_t number; /* given once, 1, 2, 3 …: its name in the notice key */
};
/* Those whose summary is due, locked; at most max. */
MUST_CHECK enum status baseline_store_due(struct db *db, int64_t now_us, struct baseline *ret, size_t max, size_t *ret_n);
MUST_CHECK enum status baseline_store_put_off(struct db *db, int64_t alliance_id, int64_t baseline_us, int64_t due_us);
MUST_CHECK enum status baseline_store_told(struct db *db, int64_t alliance_id, int64_t baseline_us);

/* Has a month begun, or is a summary due? Cheap, takes no lock. */
MUST_CHECK enum status applied_store_any_due(struct db *db, int32_t month, int64_t now_us, bool *ret);

#endif
