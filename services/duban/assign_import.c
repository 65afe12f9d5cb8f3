/* assign_import.c: from the rows of a sheet to edits of the assignment, with every fault told by sheet, row and column. */
#include "duban/assign_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/assign_import_private.h"
#include "lib/date.h"
#include "lib/nearest.h"

#define CELL_MAX_BYTES  ((size_t)128 << 10)
#define WORDS_MAX_BYTES 600
#define PLACE_MAX_BYTES 512

struct reading {
    const struct assign_base *base;
    const struct plan *plan;
    const struct xlsx *xlsx;
    const struct xlsx_sheet *sheet;
    struct problems *problems;
    char where[PLACE_MAX_BYTES];          /* file and sheet */
    int32_t columns[ASSIGN_COLUMN_COUNT]; /* of the sheet; -1: missing */
    struct arena arena;
    struct assign_edit *edits; /* of each duty of the plan */
    size_t assigned;           /* rows that name somebody */
};

/* Without white space at both ends; tabs and line ends inside, which no table can hold, become 、 */
static const char *tidy(struct reading *in, const char *s)
{
    scoped(text_done) struct text text;
    text_init(&text, CELL_MAX_BYTES);
    for (s = assign_skip_space(s); *s != '\0';) {
        const char *next = assign_skip_space(s);
        if (next == s) {
            if ((unsigned char)*s >= ' ')
                text_append_char(&text, *s);
            s++;
        } else {
            bool breaks = memchr(s, '\n', (size_t)(next - s)) != NULL || memchr(s, '\t', (size_t)(next - s)) != NULL;
            if (*next != '\0')
                text_append(&text, breaks ? "、" : " ");
            s = next;
        }
    }
    return arena_text(&in->arena, text.s);
}

/* place with the column's letter and title: 「表.xlsx〔某方案〕:12 H 岗位」 */
struct cell_place {
    struct place place;
    char column[64];
};
static struct place *place_cell(const struct reading *in, int64_t row, enum assign_column column, struct cell_place *ret)
{
    scoped(text_done) struct text letter;
    text_init(&letter, 16);
    if (in->columns[column] >= 0)
        xlsx_column_format(&letter, in->columns[column]);
    snprintf(ret->column, sizeof ret->column, "%s列“%s”", letter.s, assign_column_info(column)->zh);
    ret->place = (struct place){.file = in->where, .line = row, .column_name = ret->column};
    return &ret->place;
}

/* ---- sheet and header ---- */

static bool has_header(const struct xlsx_sheet *sheet)
{
    for (size_t i = 0; sheet->n_rows > 0 && i < sheet->rows[0].n_cells; i++)
        if (assign_same_words(sheet->rows[0].cells[i].text, assign_column_info(ASSIGN_DUTY)->zh))
            return true;
    return false;
}

/* By the plan's name, as it was exported; else the only sheet that looks like one, for tabs are renamed. */
static enum status find_sheet(struct reading *in, const char *file)
{
    char name[ASSIGN_SHEET_NAME_BYTES];
    size_t with_header = 0;
    const struct xlsx_sheet *only = NULL;
    scoped(text_done) struct text names;
    text_init(&names, WORDS_MAX_BYTES);
    assign_sheet_name(in->plan, name);
    for (size_t i = 0; i < xlsx_sheet_count(in->xlsx); i++) {
        const struct xlsx_sheet *sheet = xlsx_sheet_at(in->xlsx, i);
        text_printf(&names, "%s%s", i > 0 ? "、" : "", sheet->name);
        if (strcmp(sheet->name, name) == 0 || strcmp(sheet->name, in->plan->code) == 0)
            in->sheet = sheet;
        if (has_header(sheet)) {
            with_header++;
            only = sheet;
        }
    }
    if (in->sheet == NULL && with_header == 1)
        in->sheet = only;
    if (in->sheet == NULL) {
        problems_add(in->problems, REASON_E_XLS_007, (&(struct place){.file = file}), name, names.s);
        return ST_BAD_INPUT;
    }
    snprintf(in->where, sizeof in->where, "%s〔%s〕", file, in->sheet->name);
    return ST_OK;
}

