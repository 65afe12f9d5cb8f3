/* The users' own tests of reminders (users.md §8: 1-6, 11, 16, 17) against a real PostgreSQL and the real duban-alert; what compute
 * publishes is written by the test. Expected instants and readers are from users.md §2.4 and the calendar of 2025-2026. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"

static void one_of_three_files_is_collecting_and_nobody_hears(void **state)
{
    (void)state;
    world_county("2025-02-03 10:00");
    world_value("330481", SURGERY, "2025-01", "33.0", 1, 3);
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "collecting");
    assert_string_equal(world_one("SELECT facts->>'收集中' FROM alert.subject WHERE duty = 'AL-01'"), "1/3");
    assert_string_equal(world_one("SELECT light FROM alert.subject WHERE duty = 'AL-01'"), "grey");
    assert_string_equal(world_notice_count("duty = 'AL-01'"), "0");
    world_end();
}

static void new_year_without_december_is_unverified_and_not_overdue(void **state)
{
    (void)state;
    world_county("2025-12-12 09:00");
    world_value("330481", SURGERY, "2025-11", "34.0", 3, 3);
    world_value("330481", SURGERY, "2025-12", "", 0, 3);
    world_value("330481", BEDS, "2025-11", "65.0", 2, 2);
    world_value("330481", BEDS, "2025-12", "", 0, 2);
    world_step("2026-01-01 00:00");
    assert_string_equal(world_state("AL-01", "330481"), "due_unverified");
    assert_string_equal(world_state("AL-02", "330481"), "due_unverified");
    assert_string_equal(world_state("AL-04", "330481"), "due_unverified");
    assert_string_equal(world_one("SELECT count(*) FROM alert.episode WHERE ladder = 'overdue'"), "0");
    assert_string_equal(world_notice_count("template = '逾期提示'"), "0");
    world_end();
}

static void the_first_judgement_is_told_to_the_desk_alone_and_a_later_period_is_ordinary(void **state)
{
    (void)state;
    world_county("2025-06-16 09:00");
    world_value("330481", SURGERY, "2025-04", "33.0", 3, 3);
    world_value("330481", SURGERY, "2025-05", "33.1", 3, 3);
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "behind");
    world_step("2025-06-16 17:00");
    assert_string_equal(world_notice_count("person <> 'desk'"), "0");
    assert_string_equal(world_notice_count("template = '启用摘要' AND person = 'desk'"), "1");
    assert_string_equal(
        world_one("SELECT facts->>'滞后数' || ' ' || (facts->>'总数') FROM alert.due_notice WHERE template = '启用摘要'"), "1 4");
    /* a heading stays, so something stands below it */
    assert_string_equal(world_one("SELECT facts->>'函稿清单' FROM alert.due_notice WHERE template = '启用摘要'"), "没有。");
    world_step("2025-06-30 10:00");
    assert_string_equal(world_notice_count("person <> 'desk'"), "0");
    /* June comes in on 8 July, before its cut-off on the 10th, 17:00; T+0 is the 11th, 08:30: A, copy B */
    world_step("2025-07-08 10:00");
    world_value("330481", SURGERY, "2025-06", "33.2", 3, 3);
    world_step("2025-07-10 16:59");
    assert_string_equal(world_state("AL-01", "330481"), "behind");
    assert_string_equal(world_notices("AL-01|330481|behind"), "");
    world_step("2025-07-11 08:30");
    assert_string_equal(world_notices("AL-01|330481|behind"),
                        "AL-01|330481|behind|2025-06|1|T+0|yz.a\nAL-01|330481|behind|2025-06|1|T+0|yz.b");
    world_end();
}

