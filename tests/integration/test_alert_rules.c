/* A changed target holds from its date and rewrites no history: what was judged stays judged as it was, what was told and is asked
 * no more is said to be over, and nobody is told that the data were wrong. As test_alert.c: the real duban-alert. */
#include <stdio.h>
#include <string.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"
#include "support/station.h"

#define EDITS(...) ((const char *const[][2]){__VA_ARGS__, {NULL, NULL}})
#define SHARE(percent)                                                      \
    {                                                                       \
        "value: \"35\", unit: \"%\"", "value: \"" percent "\", unit: \"%\"" \
    }
#define USE(percent)                                                        \
    {                                                                       \
        "value: \"70\", unit: \"%\"", "value: \"" percent "\", unit: \"%\"" \
    }
#define NEXT_YEAR                            \
    {                                        \
        "due: 2025-12-31", "due: 2026-12-31" \
    }
#define AT_ONCE                                    \
    {                                              \
        "pace: {kind: none}", "pace: {kind: hold}" \
    }

static void county(const char *const edits[][2])
{
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply_with("plan.yaml", edits);
    world_import("small", NULL);
    world_quiet();
    world_value("330481", SURGERY, "2025-11", "35.2", 3, 3);
    world_value("330481", BEDS, "2025-11", "71.0", 2, 2);
    world_quiet();
}

/* The share of December, complete and past its cut-off. */
static void december(const char *share)
{
    county(EDITS({"plan: small", "plan: small"}));
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", share, 3, 3);
    world_step("2026-01-12 08:30");
}

static const char *ends(const char *duty)
{
    char sql[400];
    snprintf(
        sql, sizeof sql,
        "SELECT coalesce(string_agg(ladder || ' ' || number || ' ' || state || ' ' || close_event, ', ' ORDER BY period, ladder, "
        "number), '') FROM alert.episode WHERE duty = '%s' AND ladder <> 'before_due'",
        duty);
    return world_one(sql);
}

static const char *count(const char *where)
{
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM alert.due_notice WHERE %s", where);
    return world_one(sql);
}

static const char *judged_by(const char *duty)
{
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT facts->>'判定依据' FROM alert.subject WHERE duty = '%s'", duty);
    return world_one(sql);
}

/* What somebody is told who says that it is done. */
static const char *refusal(const char *duty)
{
    static char words[400];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    body.kind = DUBAN__ALERT__ACT_KIND__ACT_KIND_CLOSE;
    body.duty = (char *)duty;
    body.actor = "desk";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    snprintf(words, sizeof words, "%s", reply->words_zh);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

static void a_target_that_is_lowered_ends_the_reminders_and_not_the_judgement(void **state)
{
    (void)state;
    december("34.7");
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS(SHARE("34")));
    world_step("2026-01-20 10:00");
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    assert_string_equal(judged_by("AL-01"), "目录第1版，目标35%以上");
    assert_string_equal(refusal("AL-01"),
                        "数据与“已完成”不一致：2025年1—12月为34.7%，目标35%以上，不能销号；确需销号的，写明理由提请另一人"
                        "审定（override）");
    assert_string_equal(ends("AL-01"), "overdue 1 closed adjusted");
    assert_string_equal(world_notices("AL-01|330481|overdue"),
                        "AL-01|330481|overdue|2025-12|1|T+0|yz.a\nAL-01|330481|overdue|2025-12|1|调整|yz.a");
    assert_string_equal(count("template = '更正' OR facts::text LIKE '%有误%'"), "0");
    assert_string_equal(world_one("SELECT facts->>'调整说明' || ' ' || (facts->>'事项简称') || ' ' || (withdraws IS NOT NULL) FROM "
                                  "alert.due_notice WHERE template = '调整'"),
                        "目标、时限或范围已调整 手术占比 true");
    world_value("330481", SURGERY, "2025-12", "34.9", 3, 3); /* too few then, enough now: nobody is asked */
    world_step("2026-01-21 10:00");
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    assert_string_equal(ends("AL-01"), "overdue 1 closed adjusted");
    world_value("330481", SURGERY, "2025-12", "35.2", 3, 3); /* as it was to be then */
    world_step("2026-01-22 10:00");
    assert_string_equal(world_state("AL-01", "330481"), "awaiting_close");
    assert_string_equal(count("duty = 'AL-01' AND template IN ('更正', '调整')"), "1");
    world_end();
}

