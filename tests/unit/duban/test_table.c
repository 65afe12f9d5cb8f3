/* test_table.c: what a verb prints, as a person and as a program sees it. Expected texts are laid out by hand. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/table.h"
#include "duban/table_form.h"
#include "lib/status.h"

static const struct table_column COLUMNS[] = {
    {"duty", "编号", CELL_TEXT, 0},   {"title", "事项", CELL_TEXT, 10}, {"rows", "行", CELL_NUMBER, 0},
    {"code", "代码", CELL_HIDDEN, 0}, {"met", "达标", CELL_BOOL, 0},    {"note", "备注", CELL_TEXT, 0},
};

static char *form(void (*put)(FILE *, const struct table *const *, size_t), const struct table *const *tables, size_t n)
{
    char *s = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&s, &len);
    assert_non_null(out);
    put(out, tables, n);
    assert_int_equal(fclose(out), 0);
    return s;
}

static void expect_form(void (*put)(FILE *, const struct table *const *, size_t), const struct table *table, const char *expected)
{
    char *s = form(put, &table, 1);
    assert_string_equal(s, expected);
    free(s);
}

static void columns_are_aligned_though_a_chinese_character_is_two_wide(void **state)
{
    scoped(table_done) struct table table;
    (void)state;
    table_init(&table, "duties", "", COLUMNS, 6);
    table_add(&table, "HN-1", "手术", "5", "x", "true", "甲");
    table_add(&table, "HN-22", "CMI值", "1234", "y", "false", "");
    expect_form(table_form_text, &table,
                "编号   事项     行  达标  备注\n"
                "HN-1   手术      5  是    甲\n"
                "HN-22  CMI值  1234\n");
}

static void a_long_cell_goes_on_below_itself(void **state)
{
    scoped(table_done) struct table table;
    (void)state;
    table_init(&table, "duties", "", COLUMNS, 6);
    table_add(&table, "A", "一二三四五六七", "1", "", "true", "丙");
    expect_form(table_form_text, &table,
                "编号  事项        行  达标  备注\n"
                "A     一二三四五   1  是    丙\n"
                "      六七\n");
}

static void a_column_that_says_nothing_is_left_out(void **state)
{
    scoped(table_done) struct table table;
    (void)state;
    table_init(&table, "duties", "", COLUMNS, 6);
    table_add(&table, "A", "", "1", "", "false", "丙");
    expect_form(table_form_text, &table, "编号  行  备注\nA      1  丙\n");
}

static void the_widest_table_is_printed_to_its_last_column(void **state)
{
    scoped(table_done) struct table table;
    struct table_column columns[TABLE_COLUMNS_MAX];
    const char *cells[TABLE_COLUMNS_MAX];
    (void)state;
    for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++) {
        columns[i] = (struct table_column){"key", "头", CELL_HIDDEN, 0};
        cells[i] = "x";
    }
    columns[TABLE_COLUMNS_MAX - 1] = (struct table_column){"last", "末", CELL_TEXT, 0};
    table_init(&table, "duties", "", columns, TABLE_COLUMNS_MAX);
    table_add_n(&table, cells, TABLE_COLUMNS_MAX);
    expect_form(table_form_text, &table, "末\nx\n");
}

static void no_rows_are_said_to_be_none(void **state)
{
    scoped(table_done) struct table table;
    (void)state;
    table_init(&table, "duties", "事项", COLUMNS, 6);
    expect_form(table_form_text, &table, "事项\n（没有）\n");
    expect_form(table_form_json, &table, "[]\n");
}

static void json_keeps_every_column_and_its_type(void **state)
{
    scoped(table_done) struct table table;
    (void)state;
    table_init(&table, "duties", "", COLUMNS, 6);
    table_add(&table, "A", "a\"b\\c\n\x01", "5", "x", "true", NULL);
    table_add(&table, "B", "", "", "", "false", "丙");
    expect_form(
        table_form_json, &table,
        "[{\"duty\": \"A\", \"title\": \"a\\\"b\\\\c\\n\\u0001\", \"rows\": 5, \"code\": \"x\", \"met\": true, \"note\": \"\"},\n"
        " {\"duty\": \"B\", \"title\": \"\", \"rows\": null, \"code\": \"\", \"met\": false, \"note\": \"丙\"}]\n");
}

static void several_tables_are_an_object_by_name_and_a_record_is_an_object(void **state)
{
    static const struct table_column two[] = {{"a", "甲", CELL_TEXT, 0}, {"b", "乙", CELL_NUMBER, 0}};
    scoped(table_done) struct table record, list;
    (void)state;
    table_init(&record, "one", "", two, 2);
    table_init(&list, "many", "清单", two, 2);
    record.record = true;
    table_add(&record, "x\ny", "7");
    table_add(&list, "z", "8");
    const struct table *const tables[] = {&record, &list};
    char *json = form(table_form_json, tables, 2), *text = form(table_form_text, tables, 2);
    assert_string_equal(json, "{\"one\": {\"a\": \"x\\ny\", \"b\": 7},\n\"many\": [{\"a\": \"z\", \"b\": 8}]}\n");
    assert_string_equal(text, "甲：x\n    y\n乙：7\n\n清单\n甲  乙\nz    8\n");
    free(json);
    free(text);
}

static void a_width_counts_columns_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(table_text_width("abc", 3), 3);
    assert_int_equal(table_text_width("手术占比", strlen("手术占比")), 8);
    assert_int_equal(table_text_width("「35%」", strlen("「35%」")), 7);
    assert_int_equal(table_text_width("Ａ", strlen("Ａ")), 2);
    assert_int_equal(table_text_width("e\u0301", strlen("e\u0301")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned_though_a_chinese_character_is_two_wide),
        cmocka_unit_test(a_long_cell_goes_on_below_itself),
        cmocka_unit_test(a_column_that_says_nothing_is_left_out),
        cmocka_unit_test(the_widest_table_is_printed_to_its_last_column),
        cmocka_unit_test(no_rows_are_said_to_be_none),
        cmocka_unit_test(json_keeps_every_column_and_its_type),
        cmocka_unit_test(several_tables_are_an_object_by_name_and_a_record_is_an_object),
        cmocka_unit_test(a_width_counts_columns_of_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
