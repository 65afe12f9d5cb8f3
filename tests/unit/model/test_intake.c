/* test_intake.c: files of the sample kind from their bytes to rows, findings and sums. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/utf8.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/sample_kind.h"

static struct base_catalog catalog;
static struct kind *kind;
static struct measure *count, *sum;

static struct measure *measure_of(const char *of)
{
    static const struct place here = {.line = 1};
    struct problems problems;
    struct measure *measure = NULL;
    problems_init(&problems, 10);
    assert_int_equal(measure_make("m", kind, of, NULL, &here, &problems, &measure), ST_OK);
    problems_done(&problems);
    return measure;
}

static int load(void **state)
{
    (void)state;
    struct text words;
    text_init(&words, 10000);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &words);
    assert_string_equal(words.s, "");
    text_done(&words);
    count = measure_of("count");
    sum = measure_of("sum(money)");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    measure_free(count);
    measure_free(sum);
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

#define HEADER "institution_code,period,number,whole,money,wan,beds,plain,on_day,at_time,sex,note,t1,t2,t3,s1,s2,who,preset\n"
/* number, whole, money given; the rest empty */
#define ROW(number, whole, money) "H01,2025-03," number "," whole "," money ",-,-,-,-,-,-,-,-,-,-,-,-,-,-\n"

static struct intake *begin(void)
{
    static const struct measure *measures[2];
    struct intake *intake;
    measures[0] = count;
    measures[1] = sum;
    assert_int_equal(intake_new(kind, measures, 2, test_hash, NULL, 1000000, &intake), ST_OK);
    return intake;
}

static struct intake *read_text(const char *csv, enum intake_step step)
{
    struct intake *intake = begin();
    assert_int_equal(read_all(intake, kind, csv, strlen(csv), 1000), step);
    return intake;
}

/* "3 money E-ING-111 「4个字母」; …" */
static void format_findings(struct intake *intake, struct text *out)
{
    const struct findings *findings = intake_findings(intake);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *f = &findings->items[i];
        text_printf(out, "%s%d %s %s 「%s」", i == 0 ? "" : "; ", (int)f->line, f->column, reason_code(f->reason), f->value);
    }
}

static void expect_findings(const char *csv, uint64_t good, const char *expected)
{
    struct text out;
    struct intake *intake = read_text(csv, INTAKE_DONE);
    text_init(&out, 100000);
    format_findings(intake, &out);
    assert_string_equal(out.s, expected);
    assert_int_equal(intake_counts(intake).good, good);
    text_done(&out);
    intake_free(intake);
}

static void expect_refused(const char *csv, const char *expected)
{
    struct text out;
    struct intake *intake = read_text(csv, INTAKE_REFUSED);
    text_init(&out, 10000);
    problems_format(&out, intake_problems(intake), REASON_ZH);
    if (strstr(out.s, expected) == NULL)
        print_error("%s", out.s);
    assert_non_null(strstr(out.s, expected));
    assert_int_equal(intake_problems(intake)->count, 1);
    assert_int_equal(intake_next(intake), INTAKE_REFUSED);
    text_done(&out);
    intake_free(intake);
}

/* ---- headers ----------------------------------------------------------------------------------------------------- */

static void columns_are_found_by_name_in_any_order_case_and_language(void **state)
{
    (void)state;
    static const char csv[] =
        "编号,MONEY,Whole,机构代码,期间,unknown,wan,beds,plain,on_day, at_time ,性别,note,t1,T2,t3,s1,s2,who,preset\n"
        "1,2.50,3,H01,2025-03,x,-,-,-,-,-,1,-,-,-,-,-,-,-,-\n";
    struct intake *intake = read_text(csv, INTAKE_DONE);
    const struct columns *c = intake_chunk(intake);
    size_t len;
    assert_int_equal(intake_counts(intake).good, 1);
    assert_int_equal(c->columns[kind_field(kind, "money")].number[0], 250);
    assert_int_equal(c->columns[kind_field(kind, "whole")].number[0], 3);
    assert_string_equal(columns_text(c, kind_field(kind, "sex"), 0, &len), "1");
    assert_string_equal(intake_institution(intake), "H01");
    assert_int_equal(intake_month(intake), month_from_ym(2025, 3));
    intake_free(intake);
}