static void a_target_that_is_raised_makes_nobody_overdue_who_had_reached_it(void **state)
{
    (void)state;
    december("35.2");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS(SHARE("38")));
    world_step("2026-01-20 10:00");
    assert_string_equal(world_state("AL-01", "330481"), "awaiting_close");
    assert_string_equal(judged_by("AL-01"), "目录第1版，目标35%以上");
    assert_string_equal(ends("AL-01"), "");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3); /* a correction: judged by the rules of then */
    world_step("2026-01-21 10:00");
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    assert_string_equal(world_one("SELECT facts->>'目标' FROM alert.due_notice WHERE notice_key LIKE 'AL-01|330481|overdue|%'"),
                        "35%以上");
    world_end();
}

static void trouble_under_both_targets_goes_on_and_is_told_by_the_rules_of_then(void **state)
{
    (void)state;
    december("34.7");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS(SHARE("38")));
    world_step("2026-01-14 10:00");
    assert_string_equal(world_notices("AL-01|330481|overdue"),
                        "AL-01|330481|overdue|2025-12|1|T+0|yz.a\nAL-01|330481|overdue|2025-12|1|T+2|yz.b");
    assert_string_equal(world_one("SELECT facts->>'目标' FROM alert.due_notice WHERE rung = 'T+2' AND duty = 'AL-01'"), "35%以上");
    world_value("330481", SURGERY, "2025-12", "35.2", 3, 3); /* the data were wrong indeed */
    world_step("2026-01-15 10:00");
    assert_string_equal(ends("AL-01"), "overdue 1 closed corrected");
    assert_string_equal(count("duty = 'AL-01' AND template = '更正'"), "2");
    assert_string_equal(count("template = '调整'"), "0");
    world_end();
}

static void a_time_limit_that_is_put_off_ends_what_it_began(void **state)
{
    (void)state;
    december("34.7");
    world_step("2026-01-13 08:30");
    assert_string_equal(world_state("AL-04", "330481"), "overdue"); /* dated, told on the first working day */
    world_apply_with("plan.yaml", EDITS(NEXT_YEAR));
    world_step("2026-01-14 10:00");
    assert_string_equal(ends("AL-01"), "overdue 1 closed adjusted");
    assert_string_equal(ends("AL-04"), "overdue 1 closed adjusted");
    assert_string_equal(world_state("AL-01", "330481"), "normal");
    assert_string_equal(count("template = '更正'"), "0");
    assert_string_equal(count("duty = 'AL-01' AND template = '调整'"), "1");
    world_end();
}

static void a_line_that_leaves_the_plan_is_over_for_those_who_were_told(void **state)
{
    (void)state;
    december("34.7");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS({"id: AL-01", "id: AL-09"}));
    world_step("2026-01-14 10:00");
    assert_string_equal(ends("AL-01"), "overdue 1 closed adjusted");
    assert_string_equal(world_notices("AL-01|330481|overdue"),
                        "AL-01|330481|overdue|2025-12|1|T+0|yz.a\nAL-01|330481|overdue|2025-12|1|调整|yz.a");
    assert_string_equal(world_one("SELECT facts->>'调整说明' FROM alert.due_notice WHERE template = '调整' AND duty = 'AL-01'"),
                        "已不在计划的事项之内");
    world_end();
}

/* The number of the county is asked of each hospital from now on: the line is still in the plan, the county is no more in the line.
 */
