/* value_store.h: values that a duty judges, by revision: the latest holds, none is ever changed (law 5). */
#ifndef DUBAN_COMPUTE_VALUE_STORE_H
#define DUBAN_COMPUTE_VALUE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/scope.h"
#include "model/value.h"

struct db;

/* complete: every expected return is in; partial: some; not_reported: none; not_applicable: nobody is a member. */
enum standing { STANDING_COMPLETE, STANDING_PARTIAL, STANDING_NOT_REPORTED, STANDING_NOT_APPLICABLE };
const char *standing_name(enum standing standing);

/* What is known of a cell: its number, and how many of the expected institutions are in. */
struct cell_value {
    struct value value;
    enum standing standing;
    int64_t returned, expected;
};

/* Where the revisions of a batch came from. */
struct value_origin {
    int64_t alliance_id, catalog_version, known_us;
};

/* What a book is to know: of these subjects these indicators, months from … to. The arrays are the caller's; an entry may come
 * twice. */
struct value_reach {
    const int64_t *subjects;
    const char *const *indicators;
    size_t n_subjects, n_indicators;
    int32_t from, to;
};

/* The latest revisions of an alliance's cells, in memory. */
struct value_book;
MUST_CHECK enum status value_book_read(struct db *db, int64_t alliance_id, const struct value_reach *reach,
                                       struct value_book **ret);
void value_book_free(struct value_book *book); /* accepts NULL */

/* New revisions on their way into the table, VALUE_BATCH_MAX with one statement: a switch of definitions moves thousands. */
#define VALUE_BATCH_MAX 500
struct value_batch;
MUST_CHECK enum status value_batch_new(struct value_batch **ret);
void value_batch_free(struct value_batch *batch); /* accepts NULL */
bool value_batch_is_full(const struct value_batch *batch);

/* Adds a new revision if the cell says something else than its latest one. The batch has room; each cell comes once a transaction.
 * *ret_definition_before: of that latest one, lent by the book; NULL: it is the first. */
MUST_CHECK enum status value_put(struct value_batch *batch, const struct value_book *book, const struct cell *cell,
                                 const struct cell_value *value, bool *ret_changed, const char **ret_definition_before);

/* Of the cell that was added last: what moved it, in the words of model/value_cause.h, which alert reads; and its definition
 * (cell_definition.h). Both are copied. */
void value_explain(struct value_batch *batch, const char *cause, const char *definition);

/* Empties the batch. ST_CONFLICT: another process wrote one of the cells meanwhile. */
MUST_CHECK enum status value_batch_write(struct db *db, struct value_batch *batch, const struct value_origin *origin);

/* 0: the cell was never stored. */
MUST_CHECK enum status value_latest_revision(struct db *db, int64_t alliance_id, const struct cell *cell, int64_t *ret_revision);

/* One at a time evaluates the cells of an alliance, until the transaction ends: so the later writer has seen the newer totals. */
MUST_CHECK enum status value_turn(struct db *db, int64_t alliance_id);

#endif
