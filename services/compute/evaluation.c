/* evaluation.c: value and standing of a cell. The arithmetic is the model's (value.h, scope.h); here is what it is fed with. */
#include "compute/evaluation.h"

#include <stdlib.h>
#include <string.h>

#include "compute/standing_store.h"
#include "compute/total_store.h"
#include "lib/date.h"
#include "model/indicator.h"
#include "model/organisation.h"

#define MEASURES_MAX 1000 /* of one catalog */

struct measure_totals {
    const struct measure *measure;
    bool serving;
    struct total *totals;
    size_t n;
};

struct evaluation {
    struct db *db;
    const struct alliance *alliance;
    int32_t to_month;
    struct measure_totals measures[MEASURES_MAX];
    size_t n_measures;
    struct return_book returns;
    bool has_returns;
};

int32_t evaluation_data_from(const struct alliance *alliance)
{
    const char *from = alliance->organisation == NULL ? NULL : organisation_office(alliance->organisation, "data_from");
    int32_t month = INT32_MIN;
    if (from != NULL && month_parse(from, strlen(from), &month) != ST_OK)
        return INT32_MIN;
    return month;
}

enum status evaluation_new(struct db *db, const struct alliance *alliance, int32_t to_month, struct evaluation **ret)
{
    struct evaluation *evaluation = calloc(1, sizeof *evaluation);
    if (evaluation == NULL)
        return ST_RETRY;
    *evaluation = (struct evaluation){.db = db, .alliance = alliance, .to_month = to_month};
    *ret = evaluation;
    return ST_OK;
}

void evaluation_free(struct evaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    for (size_t i = 0; i < evaluation->n_measures; i++)
        free(evaluation->measures[i].totals);
    return_book_done(&evaluation->returns);
    free(evaluation);
}

static enum status totals_of(struct evaluation *evaluation, const struct measure *measure, const struct measure_totals **ret)
{
    for (size_t i = 0; i < evaluation->n_measures; i++)
        if (evaluation->measures[i].measure == measure) {
            *ret = &evaluation->measures[i];
            return ST_OK;
        }
    if (evaluation->n_measures == MEASURES_MAX)
        return ST_FATAL;
    struct measure_totals *m = &evaluation->measures[evaluation->n_measures];
    *m = (struct measure_totals){.measure = measure};
    int64_t alliance_id = evaluation->alliance->id;
    enum status st = measure_serves(evaluation->db, alliance_id, measure->name, measure->hash, &m->serving);
    if (st == ST_OK)
        st = totals_read(evaluation->db, alliance_id, measure->name, PERIOD_MONTH_MIN, evaluation->to_month, &m->totals, &m->n);
    if (st != ST_OK)
        return st;
    evaluation->n_measures++;
    *ret = m;
    return ST_OK;
}

static enum status number_of(struct evaluation *evaluation, const struct cell *cell, const struct members *members,
                             struct value *ret)
{
    const struct indicator *indicator = cell->indicator;
    const struct measure_totals *numerators = NULL, *denominators = NULL, *untils = NULL;
    enum status st = totals_of(evaluation, indicator->numerator, &numerators);
    if (st == ST_OK && indicator->denominator != NULL)
        st = totals_of(evaluation, indicator->denominator, &denominators);
    if (st == ST_OK && indicator->until != NULL)
        st = totals_of(evaluation, indicator->until, &untils);
    if (st != ST_OK)
        return st;
    if (!numerators->serving || (denominators != NULL && !denominators->serving) || (untils != NULL && !untils->serving))
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
    st = value_compute(&input, ret);
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

static enum status standing_of(struct evaluation *evaluation, const struct cell *cell, const struct members *members,
                               struct cell_value *ret)
{
    if (!evaluation->has_returns) {
        enum status st = return_book_read(evaluation->db, evaluation->alliance->id, &evaluation->returns);
        if (st != ST_OK)
            return st;
        evaluation->has_returns = true;
    }
    struct return_list expected = {0};
    enum status st = cell_expected(evaluation->alliance->organisation, cell, evaluation_data_from(evaluation->alliance), &expected);
    if (st == ST_OK)
        count_standing(&evaluation->returns, members, &expected, ret);
    return_list_done(&expected);
    return st;
}

enum status evaluation_cell(struct evaluation *evaluation, const struct cell *cell, struct cell_value *ret)
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
