/* test_shipped_indicators.c: every operator, literal and rule of deploy/catalog/base/indicators.yaml, from both sides.
 *
 * Rows stand at the boundaries (level 2 and 3, with and without an operation, 入组 and 未入组), and the numbers beside
 * them were counted by hand from the definitions. tests/integration/test_mutated_indicators changes each operator, name
 * and literal of the file in turn and runs this program with DUBAN_TEST_INDICATORS: it must fail each time. So nothing
 * here is taken from the file itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/eval.h"
#include "model/value.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"

#define JAN (2025 * 12)
#define FEB (2025 * 12 + 1)
#define H01 1
#define H02 2

static struct base_catalog catalog;

static int load(void **state)
{
    (void)state;
    base_catalog_load(&catalog, getenv("DUBAN_TEST_INDICATORS"));
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static int field_of(const struct columns *c, const char *name)
{
    int field = kind_field(c->kind, name);
    assert_true(field >= 0);
    return field;
}

static struct columns *chunk_of(const char *kind)
{
    struct columns *c;
    assert_int_equal(columns_new(base_catalog_kind(&catalog, kind), &c), ST_OK);
    return c;
}

/* `times` front pages; level 0: no level filled in. */
static void front_pages(struct columns *c, int times, bool operated, int main_level, int highest_level)
{
    for (int i = 0; i < times; i++) {
        columns_begin(c, 2 + (int64_t)c->n_rows, JAN);
        if (operated)
            columns_put_code(c, field_of(c, "main_operation"), 0);
        if (main_level > 0)
            columns_put_number(c, field_of(c, "main_operation_level"), main_level);
        if (highest_level > 0)
            columns_put_number(c, field_of(c, "operation_level"), highest_level);
        columns_end(c);
    }
}

static void grouped_case(struct columns *c, const char *status, int64_t weight)
{
    columns_begin(c, 2 + (int64_t)c->n_rows, JAN);
    assert_int_equal(columns_put_text(c, field_of(c, "status"), status, strlen(status)), ST_OK);
    if (weight >= 0)
        columns_put_number(c, field_of(c, "weight"), weight);
    columns_end(c);
}

static struct measure_sum sum_of(const char *measure, const struct columns *c)
{
    const struct measure *m = indicator_book_measure(catalog.book, measure);
    struct measure_sum sum = {0};
    struct eval *eval;
    assert_non_null(m);
    assert_ptr_equal(m->kind, c->kind);
    assert_int_equal(eval_new(c->kind, &eval), ST_OK);
    assert_int_equal(eval_measure(eval, m, c, &sum), ST_OK);
    eval_free(eval);
    return sum;
}

static void expect_sum(const char *measure, const struct columns *c, int64_t rows, int64_t sum)
{
    struct measure_sum got = sum_of(measure, c);
    assert_int_equal(got.rows, rows);
    assert_true(got.sum == sum);
}

static void front_pages_count_by_operation_and_highest_level(void **state)
{
    (void)state;
    struct columns *c = chunk_of("discharge");
    front_pages(c, 7, false, 0, 0);  /* no operation */
    front_pages(c, 11, false, 0, 3); /* a level without an operation: not surgery */
    front_pages(c, 13, true, 0, 0);  /* an operation without a level */
    front_pages(c, 17, true, 1, 1);
    front_pages(c, 19, true, 2, 2);
    front_pages(c, 23, true, 3, 3);
    front_pages(c, 29, true, 4, 4);
    front_pages(c, 31, true, 1, 3);                /* the highest level is that of another operation */
    expect_sum("discharges", c, 150, 150);         /* 7+11+13+17+19+23+29+31 */
    expect_sum("surgery_discharges", c, 132, 132); /* 13+17+19+23+29+31 */
    expect_sum("level34_discharges", c, 83, 83);   /* 23+29+31 */
    columns_free(c);
}

static void only_grouped_cases_and_their_weights_count(void **state)
{
    (void)state;
    struct columns *c = chunk_of("drg_result");
    grouped_case(c, "入组", 9000); /* weight 0.9000 */
    grouped_case(c, "入组", 12345);
    grouped_case(c, "入组", 0);
    grouped_case(c, "未入组", 70000);
    grouped_case(c, "未入组", -1);
    expect_sum("grouped_cases", c, 3, 3);
    expect_sum("grouped_weight", c, 3, 21345);
    columns_free(c);
}

