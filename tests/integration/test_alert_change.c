/* What changes while lines are supervised: who leads them, who owes returns, who holds a post, the catalog, when supervision
 * begins; and what is wrong with one alliance and none of the others' business. As test_alert.c: the real duban-alert, compute and
 * notify played by the test. */
#include <stdio.h>
#include <string.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"

#define SUMMARIES                                                                                                      \
    "SELECT string_agg(notice_key || ' ' || (facts->>'总数') || ' of ' || (facts->>'方案事项数') || ' at ' || " \
    "(facts->>'判定对象数'), ', ' ORDER BY created_us) FROM alert.due_notice WHERE template = '启用摘要'"

#define LINES(lead) LINES_FROM(lead, "")
#define LINES_FROM(lead, al04_from)                                                                                     \
    "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nAL-01\tYZK\tP-YZ\t\t\t\n" \
    "AL-02\tJFK\tP-JF\t\t\t\nAL-03\t" lead "\tP-YZ\t\t\t\nAL-04\tRSK\tP-RS\t\t" al04_from "\t\n"

/* The letter was to whom led then: once an own section has the line it is that section's, and it is told. */
static void a_line_that_is_handed_to_an_own_section_is_no_longer_stuck_at_the_peer(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_step("2025-12-31 17:00");
    assert_string_equal(world_state("AL-03", "330481"), "coordinating");
    world_step("2026-01-06 10:00");
    world_import("small", LINES("YZK"));
    world_quiet();
    assert_string_equal(world_state("AL-03", "330481"), "overdue");
    assert_string_equal(world_notices("AL-03|"), "AL-03|330481|overdue|2025-12|1|T+0|yz.a");
    world_import("small", LINES("YBJ"));
    world_quiet();
    assert_string_equal(world_state("AL-03", "330481"), "coordinating");
    assert_string_equal(world_one("SELECT count(*) FROM alert.letter_draft"), "1");
    world_sql("UPDATE alert.letter_draft SET department = '市财政局'"); /* it led before */
    world_import("small", LINES("YZK"));
    world_import("small", LINES("YBJ"));
    world_quiet();
    assert_string_equal(world_one("SELECT string_agg(department, ' ' ORDER BY letter_id) FROM alert.letter_draft"),
                        "市财政局 市医保局");
    world_end();
}

/* The same letter to whom led then and to whom leads now are two things to sign; a second summary of lines supervised later has
 * both. */
static void letters_to_two_departments_are_two_lines_of_the_summary(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_step("2026-01-06 10:00");
    assert_string_equal(world_one("SELECT count(*) FROM alert.letter_draft"), "1");
    world_sql("UPDATE alert.letter_draft SET department = '市财政局'"); /* it led before */
    world_import("small", LINES("YZK"));
    world_import("small", LINES_FROM("YBJ", "2026-01-08"));
    world_quiet();
    assert_string_equal(world_one("SELECT count(*) || ' ' || count(DISTINCT subject) FROM alert.letter_draft"), "2 1");
    world_step("2026-01-08 17:00");
    assert_string_equal(world_one("SELECT count(*) FROM alert.due_notice WHERE template = '启用摘要'"), "2");
    assert_string_equal(world_one("SELECT string_agg(split_part(l, '：', 1), ' | ' ORDER BY n) FROM alert.due_notice d, "
                                  "regexp_split_to_table(d.facts->>'函稿清单', '\n') WITH ORDINALITY AS t (l, n) "
                                  "WHERE d.notice_key LIKE 'baseline|%|2|%'"),
                        "AL-03（海宁市） 致市财政局 | AL-03（海宁市） 致市医保局");
    world_end();
}

/* 每月, led by a peer: each month that is stuck wants a letter of its own, and none before it is near. */
static void a_letter_is_about_one_occurrence_of_what_comes_again(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("monthly.yaml");
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"
                          "AL-07\tYBJ\tP-YZ\t\t\t\n");
    world_step("2025-12-30 09:00");
    assert_string_equal(world_state("AL-07", "330481"), "coordinating");
    world_value("330481", "milestone:self_check|month|self", "2025-12", "1", 0, 0); /* they did it */
    world_step("2026-01-05 09:00");
    assert_string_equal(world_state("AL-07", "330481"), "normal");
    world_step("2026-01-29 09:00");
    assert_string_equal(world_state("AL-07", "330481"), "coordinating");
    assert_string_equal(world_one("SELECT string_agg(period::text, ' ' ORDER BY period) FROM alert.letter_draft"), "24311 24312");
    world_end();
}

