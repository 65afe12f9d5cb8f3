/* count.c: totals by snapshot pointer and by covered keys. */
#include "compute/count.h"

#include <assert.h>
#include <stdlib.h>

#include "compute/record_store.h"
#include "compute/total_store.h"
#include "model/eval.h"
#include "model/indicator.h"

/* ST_FATAL: the door lets no such month in. */
static enum status month_add(struct month_set *months, int32_t month)
{
    if (month < PERIOD_MONTH_MIN || month > PERIOD_MONTH_MAX)
        return ST_FATAL;
    months->moved[month - PERIOD_MONTH_MIN] = true;
    return ST_OK;
}

bool count_knows(const struct counting *counting, const struct generation *generation)
{
    return indicator_book_measure_by_hash(counting->book, generation->measure_hash) != NULL;
}

static const struct measure *measure_of(const struct counting *counting, const struct generation *generation)
{
    const struct measure *measure = indicator_book_measure_by_hash(counting->book, generation->measure_hash);
    assert(measure != NULL); /* lane_step.c retires those that the book does not know */
    return measure;
}

/* ---- snapshots ---- */

struct summing {
    struct eval *eval;
    const struct measure *measure;
    struct measure_sum sum;
};

static enum status sum_chunk(void *arg, const struct columns *chunk)
{
    struct summing *summing = arg;
    return eval_measure(summing->eval, summing->measure, chunk, &summing->sum);
}

static enum status sum_by_reading(const struct counting *counting, const struct measure *measure, int64_t batch_id,
                                  struct measure_sum *ret)
{
    struct summing summing = {.measure = measure};
    enum status st = eval_new(counting->kind, &summing.eval);
    if (st != ST_OK)
        return st;
    st = records_of_batch(counting->db, counting->kind, counting->lane->institution_id, batch_id, sum_chunk, &summing);
    eval_free(summing.eval);
    if (st == ST_OK)
        *ret = summing.sum;
    return st;
}

static enum status set_from_batch(const struct counting *counting, const struct generation *generation, int32_t month,
                                  int64_t batch_id)
{
    int64_t institution_id = counting->lane->institution_id;
    if (batch_id == 0)
        return total_clear(counting->db, institution_id, generation->id, month);
    struct measure_sum sum = {0};
    bool found = false;
    enum status st = batch_sum_read(counting->db, institution_id, batch_id, generation->measure_hash, &sum, &found);
    if (st == ST_OK && !found)
        st = sum_by_reading(counting, measure_of(counting, generation), batch_id, &sum);
    return st == ST_OK ? total_set(counting->db, institution_id, generation->id, month, &sum) : st;
}

static enum status count_snapshot(const struct counting *counting, const struct lane_event *event, struct month_set *months)
{
    int64_t batch_id = 0;
    enum status st = lane_current_batch(counting->db, counting->lane, event->period, event->lane_number, &batch_id);
    for (size_t i = 0; st == ST_OK && i < counting->generations->n; i++)
        if (counting->generations->at[i].lane_is_in)
            st = set_from_batch(counting, &counting->generations->at[i], event->period, batch_id);
    if (st == ST_OK)
        st = return_standing_put(counting->db, counting->lane, event->period, batch_id, event->committed_us);
    return st == ST_OK ? month_add(months, event->period) : st;
}

/* ---- upserts ---- */

/* What rows add, by generation and month; `sign` is -1 for the rows as they were, 1 as they are. */
struct delta {
    struct measure_sum sum;
};
struct moving {
    const struct counting *counting;
    struct eval *eval;
    const struct generation *only; /* NULL: all that the lane is in */
    struct delta *deltas;          /* [generation][month - PERIOD_MONTH_MIN] */
    struct month_set *months;
    int sign;
};

static enum status add_row(struct moving *moving, size_t generation, int32_t month, int64_t number)
{
    enum status st = month_add(moving->months, month);
    if (st != ST_OK)
        return st;
    struct delta *delta = &moving->deltas[generation * COUNT_MONTHS_MAX + (size_t)(month - PERIOD_MONTH_MIN)];
    delta->sum.rows += moving->sign;
    return i128_add(delta->sum.sum, (i128)number * moving->sign, &delta->sum.sum);
}

static enum status move_generation(struct moving *moving, size_t g, const struct columns *chunk, int64_t *number, uint8_t *counted)
{
    const struct generation *generation = &moving->counting->generations->at[g];
    bool wanted = moving->only == NULL ? generation->lane_is_in : generation == moving->only;
    if (!wanted)
        return ST_OK;
    enum status st = eval_contributions(moving->eval, measure_of(moving->counting, generation), chunk, number, counted);
    for (size_t row = 0; st == ST_OK && row < chunk->n_rows; row++)
        if (counted[row])
            st = add_row(moving, g, chunk->month[row], number[row]);
    return st;
}

