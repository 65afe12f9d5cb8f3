/* xlsx_cells.c: the cells of one sheet. Rows and cells may say where they stand or follow the one before; a cell may point to the
 * shared texts, carry its own, or be a number with as many digits as a double has. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/xlsx_private.h"

#define NUMBER_MAX_BYTES 64

enum cell_form { FORM_NUMBER, FORM_SHARED, FORM_INLINE, FORM_FORMULA, FORM_BOOL, FORM_ERROR, FORM_DATE };

struct reading {
    const char *file, *part;
    const struct xlsx_strings *strings;
    struct arena *arena;
    struct problems *problems;
    size_t *cells_left;
    struct xlsx_row *rows;
    size_t n_rows, cap_rows;
    struct xlsx_cell cells[XLSX_MAX_COLUMNS]; /* of the present row, by column; text NULL: empty */
    bool row_is_open, cell_is_open;
    int64_t row;
    int32_t column;
    enum cell_form form;
    bool in_value, in_inline;
    int phonetic;
    struct text words;
};

static enum status refuse(struct reading *in, const char *why)
{
    problems_add(in->problems, REASON_E_XLS_003, (&(struct place){.file = in->file, .line = in->row}), in->part, why);
    return ST_BAD_INPUT;
}

/* "AB12": its column, from 0; false: no such place. */
static bool place_parse(const char *s, int32_t *ret_column)
{
    int32_t column = 0;
    size_t i = 0;
    for (; s[i] >= 'A' && s[i] <= 'Z' && i < 3; i++)
        column = column * 26 + (s[i] - 'A' + 1);
    if (i == 0 || s[i] < '1' || s[i] > '9')
        return false;
    *ret_column = column - 1;
    return true;
}

static enum status row_begin(struct reading *in, const char *const *attributes)
{
    const char *number = xlsx_attribute(attributes, "r");
    int64_t row = in->row + 1;
    if (number != NULL) {
        char *end = NULL;
        row = strtoll(number, &end, 10);
        if (end == number || *end != '\0' || row <= in->row || row > XLSX_MAX_ROW)
            return refuse(in, "row number");
    }
    if (row > XLSX_MAX_ROW)
        return refuse(in, "row number");
    in->row = row;
    in->column = -1;
    in->row_is_open = true;
    memset(in->cells, 0, sizeof in->cells);
    return ST_OK;
}

static enum cell_form form_of(const char *type)
{
    static const struct {
        const char *word;
        enum cell_form form;
    } forms[] = {{"s", FORM_SHARED}, {"inlineStr", FORM_INLINE}, {"str", FORM_FORMULA},
                 {"b", FORM_BOOL},   {"e", FORM_ERROR},          {"d", FORM_DATE}};
    for (size_t i = 0; type != NULL && i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(type, forms[i].word) == 0)
            return forms[i].form;
    return FORM_NUMBER;
}

static enum status cell_begin(struct reading *in, const char *const *attributes)
{
    const char *place = xlsx_attribute(attributes, "r");
    int32_t column = in->column + 1;
    if (place != NULL && !place_parse(place, &column))
        return refuse(in, "cell reference");
    in->column = column;
    in->form = form_of(xlsx_attribute(attributes, "t"));
    in->cell_is_open = true;
    text_clear(&in->words);
    return ST_OK;
}

/* As a spreadsheet shows it: fifteen digits are all that it has; 46203 and 4.6203E4 are the same. */
static enum status keep_number(struct reading *in, struct xlsx_cell *cell)
{
    char digits[NUMBER_MAX_BYTES * 2], *end = NULL;
    const char *s = in->words.s;
    if (in->words.len >= NUMBER_MAX_BYTES || strspn(s, "0123456789+-.eE") != in->words.len)
        return refuse(in, "number");
    double value = strtod(s, &end);
    if (end == s || *end != '\0' || value > 1e300 || value < -1e300)
        return refuse(in, "number");
    if (value > -1e15 && value < 1e15 && value == (double)(int64_t)value)
        snprintf(digits, sizeof digits, "%" PRId64, (int64_t)value);
    else
        snprintf(digits, sizeof digits, "%.15g", value);
    cell->type = XLSX_NUMBER;
    cell->text = arena_text(in->arena, digits);
    return ST_OK;
}

static enum status keep_shared(struct reading *in, struct xlsx_cell *cell)
{
    char *end = NULL;
    unsigned long long at = strtoull(in->words.s, &end, 10);
    if (end == in->words.s || *end != '\0' || in->words.s[0] == '-' || at >= in->strings->n)
        return refuse(in, "shared string");
    cell->text = in->strings->at[at];
    return ST_OK;
}

