/* xlsx.c: package, contents, texts, sheets, in this order; and the questions that a caller asks of cells. */
#include "model/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/xlsx_private.h"

static enum status read_strings(struct xlsx_package *package, const char *part, struct arena *arena, struct text *bytes,
                                struct problems *problems, struct xlsx_strings *ret)
{
    if (part == NULL)
        return ST_OK; /* all texts are in the cells */
    enum status st = xlsx_package_read(package, part, problems, bytes);
    if (st == ST_CONFLICT) {
        problems_add(problems, REASON_E_XLS_005, (&(struct place){.file = xlsx_package_name(package)}), part);
        return ST_BAD_INPUT;
    }
    return st == ST_OK ? xlsx_strings_read(xlsx_package_name(package), part, bytes, arena, problems, ret) : st;
}

static enum status read_sheets(struct xlsx_package *package, const struct xlsx_contents *contents,
                               const struct xlsx_strings *strings, struct text *bytes, struct problems *problems, struct xlsx *xlsx)
{
    size_t cells = XLSX_MAX_CELLS;
    enum status st = ST_OK;
    xlsx->sheets = arena_alloc(&xlsx->arena, contents->n_tabs, sizeof *xlsx->sheets);
    for (size_t i = 0; st == ST_OK && i < contents->n_tabs; i++) {
        const struct xlsx_tab *tab = &contents->tabs[i];
        struct xlsx_sheet *sheet = &xlsx->sheets[xlsx->n_sheets++];
        sheet->name = tab->name;
        st = xlsx_package_read(package, tab->part, problems, bytes);
        if (st == ST_CONFLICT) {
            problems_add(problems, REASON_E_XLS_005, (&(struct place){.file = xlsx_package_name(package)}), tab->part);
            st = ST_BAD_INPUT;
        } else if (st == ST_OK) {
            st = xlsx_cells_read(xlsx_package_name(package), tab->part, bytes, strings, &xlsx->arena, &cells, problems, sheet);
        }
    }
    return st;
}

enum status xlsx_load(const char *name, const void *buf, size_t len, struct problems *problems, struct xlsx **ret)
{
    scoped(xlsx_package_closep) struct xlsx_package *package = NULL;
    scoped(xlsx_strings_done) struct xlsx_strings strings = {0};
    scoped(text_done) struct text bytes;
    struct xlsx_contents contents;
    text_init(&bytes, XLSX_MAX_UNPACKED);
    enum status st = xlsx_package_open(name, buf, len, problems, &package);
    if (st != ST_OK)
        return st;
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (xlsx == NULL)
        return ST_RETRY;
    arena_init(&xlsx->arena);
    st = xlsx_contents_read(package, &xlsx->arena, problems, &contents);
    if (st == ST_OK)
        st = read_strings(package, contents.strings, &xlsx->arena, &bytes, problems, &strings);
    if (st == ST_OK)
        st = read_sheets(package, &contents, &strings, &bytes, problems, xlsx);
    if (st != ST_OK) {
        xlsx_free(xlsx);
        return st;
    }
    xlsx->epoch_1904 = contents.epoch_1904;
    *ret = xlsx;
    return ST_OK;
}

void xlsx_free(struct xlsx *xlsx)
{
    if (xlsx == NULL)
        return;
    arena_done(&xlsx->arena);
    free(xlsx);
}

void xlsx_freep(struct xlsx **xlsx)
{
    xlsx_free(*xlsx);
    *xlsx = NULL;
}

size_t xlsx_sheet_count(const struct xlsx *xlsx)
{
    return xlsx->n_sheets;
}

const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx *xlsx, size_t i)
{
    return i < xlsx->n_sheets ? &xlsx->sheets[i] : NULL;
}

const struct xlsx_cell *xlsx_cell_at(const struct xlsx_row *row, int32_t column)
{
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].column == column)
            return &row->cells[i];
    return NULL;
}

/* Days from the workbook's epoch. Day 60 of 1900 is a 29 February that never was: nobody plans in that year, so numbers below it
 * are no dates. */
static enum status date_of_number(const struct xlsx *xlsx, const char *text, int32_t *ret)
{
    enum { DAY_1900 = -25569, DAY_1904 = -24107, FIRST = 61, LAST = 2958465 };
    char *end = NULL;
    long days = strtol(text, &end, 10);
    if (end == text || (*end != '\0' && *end != '.') || days < FIRST || days > LAST)
        return ST_BAD_INPUT;
    *ret = (int32_t)days + (xlsx->epoch_1904 ? DAY_1904 : DAY_1900);
    return ST_OK;
}

/* 2026年6月30日 as 2026-6-30. */
static void date_plain(struct text *out, const char *text)
{
    static const char *const marks[] = {"年", "月", "日"};
    static const char *const plain[] = {"-", "-", ""};
    text += strspn(text, " \t\n");
    while (*text != '\0') {
        size_t i = 0;
        while (i < 3 && !text_starts_with(text, marks[i]))
            i++;
        if (i < 3)
            text_append(out, plain[i]);
        else
            text_append_char(out, *text);
        text += i < 3 ? strlen(marks[i]) : 1;
    }
}

enum status xlsx_cell_date(const struct xlsx *xlsx, const struct xlsx_cell *cell, int32_t *ret)
{
    scoped(text_done) struct text plain;
    struct date_read read;
    text_init(&plain, 64);
    if (cell->type == XLSX_NUMBER && strcspn(cell->text, ".") < 8) /* eight digits are a day as it is written: 20260630 */
        return date_of_number(xlsx, cell->text, ret);
    date_plain(&plain, cell->text);
    size_t len = plain.len;
    while (len > 0 && strchr(" \t\n", plain.s[len - 1]) != NULL)
        len--;
    if (plain.overflow || date_parse(plain.s, len, &read) != ST_OK)
        return ST_BAD_INPUT;
    *ret = read.date;
    return ST_OK;
}

void xlsx_column_format(struct text *out, int32_t column)
{
    if (column >= 26)
        xlsx_column_format(out, column / 26 - 1);
    text_append_char(out, (char)('A' + column % 26));
}