#define INSTITUTIONS(t02_ends)                                                                                                        \
    "organisation/institution.tsv\ncode\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"         \
    "330481\t海宁市\t海宁市\tcounty\t\t\t\t2023-01-01\t\nH01\t市人民医院\t\tlead_hospital\t3\t330481\tA1\t2023-01-01\t\n"  \
    "H02\t市中医院\t\tlead_hospital\t3\t330481\tA2\t2023-01-01\t\nH03\t市中心医院\t\tlead_hospital\t2\t330481\tA3\t2023-01-" \
    "01\t\nT01\t长安镇卫生院\t\ttownship_centre\t1\t330481\tA4\t2023-01-01\t\n"                                                 \
    "T02\t袁花中心卫生院\t\ttownship_centre\t1\t330481\tA5\t2023-01-01\t" t02_ends "\n"

/* A return is owed by who was there when its month began. */
static void a_return_that_nobody_owes_any_more_is_no_longer_asked_for(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_step("2025-12-31 08:30");
    assert_string_equal(world_notices("return:bed_month|T0"),
                        "return:bed_month|T01|return|2025-12|1|D-2|t01.a\nreturn:bed_month|T02|return|2025-12|1|D-2|t02.a");
    world_import("small", INSTITUTIONS("2025-11-30")); /* it was closed a month ago, as one hears now */
    world_quiet();
    assert_string_equal(
        world_one("SELECT string_agg(s.period || ' ' || s.retired, ', ' ORDER BY s.period) FROM alert.subject s JOIN "
                  "alert.institution i ON i.institution_id = s.institution_id WHERE i.code = 'T02' AND s.kind = 'bed_month' "
                  "AND s.period >= 2025 * 12 + 10"),
        "24310 false, 24311 true");
    world_step("2026-01-05 16:00");
    world_step("2026-01-06 08:30");
    assert_string_equal(world_notices("return:bed_month|T02|return|2025-12"), "return:bed_month|T02|return|2025-12|1|D-2|t02.a");
    assert_string_equal(world_notices("return:bed_month|T01|return|2025-12|1|D+0"),
                        "return:bed_month|T01|return|2025-12|1|D+0|t01.a\nreturn:bed_month|T01|return|2025-12|1|D+0|t01.b");
    assert_string_equal(world_one("SELECT close_event FROM alert.episode e JOIN alert.institution i ON i.institution_id = "
                                  "e.institution_id WHERE i.code = 'T02' AND e.duty = 'return:bed_month:2025-12'"),
                        "duty_ended");
    world_import("small", INSTITUTIONS("")); /* that was a mistake */
    world_step("2026-01-06 16:00");
    assert_string_equal(world_state("return:bed_month:2025-12", "T02"), "missing");
    world_end();
}

/* Who was told is told, whoever holds the post by now (users.md §6.1, 6); what is not known of him any more stands in the first
 * notice. */
static void what_was_told_to_somebody_who_left_is_taken_back_from_him_and_not_from_his_successor(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-12 08:30");
    world_step("2026-01-14 08:30");
    world_import("successor", NULL);
    world_step("2026-01-15 10:05");
    world_value("330481", SURGERY, "2025-12", "35.2", 3, 3);
    world_quiet();
    assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|"),
                        "AL-01|330481|overdue|2025-12|1|T+0|yz.a\nAL-01|330481|overdue|2025-12|1|T+2|yz.b\n"
                        "AL-01|330481|overdue|2025-12|1|更正|yz.a\nAL-01|330481|overdue|2025-12|1|更正|yz.b");
    assert_string_equal(
        world_one("SELECT string_agg(w.person || ' ' || w.post || ' ' || w.role || ' ' || (o.person = w.person AND o.post = "
                  "w.post), ', ' ORDER BY w.person) FROM alert.due_notice w JOIN alert.due_notice o ON o.institution_id = "
                  "w.institution_id AND o.due_notice_id = w.withdraws WHERE w.template = '更正'"),
        "yz.a P-YZ A true, yz.b P-YZ B true");
    assert_string_equal(world_one("SELECT facts->>'称谓' || ' | ' || (facts->>'收件范围') || ' | ' || (facts->>'收件岗位') "
                                  "FROM alert.due_notice WHERE template = '更正' AND person = 'yz.a'"),
                        "yz.a同志 | 您和yz.b同志（B角） | 医政科科长岗");
    assert_string_equal(world_one("SELECT facts->>'收件范围' FROM alert.due_notice WHERE template = '更正' AND person = 'yz.b'"),
                        "您和yz.a同志（A角）");
    world_end();
}