/* What a document changed or ended is nobody's trouble, and the summary says what it is. */
static void a_line_that_the_ledger_calls_adjusted_or_terminated_is_counted_as_such_and_nobody_hears(void **state)
{
    (void)state;
    world_begin("2026-01-20 09:00");
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small",
                 "assignment/ledger.tsv\nduty\tinstitution\tclosed_on\tevidence\tnote\tending\n"
                 "AL-01\t\t2025-11-03\t海卫〔2025〕70号\t\tadjusted\nAL-02\t330481\t2025-11-03\t海卫〔2025〕71号\t\tterminated\n"
                 "AL-04\t\t2025-11-03\t海人〔2025〕88号\t\t\n");
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "adjusted");
    assert_string_equal(world_state("AL-02", "330481"), "terminated");
    assert_string_equal(world_state("AL-04", "330481"), "closed");
    world_step("2026-01-20 17:00");
    assert_string_equal(world_one("SELECT (facts->>'销号数') || ' ' || (facts->>'调整数') || ' ' || (facts->>'终止数') "
                                  "FROM alert.due_notice WHERE template = '启用摘要'"),
                        "1 1 1");
    world_step("2026-03-02 09:00");
    assert_string_equal(world_notice_count("duty IN ('AL-01', 'AL-02', 'AL-04')"), "0");
    world_end();
}

static void thirty_working_days_before_the_end_each_holder_gets_all_his_lines(void **state)
{
    (void)state;
    world_county("2025-11-03 09:00");
    world_value("330481", SURGERY, "2025-10", "34.9", 3, 3);
    world_value("330481", BEDS, "2025-10", "65.0", 2, 2);
    world_value("330481", TALENT, "2025-11", "20", 0, 0);
    world_step("2025-11-18 17:00");
    assert_string_equal(world_notice_count("rung = 'T-30'"), "0");
    /* 30 working days before Wednesday 2025-12-31: Wednesday 2025-11-19 */
    world_step("2025-11-19 08:30");
    assert_string_equal(world_notices("AL-0"),
                        "AL-01|330481|before_due|2025-12|1|T-30|yz.a\nAL-02|330481|before_due|2025-12|1|T-30|jf.a\n"
                        "AL-04|330481|before_due|2025-12|1|T-30|rs.a");
    assert_string_equal(world_one("SELECT count(DISTINCT created_us) FROM alert.due_notice WHERE rung = 'T-30'"), "1");
    world_end();
}