static void a_scope_that_leaves_an_institution_out_says_so(void **state)
{
    (void)state;
    december("34.7");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS({"each: false\n    judged_on: ytd\n    pace: {kind: trajectory",
                                         "each: true\n    judged_on: ytd\n    pace: {kind: trajectory"}));
    world_step("2026-01-14 10:00");
    assert_string_equal(world_one("SELECT string_agg(DISTINCT close_event, ' ') FROM alert.episode WHERE duty = 'AL-01' AND "
                                  "ladder = 'overdue' AND state = 'closed'"),
                        "adjusted");
    assert_string_equal(world_one("SELECT facts->>'调整说明' FROM alert.due_notice WHERE template = '调整' AND duty = 'AL-01'"),
                        "范围已调整，不再判定该单位");
    world_end();
}

/* The number is told as it was judged, by the target of then; the letter goes to whom leads now. */
static void a_letter_after_a_change_is_addressed_by_the_plan_as_it_is(void **state)
{
    (void)state;
    december("34.7");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS(SHARE("38"), {"departments: [市卫健局]", "departments: [市医保局, 市卫健局]"}));
    world_quiet();
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"
                          "AL-01\tYBJ\tP-YZ\t\t\t\nAL-02\tJFK\tP-JF\t\t\t\nAL-03\tYBJ\tP-YZ\t\t\t\nAL-04\tRSK\tP-RS\t\t\t\n");
    world_step("2026-01-14 10:00");
    assert_string_equal(
        world_one("SELECT department || ' ' || (strpos(body, E'\n市医保局：') > 0) || ' ' || (strpos(body, "
                  "'职责部门为市医保局、市卫健局') > 0) || ' ' || (strpos(body, '34.7%') > 0) FROM alert.letter_draft "
                  "WHERE duty = 'AL-01'"),
        "市医保局 true true true");
    world_end();
}

static void a_reminder_keeps_the_number_that_it_shows(void **state)
{
    (void)state;
    county(EDITS(AT_ONCE));
    world_value("330481", BEDS, "2025-11", "68.0", 2, 2);
    world_step("2025-12-17 10:00");
    world_value("330481", "bed_use_rate|month|types=township_centre;under=330481;together", "2025-11", "66.0", 2, 2);
    world_apply_with("plan.yaml",
                     EDITS(AT_ONCE, {"judged_on: ytd\n    pace: {kind: hold}", "judged_on: month\n    pace: {kind: hold}"}));
    world_step("2025-12-29 10:00");
    assert_string_equal(judged_by("AL-02"), "目录第1版，目标70%以上"); /* by 68.0 */
    assert_string_equal(world_one("SELECT string_agg(rung || ' ' || (facts->>'现状') || ' ' || value_revisions, ', ' ORDER BY "
                                  "due_notice_id) FROM alert.due_notice WHERE notice_key LIKE 'AL-02|330481|before_due|%'"),
                        "T-10 68.0% bed_use_rate|ytd|types=township_centre;under=330481;together|2025-11#2, "
                        "T-3 66.0% bed_use_rate|month|types=township_centre;under=330481;together|2025-11#1, "
                        "T-3 66.0% bed_use_rate|month|types=township_centre;under=330481;together|2025-11#1");
    world_end();
}

/* Nothing is known of then: the rules in force judge, and whoever reads the log finds it there once. */
static void a_version_that_cannot_be_read_any_more_is_told_once(void **state)
{
    (void)state;
    december("34.7");
    world_sql("UPDATE catalog.file SET content = 'plan: [' WHERE version = 1 AND path = 'test/plan.yaml'");
    world_step("2026-01-13 08:30");
    world_apply_with("plan.yaml", EDITS(SHARE("34")));
    world_step("2026-01-14 10:00");
    world_value("330481", SURGERY, "2025-12", "34.8", 3, 3);
    world_step("2026-01-15 10:00");
    assert_string_equal(judged_by("AL-01"), "目录第2版，目标34%以上");
    const char *said = strstr(station_log("1"), "event=catalog.does_not_parse");
    assert_non_null(said);
    assert_non_null(strstr(said, "catalog=1 "));
    assert_null(strstr(said + 1, "event=catalog.does_not_parse"));
    world_end();
}

