/* test_expr.c: what the expression language accepts, how it spells it, and what it refuses with which words. */
#include <string.h>

#include "model/expr.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/sample_kind.h"

static struct base_catalog catalog;
static struct kind *kind;

static int load(void **state)
{
    (void)state;
    struct text words;
    text_init(&words, 10000);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &words);
    assert_string_equal(words.s, "");
    assert_non_null(kind);
    text_done(&words);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

static const struct place HERE = {.file = "test.yaml", .line = 3};

/* The canonical spelling, or the code and position of the first problem: "E-CAT-121 9". */
static void spell(const char *source, enum expr_want want, struct text *out)
{
    struct problems problems;
    struct expr *expr = NULL;
    problems_init(&problems, 10);
    if (expr_parse(source, kind, want, &HERE, &problems, &expr) == ST_OK) {
        expr_format(out, expr);
        assert_int_equal(problems.errors, 0);
    } else {
        assert_null(expr);
        assert_int_equal(problems.errors, 1);
        assert_int_equal(problems.items[0].place.line, 3);
        text_append(out, reason_code(problems.items[0].reason));
        if (problems.items[0].n_params > 1)
            text_printf(out, " %s", problems.items[0].params[0]);
    }
    expr_free(expr);
    problems_done(&problems);
}

static void expect_spelling(const char *source, enum expr_want want, const char *expected)
{
    struct text out;
    text_init(&out, 10000);
    spell(source, want, &out);
    if (strcmp(out.s, expected) != 0)
        print_error("%s\n", source);
    assert_string_equal(out.s, expected);
    text_done(&out);
}

static void conditions_have_one_canonical_spelling(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"whole = 1", "(whole = 1)"},
        {"  whole\n =1 ", "(whole = 1)"},
        {"whole <> -1", "(whole <> -1)"},
        {"not whole = 1", "(not (whole = 1))"},
        {"whole = 1 or whole = 2 and whole = 3", "((whole = 1) or ((whole = 2) and (whole = 3)))"},
        {"(whole = 1 or whole = 2) and whole = 3", "(((whole = 1) or (whole = 2)) and (whole = 3))"},
        {"not whole = 1 and whole = 2", "((not (whole = 1)) and (whole = 2))"},
        {"whole + 2 * 3 > 4 - whole", "((whole + (2 * 3)) > (4 - whole))"},
        {"(whole + 2) * 3 > 4", "(((whole + 2) * 3) > 4)"},
        {"whole - 1 - 2 = 0", "(((whole - 1) - 2) = 0)"},
        {"whole between 1 and 3 and whole <> 2", "(((whole >= 1) and (whole <= 3)) and (whole <> 2))"},
        {"whole not between 1 and 3", "(not ((whole >= 1) and (whole <= 3)))"},
        {"sex in ('1', '2')", "(sex in ('1', '2'))"},
        {"sex not in ('1')", "(not (sex in ('1')))"},
        {"not sex in ('1')", "(not (sex in ('1')))"},
        {"whole in (1, -2, 3)", "(whole in (1, -2, 3))"},
        {"'1' = sex", "(sex = '1')"},
        {"note = 'it''s'", "(note = 'it''s')"},
        {"note is empty", "(note is empty)"},
        {"number is present", "(number is present)"},
        {"starts_with(note, 'C1')", "starts_with(note, 'C1')"},
        {"on_day >= d'2025-01-01'", "(on_day >= d'2025-01-01')"},
        {"at_time < d'2025-01-01'", "(at_time < d'2025-01-01')"},
        {"days(on_day) > 3", "(days(on_day) > 3)"},
        {"true", "true"},
        {"-whole < 3", "((-whole) < 3)"},
    };
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        expect_spelling(same[i][0], EXPR_WANT_CONDITION, same[i][1]);
}

