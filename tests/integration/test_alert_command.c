/* The command socket of the real duban-alert: imports with their difference, and what `why` and the lists say. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"

/* ---- imports ---- */

static Duban__Alert__Reply *import(const char *path, const char *content, bool dry_run)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ImportRequest body = DUBAN__ALERT__IMPORT_REQUEST__INIT;
    Duban__Alert__File file = DUBAN__ALERT__FILE__INIT, *files[] = {&file};
    file.path = (char *)path;
    file.content.data = (uint8_t *)(uintptr_t)content;
    file.content.len = strlen(content);
    body.files = files;
    body.n_files = 1;
    body.dry_run = dry_run;
    body.imported_by = (char *)"test";
    body.reason = (char *)"换人";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_IMPORT;
    request.import = &body;
    return world_ask(&request);
}

static void a_table_with_faults_is_refused_whole_with_every_line(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    Duban__Alert__Reply *reply =
        import("assignment/holder.tsv",
               "post\tperson\trole\tfrom\tto\nP-YZ\tnobody\tA\t2024-01-01\t\nP-??\tyz.a\tC\t2024-01-01\t\n", false);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_BAD_INPUT);
    assert_string_equal(reply->reason_code, "E-ALT-015");
    assert_true(reply->import->n_problems >= 3);
    assert_string_equal(reply->import->problems[0]->file, "assignment/holder.tsv");
    duban__alert__reply__free_unpacked(reply, NULL);
    reply = import("assignment/other.tsv", "a\tb\n", false);
    assert_string_equal(reply->import->problems[0]->code, "E-ALT-010");
    duban__alert__reply__free_unpacked(reply, NULL);
    assert_string_equal(world_one("SELECT max(version) FROM alert.organisation_version"), "1");
    world_end();
}

static void a_new_holder_is_a_new_version_with_author_and_reason_and_old_ids(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    const char *id = world_one("SELECT institution_id FROM alert.institution WHERE code = 'H02'");
    world_import("small",
                 "organisation/institution.tsv\n"
                 "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
                 "330481\t海宁市\t海宁市\tcounty\t\t\t\t2023-01-01\nT09\t新卫生院\t\ttownship_centre\t1\t330481\t\t2026-01-01\n"
                 "H01\t市人民医院\t市人民医院\tlead_hospital\t3\t330481\tA1\t2023-01-01\n"
                 "H02\t市中医院\t市中医院\tlead_hospital\t3\t330481\tA2\t2023-01-01\n"
                 "H03\t市中心医院\t市中心医院\tlead_hospital\t2\t330481\tA3\t2023-01-01\n"
                 "T01\t长安镇卫生院\t长安卫生院\ttownship_centre\t1\t330481\tA4\t2023-01-01\n"
                 "T02\t袁花中心卫生院\t袁花卫生院\ttownship_centre\t1\t330481\tA5\t2023-01-01\n");
    world_quiet();
    assert_string_equal(world_one("SELECT version || ' ' || imported_by || ' ' || reason FROM alert.organisation_version "
                                  "ORDER BY version DESC LIMIT 1"),
                        "2 test test");
    assert_string_equal(world_one("SELECT institution_id FROM alert.institution WHERE code = 'H02'"), id);
    assert_string_equal(world_one("SELECT count(*) FROM alert.institution"), "7");
    assert_string_equal(world_one("SELECT count(*) FROM compute.todo WHERE kind = 'organisation'"), "2");
    /* the published table has the ids, the exported one is what was sent */
    assert_string_equal(
        world_one("SELECT count(*) FROM alert.v_organisation_file f, alert.institution i WHERE f.version = 2 "
                  "AND f.path = 'organisation/institution.tsv' "
                  "AND strpos(f.content, E'A2\\t2023-01-01\\t\\t' || i.institution_id || E'\\n') > 0 AND i.code = 'H02'"),
        "1");
    assert_string_equal(world_one("SELECT strpos(original, E'\\tid') FROM alert.organisation_file WHERE version = 2 "
                                  "AND path = 'organisation/institution.tsv'"),
                        "0");
    world_end();
}

static void a_dry_run_shows_the_difference_and_changes_nothing(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    Duban__Alert__Reply *reply = import("assignment/office.tsv", "key\tvalue\ndesk_post\tP-DB\n", true);
    /* one table was sent: all the others are gone, and nothing can stand on them */
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_BAD_INPUT);
    duban__alert__reply__free_unpacked(reply, NULL);
    world_import("small", NULL);
    assert_string_equal(world_one("SELECT count(*) FROM alert.organisation_version"), "1"); /* nothing differed */
    world_end();
}

