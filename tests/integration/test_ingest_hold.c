/* What a person is asked before it goes in, and what a person decides afterwards, against the real process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

#include "support/cmocka_all.h"
#include "support/door_cases.h"

#define ASKS      DUBAN__INGEST__STATUS__STATUS_ASKS
#define OK        DUBAN__INGEST__STATUS__STATUS_OK
#define CONFLICT  DUBAN__INGEST__STATUS__STATUS_CONFLICT
#define BAD_INPUT DUBAN__INGEST__STATUS__STATUS_BAD_INPUT
#define NAME      "drg_H01_2025M03.csv"

static const struct sending ATTENDED = {.by = "test"};

static Duban__Ingest__Reply *send_cases(int from, int to, int weight, const struct sending *how)
{
    char *csv = door_drg_csv(from, to, weight, false);
    Duban__Ingest__Reply *reply = door_send_text(NAME, csv, how);
    free(csv);
    return reply;
}

/* The batch that is asked about; its id. */
static int64_t expect_asks(Duban__Ingest__Reply *reply, const char *reason, int64_t gone, int64_t added, int64_t changed)
{
    door_expect(reply, ASKS, reason);
    assert_int_equal(reply->n_batches, 1);
    assert_string_equal(reply->batches[0]->state, "held");
    assert_false(reply->batches[0]->current);
    assert_int_equal(reply->batches[0]->rows_gone, gone);
    assert_int_equal(reply->batches[0]->rows_added, added);
    assert_int_equal(reply->batches[0]->rows_changed, changed);
    assert_true(strncmp(reply->batches[0]->hold_reason, reason, strlen(reason)) == 0);
    int64_t id = reply->batches[0]->batch_id;
    door_free(reply);
    return id;
}

#define CURRENT "SELECT count(*) || ' ' || min(weight) || ' ' || max(weight) FROM ingest.v_current_drg_result"

static void a_re_send_that_loses_rows_asks_and_counts_only_when_accepted(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &ATTENDED)));
    /* 1 and 2 are gone, 101 is new, 3 to 100 are changed */
    int64_t held = expect_asks(send_cases(3, 101, 20000, &ATTENDED), "W-ING-340", 2, 1, 98);
    door_expect_sql(CURRENT, "100 10000 10000");
    door_expect_sql("SELECT last_number FROM ingest.lane", "1");
    door_expect_sql("SELECT count(*) FROM ingest.v_batch", "1");
    door_expect_sql("SELECT count(*) FROM compute.todo", "1");
    Duban__Ingest__Reply *reply = door_expect(door_decide(DOOR_ACCEPT, held, "李科长", "核对过"), OK, "I-ING-351");
    assert_string_equal(reply->batches[0]->state, "committed");
    assert_string_equal(reply->batches[0]->closed_by, "李科长");
    assert_int_equal(reply->batches[0]->lane_number, 2);
    door_free(reply);
    door_expect_sql(CURRENT, "99 20000 20000");
    door_expect_sql("SELECT count(*) FROM compute.todo", "2");
    door_expect_sql("SELECT max(total) FROM ingest.v_batch_sum s JOIN ingest.v_current_batch c USING (institution_id, batch_id)",
                    "1980000");
    door_free(door_expect(door_decide(DOOR_ACCEPT, held, "李科长", "再点一次"), CONFLICT, "E-ING-328"));
    door_end();
}

static void a_rejected_batch_leaves_everything_as_it_was(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &ATTENDED)));
    int64_t held = expect_asks(send_cases(1, 50, 10000, &ATTENDED), "W-ING-340", 50, 0, 0);
    door_free(door_expect(door_decide(DOOR_REJECT, held, "", "发错了"), BAD_INPUT, "E-ING-329"));
    door_free(door_expect(door_decide(DOOR_REJECT, held, "李科长", ""), BAD_INPUT, "E-ING-329"));
    door_free(door_expect(door_decide(DOOR_WITHDRAW, held, "李科长", "发错了"), CONFLICT, "E-ING-328"));
    door_free(door_expect(door_decide(DOOR_REJECT, held, "李科长", "发错了"), OK, "I-ING-352"));
    door_free(door_expect(door_decide(DOOR_REJECT, 4711, "李科长", "发错了"), BAD_INPUT, "E-ING-327"));
    door_expect_sql(CURRENT, "100 10000 10000");
    door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "100");
    door_expect_sql("SELECT count(*) FROM ingest.lane_event", "1");
    /* it may be sent again, and asks again */
    (void)expect_asks(send_cases(1, 50, 10000, &ATTENDED), "W-ING-340", 50, 0, 0);
    door_end();
}

