/* plan_book.c: sheets by libxlsxwriter. */
#include "duban/plan_book.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "duban/assign_sheet.h"

#define MADE_S         1640995200         /* 2022-01-01 00:00 UTC: any fixed time; the bytes are the content's alone */
#define CELL_MAX_BYTES ((size_t)96 << 10) /* a cell holds 32767 characters */
#define PAPER_A4       9
#define FONT_SIZE      10
#define GREY           0xEDEDED
#define YELLOW         0xFFF8DC
#define HEAD_GREY      0xBFBFBF
#define HEAD_YELLOW    0xFFD966

struct plan_book {
    lxw_workbook *book;
    lxw_format *head_locked, *head_open, *locked, *open;
};

static lxw_format *make_format(lxw_workbook *book, lxw_color_t colour, bool is_head, bool is_locked)
{
    lxw_format *format = workbook_add_format(book);
    if (format == NULL)
        return NULL;
    format_set_border(format, LXW_BORDER_THIN);
    format_set_bg_color(format, colour);
    format_set_font_size(format, FONT_SIZE);
    format_set_text_wrap(format);
    format_set_align(format, is_head ? LXW_ALIGN_VERTICAL_CENTER : LXW_ALIGN_VERTICAL_TOP);
    if (is_head) {
        format_set_bold(format);
        format_set_align(format, LXW_ALIGN_CENTER);
    }
    if (!is_locked)
        format_set_unlocked(format);
    format_set_num_format(format, "@"); /* text: a date stays as it is typed, and a code keeps its zeros */
    return format;
}

struct plan_book *plan_book_open(const char *path)
{
    lxw_doc_properties properties = {.title = "督办事项与分工", .author = "duban", .created = MADE_S};
    struct plan_book *book = calloc(1, sizeof *book);
    if (book != NULL)
        book->book = workbook_new(path);
    if (book == NULL || book->book == NULL) {
        free(book);
        return NULL;
    }
    workbook_set_properties(book->book, &properties);
    book->head_locked = make_format(book->book, HEAD_GREY, true, true);
    book->head_open = make_format(book->book, HEAD_YELLOW, true, true);
    book->locked = make_format(book->book, GREY, false, true);
    book->open = make_format(book->book, YELLOW, false, false);
    return book;
}

/* In a header & begins a code, and 255 characters are all that it holds. */
static void put_page_words(lxw_worksheet *sheet, const struct plan *plan)
{
    scoped(text_done) struct text head;
    text_init(&head, CELL_MAX_BYTES);
    text_append(&head, "&L");
    for (const char *c = plan->name; *c != '\0'; c++) {
        text_append_char(&head, *c);
        text_append(&head, *c == '&' ? "&" : "");
    }
    text_append(&head, "&R督办事项与分工");
    if (worksheet_set_header(sheet, head.s) != LXW_NO_ERROR)
        worksheet_set_header(sheet, "&R督办事项与分工");
    worksheet_set_footer(sheet, "&L浅黄色各列可改，灰色各列不改&R第&P页，共&N页");
}

static void lay_out(const struct plan_book *book, lxw_worksheet *sheet, size_t n_rows)
{
    lxw_protection may = {.format_cells = LXW_TRUE, .format_columns = LXW_TRUE, .format_rows = LXW_TRUE, .autofilter = LXW_TRUE};
    for (lxw_col_t column = 0; column < ASSIGN_COLUMN_COUNT; column++) {
        const struct assign_column_info *info = assign_column_info(column);
        worksheet_set_column(sheet, column, column, info->width, NULL);
        worksheet_write_string(sheet, 0, column, info->zh, info->may_change ? book->head_open : book->head_locked);
    }
    worksheet_freeze_panes(sheet, 1, 2);
    worksheet_autofilter(sheet, 0, 0, (lxw_row_t)n_rows, ASSIGN_COLUMN_COUNT - 1);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_set_margins(sheet, 0.4, 0.4, 0.6, 0.6);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_protect(sheet, NULL, &may);
}

static enum status put_duty(const struct plan_book *book, lxw_worksheet *sheet, lxw_row_t row,
                            const struct organisation *organisation, const struct duty *duty)
{
    scoped(text_done) struct text cell;
    text_init(&cell, CELL_MAX_BYTES);
    for (lxw_col_t column = 0; column < ASSIGN_COLUMN_COUNT; column++) {
        lxw_format *format = assign_column_info(column)->may_change ? book->open : book->locked;
        text_clear(&cell);
        assign_cell_format(&cell, organisation, duty, column);
        lxw_error error = cell.len == 0 ? worksheet_write_blank(sheet, row, column, format)
                                        : worksheet_write_string(sheet, row, column, cell.s, format);
        if (cell.overflow || error != LXW_NO_ERROR)
            return ST_BAD_INPUT;
    }
    return ST_OK;
}

enum status plan_book_add(struct plan_book *book, const struct plan *plan, const struct organisation *organisation)
{
    char name[ASSIGN_SHEET_NAME_BYTES];
    enum status st = ST_OK;
    assign_sheet_name(plan, name);
    bool is_free = workbook_get_worksheet_by_name(book->book, name) == NULL;
    lxw_worksheet *sheet = workbook_add_worksheet(book->book, is_free ? name : plan->code);
    if (sheet == NULL)
        return ST_BAD_INPUT;
    lay_out(book, sheet, plan->n_duties);
    put_page_words(sheet, plan);
    for (size_t i = 0; st == ST_OK && i < plan->n_duties; i++)
        st = put_duty(book, sheet, (lxw_row_t)i + 1, organisation, &plan->duties[i]);
    return st;
}

enum status plan_book_close(struct plan_book **book, const char **ret_why)
{
    lxw_error error = workbook_close((*book)->book);
    free(*book);
    *book = NULL;
    *ret_why = error == LXW_NO_ERROR ? NULL : lxw_strerror(error);
    return error == LXW_NO_ERROR ? ST_OK : ST_BAD_INPUT;
}

void plan_book_drop(struct plan_book **book)
{
    if (*book == NULL)
        return;
    lxw_workbook_free((*book)->book);
    free(*book);
    *book = NULL;
}
