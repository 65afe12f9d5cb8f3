/* row_bind.c: finds columns by name: code in any case, or Chinese name. By name and never by place, since every
 * exporting system has its own order. */
#include "model/row_bind.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/row_cell.h"

struct binding {
    const struct kind *kind;
    const struct csv_record *header;
    struct problems *problems;
    struct text missing;
    size_t n_missing;
};

#define MISSING_SHOWN 8 /* of a wrong file all are missing: a few show which kind was expected */

static bool names(const struct csv_record *header, size_t i, const char *name)
{
    const char *s = csv_field_text(header, i);
    size_t len = header->fields[i].len;
    cell_trim(&s, &len);
    return name != NULL && *name != '\0' && strlen(name) == len && strncasecmp(s, name, len) == 0;
}

/* -1: not there. Twice is a problem, since nobody can say which one counts. */
static int find_by(struct binding *b, const char *name)
{
    int found = -1;
    for (size_t i = 0; i < b->header->n_fields; i++) {
        if (!names(b->header, i, name))
            continue;
        struct place at = {.line = b->header->line, .column = (int)i + 1};
        if (found >= 0)
            problems_add(b->problems, REASON_E_ING_102, &at, name);
        found = (int)i;
    }
    return found;
}

static int find_column(struct binding *b, const char *column, const char *zh, bool needed)
{
    int found = find_by(b, column);
    const struct code_table *book = b->kind->column_names;
    if (found < 0 && book != NULL && code_table_find(book, column, strlen(column)) >= 0)
        found = find_by(b, code_table_label(book, (size_t)code_table_find(book, column, strlen(column))));
    if (found < 0 && zh != NULL)
        found = find_by(b, zh);
    if (found < 0 && needed && b->n_missing++ < MISSING_SHOWN)
        text_printf(&b->missing, "%s%s", b->missing.len == 0 ? "" : "、", column);
    return found;
}

/* Does an earlier column of the fields have this name? Then it was told already. */
static bool stood_before(const struct kind *kind, size_t field, size_t column)
{
    const char *name = kind->fields[field].columns[column];
    for (size_t i = 0; i <= field; i++) {
        if (kind->fields[i].has_default)
            continue;
        for (size_t c = 0; c < (i == field ? column : kind->fields[i].n_columns); c++) {
            if (strcasecmp(kind->fields[i].columns[c], name) == 0)
                return true;
        }
    }
    return false;
}

static enum status bind_fields(struct binding *b, struct row_binding *ret)
{
    for (size_t i = 0; i < b->kind->n_fields; i++) {
        const struct field *field = &b->kind->fields[i];
        ret->field[i] = calloc(field->n_columns, sizeof(int));
        if (ret->field[i] == NULL)
            return ST_RETRY;
        for (size_t c = 0; c < field->n_columns; c++) {
            bool needed = !field->has_default && !stood_before(b->kind, i, c);
            ret->field[i][c] = find_column(b, field->columns[c], field->n_columns == 1 ? field->zh : NULL, needed);
        }
    }
    return ST_OK;
}

enum status row_bind(const struct kind *kind, const struct csv_record *header, struct problems *problems, struct row_binding *ret)
{
    struct binding b = {.kind = kind, .header = header, .problems = problems};
    struct row_binding binding = {.n_columns = header->n_fields, .period = -1};
    uint64_t errors = problems->errors;
    text_init(&b.missing, 4096);
    binding.field = calloc(kind->n_fields, sizeof(*binding.field));
    enum status st = binding.field == NULL ? ST_RETRY : ST_OK;
    if (st == ST_OK) {
        binding.institution = find_column(&b, kind->institution_column, kind->institution_zh, true);
        if (kind->period_column != NULL)
            binding.period = find_column(&b, kind->period_column, kind->period_zh, true);
        st = bind_fields(&b, &binding);
    }
    if (st == ST_OK && b.n_missing > 0) {
        struct place at = {.line = header->line};
        if (b.n_missing > MISSING_SHOWN)
            text_printf(&b.missing, "等%zu列", b.n_missing);
        problems_add(problems, REASON_E_ING_101, &at, b.missing.s);
    }
    text_done(&b.missing);
    if (st == ST_OK && problems->errors > errors)
        st = ST_BAD_INPUT;
    if (st != ST_OK)
        row_binding_done(kind, &binding);
    else
        *ret = binding;
    return st;
}

void row_binding_done(const struct kind *kind, struct row_binding *binding)
{
    for (size_t i = 0; binding->field != NULL && i < kind->n_fields; i++)
        free(binding->field[i]);
    free(binding->field);
    binding->field = NULL;
}
