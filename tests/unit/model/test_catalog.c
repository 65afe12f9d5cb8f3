/* test_catalog.c: the shipped catalog loads without a problem, and every kind of mistake is told with its line. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/catalog_check.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/organisation.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

static void the_shipped_catalog_and_its_assignment_have_no_errors(void **state)
{
    struct shipped *s = *state;
    struct problems problems;
    problems_init(&problems, 100);
    enum status status = catalog_check(s->catalog, &problems);
    if (status == ST_OK)
        status = catalog_check_organisation(s->catalog, s->organisation, &problems);
    if (status != ST_OK)
        shipped_print_problems(&problems);
    assert_int_equal(status, ST_OK);
    problems_done(&problems);
}

static void the_shipped_plan_is_whole_and_has_eight_types(void **state)
{
    struct shipped *s = *state;
    const struct plan *plan = catalog_plan(s->catalog);
    bool seen[DUTY_TYPE_COUNT] = {false};
    int types = 0;
    for (size_t i = 0; i < plan->n_duties; i++)
        seen[plan->duties[i].type] = true;
    for (unsigned t = 0; t < DUTY_TYPE_COUNT; t++)
        types += seen[t];
    assert_int_equal(plan->n_duties, 172); /* 38 of the story and 134 others: haining/reading/reconciliation.tsv */
    assert_int_equal(types, 8);
}

static void a_duty_is_read_as_it_is_written(void **state)
{
    struct shipped *s = *state;
    const struct duty *duty = catalog_duty(s->catalog, "HN-006");
    assert_non_null(duty);
    assert_string_equal(duty->short_name, "出院手术占比");
    assert_string_equal(duty->indicator->name, "surgery_share");
    assert_int_equal((long)duty->target.units, 350);
    assert_string_equal(duty->target.text, "35%以上");
    assert_int_equal(duty->judged_on, WINDOW_YTD);
    assert_int_equal(duty->pace.kind, PACE_TRAJECTORY);
    assert_int_equal(duty->pace.baseline_month, fixture_month("2024-12"));
    assert_false(duty->each);
    assert_string_equal(duty->node, "330481");
    assert_string_equal(duty->lead, "市卫健局");
    assert_int_equal(duty->due, fixture_date("2025-12-31"));
    duty = catalog_duty(s->catalog, "HN-019");
    assert_int_equal((long)duty->target.units, 5);
    assert_string_equal(duty->target.text, "5级以上");
    assert_true(duty_is_dated(duty));
    assert_string_equal(catalog_duty(s->catalog, "HN-010")->target.text, "100%"); /* 全覆盖: there is nothing above it */
    assert_string_equal(catalog_duty(s->catalog, "HN-096")->target.text, "100万元以上");
}

static void the_members_of_the_county_line_are_the_three_lead_hospitals(void **state)
{
    struct shipped *s = *state;
    struct cell cell;
    scoped(members_done) struct members members = {0};
    scoped(text_done) struct text scope;
    const struct duty *duty = catalog_duty(s->catalog, "HN-006");
    text_init(&scope, 200);
    assert_true(duty_cell(duty, organisation_root(s->organisation), fixture_month("2025-11"), &cell));
    assert_int_equal(cell_members(s->organisation, &cell, &members), ST_OK);
    assert_int_equal(members.n, 3);
    assert_string_equal(members.at[0]->code, "H01");
    assert_string_equal(members.at[2]->code, "H03");
    scope_format(&scope, cell.scope);
    assert_string_equal(scope.s, "types=lead_hospital;under=330481;together");
}

static void a_year_to_date_waits_for_every_month_of_every_member(void **state)
{
    struct shipped *s = *state;
    struct cell cell;
    struct return_list returns = {0};
    const struct duty *duty = catalog_duty(s->catalog, "HN-006");
    assert_true(duty_cell(duty, organisation_root(s->organisation), fixture_month("2025-03"), &cell));
    assert_int_equal(cell_expected(s->organisation, &cell, INT32_MIN, &returns), ST_OK);
    assert_int_equal(returns.n, 9);
    assert_int_equal(returns.at[0].month, fixture_month("2025-01"));
    assert_int_equal(returns.at[0].cutoff_us, fixture_us("2025-02-10 17:00"));
    return_list_done(&returns);
    assert_int_equal(cell_expected(s->organisation, &cell, fixture_month("2025-03"), &returns), ST_OK);
    assert_int_equal(returns.n, 3);
    return_list_done(&returns);
}

