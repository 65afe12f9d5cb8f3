/* table_json.c: tables for programs. Keys are stable; numbers are numbers, everything else is text. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "duban/table_form.h"

void table_json_string(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < 0x20 || c == 0x7f)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void put_cell(FILE *out, const struct table_column *column, const char *cell)
{
    if (column->type == CELL_NUMBER || column->type == CELL_BOOL)
        fputs(cell[0] != '\0' ? cell : "null", out);
    else
        table_json_string(out, cell);
}

static void put_row(FILE *out, const struct table *table, size_t row)
{
    fputc('{', out);
    for (size_t i = 0; i < table->n_columns; i++) {
        fputs(i > 0 ? ", " : "", out);
        table_json_string(out, table->columns[i].key);
        fputs(": ", out);
        put_cell(out, &table->columns[i], table->cells[row * table->n_columns + i]);
    }
    fputc('}', out);
}

static void put_table(FILE *out, const struct table *table)
{
    if (table->record && table->n_rows > 0) {
        put_row(out, table, 0);
        return;
    }
    fputs(table->record ? "null" : "[", out);
    for (size_t row = 0; !table->record && row < table->n_rows; row++) {
        fputs(row > 0 ? ",\n " : "", out);
        put_row(out, table, row);
    }
    fputs(table->record ? "" : "]", out);
}

void table_form_json(FILE *out, const struct table *const *tables, size_t n)
{
    for (size_t i = 0; n > 1 && i < n; i++) {
        fputs(i == 0 ? "{" : ",\n", out);
        table_json_string(out, tables[i]->name);
        fputs(": ", out);
        put_table(out, tables[i]);
    }
    if (n == 1)
        put_table(out, tables[0]);
    else
        fputs("}", out);
    fputc('\n', out);
}
