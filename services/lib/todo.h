/* todo.h: work rows, the one implementation of law 1.
 *
 * Each consumer owns <schema>.todo; a producer only inserts, in the transaction that makes the fact. A row says "look at this":
 *     kind, alliance_id, institution_id (0: none), key ("" : none), cause (ids of the rows that led to it), business_us
 * (alliance, kind, institution, key) is a *key*: a lane, an episode, a cell. Rules, for any number of processes:
 * - Rows of a key are taken oldest first: who cannot lock the oldest row that he sees takes none of the key. A row that was
 * numbered earlier and committed later may be taken beside them: a step that must be alone holds a lock of its own (a lane's, a
 * turn).
 * - Rows are claimed with FOR UPDATE SKIP LOCKED; work reads by statements that come after the claim (READ COMMITTED); exactly the
 *   ids that were seen are deleted, in the same transaction.
 * - A row with business_us after the caller's business now is not yet due and counts for nothing until then.
 * - A failure raises `attempts` of the rows seen, in a transaction of its own; the fifth parks them (parked_reason): visible, never
 *   claimed, and passed by nobody: all rows of the key wait until todo_resume(). Other keys do not notice. The transaction that
 *   parks a key writes notify a work row for it, so that the desk is told, once each time (law 11).
 * Schemas are of the fixed list ingest, compute, alert, notify: any other name is a mistake of ours (abort). */
#ifndef DUBAN_LIB_TODO_H
#define DUBAN_LIB_TODO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

struct db;

#define TODO_ATTEMPTS_MAX 5
#define TODO_BATCH_MAX    1000 /* rows of one claim */
#define TODO_CAUSES_MAX   16   /* a row keeps the first so many ids that led to it */
#define TODO_KIND_SIZE    24
#define TODO_KEY_SIZE     160
#define TODO_REASON_MAX   500

struct todo_key {
    int64_t alliance_id;
    int64_t institution_id;
    char kind[TODO_KIND_SIZE];
    char key[TODO_KEY_SIZE];
};

bool todo_key_equal(const struct todo_key *a, const struct todo_key *b);

struct todo_row {
    int64_t id;
    struct todo_key key;
    int64_t business_us;
    int64_t attempts;
    int64_t cause[TODO_CAUSES_MAX];
    size_t cause_count;
};

/* What a claim took, oldest id first. Zero-initialised; todo_rows_done frees. */
struct todo_rows {
    struct todo_row *rows;
    size_t count;
};
void todo_rows_done(struct todo_rows *rows);

/* Inserts a work row in the caller's transaction. cause may be NULL (cause_count 0); more than TODO_CAUSES_MAX are cut. kind and
 * key longer than their size are a mistake of ours (assert). The producer's role has INSERT and nothing else, so no id comes back.
 */
MUST_CHECK enum status todo_insert(struct db *db, const char *schema, const char *kind, int64_t alliance_id, int64_t institution_id,
                                   const char *key, const int64_t *cause, size_t cause_count, int64_t business_us);

/* For a watch of the consumer's own, which looks again anyway: inserts only if no row of the key stands, parked or worked on. Never
 * for a fact: the row that stands may have been read already. */
MUST_CHECK enum status todo_insert_once(struct db *db, const char *schema, const char *kind, int64_t alliance_id, const char *key,
                                        int64_t business_us);

/* Which rows: of these kinds, due at business_us, with attempts between the two (0 and TODO_ATTEMPTS_MAX: all), at most limit
 * (1..TODO_BATCH_MAX); of one key only if `key` is given (then kinds are not looked at). */
struct todo_filter {
    const char *const *kinds;
    size_t kind_count;
    const struct todo_key *key;
    int64_t business_us;
    int64_t attempts_least, attempts_most;
    size_t limit;
};

/* Claims, in the caller's transaction. ST_OK with count 0: nothing is there, or somebody else has it. *ret is replaced. */
MUST_CHECK enum status todo_claim(struct db *db, const char *schema, const struct todo_filter *filter, struct todo_rows *ret);

/* Deletes exactly these rows, in the transaction that claimed them. ST_CONFLICT: one was gone (roll back). */
MUST_CHECK enum status todo_delete(struct db *db, const char *schema, const struct todo_rows *rows);

/* notify's work row for a key that parked: its todo key is `<schema>|<id of the oldest row that parked>`. Such a row that parks
 * itself is listed and told to nobody. */
#define TODO_PARKED_KIND "parked"

/* In a transaction of its own: attempts + 1 for these rows, parked with `reason` at the fifth. *ret_parked (may be NULL): how many
 * parked now. Rows that are gone meanwhile are left alone. No person and no patient stands in a reason. */
MUST_CHECK enum status todo_fail(struct db *db, const char *schema, const struct todo_rows *rows, const char *reason,
                                 size_t *ret_parked);

/* Keys with rows that a claim with this filter (its `key` NULL) could take, oldest id first, beginning after id `after` (0: at the
 * start); no lock is taken. Looks at filter->limit rows and writes as many keys at most, each once. *ret_last is where to go on, 0:
 * there is no more. */
MUST_CHECK enum status todo_peek(struct db *db, const char *schema, const struct todo_filter *filter, int64_t after,
                                 struct todo_key *ret, size_t *ret_count, int64_t *ret_last);

/* How much there is: rows that somebody will work on (due, of a key without parked rows), and rows that are
 * parked. Quiet is `due == 0` in every schema. */
struct todo_depth {
    int64_t due;
    int64_t parked;
};
MUST_CHECK enum status todo_depth(struct db *db, const char *schema, int64_t business_us, struct todo_depth *ret);

/* Un-parks the rows of a key, attempts 0: for the consumer itself. *ret_count: how many. */
MUST_CHECK enum status todo_resume(struct db *db, const char *schema, const struct todo_key *key, int64_t *ret_count);

#endif
