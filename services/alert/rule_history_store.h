/* rule_history_store.h: alert.rule_history: since when which version of the catalog says what a line is judged by. */
#ifndef DUBAN_ALERT_RULE_HISTORY_STORE_H
#define DUBAN_ALERT_RULE_HISTORY_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

/* What a version of the catalog says of its lines: rules[i] of duties[i]. A row where that is news; lines that are gone get one
 * too. In order of versions. */
struct rule_history_version {
    int64_t alliance_id, catalog_version, from_us;
    const char *const *duties, *const *rules;
    size_t n;
};
MUST_CHECK enum status rule_history_store_note(struct db *db, const struct rule_history_version *version);

struct rule_history_row {
    int64_t catalog_version, from_us;
    char *rules; /* "": the line was not in the plan */
};
struct rule_history_rows {
    struct rule_history_row *at;
    size_t n;
};
void rule_history_rows_done(struct rule_history_rows *rows);

/* Of one line, oldest first. `at` has room for one more. */
MUST_CHECK enum status rule_history_store_list(struct db *db, int64_t alliance_id, const char *duty, struct rule_history_rows *ret);

/* Versions of the catalog after `seen` up to `last`, ascending, and when they were applied. Free with free(). */
struct applied_version {
    int64_t version, applied_us;
};
MUST_CHECK enum status rule_history_store_versions(struct db *db, int64_t alliance_id, int64_t seen, int64_t last,
                                                   struct applied_version **ret, size_t *ret_n);

#endif