static void an_export_is_what_was_imported_byte_by_byte(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ExportRequest body = DUBAN__ALERT__EXPORT_REQUEST__INIT;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_EXPORT;
    request.export = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_OK);
    assert_int_equal(reply->export->n_files, 9);
    for (size_t i = 0; i < reply->export->n_files; i++) {
        const Duban__Alert__File *file = reply->export->files[i];
        char path[256], sent[8192];
        snprintf(path, sizeof path, "tests/fixtures/alert/small/%s", file->path);
        FILE *in = fopen(path, "rb");
        assert_non_null(in);
        size_t len = fread(sent, 1, sizeof sent, in);
        fclose(in);
        assert_int_equal(len, file->content.len);
        assert_memory_equal(sent, file->content.data, len);
    }
    duban__alert__reply__free_unpacked(reply, NULL);
    body.version = 7;
    reply = world_ask(&request);
    assert_string_equal(reply->reason_code, "E-ALT-006");
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

/* ---- lists and reasons ---- */

static void why_leads_from_the_light_to_the_quotation_and_names_every_silence(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_value("330481", SURGERY, "2025-11", "34.0", 3, 3);
    world_step("2025-12-17 08:30");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__WhyRequest body = DUBAN__ALERT__WHY_REQUEST__INIT;
    body.duty = (char *)"AL-01";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_WHY;
    request.why = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_OK);
    bool quoted = false, rule = false, silent = false, told = false;
    for (size_t i = 0; i < reply->why->n_lines; i++) {
        const Duban__Alert__WhyLine *line = reply->why->lines[i];
        quoted |= strcmp(line->what, "原文") == 0 && strstr(line->words, "出院患者手术占比达到35%以上") != NULL;
        rule |= strcmp(line->what, "规则") == 0 && strcmp(line->code, "I-JDG-016") == 0;
        silent |= strcmp(line->what, "未通知") == 0 && strcmp(line->code, "I-LDR-002") == 0; /* T-30, before the baseline */
        told |= strcmp(line->what, "通知") == 0 && strstr(line->words, "T-10") != NULL;
    }
    assert_true(quoted && rule && silent && told);
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

/* A number of the year to date waits for every month of it. */
static void why_names_the_returns_of_every_month_that_the_number_adds_up(void **state)
{
    (void)state;
    world_county("2025-03-20 10:00");
    world_return("H01", "discharge", "2025-01");
    world_return("H01", "discharge", "2025-02");
    world_return("H02", "discharge", "2025-02");
    world_value("330481", SURGERY, "2025-02", "", 1, 3);
    world_quiet();
    assert_string_equal(world_state("AL-01", "330481"), "not_reported");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__WhyRequest body = DUBAN__ALERT__WHY_REQUEST__INIT;
    body.duty = (char *)"AL-01";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_WHY;
    request.why = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    static const char *const waited_for[] = {"市中医院 2025年1月", "市中心医院 2025年1月", "市中心医院 2025年2月"};
    size_t n = 0;
    for (size_t i = 0; i < reply->why->n_lines; i++)
        if (strcmp(reply->why->lines[i]->what, "在等别人") == 0) {
            assert_true(n < 3);
            assert_ptr_equal(strstr(reply->why->lines[i]->words, waited_for[n]), reply->why->lines[i]->words);
            n++;
        }
    assert_int_equal(n, 3);
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

static Duban__Alert__Reply *ask_why(const char *duty, const char *institution)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__WhyRequest body = DUBAN__ALERT__WHY_REQUEST__INIT;
    body.duty = (char *)duty;
    body.institution = (char *)institution;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_WHY;
    request.why = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_OK);
    return reply;
}

static bool why_has(const char *duty, const char *institution, const char *code)
{
    bool found = false;
    Duban__Alert__Reply *reply = ask_why(duty, institution);
    for (size_t i = 0; i < reply->why->n_lines; i++)
        found = found || strcmp(reply->why->lines[i]->code, code) == 0;
    duban__alert__reply__free_unpacked(reply, NULL);
    return found;
}

