/* test_organisation.c: an organisation from rows: validity, people, vacancies, and what is refused. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdio.h>
#include <string.h>

#include "model/organisation.h"

static const char *const TABLES[ORGANISATION_TABLE_COUNT] = {
    [TABLE_INSTITUTION] = "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
                          "C\t县\t\tcounty\t\t\t\t2023-01-01\t\n"
                          "G\t医共体\t\tgroup\t\tC\t\t2023-01-01\t\n"
                          "H1\t第一医院\t一院\tlead_hospital\t3\tG\tA0000000000000000000001\t2023-01-01\t\n"
                          "T1\t老镇卫生院\t\ttownship_centre\t1\tG\t\t2023-01-01\t2024-06-30\n"
                          "T2\t新镇卫生院\t\ttownship_centre\t1\tG\t\t2024-07-01\t\n",
    [TABLE_DEPARTMENT] = "code\tname\tsuperior_code\trelation\nB\t卫健局\t\town\nS\t医政科\tB\town\nF\t财政局\t\tpeer\n",
    [TABLE_RETURN] = "institution\tkind\tfrom\tto\treturned\nH1\tdischarge\t\t\tyes\nH1\tbed_month\t2025-01-01\t2025-06-30\tno\n"
                     "H1\tbed_month\t2025-07-01\t\tyes\nH1\tfinance_month\t\t\tno\n",
    [TABLE_POST] = "code\tname\towner\tphone\nP1\t医政科长\tS\t1\nP2\t病案统计\tH1\t2\nDESK\t督办专干\tB\t3\n",
    [TABLE_PERSON] =
        "code\tname\tsalutation\temail\tphone\tchannel\n"
        "a\t甲×\t甲科长\ta@x.invalid\t\tboth\nb\t乙×\t\t\t\tletterbox\nc\t丙×\t\tc@x.invalid\t\tsmtp\nd\t丁×\t\t\t\tletterbox\n",
    [TABLE_HOLDER] =
        "post\tperson\trole\tfrom\tto\nP1\ta\tA\t2024-01-01\t2025-06-15\nP1\tc\tA\t2025-06-16\t\nP1\tb\tB\t2024-01-01\t\n"
        "P2\tb\tA\t2024-01-01\t2024-12-31\nDESK\td\tA\t2024-01-01\t\n",
    [TABLE_REPORTER] = "institution\tkind\tpost\nH1\t*\tP2\nH1\tfinance_month\tP1\n",
    [TABLE_LINE] = "duty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nHN-1\tS\tP1\t2025-10-31\t\t财政局\nHN-"
                   "2\tF\tP1\t\t2025-06-16\t\n",
    [TABLE_OFFICE] = "key\tvalue\nsignature\t办公室\ndesk_post\tDESK\n",
    [TABLE_LEDGER] = "duty\tinstitution\tclosed_on\tevidence\tnote\tending\nHN-1\tH1\t2024-12-01\t文号1\t\t\n"
                     "HN-2\t\t2024-12-01\t文号2\t\tterminated\nHN-2\tH1\t2024-12-01\t文号3\t\tclosed\n"
                     "HN-4\tH1\t2025-03-01\t文号4\t\tadjusted\n",
};

/* Builds with one table's text replaced (NULL: as above). Returns the code of the first error, "" when it built. */
static const char *build_with(enum organisation_table table, const char *text, struct organisation **ret)
{
    struct organisation_builder *builder = organisation_builder_new(7);
    struct problems problems;
    struct organisation *organisation = NULL;
    const char *code = "";
    problems_init(&problems, 50);
    enum status status = ST_OK;
    for (unsigned t = 0; t < ORGANISATION_TABLE_COUNT; t++) {
        const char *rows = text != NULL && t == table ? text : TABLES[t];
        enum status read = organisation_builder_read(builder, (enum organisation_table)t, "rows", rows, strlen(rows), &problems);
        status = read != ST_OK ? read : status;
    }
    if (status == ST_OK)
        status = organisation_build(builder, &problems, &organisation);
    for (size_t i = 0; i < problems.count && *code == '\0'; i++)
        if (reason_severity(problems.items[i].reason) == SEVERITY_ERROR)
            code = reason_code(problems.items[i].reason);
    assert_int_equal(status == ST_OK, *code == '\0');
    organisation_builder_free(builder);
    problems_done(&problems);
    if (ret != NULL)
        *ret = organisation;
    else
        organisation_free(organisation);
    return code;
}