/* drg_result holds above two in a hundred. */
static void unattended_only_a_loss_above_the_threshold_is_held(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &DOOR_ALONE)));
    Duban__Ingest__Reply *reply = door_expect_stored(send_cases(1, 98, 10000, &DOOR_ALONE));
    assert_int_equal(reply->batches[0]->rows_gone, 2);
    door_free(reply);
    (void)expect_asks(send_cases(1, 96, 10000, &DOOR_ALONE), "W-ING-340", 2, 0, 0); /* 2 of 98 is more */
    door_expect_sql(CURRENT, "98 10000 10000");
    door_end();
}

static void a_decision_about_an_outdated_difference_is_shown_the_new_one_first(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &ATTENDED)));
    int64_t held = expect_asks(send_cases(1, 90, 10000, &ATTENDED), "W-ING-340", 10, 0, 0);
    door_free(door_expect_stored(send_cases(1, 120, 10000, &ATTENDED)));
    Duban__Ingest__Reply *reply = door_expect(door_decide(DOOR_ACCEPT, held, "李科长", "看过少10行"), CONFLICT, "E-ING-330");
    assert_int_equal(reply->batches[0]->rows_gone, 30);
    assert_non_null(strstr(reply->batches[0]->hold_reason, "少30行"));
    assert_string_equal(reply->batches[0]->closed_by, "");
    door_free(reply);
    door_expect_sql(
        "SELECT count(*) FROM ingest.batch WHERE state = 'held' AND strpos(hold_reason, '少30行') > 0 AND closed_by = '' "
        "AND closed_reason = ''",
        "1");
    door_expect_sql(CURRENT, "120 10000 10000");
    door_free(door_expect(door_decide(DOOR_ACCEPT, held, "李科长", "看过少30行"), OK, "I-ING-351"));
    door_expect_sql(CURRENT, "90 10000 10000");
    door_end();
}

static void a_file_that_excel_saved_again_is_held_by_its_key_lengths(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 200, 10000, &DOOR_ALONE)));
    /* the same month again: every number lost its zeros, so every key is another one; told as what it is */
    char *csv = door_drg_csv(1, 200, 10000, true);
    (void)expect_asks(door_send_text(NAME, csv, &DOOR_ALONE), "W-ING-341", 200, 200, 0);
    free(csv);
    /* another month, with nothing to compare row by row: the lengths alone tell */
    struct text april;
    text_init(&april, 1u << 20);
    text_append(&april, "institution_code,period,record_no,admission_no,discharged_on,drg_code,weight,status\n");
    for (int i = 1; i <= 100; i++)
        text_printf(&april, "H01,2025-04,%d,1,2025-04-05,BB21,1.0000,入组\n", 5000 + i);
    (void)expect_asks(door_send_text("drg_H01_2025M04.csv", april.s, &DOOR_ALONE), "W-ING-341", 0, 100, 0);
    text_done(&april);
    door_expect_sql(CURRENT, "200 10000 10000");
    door_end();
}

static void numbers_that_grow_longer_are_nobodys_suspicion(void **state)
{
    (void)state;
    door_begin_with_one();
    char *excel = door_drg_csv(900, 1100, 10000, true); /* three and four digits, as a young hospital counts */
    door_free(door_expect_stored(door_send_text(NAME, excel, &DOOR_ALONE)));
    free(excel);
    door_free(door_expect(send_cases(1, 300, 10000, &DOOR_ALONE), ASKS, "W-ING-340")); /* 201 are gone: that is all */
    door_end();
}

/* Its rows are found by case number; that the same person did both is told by a hash. */
#define VIOLATIONS_NAME "violation_H01_2025M03.csv"
#define VIOLATIONS(quantity)                                                              \
    "institution_code,case_no,rule,occurred_on,staff_no,section,quantity,loss,document\n" \
    "H01,V-1,TC-001,2025-03-03,S1,," quantity ",,查岗记录\nH01,V-2,TC-001,2025-03-04,S1,,1,,查岗记录\n"