static void nobody_owes_a_rating(void **state)
{
    struct shipped *s = *state;
    struct cell cell;
    struct return_list returns = {0};
    const struct duty *duty = catalog_duty(s->catalog, "HN-019");
    const struct institution *h01 = organisation_institution_by_code(s->organisation, "H01");
    assert_true(duty_cell(duty, h01, fixture_month("2025-03"), &cell));
    assert_null(cell.scope);
    assert_int_equal(cell_expected(s->organisation, &cell, INT32_MIN, &returns), ST_OK);
    assert_int_equal(returns.n, 0);
    return_list_done(&returns);
}

static void every_expected_return_of_a_month_is_listed_once(void **state)
{
    struct shipped *s = *state;
    struct return_list returns = {0};
    assert_int_equal(expected_returns(s->catalog, s->organisation, fixture_month("2025-12"), &returns), ST_OK);
    /* beds of 15; finance, discharges and groups of the 3 hospitals: a township's finance sheet is not a hospital's */
    assert_int_equal(returns.n, 15 + 3 * 3);
    for (size_t i = 0; i < returns.n; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(returns.at[i].kind == returns.at[j].kind && returns.at[i].institution == returns.at[j].institution);
    /* from July 2026 the other lines of the plan are supervised, and what they read is asked for */
    assert_int_equal(expected_returns(s->catalog, s->organisation, fixture_month("2026-07"), &returns), ST_OK);
    assert_true(returns.n > 2 * (15 + 3 * 3));
    return_list_done(&returns);
}

static void the_lines_of_peers_are_known_as_such(void **state)
{
    struct shipped *s = *state;
    assert_int_equal(duty_relation(s->organisation, catalog_duty(s->catalog, "HN-022")), RELATION_PEER);
    assert_int_equal(duty_relation(s->organisation, catalog_duty(s->catalog, "HN-006")), RELATION_OWN);
}

/* ---- mistakes ---- */

/* The catalog with one file's text changed: `from` replaced by `to`, once. Returns whether the code is among the problems, at
 * `line` if > 0. */
static bool mistake_is_told(const struct shipped *s, const char *path, const char *from, const char *to, const char *code)
{
    struct catalog_source *sources = calloc(s->n, sizeof(*sources));
    struct problems problems;
    struct catalog *catalog = NULL;
    char *changed = NULL;
    bool told = false;
    memcpy(sources, s->sources, s->n * sizeof(*sources));
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(sources[i].path, path) != 0)
            continue;
        const char *at = strstr(sources[i].content, from);
        assert_non_null(at);
        size_t before = (size_t)(at - sources[i].content), cap = sources[i].len + strlen(to) + 1;
        changed = malloc(cap);
        snprintf(changed, cap, "%.*s%s%s", (int)before, sources[i].content, to, at + strlen(from));
        sources[i] = (struct catalog_source){path, changed, strlen(changed)};
    }
    assert_non_null(changed);
    problems_init(&problems, 100);
    enum status status = catalog_load(sources, s->n, NULL, &problems, &catalog);
    if (status == ST_OK)
        status = catalog_check(catalog, &problems);
    if (status == ST_OK)
        status = catalog_check_organisation(catalog, s->organisation, &problems);
    for (size_t i = 0; i < problems.count; i++)
        told = told || strcmp(reason_code(problems.items[i].reason), code) == 0;
    if (!told) {
        print_error("%s was not told of %s → %s\n", code, from, to);
        shipped_print_problems(&problems);
    }
    catalog_free(catalog);
    problems_done(&problems);
    free(changed);
    free(sources);
    return told;
}