static void scales_and_units_are_brought_together(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"money > 5", "(money > 5.00)"},
        {"plain > 5.5", "(plain > 5.500)"},
        {"whole > 0.5", "((whole × 10) > 0.5)"},
        {"plain + whole > 0", "((plain + (whole × 1000)) > 0.000)"},
        /* 万元 at 4 decimals beside 元 at 2: the finer unit and scale are 元 with 4, 1 万元 = 10 000 元 */
        {"wan > money", "((wan × 10000) > (money × 100))"},
        {"wan > 3.5", "(wan > 3.5000)"},
        {"money * whole > 1", "((money * whole) > 1.00)"},
        {"money * 2 > money + 0.125", "(((money * 2) × 10) > ((money × 10) + 0.125))"},
    };
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        expect_spelling(same[i][0], EXPR_WANT_CONDITION, same[i][1]);
    expect_spelling("money + total", EXPR_WANT_NUMBER, "(money + total)");
    expect_spelling("2 * whole - 1", EXPR_WANT_NUMBER, "((2 * whole) - 1)");
}

static void what_makes_no_sense_is_refused_where_it_stands(void **state)
{
    (void)state;
    static const char *const refused[][2] = {
        {"", "E-CAT-120 1"},
        {"whole", "E-CAT-126"},
        {"whole = ", "E-CAT-120 9"},
        {"whole = 1 whole = 2", "E-CAT-120 11"},
        {"(whole = 1", "E-CAT-120 11"},
        {"whole = 1)", "E-CAT-120 10"},
        {"unknown = 1", "E-CAT-121 1"},
        {"whole = 1 or unknown = 1", "E-CAT-121 14"},
        {"whole = '1'", "E-CAT-122 7"},
        {"sex = 1", "E-CAT-122 5"},
        {"sex < '2'", "E-CAT-122 5"},
        {"sex = note", "E-CAT-122 5"},
        {"sex = '3'", "E-CAT-123 5"},
        {"sex in ('1', '7')", "E-CAT-123 5"},
        {"'1' = '1'", "E-CAT-122 5"},
        {"number = 'x'", "E-CAT-122 8"},
        {"money > beds", "E-CAT-124 7"},
        {"money + beds > 0", "E-CAT-124 7"},
        {"money > whole", "E-CAT-124 7"},
        {"money * beds > 0", "E-CAT-124 7"},
        {"note = 'open", "E-CAT-127 8"},
        {"on_day = d'2025-02-30'", "E-CAT-127 10"},
        {"on_day = d'2025/1/1'", "E-CAT-127 10"},
        {"on_day = d'open", "E-CAT-127 10"},
        {"on_day < at_time", "E-CAT-122 8"},
        {"on_day < 20250101", "E-CAT-122 8"},
        {"on_day + 1 > on_day", "E-CAT-122 8"},
        {"whole is 3", "E-CAT-120 10"},
        {"whole + 1 is empty", "E-CAT-122 11"},
        {"starts_with(whole, '1')", "E-CAT-122 1"},
        {"starts_with(note, 1)", "E-CAT-120 19"},
        {"days(whole) = 1", "E-CAT-122 1"},
        {"days(at_time) = 1", "E-CAT-122 1"},
        {"days(on_day + 1) = 1", "E-CAT-120 13"},
        {"starts_with note", "E-CAT-120 13"},
        {"whole = 1 and whole", "E-CAT-122 11"},
        {"whole and whole = 1", "E-CAT-122 7"},
        {"not whole", "E-CAT-122 1"},
        {"(whole = 1) + 1 > 0", "E-CAT-122 13"},
        {"(whole = 1) = (whole = 1)", "E-CAT-122 13"},
        {"whole in ()", "E-CAT-120 11"},
        {"whole in (whole)", "E-CAT-120 11"},
        {"whole in (0.5)", "E-CAT-122 7"},
        {"whole not 3", "E-CAT-120 11"},
        {"whole / 2 = 1", "E-CAT-120 7"},
        {"whole = 1;", "E-CAT-120 10"},
        {"WHOLE = 1", "E-CAT-120 1"},
        {"性别 = '1'", "E-CAT-120 1"},
        {"note = '男' and x = 1", "E-CAT-121 16"}, /* characters are counted, not bytes */
        {"whole = 9999999999999999", "E-CAT-125"},
        {"whole = 0.0000000001", "E-CAT-125"},
        {"plain * plain * plain * plain = 0", "E-CAT-125"},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        expect_spelling(refused[i][0], EXPR_WANT_CONDITION, refused[i][1]);
    expect_spelling("whole = 1", EXPR_WANT_NUMBER, "E-CAT-126");
    expect_spelling("note", EXPR_WANT_NUMBER, "E-CAT-126");
}

/* `times` × piece between head and tail */
static void repeated(struct text *out, const char *head, const char *piece, int times, const char *tail)
{
    text_clear(out);
    text_append(out, head);
    for (int i = 0; i < times; i++)
        text_append(out, piece);
    text_append(out, tail);
}

static void length_depth_and_size_are_bounded(void **state)
{
    (void)state;
    struct text source, out;
    text_init(&source, 100000);
    text_init(&out, 100000);
    repeated(&source, "", "(", 20, "whole = 1");
    repeated(&out, source.s, ")", 20, "");
    expect_spelling(out.s, EXPR_WANT_CONDITION, "(whole = 1)");
    repeated(&source, "", "(", 1000, "whole");
    expect_spelling(source.s, EXPR_WANT_CONDITION, "E-CAT-125");
    repeated(&source, "", "not ", 900, "whole = 1");
    expect_spelling(source.s, EXPR_WANT_CONDITION, "E-CAT-125");
    repeated(&source, "whole = ", "-", 900, "1");
    expect_spelling(source.s, EXPR_WANT_CONDITION, "E-CAT-125");
    repeated(&source, "whole = 0", " + 1", 1000, "");
    expect_spelling(source.s, EXPR_WANT_CONDITION, "E-CAT-125");
    repeated(&source, "whole = 1", " ", 5000, "");
    expect_spelling(source.s, EXPR_WANT_CONDITION, "E-CAT-125");
    text_done(&source);
    text_done(&out);
}

static void the_fields_that_are_read_are_known(void **state)
{
    (void)state;
    struct problems problems;
    struct expr *expr;
    problems_init(&problems, 10);
    assert_int_equal(expr_parse("whole = 1 or note is empty", kind, EXPR_WANT_CONDITION, &HERE, &problems, &expr), ST_OK);
    assert_true(expr_reads(expr, kind_field(kind, "whole")));
    assert_true(expr_reads(expr, kind_field(kind, "note")));
    assert_false(expr_reads(expr, kind_field(kind, "money")));
    expr_free(expr);
    problems_done(&problems);
}

static void the_texts_that_a_field_is_compared_with_are_known_each_once(void **state)
{
    (void)state;
    const char *texts[4] = {NULL};
    struct problems problems;
    struct expr *expr;
    problems_init(&problems, 10);
    assert_int_equal(expr_parse("(note in ('b', 'a') and whole = 1) or note = 'b' or note = 'c' or note <> 'd'", kind,
                                EXPR_WANT_CONDITION, &HERE, &problems, &expr),
                     ST_OK);
    assert_int_equal(expr_texts_of(expr, kind_field(kind, "note"), texts, 4), 3);
    assert_string_equal(texts[0], "a"); /* a list has one spelling: sorted */
    assert_string_equal(texts[1], "b");
    assert_string_equal(texts[2], "c");
    assert_int_equal(expr_texts_of(expr, kind_field(kind, "note"), texts, 2), 2);
    assert_int_equal(expr_texts_of(expr, kind_field(kind, "whole"), texts, 4), 0);
    expr_free(expr);
    problems_done(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_have_one_canonical_spelling),
        cmocka_unit_test(scales_and_units_are_brought_together),
        cmocka_unit_test(what_makes_no_sense_is_refused_where_it_stands),
        cmocka_unit_test(length_depth_and_size_are_bounded),
        cmocka_unit_test(the_fields_that_are_read_are_known),
        cmocka_unit_test(the_texts_that_a_field_is_compared_with_are_known_each_once),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
