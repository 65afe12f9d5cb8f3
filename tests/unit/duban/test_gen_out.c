/* Behaviour of gen_out.h and gen_table.h: the bytes on the disk. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "duban/gen_out.h"
#include "duban/gen_table.h"

static char folder[] = "/tmp/gen-out-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a/b.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    path[strlen(path) - strlen("/b.csv")] = '\0';
    return rmdir(path) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void expect_file(const void *bytes, size_t len)
{
    char buffer[256];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t got = fread(buffer, 1, sizeof buffer, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(got, len);
    assert_memory_equal(buffer, bytes, len);
}

static struct gen_out *open_out(enum gen_encoding encoding, bool crlf)
{
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_out *out = NULL;
    assert_int_equal(gen_out_open(path, encoding, crlf, &out, &why), ST_OK);
    return out;
}

static void commas_quotes_and_line_ends_are_quoted_and_nothing_else(void **state)
{
    (void)state;
    struct gen_out *out = open_out(GEN_UTF8_BOM, true);
    gen_out_cell(out, "a b");
    gen_out_cell(out, "1,5");
    gen_out_cell(out, "the \"old\" mill");
    gen_out_cell(out, "x\ny");
    gen_out_cell(out, "");
    gen_out_bare_cell(out, "2,6");
    gen_out_end_line(out);
    assert_int_equal(gen_out_close(out), ST_OK);
    static const char bytes[] = "\xEF\xBB\xBF"
                                "a b,\"1,5\",\"the \"\"old\"\" mill\",\"x\ny\",,2,6\r\n";
    expect_file(bytes, sizeof bytes - 1);
}

static void gb18030_has_two_bytes_for_common_characters_and_four_for_rare_ones(void **state)
{
    (void)state;
    struct gen_out *out = open_out(GEN_GB18030, false);
    gen_out_cell(out, "沈㛃");
    gen_out_end_line(out);
    assert_int_equal(gen_out_close(out), ST_OK);
    static const char bytes[] = "\xC9\xF2\x82\x30\xB7\x31\n"; /* python3: '沈㛃'.encode('gb18030') */
    expect_file(bytes, sizeof bytes - 1);
}

static void a_folder_that_cannot_be_made_is_said(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_out *out = NULL;
    assert_int_equal(gen_out_open("/proc/no-such/x.csv", GEN_UTF8, false, &out, &why), ST_BAD_INPUT);
    assert_non_null(strstr(why.s, "/proc/no-such"));
    assert_null(out);
}

static void write_table(const char *content)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_table_is_read_by_column_name_and_comments_are_skipped(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_table table;
    write_table("code\tname\n# a comment\nH01\t市人民医院\r\n\nH02\t\n");
    assert_int_equal(gen_table_load(path, &table, &why), ST_OK);
    assert_int_equal(table.row_count, 2);
    assert_string_equal(gen_table_cell(&table, 0, "name"), "市人民医院");
    assert_string_equal(gen_table_find(&table, "H02", "name"), "");
    assert_null(gen_table_find(&table, "H03", "name"));
    assert_null(gen_table_cell(&table, 0, "level"));
    assert_null(gen_table_cell(&table, 2, "name"));
    gen_table_done(&table);
}

static void a_line_with_a_cell_too_many_or_too_few_is_refused_with_its_number(void **state)
{
    (void)state;
    static const char *const contents[] = {"a\tb\n1\t2\n1\n", "a\tb\n1\t2\n1\t2\t3\n"};
    for (size_t i = 0; i < 2; i++) {
        scoped(text_done) struct text why;
        text_init(&why, 256);
        struct gen_table table;
        write_table(contents[i]);
        assert_int_equal(gen_table_load(path, &table, &why), ST_BAD_INPUT);
        assert_non_null(strstr(why.s, ":3:"));
    }
}

static void an_empty_table_is_refused(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    struct gen_table table;
    write_table("# nothing but a comment\n");
    assert_int_equal(gen_table_load(path, &table, &why), ST_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_quotes_and_line_ends_are_quoted_and_nothing_else),
        cmocka_unit_test(gb18030_has_two_bytes_for_common_characters_and_four_for_rare_ones),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_said),
        cmocka_unit_test(a_table_is_read_by_column_name_and_comments_are_skipped),
        cmocka_unit_test(a_line_with_a_cell_too_many_or_too_few_is_refused_with_its_number),
        cmocka_unit_test(an_empty_table_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