static int build(void **state)
{
    struct organisation *organisation = NULL;
    assert_string_equal(build_with(TABLE_OFFICE, NULL, &organisation), "");
    *state = organisation;
    return 0;
}

static int drop(void **state)
{
    organisation_free(*state);
    return 0;
}

static void institutions_know_their_place_and_their_time(void **state)
{
    const struct organisation *o = *state;
    const struct institution *t1 = organisation_institution_by_code(o, "T1"), *g = organisation_institution_by_code(o, "G");
    assert_int_equal(organisation_alliance_id(o), 7);
    assert_int_equal(organisation_institution_count(o), 5);
    assert_int_equal(t1->id, 4);
    assert_ptr_equal(organisation_institution_by_id(o, 4), t1);
    assert_null(organisation_institution_by_id(o, 6));
    assert_true(institution_is_under(t1, g));
    assert_true(institution_is_under(t1, organisation_root(o)));
    assert_false(institution_is_under(g, t1));
    assert_true(institution_is_valid(t1, fixture_date("2024-06-30")));
    assert_false(institution_is_valid(t1, fixture_date("2024-07-01")));
    assert_string_equal(t1->short_name, "老镇卫生院");
    assert_string_equal(organisation_institution_by_front_page(o, "A0000000000000000000001", fixture_date("2025-01-01"))->code,
                        "H1");
    assert_null(organisation_institution_by_front_page(o, "A0000000000000000000001", fixture_date("2022-01-01")));
}

static void a_post_is_held_by_one_person_a_day(void **state)
{
    const struct organisation *o = *state;
    const struct post *post = organisation_post(o, "P1");
    assert_string_equal(organisation_holder(o, post, ROLE_A, fixture_date("2025-06-15"))->code, "a");
    assert_string_equal(organisation_holder(o, post, ROLE_A, fixture_date("2025-06-16"))->code, "c");
    assert_null(organisation_holder(o, post, ROLE_A, fixture_date("2023-12-31")));
}

static void a_vacancy_goes_to_the_second_holder_then_to_the_desk_and_never_up(void **state)
{
    const struct organisation *o = *state;
    struct recipient to;
    assert_true(organisation_recipient(o, organisation_post(o, "P1"), ROLE_A, fixture_date("2025-06-16"), &to));
    assert_string_equal(to.person->code, "c");
    assert_false(to.stands_in);
    assert_true(organisation_recipient(o, organisation_post(o, "P2"), ROLE_A, fixture_date("2025-01-01"), &to));
    assert_string_equal(to.person->code, "d");
    assert_string_equal(to.post->code, "DESK");
    assert_true(to.stands_in);
    /* nobody stands in for a B who is not there: A was told already */
    assert_true(organisation_recipient(o, organisation_desk(o), ROLE_A, fixture_date("2025-01-01"), &to));
    assert_false(organisation_recipient(o, organisation_desk(o), ROLE_B, fixture_date("2025-01-01"), &to));
    assert_false(organisation_recipient(o, NULL, ROLE_B, fixture_date("2025-01-01"), &to));
    assert_false(organisation_recipient(o, organisation_post(o, "P1"), ROLE_A, fixture_date("2023-12-31"), &to));
}

static void a_reporter_of_one_kind_comes_before_the_reporter_of_all(void **state)
{
    const struct organisation *o = *state;
    const struct institution *h1 = organisation_institution_by_code(o, "H1");
    assert_string_equal(organisation_reporter(o, h1, "finance_month")->code, "P1");
    assert_string_equal(organisation_reporter(o, h1, "discharge")->code, "P2");
    assert_null(organisation_reporter(o, organisation_institution_by_code(o, "T2"), "discharge"));
}