/* December is red and told, files come in, the number is corrected, perhaps in two steps: what the correction says of where it came
 * from. */
static const char *corrected_in_steps(const char *cause, const char *last_cause)
{
    world_county("2025-12-15 09:00");
    world_good_november();
    static const char *const first[] = {"H01", "H02", "H03"};
    for (size_t i = 0; i < 3; i++)
        world_batch(first[i], "discharge", "2025-11");
    world_batch("H01", "discharge", "2025-12");
    world_batch("H02", "discharge", "2025-12");
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-12 08:30");
    world_batch("H02", "discharge", "2025-12"); /* again */
    world_batch("H03", "discharge", "2025-12"); /* for the first time */
    world_step("2026-01-15 10:05");
    world_batch("H01", "discharge", "2025-11"); /* the newest file of all, and nothing moved by it */
    if (last_cause != NULL)
        world_value_by(cause, "330481", SURGERY, "2025-12", "34.8", 3, 3);
    world_value_by(last_cause != NULL ? last_cause : cause, "330481", SURGERY, "2025-12", "35.2", 3, 3);
    world_quiet();
    return world_one("SELECT concat_ws(' | ', facts->>'更正原因', facts->>'更正来源', facts->>'批次号') FROM alert.due_notice "
                     "WHERE template = '更正' AND person = 'yz.a'");
}

static const char *corrected_by(const char *cause)
{
    return corrected_in_steps(cause, NULL);
}

static void a_correction_names_the_lane_that_moved_the_number_and_no_other(void **state)
{
    (void)state;
    assert_string_equal(corrected_by("H02/discharge|2025-12"),
                        "市中医院2025年12月住院病案首页已整月重报 | 市中医院 | H02-discharge-3");
    world_end();
    assert_string_equal(corrected_by("H03/discharge|2025-12"),
                        "市中心医院2025年12月住院病案首页已补报 | 市中心医院 | H03-discharge-2");
    world_end();
    /* two lanes at once, a lane that the cell does not read: nobody is named */
    assert_string_equal(corrected_by("H02/discharge|2025-12 H03/discharge|2025-12"), "报送单位已更正数据");
    world_end();
    assert_string_equal(corrected_by("T01/discharge|2025-12"), "报送单位已更正数据");
    world_end();
    /* that the month began moves nothing */
    assert_string_equal(corrected_by("0/begin|2025-12 H02/discharge|2025-12"),
                        "市中医院2025年12月住院病案首页已整月重报 | 市中医院 | H02-discharge-3");
    world_end();
}

static void beside_a_definition_that_changed_no_lane_is_named(void **state)
{
    (void)state;
    assert_string_equal(corrected_by("0/all"), "口径、目标或统计范围已调整");
    world_end();
    assert_string_equal(corrected_by("0/all H02/discharge|2025-12"), "口径、目标或统计范围已调整，报送单位也更正了数据");
    world_end();
}

/* From what was told to what is true it is one way, in however many steps it was counted and judged. */
static void every_step_since_it_was_told_counts(void **state)
{
    (void)state;
    assert_string_equal(corrected_in_steps("0/all", "H02/discharge|2025-12"), "口径、目标或统计范围已调整，报送单位也更正了数据");
    world_end();
    assert_string_equal(corrected_in_steps("H03/discharge|2025-12", "H02/discharge|2025-12"), "报送单位已更正数据");
    world_end();
    assert_string_equal(corrected_in_steps("H02/discharge|2025-12", "H02/discharge|2025-12"),
                        "市中医院2025年12月住院病案首页已整月重报 | 市中医院 | H02-discharge-3");
    world_end();
}