static enum status move_chunk(void *arg, const struct columns *chunk)
{
    struct moving *moving = arg;
    int64_t *number = calloc(chunk->n_rows, sizeof *number);
    uint8_t *counted = calloc(chunk->n_rows, sizeof *counted);
    enum status st = number == NULL || counted == NULL ? ST_RETRY : ST_OK;
    for (size_t row = 0; st == ST_OK && row < chunk->n_rows; row++)
        st = month_add(moving->months, chunk->month[row]);
    for (size_t g = 0; st == ST_OK && g < moving->counting->generations->n; g++)
        st = move_generation(moving, g, chunk, number, counted);
    free(number);
    free(counted);
    return st;
}

static enum status write_deltas(const struct moving *moving)
{
    const struct counting *counting = moving->counting;
    enum status st = ST_OK;
    for (size_t g = 0; g < counting->generations->n; g++)
        for (size_t m = 0; st == ST_OK && m < COUNT_MONTHS_MAX; m++) {
            const struct delta *delta = &moving->deltas[g * COUNT_MONTHS_MAX + m];
            if (delta->sum.rows != 0 || delta->sum.sum != 0)
                st = total_add(counting->db, counting->lane->institution_id, counting->generations->at[g].id,
                               PERIOD_MONTH_MIN + (int32_t)m, &delta->sum);
        }
    return st;
}

static enum status moving_open(struct moving *moving, const struct counting *counting, struct month_set *months)
{
    size_t n = counting->generations->n == 0 ? 1 : counting->generations->n;
    *moving = (struct moving){.counting = counting, .months = months};
    moving->deltas = calloc(n * COUNT_MONTHS_MAX, sizeof *moving->deltas);
    return moving->deltas == NULL ? ST_RETRY : eval_new(counting->kind, &moving->eval);
}

static void moving_done(struct moving *moving)
{
    eval_free(moving->eval);
    free(moving->deltas);
}

static enum status count_keys(const struct counting *counting, const struct lane_event *event, struct month_set *months)
{
    struct moving moving;
    enum status st = moving_open(&moving, counting, months);
    moving.sign = -1;
    if (st == ST_OK)
        st = records_in_force(counting->db, counting->kind, counting->lane, event->lane_number - 1, event->batch_id, move_chunk,
                              &moving);
    moving.sign = 1;
    if (st == ST_OK)
        st = records_in_force(counting->db, counting->kind, counting->lane, event->lane_number, event->batch_id, move_chunk,
                              &moving);
    if (st == ST_OK)
        st = write_deltas(&moving);
    moving_done(&moving);
    return st;
}

/* ---- both ---- */

enum status count_event(const struct counting *counting, const struct lane_event *event, struct month_set *months)
{
    if (counting->kind->submission == SUBMISSION_SNAPSHOT)
        return count_snapshot(counting, event, months);
    return count_keys(counting, event, months);
}

static enum status fill_snapshots(const struct counting *counting, const struct generation *generation, int64_t through)
{
    int32_t *periods = NULL;
    size_t n = 0;
    enum status st = lane_periods(counting->db, counting->lane, through, &periods, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        int64_t batch_id = 0;
        st = lane_current_batch(counting->db, counting->lane, periods[i], through, &batch_id);
        if (st == ST_OK)
            st = set_from_batch(counting, generation, periods[i], batch_id);
    }
    free(periods);
    return st;
}

static enum status fill_keys(const struct counting *counting, const struct generation *generation, int64_t through)
{
    struct month_set *months = calloc(1, sizeof *months);
    if (months == NULL)
        return ST_RETRY;
    struct moving moving;
    enum status st = moving_open(&moving, counting, months);
    moving.sign = 1;
    moving.only = generation;
    if (st == ST_OK)
        st = records_in_force(counting->db, counting->kind, counting->lane, through, 0, move_chunk, &moving);
    if (st == ST_OK)
        st = write_deltas(&moving);
    moving_done(&moving);
    free(months);
    return st;
}

enum status count_fill(const struct counting *counting, const struct generation *generation, int64_t through)
{
    enum status st = ST_OK;
    if (through > 0)
        st = counting->kind->submission == SUBMISSION_SNAPSHOT ? fill_snapshots(counting, generation, through)
                                                               : fill_keys(counting, generation, through);
    return st == ST_OK ? generation_lane_put(counting->db, generation->id, counting->lane, through) : st;
}
