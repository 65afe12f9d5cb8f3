/* table.h: what a verb prints: rows under Chinese heads for people, or JSON for programs. One printer for both.
 *
 * Widths count a Chinese character as two. Cells are copied and bounded by the table's memory; adding never fails for the caller:
 * without memory the table is marked and table_print says so. */
#ifndef DUBAN_DUBAN_TABLE_H
#define DUBAN_DUBAN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_type {
    CELL_TEXT,
    CELL_NUMBER, /* right-aligned; JSON: a number, null if empty */
    CELL_BOOL,   /* cell "true" or "false"; 是, and nothing */
    CELL_HIDDEN, /* JSON only, as text */
};

/* Hidden ones included; a table of more is our own mistake. */
#define TABLE_COLUMNS_MAX 48

struct table_column {
    const char *key; /* in JSON */
    const char *zh;  /* head */
    enum cell_type type;
    int width; /* a longer cell is wrapped; 0: never */
};

struct table {
    const char *name; /* in JSON, where several tables are printed */
    const char *zh;   /* title; "" for none */
    const struct table_column *columns;
    size_t n_columns, n_rows, cap;
    char **cells;
    bool record; /* one row, printed a line a field; JSON: an object */
    bool failed; /* no memory */
};

void table_init(struct table *table, const char *name, const char *zh, const struct table_column *columns, size_t n_columns);
void table_done(struct table *table); /* for scoped() */

/* As many cells as columns (asserted); NULL is "". */
#define table_add(table, ...) \
    table_add_n(table, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
void table_add_n(struct table *table, const char *const *cells, size_t n);

/* Text of a number for table_add; lives to the end of the enclosing block. */
#define NUMBER_SIZE   24
#define NUMBER(value) number_text((char[NUMBER_SIZE]){0}, (int64_t)(value))
const char *number_text(char buffer[static NUMBER_SIZE], int64_t value);
/* The same for an instant, local and to the minute: 2025-12-15 08:30; "" for 0. */
#define INSTANT_SIZE   17 /* the seconds do not fit */
#define INSTANT(value) instant_text((char[INSTANT_SIZE]){0}, (value))
const char *instant_text(char buffer[static INSTANT_SIZE], int64_t instant_us);
/* A day (2025-12-15) and a month (2025-12); "" for DATE_NONE and MONTH_NONE. */
#define DATE_SIZE    16
#define DAY(date)    day_text((char[DATE_SIZE]){0}, (date))
#define MONTH(month) month_text((char[DATE_SIZE]){0}, (month))
const char *day_text(char buffer[static DATE_SIZE], int32_t date);
const char *month_text(char buffer[static DATE_SIZE], int32_t month);
#define YES_NO(value) ((value) ? "true" : "false")

/* To stdout. As JSON one table is an array (a record an object), several are an object of them by name. */
struct cli;
int table_print(const struct cli *cli, const struct table *const *tables, size_t n);
int table_print_one(const struct cli *cli, const struct table *table);

/* Columns on a terminal: 2 for a Chinese character, 0 for combining ones. */
int table_text_width(const char *s, size_t len);

#endif