static enum status cell_end(struct reading *in)
{
    in->cell_is_open = false;
    if (in->words.overflow)
        return ST_RETRY;
    if (in->words.len == 0 || in->column >= XLSX_MAX_COLUMNS)
        return ST_OK;
    if (*in->cells_left == 0) {
        problems_add(in->problems, REASON_E_XLS_002, (&(struct place){.file = in->file}), "单元格 (cells)", "1000000");
        return ST_BAD_INPUT;
    }
    --*in->cells_left;
    struct xlsx_cell *cell = &in->cells[in->column];
    *cell = (struct xlsx_cell){.column = in->column, .type = XLSX_TEXT};
    enum status st = ST_OK;
    switch (in->form) {
    case FORM_NUMBER: st = keep_number(in, cell); break;
    case FORM_SHARED: st = keep_shared(in, cell); break;
    case FORM_BOOL:
        cell->type = XLSX_BOOL;
        cell->text = strcmp(in->words.s, "0") == 0 ? "FALSE" : "TRUE";
        break;
    case FORM_ERROR:
    case FORM_DATE:
    case FORM_INLINE:
    case FORM_FORMULA:
        cell->type = in->form == FORM_ERROR ? XLSX_ERROR : in->form == FORM_DATE ? XLSX_ISO_DATE : XLSX_TEXT;
        cell->text = xlsx_string_keep(in->arena, in->words.s, in->words.len);
        break;
    }
    if (st == ST_OK && cell->text[0] == '\0')
        cell->text = NULL;
    return st;
}

static enum status row_end(struct reading *in)
{
    size_t n = 0;
    in->row_is_open = false;
    for (size_t i = 0; i < XLSX_MAX_COLUMNS; i++)
        n += in->cells[i].text != NULL;
    if (n == 0)
        return ST_OK;
    if (in->n_rows == in->cap_rows) {
        size_t cap = in->cap_rows == 0 ? 256 : in->cap_rows * 2;
        struct xlsx_row *rows = reallocarray(in->rows, cap, sizeof *rows);
        if (rows == NULL)
            return ST_RETRY;
        in->rows = rows;
        in->cap_rows = cap;
    }
    struct xlsx_cell *cells = arena_alloc(in->arena, n, sizeof *cells);
    in->rows[in->n_rows++] = (struct xlsx_row){in->row, n, cells};
    for (size_t i = 0; i < XLSX_MAX_COLUMNS; i++)
        if (in->cells[i].text != NULL)
            *cells++ = in->cells[i];
    return ST_OK;
}

static enum status on_begin(void *arg, enum xlsx_space space, const char *name, const char *const *attributes)
{
    struct reading *in = arg;
    if (space != XLSX_SPACE_SHEET)
        return ST_OK;
    if (!in->row_is_open)
        return strcmp(name, "row") == 0 ? row_begin(in, attributes) : ST_OK;
    if (!in->cell_is_open)
        return strcmp(name, "c") == 0 ? cell_begin(in, attributes) : ST_OK;
    in->in_inline = in->in_inline || strcmp(name, "is") == 0;
    in->phonetic += strcmp(name, "rPh") == 0;
    if (in->form == FORM_INLINE)
        in->in_value = in->in_inline && in->phonetic == 0 && strcmp(name, "t") == 0;
    else
        in->in_value = strcmp(name, "v") == 0;
    return ST_OK;
}

static enum status on_end(void *arg, enum xlsx_space space, const char *name)
{
    struct reading *in = arg;
    if (space != XLSX_SPACE_SHEET)
        return ST_OK;
    in->in_value = false;
    if (strcmp(name, "is") == 0)
        in->in_inline = false;
    else if (strcmp(name, "rPh") == 0 && in->phonetic > 0)
        in->phonetic--;
    else if (in->cell_is_open && strcmp(name, "c") == 0)
        return cell_end(in);
    else if (in->row_is_open && strcmp(name, "row") == 0)
        return row_end(in);
    return ST_OK;
}

static enum status on_text(void *arg, const char *bytes, size_t len)
{
    struct reading *in = arg;
    if (in->cell_is_open && in->in_value)
        text_append_n(&in->words, bytes, len);
    return ST_OK;
}

enum status xlsx_cells_read(const char *file, const char *part, const struct text *bytes, const struct xlsx_strings *strings,
                            struct arena *arena, size_t *cells, struct problems *problems, struct xlsx_sheet *ret)
{
    struct reading in = {.file = file, .part = part, .strings = strings, .arena = arena, .problems = problems, .cells_left = cells};
    text_init(&in.words, XLSX_MAX_UNPACKED);
    const struct xlsx_handler handler = {on_begin, on_end, on_text, &in};
    enum status st = xlsx_xml_read(file, part, bytes, &handler, problems);
    if (st == ST_OK && in.n_rows > 0) {
        struct xlsx_row *rows = arena_alloc(arena, in.n_rows, sizeof *rows);
        memcpy(rows, in.rows, in.n_rows * sizeof *rows);
        ret->rows = rows;
        ret->n_rows = in.n_rows;
    }
    text_done(&in.words);
    free(in.rows);
    return st;
}
