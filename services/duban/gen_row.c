/* gen_row.c: the cells of one front page. */
#include "duban/gen_row.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char EMPTY[] = "-";

static const char *const COLUMN_NAMES[GEN_COLUMN_COUNT] = {
#define GEN_COLUMN_NAME(name) [GEN_##name] = #name,
    GEN_COLUMN_TABLE(GEN_COLUMN_NAME)
#undef GEN_COLUMN_NAME
};

static size_t find_code(const struct gen_columns *columns, const char *code)
{
    size_t i = 0;
    while (i < columns->count && strcmp(columns->code[i], code) != 0)
        i++;
    return i;
}

enum status gen_columns_init(const struct gen_table *table, struct gen_columns *ret, struct text *why)
{
    ret->count = 0;
    for (size_t row = 0; row < table->row_count && row < GEN_ROW_COLUMNS_MAX; row++) {
        const char *code = gen_table_cell(table, row, "code");
        if (code)
            ret->code[ret->count++] = code;
    }
    for (size_t i = 0; i < GEN_COLUMN_COUNT; i++) {
        ret->place[i] = find_code(ret, COLUMN_NAMES[i]);
        if (ret->place[i] == ret->count) {
            text_printf(why, "%s: column %s is missing", table->path, COLUMN_NAMES[i]);
            return ST_BAD_INPUT;
        }
    }
    return ST_OK;
}

void gen_row_clear(struct gen_row *row, const struct gen_columns *columns)
{
    row->columns = columns;
    row->count = columns->count;
    row->used = 0;
    for (size_t i = 0; i < columns->count; i++)
        row->cell[i] = EMPTY;
}

void gen_row_set(struct gen_row *row, enum gen_column column, const char *cell)
{
    row->cell[row->columns->place[column]] = cell;
}

const char *gen_row_get(const struct gen_row *row, enum gen_column column)
{
    return row->cell[row->columns->place[column]];
}

static const char *arena_vprintf(struct gen_row *row, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

static const char *arena_vprintf(struct gen_row *row, const char *format, va_list args)
{
    char *s = row->arena + row->used;
    size_t room = sizeof row->arena - row->used;
    int len = vsnprintf(s, room, format, args);
    assert(len >= 0 && (size_t)len < room); /* 130 cells of at most 200 bytes would not fill it */
    row->used += (size_t)len + 1;
    return s;
}

const char *gen_row_text(struct gen_row *row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *s = arena_vprintf(row, format, args);
    va_end(args);
    return s;
}

void gen_row_printf(struct gen_row *row, enum gen_column column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    gen_row_set(row, column, arena_vprintf(row, format, args));
    va_end(args);
}

void gen_row_write(const struct gen_row *row, struct gen_out *out)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cell[i] == EMPTY)
            gen_out_bare_cell(out, EMPTY); /* nine cells of ten */
        else
            gen_out_cell(out, row->cell[i]);
    }
    gen_out_end_line(out);
}
