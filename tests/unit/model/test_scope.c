/* test_scope.c: who is a member, who owes what: by validity at the period's start, and never above what is there. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#include <string.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/scope.h"

static void format_members(struct text *out, const struct members *members)
{
    for (size_t i = 0; i < members->n; i++)
        text_printf(out, "%s%s", i == 0 ? "" : ",", members->at[i]->code);
}

static void assert_scope(const struct shipped *s, const struct scope *scope, const char *date, const char *wanted)
{
    scoped(members_done) struct members members = {0};
    scoped(text_done) struct text text;
    text_init(&text, 4096);
    assert_int_equal(scope_members(s->organisation, scope, fixture_date(date), &members), ST_OK);
    format_members(&text, &members);
    assert_string_equal(text.s, wanted);
}

static void all_given_conditions_must_hold(void **state)
{
    const struct shipped *s = *state;
    static const char *const codes[] = {"H01", "T01"};
    struct scope scope = {.types = 1u << INSTITUTION_LEAD};
    assert_scope(s, &scope, "2025-06-01", "H01,H02,H03");
    scope = (struct scope){.n_institutions = 2, .institutions = codes};
    assert_scope(s, &scope, "2025-06-01", "H01,T01");
    scope.types = 1u << INSTITUTION_TOWNSHIP;
    assert_scope(s, &scope, "2025-06-01", "T01");
    scope.under = "330481-G2";
    assert_scope(s, &scope, "2025-06-01", "");
    scope = (struct scope){.types = 1u << INSTITUTION_TOWNSHIP, .under = "330481-G1"};
    assert_scope(s, &scope, "2025-06-01", "T01,T02,T03,T04");
    scope = (struct scope){.under = "330481-G1"};
    assert_scope(s, &scope, "2025-06-01", "H01,T01,T02,T03,T04");
    scope = (struct scope){.under = "nowhere"};
    assert_scope(s, &scope, "2025-06-01", "");
}

/* By the sample's institution.tsv: H01, H02 三级, H05 too since the end of 2023; H03, H04, H06 二级; the centres 一级; P01 none. */
static void a_grade_is_a_condition_beside_the_others_and_who_has_none_is_of_none(void **state)
{
    const struct shipped *s = *state;
    static const char *const codes[] = {"H02", "H03", "P01"};
    struct scope scope = {.levels = 1u << 3};
    assert_scope(s, &scope, "2025-06-01", "H01,H02,H05");
    scope = (struct scope){.types = 1u << INSTITUTION_LEAD, .levels = 1u << 2};
    assert_scope(s, &scope, "2025-06-01", "H03");
    scope = (struct scope){.levels = 1u << 2 | 1u << 3};
    assert_scope(s, &scope, "2025-06-01", "H01,H02,H03,H04,H05,H06");
    scope.under = "330481-G1";
    assert_scope(s, &scope, "2025-06-01", "H01");
    scope = (struct scope){.levels = 1u << 1, .under = "330481-G1"};
    assert_scope(s, &scope, "2025-06-01", "T01,T02,T03,T04");
    scope = (struct scope){.levels = 1u << 1 | 1u << 2 | 1u << 3, .n_institutions = 3, .institutions = codes};
    assert_scope(s, &scope, "2025-06-01", "H02,H03");
}

static void before_it_exists_nobody_is_a_member(void **state)
{
    const struct shipped *s = *state;
    struct scope scope = {.types = 1u << INSTITUTION_LEAD};
    assert_scope(s, &scope, "2022-12-31", "");
}

static void a_scope_is_written_in_one_way_only(void **state)
{
    (void)state;
    static const char *const codes[] = {"H01", "H02"};
    scoped(text_done) struct text text;
    text_init(&text, 500);
    struct scope scope = {.types = 1u << INSTITUTION_TOWNSHIP | 1u << INSTITUTION_LEAD,
                          .n_institutions = 2,
                          .institutions = codes,
                          .under = "330481"};
    scope_format(&text, &scope);
    assert_string_equal(text.s, "types=lead_hospital,township_centre;institutions=H01,H02;under=330481;together");
    text_clear(&text);
    scope.levels = 1u << 3 | 1u << 1;
    scope_format(&text, &scope);
    assert_string_equal(text.s, "types=lead_hospital,township_centre;levels=1,3;institutions=H01,H02;under=330481;together");
    text_clear(&text);
    scope_format(&text, &(struct scope){.levels = 1u << 2});
    assert_string_equal(text.s, "levels=2;together");
    text_clear(&text);
    scope_format(&text, NULL);
    assert_string_equal(text.s, "self");
    text_clear(&text);
    scope_format(&text, &(struct scope){0});
    assert_string_equal(text.s, "together");
}

