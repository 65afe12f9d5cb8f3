/* test_tsv.c: tables by column name, with the faults of hand-edited files told by their line. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "model/tsv.h"

struct seen {
    struct text rows;
};

static enum status note(void *arg, const char *const *cells, int64_t line)
{
    struct seen *seen = arg;
    text_printf(&seen->rows, "%lld:%s|%s|%s;", (long long)line, cells[0], cells[1], cells[2]);
    return strcmp(cells[0], "stop") == 0 ? ST_CONFLICT : ST_OK;
}

/* Reads columns a, b and the optional c. Rows as 「2:1|2|;」, then a blank and the first problem's code. */
static const char *read_table(const char *table, size_t len)
{
    static const char *const columns[] = {"a", "b", "?c", NULL};
    static char result[500];
    struct problems problems;
    struct seen seen;
    text_init(&seen.rows, 400);
    problems_init(&problems, 10);
    enum status status = tsv_read("t.tsv", table, len, columns, note, &seen, &problems);
    snprintf(result, sizeof(result), "%s %s%s", seen.rows.s, status == ST_CONFLICT ? "conflict" : "",
             problems.count > 0 ? reason_code(problems.items[0].reason) : "");
    assert_int_equal(status == ST_BAD_INPUT, problems.count > 0);
    problems_done(&problems);
    text_done(&seen.rows);
    return result;
}
#define READ(table) read_table(table, strlen(table))

static void columns_are_found_by_name_in_any_order(void **state)
{
    (void)state;
    assert_string_equal(READ("a\tb\n1\t2\n"), "2:1|2|; ");
    assert_string_equal(READ("c\tb\ta\n3\t2\t1\n"), "2:1|2|3; ");
}

static void comments_blank_lines_marks_and_line_ends_do_not_matter(void **state)
{
    (void)state;
    assert_string_equal(READ("\xef\xbb\xbf# says\r\na\tb\r\n\r\n# more\r\n1\t2\r\n"), "5:1|2|; ");
    assert_string_equal(READ("a\tb\n1\t2"), "2:1|2|; ");
}

static void missing_cells_at_the_end_are_empty(void **state)
{
    (void)state;
    assert_string_equal(READ("a\tb\tc\n1\n"), "2:1||; ");
}

static void faults_are_told_and_the_other_rows_still_read(void **state)
{
    (void)state;
    assert_string_equal(READ("a\tb\n1\t2\t3\n4\t5\n"), "3:4|5|; E-CAT-204");
    assert_string_equal(READ("a\tx\n1\t2\n"), "2:1||; E-CAT-203");
    assert_string_equal(READ("a\n1\n"), "2:1||; E-CAT-202");
    assert_string_equal(READ("a\tb\ta\n1\t2\t3\n"), "2:1|2|; E-CAT-209");
    assert_string_equal(READ(""), " E-CAT-201");
    assert_string_equal(READ("# only words\n"), " E-CAT-201");
}

static void the_reader_of_rows_can_stop(void **state)
{
    (void)state;
    assert_string_equal(READ("a\tb\nstop\t\n2\t\n"), "2:stop||; conflict");
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    static const char table[] = "a\tb\n\0\t1\n2\t3\n";
    assert_string_equal(read_table(table, sizeof(table) - 1), "2:||;3:2|3|; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_in_any_order),
        cmocka_unit_test(comments_blank_lines_marks_and_line_ends_do_not_matter),
        cmocka_unit_test(missing_cells_at_the_end_are_empty),
        cmocka_unit_test(faults_are_told_and_the_other_rows_still_read),
        cmocka_unit_test(the_reader_of_rows_can_stop),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