static void every_mistake_in_a_plan_is_told(void **state)
{
    static const struct {
        const char *from, *to, *code;
    } cases[] = {
        {"id: HN-007", "id: HN-006", "E-CAT-230"},
        {"{item: icu_expansion}\n    scope: {types: [lead_hospital]",
         "{item: icu_expansion}\n    scope: {types: [specialist_hospital]",
         "E-CAT-372"}, /* the opening ledger closes it at H01, H02 and H03 */
        {"indicator: surgery_share", "indicator: surgery_shaer", "E-CAT-231"},
        {"level: 5级", "level: 9级", "E-CAT-232"},
        {"value: \"35\", unit: \"%\"", "value: \"35.25\", unit: \"%\"", "E-CAT-233"},
        {"value: \"35\", unit: \"%\"", "value: \"35\", unit: \"‰\"", "E-CAT-234"},
        {"due: 2025-12-31", "due: 2022-12-31", "E-CAT-235"},
        {"short: 出院手术占比", "short: 出院患者手术占比", "E-CAT-236"},
        {"    indicator: service_income_share\n", "", "E-CAT-237"},
        {"pace: {kind: cumulative}", "pace: {kind: trajectory}", "E-CAT-238"},
        {"conflicts_with: [HN-030]", "conflicts_with: [HN-031]", "E-CAT-239"},
        {"    tolerance: \"2\"\n", "", "E-CAT-247"},
        {"types: [lead_hospital], under: \"330481\"", "types: [lead_hospital], under: \"330482\"", "E-CAT-208"},
        {"types: [lead_hospital], under: \"330481\"", "types: [village_clinic], under: \"330481\"", "E-CAT-250"},
        {"types: [lead_hospital], under: \"330481\"", "types: [leed_hospital], under: \"330481\"", "E-CAT-208"},
        {"types: [lead_hospital], under: \"330481\"", "types: [lead_hospital, private_hospital], under: \"330481\"", "E-CAT-255"},
        {"types: [lead_hospital], under: \"330481\"", "types: lead_hospital", "E-YML-012"},
        {"types: [lead_hospital], under: \"330481\"", "levels: 3", "E-YML-012"},
        {"types: [lead_hospital], under: \"330481\"", "levels: [4], under: \"330481\"", "E-YML-014"},
        {"types: [lead_hospital], under: \"330481\"", "levels: [二级], under: \"330481\"", "E-YML-013"},
        {"types: [lead_hospital], under: \"330481\"", "types: [township_centre], levels: [3]", "E-CAT-250"},
        {"institutions: [\"H01\"]", "institutions: [\"H99\"]", "E-CAT-208"},
        {"    binding: binding\n", "    bindign: binding\n", "E-YML-010"},
        {"type: milestone", "type: millstone", "E-CAT-219"},
        {"begins: 2023-04-18", "begins: 2023-04-31", "E-CAT-206"},
        {"due: 2025-12-31", "due: 2031-12-31", "E-CAT-248"},
        {"id: HN-038", "id: HN-938", "E-CAT-252"},
        {"id: HN-038", "id: HN-938", "E-CAT-251"},
        {"departments: [市卫健局]", "departments: [市卫建局]", "E-CAT-253"},
    };
    const struct shipped *s = *state;
    int missed = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        missed += !mistake_is_told(s, "haining/plan.yaml", cases[i].from, cases[i].to, cases[i].code);
    assert_int_equal(missed, 0);
}

static void every_mistake_in_rules_and_templates_is_told(void **state)
{
    const struct shipped *s = *state;
    const char *rules = "base/rules.yaml", *letter = "base/templates/临期提醒.full.txt";
    int missed = 0;
    missed += !mistake_is_told(s, rules, "{at: T-10,", "{at: T-40,", "E-CAT-241");
    missed += !mistake_is_told(s, rules, "{at: T-10,", "{at: X-10,", "E-CAT-240");
    missed += !mistake_is_told(s, rules, "{at: T+5,", "{at: T-5,", "E-CAT-240");
    missed += !mistake_is_told(s, rules, "to: [A, B], template: 临期提醒", "to: [A, C], template: 临期提醒", "E-CAT-219");
    missed += !mistake_is_told(s, rules, "template: 逾期提示", "template: 逾期警告", "E-CAT-242");
    missed += !mistake_is_told(s, rules, "14:00-17:00", "11:00-17:00", "E-CAT-249");
    missed += !mistake_is_told(s, rules, "smtp: {content: full}", "smtp: {content: brief}", "E-CAT-242");
    missed += !mistake_is_told(s, rules, "anchor: cutoff", "anchor: cutof", "E-CAT-219");
    missed += !mistake_is_told(s, rules, "  behind: {colour", "  behid: {colour", "E-YML-010");
    missed += !mistake_is_told(s, letter, "{时限}", "{时线}", "E-CAT-243");
    missed += !mistake_is_told(s, letter, "{时限}", "{时限", "E-CAT-244");
    missed += !mistake_is_told(s, letter, "主题：", "标题：", "E-CAT-245");
    missed += !mistake_is_told(s, "base/holidays.tsv", "2025-10-08\t3", "2025-10-08\t4", "E-CAT-218");
    assert_int_equal(missed, 0);
}

