/* A process that dies: at each named point on both sides of each commit, by SIGKILL in the middle of a file, with another instance
 * beside it. Whatever happened, the sender who repeats himself ends with the file in once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/clock.h"

#include "support/cmocka_all.h"
#include "support/door_cases.h"
#include "support/station.h"

#define OK   DUBAN__INGEST__STATUS__STATUS_OK
#define NAME "drg_H01_2025M03.csv"

static void wait_for(const char *sql, const char *value)
{
    struct timespec pause = {0, 100000000};
    for (int i = 0; i < 600; i++) {
        if (strcmp(door_one(sql), value) == 0)
            return;
        nanosleep(&pause, NULL);
    }
    door_expect_sql(sql, value);
}

/* As a client does: nobody answers or the upload is unknown → the whole file again; the commit keeps its id while its upload lives.
 */
static Duban__Ingest__Reply *send_until_answered(const struct sending *first, int *crashes)
{
    for (int attempt = 0; attempt < 5; attempt++) {
        struct sending s = *first;
        char id[32];
        snprintf(id, sizeof id, "commit-%d", attempt);
        s.commit_id = id;
        Duban__Ingest__Reply *opened = door_open(&s), *reply = opened;
        if (opened != NULL)
            reply = door_piece(&s, opened->upload_id, 0, s.len);
        for (int again = 0; reply != NULL && again < 2; again++) {
            Duban__Ingest__Reply *answer = door_commit(&s, opened->upload_id);
            if (answer == NULL) {
                door_wait_crash("1");
                (*crashes)++;
                door_start("1", NULL);
                continue;
            }
            if (answer->status == OK) {
                door_free(opened);
                door_free(reply);
                return answer;
            }
            assert_string_equal(answer->reason_code, "E-ING-319"); /* the upload died with the process: from the start */
            door_free(answer);
            break;
        }
        if (reply == NULL) {
            door_wait_crash("1");
            (*crashes)++;
            door_start("1", NULL);
        }
        door_free(reply);
        door_free(opened);
    }
    fail_msg("never answered; log: %s", door_log("1"));
    return NULL;
}

static void whatever_point_it_dies_at_the_file_is_in_once(void **state)
{
    (void)state;
    static const char *const points[] = {
        "ingest.before_chunk_commit", "ingest.after_chunk_commit", "ingest.before_chunk_commit:2", "ingest.after_chunk_commit:2",
        "ingest.before_batch_commit", "ingest.after_batch_commit", "ingest.before_reply"};
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        int crashes = 0;
        door_begin();
        door_start("1", points[i]);
        Duban__Ingest__Reply *reply = send_until_answered(&sending, &crashes);
        if (crashes != 1)
            fail_msg("%s was passed without a crash", points[i]);
        assert_int_equal(reply->batches[0]->rows_good, 9000);
        door_free(reply);
        door_expect_sql("SELECT count(*) FROM ingest.v_current_drg_result", "9000");
        door_expect_sql("SELECT count(*) || ' ' || max(lane_number) FROM ingest.lane_event", "1 1");
        door_expect_sql("SELECT count(*) FROM compute.todo", "1");
        door_expect_sql("SELECT count(*) FROM ingest.batch_sum WHERE total = 90000000", "1");
        /* what the dead process had stored is cleared away */
        wait_for("SELECT count(*) FROM ingest.batch WHERE state = 'open'", "0");
        door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "9000");
        door_end();
    }
    free(csv);
}

static void a_decision_that_dies_is_taken_once_when_it_is_asked_again(void **state)
{
    (void)state;
    static const char *const points[] = {"ingest.before_decision_commit", "ingest.after_decision_commit"};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        char *csv = door_drg_csv(1, 10, 10000, false);
        door_begin();
        door_start("1", points[i]);
        Duban__Ingest__Reply *reply = door_expect_stored(door_send_text(NAME, csv, &DOOR_ALONE));
        Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
        Duban__Ingest__Decide decide = DUBAN__INGEST__DECIDE__INIT;
        decide.batch_id = reply->batches[0]->batch_id;
        decide.by = (char *)"test";
        decide.reason = (char *)"test";
        request.request_id = (char *)"decision";
        request.command_case = DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW;
        request.withdraw = &decide;
        door_free(reply);
        assert_null(door_ask("1", &request));
        door_wait_crash("1");
        door_start("1", NULL);
        door_free(door_expect(door_ask("1", &request), OK, "I-ING-353"));
        door_expect_sql("SELECT string_agg(event || lane_number, ' ' ORDER BY lane_number) FROM ingest.lane_event",
                        "batch1 withdraw2");
        door_expect_sql("SELECT count(*) FROM compute.todo", "2");
        door_expect_sql("SELECT count(*) FROM ingest.v_current_drg_result", "0");
        door_end();
        free(csv);
    }
}

/* Of 9000 rows a first chunk of 4096 is stored when the sender stops. */
static void stop_in_the_middle(const char *instance)
{
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test", .instance = instance};
    sending.stop_after = sending.len * 3 / 4;
    door_free(door_send(&sending));
    free(csv);
    door_expect_sql("SELECT count(*) FROM ingest.batch WHERE state = 'open'", "1");
    door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "4096");
    door_expect_sql("SELECT count(*) FROM ingest.v_batch", "0");
}

