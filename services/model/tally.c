/* tally.c: evaluates a chunk into the memory of its rows first, and only then adds: a chunk counts whole or not at all. */
#include "model/tally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/eval.h"

/* What the rows added to one measure. */
struct memory {
    const struct measure *measure;
    uint8_t *counted; /* a bit a row */
    int64_t *number;  /* [row] of measures that sum; NULL for counts, whose rows add 1 */
};

struct month_sums {
    int32_t month;
    struct measure_sum *sums; /* [measure] */
};

struct tally {
    struct eval *eval;
    struct memory *memory;
    size_t n_measures;
    uint64_t rows, cap;
    uint16_t *month_of_row; /* index into by_month */
    struct month_sums *by_month;
    int32_t *months; /* ascending */
    size_t n_months;
};

#define TALLY_MAX_MONTHS UINT16_MAX

enum status tally_new(const struct kind *kind, const struct measure *const *measures, size_t n_measures, struct tally **ret)
{
    assert(n_measures <= TALLY_MAX_MEASURES);
    struct tally *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return ST_RETRY;
    t->memory = calloc(n_measures + 1, sizeof(*t->memory));
    t->n_measures = n_measures;
    if (t->memory == NULL || eval_new(kind, &t->eval) != ST_OK) {
        tally_free(t);
        return ST_RETRY;
    }
    for (size_t i = 0; i < n_measures; i++) {
        assert(measures[i]->kind == kind);
        t->memory[i].measure = measures[i];
    }
    *ret = t;
    return ST_OK;
}

void tally_free(struct tally *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; t->memory != NULL && i < t->n_measures; i++) {
        free(t->memory[i].counted);
        free(t->memory[i].number);
    }
    for (size_t i = 0; i < t->n_months; i++)
        free(t->by_month[i].sums);
    free(t->by_month);
    free(t->months);
    free(t->month_of_row);
    free(t->memory);
    eval_free(t->eval);
    free(t);
}

static bool resize(void *address_of_pointer, size_t bytes)
{
    void **pointer = address_of_pointer;
    void *bigger = realloc(*pointer, bytes);
    if (bigger == NULL)
        return false;
    *pointer = bigger;
    return true;
}

/* Room for another chunk's rows in every array. */
static enum status reserve(struct tally *t)
{
    if (t->rows + COLUMNS_MAX_ROWS <= t->cap)
        return ST_OK;
    uint64_t cap = t->cap == 0 ? COLUMNS_MAX_ROWS * 2 : t->cap * 2;
    bool good = resize(&t->month_of_row, cap * sizeof(*t->month_of_row));
    for (size_t i = 0; good && i < t->n_measures; i++) {
        good = resize(&t->memory[i].counted, cap / 8);
        if (good && t->memory[i].measure->value != NULL)
            good = resize(&t->memory[i].number, cap * sizeof(*t->memory[i].number));
    }
    if (!good)
        return ST_RETRY;
    t->cap = cap;
    return ST_OK;
}

static enum status add_month(struct tally *t, int32_t month)
{
    if (t->n_months == TALLY_MAX_MONTHS)
        return ST_BAD_INPUT;
    struct measure_sum *sums = calloc(t->n_measures + 1, sizeof(*sums));
    if (sums == NULL || !resize(&t->by_month, (t->n_months + 1) * sizeof(*t->by_month)) ||
        !resize(&t->months, (t->n_months + 1) * sizeof(*t->months))) {
        free(sums);
        return ST_RETRY;
    }
    t->by_month[t->n_months] = (struct month_sums){month, sums};
    size_t at = t->n_months++;
    for (; at > 0 && t->months[at - 1] > month; at--)
        t->months[at] = t->months[at - 1];
    t->months[at] = month;
    return ST_OK;
}

/* The newest is looked at first: a snapshot has one month, an upsert file is mostly in order. */
static size_t month_index(const struct tally *t, int32_t month)
{
    for (size_t i = t->n_months; i-- > 0;) {
        if (t->by_month[i].month == month)
            return i;
    }
    return SIZE_MAX;
}

static enum status place_months(struct tally *t, const struct columns *columns)
{
    size_t index = SIZE_MAX;
    for (size_t i = 0; i < columns->n_rows; i++) {
        if (index == SIZE_MAX || t->by_month[index].month != columns->month[i])
            index = month_index(t, columns->month[i]);
        if (index == SIZE_MAX) {
            enum status st = add_month(t, columns->month[i]);
            if (st != ST_OK)
                return st;
            index = t->n_months - 1;
        }
        t->month_of_row[t->rows + i] = (uint16_t)index;
    }
    return ST_OK;
}

static bool bit_get(const uint8_t *bits, uint64_t i)
{
    return (bits[i / 8] >> (i % 8)) & 1;
}

static void bit_set(uint8_t *bits, uint64_t i, bool on)
{
    uint8_t mask = (uint8_t)(1u << (i % 8));
    bits[i / 8] = on ? bits[i / 8] | mask : bits[i / 8] & (uint8_t)~mask;
}

static enum status remember(struct tally *t, struct memory *memory, const struct columns *columns)
{
    int64_t number[COLUMNS_MAX_ROWS];
    uint8_t counted[COLUMNS_MAX_ROWS];
    enum status st = eval_contributions(t->eval, memory->measure, columns, number, counted);
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < columns->n_rows; i++)
        bit_set(memory->counted, t->rows + i, counted[i]);
    if (memory->number != NULL)
        memcpy(memory->number + t->rows, number, columns->n_rows * sizeof(number[0]));
    return ST_OK;
}

/* sign +1 adds what row `row` is remembered to add, -1 takes it back. */
static void apply(struct tally *t, size_t measure, uint64_t row, int sign)
{
    const struct memory *memory = &t->memory[measure];
    struct measure_sum *sum = &t->by_month[t->month_of_row[row]].sums[measure];
    if (!bit_get(memory->counted, row))
        return;
    sum->rows += sign;
    sum->sum += sign * (memory->number == NULL ? (i128)1 : (i128)memory->number[row]);
}

enum status tally_add(struct tally *t, const struct columns *columns)
{
    enum status st = reserve(t);
    if (st == ST_OK)
        st = place_months(t, columns);
    for (size_t m = 0; st == ST_OK && m < t->n_measures; m++)
        st = remember(t, &t->memory[m], columns);
    if (st != ST_OK)
        return st;
    for (size_t m = 0; m < t->n_measures; m++) {
        for (size_t i = 0; i < columns->n_rows; i++)
            apply(t, m, t->rows + i, 1);
    }
    t->rows += columns->n_rows;
    return ST_OK;
}

uint64_t tally_rows(const struct tally *t)
{
    return t->rows;
}

void tally_retract(struct tally *t, uint64_t row)
{
    assert(row < t->rows);
    for (size_t m = 0; m < t->n_measures; m++) {
        apply(t, m, row, -1);
        bit_set(t->memory[m].counted, row, false);
    }
}

size_t tally_months(const struct tally *t, const int32_t **ret_months)
{
    *ret_months = t->months;
    return t->n_months;
}

struct measure_sum tally_sum(const struct tally *t, size_t measure, int32_t month)
{
    assert(measure < t->n_measures);
    size_t i = month_index(t, month);
    return i == SIZE_MAX ? (struct measure_sum){0} : t->by_month[i].sums[measure];
}