/* A new ingest.key: the same patients have other hashes, which would read as 100 rows gone and 100 new. */
static void a_month_that_was_hashed_under_another_key_is_not_compared_but_held(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &DOOR_ALONE)));
    door_free(door_expect_stored(door_send_text(VIOLATIONS_NAME, VIOLATIONS("1"), &DOOR_ALONE)));
    door_stop("1");
    door_change_settings("s/for-tests/another-secret/; s/^ingest: {/&key_version: 2, /");
    door_start("1", NULL);
    /* other weights, so that its content is not the one that is known */
    int64_t held = expect_asks(send_cases(1, 100, 20000, &DOOR_ALONE), "W-ING-342", 0, 0, 0);
    door_expect_sql(
        "SELECT string_agg(state || ' ' || key_version, ', ' ORDER BY batch_id) FROM ingest.batch WHERE kind = 'drg_result'",
        "committed 1, held 2");
    door_expect_sql("SELECT strpos(hold_reason, '第1版散列密钥') > 0 FROM ingest.batch WHERE state = 'held'", "t");
    door_expect_sql(CURRENT, "100 10000 10000");
    door_free(door_expect(door_decide(DOOR_ACCEPT, held, "李科长", "行数、月份核对过"), OK, "I-ING-351"));
    door_expect_sql(CURRENT, "100 20000 20000");
    (void)expect_asks(door_send_text(VIOLATIONS_NAME, VIOLATIONS("2"), &DOOR_ALONE), "W-ING-342", 0, 0, 0);
    /* from now on both sides have one key again */
    (void)expect_asks(send_cases(2, 101, 20000, &ATTENDED), "W-ING-340", 1, 1, 0);
    door_end();
}

static void a_withdrawn_month_counts_what_stood_before_it(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(send_cases(1, 100, 10000, &ATTENDED)));
    Duban__Ingest__Reply *reply = door_expect_stored(send_cases(1, 100, 20000, &ATTENDED));
    int64_t second = reply->batches[0]->batch_id;
    door_free(reply);
    reply = door_expect(door_decide(DOOR_WITHDRAW, second, "李科长", "院方来电，口径错"), OK, "I-ING-353");
    assert_string_equal(reply->batches[0]->state, "withdrawn");
    door_free(reply);
    door_expect_sql(CURRENT, "100 10000 10000");
    /* compute reads the withdrawn rows to take them back */
    door_expect_sql("SELECT count(*) FROM ingest.v_record_drg_result", "200");
    door_expect_sql("SELECT string_agg(event || lane_number, ' ' ORDER BY lane_number) FROM ingest.v_lane_event",
                    "batch1 batch2 withdraw3");
    door_expect_sql("SELECT string_agg(concat(lane_number, state, withdrawn_number), ' ' ORDER BY lane_number) FROM ingest.v_batch",
                    "1committed 2withdrawn3");
    door_expect_sql("SELECT count(*) FROM compute.todo", "3");
    /* what was withdrawn may be sent again: it is not current */
    door_free(door_expect_stored(send_cases(1, 100, 20000, &ATTENDED)));
    door_end();
}

static void an_upsert_replaces_rows_of_its_keys_and_loses_none(void **state)
{
    (void)state;
#define HEADER "institution_code,item,reached_on,quantity,document\n"
    door_begin_with_one();
    door_free(door_expect_stored(door_send_text("milestone_H01_2025M03.csv",
                                                HEADER "H01,胸痛中心,2025-03-01,1,甲\nH01,卒中中心,2025-03-02,1,乙\n", &ATTENDED)));
    /* the date was wrong by a month: the same key, so the same row */
    Duban__Ingest__Reply *reply = door_expect_stored(door_send_text(
        "milestone_H01_2025M04.csv", HEADER "H01,胸痛中心,2025-04-01,3,丙\nH01,创伤中心,2025-04-02,1,丁\n", &ATTENDED));
    assert_int_equal(reply->batches[0]->rows_added, 1);
    assert_int_equal(reply->batches[0]->rows_changed, 1);
    assert_int_equal(reply->batches[0]->rows_gone, 0);
    int64_t second = reply->batches[0]->batch_id;
    door_free(reply);
    door_expect_sql("SELECT string_agg(item || quantity, ' ' ORDER BY document) FROM ingest.v_current_milestone",
                    "创伤中心1 胸痛中心3 卒中中心1");
    door_free(door_expect(door_decide(DOOR_WITHDRAW, second, "李科长", "错"), OK, "I-ING-353"));
    door_expect_sql("SELECT string_agg(item || quantity, ' ' ORDER BY document) FROM ingest.v_current_milestone",
                    "卒中中心1 胸痛中心1");
    door_end();
}

