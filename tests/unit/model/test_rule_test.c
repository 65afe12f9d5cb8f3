/* test_rule_test.c: the tests beside the rules are themselves tried: what holds passes in silence, what does not says where, and a
 * file that could not fail is a mistake. The line is Haining's HN-006 (35 % of the lead hospitals, front pages by the 10th 17:00).
 */
#include "support/cmocka_all.h"
#include "support/shipped.h"

#include <stdio.h>
#include <string.h>

#include "model/rule_test.h"

#define NAME_MAX_BYTES 100

struct outcome {
    enum status status;
    struct problems problems;
    size_t n; /* tests told */
    char name[NAME_MAX_BYTES];
    struct text words;
};

static void hear(void *arg, const char *name, const char *words)
{
    struct outcome *outcome = arg;
    outcome->n++;
    snprintf(outcome->name, sizeof outcome->name, "%s", name);
    text_append(&outcome->words, words);
}

static void run(struct outcome *ret, const char *file)
{
    struct yaml *yaml = NULL;
    *ret = (struct outcome){0};
    problems_init(&ret->problems, 20);
    text_init(&ret->words, 8000);
    assert_int_equal(yaml_load("t.yaml", file, strlen(file), &ret->problems, &yaml), ST_OK);
    ret->status = rule_tests_run(shipped.catalog, yaml_root(yaml), &ret->problems, hear, ret);
    yaml_close(yaml);
}

static void done(struct outcome *outcome)
{
    text_done(&outcome->words);
    problems_done(&outcome->problems);
}

#define HEAD                                                                                      \
    "tests:\n  - name: 试\n    duty: HN-006\n    expected: 3\n    begin: \"2026-01-05 09:00\"\n" \
    "    facts:\n      - {at: \"2025-12-08 10:00\", period: 2025-11, value: \"34.8\"}\n"          \
    "      - {at: \"2026-01-09 16:00\", period: 2025-12, value: \"34.8\"}\n"
#define EXPECT(line) HEAD "    expect:\n      - {" line "}\n"

static void what_holds_passes_and_what_does_not_says_where(void **state)
{
    /* waited for until all three are in on the 9th, said on Monday the 12th after the cut-off of Saturday the 10th */
    static const struct {
        const char *file, *words;
    } cases[] = {
        {EXPECT("at: \"2026-01-08 00:00\", state: due_unverified, told: []"), ""},
        {EXPECT("at: \"2026-01-09 15:59\", state: due_unverified"), ""},
        {EXPECT("at: \"2026-01-09 16:00\", state: overdue, period: 2025-12"), ""},
        {EXPECT("at: \"2026-01-12 08:29\", told: []"), ""},
        {EXPECT("at: \"2026-01-12 08:30\", told: [overdue T+0 A]"), ""},
        {EXPECT("at: \"2026-01-09 15:59\", state: overdue"), "2026-01-09 15:59 state: due_unverified, expected overdue\n"},
        {EXPECT("at: \"2026-01-12 08:30\", told: []"), "2026-01-12 08:30 told: [overdue T+0 A], expected []\n"},
        {EXPECT("at: \"2026-01-12 08:29\", told: [overdue T+0 A]"), "2026-01-12 08:29 told: [], expected [overdue T+0 A]\n"},
        {EXPECT("at: \"2026-01-09 16:00\", period: 2025-11"), "2026-01-09 16:00 period: 2025-12, expected 2025-11\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome;
        run(&outcome, cases[i].file);
        assert_int_equal(outcome.status, ST_OK);
        assert_int_equal(outcome.n, 1);
        assert_string_equal(outcome.name, "试");
        assert_string_equal(outcome.words.s, cases[i].words);
        done(&outcome);
    }
}

static void a_mistake_in_the_file_is_told_and_the_test_is_not_said_to_hold(void **state)
{
    static const struct {
        const char *file;
        enum reason reason;
    } cases[] = {
        {"tests:\n  - name: 试\n    duty: HN-999\n    expect:\n      - {at: \"2026-01-01 00:00\", state: normal}\n",
         REASON_E_CAT_251},
        {"tests:\n  - name: 试\n    duty: HN-006\n    expect: []\n", REASON_E_YML_011},
        {"tests:\n  - name: 试\n    duty: HN-006\n", REASON_E_YML_011},
        {EXPECT("at: yesterday, state: normal"), REASON_E_CAT_219},
        {EXPECT("at: \"2026-01-12 08:30\", stat: normal"), REASON_E_YML_010},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome;
        bool told = false;
        run(&outcome, cases[i].file);
        assert_int_equal(outcome.status, ST_BAD_INPUT);
        for (size_t p = 0; p < outcome.problems.count; p++)
            told = told || outcome.problems.items[p].reason == cases[i].reason;
        if (!told)
            shipped_print_problems(&outcome.problems);
        assert_true(told);
        assert_true(outcome.n == 0 || outcome.words.len > 0 || cases[i].reason == REASON_E_YML_010);
        done(&outcome);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_holds_passes_and_what_does_not_says_where),
        cmocka_unit_test(a_mistake_in_the_file_is_told_and_the_test_is_not_said_to_hold),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