static void what_a_killed_process_left_is_removed_when_it_starts_again(void **state)
{
    (void)state;
    door_begin_with_one();
    stop_in_the_middle("1");
    door_kill("1");
    door_start("1", NULL);
    wait_for("SELECT state FROM ingest.batch", "abandoned");
    door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "0");
    door_end();
}

static void clearing_away_may_die_too(void **state)
{
    (void)state;
    static const char *const points[] = {"ingest.before_abandon_commit", "ingest.after_abandon_commit"};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        door_begin_with_one();
        stop_in_the_middle("1");
        door_kill("1");
        door_start("1", points[i]);
        door_wait_crash("1");
        door_start("1", NULL);
        wait_for("SELECT state FROM ingest.batch", "abandoned");
        door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "0");
        door_end();
    }
}

static void another_instance_clears_away_after_the_lease_and_not_before(void **state)
{
    (void)state;
    door_begin_leased(8000);
    door_start("1", NULL);
    door_start("2", NULL);
    stop_in_the_middle("1");
    /* instance 1 lives, its sender is slow: within the lease nobody touches the batch, though 2 has looked at it */
    wait_for("SELECT (beat >= 2)::text FROM ingest.batch", "true");
    door_expect_sql("SELECT state FROM ingest.batch", "open");
    door_kill("1");
    int64_t killed_us = monotonic_us();
    wait_for("SELECT state FROM ingest.batch", "abandoned");
    assert_true(monotonic_us() - killed_us >= 4000000); /* 2 saw the last beat a quarter of the lease ago at most */
    door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "0");
    door_end();
}

static void pretend_another_instance_abandoned_it(void)
{
    door_sql("BEGIN");
    door_sql("UPDATE ingest.batch SET state = 'abandoned' WHERE state = 'open'");
    door_sql("DELETE FROM ingest.record_drg_result");
    door_sql("DELETE FROM ingest.reject");
    door_sql("COMMIT");
}

/* It was only slow: a pause of its machine that was longer than the lease. */
static void who_was_taken_for_dead_stores_nothing_more_and_his_sender_begins_anew(void **state)
{
    (void)state;
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    for (int all = 0; all < 2; all++) { /* it happens before the last piece, or before the commit */
        size_t part = all ? sending.len : sending.len / 2;
        door_begin_with_one();
        Duban__Ingest__Reply *opened = door_open(&sending), *reply;
        door_free(door_expect(door_piece(&sending, opened->upload_id, 0, part), OK, ""));
        pretend_another_instance_abandoned_it();
        reply = all ? door_commit(&sending, opened->upload_id) : door_piece(&sending, opened->upload_id, part, sending.len - part);
        door_free(door_expect(reply, DUBAN__INGEST__STATUS__STATUS_CONFLICT, "E-ING-319"));
        door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "0");
        door_free(door_expect_stored(door_send(&sending)));
        door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "9000");
        door_free(opened);
        door_end();
    }
    free(csv);
}

/* Two leases long, a piece every third of one: neither its own process nor the other gives it up. */
static void a_slow_sender_is_not_taken_for_a_dead_one(void **state)
{
    (void)state;
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    door_begin_leased(5000);
    door_start("1", NULL);
    door_start("2", NULL);
    Duban__Ingest__Reply *opened = door_open(&sending);
    size_t piece = sending.len / 7 + 1;
    for (size_t at = 0; at < sending.len; at += piece) {
        size_t left = sending.len - at;
        door_free(door_expect(door_piece(&sending, opened->upload_id, at, left < piece ? left : piece), OK, ""));
        pause_ms(1600);
    }
    door_free(door_expect_stored(door_commit(&sending, opened->upload_id)));
    door_expect_sql("SELECT count(*) FROM ingest.v_current_drg_result", "9000");
    door_free(opened);
    door_end();
    free(csv);
}

/* All of it stood still, as a machine does that is suspended: neither the other nor its own process takes the time for silence. */
static void a_machine_that_stood_still_takes_nobody_for_dead(void **state)
{
    (void)state;
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    size_t half = sending.len / 2;
    door_begin_leased(4000);
    door_start("1", NULL);
    door_start("2", NULL);
    Duban__Ingest__Reply *opened = door_open(&sending);
    door_free(door_expect(door_piece(&sending, opened->upload_id, 0, half), OK, ""));
    pause_ms(1500); /* 2 has seen it */
    station_pause("1", true);
    station_pause("2", true);
    pause_ms(6000);
    station_pause("2", false); /* which wakes first, and sees a beat that has not moved for longer than the lease */
    pause_ms(300);
    station_pause("1", false);
    pause_ms(1500); /* each has looked */
    door_free(door_expect(door_piece(&sending, opened->upload_id, half, sending.len - half), OK, ""));
    door_free(door_expect_stored(door_commit(&sending, opened->upload_id)));
    door_expect_sql("SELECT count(*) FROM ingest.v_current_drg_result", "9000");
    door_free(opened);
    door_end();
    free(csv);
}

