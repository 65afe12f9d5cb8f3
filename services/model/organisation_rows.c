/* organisation_rows.c: the tables of an organisation, their columns, and the rows before anything is known about them. */
#include "model/organisation_private.h"

#include <stdlib.h>
#include <string.h>

#include "model/tsv.h"

#define COLUMNS(...)      \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static const struct {
    const char *name;
    const char *path; /* below a plan's folder */
    const char *const *columns;
    bool is_optional;
} TABLES[ORGANISATION_TABLE_COUNT] = {
    [TABLE_INSTITUTION] = {"institution", "organisation/institution.tsv",
                           COLUMNS("code", "name", "short_name", "type", "level", "parent_code", "front_page_code", "valid_from",
                                   "valid_to", "?id"),
                           false},
    [TABLE_DEPARTMENT] = {"department", "organisation/department.tsv", COLUMNS("code", "name", "superior_code", "relation"), false},
    [TABLE_RETURN] = {"return", "organisation/return.tsv", COLUMNS("institution", "kind", "from", "to", "returned"), true},
    [TABLE_POST] = {"post", "assignment/post.tsv", COLUMNS("code", "name", "owner", "phone"), false},
    [TABLE_PERSON] = {"person", "assignment/person.tsv", COLUMNS("code", "name", "salutation", "email", "phone", "channel"), false},
    [TABLE_HOLDER] = {"holder", "assignment/holder.tsv", COLUMNS("post", "person", "role", "from", "to"), false},
    [TABLE_REPORTER] = {"reporter", "assignment/reporter.tsv", COLUMNS("institution", "kind", "post"), false},
    [TABLE_LINE] = {"line", "assignment/line.tsv",
                    COLUMNS("duty", "department", "post", "internal_due", "supervised_from", "cooperating"), false},
    [TABLE_OFFICE] = {"office", "assignment/office.tsv", COLUMNS("key", "value"), false},
    [TABLE_LEDGER] = {"ledger", "assignment/ledger.tsv", COLUMNS("duty", "institution", "closed_on", "evidence", "note", "?ending"),
                      false},
};

const char *organisation_table_name(enum organisation_table table)
{
    return (unsigned)table < ORGANISATION_TABLE_COUNT ? TABLES[table].name : "?";
}

const char *organisation_table_path(enum organisation_table table)
{
    return (unsigned)table < ORGANISATION_TABLE_COUNT ? TABLES[table].path : "?";
}

bool organisation_table_is_optional(enum organisation_table table)
{
    return TABLES[table].is_optional;
}

enum status organisation_table_of_path(const char *path, enum organisation_table *ret)
{
    for (unsigned i = 0; i < ORGANISATION_TABLE_COUNT; i++) {
        if (strcmp(TABLES[i].path, path) == 0) {
            *ret = (enum organisation_table)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *const *organisation_table_columns(enum organisation_table table)
{
    return TABLES[table].columns;
}

struct organisation_builder *organisation_builder_new(int64_t alliance_id)
{
    struct organisation_builder *builder = calloc(1, sizeof(*builder));
    if (builder == NULL)
        return NULL;
    arena_init(&builder->arena);
    builder->alliance_id = alliance_id;
    return builder;
}

void organisation_builder_free(struct organisation_builder *builder)
{
    if (builder == NULL)
        return;
    for (unsigned i = 0; i < ORGANISATION_TABLE_COUNT; i++)
        free(builder->tables[i].at);
    arena_done(&builder->arena);
    free(builder);
}

void organisation_builder_add(struct organisation_builder *builder, enum organisation_table table, const char *const *cells,
                              const char *file, int64_t line)
{
    struct organisation_rows *rows = &builder->tables[table];
    if (rows->n == rows->cap) {
        size_t cap = rows->cap == 0 ? 64 : rows->cap * 2;
        struct organisation_row *at = cap > ORGANISATION_ROWS_MAX ? NULL : realloc(rows->at, cap * sizeof(*at));
        if (at == NULL) {
            builder->overflow = true;
            return;
        }
        rows->at = at;
        rows->cap = cap;
    }
    struct organisation_row *row = &rows->at[rows->n];
    /* the rows of one file share its name */
    const char *last_file = rows->n > 0 ? row[-1].file : NULL;
    *row = (struct organisation_row){.line = line};
    row->file = text_equal(file, last_file) ? last_file : arena_text(&builder->arena, file);
    for (size_t i = 0; TABLES[table].columns[i] != NULL; i++)
        row->cells[i] = arena_text(&builder->arena, cells[i] == NULL ? "" : cells[i]);
    rows->n++;
}

struct reading {
    struct organisation_builder *builder;
    enum organisation_table table;
    const char *file;
};

static enum status read_row(void *arg, const char *const *cells, int64_t line)
{
    const struct reading *reading = arg;
    organisation_builder_add(reading->builder, reading->table, cells, reading->file, line);
    return ST_OK;
}

enum status organisation_builder_read(struct organisation_builder *builder, enum organisation_table table, const char *name,
                                      const char *buf, size_t len, struct problems *problems)
{
    struct reading reading = {builder, table, name};
    return tsv_read(name, buf, len, TABLES[table].columns, read_row, &reading, problems);
}