/* Of each draft of the line, in the order of their making. */
static const char *draft_states(const char *duty)
{
    static char words[80];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DraftsRequest body = DUBAN__ALERT__DRAFTS_REQUEST__INIT;
    body.duty = (char *)duty;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DRAFTS;
    request.drafts = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    words[0] = '\0';
    for (size_t i = 0, len = 0; i < reply->drafts->n_rows && len < sizeof words; i++)
        len += (size_t)snprintf(words + len, sizeof words - len, "%s%s", i == 0 ? "" : " ", reply->drafts->rows[i]->state);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

static void a_line_of_a_peer_gets_a_draft_letter_and_no_message(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_step("2025-12-31 17:00");
    assert_string_equal(world_state("AL-03", "330481"), "coordinating");
    assert_string_equal(world_one("SELECT department || ' ' || relation || ' ' || state FROM alert.letter_draft"),
                        "市医保局 peer draft");
    assert_string_equal(
        world_one("SELECT (strpos(body, '文种：工作联系函（稿）') > 0) || ' ' || (strpos(body, '合理拉开报销比例') > 0) "
                  "FROM alert.letter_draft"),
        "true true");
    /* what a clock that was placed brought forth is not to be signed */
    assert_string_equal(world_one("SELECT left(subject, 4) || ' ' || left(body, 4) FROM alert.letter_draft"), "【演示】 【演示】");
    world_step("2026-01-20 10:00");
    assert_string_equal(world_state("AL-03", "330481"), "coordinating");
    assert_string_equal(world_notice_count("duty = 'AL-03'"), "0");
    assert_string_equal(world_one("SELECT light FROM alert.subject WHERE duty = 'AL-03'"), "yellow");
    assert_string_equal(draft_states("AL-03"), "函稿");
    /* the peer has done it: nobody need write to him any more */
    world_value("330481", "milestone:reimbursement_gap|latest|self", "2026-01", "1", 0, 0);
    world_quiet();
    assert_string_not_equal(world_state("AL-03", "330481"), "coordinating");
    assert_string_equal(draft_states("AL-03"), "不再需要");
    world_end();
}

static void a_letter_of_a_line_that_left_the_plan_is_not_to_be_signed(void **state)
{
    (void)state;
    world_county("2025-12-31 17:00");
    assert_string_equal(draft_states("AL-03"), "函稿");
    world_apply_with("plan.yaml", (const char *const[][2]){{"id: AL-03", "id: AL-93"}, {NULL, NULL}});
    world_quiet();
    assert_string_equal(draft_states("AL-03"), "不再需要");
    world_end();
}

/* A line that comes again each month: one letter asks for all that it is behind. */
static void of_the_letters_of_a_line_only_the_newest_is_to_be_signed(void **state)
{
    (void)state;
    world_county("2025-12-31 17:00");
    assert_string_equal(draft_states("AL-03"), "函稿");
    world_sql(
        "INSERT INTO alert.letter_draft (institution_id, alliance_id, duty, department, relation, state, subject, body, made_us, "
        "period) SELECT institution_id, alliance_id, duty, department, relation, state, subject, body, made_us, period + 1 "
        "FROM alert.letter_draft");
    assert_string_equal(draft_states("AL-03"), "不再需要 函稿");
    world_sql(
        "UPDATE alert.letter_draft SET period = period - 2 WHERE letter_id = (SELECT max(letter_id) FROM alert.letter_draft)");
    assert_string_equal(draft_states("AL-03"), "函稿 不再需要");
    world_end();
}

static void a_superior_is_reported_to_and_asked_for_nothing(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small", "organisation/department.tsv\ncode\tname\tsuperior_code\trelation\nWJJ\t市卫健局\t\town\n"
                          "YZK\t医政科\tWJJ\town\nJFK\t基妇科\tWJJ\town\nRSK\t人事科\tWJJ\town\n"
                          "YGT\t医共体办\tWJJ\town\nYBJ\t市医保局\t\tsuperior\n");
    world_quiet();
    world_step("2025-12-31 17:00");
    assert_string_equal(world_one("SELECT department || ' ' || relation || ' ' || state FROM alert.letter_draft"),
                        "市医保局 superior draft");
    assert_string_equal(
        world_one("SELECT (strpos(body, '文种：报告（稿）') > 0) || ' ' || (strpos(body, '特此报告。') > 0) || ' ' || "
                  "(subject || body ~ '商请|函复|请贵') FROM alert.letter_draft"),
        "true true false");
    assert_string_equal(world_notice_count("duty = 'AL-03'"), "0");
    world_end();
}

static void what_is_judged_is_what_is_printed(void **state)
{
    (void)state;
    world_county("2026-01-05 09:00");
    world_value("330481", SURGERY, "2025-12", "35.0", 3, 3); /* 34.96, rounded once */
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "awaiting_close");
    assert_string_equal(world_one("SELECT facts->>'现状' FROM alert.subject WHERE duty = 'AL-01'"), "35.0%");
    world_value("330481", SURGERY, "2025-12", "34.9", 3, 3); /* 34.94 */
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    assert_string_equal(world_one("SELECT facts->>'现状' FROM alert.subject WHERE duty = 'AL-01'"), "34.9%");
    world_end();
}