/* notify could not take it, or could not write its letter, five times: `why` says what it waits for. */
static void a_notice_that_was_set_aside_is_named(void **state)
{
    (void)state;
    world_first_word_waits();
    assert_false(why_has("AL-01", "330481", "I-NTF-046"));
    world_sql(
        "INSERT INTO notify.todo (kind, alliance_id, institution_id, key, business_us, attempts, parked_reason) SELECT "
        "'notice', 1, institution_id, due_notice_id::text, created_us, 5, 'E-NTF-042' FROM alert.due_notice WHERE duty = 'AL-01' "
        "AND rung = 'T+0' AND template = '逾期提示'");
    assert_true(why_has("AL-01", "330481", "I-NTF-046"));
    world_sql("DELETE FROM notify.todo");
    assert_false(why_has("AL-01", "330481", "I-NTF-046"));
    world_sql(
        "WITH n AS (INSERT INTO notify.notice (alliance_id, notice_key, institution_id, due_notice_id, episode_id, duty, rung, "
        "person, "
        "post, role, template, routine, facts, value_revisions, state, outcome, created_us) SELECT alliance_id, notice_key, "
        "institution_id, due_notice_id, episode_id, duty, rung, person, post, role, template, routine, facts, value_revisions, "
        "'gathered', 'I-NTF-021', created_us FROM alert.due_notice WHERE duty = 'AL-01' AND rung = 'T+0' AND template = '逾期提示' "
        "RETURNING notice_id), m AS (INSERT INTO notify.message (alliance_id, person, channel, business_day, sequence, routine, "
        "state, due_us, address, subject, body, message_id_header, holder, beat, fence, maybe_twice, outcome) SELECT 1, 'yz.a', "
        "'smtp', "
        "DATE '2026-01-12', 1, true, 'gathering', 0, '', '', '', '', '', 0, 0, false, '' RETURNING message_id) "
        "INSERT INTO notify.message_notice (message_id, notice_id, position) SELECT message_id, notice_id, 1 FROM n, m");
    assert_false(why_has("AL-01", "330481", "I-NTF-046"));
    world_sql("INSERT INTO notify.todo (kind, alliance_id, institution_id, key, business_us, attempts, parked_reason) SELECT "
              "'message', 1, 0, "
              "message_id::text, 0, 5, 'FATAL' FROM notify.message");
    assert_true(why_has("AL-01", "330481", "I-NTF-046"));
    world_end();
}

static void the_table_of_the_plan_has_state_target_value_and_people(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_value("330481", SURGERY, "2025-11", "34.0", 3, 3);
    world_quiet();
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DutiesRequest body = DUBAN__ALERT__DUTIES_REQUEST__INIT;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTIES;
    request.duties = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->duties->n_rows, 4);
    const Duban__Alert__DutyRow *row = reply->duties->rows[0];
    assert_string_equal(row->duty, "AL-01");
    assert_string_equal(row->target, "35%以上");
    assert_string_equal(row->value, "34.0%");
    assert_string_equal(row->state_words, "滞后");
    assert_string_equal(row->light_words, "黄");
    assert_string_equal(row->due, "2025-12-31");
    assert_string_equal(row->due_kind, "文件时限");
    assert_string_equal(row->departments, "市卫健局");
    assert_string_equal(row->post_name, "医政科科长岗");
    assert_string_equal(row->holder_a, "yz.a");
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

static void what_cannot_be_read_is_answered_and_ends_nothing(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__Reply *reply = world_ask(&request); /* no body */
    assert_string_equal(reply->reason_code, "E-GEN-003");
    duban__alert__reply__free_unpacked(reply, NULL);
    Duban__Alert__DutyShowRequest body = DUBAN__ALERT__DUTY_SHOW_REQUEST__INIT;
    body.duty = (char *)"NO-SUCH";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTY_SHOW;
    request.duty_show = &body;
    reply = world_ask(&request);
    assert_string_equal(reply->reason_code, "E-ALT-020");
    duban__alert__reply__free_unpacked(reply, NULL);
    body.duty = (char *)"\xff\xfe";
    reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_BAD_INPUT);
    duban__alert__reply__free_unpacked(reply, NULL);
    request.alliance = (char *)"elsewhere";
    reply = world_ask(&request);
    assert_string_equal(reply->reason_code, "E-ALT-001");
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

/* ---- each against its own start ---- */

#define SHARE_OF_EACH "surgery_share|ytd|self"

static void shares_of_each(const char *month)
{
    world_value("H01", SHARE_OF_EACH, month, "33.6", 1, 1);
    world_value("H02", SHARE_OF_EACH, month, "33.6", 1, 1);
    world_value("H03", SHARE_OF_EACH, month, "33.6", 1, 1);
}

