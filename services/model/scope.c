/* scope.c: members, cells and expected returns. */
#include "model/scope.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/plan.h"

void members_done(struct members *members)
{
    free(members->at);
    *members = (struct members){0};
}

void cell_list_done(struct cell_list *cells)
{
    free(cells->at);
    *cells = (struct cell_list){0};
}

void return_list_done(struct return_list *returns)
{
    free(returns->at);
    *returns = (struct return_list){0};
}

/* Room for one more element; NULL: no memory, the list is as before. */
static void *grow(void **at, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return *at;
    size_t more = *cap == 0 ? 16 : *cap * 2;
    void *grown = reallocarray(*at, more, size);
    if (grown != NULL) {
        *at = grown;
        *cap = more;
    }
    return grown;
}

void scope_format(struct text *out, const struct scope *scope)
{
    if (scope == NULL) {
        text_append(out, "self");
        return;
    }
    const char *between = "types=";
    for (unsigned t = 0; t < INSTITUTION_TYPE_COUNT; t++) {
        if ((scope->types & (1u << t)) == 0)
            continue;
        text_append(out, between);
        text_append(out, institution_type_name((enum institution_type)t));
        between = ",";
    }
    if (scope->types != 0)
        text_append(out, ";");
    between = "institutions=";
    for (size_t i = 0; i < scope->n_institutions; i++) {
        text_append(out, between);
        text_append(out, scope->institutions[i]);
        between = ",";
    }
    if (scope->n_institutions > 0)
        text_append(out, ";");
    if (scope->under != NULL)
        text_printf(out, "under=%s;", scope->under);
    text_append(out, "together");
}

static bool scope_names(const struct scope *scope, const char *code)
{
    for (size_t i = 0; i < scope->n_institutions; i++)
        if (strcmp(scope->institutions[i], code) == 0)
            return true;
    return false;
}

static bool scope_has(const struct scope *scope, const struct institution *node, const struct institution *institution)
{
    if (scope->types != 0 && (scope->types & (1u << institution->type)) == 0)
        return false;
    if (scope->n_institutions > 0 && !scope_names(scope, institution->code))
        return false;
    if (scope->types == 0 && scope->n_institutions == 0 && institution_type_is_node(institution->type))
        return false;
    return node == NULL || institution_is_under(institution, node);
}

/* The members that a test lets in. */
static enum status collect(const struct organisation *organisation, int32_t date,
                           bool (*test)(const void *arg, const struct institution *institution), const void *arg,
                           struct members *ret)
{
    size_t count = organisation_institution_count(organisation);
    struct members members = {.at = malloc((count + 1) * sizeof(*members.at))};
    if (members.at == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < count; i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        if (institution_is_valid(institution, date) && test(arg, institution))
            members.at[members.n++] = institution;
    }
    *ret = members;
    return ST_OK;
}

struct scope_test {
    const struct scope *scope;
    const struct institution *node;    /* NULL: no condition */
    const struct indicator *indicator; /* NULL: whoever */
    bool nobody;                       /* the node does not exist */
};