static void a_missing_return_is_asked_of_its_reporter_and_the_section_waits(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_value("330481", BEDS, "2025-12", "", 0, 2);
    world_step("2025-12-31 08:30"); /* D-2 of 2026-01-05: 01-04 is a make-up working day */
    assert_string_equal(world_notices("return:bed_month|T0"),
                        "return:bed_month|T01|return|2025-12|1|D-2|t01.a\nreturn:bed_month|T02|return|2025-12|1|D-2|t02.a");
    world_step("2026-01-04 10:00");
    world_return("T01", "bed_month", "2025-12");
    world_value("330481", BEDS, "2025-12", "71.0", 1, 2);
    world_step("2026-01-05 16:00");
    assert_string_equal(world_notices("return:bed_month|T02|return|2025-12|1|D-0"),
                        "return:bed_month|T02|return|2025-12|1|D-0|t02.a\nreturn:bed_month|T02|return|2025-12|1|D-0|t02.b");
    world_step("2026-01-06 08:30");
    assert_string_equal(world_notices("return:bed_month|T02|return|2025-12|1|D+0"),
                        "return:bed_month|T02|return|2025-12|1|D+0|t02.a\nreturn:bed_month|T02|return|2025-12|1|D+0|t02.b");
    assert_string_equal(world_notice_count("duty = 'return:bed_month:2025-12' AND person LIKE 't01%' AND rung <> 'D-2'"), "0");
    assert_string_equal(world_state("AL-02", "330481"), "not_reported");
    assert_string_equal(world_one("SELECT facts->>'谁的事' FROM alert.subject WHERE duty = 'AL-02'"), "报送单位");
    assert_string_equal(world_notice_count("person LIKE 'jf%' AND rung NOT LIKE 'T-%'"), "0");
    world_step("2026-01-10 10:12");
    world_return("T02", "bed_month", "2025-12");
    world_value("330481", BEDS, "2025-12", "71.0", 2, 2);
    world_quiet();
    assert_string_equal(world_state("return:bed_month:2025-12", "T02"), "received");
    assert_string_equal(world_state("AL-02", "330481"), "awaiting_close");
    assert_string_equal(world_one("SELECT state || ' ' || close_event FROM alert.episode e JOIN alert.institution i "
                                  "ON i.institution_id = e.institution_id WHERE ladder = 'return' AND i.code = 'T02' AND "
                                  "e.duty = 'return:bed_month:2025-12'"),
                        "closed received");
    world_end();
}

static void an_overdue_line_is_told_to_a_then_called_then_told_to_b(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-10 17:00"); /* the cut-off, a Saturday */
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    assert_string_equal(world_notices("AL-01|330481|overdue"), "");
    world_step("2026-01-12 08:30");
    assert_string_equal(world_notices("AL-01|330481|overdue"), "AL-01|330481|overdue|2025-12|1|T+0|yz.a");
    world_step("2026-01-13 08:30");
    assert_string_equal(world_one("SELECT person || ' ' || rung FROM alert.call_list WHERE settled_us IS NULL"), "yz.a T+1");
    assert_string_equal(world_notice_count("rung = 'T+1'"), "0");
    world_step("2026-01-14 08:30");
    assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"), "AL-01|330481|overdue|2025-12|1|T+2|yz.b");
    /* the hospital sends December again, whole: what was told is taken back, from exactly the two who were told */
    world_step("2026-01-15 10:05");
    world_value("330481", SURGERY, "2025-12", "35.2", 3, 3);
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "awaiting_close");
    assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|更正"),
                        "AL-01|330481|overdue|2025-12|1|更正|yz.a\nAL-01|330481|overdue|2025-12|1|更正|yz.b");
    assert_string_equal(world_notice_count("template = '更正' AND withdraws IS NOT NULL AND NOT routine"), "2");
    assert_string_equal(world_one("SELECT facts->>'更正前' || '→' || (facts->>'更正后') FROM alert.due_notice "
                                  "WHERE template = '更正' AND person = 'yz.a'"),
                        "34.7%→35.2%");
    assert_string_equal(
        world_one("SELECT (w.facts->>'原通知编号') = (o.facts->>'通知编号') FROM alert.due_notice w JOIN alert.due_notice o "
                  "ON o.institution_id = w.institution_id AND o.due_notice_id = w.withdraws "
                  "WHERE w.template = '更正' AND w.person = 'yz.a' AND o.facts->>'通知编号' LIKE 'TZ-2026-%'"),
        "t");
    assert_string_equal(world_one("SELECT count(*) FROM alert.call_list WHERE settled_us IS NULL"), "0");
    assert_string_equal(world_one("SELECT string_agg(DISTINCT event, ' ') FROM alert.episode_transition t JOIN alert.episode e ON "
                                  "e.institution_id = t.institution_id AND e.episode_id = t.episode_id WHERE e.ladder = 'overdue' "
                                  "AND e.duty = 'AL-01'"),
                        "corrected trouble");
    world_end();
}