static void a_decision_asked_twice_is_taken_once(void **state)
{
    (void)state;
    door_begin_with_one();
    Duban__Ingest__Reply *reply = door_expect_stored(send_cases(1, 100, 10000, &ATTENDED));
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Decide decide = DUBAN__INGEST__DECIDE__INIT;
    decide.batch_id = reply->batches[0]->batch_id;
    decide.by = (char *)"test";
    decide.reason = (char *)"test";
    request.request_id = (char *)"withdraw-once";
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW;
    request.withdraw = &decide;
    door_free(reply);
    door_free(door_expect(door_ask("1", &request), OK, "I-ING-353"));
    door_free(door_expect(door_ask("1", &request), OK, "I-ING-353"));
    door_expect_sql("SELECT count(*) FROM ingest.lane_event", "2");
    door_end();
}

static void batches_are_listed_newest_first_and_shown_with_their_findings(void **state)
{
    (void)state;
    door_begin_with_one();
    door_free(door_expect_stored(door_send_file("tests/fixtures/count40/drg_H01_2025M03.csv", &DOOR_ALONE)));
    door_free(door_expect_stored(door_send_file("tests/fixtures/count40/bed_T02_2025M03.csv", &DOOR_ALONE)));
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__ListBatches list = DUBAN__INGEST__LIST_BATCHES__INIT;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_LIST;
    request.list = &list;
    Duban__Ingest__Reply *reply = door_expect(door_ask("1", &request), OK, "");
    assert_int_equal(reply->n_batches, 2);
    assert_string_equal(reply->batches[0]->kind, "bed_month");
    assert_string_equal(reply->batches[0]->institution, "T02");
    assert_string_equal(reply->batches[0]->period, "2025-03");
    assert_true(reply->batches[1]->current);
    int64_t drg = reply->batches[1]->batch_id;
    door_free(reply);
    list.institution = (char *)"H01";
    list.state = (char *)"committed";
    reply = door_expect(door_ask("1", &request), OK, "");
    assert_int_equal(reply->n_batches, 1);
    door_free(reply);
    list.state = (char *)"nonsense";
    door_free(door_expect(door_ask("1", &request), BAD_INPUT, "E-ING-323"));
    Duban__Ingest__ShowBatch show = DUBAN__INGEST__SHOW_BATCH__INIT;
    show.batch_id = drg;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_SHOW;
    request.show = &show;
    reply = door_expect(door_ask("1", &request), OK, "");
    assert_int_equal(reply->batches[0]->n_findings, 26); /* expected.tsv has 26 places */
    assert_string_equal(reply->batches[0]->findings[0]->column_name, "权重");
    door_free(reply);
    show.batch_id = 4711;
    door_free(door_expect(door_ask("1", &request), BAD_INPUT, "E-ING-327"));
    door_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_re_send_that_loses_rows_asks_and_counts_only_when_accepted),
        cmocka_unit_test(a_rejected_batch_leaves_everything_as_it_was),
        cmocka_unit_test(unattended_only_a_loss_above_the_threshold_is_held),
        cmocka_unit_test(a_decision_about_an_outdated_difference_is_shown_the_new_one_first),
        cmocka_unit_test(a_file_that_excel_saved_again_is_held_by_its_key_lengths),
        cmocka_unit_test(numbers_that_grow_longer_are_nobodys_suspicion),
        cmocka_unit_test(a_month_that_was_hashed_under_another_key_is_not_compared_but_held),
        cmocka_unit_test(a_withdrawn_month_counts_what_stood_before_it),
        cmocka_unit_test(an_upsert_replaces_rows_of_its_keys_and_loses_none),
        cmocka_unit_test(a_decision_asked_twice_is_taken_once),
        cmocka_unit_test(batches_are_listed_newest_first_and_shown_with_their_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
