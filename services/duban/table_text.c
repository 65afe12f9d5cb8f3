/* table_text.c: tables for people: a Chinese character is two columns wide on every terminal, and so it is counted. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "duban/table_form.h"
#include "lib/utf8.h"

#define GAP 2 /* columns between two cells */

/* East Asian Wide and Fullwidth, by the blocks that Chinese text uses. */
static const struct {
    int32_t first, last;
} WIDE[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0xa4cf},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x20000, 0x3fffd},
};

static int character_width(int32_t c)
{
    if (c < 0x20 || (c >= 0x300 && c <= 0x36f) || c == 0x200b || c == 0xfeff)
        return 0;
    for (size_t i = 0; i < sizeof WIDE / sizeof WIDE[0]; i++)
        if (c >= WIDE[i].first && c <= WIDE[i].last)
            return 2;
    return 1;
}

int table_text_width(const char *s, size_t len)
{
    int width = 0;
    for (const char *end = s + len; s < end;)
        width += character_width(utf8_next(&s, end));
    return width;
}

/* The length of the front that fits `width` columns, at least one character; 0 = no limit. Ends at a line end. */
static size_t fitting(const char *s, int width)
{
    const char *at = s, *end = s + strcspn(s, "\n");
    for (int used = 0; at < end;) {
        const char *next = at;
        used += character_width(utf8_next(&next, end));
        if (width > 0 && used > width && at > s)
            break;
        at = next;
    }
    return (size_t)(at - s);
}

static const char *shown(const struct table_column *column, const char *cell)
{
    if (column->type != CELL_BOOL)
        return cell;
    return strcmp(cell, "true") == 0 ? "是" : "";
}

static const char *cell_at(const struct table *table, size_t row, size_t column)
{
    return shown(&table->columns[column], table->cells[row * table->n_columns + column]);
}

/* A column that says nothing in any row is not shown. */
static bool is_shown(const struct table *table, size_t column)
{
    bool says = false;
    for (size_t row = 0; row < table->n_rows; row++)
        says = says || cell_at(table, row, column)[0] != '\0';
    return says && table->columns[column].type != CELL_HIDDEN;
}

/* The widest line of a column, its head included. */
static int column_width(const struct table *table, size_t column)
{
    int limit = table->columns[column].width;
    int widest = table_text_width(table->columns[column].zh, strlen(table->columns[column].zh));
    for (size_t row = 0; row < table->n_rows; row++) {
        const char *s = cell_at(table, row, column);
        while (*s != '\0') {
            size_t len = fitting(s, limit);
            int width = table_text_width(s, len);
            widest = width > widest ? width : widest;
            s += len + (s[len] == '\n');
        }
    }
    return widest;
}

static void put_padding(FILE *out, int n)
{
    fprintf(out, "%*s", n > 0 ? n : 0, "");
}

/* Blanks are owed until something follows them, so that no line ends in blanks. */
static void put_piece(FILE *out, const char *s, size_t len, int width, bool right, int *owed)
{
    int rest = width - table_text_width(s, len);
    if (len == 0) {
        *owed += width + GAP;
        return;
    }
    put_padding(out, *owed + (right ? rest : 0));
    fwrite(s, 1, len, out);
    *owed = (right ? 0 : rest) + GAP;
}

static void put_row(FILE *out, const struct table *table, const char **left, const int *widths)
{
    for (bool more = true; more;) {
        int owed = 0;
        more = false;
        for (size_t i = 0; i < table->n_columns; i++) {
            const struct table_column *column = &table->columns[i];
            if (!is_shown(table, i))
                continue;
            size_t len = fitting(left[i], column->width);
            put_piece(out, left[i], len, widths[i], column->type == CELL_NUMBER, &owed);
            left[i] += len + (left[i][len] == '\n');
            more = more || *left[i] != '\0';
        }
        fputc('\n', out);
    }
}

static void put_rows(FILE *out, const struct table *table)
{
    int widths[TABLE_COLUMNS_MAX];
    const char *left[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->n_columns; i++) {
        widths[i] = column_width(table, i);
        left[i] = table->columns[i].zh;
    }
    put_row(out, table, left, widths);
    for (size_t row = 0; row < table->n_rows; row++) {
        for (size_t i = 0; i < table->n_columns; i++)
            left[i] = cell_at(table, row, i);
        put_row(out, table, left, widths);
    }
}

/* A line a field; empty fields are not shown. */
static void put_record(FILE *out, const struct table *table)
{
    for (size_t i = 0; table->n_rows > 0 && i < table->n_columns; i++) {
        const char *cell = cell_at(table, 0, i);
        if (cell[0] == '\0' || table->columns[i].type == CELL_HIDDEN)
            continue;
        fprintf(out, "%s：", table->columns[i].zh);
        for (const char *c = cell; *c != '\0'; c++) {
            fputc(*c, out);
            if (*c == '\n')
                fputs("    ", out);
        }
        fputc('\n', out);
    }
}

void table_form_text(FILE *out, const struct table *const *tables, size_t n)
{
    bool first = true;
    for (size_t i = 0; i < n; i++) {
        const struct table *table = tables[i];
        if (n > 1 && table->n_rows == 0)
            continue;
        fputs(first ? "" : "\n", out);
        first = false;
        if (table->zh[0] != '\0')
            fprintf(out, "%s\n", table->zh);
        if (table->record)
            put_record(out, table);
        else if (table->n_rows == 0)
            fputs("（没有）\n", out);
        else
            put_rows(out, table);
    }
}