/* Each field has a power of its own, so that one read for another shows. */
static void monthly_rows_give_their_own_column_to_each_measure(void **state)
{
    static const char *const finance[] = {"medical_income",   "service_income",      "personnel_expense",
                                          "business_expense", "current_liabilities", "total_assets"};
    static const char *const beds[] = {"open_bed_days", "occupied_bed_days"};
    (void)state;
    struct columns *f = chunk_of("finance_month"), *b = chunk_of("bed_month");
    columns_begin(f, 2, JAN);
    for (int i = 0, power = 1; i < 6; i++, power *= 10)
        columns_put_number(f, field_of(f, finance[i]), power);
    columns_end(f);
    columns_begin(b, 2, JAN);
    columns_put_number(b, field_of(b, "open_bed_days"), 310);
    columns_put_number(b, field_of(b, "occupied_bed_days"), 217);
    columns_end(b);
    for (int i = 0, power = 1; i < 6; i++, power *= 10)
        expect_sum(finance[i], f, 1, power);
    expect_sum(beds[0], b, 1, 310);
    expect_sum(beds[1], b, 1, 217);
    columns_free(f);
    columns_free(b);
}

/* ---- indicators -------------------------------------------------------------------------------------------------- */

struct expected_indicator {
    const char *name, *numerator, *denominator;
    enum indicator_direction direction;
    int64_t min_denominator;
    const char *unit;
    /* of H01 in January and February and H02 in February: totals at the measures' scales */
    int64_t num[3], den[3];
    const char *january;      /* H01, January */
    const char *year_to_date; /* H01, January and February */
    const char *together;     /* both, February */
};

static const struct expected_indicator EXPECTED[] = {
    /* 89.95 / 100 → 0.8995 → 0.90; (89.95 + 41.3)/(100 + 59) = 0.8254… → 0.83; (41.3 + 60)/(59 + 50) = 0.9293… → 0.93 */
    {"case_mix_index",
     "grouped_weight",
     "grouped_cases",
     DIRECTION_UP,
     30,
     "",
     {899500, 413000, 600000},
     {100, 59, 50},
     "0.90",
     "0.83",
     "0.93"},
    /* 63/180 = 35.0; (63 + 80)/(180 + 200) = 37.63… → 37.6; (80 + 10)/(200 + 50) = 36.0 */
    {"surgery_share",
     "surgery_discharges",
     "discharges",
     DIRECTION_UP,
     30,
     "%",
     {63, 80, 10},
     {180, 200, 50},
     "35.0",
     "37.6",
     "36.0"},
    /* 10/63 = 15.87… → 15.9; 22/133 = 16.54… → 16.5; (12 + 1)/(70 + 40) = 11.81… → 11.8 */
    {"level34_share",
     "level34_discharges",
     "surgery_discharges",
     DIRECTION_UP,
     30,
     "%",
     {10, 12, 1},
     {63, 70, 40},
     "15.9",
     "16.5",
     "11.8"},
    /* 34.45 of 100.00 yuan → 34.45 → 34.5; (34.45 + 30)/(100 + 100) = 32.225 → 32.2; (30 + 50)/(100 + 125) = 35.55… → 35.6 */
    {"service_income_share",
     "service_income",
     "medical_income",
     DIRECTION_UP,
     1,
     "%",
     {3445, 3000, 5000},
     {10000, 10000, 12500},
     "34.5",
     "32.2",
     "35.6"},
    {"personnel_share",
     "personnel_expense",
     "business_expense",
     DIRECTION_UP,
     1,
     "%",
     {3445, 3000, 5000},
     {10000, 10000, 12500},
     "34.5",
     "32.2",
     "35.6"},
    /* a state of the last month: year to date is February's 30.0, not 32.2 */
    {"current_liability_share",
     "current_liabilities",
     "total_assets",
     DIRECTION_DOWN,
     1,
     "%",
     {3445, 3000, 5000},
     {10000, 10000, 12500},
     "34.5",
     "30.0",
     "35.6"},
    /* 217/310 = 70.0; (217 + 200)/(310 + 280) = 70.67… → 70.7; (200 + 90)/(280 + 200) = 60.41… → 60.4 */
    {"bed_use_rate",
     "occupied_bed_days",
     "open_bed_days",
     DIRECTION_UP,
     30,
     "%",
     {217, 200, 90},
     {310, 280, 200},
     "70.0",
     "70.7",
     "60.4"},
};