static enum status read_header(struct reading *in)
{
    const struct xlsx_row *row = in->sheet->n_rows > 0 ? &in->sheet->rows[0] : NULL;
    struct place at = {.file = in->where, .line = row == NULL ? 1 : row->number};
    uint64_t errors = in->problems->errors;
    for (enum assign_column column = 0; column < ASSIGN_COLUMN_COUNT; column++) {
        const char *title = assign_column_info(column)->zh;
        in->columns[column] = -1;
        for (size_t i = 0; row != NULL && i < row->n_cells; i++) {
            if (!assign_same_words(row->cells[i].text, title))
                continue;
            if (in->columns[column] >= 0)
                problems_add(in->problems, REASON_E_XLS_009, &at, title);
            in->columns[column] = row->cells[i].column;
        }
        if (in->columns[column] < 0)
            problems_add(in->problems, REASON_E_XLS_008, &at, title);
    }
    return in->problems->errors == errors ? ST_OK : ST_BAD_INPUT;
}

/* ---- cells ---- */

static const char *cell_text(const struct reading *in, const struct xlsx_row *row, enum assign_column column)
{
    const struct xlsx_cell *cell = xlsx_cell_at(row, in->columns[column]);
    return cell == NULL ? "" : cell->text;
}

/* A date that an office program made a number of is the day that was there. */
static bool same_cell(const struct reading *in, const struct xlsx_row *row, enum assign_column column, const char *before)
{
    const struct xlsx_cell *cell = xlsx_cell_at(row, in->columns[column]);
    int32_t date;
    bool is_date = column == ASSIGN_DUE || column == ASSIGN_INTERNAL_DUE || column == ASSIGN_SUPERVISED_FROM;
    scoped(text_done) struct text day;
    text_init(&day, 32);
    if (assign_same_words(cell == NULL ? "" : cell->text, before))
        return true;
    if (!is_date || cell == NULL || xlsx_cell_date(in->xlsx, cell, &date) != ST_OK)
        return false;
    date_format(&day, date);
    return strcmp(day.s, before) == 0;
}

static const char *take_date(struct reading *in, const struct xlsx_row *row, enum assign_column column)
{
    const struct xlsx_cell *cell = xlsx_cell_at(row, in->columns[column]);
    struct cell_place at;
    int32_t date;
    scoped(text_done) struct text day;
    text_init(&day, 32);
    if (cell == NULL)
        return "";
    if (xlsx_cell_date(in->xlsx, cell, &date) != ST_OK) {
        problems_add(in->problems, REASON_E_XLS_017, place_cell(in, row->number, column, &at), cell->text);
        return "";
    }
    date_format(&day, date);
    return arena_text(&in->arena, day.s);
}

static const char *take_cell(struct reading *in, const struct xlsx_row *row, enum assign_column column)
{
    struct cell_place at;
    place_cell(in, row->number, column, &at);
    switch (column) {
    case ASSIGN_DEPARTMENT:
    case ASSIGN_POST:
        return assign_name_code(in->base->organisation, column, tidy(in, cell_text(in, row, column)), &at.place, &in->arena,
                                in->problems);
    case ASSIGN_COOPERATING: return tidy(in, cell_text(in, row, column));
    default: return take_date(in, row, column);
    }
}

/* ---- rows ---- */

static bool row_is_unassigned(struct reading *in, const struct xlsx_row *row)
{
    for (enum assign_column column = 0; column < ASSIGN_COLUMN_COUNT; column++)
        if (assign_column_info(column)->may_change && tidy(in, cell_text(in, row, column))[0] != '\0')
            return false;
    return true;
}

static void tell_empty_needs(struct reading *in, const struct xlsx_row *row)
{
    static const enum assign_column needed[] = {ASSIGN_DEPARTMENT, ASSIGN_POST};
    struct cell_place at;
    for (size_t i = 0; i < 2; i++)
        if (tidy(in, cell_text(in, row, needed[i]))[0] == '\0')
            problems_add(in->problems, REASON_E_XLS_018, place_cell(in, row->number, needed[i], &at),
                         assign_column_info(needed[i])->zh);
}

static void read_cell(struct reading *in, const struct xlsx_row *row, const struct duty *duty, struct assign_edit *edit,
                      enum assign_column column)
{
    const struct xlsx_cell *cell = xlsx_cell_at(row, in->columns[column]);
    struct cell_place at;
    scoped(text_done) struct text before;
    text_init(&before, CELL_MAX_BYTES);
    assign_cell_format(&before, in->base->organisation, duty, column);
    if (same_cell(in, row, column, before.s))
        return;
    place_cell(in, row->number, column, &at);
    if (cell != NULL && cell->type == XLSX_ERROR)
        problems_add(in->problems, REASON_E_XLS_020, &at.place, cell->text);
    else if (!assign_column_info(column)->may_change)
        problems_add(in->problems, REASON_E_XLS_013, &at.place, before.s, cell == NULL ? "" : cell->text);
    else
        edit->cells[column] = take_cell(in, row, column);
}