/* What a duty prints beside `each`: never `together`, which would say the contrary of it. */
static void the_conditions_of_a_scope_do_not_say_how_it_is_judged(void **state)
{
    (void)state;
    static const char *const codes[] = {"H01", "H02"};
    static const struct {
        struct scope scope;
        const char *text;
    } cases[] = {{{0}, ""},
                 {{.types = 1u << INSTITUTION_LEAD}, "types=lead_hospital"},
                 {{.n_institutions = 2, .institutions = codes}, "institutions=H01,H02"},
                 {{.under = "330481"}, "under=330481"},
                 {{.levels = 1u << 3, .under = "330481"}, "levels=3;under=330481"},
                 {{1u << INSTITUTION_LEAD, 1u << 2 | 1u << 3, 2, codes, "330481"},
                  "types=lead_hospital;levels=2,3;institutions=H01,H02;under=330481"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        scoped(text_done) struct text text;
        text_init(&text, 500);
        scope_format_conditions(&text, &cases[i].scope);
        assert_string_equal(text.s, cases[i].text);
    }
}

static void each_has_a_cell_an_institution_and_together_one_of_the_node(void **state)
{
    const struct shipped *s = *state;
    scoped(cell_list_done) struct cell_list cells = {0};
    assert_int_equal(
        duty_cells(s->organisation, catalog_duty(s->catalog, "HN-036"), fixture_month("2023-10"), fixture_month("2023-11"), &cells),
        ST_OK);
    assert_int_equal(cells.n, 6); /* three lead hospitals, two months */
    assert_string_equal(cells.at[2].subject->code, "H03");
    assert_null(cells.at[2].scope);
    cells.n = 0;
    assert_int_equal(
        duty_cells(s->organisation, catalog_duty(s->catalog, "HN-017"), fixture_month("2025-10"), fixture_month("2026-03"), &cells),
        ST_OK);
    assert_int_equal(cells.n, 3); /* October to the due period */
    assert_string_equal(cells.at[0].subject->code, "330481");
    assert_int_equal(cells.at[2].month, fixture_month("2025-12"));
}

static void a_cell_counts_only_those_who_return_its_data(void **state)
{
    const struct shipped *s = *state;
    scoped(members_done) struct members members = {0};
    scoped(text_done) struct text text;
    text_init(&text, 500);
    /* beds of everybody: the county itself, private and special hospitals return none */
    struct cell cell = {.indicator = catalog_indicator(s->catalog, "bed_use_rate"),
                        .window = WINDOW_MONTH,
                        .subject = organisation_institution_by_code(s->organisation, "330481-G3"),
                        .month = fixture_month("2025-11")};
    assert_int_equal(cell_members(s->organisation, &cell, &members), ST_OK);
    format_members(&text, &members);
    assert_string_equal(text.s, "H03,T09,T10,T11,T12");
}

static void who_does_not_return_the_data_has_no_cell_of_its_own(void **state)
{
    const struct shipped *s = *state;
    scoped(members_done) struct members centre = {0}, hospital = {0};
    struct cell cell = {.indicator = catalog_indicator(s->catalog, "surgery_share"),
                        .window = WINDOW_MONTH,
                        .subject = organisation_institution_by_code(s->organisation, "T01"),
                        .month = fixture_month("2025-11")};
    assert_int_equal(cell_members(s->organisation, &cell, &centre), ST_OK);
    assert_int_equal(centre.n, 0); /* a township centre has no front pages */
    cell.subject = organisation_institution_by_code(s->organisation, "H02");
    assert_int_equal(cell_members(s->organisation, &cell, &hospital), ST_OK);
    assert_int_equal(hospital.n, 1);
    assert_string_equal(hospital.at[0]->code, "H02");
}

static void what_the_county_registers_for_itself_is_its_own(void **state)
{
    const struct shipped *s = *state;
    struct cell cell;
    scoped(members_done) struct members members = {0};
    const struct duty *duty = catalog_duty(s->catalog, "HN-038");
    assert_true(duty_cell(duty, organisation_root(s->organisation), fixture_month("2025-11"), &cell));
    assert_int_equal(cell_members(s->organisation, &cell, &members), ST_OK);
    assert_int_equal(members.n, 1);
    assert_string_equal(members.at[0]->code, "330481");
}

static void members_are_those_of_the_first_day_of_the_window(void **state)
{
    const struct shipped *s = *state;
    struct cell cell;
    assert_true(duty_cell(catalog_duty(s->catalog, "HN-017"), organisation_root(s->organisation), fixture_month("2025-11"), &cell));
    assert_int_equal(cell_start_date(&cell), fixture_date("2025-01-01"));
    assert_true(duty_cell(catalog_duty(s->catalog, "HN-019"), organisation_root(s->organisation), fixture_month("2025-11"), &cell));
    assert_int_equal(cell_start_date(&cell), fixture_date("2025-11-01"));
}

/* ---- who is asked for what ---- */

#define RETURNS "institution\tkind\tfrom\tto\treturned\n"

/* The institutions that owe the kind for the month, in the words of their codes. */
static void assert_asked(const struct shipped *s, const struct organisation *organisation, const char *kind, const char *month,
                         const char *wanted)
{
    scoped(text_done) struct text text;
    text_init(&text, 500);
    for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        int32_t at = *month == '\0' ? MONTH_EVER : fixture_month(month);
        if (kind_is_asked_of(s->catalog, organisation, catalog_kind(s->catalog, kind), institution, at))
            text_printf(&text, "%s%s", text.len > 0 ? "," : "", institution->code);
    }
    assert_string_equal(text.s, wanted);
}

