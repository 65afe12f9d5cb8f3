/* expected_return.c: which files are owed: by everybody for a month, and by a cell's members for its window. */
#include "model/scope_private.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/kind.h"

void return_list_done(struct return_list *returns)
{
    free(returns->at);
    *returns = (struct return_list){0};
}

static enum status put_return(struct return_list *returns, const struct institution *institution, const struct kind *kind,
                              int32_t month)
{
    if (scope_grow((void **)&returns->at, returns->n, &returns->cap, sizeof(*returns->at)) == NULL)
        return ST_RETRY;
    returns->at[returns->n++] = (struct expected_return){institution, kind, month, kind_cutoff_us(kind, month)};
    return ST_OK;
}

/* A line that the county supervises from a later month on asks for nothing before (督办起始). `organisation` NULL: whenever. */
static bool is_supervised(const struct organisation *organisation, const struct duty *duty, int32_t month)
{
    const struct line *line = organisation == NULL ? NULL : organisation_line(organisation, duty->id);
    return line == NULL || line->supervised_from == DATE_NONE || month_of_date(line->supervised_from) <= month;
}

/* Nobody is asked for what no line of the plan reads; a catalog without a plan asks for all. */
static bool is_asked_for(const struct catalog *catalog, const struct organisation *organisation, const struct kind *kind,
                         int32_t month)
{
    const struct plan *plan = catalog_plan(catalog);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        if (plan->duties[i].indicator != NULL && indicator_reads(plan->duties[i].indicator, kind) &&
            is_supervised(organisation, &plan->duties[i], month))
            return true;
    return plan == NULL;
}

static bool kind_expects(const struct kind *kind, enum institution_type type)
{
    for (size_t i = 0; i < kind->n_expected_of; i++)
        if (strcmp(kind->expected_of[i], institution_type_name(type)) == 0)
            return true;
    return false;
}

bool kind_is_asked_of(const struct catalog *catalog, const struct kind *kind, enum institution_type type)
{
    return kind_expects(kind, type) && is_asked_for(catalog, NULL, kind, INT32_MAX);
}

enum status expected_returns(const struct catalog *catalog, const struct organisation *organisation, int32_t month,
                             struct return_list *returns)
{
    size_t before = returns->n;
    if (month < organisation_data_from(organisation))
        return ST_OK;
    for (size_t k = 0; k < catalog_kind_count(catalog); k++) {
        const struct kind *kind = catalog_kind_at(catalog, k);
        bool asked = is_asked_for(catalog, organisation, kind, month);
        for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
            const struct institution *institution = organisation_institution_at(organisation, i);
            if (!asked || !kind_expects(kind, institution->type) || !institution_is_valid(institution, month_first_date(month)))
                continue;
            if (put_return(returns, institution, kind, month) != ST_OK) {
                returns->n = before;
                return ST_RETRY;
            }
        }
    }
    return ST_OK;
}

enum status cell_expected(const struct organisation *organisation, const struct cell *cell, int32_t data_from_month,
                          struct return_list *returns)
{
    const struct measure *numerator = cell->indicator->numerator, *denominator = cell->indicator->denominator;
    const struct kind *kinds[2] = {numerator->kind,
                                   denominator == NULL || denominator->kind == numerator->kind ? NULL : denominator->kind};
    size_t before = returns->n;
    scoped(members_done) struct members members = {0};
    enum status status = cell_members(organisation, cell, &members);
    int32_t first = cell->window == WINDOW_LATEST ? cell->month : period_first_month(cell->window, cell->month);
    first = first < data_from_month ? data_from_month : first;
    for (size_t i = 0; status == ST_OK && i < members.n; i++)
        for (size_t k = 0; status == ST_OK && k < 2 && kinds[k] != NULL; k++)
            for (int32_t month = first; status == ST_OK && month <= cell->month; month++)
                if (kind_expects(kinds[k], members.at[i]->type) && institution_is_valid(members.at[i], month_first_date(month)))
                    status = put_return(returns, members.at[i], kinds[k], month);
    if (status != ST_OK)
        returns->n = before;
    return status;
}
