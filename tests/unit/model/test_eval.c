/* test_eval.c: what conditions and sums come to on five rows, worked out by hand, emptiness included. */
#include <string.h>

#include "lib/date.h"
#include "model/eval.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/sample_kind.h"

static struct base_catalog catalog;
static struct kind *kind;
static struct columns *rows;

static void put_date(const char *name, int field_of_time, int year, int month, int day, int second)
{
    int32_t date;
    assert_int_equal(date_from_ymd(year, month, day, &date), ST_OK);
    columns_put_number(rows, kind_field(kind, name), field_of_time ? instant_of_date(date, second) : date);
}

static void put(const char *name, int64_t number)
{
    columns_put_number(rows, kind_field(kind, name), number);
}

static void put_note(const char *s)
{
    assert_int_equal(columns_put_text(rows, kind_field(kind, "note"), s, strlen(s)), ST_OK);
}

static void put_sex(const char *code)
{
    int field = kind_field(kind, "sex");
    columns_put_code(rows, field, code_table_find(kind->fields[field].table, code, 1));
}

/*      whole  money  wan       sex  note  on_day      at_time
 *  0       1   1.00   0.0001   1    C10   2025-01-01  2025-01-01 00:00:00
 *  1       2     -    2.0000   2    D0    2024-12-31  2024-12-31 23:59:59
 *  2       -     -      -      -    -     -           -
 *  3      -3   0.01   0.0000   1    c1    2025-01-02  2025-01-01 00:00:01
 *  4       0  20000.00 2.0000  9    C1    -           -           struck */