static void a_correction_that_makes_it_worse_begins_anew_and_withdraws_nothing(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-12 08:30");
    world_step("2026-01-13 10:00");
    world_value("330481", SURGERY, "2025-12", "34.1", 3, 3);
    world_quiet();
    assert_string_equal(world_notices("AL-01|330481|overdue"),
                        "AL-01|330481|overdue|2025-12|1|T+0|yz.a\nAL-01|330481|overdue|2025-12|2|T+0|yz.a");
    assert_string_equal(world_one("SELECT facts->>'更正前' FROM alert.due_notice WHERE notice_key = "
                                  "'AL-01|330481|overdue|2025-12|2|T+0|yz.a'"),
                        "34.7%");
    assert_string_equal(world_notice_count("template = '更正'"), "0");
    /* better, but still not enough: nobody is told twice */
    world_value("330481", SURGERY, "2025-12", "34.8", 3, 3);
    world_step("2026-01-13 16:00");
    assert_string_equal(world_notice_count("duty = 'AL-01' AND template = '逾期提示'"), "2");
    world_end();
}

/* One leap over a month's start and the end of the papers: which of the two processes comes first must not be seen in the letters.
 */
static void a_register_is_judged_when_the_month_that_began_is_counted(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_value("330481", TALENT, "2025-12", "29", 0, 0);
    world_step("2025-12-31 17:00");
    world_leap("2026-01-06 08:30"); /* papers of December may come until the 5th, 17:00 */
    world_quiet();
    assert_string_equal(world_state("AL-04", "330481"), "due_soon");
    assert_string_equal(world_notices("AL-04|330481|overdue"), "");
    world_months();
    world_quiet();
    assert_string_equal(world_state("AL-04", "330481"), "overdue");
    assert_string_equal(world_notices("AL-04|330481|overdue"), "AL-04|330481|overdue|2025-12|1|T+0|rs.a");
    assert_string_equal(world_one("SELECT judged_period FROM alert.subject WHERE duty = 'AL-04'"), "24312");
    /* a line of numbers that are returned waits for nobody: a row that is not there says that nothing is in */
    world_leap("2026-02-11 08:30");
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "not_reported");
    world_end();
}

static void a_vacant_post_is_its_deputys_and_never_a_superiors(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small",
                 "assignment/holder.tsv\npost\tperson\trole\tfrom\tto\nP-YZ\tyz.b\tB\t2024-01-01\t\nP-DB\tdesk\tA\t2024-01-01\t\n"
                 "P-JF\tjf.a\tA\t2024-01-01\t\nP-H\th.a\tA\t2024-01-01\t\nP-T01\tt01.a\tA\t2024-01-01\t\n"
                 "P-T02\tt02.a\tA\t2024-01-01\t\n");
    world_quiet();
    world_value("330481", SURGERY, "2025-11", "34.9", 3, 3);
    world_step("2025-12-17 08:30"); /* T-10 */
    assert_string_equal(world_notices("AL-01|330481|before_due|2025-12|1|T-10"), "AL-01|330481|before_due|2025-12|1|T-10|yz.b");
    assert_string_equal(world_notices("AL-04|330481|before_due|2025-12|1|T-10"), "AL-04|330481|before_due|2025-12|1|T-10|desk");
    world_end();
}

