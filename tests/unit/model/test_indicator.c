/* test_indicator.c: measures, their hashes, and the book of indicators with its implicit ones. */
#include <string.h>

#include "lib/yaml.h"
#include "model/indicator.h"
#include "model/unit.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"

static struct base_catalog catalog;
static const struct place HERE = {.file = "plan.yaml", .line = 7};

static int load(void **state)
{
    (void)state;
    base_catalog_load(&catalog, NULL);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

static struct measure *measure_of(const char *kind, const char *of, const char *where)
{
    struct problems problems;
    struct measure *measure = NULL;
    problems_init(&problems, 10);
    assert_int_equal(measure_make("m", base_catalog_kind(&catalog, kind), of, where, &HERE, &problems, &measure), ST_OK);
    problems_done(&problems);
    return measure;
}

static void expect_same_hash(const char *const a[3], const char *const b[3], bool same)
{
    struct measure *one = measure_of(a[0], a[1], a[2]), *other = measure_of(b[0], b[1], b[2]);
    assert_int_equal(strlen(one->hash), MEASURE_HASH_HEX);
    assert_int_equal(strcmp(one->hash, other->hash) == 0, same);
    measure_free(one);
    measure_free(other);
}

static void a_hash_is_of_what_is_counted_and_not_of_how_it_is_spelled(void **state)
{
    (void)state;
    static const char *const base[3] = {"drg_result", "sum(weight)", "status = '入组' and weight > 1"};
    static const char *const spelled[3] = {"drg_result", "sum( weight )", "(status='入组') and (weight > 1.0)"};
    static const char *const others[][3] = {{"drg_result", "count", "status = '入组' and weight > 1"},
                                            {"drg_result", "sum(weight)", "status = '入组' and weight >= 1"},
                                            {"drg_result", "sum(weight)", "status = '入组' or weight > 1"},
                                            {"drg_result", "sum(weight)", "status = '入组'"},
                                            {"drg_result", "sum(weight)", NULL}};
    expect_same_hash(base, spelled, true);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        expect_same_hash(base, others[i], false);
    static const char *const rows_of_beds[3] = {"bed_month", "count", NULL}, *const rows_of_finance[3] = {"finance_month", "count",
                                                                                                          NULL};
    expect_same_hash(rows_of_beds, rows_of_finance, false);
}

static void a_sum_has_the_scale_and_unit_of_what_is_summed(void **state)
{
    (void)state;
    struct measure *weight = measure_of("drg_result", "sum(weight)", NULL),
                   *income = measure_of("finance_month", "sum(medical_income)", NULL);
    assert_int_equal(weight->scale, 4);
    assert_int_equal(weight->unit, UNIT_NONE);
    assert_int_equal(income->scale, 2);
    assert_int_equal(income->unit, UNIT_YUAN);
    assert_string_equal(weight->definition, "drg_result: sum(weight)");
    measure_free(weight);
    measure_free(income);
}

static void ratings_and_milestones_have_implicit_indicators_made_once(void **state)
{
    (void)state;
    struct problems problems;
    const struct indicator *emr, *again, *count, *share;
    problems_init(&problems, 10);
    assert_int_equal(indicator_book_rating(catalog.book, "emr", &HERE, &problems, &emr), ST_OK);
    assert_int_equal(indicator_book_rating(catalog.book, "emr", &HERE, &problems, &again), ST_OK);
    assert_ptr_equal(emr, again);
    assert_string_equal(emr->name, "rating:emr");
    assert_string_equal(emr->numerator->definition, "rating: sum(rank) where (item = 'emr')");
    assert_string_equal(emr->until->definition, "rating: sum(days(valid_to)) where (item = 'emr')");
    assert_int_equal(emr->over_time, OVER_TIME_LAST);
    assert_int_equal(emr->over_institutions, OVER_INSTITUTIONS_NONE);
    assert_string_equal(emr->item, "emr");
    assert_int_equal(indicator_book_milestone(catalog.book, "it's", false, &HERE, &problems, &count), ST_OK);
    assert_int_equal(indicator_book_milestone(catalog.book, "it's", true, &HERE, &problems, &share), ST_OK);
    assert_ptr_not_equal(count, share);
    assert_ptr_equal(count->numerator, share->numerator);
    assert_string_equal(count->numerator->definition, "milestone: sum(quantity) where (item = 'it''s')");
    assert_int_equal(share->over_institutions, OVER_INSTITUTIONS_SHARE_OF_MEMBERS);
    assert_int_equal(share->scale, 100);
    assert_ptr_equal(indicator_book_find(catalog.book, "milestone:it's"), count);
    assert_int_equal(problems.errors, 0);
    problems_done(&problems);
}

static void a_rating_without_a_scale_is_a_problem_of_the_plan(void **state)
{
    (void)state;
    struct problems problems;
    const struct indicator *none;
    problems_init(&problems, 10);
    assert_int_equal(indicator_book_rating(catalog.book, "nobody", &HERE, &problems, &none), ST_BAD_INPUT);
    assert_string_equal(reason_code(problems.items[0].reason), "E-CAT-133");
    assert_int_equal(problems.items[0].place.line, 7);
    problems_done(&problems);
}

static void measures_of_a_kind_are_listed_each_definition_once(void **state)
{
    (void)state;
    const struct measure *found[20];
    const struct kind *page = base_catalog_kind(&catalog, "discharge"), *finance = base_catalog_kind(&catalog, "finance_month");
    assert_int_equal(indicator_book_measures_of(catalog.book, page, found, 20), 5);
    assert_int_equal(indicator_book_measures_of(catalog.book, finance, found, 2), 6);
    assert_ptr_equal(found[0], indicator_book_measure(catalog.book, "medical_income"));
    assert_ptr_equal(indicator_book_measure_by_hash(catalog.book, found[0]->hash), found[0]);
    assert_true(indicator_reads(indicator_book_find(catalog.book, "surgery_share"), page));
    assert_false(indicator_reads(indicator_book_find(catalog.book, "surgery_share"), finance));
    assert_null(indicator_book_find(catalog.book, "nobody"));
    assert_null(indicator_book_measure(catalog.book, "nobody"));
}

#define MEASURES "measures:\n  a: {kind: bed_month, of: count}\n"
#define INDICATOR_OF(last)                                                                                        \
    "indicators:\n  x:\n    name: 名\n    name_en: n\n    numerator: a\n    direction: up\n    over_time: sum\n" \
    "    over_institutions: none\n    definition: 口径\n    source: 出处\n    nature: 测算值\n    " last

#define INDICATOR INDICATOR_OF("valid_from: 2023-01-01\n")

static void expect_book_problem(const char *yaml_text, const char *code)
{
    struct problems problems;
    struct yaml *yaml = NULL;
    struct indicator_book *book = NULL;
    bool found = false;
    problems_init(&problems, 10);
    assert_int_equal(yaml_load("x.yaml", yaml_text, strlen(yaml_text), &problems, &yaml), ST_OK);
    const struct yaml_node *root = yaml_root(yaml);
    enum status st = indicator_book_load(&root, 1, (const struct kind *const *)catalog.kinds, BASE_KINDS, &problems, &book);
    for (size_t i = 0; i < problems.count; i++)
        found = found || strcmp(reason_code(problems.items[i].reason), code) == 0;
    if ((st == ST_OK) != (*code == '\0') || (*code != '\0' && !found))
        print_error("%s\n", yaml_text);
    assert_int_equal(st, *code == '\0' ? ST_OK : ST_BAD_INPUT);
    assert_true(found || *code == '\0');
    indicator_book_free(book);
    yaml_close(yaml);
    problems_done(&problems);
}

/* An indicator of the first file divides by a measure of the second; a name stands once in both. */
static void files_of_the_book_are_read_as_one(void **state)
{
    static const char *const second[] = {"measures:\n  b: {kind: bed_month, of: count}\nindicators: {}\n",
                                         MEASURES "indicators: {}\n"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct problems problems;
        struct yaml *files[2] = {NULL};
        struct indicator_book *book = NULL;
        problems_init(&problems, 10);
        const char *first = i == 0 ? MEASURES INDICATOR "    denominator: b\n" : MEASURES INDICATOR;
        assert_int_equal(yaml_load("x.yaml", first, strlen(first), &problems, &files[0]), ST_OK);
        assert_int_equal(yaml_load("y.yaml", second[i], strlen(second[i]), &problems, &files[1]), ST_OK);
        const struct yaml_node *roots[] = {yaml_root(files[0]), yaml_root(files[1])};
        enum status st = indicator_book_load(roots, 2, (const struct kind *const *)catalog.kinds, BASE_KINDS, &problems, &book);
        assert_int_equal(st, i == 0 ? ST_OK : ST_BAD_INPUT);
        if (st == ST_OK)
            assert_ptr_equal(indicator_book_find(book, "x")->denominator, indicator_book_measure(book, "b"));
        else
            assert_string_equal(reason_code(problems.items[0].reason), "E-CAT-103");
        indicator_book_free(book);
        yaml_close(files[0]);
        yaml_close(files[1]);
        problems_done(&problems);
    }
}

static void every_fault_of_the_book_is_told(void **state)
{
    (void)state;
    expect_book_problem(MEASURES INDICATOR, "");
    expect_book_problem(MEASURES INDICATOR "    denominator: b\n", "E-CAT-131");
    expect_book_problem(MEASURES INDICATOR "    decimals: 7\n", "E-YML-014");
    expect_book_problem(MEASURES INDICATOR "    scale: 0\n", "E-YML-014");
    expect_book_problem(MEASURES INDICATOR_OF("valid_from: soon\n"), "E-CAT-106");
    expect_book_problem(MEASURES INDICATOR_OF("valid_from: \"\"\n"), "E-YML-016");
    expect_book_problem(MEASURES INDICATOR_OF("min_denominator: 1\n"), "E-YML-011");
    expect_book_problem(MEASURES INDICATOR "    unit: 公里\n", "E-CAT-101");
    expect_book_problem(MEASURES INDICATOR "    unit: 起\n", "");
    expect_book_problem(MEASURES INDICATOR "    colour: red\n", "E-YML-009");
    expect_book_problem(MEASURES "indicators: {x: {numerator: a}}\n", "E-YML-011");
    expect_book_problem(MEASURES
                        "indicators: {x: {name: n, numerator: a, direction: sideways, over_time: sum, over_institutions: none}}\n",
                        "E-CAT-105");
    expect_book_problem("measures: {a: {kind: nobody, of: count}}\nindicators: {}\n", "E-CAT-130");
    expect_book_problem("measures: {a: {kind: bed_month, of: average}}\nindicators: {}\n", "E-CAT-132");
    expect_book_problem("measures: {a: {kind: bed_month, of: \"sum(open_bed_days\"}}\nindicators: {}\n", "E-CAT-132");
    expect_book_problem("measures: {a: {kind: bed_month, of: \"sum(nobody)\"}}\nindicators: {}\n", "E-CAT-121");
    expect_book_problem("measures: {a: {kind: bed_month, of: count, where: \"open_bed_days\"}}\nindicators: {}\n", "E-CAT-126");
    expect_book_problem("measures: {A: {kind: bed_month, of: count}}\nindicators: {}\n", "E-CAT-102");
    expect_book_problem("measures: {}\n", "E-YML-011");
}

/* Bed days by yuan are no share of anything, persons by rows of a register of persons are. */
static void a_share_is_of_two_numbers_that_measure_the_same(void **state)
{
#define SHARE(a, b, unit) \
    "measures:\n  a: " a "\n  b: " b "\n" INDICATOR_OF("valid_from: 2023-01-01\n") "    denominator: b\n    unit: " unit "\n"
#define BED_DAYS "{kind: bed_month, of: \"sum(open_bed_days)\"}"
#define MONEY    "{kind: finance_month, of: \"sum(medical_income)\"}"
#define PERSONS  "{kind: surgery_month, of: \"sum(level4)\"}"
#define ROWS     "{kind: bed_month, of: count}"
    (void)state;
    expect_book_problem(SHARE(BED_DAYS, MONEY, "\"%\""), "E-CAT-134");
    expect_book_problem(SHARE(MONEY, BED_DAYS, "‰"), "E-CAT-134");
    expect_book_problem(SHARE(MONEY, ROWS, "\"%\""), "E-CAT-134");
    expect_book_problem(SHARE(ROWS, BED_DAYS, "\"%\""), "E-CAT-134");
    expect_book_problem(SHARE(MONEY, BED_DAYS, "元"), "");
    expect_book_problem(SHARE(BED_DAYS, BED_DAYS, "\"%\""), "");
    expect_book_problem(SHARE(PERSONS, ROWS, "\"%\""), "");
    expect_book_problem(SHARE(ROWS, PERSONS, "\"%\""), "");
}

static void units_convert_exactly_within_their_sort(void **state)
{
    (void)state;
    enum unit unit = UNIT_BED;
    assert_int_equal(unit_parse("万元", &unit), ST_OK);
    assert_int_equal(unit, UNIT_WAN_YUAN);
    assert_int_equal(unit_factor(unit), 10000);
    assert_true(unit_alike(unit, UNIT_YUAN));
    assert_false(unit_alike(unit, UNIT_PERSON));
    assert_int_equal(unit_parse("美元", &unit), ST_BAD_INPUT);
    assert_int_equal(unit, UNIT_WAN_YUAN);
    for (unsigned i = 0; i < UNIT_COUNT; i++) {
        assert_int_equal(unit_parse(unit_name((enum unit)i), &unit), ST_OK);
        assert_int_equal(unit, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_of_what_is_counted_and_not_of_how_it_is_spelled),
        cmocka_unit_test(a_sum_has_the_scale_and_unit_of_what_is_summed),
        cmocka_unit_test(ratings_and_milestones_have_implicit_indicators_made_once),
        cmocka_unit_test(a_rating_without_a_scale_is_a_problem_of_the_plan),
        cmocka_unit_test(measures_of_a_kind_are_listed_each_definition_once),
        cmocka_unit_test(files_of_the_book_are_read_as_one),
        cmocka_unit_test(every_fault_of_the_book_is_told),
        cmocka_unit_test(a_share_is_of_two_numbers_that_measure_the_same),
        cmocka_unit_test(units_convert_exactly_within_their_sort),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
