/* gen_sheet.c: keeps the cells of a file until it is written. */
#include "duban/gen_sheet.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"

void gen_sheet_init(struct gen_sheet *sheet, const struct kind *kind, const char *institution, int32_t month)
{
    *sheet = (struct gen_sheet){.kind = kind, .institution = institution, .month = month};
}

void gen_sheet_done(struct gen_sheet *sheet)
{
    free(sheet->cells);
    sheet->cells = NULL;
    sheet->n_rows = sheet->cap = 0;
}

size_t gen_sheet_row(struct gen_sheet *sheet)
{
    size_t width = sheet->kind->n_fields;
    if (sheet->n_rows == sheet->cap) {
        size_t cap = sheet->cap == 0 ? 8 : sheet->cap * 2;
        gen_cell *cells = reallocarray(sheet->cells, cap * width, sizeof *cells);
        if (cells == NULL) {
            sheet->failed = true;
            return sheet->n_rows; /* no cell of it is ever written: see at() */
        }
        sheet->cells = cells;
        sheet->cap = cap;
    }
    memset(sheet->cells + sheet->n_rows * width, 0, width * sizeof *sheet->cells);
    return sheet->n_rows++;
}

static char *at(const struct gen_sheet *sheet, size_t row, const char *field)
{
    int index = kind_field(sheet->kind, field);
    assert(index >= 0);
    return row < sheet->n_rows ? sheet->cells[row * sheet->kind->n_fields + (size_t)index] : NULL;
}

const char *gen_sheet_cell(const struct gen_sheet *sheet, size_t row, const char *field)
{
    const char *cell = at(sheet, row, field);
    return cell == NULL ? "" : cell;
}

size_t gen_sheet_row_of(struct gen_sheet *sheet, const char *field, const char *text)
{
    for (size_t row = 0; row < sheet->n_rows; row++)
        if (strcmp(gen_sheet_cell(sheet, row, field), text) == 0)
            return row;
    size_t row = gen_sheet_row(sheet);
    gen_sheet_text(sheet, row, field, "%s", text);
    return row;
}

void gen_sheet_text(struct gen_sheet *sheet, size_t row, const char *field, const char *format, ...)
{
    char *cell = at(sheet, row, field);
    if (cell == NULL)
        return;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(cell, GEN_CELL_BYTES, format, args);
    va_end(args);
    assert(len >= 0 && len < GEN_CELL_BYTES);
}

void gen_sheet_number(struct gen_sheet *sheet, size_t row, const char *field, int64_t number)
{
    gen_sheet_text(sheet, row, field, "%lld", (long long)number);
}

void gen_sheet_decimal(struct gen_sheet *sheet, size_t row, const char *field, i128 units, int decimals)
{
    scoped(text_done) struct text text;
    text_init(&text, GEN_CELL_BYTES);
    decimal_format(&text, units, decimals);
    gen_sheet_text(sheet, row, field, "%s", text.s);
}

void gen_sheet_date(struct gen_sheet *sheet, size_t row, const char *field, int day)
{
    int32_t date = month_first_date(sheet->month) + day - 1;
    if (date > month_last_date(sheet->month))
        date = month_last_date(sheet->month);
    scoped(text_done) struct text text;
    text_init(&text, GEN_CELL_BYTES);
    date_format(&text, date);
    gen_sheet_text(sheet, row, field, "%s", text.s);
}

/* The kind's last pattern is the one that names the institution where there are two. */
static void file_name(const struct gen_sheet *sheet, struct text *ret)
{
    const char *pattern = sheet->kind->file_names[sheet->kind->n_file_names - 1];
    while (*pattern != '\0') {
        if (strncmp(pattern, "{institution}", 13) == 0)
            text_append(ret, sheet->institution);
        else if (strncmp(pattern, "{yyyy}", 6) == 0)
            text_printf(ret, "%04d", month_year(sheet->month));
        else if (strncmp(pattern, "{mm}", 4) == 0)
            text_printf(ret, "%02d", month_number(sheet->month));
        else
            text_append_char(ret, *pattern);
        const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
        pattern = end != NULL ? end + 1 : pattern + 1;
    }
}

/* A rank is read from the column of its level: no column of its own. */
static bool has_column(const struct field *field)
{
    return field->type != FIELD_RANK;
}

static void write_header(const struct gen_sheet *sheet, struct gen_out *out)
{
    gen_out_cell(out, sheet->kind->institution_column);
    if (sheet->kind->period_column != NULL)
        gen_out_cell(out, sheet->kind->period_column);
    for (size_t i = 0; i < sheet->kind->n_fields; i++)
        if (has_column(&sheet->kind->fields[i]))
            gen_out_cell(out, sheet->kind->fields[i].columns[0]);
    gen_out_end_line(out);
}

static void write_row(const struct gen_sheet *sheet, size_t row, struct gen_out *out)
{
    gen_out_cell(out, sheet->institution);
    if (sheet->kind->period_column != NULL) {
        char period[16];
        snprintf(period, sizeof period, "%04d-%02d", month_year(sheet->month), month_number(sheet->month));
        gen_out_cell(out, period);
    }
    for (size_t i = 0; i < sheet->kind->n_fields; i++)
        if (has_column(&sheet->kind->fields[i]))
            gen_out_cell(out, sheet->cells[row * sheet->kind->n_fields + i]);
    gen_out_end_line(out);
}

enum status gen_sheet_write(const struct gen_sheet *sheet, const char *folder, enum gen_encoding encoding, bool crlf,
                            struct text *why)
{
    scoped(text_done) struct text path;
    struct gen_out *out;
    text_init(&path, 4096);
    text_printf(&path, "%s/%s/%04d-%02d/", folder, sheet->institution, month_year(sheet->month), month_number(sheet->month));
    file_name(sheet, &path);
    if (sheet->failed || path.overflow)
        return ST_FATAL;
    enum status status = gen_out_open(path.s, encoding, crlf, &out, why);
    if (status != ST_OK)
        return status;
    write_header(sheet, out);
    for (size_t row = 0; row < sheet->n_rows; row++)
        write_row(sheet, row, out);
    status = gen_out_close(out);
    if (status != ST_OK)
        text_printf(why, "%s: could not be written to its end", path.s);
    return status;
}