static void lines_ledger_and_departments_are_found(void **state)
{
    const struct organisation *o = *state;
    const struct line *line = organisation_line(o, "HN-1");
    assert_int_equal(line->internal_due, fixture_date("2025-10-31"));
    assert_int_equal(line->supervised_from, DATE_NONE);
    assert_string_equal(line->department->superior->name, "卫健局");
    assert_int_equal(organisation_department(o, "财政局")->relation, RELATION_PEER);
    assert_null(organisation_line(o, "HN-3"));
    assert_string_equal(organisation_ledger(o, "HN-1", organisation_institution_by_code(o, "H1"))->evidence, "文号1");
    assert_null(organisation_ledger(o, "HN-1", organisation_institution_by_code(o, "T2")));
    assert_string_equal(organisation_ledger(o, "HN-2", organisation_institution_by_code(o, "T2"))->evidence, "文号2");
    assert_string_equal(organisation_office(o, "signature"), "办公室");
    assert_null(organisation_office(o, "fax"));
}

static void the_ledger_says_how_a_line_ended(void **state)
{
    const struct organisation *o = *state;
    struct organisation *older = NULL;
    const struct institution *h1 = organisation_institution_by_code(o, "H1"), *t1 = organisation_institution_by_code(o, "T1");
    assert_int_equal(organisation_ending(o, "HN-1", h1), ENDING_CLOSED);
    assert_int_equal(organisation_ending(o, "HN-1", t1), ENDING_NONE);
    assert_int_equal(organisation_ending(o, "HN-2", t1), ENDING_TERMINATED);
    assert_int_equal(organisation_ending(o, "HN-2", h1), ENDING_CLOSED); /* its own row goes before that of the whole duty */
    assert_int_equal(organisation_ending(o, "HN-4", h1), ENDING_ADJUSTED);
    assert_string_equal(
        build_with(TABLE_LEDGER, "duty\tinstitution\tclosed_on\tevidence\tnote\nHN-1\tH1\t2024-12-01\t文号1\t\n", &older), "");
    assert_int_equal(organisation_ending(older, "HN-1", organisation_institution_by_code(older, "H1")), ENDING_CLOSED);
    organisation_free(older);
    assert_string_equal(build_with(TABLE_LEDGER,
                                   "duty\tinstitution\tclosed_on\tevidence\tnote\tending\nHN-1\tH1\t2024-12-01\t文号1\t\tover\n",
                                   NULL),
                        "E-CAT-219");
}

static void what_the_county_says_of_a_return_holds_on_its_days(void **state)
{
    const struct organisation *o = *state;
    const struct institution *h1 = organisation_institution_by_code(o, "H1"), *t2 = organisation_institution_by_code(o, "T2");
    static const struct {
        const char *date, *says; /* of H1's beds; "": any day */
    } cases[] = {{"2024-12-31", "-"}, {"2025-01-01", "no"}, {"2025-06-30", "no"}, {"2025-07-01", "yes"}, {"", "yes"}};
    bool returned;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int32_t date = *cases[i].date == '\0' ? DATE_NONE : fixture_date(cases[i].date);
        bool said = organisation_says_returned(o, h1, "bed_month", date, &returned);
        assert_string_equal(!said ? "-" : returned ? "yes" : "no", cases[i].says);
    }
    assert_true(organisation_says_returned(o, h1, "discharge", fixture_date("2025-01-01"), &returned));
    assert_true(returned);
    assert_false(organisation_says_returned(o, t2, "bed_month", fixture_date("2025-01-01"), &returned));
    assert_true(organisation_says_returned(o, h1, "finance_month", DATE_NONE, &returned)); /* for ever */
    assert_false(returned);
}

