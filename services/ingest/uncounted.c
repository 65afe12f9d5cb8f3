/* uncounted.c: asks the catalog for the measure of each different item of a chunk, once. */
#include "ingest/uncounted.h"

#include <assert.h>
#include <string.h>

#include "model/columns.h"
#include "model/expr.h"
#include "model/indicator.h"
#include "model/intake.h"
#include "model/kind.h"

static bool is_asked_for(const struct indicator_book *book, const char *item, size_t len)
{
    scoped(text_done) struct text name;
    text_init(&name, EXPR_MAX_BYTES);
    text_append(&name, "milestone:");
    text_append_n(&name, item, len);
    return indicator_book_measure(book, name.s) != NULL;
}

void uncounted_warn(const struct indicator_book *book, const struct kind *kind, struct intake *intake)
{
    if (strcmp(kind->name, "milestone") != 0)
        return;
    const struct columns *chunk = intake_chunk(intake);
    int field = kind_field(kind, "item");
    if (field < 0 || kind->fields[field].type != FIELD_TEXT)
        return; /* a county's own kind of that name, with items of its own table */
    const struct column *items = &chunk->columns[field];
    bool asked[COLUMNS_MAX_ROWS] = {false}; /* by the item's number: a chunk has no more items than rows */
    size_t n = column_codes(items), len;
    assert(n <= COLUMNS_MAX_ROWS);
    for (size_t i = 0; i < n; i++) {
        const char *item = column_code_text(items, i, &len);
        asked[i] = is_asked_for(book, item, len);
    }
    for (size_t row = 0; row < chunk->n_rows; row++)
        if (chunk->live[row] && items->present[row] && !asked[items->number[row]])
            intake_warn(intake, row, field, REASON_E_ING_410);
}