static void a_line_is_silent_until_it_is_supervised(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"
                          "AL-01\tYZK\tP-YZ\t\t2025-12-29\t\nAL-02\tJFK\tP-JF\t\t\t\nAL-03\tYBJ\tP-YZ\t\t\t\n"
                          "AL-04\tRSK\tP-RS\t\t\t\n");
    world_quiet();
    world_value("330481", SURGERY, "2025-11", "34.0", 3, 3);
    static const char *const days[] = {"2025-12-15 16:00", "2025-12-17 08:30", "2025-12-26 08:30", "2025-12-29 08:00",
                                       "2025-12-29 16:00"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        world_step(days[i]);
    assert_string_equal(world_state("AL-01", "330481"), "behind");
    assert_string_equal(world_notice_count("duty = 'AL-01'"), "0");
    assert_string_equal(world_one(SUMMARIES), "baseline|haining|1|desk 3 of 4 at 3, baseline|haining|2|desk 1 of 4 at 1");
    world_step("2025-12-30 08:30");
    assert_string_equal(world_notices("AL-01"),
                        "AL-01|330481|before_due|2025-12|1|T-1|yz.a\nAL-01|330481|before_due|2025-12|1|T-1|yz.b");
    world_end();
}

/* A summary has a name of its own, also when lines that began earlier are found after it was said. */
static void a_summary_of_an_earlier_beginning_that_is_found_later_is_said_too(void **state)
{
    (void)state;
    world_begin("2025-06-16 09:00");
    world_start("1", NULL);
    world_apply("each.yaml");
    world_import("centres", NULL);
    world_step("2025-07-01 16:00");
    assert_string_equal(world_one(SUMMARIES), "baseline|haining|1|desk 1 of 2 at 1");
    world_step("2025-08-01 08:30"); /* the health centres are there since July: they are found with the month */
    world_step("2025-08-01 09:00");
    assert_string_equal(world_one(SUMMARIES), "baseline|haining|1|desk 1 of 2 at 1, baseline|haining|2|desk 1 of 2 at 2");
    world_end();
}

/* Whatever is wrong with a summary, the hour comes for everybody. */
static void a_summary_that_cannot_be_written_stops_no_clock(void **state)
{
    (void)state;
    world_county("2025-06-16 09:00");
    world_value("330481", SURGERY, "2025-05", "33.1", 3, 3);
    world_sql(
        "INSERT INTO alert.due_notice (institution_id, alliance_id, notice_key, duty, rung, template, person, post, role, "
        "routine, facts, value_revisions, created_us) SELECT institution_id, 1, 'baseline|haining|1|desk', '', '', '', '', '', "
        "'A', true, '{}', '', 0 FROM alert.institution WHERE code = '330481'");
    world_step("2025-06-16 17:00");
    assert_string_equal(world_one("SELECT told::text FROM alert.baseline"), "false");
    world_step("2025-07-08 10:00");
    world_value("330481", SURGERY, "2025-06", "33.2", 3, 3);
    world_step("2025-07-11 08:30");
    assert_string_equal(world_notices("AL-01|330481|behind"),
                        "AL-01|330481|behind|2025-06|1|T+0|yz.a\nAL-01|330481|behind|2025-06|1|T+0|yz.b");
    world_sql("DELETE FROM alert.due_notice WHERE person = ''");
    world_step("2025-07-14 08:30"); /* it is tried again */
    assert_string_equal(world_one(SUMMARIES), "baseline|haining|1|desk 4 of 4 at 4");
    world_end();
}

static void a_catalog_that_is_applied_anew_takes_nothing_back_while_numbers_are_counted_anew(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-12 08:30");
    world_apply("plan-scope.yaml");
    world_step("2026-01-13 08:30");
    assert_string_equal(world_state("AL-01", "330481"), "overdue");
    world_value("330481", "surgery_share|ytd|institutions=H01,H02,H03;together", "2025-12", "34.7", 3, 3);
    world_step("2026-01-14 16:00");
    assert_string_equal(world_notice_count("template = '更正'"), "0");
    assert_string_equal(
        world_one("SELECT count(*) || ' ' || min(state) FROM alert.episode WHERE duty = 'AL-01' AND ladder = 'overdue'"), "1 open");
    world_end();
}