static void fill(struct total *totals, const int64_t sums[3])
{
    totals[0] = (struct total){H01, JAN, {1, sums[0]}};
    totals[1] = (struct total){H01, FEB, {1, sums[1]}};
    totals[2] = (struct total){H02, FEB, {1, sums[2]}};
}

static struct value compute(const struct expected_indicator *e, const int64_t num[3], const int64_t den[3], enum window window,
                            int32_t month, size_t n_members)
{
    static const int64_t members[] = {H01, H02};
    struct total nums[3], dens[3];
    struct value value;
    const struct indicator *ind = indicator_book_find(catalog.book, e->name);
    assert_non_null(ind);
    fill(nums, num);
    fill(dens, den);
    struct value_input in = {ind, window, month, members, n_members, nums, 3, dens, 3, NULL, 0};
    assert_int_equal(value_compute(&in, &value), ST_OK);
    return value;
}

static void expect_printed(const struct expected_indicator *e, enum window window, int32_t month, size_t n_members,
                           const char *printed)
{
    struct value value = compute(e, e->num, e->den, window, month, n_members);
    struct text out;
    text_init(&out, 64);
    value_format(&out, &value);
    if (strcmp(out.s, printed) != 0)
        print_error("%s: %s, expected %s\n", e->name, out.s, printed);
    assert_string_equal(out.s, printed);
    text_done(&out);
}

static void values_are_printed_as_worked_out_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(EXPECTED) / sizeof(EXPECTED[0]); i++) {
        expect_printed(&EXPECTED[i], WINDOW_MONTH, JAN, 1, EXPECTED[i].january);
        expect_printed(&EXPECTED[i], WINDOW_YTD, FEB, 1, EXPECTED[i].year_to_date);
        expect_printed(&EXPECTED[i], WINDOW_MONTH, FEB, 2, EXPECTED[i].together);
    }
}

static void measures_directions_and_units_are_those_of_the_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(EXPECTED) / sizeof(EXPECTED[0]); i++) {
        const struct indicator *ind = indicator_book_find(catalog.book, EXPECTED[i].name);
        assert_string_equal(ind->numerator->name, EXPECTED[i].numerator);
        assert_string_equal(ind->denominator->name, EXPECTED[i].denominator);
        assert_int_equal(ind->direction, EXPECTED[i].direction);
        assert_string_equal(ind->unit, EXPECTED[i].unit);
        assert_int_equal(ind->over_institutions, OVER_INSTITUTIONS_RATIO_OF_SUMS);
    }
}

/* At the bound it is judged, one below it is not: 30 and 29 of people and bed days, 1.00 and 0.99 yuan. */
static void a_denominator_below_the_minimum_is_not_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(EXPECTED) / sizeof(EXPECTED[0]); i++) {
        const struct expected_indicator *e = &EXPECTED[i];
        int64_t unit = e->min_denominator == 1 ? 100 : 1; /* money is in fen */
        int64_t at[3] = {e->min_denominator * unit, 0, 0}, below[3] = {e->min_denominator * unit - 1, 0, 0};
        int64_t one[3] = {1, 0, 0};
        assert_false(compute(e, one, at, WINDOW_MONTH, JAN, 1).small_denominator);
        assert_true(compute(e, one, below, WINDOW_MONTH, JAN, 1).small_denominator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_pages_count_by_operation_and_highest_level),
        cmocka_unit_test(only_grouped_cases_and_their_weights_count),
        cmocka_unit_test(monthly_rows_give_their_own_column_to_each_measure),
        cmocka_unit_test(values_are_printed_as_worked_out_by_hand),
        cmocka_unit_test(measures_directions_and_units_are_those_of_the_definitions),
        cmocka_unit_test(a_denominator_below_the_minimum_is_not_judged),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