static void a_missing_file_is_named(void **state)
{
    const struct shipped *s = *state;
    struct catalog_source *sources = calloc(s->n, sizeof(*sources));
    struct problems problems;
    struct catalog *catalog = NULL;
    size_t n = 0;
    problems_init(&problems, 100);
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->sources[i].path, "base/rules.yaml") != 0)
            sources[n++] = s->sources[i];
    assert_int_equal(catalog_load(sources, n, NULL, &problems, &catalog), ST_BAD_INPUT);
    assert_null(catalog);
    assert_string_equal(reason_code(problems.items[0].reason), "E-CAT-220");
    assert_string_equal(problems.items[0].params[0], "base/rules.yaml");
    problems_done(&problems);
    free(sources);
}

static void the_order_in_which_files_are_given_does_not_matter(void **state)
{
    const struct shipped *s = *state;
    struct catalog_source *sources = calloc(s->n, sizeof(*sources));
    struct problems problems;
    struct catalog *catalog = NULL;
    problems_init(&problems, 100);
    for (size_t i = 0; i < s->n; i++)
        sources[i] = s->sources[s->n - 1 - i];
    assert_int_equal(catalog_load(sources, s->n, NULL, &problems, &catalog), ST_OK);
    assert_int_equal(indicator_book_count(catalog_indicators(catalog)), indicator_book_count(catalog_indicators(s->catalog)));
    for (size_t i = 0; i < catalog_kind_count(catalog); i++)
        assert_string_equal(catalog_kind_at(catalog, i)->hash, catalog_kind_at(s->catalog, i)->hash);
    catalog_free(catalog);
    problems_done(&problems);
    free(sources);
}

static void only_files_of_the_catalog_are_part_of_it(void **state)
{
    (void)state;
    assert_true(catalog_is_part("base/kinds/discharge.yaml", "haining"));
    assert_true(catalog_is_part("base/codes/icd10_diagnosis.tsv", "haining"));
    assert_true(catalog_is_part("haining/plan.yaml", "haining"));
    assert_true(catalog_is_part("haining/templates/清单.full.txt", "haining"));
    assert_false(catalog_is_part("haining/assignment/person.tsv", "haining"));
    assert_false(catalog_is_part("haining/plan.yaml", "linan"));
    assert_false(catalog_is_part("base/README.md", "haining"));
    assert_false(catalog_is_part("base/reasons.tsv", "haining"));
    assert_false(catalog_is_part("basement/rules.yaml", "haining"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_catalog_and_its_assignment_have_no_errors),
        cmocka_unit_test(the_shipped_plan_is_whole_and_has_eight_types),
        cmocka_unit_test(a_duty_is_read_as_it_is_written),
        cmocka_unit_test(the_members_of_the_county_line_are_the_three_lead_hospitals),
        cmocka_unit_test(a_year_to_date_waits_for_every_month_of_every_member),
        cmocka_unit_test(nobody_owes_a_rating),
        cmocka_unit_test(every_expected_return_of_a_month_is_listed_once),
        cmocka_unit_test(the_lines_of_peers_are_known_as_such),
        cmocka_unit_test(every_mistake_in_a_plan_is_told),
        cmocka_unit_test(every_mistake_in_rules_and_templates_is_told),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(the_order_in_which_files_are_given_does_not_matter),
        cmocka_unit_test(only_files_of_the_catalog_are_part_of_it),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