static void read_assignment(struct reading *in, const struct xlsx_row *row, const struct duty *duty, struct assign_edit *edit)
{
    bool had_line = organisation_line(in->base->organisation, duty->id) != NULL, unassigned = row_is_unassigned(in, row);
    for (enum assign_column column = 0; column < ASSIGN_COLUMN_COUNT; column++)
        if (column != ASSIGN_DUTY && !(unassigned && assign_column_info(column)->may_change))
            read_cell(in, row, duty, edit, column);
    in->assigned += !unassigned;
    if (unassigned)
        edit->removed = had_line;
    else
        tell_empty_needs(in, row);
}

static void tell_unknown_duty(struct reading *in, const char *id, const struct place *at)
{
    const char **ids = arena_alloc(&in->arena, in->plan->n_duties + 1, sizeof *ids);
    for (size_t i = 0; i < in->plan->n_duties; i++)
        ids[i] = in->plan->duties[i].id;
    const char *meant = nearest_word(id, ids);
    if (meant[0] == '\0')
        problems_add(in->problems, REASON_E_XLS_010, at, id);
    else
        problems_add(in->problems, REASON_E_XLS_011, at, id, meant);
}

/* A row of remarks in columns that are nobody's is nobody's. */
static bool row_is_empty(const struct reading *in, const struct xlsx_row *row)
{
    for (enum assign_column column = 0; column < ASSIGN_COLUMN_COUNT; column++)
        if (*assign_skip_space(cell_text(in, row, column)) != '\0')
            return false;
    return true;
}

static void read_row(struct reading *in, const struct xlsx_row *row)
{
    const char *id = tidy(in, cell_text(in, row, ASSIGN_DUTY));
    const struct duty *duty = plan_duty(in->plan, id);
    struct cell_place at;
    if (row_is_empty(in, row))
        return;
    place_cell(in, row->number, ASSIGN_DUTY, &at);
    if (id[0] == '\0') {
        problems_add(in->problems, REASON_E_XLS_021, &at.place);
        return;
    }
    if (duty == NULL) {
        tell_unknown_duty(in, id, &at.place);
        return;
    }
    struct assign_edit *edit = &in->edits[duty - in->plan->duties];
    if (edit->row != 0) {
        char line[32];
        snprintf(line, sizeof line, "%lld", (long long)edit->row);
        problems_add(in->problems, REASON_E_XLS_012, &at.place, id, line);
        return;
    }
    edit->row = row->number;
    read_assignment(in, row, duty, edit);
}

/* Nobody takes all assignments away by a workbook; a workbook that was exported without them would. */
static void tell_emptied(struct reading *in)
{
    size_t removed = 0;
    char count[32];
    for (size_t i = 0; i < in->plan->n_duties; i++)
        removed += in->edits[i].removed;
    snprintf(count, sizeof count, "%zu", removed);
    if (removed > 0 && in->assigned == 0)
        problems_add(in->problems, REASON_E_XLS_360, (&(struct place){.file = in->where}), count);
}

static void tell_missing(struct reading *in)
{
    size_t n = 0;
    char count[32];
    scoped(text_done) struct text ids;
    text_init(&ids, WORDS_MAX_BYTES);
    for (size_t i = 0; i < in->plan->n_duties; i++)
        if (in->edits[i].row == 0 && n++ < 10)
            text_printf(&ids, "%s%s", n > 1 ? "、" : "", in->plan->duties[i].id);
    if (n > 10)
        text_append(&ids, "……");
    snprintf(count, sizeof count, "%zu", n);
    if (n > 0)
        problems_add(in->problems, REASON_E_XLS_019, (&(struct place){.file = in->where}), count, ids.s);
}

enum status assign_import_read(const struct assign_base *base, const char *file, const struct xlsx *xlsx, struct problems *problems,
                               struct text *out)
{
    struct reading in = {.base = base, .plan = catalog_plan(base->catalog), .xlsx = xlsx, .problems = problems};
    enum status st = find_sheet(&in, file);
    if (st == ST_OK)
        st = read_header(&in);
    if (st != ST_OK)
        return st;
    arena_init(&in.arena);
    in.edits = arena_alloc(&in.arena, in.plan->n_duties + 1, sizeof *in.edits);
    for (size_t i = 1; i < in.sheet->n_rows; i++)
        read_row(&in, &in.sheet->rows[i]);
    tell_missing(&in);
    tell_emptied(&in);
    st = problems_status(problems);
    if (st == ST_OK) {
        assign_table_write(base, in.edits, out);
        st = text_status(out);
    }
    arena_done(&in.arena);
    return st;
}