static void fill(void)
{
    columns_begin(rows, 2, 0);
    put("whole", 1), put("money", 100), put("wan", 1), put_sex("1"), put_note("C10");
    put_date("on_day", 0, 2025, 1, 1, 0);
    put_date("at_time", 1, 2025, 1, 1, 0);
    columns_end(rows);
    columns_begin(rows, 3, 0);
    put("whole", 2), put("wan", 20000), put_sex("2"), put_note("D0");
    put_date("on_day", 0, 2024, 12, 31, 0);
    put_date("at_time", 1, 2024, 12, 31, 86399);
    columns_end(rows);
    columns_begin(rows, 4, 0);
    columns_end(rows);
    columns_begin(rows, 5, 0);
    put("whole", -3), put("money", 1), put("wan", 0), put_sex("1"), put_note("c1");
    put_date("on_day", 0, 2025, 1, 2, 0);
    put_date("at_time", 1, 2025, 1, 1, 1);
    columns_end(rows);
    columns_begin(rows, 6, 0);
    put("whole", 0), put("money", 2000000), put("wan", 20000), put_sex("9"), put_note("C1");
    columns_end(rows);
    columns_strike(rows, 4);
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
    assert_int_equal(columns_new(kind, &rows), ST_OK);
    fill();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    columns_free(rows);
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

static struct expr *parse(const char *source, enum expr_want want)
{
    static const struct place here = {.line = 1};
    struct problems problems;
    struct expr *expr = NULL;
    problems_init(&problems, 10);
    if (expr_parse(source, kind, want, &here, &problems, &expr) != ST_OK)
        fail_msg("%s does not parse", source);
    problems_done(&problems);
    return expr;
}

static void conditions_hold_of_the_rows_of_which_they_should(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"true", "11111"},
        {"whole = 1", "10000"},
        {"whole <> 1", "01011"}, /* empty is neither equal nor unequal */
        {"not whole = 1", "01111"},
        {"not whole <> 1", "10100"},
        {"whole < 1", "00011"},
        {"whole <= 1", "10011"},
        {"whole > 1", "01000"},
        {"whole >= 1", "11000"},
        {"whole in (1, -3)", "10010"},
        {"whole not in (1, -3)", "01101"},
        {"whole between -3 and 1", "10011"},
        {"whole not between -3 and 1", "01100"},
        {"whole is empty", "00100"},
        {"whole is present", "11011"},
        {"whole + 1 = 2", "10000"},
        {"-whole = 3", "00010"},
        {"whole * whole >= 4", "01010"},
        {"whole - 2 * whole = -1", "10000"},
        {"whole > 0.5", "11000"},
        {"money > 1", "00001"},
        {"money >= 1", "10001"},
        {"money = 0.01", "00010"},
        {"money = 0.010", "00010"},
        {"wan * 1 = money", "10001"}, /* 0.0001 万元 is 1.00 元; 2.0000 万元 is 20000.00 元 */
        {"wan = money", "10001"},
        {"wan < money", "00010"},
        {"sex = '1'", "10010"},
        {"sex <> '1'", "01001"},
        {"sex in ('2', '9')", "01001"},
        {"sex is empty or sex = '9'", "00101"},
        {"note = 'C1'", "00001"},
        {"note = 'nobody has it'", "00000"},
        {"note <> 'nobody has it'", "11011"},
        {"note in ('C10', 'c1', 'x')", "10010"},
        {"starts_with(note, 'C1')", "10001"},
        {"starts_with(note, '')", "11011"},
        {"not starts_with(note, 'C1')", "01110"},
        {"on_day = d'2025-01-01'", "10000"},
        {"on_day >= d'2025-01-01'", "10010"},
        {"on_day in (d'2024-12-31', d'2025-01-02')", "01010"},
        {"days(on_day) = 20089", "10000"}, /* 1735689600 / 86400 */
        {"days(on_day) between 20088 and 20089", "11000"},
        {"at_time >= d'2025-01-01'", "10010"},
        {"at_time < d'2025-01-01'", "01000"},
        {"at_time <= d'2025-01-01'", "11000"},
        {"whole = 1 or whole = 2 and sex = '1'", "10000"},
        {"(whole = 1 or whole = 2) and sex = '1'", "10000"},
        {"(whole = 1 or whole = 2) and sex = '2'", "01000"},
        {"whole = 1 or (sex = '2' or (note = 'c1' or (whole is empty and (money is empty and true))))", "11110"},
    };
    struct eval *eval;
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct expr *expr = parse(cases[i][0], EXPR_WANT_CONDITION);
        uint8_t mask[COLUMNS_MAX_ROWS];
        char got[6] = "";
        assert_int_equal(eval_condition(eval, expr, rows, mask), ST_OK);
        for (size_t row = 0; row < 5; row++)
            got[row] = mask[row] ? '1' : '0';
        if (strcmp(got, cases[i][1]) != 0)
            print_error("%s\n", cases[i][0]);
        assert_string_equal(got, cases[i][1]);
        expr_free(expr);
    }
    eval_free(eval);
}

static void arithmetic_with_an_empty_value_is_empty(void **state)
{
    (void)state;
    struct eval *eval;
    int64_t number[COLUMNS_MAX_ROWS];
    uint8_t present[COLUMNS_MAX_ROWS];
    struct expr *expr = parse("money + wan", EXPR_WANT_NUMBER); /* in 元 with 4 decimals */
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    assert_int_equal(eval_number(eval, expr, rows, number, present), ST_OK);
    assert_memory_equal(present, "\1\0\0\1\1", 5);
    assert_int_equal(number[0], 20000);     /* 1.00 + 1.00 = 2.0000 */
    assert_int_equal(number[3], 100);       /* 0.01 + 0 = 0.0100 */
    assert_int_equal(number[4], 400000000); /* 20000 + 20000 */
    expr_free(expr);
    eval_free(eval);
}

static struct measure *measure_of(const char *of, const char *where)
{
    static const struct place here = {.line = 1};
    struct problems problems;
    struct measure *measure = NULL;
    problems_init(&problems, 10);
    assert_int_equal(measure_make("m", kind, of, where, &here, &problems, &measure), ST_OK);
    problems_done(&problems);
    return measure;
}

