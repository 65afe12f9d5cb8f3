/* table.c: keeps rows, and says them in one of two forms (table_text.c, table_json.c). */
#include "duban/table.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/cli.h"
#include "duban/table_form.h"
#include "lib/date.h"
#include "lib/text.h"
#include "model/calendar.h"
#include "model/duty_state.h"

#define INSTANT_MAX 32 /* as printed in full: 2025-12-15 08:30:00 */

void table_init(struct table *table, const char *name, const char *zh, const struct table_column *columns, size_t n_columns)
{
    assert(n_columns <= TABLE_COLUMNS_MAX);
    *table = (struct table){.name = name, .zh = zh, .columns = columns, .n_columns = n_columns};
}

void table_done(struct table *table)
{
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
        free(table->cells[i]);
    free(table->cells);
    table->cells = NULL;
    table->n_rows = table->cap = 0;
}

static bool grow(struct table *table)
{
    if (table->n_rows < table->cap)
        return true;
    size_t cap = table->cap == 0 ? 16 : table->cap * 2;
    char **cells = reallocarray(table->cells, cap * table->n_columns, sizeof *cells);
    if (cells == NULL)
        return false;
    table->cells = cells;
    table->cap = cap;
    return true;
}

void table_add_n(struct table *table, const char *const *cells, size_t n)
{
    assert(n == table->n_columns);
    if (table->failed || !grow(table)) {
        table->failed = true;
        return;
    }
    char **row = table->cells + table->n_rows * n;
    for (size_t i = 0; i < n; i++) {
        row[i] = strdup(cells[i] != NULL ? cells[i] : "");
        if (row[i] == NULL) {
            while (i > 0)
                free(row[--i]);
            table->failed = true;
            return;
        }
    }
    table->n_rows++;
}

const char *number_text(char buffer[static NUMBER_SIZE], int64_t value)
{
    snprintf(buffer, NUMBER_SIZE, "%" PRId64, value);
    return buffer;
}

/* As much of it as the buffer takes. */
static const char *kept(char *buffer, size_t size, struct text *text)
{
    snprintf(buffer, size, "%s", text->s);
    text_done(text);
    return buffer;
}

const char *instant_text(char buffer[static INSTANT_SIZE], int64_t instant_us)
{
    struct text text;
    text_init(&text, INSTANT_MAX);
    if (instant_us != 0)
        instant_format(&text, instant_us);
    return kept(buffer, INSTANT_SIZE, &text);
}

const char *day_text(char buffer[static DATE_SIZE], int32_t date)
{
    struct text text;
    text_init(&text, INSTANT_MAX);
    if (date != DATE_NONE)
        date_format(&text, date);
    return kept(buffer, DATE_SIZE, &text);
}

const char *month_text(char buffer[static DATE_SIZE], int32_t month)
{
    struct text text;
    text_init(&text, INSTANT_MAX);
    if (month != MONTH_NONE)
        month_format(&text, month);
    return kept(buffer, DATE_SIZE, &text);
}

int table_print(const struct cli *cli, const struct table *const *tables, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tables[i]->failed)
            return cli_fail(EXIT_CHECK_FAILED, "内存不足，结果不全", "out of memory: the result is not whole");
    if (cli->json)
        table_form_json(stdout, tables, n);
    else
        table_form_text(stdout, tables, n);
    return EXIT_GOOD;
}

int table_print_one(const struct cli *cli, const struct table *table)
{
    return table_print(cli, &table, 1);
}
