/* lane_commit.c: number, state and work row in one transaction (laws 1 and 3). */
#include "ingest/lane_commit.h"

#include "ingest/record_store.h"
#include "lib/db.h"
#include "lib/todo.h"
#include "model/kind.h"

/* Is a keyed hash part of its rows, so that they differ under another key? */
static bool rows_are_keyed(const struct kind *kind)
{
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i].type == FIELD_HASH)
            return true;
    return false;
}

/* The file that the numbers are compared with: the current one of the month, else the newest of the lane. Lengths are no hashes and
 * are compared under any key; numbers without their zeros only under one. */
static enum status guard(struct db *db, const struct record_batch *of, int64_t key_version, const struct current_batch *current,
                         int64_t *ret_rows_shorter)
{
    struct key_length before[KEY_LENGTHS_MAX], now[KEY_LENGTHS_MAX];
    size_t n_before = 0, n_now = 0;
    int64_t other = current->batch_id, other_key = current->key_version, lost = 0;
    enum status st = other != 0 ? ST_OK : batch_newest(db, of->institution_id, of->kind->name, &other, &other_key);
    *ret_rows_shorter = 0;
    if (st != ST_OK || other == 0)
        return st;
    const struct record_batch compared = {.kind = of->kind, .institution_id = of->institution_id, .batch_id = other};
    st = record_key_lengths(db, &compared, before, &n_before);
    if (st == ST_OK)
        st = record_key_lengths(db, of, now, &n_now);
    if (st == ST_OK && other_key == key_version)
        st = record_lost_zeros(db, of, other, &lost);
    if (st != ST_OK)
        return st;
    int64_t rows = 0;
    for (size_t i = 0; i < n_now; i++)
        rows += now[i].rows;
    *ret_rows_shorter = guard_lost_matters(lost, rows) ? lost : guard_shorter(before, n_before, now, n_now);
    return ST_OK;
}

enum status lane_compare(struct db *db, const struct kind *kind, struct batch *batch, struct current_batch *ret_current,
                         struct difference *ret, int64_t *ret_rows_shorter)
{
    const struct record_batch of = {.kind = kind, .institution_id = batch->institution_id, .batch_id = batch->batch_id};
    bool snapshot = kind->submission == SUBMISSION_SNAPSHOT;
    *ret_rows_shorter = 0;
    enum status st = batch_current(db, batch->institution_id, kind->name, batch->period, ret_current);
    bool other_key = st == ST_OK && ret_current->batch_id != 0 && ret_current->key_version != batch->key_version;
    if (other_key && rows_are_keyed(kind))
        *ret = (struct difference){.other_key = ret_current->key_version};
    else if (st == ST_OK)
        st = record_difference(db, &of, snapshot ? ret_current->batch_id : 0, ret);
    if (st == ST_OK && kind->key_zero_guard >= 0)
        st = guard(db, &of, batch->key_version, ret_current, ret_rows_shorter);
    if (st != ST_OK)
        return st;
    batch->compared_with = ret_current->batch_id;
    batch->rows_gone = ret->gone;
    batch->rows_added = ret->added;
    batch->rows_changed = ret->changed;
    return ST_OK;
}

static enum status leave_work(struct db *db, const struct batch *batch, int64_t business_us)
{
    return todo_insert(db, "compute", "lane", batch->alliance_id, batch->institution_id, batch->kind, NULL, 0, business_us);
}

enum status lane_commit(struct db *db, struct lane *lane, struct batch *batch, enum batch_state from, int64_t business_us)
{
    enum status st = lane_append(db, lane, "batch", batch->batch_id, business_us);
    if (st != ST_OK)
        return st;
    batch->state = BATCH_COMMITTED;
    batch->lane_number = lane->last_number;
    batch->committed_us = business_us;
    st = batch_move(db, batch, from);
    return st == ST_OK ? leave_work(db, batch, business_us) : st;
}

enum status lane_withdraw(struct db *db, struct lane *lane, struct batch *batch, int64_t business_us)
{
    enum status st = lane_append(db, lane, "withdraw", batch->batch_id, business_us);
    if (st != ST_OK)
        return st;
    batch->state = BATCH_WITHDRAWN;
    batch->withdrawn_number = lane->last_number;
    st = batch_move(db, batch, BATCH_COMMITTED);
    return st == ST_OK ? leave_work(db, batch, business_us) : st;
}
