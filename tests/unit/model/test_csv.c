/* test_csv.c: records and fields of RFC 4180, in pieces of every size, and what is refused.
 *
 * A table of inputs with the records that a reader of the standard gets; `|` parts fields and `/` records there. */
#include <string.h>

#include "lib/text.h"
#include "model/csv.h"
#include "support/cmocka_all.h"

/* Reads `input` in pieces of `piece` bytes; appends fields and records to `out` as in the table, with line numbers
 * before each record if `lines`. Returns the last step. */
static enum csv_step read_in_pieces(const char *input, size_t len, size_t piece, bool lines, struct text *out, struct csv **ret)
{
    struct csv *csv;
    struct csv_record record;
    size_t at = 0;
    assert_int_equal(csv_new(&csv), ST_OK);
    *ret = csv;
    for (;;) {
        enum csv_step step = csv_next(csv, &record);
        if (step == CSV_END || step == CSV_REFUSED)
            return step;
        if (step == CSV_MORE) {
            size_t n = len - at < piece ? len - at : piece;
            if (n == 0)
                csv_end(csv);
            else
                assert_int_equal(csv_push(csv, input + at, n), ST_OK);
            at += n;
            continue;
        }
        if (lines)
            text_printf(out, "%d:", (int)record.line);
        for (size_t i = 0; i < record.n_fields; i++) {
            text_append(out, i == 0 ? "" : "|");
            text_append_n(out, csv_field_text(&record, i), record.fields[i].len);
        }
        text_append(out, "/");
    }
}

static const struct {
    const char *input, *records;
} READ[] = {
    {"a,b\nc,d\n", "a|b/c|d/"},
    {"a,b\r\nc,d\r\n", "a|b/c|d/"},
    {"a,b\rc,d\r", "a|b/c|d/"},
    {"a,b\nc,d", "a|b/c|d/"},
    {",\n,,\n", "|/||/"},
    {"\"a\",\"b\"\n", "a|b/"},
    {"\"a,b\",c\n", "a,b|c/"},
    {"\"a\nb\",c\n", "a\nb|c/"},
    {"\"a\r\nb\",c\r\n", "a\r\nb|c/"},
    {"\"say \"\"hi\"\"\",c\n", "say \"hi\"|c/"},
    {"\"\"\"\",\"\"\n", "\"|/"},
    {"\"\"\n", "/"},
    {"a\"b,c\"d\n", "a\"b|c\"d/"},
    {"a\n\n\nb\n", "a/b/"},
    {"\n\na\n", "a/"},
    {"", ""},
    {"张三,李四\n", "张三|李四/"},
    {"\"a\"\"\",\"\"\"b\"", "a\"|\"b/"},
};

static void records_are_those_of_the_standard_whatever_the_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(READ) / sizeof(READ[0]); i++) {
        for (size_t piece = 1; piece < 12; piece++) {
            struct text out;
            struct csv *csv;
            text_init(&out, 1000);
            assert_int_equal(read_in_pieces(READ[i].input, strlen(READ[i].input), piece, false, &out, &csv), CSV_END);
            assert_string_equal(out.s, READ[i].records);
            text_done(&out);
            csv_free(csv);
        }
    }
}

static void a_record_is_numbered_by_its_first_line(void **state)
{
    (void)state;
    static const char input[] = "a\n\n\"b\nb\",c\n\"d\r\nd\r\"\re\n";
    for (size_t piece = 1; piece < 12; piece++) {
        struct text out;
        struct csv *csv;
        text_init(&out, 1000);
        assert_int_equal(read_in_pieces(input, strlen(input), piece, true, &out, &csv), CSV_END);
        assert_string_equal(out.s, "1:a/3:b\nb|c/5:d\r\nd\r/8:e/");
        text_done(&out);
        csv_free(csv);
    }
}

static void expect_fault(const char *input, size_t len, enum csv_fault fault, int64_t line)
{
    for (size_t piece = 1; piece < 8; piece++) {
        struct text out;
        struct csv *csv;
        text_init(&out, 1u << 20);
        assert_int_equal(read_in_pieces(input, len, len > 1000 ? piece * 100000 : piece, false, &out, &csv), CSV_REFUSED);
        assert_int_equal(csv_fault(csv), fault);
        assert_int_equal(csv_line(csv), line);
        struct csv_record record;
        assert_int_equal(csv_next(csv, &record), CSV_REFUSED);
        text_done(&out);
        csv_free(csv);
    }
}

static void what_cannot_be_read_is_refused_at_its_line(void **state)
{
    (void)state;
    expect_fault("a\n\"b\nc\n", 7, CSV_QUOTE_NOT_CLOSED, 4);
    expect_fault("a\nb\n\"c\"d\n", 9, CSV_TEXT_AFTER_QUOTE, 3);
    expect_fault("a\nb\0c\n", 6, CSV_NUL_BYTE, 2);
    expect_fault("\"a\0\"", 4, CSV_NUL_BYTE, 1);
}

static void fields_records_and_columns_are_bounded(void **state)
{
    (void)state;
    static char big[CSV_MAX_RECORD_BYTES + 200000];
    memset(big, 'x', sizeof(big));
    expect_fault(big, sizeof(big), CSV_FIELD_TOO_LONG, 1);
    big[0] = '"';
    expect_fault(big, sizeof(big), CSV_FIELD_TOO_LONG, 1);
    for (size_t i = 0; i < sizeof(big); i += 1000)
        big[i] = ',';
    expect_fault(big, sizeof(big), CSV_RECORD_TOO_LONG, 1);
    memset(big, ',', sizeof(big));
    expect_fault(big, sizeof(big), CSV_TOO_MANY_COLUMNS, 1);
}

static void the_longest_field_and_the_widest_record_pass(void **state)
{
    (void)state;
    static char big[CSV_MAX_FIELD_BYTES + CSV_MAX_COLUMNS + 1];
    struct text out;
    struct csv *csv;
    text_init(&out, sizeof(big) + 100);
    memset(big, 'x', CSV_MAX_FIELD_BYTES);
    memset(big + CSV_MAX_FIELD_BYTES, ',', CSV_MAX_COLUMNS - 1);
    big[CSV_MAX_FIELD_BYTES + CSV_MAX_COLUMNS - 1] = '\n';
    assert_int_equal(read_in_pieces(big, CSV_MAX_FIELD_BYTES + CSV_MAX_COLUMNS, 5000, false, &out, &csv), CSV_END);
    assert_int_equal(out.len, CSV_MAX_FIELD_BYTES + CSV_MAX_COLUMNS);
    text_done(&out);
    csv_free(csv);
}

static void an_open_last_line_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        bool open;
    } cases[] = {{"a\nb", true}, {"a\nb\n", false}, {"a\n\"b\"", true}, {"a\nb\r", false}, {"", false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text out;
        struct csv *csv;
        text_init(&out, 100);
        assert_int_equal(read_in_pieces(cases[i].input, strlen(cases[i].input), 1, false, &out, &csv), CSV_END);
        assert_int_equal(csv_last_line_open(csv), cases[i].open);
        text_done(&out);
        csv_free(csv);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_those_of_the_standard_whatever_the_pieces),
        cmocka_unit_test(a_record_is_numbered_by_its_first_line),
        cmocka_unit_test(what_cannot_be_read_is_refused_at_its_line),
        cmocka_unit_test(fields_records_and_columns_are_bounded),
        cmocka_unit_test(the_longest_field_and_the_widest_record_pass),
        cmocka_unit_test(an_open_last_line_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
