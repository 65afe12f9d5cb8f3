/* subject_store.h: alert.subject and alert.state_history: duties at institutions, and what each judgement said.
 *
 * A subject is (institution, duty). A plan's line has the duty's id; a return has `return:<kind>:<yyyy-MM>`. */
#ifndef DUBAN_ALERT_SUBJECT_STORE_H
#define DUBAN_ALERT_SUBJECT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/duty_state.h"

struct db;

struct subject {
    int64_t institution_id, alliance_id;
    char *duty, *duty_type;
    char *kind;     /* of a return; "" for a line */
    int32_t period; /* of a return; MONTH_NONE */
    int64_t baseline_us;
    char *state, *light, *reason; /* codes; "" before the first judgement */
    int32_t judged_period;        /* MONTH_NONE */
    char *facts, *value_revisions;
    int64_t judged_us, next_us; /* INT64_MIN before the first; INT64_MAX never */
    int64_t revision;
    int64_t judged_version; /* the catalog in force at the last judgement; 0 before the first */
    bool retired;
};
void subject_done(struct subject *subject);

struct subject_list {
    struct subject *at;
    size_t n;
};
void subject_list_done(struct subject_list *list);

/* One subject, locked until the transaction ends. ST_BAD_INPUT: there is none. */
MUST_CHECK enum status subject_store_lock(struct db *db, int64_t institution_id, const char *duty, struct subject *ret);

/* The same without the lock: to be shown, not to be decided on. */
MUST_CHECK enum status subject_store_read(struct db *db, int64_t institution_id, const char *duty, struct subject *ret);

/* Not retired; by duty, then institution. Empty strings and institution 0 do not filter. returns: those, or the lines. */
struct subject_filter {
    int64_t alliance_id;
    const char *duty;
    int64_t institution_id;
    const char *state;
    bool returns;
};
MUST_CHECK enum status subject_store_list(struct db *db, const struct subject_filter *filter, struct subject_list *ret);

/* What the catalog and the organisation say that there is. */
struct subject_seed {
    int64_t institution_id;
    const char *duty, *duty_type, *cell, *kind;
    int32_t period;
    int64_t baseline_us;
};
struct subject_origin {
    int64_t alliance_id, catalog_version, organisation_version, now_us;
};
/* Makes what is missing, renews the rest; an existing baseline moves only into the future (supervised_from was set). */
MUST_CHECK enum status subject_store_seed(struct db *db, const struct subject_origin *origin, const struct subject_seed *seeds,
                                          size_t n);
/* Lines that were not among the seeds of this origin are retired, and so are returns of `from` or later; older ones are history. */
MUST_CHECK enum status subject_store_retire(struct db *db, const struct subject_origin *origin, int32_t from);

/* Work rows `subject` for: the whole alliance (but returns at rest); those of an institution whose cell is `cell` ("": any
 * number); one return;
 * those whose next_us has come (and it is taken off them). */
MUST_CHECK enum status subject_store_wake_alliance(struct db *db, int64_t alliance_id, int64_t now_us);
MUST_CHECK enum status subject_store_wake_cell(struct db *db, int64_t alliance_id, int64_t institution_id, const char *cell,
                                               int64_t cause, int64_t now_us);
MUST_CHECK enum status subject_store_wake_one(struct db *db, int64_t institution_id, const char *duty, int64_t cause,
                                              int64_t now_us);
MUST_CHECK enum status subject_store_wake_due(struct db *db, int64_t now_us, int64_t *ret_count);
/* Is there one whose next_us has come? Cheap, takes no lock. */
MUST_CHECK enum status subject_store_any_due(struct db *db, int64_t now_us, bool *ret);

/* What a judgement said. `subject` is the locked row; history gets a row if state, reason, period or values changed. */
struct subject_verdict {
    const char *state, *light, *reason, *facts, *value_revisions;
    int32_t judged_period;
    int64_t next_us, now_us, catalog_version;
};
MUST_CHECK enum status subject_store_judged(struct db *db, const struct subject *subject, const struct subject_verdict *verdict);

struct state_row {
    char *state, *reason, *facts;
    int64_t judged_us;
};
/* Newest first, at most max rows; free with state_rows_free. */
MUST_CHECK enum status subject_store_history(struct db *db, int64_t institution_id, const char *duty, size_t max,
                                             struct state_row **ret, size_t *ret_n);
void state_rows_free(struct state_row *rows, size_t n);

#endif
