/* evaluation.c: value and standing of a cell. The arithmetic is the model's (value.h, scope.h); here is what it is fed with. */
#include "compute/evaluation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "compute/basis_store.h"
#include "lib/date.h"
#include "model/indicator.h"
#include "model/organisation.h"

struct evaluation {
    const struct alliance *alliance;
    struct basis basis;
};

/* The first month that the county asks data of (office.tsv: data_from); INT32_MIN: all. */
static int32_t data_from(const struct alliance *alliance)
{
    return alliance->organisation == NULL ? INT32_MIN : organisation_data_from(alliance->organisation);
}

enum status evaluation_new(const struct alliance *alliance, struct evaluation **ret)
{
    struct evaluation *evaluation = calloc(1, sizeof *evaluation);
    if (evaluation == NULL)
        return ST_RETRY;
    evaluation->alliance = alliance;
    *ret = evaluation;
    return ST_OK;
}

void evaluation_free(struct evaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    basis_done(&evaluation->basis);
    free(evaluation);
}

enum status evaluation_add(struct evaluation *evaluation, const struct cell *cell)
{
    const struct indicator *indicator = cell->indicator;
    struct basis *basis = &evaluation->basis;
    enum status st = basis_add(basis, indicator->numerator);
    if (st == ST_OK && indicator->denominator != NULL)
        st = basis_add(basis, indicator->denominator);
    if (st == ST_OK && indicator->until != NULL)
        st = basis_add(basis, indicator->until);
    return st;
}

enum status evaluation_read(struct evaluation *evaluation, struct db *db, int32_t to_month)
{
    return basis_read(db, evaluation->alliance->id, PERIOD_MONTH_MIN, to_month, &evaluation->basis);
}

/* NULL for no measure. One that was not asked for is a mistake of ours. */
static const struct basis_measure *totals_of(const struct evaluation *evaluation, const struct measure *measure)
{
    const struct basis_measure *totals = measure == NULL ? NULL : basis_find(&evaluation->basis, measure);
    assert((totals == NULL) == (measure == NULL));
    return totals;
}

static bool serves(const struct basis_measure *totals)
{
    return totals == NULL || totals->generation_id != 0;
}

static enum status number_of(const struct evaluation *evaluation, const struct cell *cell, const struct members *members,
                             struct value *ret)
{
    const struct indicator *indicator = cell->indicator;
    const struct basis_measure *numerators = totals_of(evaluation, indicator->numerator);
    const struct basis_measure *denominators = totals_of(evaluation, indicator->denominator);
    const struct basis_measure *untils = totals_of(evaluation, indicator->until);
    if (!serves(numerators) || !serves(denominators) || !serves(untils))
        return ST_CONFLICT;
    int64_t *ids = calloc(members->n == 0 ? 1 : members->n, sizeof *ids);
    if (ids == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < members->n; i++)
        ids[i] = members->at[i]->id;
    struct value_input input = {
        .indicator = indicator,
        .window = cell->window,
        .month = cell->month,
        .members = ids,
        .n_members = members->n,
        .numerators = numerators->totals,
        .n_numerators = numerators->n,
        .denominators = denominators == NULL ? NULL : denominators->totals,
        .n_denominators = denominators == NULL ? 0 : denominators->n,
        .untils = untils == NULL ? NULL : untils->totals,
        .n_untils = untils == NULL ? 0 : untils->n,
    };
    enum status st = value_compute(&input, ret);
    free(ids);
    return st;
}

/* n of m institutions owe nothing any more; expected returns of one institution stand in any order. */
static void count_standing(const struct return_book *book, const struct members *members, const struct return_list *expected,
                           struct cell_value *ret)
{
    size_t in = 0;
    ret->expected = ret->returned = 0;
    for (size_t m = 0; m < members->n; m++) {
        size_t owed = 0, missing = 0;
        for (size_t i = 0; i < expected->n; i++) {
            if (expected->at[i].institution != members->at[m])
                continue;
            bool here = return_book_has(book, members->at[m]->id, expected->at[i].kind->name, expected->at[i].month);
            owed++;
            missing += here ? 0 : 1;
            in += here ? 1 : 0;
        }
        ret->expected += owed > 0;
        ret->returned += owed > 0 && missing == 0;
    }
    if (members->n == 0)
        ret->standing = STANDING_NOT_APPLICABLE;
    else if (ret->returned == ret->expected)
        ret->standing = STANDING_COMPLETE;
    else
        ret->standing = in > 0 ? STANDING_PARTIAL : STANDING_NOT_REPORTED;
}

static enum status standing_of(const struct evaluation *evaluation, const struct cell *cell, const struct members *members,
                               struct cell_value *ret)
{
    struct return_list expected = {0};
    enum status st = cell_expected(evaluation->alliance->organisation, cell, data_from(evaluation->alliance), &expected);
    if (st == ST_OK)
        count_standing(&evaluation->basis.returns, members, &expected, ret);
    return_list_done(&expected);
    return st;
}

enum status evaluation_cell(const struct evaluation *evaluation, const struct cell *cell, struct cell_value *ret)
{
    struct members members = {0};
    struct cell_value value = {0};
    enum status st = cell_members(evaluation->alliance->organisation, cell, &members);
    if (st == ST_OK)
        st = number_of(evaluation, cell, &members, &value.value);
    if (st == ST_OK)
        st = standing_of(evaluation, cell, &members, &value);
    members_done(&members);
    if (st == ST_OK)
        *ret = value;
    return st;
}