/* The words of the first line of `why` that is about this; "": none. */
static const char *why_says(const char *duty, const char *institution, const char *what)
{
    static char words[400];
    Duban__Alert__Reply *reply = ask_why(duty, institution);
    words[0] = '\0';
    for (size_t i = 0; i < reply->why->n_lines && words[0] == '\0'; i++)
        if (strcmp(reply->why->lines[i]->what, what) == 0)
            snprintf(words, sizeof words, "%s%s%s", reply->why->lines[i]->code, reply->why->lines[i]->code[0] != '\0' ? " " : "",
                     reply->why->lines[i]->words);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

/* 33.6 is more than the 33.0 of H01 and less than the 35.0 of H02; H03 was given no start. On the way to 40 in December 2026, after
 * 11 of 24 months, H01 should have 28.0 + 12.0 × 11/24 = 33.5 and H02 34.0 + 6.0 × 11/24 = 36.75, printed 36.8; after 12, H02 37.0.
 */
static void each_hospital_is_judged_from_its_own_start_and_none_from_anothers(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("own.yaml");
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\nAL-01\tYZK\tP-"
                          "YZ\t\t\t\nAL-02\tYZK\tP-YZ\t\t\t\n");
    world_quiet();
    shares_of_each("2025-11");
    world_quiet();
    assert_string_equal(world_state("AL-01", "H01"), "met");
    assert_string_equal(world_state("AL-01", "H02"), "due_soon");
    assert_string_equal(world_state("AL-01", "H03"), "small_sample");
    assert_string_equal(world_state("AL-02", "H01"), "normal");
    assert_string_equal(world_state("AL-02", "H02"), "behind");
    assert_string_equal(world_state("AL-02", "H03"), "normal");
    assert_string_equal(why_says("AL-02", "H01", "序时应达"), "33.5%");
    assert_string_equal(why_says("AL-02", "H02", "序时应达"), "36.8%");
    assert_string_equal(why_says("AL-02", "H03", "序时应达"), "");
    assert_string_equal(why_says("AL-01", "H02", "目标"), "高于35.0%（约束性，文件时限 2025-12-31）");
    assert_string_equal(why_says("AL-01", "H02", "基数"), "35.0%（2024-12，本地答复，医政科）");
    assert_string_equal(why_says("AL-01", "H03", "目标"), "比各自基数提高（约束性，文件时限 2025-12-31）");
    assert_string_equal(why_says("AL-01", "H03", "基数"), "");
    assert_string_equal(why_says("AL-01", "H03", "状态"), "缺基数不判（少）–");
    assert_string_equal(why_says("AL-01", "H03", "规则"), "I-JDG-382 没有基数，提高还是降低无从比较，不判（试验规则）");
    world_step("2026-01-09 11:00");
    shares_of_each("2025-12");
    world_step("2026-01-12 08:30");
    assert_string_equal(world_state("AL-01", "H01"), "awaiting_close");
    assert_string_equal(world_state("AL-01", "H02"), "overdue");
    assert_string_equal(world_state("AL-01", "H03"), "small_sample");
    assert_string_equal(world_notices("AL-01|H02|overdue"), "AL-01|H02|overdue|2025-12|1|T+0|yz.a");
    assert_string_equal(world_notices("AL-01|H03|overdue"), "");
    assert_string_equal(world_one("SELECT facts->>'目标' FROM alert.due_notice WHERE notice_key LIKE 'AL-01|H02|overdue|%'"),
                        "高于35.0%");
    assert_string_equal(
        world_one(
            "SELECT DISTINCT facts->>'序时算法说明' FROM alert.due_notice WHERE notice_key LIKE 'AL-02|H02|behind|2025-12|%'"),
        "以2024年全年34.0%为基数，到2026年底40.0%，按月均分，2025年底应达37.0%");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DutiesRequest body = DUBAN__ALERT__DUTIES_REQUEST__INIT;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTIES;
    request.duties = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    static const char *const targets[] = {"高于33.0%", "高于35.0%", "比各自基数提高"};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(reply->duties->rows[i]->target, targets[i]);
    duban__alert__reply__free_unpacked(reply, NULL);
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_with_faults_is_refused_whole_with_every_line),
        cmocka_unit_test(a_new_holder_is_a_new_version_with_author_and_reason_and_old_ids),
        cmocka_unit_test(a_dry_run_shows_the_difference_and_changes_nothing),
        cmocka_unit_test(an_export_is_what_was_imported_byte_by_byte),
        cmocka_unit_test(why_leads_from_the_light_to_the_quotation_and_names_every_silence),
        cmocka_unit_test(why_names_the_returns_of_every_month_that_the_number_adds_up),
        cmocka_unit_test(a_notice_that_was_set_aside_is_named),
        cmocka_unit_test(the_table_of_the_plan_has_state_target_value_and_people),
        cmocka_unit_test(what_cannot_be_read_is_answered_and_ends_nothing),
        cmocka_unit_test(each_hospital_is_judged_from_its_own_start_and_none_from_anothers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
