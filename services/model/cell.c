/* cell.c: the cells that a duty asks for, and whose totals each of them adds. */
#include "model/scope_private.h"

#include <stdlib.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/plan.h"

void cell_list_done(struct cell_list *cells)
{
    free(cells->at);
    *cells = (struct cell_list){0};
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
        if (scope_grow((void **)&cells->at, cells->n, &cells->cap, sizeof(*cells->at)) == NULL)
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

struct self_test {
    const struct organisation *organisation;
    const struct cell *cell;
    int32_t date;
};

/* `self`: the institution; a node: those at or below it. Only who returns the data counts: a number that nobody there owes is
 * nobody's (不适用), not one of a month without cases. */
static bool in_self(const void *arg, const struct institution *institution)
{
    const struct self_test *test = arg;
    const struct cell *cell = test->cell;
    if (!indicator_is_returned(cell->indicator))
        return institution == cell->subject;
    bool is_there = institution_type_is_node(cell->subject->type) ? institution_is_under(institution, cell->subject)
                                                                  : institution == cell->subject;
    return is_there && scope_returns(test->organisation, cell->indicator, institution, test->date);
}

enum status cell_members(const struct organisation *organisation, const struct cell *cell, struct members *ret)
{
    int32_t date = cell_start_date(cell);
    if (!indicator_is_valid(cell->indicator, cell->month)) {
        *ret = (struct members){0};
        return ST_OK;
    }
    if (cell->scope == NULL)
        return scope_collect(organisation, date, in_self, &(struct self_test){organisation, cell, date}, ret);
    return scope_members_of(organisation, cell->scope, cell->indicator, date, ret);
}

void cell_key_format(struct text *out, const struct cell *cell)
{
    text_printf(out, "%s|%s|", cell->indicator->name, window_name(cell->window));
    scope_format(out, cell->scope);
}
