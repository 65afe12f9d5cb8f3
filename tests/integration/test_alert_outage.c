/* Letters that leave late and processes that were away: the ladder counts from the working day on which its first word left, nobody
 * is called about what he was not told, and what passed meanwhile is one letter. As test_alert.c. */
#include <stdio.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"

static void an_outage_over_two_rungs_ends_in_one_notice_and_a_skipped_rung(void **state)
{
    (void)state;
    world_county("2025-11-03 09:00");
    world_value("330481", SURGERY, "2025-10", "34.9", 3, 3);
    world_value("330481", BEDS, "2025-10", "71.0", 2, 2);
    world_value("330481", TALENT, "2025-11", "35", 0, 0);
    world_step("2025-12-25 16:00");
    world_stop("1");
    /* Friday 26 (T-3) and Tuesday 30 (T-1) pass with nobody there */
    world_clock("2025-12-30 09:00");
    world_start("1", NULL);
    world_quiet();
    assert_string_equal(world_notices("AL-01|330481|before_due|2025-12|1|T-3"), "");
    assert_string_equal(world_notices("AL-01|330481|before_due|2025-12|1|T-1|"),
                        "AL-01|330481|before_due|2025-12|1|T-1|yz.a\nAL-01|330481|before_due|2025-12|1|T-1|yz.b");
    assert_string_equal(world_one("SELECT outcome || ' ' || reason FROM alert.rung r JOIN alert.episode e ON "
                                  "e.institution_id = r.institution_id AND e.episode_id = r.episode_id WHERE e.duty = 'AL-01' AND "
                                  "r.rung = 'T-3'"),
                        "skipped I-LDR-001");
    world_end();
}

/* Law 12: nobody is rung up about what he was not told; he is told late, and has his day. */
static void an_outage_over_the_first_word_and_the_calls_tells_first_and_calls_a_working_day_later(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_good_november();
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-09 16:00");
    world_stop("1");
    world_clock("2026-01-20 09:00"); /* Monday the 12th was T+0, the 13th T+1, the 14th T+2 */
    world_start("1", NULL);
    world_quiet();
    assert_string_equal(world_notices("AL-01|330481|overdue"), "AL-01|330481|overdue|2025-12|1|T+0|yz.a");
    assert_string_equal(world_one("SELECT count(*) FROM alert.call_list"), "0");
    assert_string_equal(world_one("SELECT string_agg(r.rung || ' ' || r.outcome || ' ' || r.reason, ',') FROM alert.rung r JOIN "
                                  "alert.episode e ON e.institution_id = r.institution_id AND e.episode_id = r.episode_id WHERE "
                                  "e.duty = 'AL-01' AND e.ladder = 'overdue'"),
                        "T+0 notified I-LDR-400");
    /* T+4 would have been the 16th: four working days from the day on which he hears */
    assert_string_equal(world_one("SELECT facts->>'说明截止' || ' ' || (facts->>'下一步日期') FROM alert.due_notice WHERE duty = "
                                  "'AL-01' AND rung = 'T+0' AND template = '逾期提示'"),
                        "2026年1月26日12时 2026年1月21日");
    world_step("2026-01-21 08:30");
    assert_string_equal(world_one("SELECT person || ' ' || rung FROM alert.call_list WHERE settled_us IS NULL"), "yz.a T+1");
    world_end();
}

/* The same where the post stood still, or the reader's letter of the day had gone: he is not rung up about what is on its way. */
static void a_call_waits_a_working_day_from_the_hour_at_which_the_letter_left(void **state)
{
    (void)state;
    world_first_word_waits();
    world_step("2026-01-13 08:30");
    world_step("2026-01-14 08:30");
    assert_string_equal(world_one("SELECT count(*) FROM alert.call_list"), "0");
    assert_string_equal(world_notice_count("rung = 'T+2'"), "0");
    world_hold_letters(false);
    world_step("2026-01-14 09:10"); /* it leaves */
    world_step("2026-01-14 16:59");
    assert_string_equal(world_one("SELECT count(*) FROM alert.call_list"), "0");
    world_step("2026-01-15 08:30");
    assert_string_equal(world_one("SELECT person || ' ' || rung FROM alert.call_list WHERE settled_us IS NULL"), "yz.a T+1");
    assert_string_equal(world_notice_count("rung = 'T+2'"), "0");
    world_step("2026-01-16 08:30");
    assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"), "AL-01|330481|overdue|2025-12|1|T+2|yz.b");
    world_end();
}

static void it_left_on(const char *local)
{
    assert_true(world_post_letters(local));
    world_hold_letters(false);
}

/* The letter left on Monday and the process slept till Wednesday: which it hears first, the letter or the hour, must not be seen.
 */
static void a_letter_that_left_while_nobody_listened_counts_from_its_own_day(void **state)
{
    (void)state;
    for (int hour_first = 0; hour_first < 2; hour_first++) {
        world_first_word_waits();
        world_stop("1");
        if (!hour_first)
            it_left_on("2026-01-12 08:30");
        world_clock("2026-01-14 09:00");
        world_start("1", NULL);
        world_quiet();
        if (hour_first) {
            assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"), "");
            it_left_on("2026-01-12 08:30");
            world_quiet();
        }
        assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"), "AL-01|330481|overdue|2025-12|1|T+2|yz.b");
        world_end();
    }
}

/* It left in the last minute of the day's window, and the line was judged after the window, before we heard of it. */
static void a_letter_of_the_last_minute_counts_from_its_day_though_it_is_heard_of_later(void **state)
{
    (void)state;
    world_first_word_waits();
    world_clock("2026-01-12 17:01");
    world_import("small", NULL); /* all lines are judged */
    world_quiet();
    it_left_on("2026-01-12 16:59");
    world_step("2026-01-13 08:30");
    assert_string_equal(world_one("SELECT person || ' ' || rung FROM alert.call_list WHERE settled_us IS NULL"), "yz.a T+1");
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outage_over_two_rungs_ends_in_one_notice_and_a_skipped_rung),
        cmocka_unit_test(an_outage_over_the_first_word_and_the_calls_tells_first_and_calls_a_working_day_later),
        cmocka_unit_test(a_call_waits_a_working_day_from_the_hour_at_which_the_letter_left),
        cmocka_unit_test(a_letter_that_left_while_nobody_listened_counts_from_its_own_day),
        cmocka_unit_test(a_letter_of_the_last_minute_counts_from_its_day_though_it_is_heard_of_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