/* What was checked when it was applied may be damaged in the store: nobody else's clock stops for it. */
static void an_alliance_whose_stored_catalog_is_damaged_holds_up_no_other(void **state)
{
    (void)state;
    world_county("2025-06-16 09:00");
    world_value("330481", SURGERY, "2025-05", "33.1", 3, 3);
    world_quiet();
    world_sql("INSERT INTO catalog.alliance (code, name) VALUES ('damaged', '损坏')");
    world_sql(
        "INSERT INTO catalog.version SELECT alliance_id, 1, 0, 'test', 'test', '' FROM catalog.alliance WHERE code = 'damaged'");
    world_sql("INSERT INTO catalog.file SELECT alliance_id, 1, 'base/rules.yaml', 'lights: [' FROM catalog.alliance "
              "WHERE code = 'damaged'");
    world_sql("INSERT INTO alert.baseline SELECT alliance_id, 1, 1, 1, false FROM catalog.alliance WHERE code = 'damaged'");
    world_step("2025-06-16 17:00");
    assert_string_equal(world_notice_count("template = '启用摘要' AND person = 'desk'"), "1");
    assert_string_equal(world_one("SELECT count(*) FROM alert.baseline WHERE NOT told"), "1"); /* said once it can be read */
    world_step("2025-07-08 10:00");
    world_value("330481", SURGERY, "2025-06", "33.2", 3, 3);
    world_step("2025-07-11 08:30");
    assert_string_equal(world_notices("AL-01|330481|behind"),
                        "AL-01|330481|behind|2025-06|1|T+0|yz.a\nAL-01|330481|behind|2025-06|1|T+0|yz.b");
    world_end();
}

/* A page of summaries that nobody can write (nobody was imported there yet) is no wall before everybody else's. */
static void summaries_that_wait_for_their_people_keep_no_others_waiting(void **state)
{
    (void)state;
    world_county("2025-06-16 09:00");
    world_value("330481", SURGERY, "2025-05", "33.1", 3, 3);
    world_quiet();
    world_sql("INSERT INTO catalog.alliance (alliance_id, code, name) OVERRIDING SYSTEM VALUE "
              "SELECT -n, 'empty' || n, '无人' FROM generate_series(1, 40) n");
    world_sql(
        "INSERT INTO catalog.version SELECT alliance_id, 1, 0, 'test', 'test', '' FROM catalog.alliance WHERE alliance_id < 0");
    world_sql("INSERT INTO catalog.file SELECT a.alliance_id, 1, f.path, f.content FROM catalog.alliance a, catalog.file f "
              "WHERE a.alliance_id < 0 AND f.alliance_id = 1");
    world_sql("INSERT INTO alert.baseline SELECT alliance_id, 1, 1, 1, false FROM catalog.alliance WHERE alliance_id < 0");
    world_step("2025-06-16 17:00");
    assert_string_equal(world_notice_count("template = '启用摘要' AND person = 'desk'"), "1");
    assert_string_equal(world_one("SELECT count(*) FROM alert.baseline WHERE NOT told"), "40"); /* said once there is somebody */
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_handed_to_an_own_section_is_no_longer_stuck_at_the_peer),
        cmocka_unit_test(letters_to_two_departments_are_two_lines_of_the_summary),
        cmocka_unit_test(a_letter_is_about_one_occurrence_of_what_comes_again),
        cmocka_unit_test(a_return_that_nobody_owes_any_more_is_no_longer_asked_for),
        cmocka_unit_test(what_was_told_to_somebody_who_left_is_taken_back_from_him_and_not_from_his_successor),
        cmocka_unit_test(a_correction_names_the_lane_that_moved_the_number_and_no_other),
        cmocka_unit_test(beside_a_definition_that_changed_no_lane_is_named),
        cmocka_unit_test(every_step_since_it_was_told_counts),
        cmocka_unit_test(a_line_is_silent_until_it_is_supervised),
        cmocka_unit_test(a_summary_of_an_earlier_beginning_that_is_found_later_is_said_too),
        cmocka_unit_test(a_summary_that_cannot_be_written_stops_no_clock),
        cmocka_unit_test(a_catalog_that_is_applied_anew_takes_nothing_back_while_numbers_are_counted_anew),
        cmocka_unit_test(an_alliance_whose_stored_catalog_is_damaged_holds_up_no_other),
        cmocka_unit_test(summaries_that_wait_for_their_people_keep_no_others_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
