/* form_size.c: counts columns and the items that conditions name. */
#include "model/form_size.h"

#include <string.h>

#include "model/indicator.h"

#define ITEMS_MAX 256

static bool is_key(const struct kind *kind, size_t field)
{
    for (size_t i = 0; i < kind->n_key; i++)
        if (kind->key[i] == (int)field)
            return true;
    return false;
}

/* Was this column seen in an earlier field, or earlier in this one? */
static bool is_seen(const struct kind *kind, size_t field, size_t column)
{
    const char *name = kind->fields[field].columns[column];
    for (size_t f = 0; f <= field; f++)
        for (size_t c = 0; c < (f == field ? column : kind->fields[f].n_columns); c++)
            if (strcmp(kind->fields[f].columns[c], name) == 0)
                return true;
    return false;
}

static size_t cells_of(const struct kind *kind)
{
    size_t cells = 0;
    for (size_t f = 0; f < kind->n_fields; f++)
        for (size_t c = 0; !is_key(kind, f) && c < kind->fields[f].n_columns; c++)
            cells += !is_seen(kind, f, c);
    return cells;
}

static void add_items(const struct measure *measure, const struct kind *kind, int field, const char **items, size_t *n)
{
    const struct expr *expr = measure == NULL || measure->kind != kind ? NULL : measure->where;
    for (int i = 0; expr != NULL && i < expr->n_nodes; i++) {
        const struct expr_node *node = &expr->nodes[i];
        if ((node->op != EXPR_EQ && node->op != EXPR_IN) || expr->nodes[node->left].op != EXPR_FIELD ||
            expr->nodes[node->left].field != field)
            continue;
        for (int at = node->right; at >= 0 && *n < ITEMS_MAX; at = node->op == EXPR_IN ? expr->nodes[at].right : -1) {
            bool is_known = expr->nodes[at].text == NULL;
            for (size_t k = 0; k < *n; k++)
                is_known = is_known || strcmp(items[k], expr->nodes[at].text) == 0;
            if (!is_known)
                items[(*n)++] = expr->nodes[at].text;
        }
    }
}

/* The codes of that field that the plan's numbers ask for by name. */
static size_t items_of(const struct catalog *catalog, const struct kind *kind, int field)
{
    const struct plan *plan = catalog_plan(catalog);
    const char *items[ITEMS_MAX];
    size_t n = 0;
    for (size_t d = 0; plan != NULL && d < plan->n_duties; d++) {
        const struct indicator *indicator = plan->duties[d].indicator;
        if (indicator == NULL)
            continue;
        add_items(indicator->numerator, kind, field, items, &n);
        add_items(indicator->denominator, kind, field, items, &n);
    }
    return n;
}

struct form_size form_size(const struct catalog *catalog, const struct kind *kind)
{
    struct form_size size = {.rows = FORM_RECORDS, .cells = cells_of(kind)};
    if (kind->n_key == 0) {
        size.rows = FORM_ONE_ROW;
    } else if (kind->n_key == 1 && kind->fields[kind->key[0]].type == FIELD_CODE) {
        size.items = items_of(catalog, kind, kind->key[0]);
        size.rows = size.items > 0 ? FORM_ITEM_ROWS : FORM_PLACE_ROWS;
    }
    return size;
}

size_t form_size_month(const struct form_size *size)
{
    return size->rows == FORM_ONE_ROW ? size->cells : size->rows == FORM_ITEM_ROWS ? size->cells * size->items : 0;
}