static void expect_measure(const char *of, const char *where, int64_t n, int64_t sum)
{
    struct eval *eval;
    struct measure *measure = measure_of(of, where);
    struct measure_sum got = {0};
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    assert_int_equal(eval_measure(eval, measure, rows, &got), ST_OK);
    assert_int_equal(got.rows, n);
    assert_true(got.sum == sum);
    measure_free(measure);
    eval_free(eval);
}

static void sums_skip_empty_values_and_struck_rows(void **state)
{
    (void)state;
    expect_measure("count", NULL, 4, 4);
    expect_measure("count", "sex = '1'", 2, 2);
    expect_measure("count", "sex = '9'", 0, 0);
    expect_measure("sum(whole)", NULL, 3, 0); /* 1 + 2 - 3 */
    expect_measure("sum(money)", NULL, 2, 101);
    expect_measure("sum(money)", "whole is empty", 0, 0);
    expect_measure("sum(whole * whole)", "whole <> 2", 2, 10); /* 1 + 9 */
    expect_measure("sum(wan)", "sex = '2'", 1, 20000);
}

/* 10^15 is the largest value that is read; its square does not fit, and says so only of rows that count. */
static void a_number_that_overflows_is_told_and_never_wrong(void **state)
{
    (void)state;
    struct columns *big;
    struct eval *eval;
    struct measure *product = measure_of("sum(beds * whole)", NULL), *chosen = measure_of("sum(beds * whole)", "whole < 5");
    struct measure_sum sum = {0};
    assert_int_equal(columns_new(kind, &big), ST_OK);
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    columns_begin(big, 2, 0);
    columns_put_number(big, kind_field(kind, "beds"), FIELD_NUMBER_LIMIT - 1);
    columns_put_number(big, kind_field(kind, "whole"), FIELD_NUMBER_LIMIT - 1);
    columns_end(big);
    assert_int_equal(eval_measure(eval, product, big, &sum), ST_BAD_INPUT);
    assert_int_equal(sum.rows, 0);
    assert_int_equal(eval_measure(eval, chosen, big, &sum), ST_BAD_INPUT);
    columns_strike(big, 0);
    assert_int_equal(eval_measure(eval, product, big, &sum), ST_OK);
    assert_int_equal(sum.rows, 0);
    measure_free(product);
    measure_free(chosen);
    columns_free(big);
    eval_free(eval);
}

static void a_full_chunk_of_the_largest_values_sums_in_128_bits(void **state)
{
    (void)state;
    struct columns *big;
    struct eval *eval;
    struct measure *measure = measure_of("sum(beds * 9000)", NULL);
    struct measure_sum sum = {0};
    assert_int_equal(columns_new(kind, &big), ST_OK);
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    for (int i = 0; i < COLUMNS_MAX_ROWS; i++) {
        columns_begin(big, 2 + i, 0);
        columns_put_number(big, kind_field(kind, "beds"), FIELD_NUMBER_LIMIT - 1);
        columns_end(big);
    }
    assert_int_equal(eval_measure(eval, measure, big, &sum), ST_OK);
    assert_int_equal(eval_measure(eval, measure, big, &sum), ST_OK);
    assert_int_equal(sum.rows, 2 * COLUMNS_MAX_ROWS);
    /* 999 999 999 999 999 × 9000 × 8192 = 73 727 999 999 999 926 272 000 */
    assert_true(sum.sum == (i128)737279999999 * 100000000000 + 99926272000);
    measure_free(measure);
    columns_free(big);
    eval_free(eval);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold_of_the_rows_of_which_they_should),
        cmocka_unit_test(arithmetic_with_an_empty_value_is_empty),
        cmocka_unit_test(sums_skip_empty_values_and_struck_rows),
        cmocka_unit_test(a_number_that_overflows_is_told_and_never_wrong),
        cmocka_unit_test(a_full_chunk_of_the_largest_values_sums_in_128_bits),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