static void a_header_that_lacks_columns_is_one_line(void **state)
{
    (void)state;
    expect_refused("institution_code,period,number\nH01,2025-03,1\n",
                   "缺少必需的列：whole、money、wan、beds、plain、on_day、at_time、sex等15列");
    expect_refused("a;b;c\n1;2;3\n", "缺少必需的列：institution_code、period、number");
    expect_refused("", "文件是空的");
    expect_refused("\n\n", "文件是空的");
}

static void a_column_that_stands_twice_is_refused(void **state)
{
    (void)state;
    struct text csv;
    text_init(&csv, 10000);
    text_append_n(&csv, HEADER, strlen(HEADER) - 1);
    text_append(&csv, ",Money\n");
    expect_refused(csv.s, "列“money”出现两次");
    text_done(&csv);
}

static void a_column_with_a_default_may_be_absent(void **state)
{
    (void)state;
    struct text csv;
    text_init(&csv, 10000);
    text_append_n(&csv, HEADER, strlen(HEADER) - strlen(",preset\n"));
    text_append(&csv, "\nH01,2025-03,1,1,1,-,-,-,-,-,-,-,-,-,-,-,-,-\n");
    struct intake *intake = read_text(csv.s, INTAKE_DONE);
    assert_int_equal(intake_counts(intake).good, 1);
    assert_int_equal(intake_chunk(intake)->columns[kind_field(kind, "preset")].number[0], 7);
    intake_free(intake);
    text_done(&csv);
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

static void empty_cells_are_empty_zero_default_or_a_count(void **state)
{
    (void)state;
    struct intake *intake = read_text(HEADER ROW("1", "-", "\" - \"") ROW(" 2 ", "", "　"), INTAKE_DONE);
    const struct columns *c = intake_chunk(intake);
    assert_int_equal(intake_counts(intake).good, 2);
    for (size_t row = 0; row < 2; row++) {
        assert_int_equal(c->columns[kind_field(kind, "whole")].present[row], 0);
        assert_int_equal(c->columns[kind_field(kind, "money")].present[row], 0);
        assert_int_equal(c->columns[kind_field(kind, "top")].present[row], 0);
        assert_int_equal(c->columns[kind_field(kind, "total")].present[row], 1);
        assert_int_equal(c->columns[kind_field(kind, "total")].number[row], 0);
        assert_int_equal(c->columns[kind_field(kind, "filled")].number[row], 0);
        assert_int_equal(c->columns[kind_field(kind, "preset")].number[row], 7);
    }
    intake_free(intake);
}

static void several_columns_become_one_value(void **state)
{
    (void)state;
    struct intake *intake = read_text(HEADER "H01,2025-03,1,-,-,-,-,-,-,-,-,-,2,-,4,0.50,\"1,000.25\",张三,9\n", INTAKE_DONE);
    const struct columns *c = intake_chunk(intake);
    assert_int_equal(intake_counts(intake).good, 1);
    assert_int_equal(c->columns[kind_field(kind, "top")].number[0], 4);
    assert_int_equal(c->columns[kind_field(kind, "total")].number[0], 100075);
    assert_int_equal(c->columns[kind_field(kind, "filled")].number[0], 2);
    assert_int_equal(c->columns[kind_field(kind, "preset")].number[0], 9);
    intake_free(intake);
}

/* One row with the cells of: whole, money, on_day, at_time, sex, note. */
static void expect_cells(const char *cells[6], uint64_t good, const char *expected)
{
    struct text csv;
    text_init(&csv, 10000);
    text_printf(&csv, "%sH01,2025-03,1,%s,%s,-,-,-,%s,%s,%s,%s,-,-,-,-,-,-,-\n", HEADER, cells[0], cells[1], cells[2], cells[3],
                cells[4], cells[5]);
    expect_findings(csv.s, good, expected);
    text_done(&csv);
}

static void spellings_of_real_files_are_read_with_a_warning_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *cells[6];
        uint64_t good;
        const char *expected;
    } cases[] = {
        {{"12", "12.5", "2025-03-01", "2025-03-01 08:30:00", "1", "abc"}, 1, ""},
        {{"１２", "-", "-", "-", "２", "-"}, 1, "2 whole W-ING-132 「2位数字」; 2 sex W-ING-132 「1位数字」"},
        {{"-", "\"1,234.50\"", "-", "-", "-", "-"}, 1, "2 money W-ING-132 「6位数字、2个其他字符」"},
        {{"-", "-", "2025/3/1", "2025-03-01  08:30:00", "-", "-"},
         1,
         "2 on_day W-ING-131 「2025/3/1」; 2 at_time W-ING-131 「2025-03-01  08:30:00」"},
        {{"-", "-", "20250301", "2025-03-01", "-", "-"}, 1, "2 on_day W-ING-131 「20250301」; 2 at_time W-ING-131 「2025-03-01」"},
        {{"12.0", "12.500", "-", "-", "-", "-"}, 1, ""},
        {{"12.5", "12.505", "-", "-", "-", "-"}, 0, "2 whole E-ING-112 「12.5」; 2 money E-ING-113 「12.505」"},
        {{"张三", "1 2", "-", "-", "-", "-"}, 0, "2 whole E-ING-111 「2个汉字」; 2 money E-ING-111 「2位数字、1个其他字符」"},
        {{"1000", "-", "-", "-", "-", "-"}, 1, ""},
        {{"1001", "-", "-", "-", "-", "-"}, 0, "2 whole E-ING-114 「1001」"},
        {{"-1001", "13812345678901234567", "-", "-", "-", "-"}, 0, "2 whole E-ING-114 「-1001」; 2 money E-ING-114 「20位数字」"},
        {{"-", "-", "2025-02-30", "2025-03-01 25:00", "-", "-"},
         0,
         "2 on_day E-ING-115 「8位数字、2个其他字符」; 2 at_time E-ING-115 「12位数字、4个其他字符」"},
        {{"-", "-", "-", "-", "3", "一二三四五六"}, 0, "2 sex E-ING-116 「3」"},
        {{"-", "-", "-", "-", "-", "一二三四五六七"}, 0, "2 note E-ING-117 「7个汉字」"},
        {{"1e3", "-", "-", "-", "男", "-"}, 0, "2 whole E-ING-111 「2位数字、1个字母」; 2 sex E-ING-116 「1个汉字」"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_cells((const char **)cases[i].cells, cases[i].good, cases[i].expected);
}

static void a_row_of_another_width_institution_or_month_is_a_reject(void **state)
{
    (void)state;
    expect_findings(HEADER ROW("1", "1", "1") "H01,2025-03,2\n" ROW("3", "1", "1"), 2, "3  E-ING-118 「」");
    expect_findings(HEADER ROW("1", "1", "1") "H02,2025-03,2,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", 1,
                    "3 institution_code E-ING-119 「2位数字、1个字母」");
    expect_findings(HEADER ROW("1", "1", "1") "-,2025-03,2,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", 1,
                    "3 institution_code E-ING-110 「」");
    expect_findings(HEADER ROW("1", "1", "1") ROW("2", "1", "1") "H01,2025-04,3,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", 2,
                    "4 period E-ING-120 「6位数字、1个其他字符」");
    expect_findings(HEADER ROW("1", "1", "1") "H01,三月,3,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", 1, "3 period E-ING-115 「2个汉字」");
    expect_findings(HEADER ROW("1", "1", "1") "H01,202503,3,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", 2, "3 period W-ING-131 「202503」");
}

static void the_month_of_a_file_is_that_of_most_of_its_first_rows(void **state)
{
    (void)state;
    struct intake *intake =
        read_text(HEADER "H01,2025-02,9,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n" ROW("1", "1", "1") ROW("2", "1", "1"), INTAKE_DONE);
    assert_int_equal(intake_month(intake), month_from_ym(2025, 3));
    assert_int_equal(intake_counts(intake).good, 2);
    intake_free(intake);
    intake = read_text(HEADER, INTAKE_DONE);
    assert_int_equal(intake_month(intake), INT32_MIN);
    assert_string_equal(intake_institution(intake), "");
    assert_int_equal(intake_counts(intake).read, 0);
    intake_free(intake);
}

/* ---- record numbers ---------------------------------------------------------------------------------------------- */

static void numbers_that_lost_their_zeros_are_the_same_when_stripped(void **state)
{
    (void)state;
    struct intake *intake = read_text(HEADER ROW("0012345", "1", "1") ROW("12345", "2", "1") ROW("000", "3", "1"), INTAKE_DONE);
    const struct column *c = &intake_chunk(intake)->columns[kind_field(kind, "number")];
    assert_int_equal(intake_counts(intake).good, 3);
    assert_memory_not_equal(c->hash, c->hash + FIELD_HASH_BYTES, FIELD_HASH_BYTES);
    assert_memory_equal(c->stripped_hash, c->stripped_hash + FIELD_HASH_BYTES, FIELD_HASH_BYTES);
    assert_memory_equal(c->stripped_hash, c->hash + FIELD_HASH_BYTES, FIELD_HASH_BYTES);
    assert_memory_equal(c->key_length, "\7\5\3", 3);
    intake_free(intake);
    expect_findings(HEADER ROW("3.30E+17", "1", "1"), 0, "2 number E-ING-121 「5位数字、1个字母、2个其他字符」");
}

static void identical_rows_count_once_and_differing_ones_not_at_all(void **state)
{
    (void)state;
    expect_findings(HEADER ROW("1", "1", "1") ROW("1", "1", "1.00"), 1, "3  W-ING-133 「第2行」");
    expect_findings(HEADER ROW("1", "1", "1") ROW("1", "1", "2"), 0, "3  E-ING-123 「第2行」; 2  E-ING-123 「第3行」");
    expect_findings(HEADER ROW("1", "1", "1") ROW("1", "1", "2") ROW("1", "1", "1"), 0,
                    "3  E-ING-123 「第2行」; 2  E-ING-123 「第3行」; 4  E-ING-123 「第2行」");
    /* a same one before the dispute is one of the disputed, too */
    expect_findings(HEADER ROW("1", "1", "1") ROW("1", "1", "1") ROW("1", "1", "2"), 0,
                    "3  W-ING-133 「第2行」; 4  E-ING-123 「第2行」; 2  E-ING-123 「第4行」; 3  E-ING-123 「第4行」");
    /* a row that is refused for itself disputes nothing */
    expect_findings(HEADER ROW("1", "1", "1") ROW("1", "x", "2"), 1, "3 whole E-ING-111 「1个字母」");
}

/* ---- whole files ------------------------------------------------------------------------------------------------- */

static void a_file_that_ends_in_the_middle_is_refused(void **state)
{
    (void)state;
    expect_refused(HEADER ROW("1", "1", "1") "H01,2025-03,2,1", "E-ING-104");
    expect_refused(HEADER ROW("1", "1", "1") "H01,2025-03,\"2", "E-ING-104");
    expect_refused("institution_code,\"per", "E-ING-104");
    expect_refused(HEADER ROW("1", "1", "1") "H01,\"x\"y", "E-ING-107");
    /* the last line may lack its end if it is whole */
    struct text csv;
    text_init(&csv, 10000);
    text_append_n(&csv, HEADER ROW("1", "1", "1"), strlen(HEADER ROW("1", "1", "1")) - 1);
    expect_findings(csv.s, 1, "");
    text_done(&csv);
}

/* 3 × 4096 rows and some; row n has number n and money n. */
#define MANY 13000

static void many_rows(struct text *csv, const char *more)
{
    text_init(csv, 4u * 1024 * 1024);
    text_append(csv, HEADER);
    for (int i = 1; i <= MANY; i++)
        text_printf(csv, "H01,2025-03,%d,1,%d,-,-,-,-,-,-,-,-,-,-,-,-,-,-\n", i, i);
    text_append(csv, more);
    assert_false(csv->overflow);
}

static void rows_are_handed_out_in_chunks_and_counted_in_all(void **state)
{
    (void)state;
    struct text csv;
    many_rows(&csv, "");
    static const size_t pieces[] = {4096, 100000, CSV_MAX_PUSH_BYTES};
    for (size_t i = 0; i < 3; i++) {
        struct intake *intake = begin();
        assert_int_equal(read_all(intake, kind, csv.s, csv.len, pieces[i]), INTAKE_DONE);
        struct measure_sum rows = tally_sum(intake_tally(intake), 0, month_from_ym(2025, 3));
        struct measure_sum money = tally_sum(intake_tally(intake), 1, month_from_ym(2025, 3));
        assert_int_equal(rows.rows, MANY);
        assert_true(money.sum == (i128)MANY * (MANY + 1) / 2 * 100);
        assert_int_equal(intake_counts(intake).good, MANY);
        assert_int_equal(intake_first_row(intake), MANY / COLUMNS_MAX_ROWS * COLUMNS_MAX_ROWS);
        intake_free(intake);
    }
    text_done(&csv);
}

/* Row 5 was handed out two chunks ago when another row takes its number. */
static void a_row_disputed_after_its_chunk_is_taken_back_exactly(void **state)
{
    (void)state;
    struct text csv;
    many_rows(&csv, ROW("5", "1", "9999") ROW("5", "1", "5") ROW("13000", "1", "1"));
    struct intake *intake = begin();
    size_t n;
    assert_int_equal(read_all(intake, kind, csv.s, csv.len, 60000), INTAKE_DONE);
    const int64_t *lines = intake_retracted(intake, &n);
    assert_int_equal(n, 1);
    assert_int_equal(lines[0], 6);
    struct measure_sum rows = tally_sum(intake_tally(intake), 0, month_from_ym(2025, 3));
    struct measure_sum money = tally_sum(intake_tally(intake), 1, month_from_ym(2025, 3));
    assert_int_equal(rows.rows, MANY - 2);
    assert_true(money.sum == ((i128)MANY * (MANY + 1) / 2 - 5 - 13000) * 100);
    assert_int_equal(intake_counts(intake).good, MANY - 2);
    assert_int_equal(intake_counts(intake).rejected, 5);
    assert_int_equal(intake_counts(intake).read, MANY + 3);
    intake_free(intake);
    text_done(&csv);
}

static void findings_are_bounded_and_still_counted(void **state)
{
    (void)state;
    struct text csv;
    struct intake *intake;
    text_init(&csv, 4u * 1024 * 1024);
    text_append(&csv, HEADER);
    for (int i = 0; i < 1000; i++)
        text_append(&csv, ROW("x", "x", "x"));
    assert_int_equal(intake_new(kind, NULL, 0, test_hash, NULL, 10, &intake), ST_OK);
    assert_int_equal(read_all(intake, kind, csv.s, csv.len, 60000), INTAKE_DONE);
    assert_int_equal(intake_findings(intake)->count, 10);
    assert_int_equal(intake_findings(intake)->dropped, 1990);
    assert_int_equal(intake_findings(intake)->rejects, 2000);
    assert_int_equal(intake_counts(intake).rejected, 1000);
    intake_free(intake);
    text_done(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_in_any_order_case_and_language),
        cmocka_unit_test(a_header_that_lacks_columns_is_one_line),
        cmocka_unit_test(a_column_that_stands_twice_is_refused),
        cmocka_unit_test(a_column_with_a_default_may_be_absent),
        cmocka_unit_test(empty_cells_are_empty_zero_default_or_a_count),
        cmocka_unit_test(several_columns_become_one_value),
        cmocka_unit_test(spellings_of_real_files_are_read_with_a_warning_or_refused),
        cmocka_unit_test(a_row_of_another_width_institution_or_month_is_a_reject),
        cmocka_unit_test(the_month_of_a_file_is_that_of_most_of_its_first_rows),
        cmocka_unit_test(numbers_that_lost_their_zeros_are_the_same_when_stripped),
        cmocka_unit_test(identical_rows_count_once_and_differing_ones_not_at_all),
        cmocka_unit_test(a_file_that_ends_in_the_middle_is_refused),
        cmocka_unit_test(rows_are_handed_out_in_chunks_and_counted_in_all),
        cmocka_unit_test(a_row_disputed_after_its_chunk_is_taken_back_exactly),
        cmocka_unit_test(findings_are_bounded_and_still_counted),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