static void a_time_limit_in_the_holidays_is_reminded_of_before_them_or_is_shifted(void **state)
{
    (void)state;
    world_begin("2025-09-01 09:00");
    world_start("1", NULL);
    world_apply("october.yaml");
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"
                          "AL-05\tYZK\tP-YZ\t\t\t\nAL-06\tYZK\tP-YZ\t\t\t\n");
    world_quiet();
    static const char *const days[] = {"2025-09-25 08:30", "2025-09-29 08:30", "2025-09-30 08:30", "2025-10-05 00:00"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        world_step(days[i]);
    /* due 10-05 as it stands: T is the last working day before it, Tuesday 30 September */
    assert_string_equal(world_notices("AL-05|330481|before_due|2025-10|1|T-0"),
                        "AL-05|330481|before_due|2025-10|1|T-0|yz.a\nAL-05|330481|before_due|2025-10|1|T-0|yz.b");
    assert_string_equal(world_notices("AL-06|330481|before_due|2025-10|1|T-0"), "");
    world_step("2025-10-06 00:00");
    assert_string_equal(world_state("AL-05", "330481"), "due_unverified"); /* its paper may be registered until the 10th, 17:00 */
    assert_string_equal(world_state("AL-06", "330481"), "due_soon");
    world_step("2025-10-09 08:30");
    assert_string_equal(world_notices("AL-06|330481|before_due|2025-10|1|T-0"),
                        "AL-06|330481|before_due|2025-10|1|T-0|yz.a\nAL-06|330481|before_due|2025-10|1|T-0|yz.b");
    world_step("2025-10-10 17:00");
    assert_string_equal(world_state("AL-05", "330481"), "overdue");
    assert_string_equal(world_state("AL-06", "330481"), "due_unverified");
    assert_string_equal(world_notice_count("template = '逾期提示'"), "0");
    world_step("2025-10-11 08:30"); /* a Saturday, worked for the holidays */
    assert_string_equal(world_notices("AL-05|330481|overdue"), "AL-05|330481|overdue|2025-10|1|T+0|yz.a");
    world_end();
}

static void where_nothing_was_counted_yet_nothing_is_red(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_step("2026-01-12 08:30");
    assert_string_equal(world_state("AL-01", "330481"), "not_reported");
    assert_string_equal(world_state("AL-02", "330481"), "not_reported");
    assert_string_equal(world_notice_count("template = '逾期提示' AND duty IN ('AL-01', 'AL-02')"), "0");
    world_end();
}

static void a_period_that_was_complete_at_the_beginning_is_part_of_the_baseline(void **state)
{
    (void)state;
    world_county("2025-11-05 09:00");
    world_value("330481", SURGERY, "2025-10", "33.0", 3, 3); /* its cut-off is 11-10 17:00 */
    world_step("2025-11-11 08:30");
    assert_string_equal(world_state("AL-01", "330481"), "behind");
    assert_string_equal(world_notices("AL-01"), "");
    world_end();
    world_county("2025-11-05 09:00");
    world_step("2025-11-06 09:00");
    world_value("330481", SURGERY, "2025-10", "33.0", 3, 3);
    world_step("2025-11-11 08:30");
    assert_string_equal(world_notices("AL-01"), "AL-01|330481|behind|2025-10|1|T+0|yz.a\nAL-01|330481|behind|2025-10|1|T+0|yz.b");
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_three_files_is_collecting_and_nobody_hears),
        cmocka_unit_test(new_year_without_december_is_unverified_and_not_overdue),
        cmocka_unit_test(the_first_judgement_is_told_to_the_desk_alone_and_a_later_period_is_ordinary),
        cmocka_unit_test(a_line_that_the_ledger_calls_adjusted_or_terminated_is_counted_as_such_and_nobody_hears),
        cmocka_unit_test(thirty_working_days_before_the_end_each_holder_gets_all_his_lines),
        cmocka_unit_test(a_line_of_a_peer_gets_a_draft_letter_and_no_message),
        cmocka_unit_test(a_letter_of_a_line_that_left_the_plan_is_not_to_be_signed),
        cmocka_unit_test(of_the_letters_of_a_line_only_the_newest_is_to_be_signed),
        cmocka_unit_test(a_superior_is_reported_to_and_asked_for_nothing),
        cmocka_unit_test(what_is_judged_is_what_is_printed),
        cmocka_unit_test(a_missing_return_is_asked_of_its_reporter_and_the_section_waits),
        cmocka_unit_test(an_overdue_line_is_told_to_a_then_called_then_told_to_b),
        cmocka_unit_test(a_correction_that_makes_it_worse_begins_anew_and_withdraws_nothing),
        cmocka_unit_test(a_register_is_judged_when_the_month_that_began_is_counted),
        cmocka_unit_test(a_vacant_post_is_its_deputys_and_never_a_superiors),
        cmocka_unit_test(a_time_limit_in_the_holidays_is_reminded_of_before_them_or_is_shifted),
        cmocka_unit_test(where_nothing_was_counted_yet_nothing_is_red),
        cmocka_unit_test(a_period_that_was_complete_at_the_beginning_is_part_of_the_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
