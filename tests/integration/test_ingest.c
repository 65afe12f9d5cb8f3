/* The way in, against the real process and a real store: files counted by hand (tests/fixtures/count40), and what a lane knows of
 * them afterwards. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

#include "support/cmocka_all.h"
#include "support/door_cases.h"
#include "support/station.h"

#define COUNT40 "tests/fixtures/count40/"

/* ---- counted by hand ---------------------------------------------------------------------------------------------- */

static void counts_of_the_hand_counted_files_are_those_of_the_hand(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int64_t good, rejected, identical;
    } cases[] = {{"hqmsts_2025M03.csv", 21, 18, 1},     {"drg_H01_2025M03.csv", 17, 20, 3},
                 {"finance_H01_2025M03.csv", 1, 30, 9}, {"bed_T02_2025M03.csv", 1, 28, 11},
                 {"rating_H01_2025M03.csv", 17, 20, 3}, {"milestone_H01_2025M03.csv", 20, 17, 3}};
    door_begin_with_one();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, COUNT40 "%s", cases[i].file);
        Duban__Ingest__Reply *reply = door_expect_stored(door_send_file(path, &DOOR_ALONE));
        assert_int_equal(reply->batches[0]->rows_read, 40);
        assert_int_equal(reply->batches[0]->rows_good, cases[i].good);
        assert_int_equal(reply->batches[0]->rows_rejected, cases[i].rejected);
        assert_int_equal(reply->batches[0]->rows_duplicate, cases[i].identical);
        assert_string_equal(reply->batches[0]->file_name, cases[i].file);
        door_free(reply);
    }
    /* the rows are in, once each, and nobody else's */
    door_expect_sql("SELECT count(*) FROM ingest.v_current_discharge", "21");
    door_expect_sql("SELECT count(*) FROM ingest.v_record_drg_result", "17");
    door_expect_sql("SELECT sum(weight) FROM ingest.v_current_drg_result WHERE status = '入组'", "222750");
    door_expect_sql("SELECT count(*) FROM ingest.v_current_rating", "17");
    door_expect_sql("SELECT count(*) FROM ingest.v_current_milestone", "20");
    /* sums made in the parsing pass: 10 of 21 discharges with surgery, 22.275 over 15 cases, three of which weigh 2 and more
     * (6.0751, 3.5, 2.0) */
    door_expect_sql("SELECT string_agg(row_count || '/' || total, ' ' ORDER BY row_count, total) FROM ingest.v_batch_sum s "
                    "JOIN ingest.v_batch b USING (institution_id, batch_id) WHERE b.kind = 'drg_result'",
                    "3/3 15/15 15/222750");
    door_expect_sql("SELECT count(DISTINCT total) FROM ingest.v_batch_sum s JOIN ingest.v_batch b USING (institution_id, batch_id) "
                    "WHERE b.kind = 'discharge' AND total IN (21, 10, 6)",
                    "3");
    /* an upsert has none */
    door_expect_sql(
        "SELECT count(*) FROM ingest.v_batch_sum s JOIN ingest.v_batch b USING (institution_id, batch_id) WHERE b.kind = 'rating'",
        "0");
    /* lanes begin at one, and compute was told of each */
    door_expect_sql("SELECT string_agg(kind || lane_number, ' ' ORDER BY kind) FROM ingest.v_lane_event",
                    "bed_month1 discharge1 drg_result1 finance_month1 milestone1 rating1");
    door_expect_sql("SELECT count(*) FROM compute.todo WHERE kind = 'lane'", "6");
    door_end();
}

static void findings_are_stored_by_line_column_and_reason(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(door_send_file(COUNT40 "drg_H01_2025M03.csv", &DOOR_ALONE)));
    door_expect_sql("SELECT string_agg(line || ' ' || column_code || ' ' || reason, ', ' ORDER BY line) FROM ingest.v_reject "
                    "WHERE line BETWEEN 13 AND 16",
                    "13 weight E-ING-113, 14 weight E-ING-111, 15 weight E-ING-114, 16 weight E-ING-114");
    door_expect_sql("SELECT count(DISTINCT line) FROM ingest.v_reject WHERE severity = 'reject'", "20");
    door_end();
}