/* 保持70%以上: November is judged by 70, December, whose cut-off lies after the change, by what is in force then. */
static void a_new_target_judges_from_the_next_period_on(void **state)
{
    static const struct {
        const char *target, *value, *november, *december;
        const char *ends;
    } cases[] = {
        {"65", "68.0", "behind", "met", "behind 1 closed adjusted"},
        {"75", "72.0", "met", "behind", "behind 1 open "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        county(EDITS(NEXT_YEAR, AT_ONCE));
        world_value("330481", BEDS, "2025-11", cases[i].value, 2, 2);
        world_step("2025-12-17 10:00");
        world_apply_with("plan.yaml", EDITS(NEXT_YEAR, AT_ONCE, {"value: \"70\"", i == 0 ? "value: \"65\"" : "value: \"75\""}));
        world_step("2025-12-18 10:00");
        assert_string_equal(world_state("AL-02", "330481"), cases[i].november);
        assert_string_equal(judged_by("AL-02"), "目录第1版，目标70%以上");
        world_value("330481", BEDS, "2025-12", cases[i].value, 2, 2);
        world_step("2026-01-20 10:00");
        assert_string_equal(world_state("AL-02", "330481"), cases[i].december);
        assert_string_equal(ends("AL-02"), cases[i].ends);
        assert_string_equal(count("template = '更正'"), "0");
        world_end();
    }
}

#define LINES(internal)                                                                                                 \
    "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nAL-01\tYZK\tP-YZ\t\t\t\n" \
    "AL-02\tJFK\tP-JF\t\t\t\nAL-03\tYBJ\tP-YZ\t\t\t\nAL-04\tRSK\tP-RS\t" internal "\t\t\n"

/* 内部时限延期: no document changed, and no number. */
static void our_own_time_limit_that_is_put_off_takes_nothing_back(void **state)
{
    (void)state;
    county(EDITS({"plan: small", "plan: small"}));
    world_value("330481", "milestone:talent|latest|self", "2025-12", "20", 0, 0);
    world_import("small", LINES("2025-12-19"));
    world_step("2025-12-29 10:00");
    world_step("2025-12-29 16:00");
    assert_string_equal(world_state("AL-04", "330481"), "behind");
    assert_string_equal(count("notice_key LIKE 'AL-04|330481|behind|%'"), "2");
    world_import("small", LINES("2025-12-30"));
    world_quiet();
    assert_string_equal(world_state("AL-04", "330481"), "due_soon");
    assert_string_equal(ends("AL-04"), "behind 1 closed adjusted");
    assert_string_equal(count("template = '更正'"), "0");
    assert_string_equal(count("duty = 'AL-04' AND template = '调整'"), "2");
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_that_is_lowered_ends_the_reminders_and_not_the_judgement),
        cmocka_unit_test(a_target_that_is_raised_makes_nobody_overdue_who_had_reached_it),
        cmocka_unit_test(trouble_under_both_targets_goes_on_and_is_told_by_the_rules_of_then),
        cmocka_unit_test(a_time_limit_that_is_put_off_ends_what_it_began),
        cmocka_unit_test(a_line_that_leaves_the_plan_is_over_for_those_who_were_told),
        cmocka_unit_test(a_scope_that_leaves_an_institution_out_says_so),
        cmocka_unit_test(a_letter_after_a_change_is_addressed_by_the_plan_as_it_is),
        cmocka_unit_test(a_reminder_keeps_the_number_that_it_shows),
        cmocka_unit_test(a_version_that_cannot_be_read_any_more_is_told_once),
        cmocka_unit_test(a_new_target_judges_from_the_next_period_on),
        cmocka_unit_test(our_own_time_limit_that_is_put_off_takes_nothing_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