/* The types that return all kinds of an indicator; all bits when nobody is expected to. */
static bool returns_indicator(const struct indicator *indicator, enum institution_type type)
{
    const struct measure *measures[] = {indicator->numerator, indicator->denominator};
    for (size_t m = 0; m < 2; m++) {
        const struct kind *kind = measures[m] == NULL ? NULL : measures[m]->kind;
        bool found = kind == NULL || kind->n_expected_of == 0;
        for (size_t i = 0; !found && i < kind->n_expected_of; i++)
            found = strcmp(kind->expected_of[i], institution_type_name(type)) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool in_scope(const void *arg, const struct institution *institution)
{
    const struct scope_test *test = arg;
    return !test->nobody && scope_has(test->scope, test->node, institution) &&
           (test->indicator == NULL || returns_indicator(test->indicator, institution->type));
}

static struct scope_test scope_test(const struct organisation *organisation, const struct scope *scope,
                                    const struct indicator *indicator)
{
    const struct institution *node = organisation_institution_by_code(organisation, scope->under);
    return (struct scope_test){scope, node, indicator, scope->under != NULL && node == NULL};
}

enum status scope_members(const struct organisation *organisation, const struct scope *scope, int32_t date, struct members *ret)
{
    struct scope_test test = scope_test(organisation, scope, NULL);
    return collect(organisation, date, in_scope, &test, ret);
}

bool indicator_is_returned(const struct indicator *indicator)
{
    return indicator->numerator->kind->n_expected_of > 0 ||
           (indicator->denominator != NULL && indicator->denominator->kind->n_expected_of > 0);
}

int64_t indicator_cutoff_us(const struct indicator *indicator, int32_t month)
{
    int64_t cutoff_us = kind_cutoff_us(indicator->numerator->kind, month);
    if (indicator->denominator != NULL) {
        int64_t other_us = kind_cutoff_us(indicator->denominator->kind, month);
        cutoff_us = other_us > cutoff_us ? other_us : cutoff_us;
    }
    return cutoff_us;
}

enum status duty_subjects(const struct organisation *organisation, const struct duty *duty, int32_t date, struct members *ret)
{
    if (duty->each)
        return scope_members(organisation, &duty->scope, date, ret);
    const struct institution *node = organisation_institution_by_code(organisation, duty->node);
    struct members members = {.at = malloc(sizeof(*members.at))};
    if (members.at == NULL)
        return ST_RETRY;
    if (node != NULL && institution_is_valid(node, date))
        members.at[members.n++] = node;
    *ret = members;
    return ST_OK;
}

bool duty_cell(const struct duty *duty, const struct institution *subject, int32_t month, struct cell *ret)
{
    if (duty->indicator == NULL)
        return false;
    *ret = (struct cell){duty->indicator, duty->judged_on, subject, duty->each ? NULL : &duty->scope, month};
    return true;
}

int32_t cell_start_date(const struct cell *cell)
{
    int32_t first = cell->window == WINDOW_LATEST ? cell->month : period_first_month(cell->window, cell->month);
    return month_first_date(first);
}

static enum status month_cells(const struct organisation *organisation, const struct duty *duty, int32_t month,
                               struct cell_list *cells)
{
    struct cell cell;
    scoped(members_done) struct members subjects = {0};
    if (!duty_cell(duty, NULL, month, &cell))
        return ST_OK;
    enum status status = duty_subjects(organisation, duty, cell_start_date(&cell), &subjects);
    for (size_t i = 0; status == ST_OK && i < subjects.n; i++) {
        if (grow((void **)&cells->at, cells->n, &cells->cap, sizeof(*cells->at)) == NULL)
            return ST_RETRY;
        cell.subject = subjects.at[i];
        cells->at[cells->n++] = cell;
    }
    return status;
}

enum status duty_cells(const struct organisation *organisation, const struct duty *duty, int32_t from_month, int32_t to_month,
                       struct cell_list *cells)
{
    size_t before = cells->n;
    int32_t first = duty->starts == DATE_NONE ? INT32_MIN : month_of_date(duty->starts), due;
    from_month = from_month < first ? first : from_month;
    if (!duty_is_dated(duty) && duty_due_period(duty, &due))
        to_month = to_month > due ? due : to_month;
    for (int32_t month = from_month; month <= to_month; month++) {
        if (!period_ends_in(duty->judged_on, month))
            continue;
        enum status status = month_cells(organisation, duty, month, cells);
        if (status != ST_OK) {
            cells->n = before;
            return status;
        }
    }
    return ST_OK;
}

/* `self`: the institution; a node whose members return the data: those at or below it. */
static bool in_self(const void *arg, const struct institution *institution)
{
    const struct cell *cell = arg;
    if (!institution_type_is_node(cell->subject->type) || !indicator_is_returned(cell->indicator))
        return institution == cell->subject;
    return institution_is_under(institution, cell->subject) && returns_indicator(cell->indicator, institution->type);
}

enum status cell_members(const struct organisation *organisation, const struct cell *cell, struct members *ret)
{
    int32_t date = cell_start_date(cell);
    if (cell->scope == NULL)
        return collect(organisation, date, in_self, cell, ret);
    struct scope_test test = scope_test(organisation, cell->scope, cell->indicator);
    return collect(organisation, date, in_scope, &test, ret);
}

static enum status put_return(struct return_list *returns, const struct institution *institution, const struct kind *kind,
                              int32_t month)
{
    if (grow((void **)&returns->at, returns->n, &returns->cap, sizeof(*returns->at)) == NULL)
        return ST_RETRY;
    returns->at[returns->n++] = (struct expected_return){institution, kind, month, kind_cutoff_us(kind, month)};
    return ST_OK;
}

static bool kind_expects(const struct kind *kind, enum institution_type type)
{
    for (size_t i = 0; i < kind->n_expected_of; i++)
        if (strcmp(kind->expected_of[i], institution_type_name(type)) == 0)
            return true;
    return false;
}

enum status expected_returns(const struct catalog *catalog, const struct organisation *organisation, int32_t month,
                             struct return_list *returns)
{
    size_t before = returns->n;
    for (size_t k = 0; k < catalog_kind_count(catalog); k++) {
        const struct kind *kind = catalog_kind_at(catalog, k);
        for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
            const struct institution *institution = organisation_institution_at(organisation, i);
            if (!kind_expects(kind, institution->type) || !institution_is_valid(institution, month_first_date(month)))
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