static void every_fault_of_the_tables_is_refused(void **state)
{
    (void)state;
    static const struct {
        enum organisation_table table;
        const char *rows, *code;
    } cases[] = {
        {TABLE_INSTITUTION,
         "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\nC\t县\t\tcountry\t\t\t\t\t\n",
         "E-CAT-219"},
        {TABLE_INSTITUTION,
         "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\nC\t县\t\tcounty\t4\t\t\t\t\n",
         "E-CAT-219"},
        {TABLE_INSTITUTION,
         "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
         "C\t县\t\tcounty\t\tG\t\t\t\nG\t组\t\tgroup\t\tC\t\t\t\nH1\t院\t\tlead_hospital\t\tG\t\t\t\nR\t根\t\tcounty\t\t\t\t\t\n",
         "E-CAT-210"},
        {TABLE_INSTITUTION,
         "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
         "C\t县\t\tcounty\t\t\t\t\t\nH1\t院\t\tlead_hospital\t\t\t\t\t\n",
         "E-CAT-211"},
        {TABLE_INSTITUTION,
         "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
         "C\t县\t\tcounty\t\t\t\t\t\nH1\t院\t\tlead_hospital\t\tC\t\t2025-01-01\t2024-01-01\n",
         "E-CAT-213"},
        {TABLE_DEPARTMENT, "code\tname\tsuperior_code\trelation\nB\t局\t\town\nS\t科\tX\town\nF\t财\t\tpeer\n", "E-CAT-208"},
        {TABLE_DEPARTMENT, "code\tname\tsuperior_code\trelation\nB\t局\t\tboss\nS\t科\tB\town\nF\t财\t\tpeer\n", "E-CAT-219"},
        {TABLE_POST, "code\tname\towner\tphone\nP1\t岗\tS\t\nP2\t岗\tH1\t\nDESK\t岗\tB\t\nP1\t岗\tS\t\n", "E-CAT-209"},
        {TABLE_POST, "code\tname\towner\tphone\nP1\t岗\tnobody\t\nP2\t岗\tH1\t\nDESK\t岗\tB\t\n", "E-CAT-208"},
        {TABLE_PERSON,
         "code\tname\tsalutation\temail\tphone\tchannel\na\t甲\t\t\t\tboth\nb\t乙\t\t\t\tletterbox\nc\t丙\t\t\t\tletterbox\nd\t丁\t"
         "\t\t\tletterbox\n",
         "E-CAT-217"},
        {TABLE_HOLDER, "post\tperson\trole\tfrom\tto\nP1\ta\tA\t2024-01-01\t2025-06-16\nP1\tc\tA\t2025-06-16\t\nDESK\td\tA\t\t\n",
         "E-CAT-212"},
        {TABLE_HOLDER, "post\tperson\trole\tfrom\tto\nP1\ta\tC\t2024-01-01\t\nDESK\td\tA\t\t\n", "E-CAT-219"},
        {TABLE_HOLDER, "post\tperson\trole\tfrom\tto\nP1\ta\tA\t2024-02-30\t\nDESK\td\tA\t\t\n", "E-CAT-206"},
        {TABLE_LINE, "duty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nHN-1\tS\tP1\t\t\t\nHN-1\tS\tP1\t\t\t\n",
         "E-CAT-209"},
        {TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH9\tdischarge\t\t\tno\n", "E-CAT-208"},
        {TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH1\tdischarge\t\t\tnever\n", "E-CAT-219"},
        {TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH1\t\t\t\tno\n", "E-CAT-207"},
        {TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH1\tdischarge\t2025-02-01\t2025-01-31\tno\n", "E-CAT-213"},
        {TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH1\tdischarge\t\t2025-06-30\tno\nH1\tdischarge\t2025-06-30\t\tyes\n",
         "E-CAT-371"},
        {TABLE_OFFICE, "key\tvalue\nsignature\t办公室\n", "E-CAT-216"},
        {TABLE_OFFICE, "key\tworth\nsignature\t办公室\n", "E-CAT-203"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *code = build_with(cases[i].table, cases[i].rows, NULL);
        if (strcmp(code, cases[i].code) != 0)
            fail_msg("case %zu should be refused with %s, was %s", i, cases[i].code, code);
    }
}

/* Law 12: a post of a department with this relation is named by one table; the first error as 「code file:line」. */
static const char *told_at(const char *relation, enum organisation_table table, const char *rows)
{
    static char found[100];
    char departments[200];
    struct organisation_builder *builder = organisation_builder_new(7);
    struct organisation *organisation = NULL;
    struct problems problems;
    problems_init(&problems, 50);
    snprintf(departments, sizeof(departments), "%sJ\t基金处\tF\t%s\n", TABLES[TABLE_DEPARTMENT], relation);
    for (unsigned t = 0; t < ORGANISATION_TABLE_COUNT; t++) {
        const char *text = t == TABLE_DEPARTMENT ? departments
                           : t == table          ? rows
                           : t == TABLE_POST     ? "code\tname\towner\tphone\nP1\t医政科长\tS\t1\nP2\t病案统计\tH1\t2\n"
                                                   "DESK\t督办专干\tB\t3\nPJ\t基金岗\tJ\t4\n"
                                                 : TABLES[t];
        assert_int_equal(organisation_builder_read(builder, (enum organisation_table)t,
                                                   organisation_table_name((enum organisation_table)t), text, strlen(text),
                                                   &problems),
                         ST_OK);
    }
    *found = '\0';
    if (organisation_build(builder, &problems, &organisation) != ST_OK)
        for (size_t i = 0; i < problems.count && *found == '\0'; i++)
            if (reason_severity(problems.items[i].reason) == SEVERITY_ERROR)
                snprintf(found, sizeof(found), "%s %s:%lld", reason_code(problems.items[i].reason), problems.items[i].place.file,
                         (long long)problems.items[i].place.line);
    organisation_free(organisation);
    organisation_builder_free(builder);
    problems_done(&problems);
    return found;
}

static void nobody_at_a_peer_or_a_superior_is_named_to_be_told(void **state)
{
    (void)state;
    static const struct {
        enum organisation_table table;
        const char *rows, *refused;
    } cases[] = {
        {TABLE_LINE, "duty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nHN-1\tS\tP1\t\t\t\nHN-2\tF\tPJ\t\t\t\n",
         "E-CAT-277 line:3"},
        {TABLE_REPORTER, "institution\tkind\tpost\nH1\tfinance_month\tPJ\n", "E-CAT-277 reporter:2"},
        {TABLE_OFFICE, "key\tvalue\nsignature\t办公室\ndesk_post\tPJ\n", "E-CAT-277 office:3"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(told_at("peer", cases[i].table, cases[i].rows), cases[i].refused);
        assert_string_equal(told_at("superior", cases[i].table, cases[i].rows), cases[i].refused);
        assert_string_equal(told_at("own", cases[i].table, cases[i].rows), "");
        assert_string_equal(told_at("subordinate", cases[i].table, cases[i].rows), "");
    }
}

static void two_holders_that_follow_each_other_do_not_overlap(void **state)
{
    (void)state;
    assert_string_equal(build_with(TABLE_HOLDER,
                                   "post\tperson\trole\tfrom\tto\nP1\ta\tA\t\t2025-06-15\nP1\tc\tA\t2025-06-16\t\nDESK\td\tA\t\t\n",
                                   NULL),
                        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(institutions_know_their_place_and_their_time),
        cmocka_unit_test(a_post_is_held_by_one_person_a_day),
        cmocka_unit_test(a_vacancy_goes_to_the_second_holder_then_to_the_desk_and_never_up),
        cmocka_unit_test(a_reporter_of_one_kind_comes_before_the_reporter_of_all),
        cmocka_unit_test(lines_ledger_and_departments_are_found),
        cmocka_unit_test(the_ledger_says_how_a_line_ended),
        cmocka_unit_test(what_the_county_says_of_a_return_holds_on_its_days),
        cmocka_unit_test(every_fault_of_the_tables_is_refused),
        cmocka_unit_test(nobody_at_a_peer_or_a_superior_is_named_to_be_told),
        cmocka_unit_test(two_holders_that_follow_each_other_do_not_overlap),
    };
    return cmocka_run_group_tests(tests, build, drop);
}