static void an_upload_that_nobody_goes_on_with_is_given_up(void **state)
{
    (void)state;
    door_begin_leased(5000);
    door_start("1", NULL);
    stop_in_the_middle("1");
    wait_for("SELECT state FROM ingest.batch", "abandoned");
    door_expect_sql("SELECT count(*) FROM ingest.record_drg_result", "0");
    door_end();
}

static void one_that_cannot_be_cleared_away_keeps_no_other(void **state)
{
    (void)state;
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    sending.stop_after = sending.len / 2;
    door_begin_leased(3000);
    door_start("1", NULL);
    stop_in_the_middle("1");
    door_sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION SQLSTATE 'XX001'; END $$");
    door_sql(
        "DO $$ BEGIN EXECUTE format('CREATE TRIGGER refuse BEFORE UPDATE ON ingest.batch FOR EACH ROW WHEN (NEW.batch_id = %s AND "
        "NEW.state = ''abandoned'') EXECUTE FUNCTION refuse()', (SELECT max(batch_id) FROM ingest.batch)); END $$");
    door_kill("1");
    door_start("2", NULL);
    sending.instance = "2";
    door_free(door_send(&sending)); /* of nobody by and by: of another instance when 1 is back */
    door_kill("2");
    door_start("1", NULL);
    sending.instance = "1";
    door_free(door_send(&sending)); /* and one of its own that nobody goes on with */
    wait_for("SELECT string_agg(state, ' ' ORDER BY batch_id) FROM ingest.batch", "open abandoned abandoned");
    assert_non_null(strstr(door_log("1"), "event=keeper.failed"));
    door_sql("DROP TRIGGER refuse ON ingest.batch");
    door_sql("DROP FUNCTION refuse()");
    wait_for("SELECT string_agg(state, ' ' ORDER BY batch_id) FROM ingest.batch", "abandoned abandoned abandoned");
    door_end();
    free(csv);
}

/* The store's connection ends in the middle of a chunk: the same piece goes on where it stood. */
static void a_lost_connection_costs_a_repeated_piece_and_nothing_else(void **state)
{
    (void)state;
    char *csv = door_drg_csv(1, 9000, 10000, false);
    struct sending sending = {.name = NAME, .bytes = csv, .len = strlen(csv), .by = "test"};
    door_begin_with_one();
    Duban__Ingest__Reply *opened = door_open(&sending);
    door_sql("BEGIN");
    door_sql("LOCK TABLE ingest.record_drg_result IN EXCLUSIVE MODE"); /* the chunk waits here */
    door_cut_connections_when_waiting();
    Duban__Ingest__Reply *reply = door_piece(&sending, opened->upload_id, 0, sending.len);
    door_free(door_expect(reply, DUBAN__INGEST__STATUS__STATUS_RETRY, "E-GEN-005"));
    door_wait_until_cut();
    door_sql("ROLLBACK");
    door_free(door_expect(door_piece(&sending, opened->upload_id, 0, sending.len), OK, ""));
    door_sql("BEGIN");
    door_sql("LOCK TABLE ingest.lane IN EXCLUSIVE MODE"); /* and now the commit */
    door_cut_connections_when_waiting();
    sending.commit_id = "once";
    door_free(door_expect(door_commit(&sending, opened->upload_id), DUBAN__INGEST__STATUS__STATUS_RETRY, "E-GEN-005"));
    door_wait_until_cut();
    assert_non_null(strstr(door_log("1"), "command=commit status=retry sqlstate=57P01")); /* that is what it was */
    door_sql("ROLLBACK");
    reply = door_expect_stored(door_commit(&sending, opened->upload_id));
    assert_int_equal(reply->batches[0]->rows_good, 9000);
    door_free(reply);
    door_free(opened);
    door_expect_sql("SELECT count(*) || ' ' || count(DISTINCT line) FROM ingest.v_current_drg_result", "9000 9000");
    door_expect_sql("SELECT count(*) FROM ingest.batch", "1");
    door_end();
    free(csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_point_it_dies_at_the_file_is_in_once),
        cmocka_unit_test(a_decision_that_dies_is_taken_once_when_it_is_asked_again),
        cmocka_unit_test(what_a_killed_process_left_is_removed_when_it_starts_again),
        cmocka_unit_test(clearing_away_may_die_too),
        cmocka_unit_test(another_instance_clears_away_after_the_lease_and_not_before),
        cmocka_unit_test(who_was_taken_for_dead_stores_nothing_more_and_his_sender_begins_anew),
        cmocka_unit_test(a_slow_sender_is_not_taken_for_a_dead_one),
        cmocka_unit_test(a_machine_that_stood_still_takes_nobody_for_dead),
        cmocka_unit_test(an_upload_that_nobody_goes_on_with_is_given_up),
        cmocka_unit_test(one_that_cannot_be_cleared_away_keeps_no_other),
        cmocka_unit_test(a_lost_connection_costs_a_repeated_piece_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
