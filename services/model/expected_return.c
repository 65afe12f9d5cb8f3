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

/* A line that the county supervises from a later month on asks for nothing before (督办起始). */
static bool is_supervised(const struct organisation *organisation, const struct duty *duty, int32_t month)
{
    const struct line *line = organisation_line(organisation, duty->id);
    return line == NULL || line->supervised_from == DATE_NONE || month_of_date(line->supervised_from) <= month;
}

bool duty_reads_of(const struct organisation *organisation, const struct duty *duty, const struct institution *institution)
{
    const struct institution *under = organisation_institution_by_code(organisation, duty->scope.under);
    if (duty->scope.under != NULL && under == NULL)
        return false;
    for (const struct institution *node = institution; node != NULL; node = duty->each ? node->parent : NULL)
        if ((node == institution || institution_type_is_node(node->type)) && scope_has(&duty->scope, under, node))
            return true;
    return false;
}

/* Does a value of the line that is defined already look at this month? A year's value is one of its last month. */
static bool reads_month(const struct duty *duty, int32_t month)
{
    if (month == MONTH_EVER)
        return true;
    bool by_year = duty->judged_on == WINDOW_YTD || duty->judged_on == WINDOW_YEAR;
    return indicator_is_valid(duty->indicator, by_year ? month_from_ym(month_year(month), 12) : month);
}

/* Nobody is asked for what no line of the plan reads of him; a catalog without a plan asks for all. */
static bool is_asked_for(const struct catalog *catalog, const struct organisation *organisation, const struct kind *kind,
                         const struct institution *institution, int32_t month)
{
    const struct plan *plan = catalog_plan(catalog);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        if (plan->duties[i].indicator != NULL && indicator_reads(plan->duties[i].indicator, kind) &&
            reads_month(&plan->duties[i], month) && is_supervised(organisation, &plan->duties[i], month) &&
            duty_reads_of(organisation, &plan->duties[i], institution))
            return true;
    return plan == NULL;
}

bool kind_expects(const struct kind *kind, enum institution_type type)
{
    for (size_t i = 0; i < kind->n_expected_of; i++)
        if (strcmp(kind->expected_of[i], institution_type_name(type)) == 0)
            return true;
    return false;
}

bool institution_returns(const struct organisation *organisation, const struct institution *institution, const struct kind *kind,
                         int32_t date)
{
    bool returned;
    if (kind->n_expected_of > 0 && organisation_says_returned(organisation, institution, kind->name, date, &returned))
        return returned;
    return kind_expects(kind, institution->type);
}

bool kind_is_asked_of(const struct catalog *catalog, const struct organisation *organisation, const struct kind *kind,
                      const struct institution *institution, int32_t month)
{
    int32_t date = month == MONTH_EVER ? DATE_NONE : month_first_date(month);
    bool named;
    if (date != DATE_NONE && !institution_is_valid(institution, date))
        return false;
    if (kind->n_expected_of > 0 && organisation_says_returned(organisation, institution, kind->name, date, &named))
        return named;
    return kind_expects(kind, institution->type) && is_asked_for(catalog, organisation, kind, institution, month);
}

bool kind_is_asked_of_type(const struct catalog *catalog, const struct kind *kind, enum institution_type type)
{
    const struct plan *plan = catalog_plan(catalog);
    const uint32_t nodes = 1u << INSTITUTION_COUNTY | 1u << INSTITUTION_GROUP;
    if (!kind_expects(kind, type))
        return false;
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++) {
        const struct duty *duty = &plan->duties[i];
        uint32_t types = 1u << type | (duty->each ? nodes : 0);
        if (duty->indicator != NULL && indicator_reads(duty->indicator, kind) &&
            (duty->scope.types == 0 || (duty->scope.types & types) != 0))
            return true;
    }
    return plan == NULL;
}

enum status expected_returns(const struct catalog *catalog, const struct organisation *organisation, int32_t month,
                             struct return_list *returns)
{
    size_t before = returns->n;
    if (month < organisation_data_from(organisation))
        return ST_OK;
    for (size_t k = 0; k < catalog_kind_count(catalog); k++) {
        const struct kind *kind = catalog_kind_at(catalog, k);
        for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
            const struct institution *institution = organisation_institution_at(organisation, i);
            if (!kind_is_asked_of(catalog, organisation, kind, institution, month))
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
                if (institution_returns(organisation, members.at[i], kinds[k], month_first_date(month)) &&
                    institution_is_valid(members.at[i], month_first_date(month)))
                    status = put_return(returns, members.at[i], kinds[k], month);
    if (status != ST_OK)
        returns->n = before;
    return status;
}
