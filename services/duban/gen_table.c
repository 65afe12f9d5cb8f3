/* gen_table.c: reads the code tables and the organisation that the sample is made from. */
#include "duban/gen_table.h"

#include <string.h>

#include "lib/file.h"

/* The largest base table (ICD-10) has 1.2 MB. */
#define TABLE_MAX_BYTES (64u << 20)
#define COLUMN_MAX      64u

static enum status read_file(const char *path, char **ret, struct text *why)
{
    scoped(text_done) struct text bytes;
    scoped(text_done) struct text said;
    text_init(&bytes, TABLE_MAX_BYTES);
    text_init(&said, 256);
    enum status status = file_read(path, &bytes, &said);
    if (status == ST_OK && memchr(bytes.s, '\0', bytes.len)) {
        text_append(&said, "not a text");
        status = ST_BAD_INPUT;
    }
    if (status != ST_OK) {
        text_printf(why, "%s: %s", path, said.s);
        return status;
    }
    *ret = text_take(&bytes);
    return *ret ? ST_OK : ST_FATAL;
}

static size_t count_char(const char *s, char wanted)
{
    size_t count = 0;
    for (; *s; s++)
        count += *s == wanted;
    return count;
}

/* Splits one line in place; true when it has exactly column_count cells. */
static bool split_line(char *line, const char **cells, size_t column_count)
{
    size_t n = 0;
    for (char *cell = line; cell; n++) {
        if (n == column_count)
            return false;
        cells[n] = cell;
        cell = strchr(cell, '\t');
        if (cell)
            *cell++ = '\0';
    }
    return n == column_count;
}

static enum status split_lines(struct gen_table *table, struct text *why)
{
    size_t row_capacity = count_char(table->bytes, '\n') + 1;
    size_t line_number = 0;
    for (char *line = table->bytes, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        line_number++;
        if (*line == '\0' || *line == '#')
            continue;
        line[strcspn(line, "\r")] = '\0';
        if (!table->cells) {
            table->column_count = count_char(line, '\t') + 1;
            table->cells = calloc(row_capacity * table->column_count, sizeof *table->cells);
            if (!table->cells || table->column_count > COLUMN_MAX)
                return ST_FATAL;
        }
        if (!split_line(line, table->cells + table->row_count * table->column_count, table->column_count)) {
            text_printf(why, "%s:%zu: not %zu cells as the header has", table->path, line_number, table->column_count);
            return ST_BAD_INPUT;
        }
        table->row_count++;
    }
    if (table->row_count == 0) {
        text_printf(why, "%s: empty", table->path);
        return ST_BAD_INPUT;
    }
    table->row_count--; /* the header is no data row */
    return ST_OK;
}

enum status gen_table_load(const char *path, struct gen_table *ret, struct text *why)
{
    struct gen_table table = {.path = path};
    enum status status = read_file(path, &table.bytes, why);
    if (status != ST_OK)
        return status;
    status = split_lines(&table, why);
    if (status != ST_OK)
        gen_table_done(&table);
    else
        *ret = table;
    return status;
}

void gen_table_done(struct gen_table *table)
{
    free(table->bytes);
    free(table->cells);
    *table = (struct gen_table){0};
}

static size_t column_index(const struct gen_table *table, const char *column)
{
    size_t i = 0;
    while (i < table->column_count && strcmp(table->cells[i], column) != 0)
        i++;
    return i;
}

const char *gen_table_cell(const struct gen_table *table, size_t row, const char *column)
{
    size_t i = column_index(table, column);
    if (i == table->column_count || row >= table->row_count)
        return NULL;
    return table->cells[(row + 1) * table->column_count + i];
}

const char *gen_table_find(const struct gen_table *table, const char *code, const char *column)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (strcmp(table->cells[(row + 1) * table->column_count], code) == 0)
            return gen_table_cell(table, row, column);
    return NULL;
}
