/* kind_person.c: a slip in a kind's file must not store names. */
#include "model/kind_person.h"

#include <string.h>

/* NULL: the columns have no names besides. */
static const char *header_of(const struct code_table *names, const char *column)
{
    int32_t i = names == NULL ? -1 : code_table_find(names, column, strlen(column));
    return i < 0 ? NULL : code_table_label(names, (size_t)i);
}

static bool is_person_column(const struct kind *kind, const char *column)
{
    for (size_t i = 0; i < kind->n_person_columns; i++) {
        const char *header = header_of(kind->column_names, kind->person_columns[i]);
        if (strcmp(kind->person_columns[i], column) == 0 || (header != NULL && strcmp(header, column) == 0))
            return true;
    }
    return false;
}

void kind_check_persons(const struct kind *kind, struct problems *problems)
{
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct field *f = &kind->fields[i];
        if (f->type == FIELD_HASH || f->take == TAKE_COUNT_PRESENT)
            continue;
        for (size_t c = 0; c < f->n_columns; c++)
            if (is_person_column(kind, f->columns[c]))
                problems_add(problems, REASON_E_CAT_410, &f->place, f->name, f->columns[c]);
    }
}
