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
    const char *texts[ITEMS_MAX];
    const struct expr *expr = measure == NULL || measure->kind != kind ? NULL : measure->where;
    size_t n_texts = expr == NULL ? 0 : expr_texts_of(expr, field, texts, ITEMS_MAX);
    for (size_t i = 0; i < n_texts && *n < ITEMS_MAX; i++) {
        bool is_known = false;
        for (size_t k = 0; k < *n; k++)
            is_known = is_known || strcmp(items[k], texts[i]) == 0;
        if (!is_known)
            items[(*n)++] = texts[i];
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
        bool by_place = strcmp(kind->fields[kind->key[0]].name, "place") == 0;
        size.rows = by_place ? FORM_PLACE_ROWS : FORM_ITEM_ROWS; /* of no item that a line asks for: no rows */
    }
    return size;
}

size_t form_size_month(const struct form_size *size)
{
    return size->rows == FORM_ONE_ROW ? size->cells : size->rows == FORM_ITEM_ROWS ? size->cells * size->items : 0;
}