/* All shipped definitions hold from January 2023 on. */
static void nobody_is_asked_for_months_before_a_definition(void **state)
{
    const struct shipped *s = *state;
    assert_asked(s, s->organisation, "rating", "2022-12", "");
    assert_asked(s, s->organisation, "finance_month", "2023-01", "H01,H02,H03");
    assert_asked(s, s->organisation, "finance_month", "2022-12", "");
}

/* Haining's lines on staff (HN-083) and debts (HN-130) are of hospitals, though a township could tell both; from July 2026. */
static void nobody_is_asked_for_what_no_line_reads_of_him(void **state)
{
    const struct shipped *s = *state;
    struct organisation *bare = shipped_organisation_returning(RETURNS);
    assert_asked(s, bare, "staff_register", "2026-07", "H01,H02,H03,H04,H05");
    assert_asked(s, bare, "staff_register", "2025-12", "");
    assert_asked(s, bare, "staff_register", "", "H01,H02,H03,H04,H05");
    assert_asked(s, bare, "violation", "2026-07", "H01,H02,H03,H04,H05");
    assert_asked(s, bare, "emergency_dispatch", "2026-07", "P01");
    /* beds: HN-017 and HN-037 are of townships */
    assert_asked(s, bare, "bed_month", "2025-12", "T01,T02,T03,T04,T05,T06,T07,T08,T09,T10,T11,T12");
    /* chronic diseases: no line at all */
    assert_asked(s, bare, "chronic_month", "", "");
    organisation_free(bare);
}

static void a_county_says_which_institution_returns_what(void **state)
{
    const struct shipped *s = *state;
    struct organisation *told = shipped_organisation_returning(RETURNS "H04\tdischarge\t2025-07-01\t\tyes\n"
                                                                       "H02\tdischarge\t\t\tno\n"
                                                                       "H01\tbed_month\t\t\tyes\n"
                                                                       "T01\tbed_month\t\t2025-06-30\tno\n");
    assert_asked(s, told, "discharge", "2025-06", "H01,H03");
    assert_asked(s, told, "discharge", "2025-07", "H01,H03,H04");
    assert_asked(s, told, "bed_month", "2025-06", "H01,T02,T03,T04,T05,T06,T07,T08,T09,T10,T11,T12");
    assert_asked(s, told, "bed_month", "2025-07", "H01,T01,T02,T03,T04,T05,T06,T07,T08,T09,T10,T11,T12");
    organisation_free(told);
}

/* n of m, and whose totals are added, go by the same answer: a hospital without front pages is missing nowhere. */
static void a_cell_goes_by_what_the_county_says(void **state)
{
    const struct shipped *s = *state;
    struct organisation *told = shipped_organisation_returning(RETURNS "H02\tdischarge\t\t\tno\n"
                                                                       "H04\tdischarge\t\t\tyes\n");
    const struct institution *county = organisation_root(told);
    scoped(members_done) struct members members = {0}, own = {0};
    scoped(return_list_done) struct return_list returns = {0};
    scoped(text_done) struct text text;
    struct cell cell;
    text_init(&text, 500);
    assert_true(duty_cell(catalog_duty(s->catalog, "HN-006"), county, fixture_month("2025-03"), &cell));
    assert_int_equal(cell_members(told, &cell, &members), ST_OK);
    format_members(&text, &members);
    assert_string_equal(text.s, "H01,H03"); /* H04 is none of the line's lead hospitals */
    assert_int_equal(cell_expected(told, &cell, INT32_MIN, &returns), ST_OK);
    assert_int_equal(returns.n, 2 * 3); /* two hospitals, January to March */
    struct cell self = {.indicator = cell.indicator,
                        .window = WINDOW_MONTH,
                        .subject = organisation_institution_by_code(told, "H04"),
                        .month = fixture_month("2025-03")};
    assert_int_equal(cell_members(told, &self, &own), ST_OK);
    assert_int_equal(own.n, 1);
    organisation_free(told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_given_conditions_must_hold),
        cmocka_unit_test(a_grade_is_a_condition_beside_the_others_and_who_has_none_is_of_none),
        cmocka_unit_test(before_it_exists_nobody_is_a_member),
        cmocka_unit_test(a_scope_is_written_in_one_way_only),
        cmocka_unit_test(the_conditions_of_a_scope_do_not_say_how_it_is_judged),
        cmocka_unit_test(each_has_a_cell_an_institution_and_together_one_of_the_node),
        cmocka_unit_test(a_cell_counts_only_those_who_return_its_data),
        cmocka_unit_test(who_does_not_return_the_data_has_no_cell_of_its_own),
        cmocka_unit_test(what_the_county_registers_for_itself_is_its_own),
        cmocka_unit_test(members_are_those_of_the_first_day_of_the_window),
        cmocka_unit_test(nobody_is_asked_for_months_before_a_definition),
        cmocka_unit_test(nobody_is_asked_for_what_no_line_reads_of_him),
        cmocka_unit_test(a_county_says_which_institution_returns_what),
        cmocka_unit_test(a_cell_goes_by_what_the_county_says),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