static void a_file_in_pieces_of_any_size_is_the_same_file(void **state)
{
    (void)state;
    door_begin_with_one();
    struct sending how = DOOR_ALONE;
    how.piece = 997;
    Duban__Ingest__Reply *reply = door_expect_stored(door_send_file(COUNT40 "hqmsts_2025M03.csv", &how));
    assert_int_equal(reply->batches[0]->rows_good, 21);
    door_free(reply);
    door_free(
        door_expect(door_send_file(COUNT40 "hqmsts_2025M03.csv", &DOOR_ALONE), DUBAN__INGEST__STATUS__STATUS_OK, "I-ING-312"));
    door_expect_sql("SELECT count(*) FROM ingest.record_discharge", "21");
    door_end();
}

static void a_file_of_many_chunks_is_stored_whole_and_taken_back_rows_are_gone(void **state)
{
    (void)state;
    door_begin_with_one();
    /* 9000 cases; the last line repeats the key of the first with another weight: neither counts */
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct text all;
    text_init(&all, 1u << 24);
    text_append(&all, csv);
    text_append(&all, "H01,2025-03,00000001,1,2025-03-05,BB21,2.0000,入组\n");
    Duban__Ingest__Reply *reply = door_expect_stored(door_send_text("drg_H01_2025M03.csv", all.s, &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->rows_good, 8999);
    assert_int_equal(reply->batches[0]->rows_rejected, 2);
    door_free(reply);
    door_expect_sql("SELECT count(*) || ' ' || min(line) || ' ' || max(line) FROM ingest.v_current_drg_result", "8999 3 9001");
    door_expect_sql("SELECT max(total) FROM ingest.v_batch_sum", "89990000");
    text_done(&all);
    free(csv);
    door_end();
}

/* ---- again -------------------------------------------------------------------------------------------------------- */

static void the_same_content_is_known_only_while_it_is_current(void **state)
{
    (void)state;
    door_begin_with_one();
    char *first = door_drg_csv(1, 100, 10000, false), *second = door_drg_csv(1, 100, 20000, false);
    Duban__Ingest__Reply *reply = door_expect_stored(door_send_text("drg_H01_2025M03.csv", first, &DOOR_ALONE));
    int64_t first_batch = reply->batches[0]->batch_id;
    door_free(reply);
    reply = door_expect(door_send_text("drg_H01_2025M03.csv", first, &DOOR_ALONE), DUBAN__INGEST__STATUS__STATUS_OK, "I-ING-312");
    assert_int_equal(reply->batches[0]->batch_id, first_batch);
    door_free(reply);
    reply = door_expect_stored(door_send_text("drg_H01_2025M03.csv", second, &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->rows_changed, 100);
    assert_int_equal(reply->batches[0]->lane_number, 2);
    door_free(reply);
    /* back to the first: it is news now */
    reply = door_expect_stored(door_send_text("drg_H01_2025M03.csv", first, &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->lane_number, 3);
    door_free(reply);
    door_expect_sql("SELECT count(*) || ' ' || sum(weight) FROM ingest.v_current_drg_result", "100 1000000");
    free(first);
    free(second);
    door_end();
}

static void the_same_request_gets_the_same_answer_for_ever(void **state)
{
    (void)state;
    door_begin_with_one();
    char *csv = door_drg_csv(1, 100, 10000, false);
    struct sending sending = {.name = "drg_H01_2025M03.csv", .bytes = csv, .len = strlen(csv), .by = "test", .commit_id = "once"};
    Duban__Ingest__Reply *opened = door_open(&sending);
    char *upload_id = strdup(opened->upload_id);
    door_free(opened);
    door_free(door_piece(&sending, upload_id, 0, sending.len));
    Duban__Ingest__Reply *first = door_expect_stored(door_commit(&sending, upload_id));
    Duban__Ingest__Reply *again = door_expect_stored(door_commit(&sending, upload_id));
    assert_int_equal(again->batches[0]->batch_id, first->batches[0]->batch_id);
    door_free(again);
    door_kill("1");
    door_start("1", NULL);
    again = door_expect_stored(door_commit(&sending, upload_id));
    assert_int_equal(again->batches[0]->lane_number, first->batches[0]->lane_number);
    door_free(again);
    door_free(first);
    door_expect_sql("SELECT count(*) FROM ingest.batch", "1");
    door_expect_sql("SELECT last_number FROM ingest.lane", "1");
    /* one id for two different requests is nobody's answer */
    sending.len--;
    door_free(door_expect(door_commit(&sending, upload_id), DUBAN__INGEST__STATUS__STATUS_CONFLICT, "E-GEN-004"));
    free(upload_id);
    free(csv);
    door_end();
}

static void a_repeated_piece_changes_nothing_and_a_gap_is_told(void **state)
{
    (void)state;
    door_begin_with_one();
    char *csv = door_drg_csv(1, 5000, 10000, false);
    struct sending sending = {.name = "drg_H01_2025M03.csv", .bytes = csv, .len = strlen(csv), .by = "test"};
    Duban__Ingest__Reply *opened = door_open(&sending);
    char *upload_id = strdup(opened->upload_id);
    door_free(opened);
    door_free(door_piece(&sending, upload_id, 0, 150000));
    Duban__Ingest__Reply *reply = door_piece(&sending, upload_id, 0, 150000);
    assert_int_equal(reply->next_offset, 150000);
    door_free(reply);
    reply = door_expect(door_piece(&sending, upload_id, 160000, 10), DUBAN__INGEST__STATUS__STATUS_CONFLICT, "E-ING-331");
    assert_int_equal(reply->next_offset, 150000);
    door_free(reply);
    door_free(door_piece(&sending, upload_id, 140000, sending.len - 140000));
    reply = door_expect_stored(door_commit(&sending, upload_id));
    assert_int_equal(reply->batches[0]->rows_good, 5000);
    door_free(reply);
    free(upload_id);
    free(csv);
    door_end();
}

static void two_uploads_of_one_lane_at_once_draw_two_numbers(void **state)
{
    (void)state;
    door_begin_with_one();
    char *first = door_drg_csv(1, 3000, 10000, false), *second = door_drg_csv(1, 3000, 20000, false);
    struct sending a = {.name = "drg_H01_2025M03.csv", .bytes = first, .len = strlen(first), .by = "a"}, b = a;
    b.bytes = second;
    b.len = strlen(second);
    Duban__Ingest__Reply *open_a = door_open(&a), *open_b = door_open(&b);
    for (size_t at = 0; at < a.len; at += 50000) {
        door_free(door_piece(&a, open_a->upload_id, at, a.len - at < 50000 ? a.len - at : 50000));
        door_free(door_piece(&b, open_b->upload_id, at, b.len - at < 50000 ? b.len - at : 50000));
    }
    door_expect_sql("SELECT count(*) FROM ingest.v_batch", "0"); /* nothing is shown before the commit */
    door_expect_sql("SELECT count(*) FROM ingest.v_record_drg_result", "0");
    Duban__Ingest__Reply *reply = door_expect_stored(door_commit(&b, open_b->upload_id));
    assert_int_equal(reply->batches[0]->lane_number, 1);
    door_free(reply);
    reply = door_expect_stored(door_commit(&a, open_a->upload_id));
    assert_int_equal(reply->batches[0]->lane_number, 2);
    door_free(reply);
    door_expect_sql("SELECT count(*) || ' ' || sum(weight) FROM ingest.v_current_drg_result", "3000 30000000");
    door_free(open_a);
    door_free(open_b);
    free(first);
    free(second);
    door_end();
}

static void many_senders_at_once_over_two_instances_each_get_a_number(void **state)
{
    (void)state;
    enum { N = 8 };
    struct sending sendings[N];
    Duban__Ingest__Reply *replies[N] = {0};
    char *files[N];
    int64_t seen = 0;
    door_begin_with_one();
    door_start("2", NULL);
    for (int i = 0; i < N; i++) {
        files[i] = door_drg_csv(1, 1000, 10000 + i, false);
        sendings[i] = (struct sending){.name = "drg_H01_2025M03.csv",
                                       .bytes = files[i],
                                       .len = strlen(files[i]),
                                       .by = "test",
                                       .unattended = true,
                                       .instance = i % 2 == 0 ? "1" : "2",
                                       .piece = 20000};
    }
    door_send_all(sendings, N, replies);
    for (int i = 0; i < N; i++) {
        door_expect_stored(replies[i]);
        seen |= INT64_C(1) << replies[i]->batches[0]->lane_number;
        if (replies[i]->batches[0]->lane_number == N) { /* who came last counts */
            char value[32];
            snprintf(value, sizeof value, "1000 %d %d", 10000 + i, 10000 + i);
            door_expect_sql("SELECT count(*) || ' ' || min(weight) || ' ' || max(weight) FROM ingest.v_current_drg_result", value);
        }
        door_free(replies[i]);
        free(files[i]);
    }
    assert_int_equal(seen, 0x1FE); /* 1 to 8, each once */
    door_expect_sql("SELECT count(*) FROM compute.todo", "8");
    door_end();
}

/* ---- refused ------------------------------------------------------------------------------------------------------ */

static void what_cannot_be_taken_is_told_in_one_line(void **state)
{
    (void)state;
#define HEADER "institution_code,period,open_bed_days,occupied_bed_days\n"
    static const struct {
        const char *name, *csv, *reason;
        struct sending how;
    } cases[] = {
        {"bed_T02_2025M03.csv", "", "E-ING-103", {0}},
        {"bed_T02_2025M03.csv", "PK\x03\x04 a workbook", "E-ING-313", {0}},
        {"bed_T02_2025M03.csv", "%PDF-1.7", "E-ING-314", {0}},
        {"whatever.csv", "a,b,c\n1,2,3\n", "E-ING-302", {0}},
        {"whatever.csv", HEADER "T02,2025-03,10,9\n", "E-ING-301", {.kind = "nonsense"}},
        {"bed_T02_2025M03.csv", "institution_code,period\nT02,2025-03\n", "E-ING-101", {0}},
        {"bed_T99_2025M03.csv", HEADER "T99,2025-03,10,9\n", "E-ING-304", {0}},
        {"x.csv", HEADER "T02,2025-03,10,9\n", "E-ING-332", {.of = "T99"}},
        {"bed_T02_2025M03.csv", HEADER "T03,2025-03,10,9\n", "E-ING-306", {0}},
        {"x.csv", HEADER "T02,2025-03,10,9\n", "E-ING-306", {.of = "T03"}},
        {"x.csv", HEADER ",2025-03,10,9\n", "E-ING-305", {0}},
        {"bed_T02_2025M02.csv", HEADER "T02,2025-03,10,9\n", "E-ING-310", {0}},
        {"x.csv", HEADER "T02,2025-03,10,9\n", "E-ING-308", {.period = "2025/03"}},
        {"bed_T02_2025M07.csv", HEADER "T02,2025-07,10,9\n", "E-ING-311", {0}},
        {"bed_T02_2025M03.csv", HEADER "T02,2025-03,10,\"9", "E-ING-104", {0}},
        {"bed_T02_2025M03.csv", HEADER "T02,2025-03,10", "E-ING-104", {0}},
        {"bed_T02_2025M03.csv", HEADER "T02,2025-03,ten,9\n", "E-ING-318", {0}},
        {"bed_T02_2025M03.csv", HEADER, "E-ING-318", {0}},
        {"x.csv", HEADER "T02,,10,9\n", "E-ING-309", {0}},
    };
    door_begin_with_one();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Duban__Ingest__Reply *reply = door_send_text(cases[i].name, cases[i].csv, &cases[i].how);
        door_expect(reply, DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, cases[i].reason);
        assert_null(strchr(reply->words_zh, '\n'));
        assert_true(reply->words_zh[0] != '\0' && reply->words_en[0] != '\0');
        door_free(reply);
    }
    door_expect_sql("SELECT count(*) FROM ingest.lane_event", "0");
    door_expect_sql("SELECT count(*) FROM ingest.batch WHERE state NOT IN ('rejected')", "0");
    door_expect_sql("SELECT count(*) FROM ingest.record_bed_month", "0");
    door_expect_sql("SELECT count(*) FROM compute.todo", "0");
    door_end();
}

static void a_file_cut_short_on_its_way_is_not_taken(void **state)
{
    (void)state;
    door_begin_with_one();
    char *csv = door_drg_csv(1, 100, 10000, false);
    struct sending sending = {.name = "drg_H01_2025M03.csv", .bytes = csv, .len = strlen(csv), .by = "test"};
    Duban__Ingest__Reply *opened = door_open(&sending);
    door_free(door_piece(&sending, opened->upload_id, 0, sending.len - 500));
    door_free(door_expect(door_commit(&sending, opened->upload_id), DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, "E-ING-316"));
    door_free(opened);
    door_expect_sql("SELECT count(*) FROM ingest.v_batch", "0");
    free(csv);
    door_end();
}

/* Of events that need not happen an empty file says that there was none; of a form it says nothing. */
static void an_empty_file_of_violations_is_taken_and_an_empty_form_is_not(void **state)
{
    (void)state;
    door_begin_with_one();
    Duban__Ingest__Reply *reply = door_expect_stored(
        door_send_text("violation_H01_2025M03.csv",
                       "institution_code,case_no,rule,occurred_on,staff_no,section,quantity,loss,document\n", &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->rows_read, 0);
    assert_string_equal(reply->batches[0]->period, "2025-03");
    door_free(reply);
    /* its measures are zero, which is not the same as not there */
    door_expect_sql("SELECT bool_and(row_count = 0 AND total = 0) AND count(*) > 0 FROM ingest.v_batch_sum s "
                    "JOIN ingest.v_batch b USING (institution_id, batch_id) WHERE b.kind = 'violation'",
                    "t");
    door_expect_sql("SELECT count(*) FROM compute.todo WHERE kind = 'lane'", "1");
    door_free(
        door_expect(door_send_text("bed_H01_2025M03.csv", "institution_code,period,open_bed_days,occupied_bed_days\n", &DOOR_ALONE),
                    DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, "E-ING-318"));
    /* a row that is no good is not "none" */
    door_free(door_expect(door_send_text("violation_H02_2025M03.csv",
                                         "institution_code,case_no,rule,occurred_on,staff_no,section,quantity,loss,document\n"
                                         "H02,1,x,yesterday,,,1,,x\n",
                                         &DOOR_ALONE),
                          DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, "E-ING-318"));
    door_end();
}

static void a_value_that_may_name_a_person_is_kept_only_as_its_class(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_send_text("张三丰的文件.csv",
                             "institution_code,period,open_bed_days,occupied_bed_days\nT02,2025-03,欧阳骞珂,9\n"
                             "T02,2025-03,13800138000,9\nT02,2025-03,10,9\n",
                             &DOOR_ALONE));
    door_free(door_send_text("bed_T02_2025M03.csv",
                             "institution_code,period,open_bed_days,occupied_bed_days\n欧阳骞珂,2025-03,1,9\n", &DOOR_ALONE));
    door_expect_sql("SELECT string_agg(shape, ' ' ORDER BY line) FROM ingest.reject", "4个汉字 11位数字");
    door_expect_sql("SELECT starts_with(file_name, 'keyed:') FROM ingest.batch", "t");
    door_expect_sql("SELECT count(*) FROM ingest.request WHERE position(convert_to('欧阳', 'UTF8') IN answer) > 0 "
                    "OR position(convert_to('张三', 'UTF8') IN answer) > 0",
                    "0");
    assert_null(strstr(door_log("1"), "张三"));
    assert_null(strstr(door_log("1"), "欧阳"));
    door_end();
}

/* One letter too many is another item, which the plan does not ask for. */
static void a_milestone_that_no_duty_counts_is_taken_and_told(void **state)
{
    (void)state;
    door_begin_with_one();
    Duban__Ingest__Reply *reply = door_expect_stored(door_send_text("milestone_H01_2025M03.csv",
                                                                    "institution_code,item,reached_on,quantity,document\n"
                                                                    "H01,trauma_centre_standard,2025-03-09,1,示例〔2025〕3号\n"
                                                                    "H01,trauma_centre_standards,2025-03-09,1,示例〔2025〕3号\n"
                                                                    "H01,,2025-03-09,1,示例〔2025〕3号\n",
                                                                    &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->rows_good, 2);
    assert_int_equal(reply->batches[0]->rows_warned, 1);
    assert_int_equal(reply->batches[0]->rows_rejected, 1);
    door_free(reply);
    door_expect_sql("SELECT string_agg(line || ' ' || column_code || ' ' || reason || ' ' || severity, ', ' ORDER BY line) "
                    "FROM ingest.v_reject",
                    "3 item E-ING-410 warn, 4 item E-ING-110 reject");
    door_expect_sql("SELECT count(*) FROM ingest.v_current_milestone", "2");
    door_end();
}

static void nonsense_on_the_socket_is_answered_and_leaves_only_its_hash(void **state)
{
    (void)state;
    door_begin_with_one();
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT; /* no command */
    door_free(door_expect(door_ask("1", &request), DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, "E-GEN-003"));
    door_expect_sql("SELECT count(*) FROM ingest.quarantine WHERE length(sha256) = 64", "1");
    Duban__Ingest__Ping ping = DUBAN__INGEST__PING__INIT;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_PING;
    request.ping = &ping;
    door_free(door_expect(door_ask("1", &request), DUBAN__INGEST__STATUS__STATUS_OK, ""));
    door_end();
}

static void a_dry_run_reports_all_and_keeps_nothing(void **state)
{
    (void)state;
    door_begin_with_one();
    struct sending how = DOOR_ALONE;
    how.dry_run = true;
    Duban__Ingest__Reply *reply =
        door_expect(door_send_file(COUNT40 "drg_H01_2025M03.csv", &how), DUBAN__INGEST__STATUS__STATUS_OK, "I-ING-354");
    assert_string_equal(reply->batches[0]->state, "dry_run");
    assert_int_equal(reply->batches[0]->rows_good, 17);
    assert_int_equal(reply->batches[0]->rows_rejected, 20);
    assert_true(reply->batches[0]->n_findings >= 20);
    door_free(reply);
    door_expect_sql(
        "SELECT (SELECT count(*) FROM ingest.batch) + (SELECT count(*) FROM ingest.record_drg_result) + "
        "(SELECT count(*) FROM ingest.reject) + (SELECT count(*) FROM ingest.batch_sum) + (SELECT count(*) FROM compute.todo)",
        "0");
    door_end();
}

static void without_the_key_of_record_numbers_it_does_not_start(void **state)
{
    (void)state;
    static const char *const options[] = {NULL, "--check-config"};
    char empty_file[500], by_file[600];
    door_begin();
    snprintf(empty_file, sizeof empty_file, "%s/no.key", station_dir());
    FILE *file = fopen(empty_file, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    snprintf(by_file, sizeof by_file, "s,key: [^ ]*\\,,key_file: %s\\,,", empty_file);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(door_run_odd("/^ingest:/d", options[i]), 1);
        assert_string_equal(door_log("odd"), "E-CFG-411 错误: 没有给出设置“ingest.key”，服务不能启动\n");
        assert_int_equal(door_run_odd(by_file, options[i]), 1);
        assert_non_null(strstr(door_log("odd"), "E-CFG-411 错误: 没有给出设置“ingest.key”，服务不能启动\n"));
    }
    file = fopen(empty_file, "w");
    assert_non_null(file);
    assert_true(fputs("0123456789abcdef0123456789abcdef\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(door_run_odd(by_file, "--check-config"), 0);
    door_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_the_hand_counted_files_are_those_of_the_hand),
        cmocka_unit_test(findings_are_stored_by_line_column_and_reason),
        cmocka_unit_test(a_file_in_pieces_of_any_size_is_the_same_file),
        cmocka_unit_test(a_file_of_many_chunks_is_stored_whole_and_taken_back_rows_are_gone),
        cmocka_unit_test(the_same_content_is_known_only_while_it_is_current),
        cmocka_unit_test(the_same_request_gets_the_same_answer_for_ever),
        cmocka_unit_test(a_repeated_piece_changes_nothing_and_a_gap_is_told),
        cmocka_unit_test(two_uploads_of_one_lane_at_once_draw_two_numbers),
        cmocka_unit_test(many_senders_at_once_over_two_instances_each_get_a_number),
        cmocka_unit_test(what_cannot_be_taken_is_told_in_one_line),
        cmocka_unit_test(a_file_cut_short_on_its_way_is_not_taken),
        cmocka_unit_test(an_empty_file_of_violations_is_taken_and_an_empty_form_is_not),
        cmocka_unit_test(a_value_that_may_name_a_person_is_kept_only_as_its_class),
        cmocka_unit_test(a_milestone_that_no_duty_counts_is_taken_and_told),
        cmocka_unit_test(nonsense_on_the_socket_is_answered_and_leaves_only_its_hash),
        cmocka_unit_test(a_dry_run_reports_all_and_keeps_nothing),
        cmocka_unit_test(without_the_key_of_record_numbers_it_does_not_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
