/* ddl.c: the columns of a kind's record table, and the CREATE TABLE that has them. */
#include "model/ddl.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void ddl_field_column(struct text *out, const struct field *field)
{
    text_printf(out, "%s%s", field->name, field->type == FIELD_DATETIME ? "_us" : "");
}

static const char *field_sql_type(const struct field *field)
{
    switch (field->type) {
    case FIELD_DATE: return "date";
    case FIELD_CODE:
    case FIELD_TEXT: return "text";
    case FIELD_HASH: return "bytea";
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_DATETIME:
    case FIELD_RANK:
    case FIELD_TYPE_COUNT: break;
    }
    return "bigint";
}

static void add_column(struct ddl_column *ret, size_t *n, const char *name, const char *suffix, const char *type, bool not_null,
                       enum ddl_source source, int field)
{
    struct ddl_column *column = &ret[(*n)++];
    *column = (struct ddl_column){.type = type, .not_null = not_null, .source = source, .field = field};
    snprintf(column->name, sizeof(column->name), "%s%s", name, suffix);
}

size_t ddl_columns(const struct kind *kind, struct ddl_column *ret)
{
    size_t n = 0;
    add_column(ret, &n, "institution_id", "", "bigint", true, DDL_INSTITUTION_ID, -1);
    add_column(ret, &n, "batch_id", "", "bigint", true, DDL_BATCH_ID, -1);
    add_column(ret, &n, "line", "", "bigint", true, DDL_LINE, -1);
    add_column(ret, &n, "month", "", "bigint", true, DDL_MONTH, -1);
    add_column(ret, &n, "row_digest", "", "bytea", true, DDL_ROW_DIGEST, -1);
    add_column(ret, &n, "key_digest", "", "bytea", true, DDL_KEY_DIGEST, -1);
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct field *field = &kind->fields[i];
        bool always = field->required || field->has_default || field->empty == EMPTY_ZERO || field->take == TAKE_COUNT_PRESENT;
        assert(field_name_is_safe(field->name));
        const char *suffix = field->type == FIELD_DATETIME ? "_us" : "";
        add_column(ret, &n, field->name, suffix, field_sql_type(field), always, DDL_FIELD, (int)i);
        if ((int)i != kind->key_zero_guard)
            continue;
        add_column(ret, &n, field->name, "_stripped", "bytea", always, DDL_FIELD_STRIPPED, (int)i);
        add_column(ret, &n, field->name, "_length", "bigint", always, DDL_FIELD_LENGTH, (int)i);
    }
    return n;
}

/* A text as an SQL literal, for comments: words of the catalog, which may hold anything. */
static void append_quoted(struct text *out, const char *s)
{
    text_append_char(out, '\'');
    for (; *s != '\0'; s++) {
        if (*s == '\'')
            text_append_char(out, '\'');
        text_append_char(out, *s);
    }
    text_append_char(out, '\'');
}

static void append_comments(struct text *out, const struct kind *kind, const struct ddl_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (columns[i].source != DDL_FIELD)
            continue;
        const struct field *field = &kind->fields[columns[i].field];
        scoped(text_done) struct text words;
        text_init(&words, 1024);
        text_append(&words, field->zh);
        if (field_scale(field) > 0)
            text_printf(&words, " × 10^%d", field_scale(field));
        if (field->unit != UNIT_NONE)
            text_printf(&words, "（%s）", unit_name(field->unit));
        text_printf(out, "COMMENT ON COLUMN ingest.%s.%s IS ", kind->table, columns[i].name);
        append_quoted(out, words.s);
        text_append(out, ";\n");
    }
}

enum status ddl_format(struct text *out, const struct kind *kind)
{
    struct ddl_column columns[DDL_MAX_COLUMNS];
    size_t n = ddl_columns(kind, columns);
    assert(field_name_is_safe(kind->table) && field_name_is_safe(kind->name));
    text_printf(out, "-- table: distributed\nCREATE TABLE ingest.%s (\n", kind->table);
    for (size_t i = 0; i < n; i++)
        text_printf(out, "    %s %s%s,\n", columns[i].name, columns[i].type, columns[i].not_null ? " NOT NULL" : "");
    text_printf(out, "    CONSTRAINT %s_pkey PRIMARY KEY (institution_id, batch_id, line)\n);\n", kind->table);
    if (kind->submission == SUBMISSION_UPSERT)
        text_printf(out, "CREATE INDEX %s_by_key ON ingest.%s (institution_id, key_digest);\n", kind->table, kind->table);
    append_comments(out, kind, columns, n);
    return text_status(out);
}
