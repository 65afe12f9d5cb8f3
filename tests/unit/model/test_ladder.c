/* test_ladder.c: when the rungs are, which of them speak, and which are passed over. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <string.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "model/ladder.h"

static struct ladder_context before(const char *due, const char *now)
{
    int32_t date = fixture_date(due);
    return (struct ladder_context){.ladder = &fixture_rules()->ladders[LADDER_BEFORE_DUE],
                                   .calendar = fixture_calendar(),
                                   .windows = &fixture_rules()->windows,
                                   .date = date,
                                   .date_us = instant_of_date(date + 1, 0),
                                   .silent_before_us = INT64_MIN,
                                   .now_us = fixture_us(now)};
}

static struct ladder_context since(enum ladder_name ladder, const char *start, const char *now)
{
    return (struct ladder_context){.ladder = &fixture_rules()->ladders[ladder],
                                   .calendar = fixture_calendar(),
                                   .windows = &fixture_rules()->windows,
                                   .start_us = fixture_us(start),
                                   .date = DATE_NONE,
                                   .silent_before_us = INT64_MIN,
                                   .now_us = fixture_us(now)};
}

/* The name of the rung that speaks, "" for none; the skipped ones with commas in `skipped`. */
static const char *spoken(const struct ladder_context *ctx, struct text *skipped, struct ladder_steps *steps)
{
    const char *name = "";
    ladder_step(ctx, steps);
    for (size_t i = 0; i < steps->n; i++) {
        const struct rung_step *step = &steps->at[i];
        if (step->outcome == RUNG_SAY)
            name = ctx->ladder->rungs[step->rung].name;
        else
            text_printf(skipped, "%s%s", skipped->len > 0 ? "," : "", ctx->ladder->rungs[step->rung].name);
    }
    return name;
}

#define assert_spoken(ctx, name, names_of_skipped)                  \
    do {                                                            \
        scoped(text_done) struct text skipped_;                     \
        struct ladder_steps steps_;                                 \
        text_init(&skipped_, 200);                                  \
        assert_string_equal(spoken(ctx, &skipped_, &steps_), name); \
        assert_string_equal(skipped_.s, names_of_skipped);          \
    } while (0)

static void reminders_count_back_from_the_last_day_of_the_year(void **state)
{
    (void)state;
    static const char *const at[] = {"2025-11-19 08:30", "2025-12-17 08:30", "2025-12-26 08:30", "2025-12-30 08:30",
                                     "2025-12-31 08:30"};
    struct ladder_context ctx = before("2025-12-31", "2025-12-15 08:30");
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(ladder_rung_us(&ctx, i), fixture_us(at[i]));
    assert_int_equal(ladder_first_us(&ctx), fixture_us("2025-11-19 08:30"));
}

static void a_line_due_in_the_national_holiday_is_last_reminded_of_before_it(void **state)
{
    (void)state;
    /* users' test 18: due 10-05, rest from 10-01 to 10-08; shifted to the next working day it is due on 10-09 */
    struct ladder_context ctx = before("2025-10-05", "2025-09-30 08:30");
    assert_int_equal(ladder_rung_us(&ctx, 4), fixture_us("2025-09-30 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 3), fixture_us("2025-09-29 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 2), fixture_us("2025-09-26 08:30"));
    ctx = before("2025-10-09", "2025-09-30 08:30");
    assert_int_equal(ladder_rung_us(&ctx, 4), fixture_us("2025-10-09 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 3), fixture_us("2025-09-30 08:30"));
}

static void the_first_word_waits_for_a_window_and_the_next_are_working_days_apart(void **state)
{
    (void)state;
    /* the cut-off of discharges of December 2025 is a Saturday, 17:00 */
    struct ladder_context ctx = since(LADDER_OVERDUE, "2026-01-10 17:00", "2026-01-12 08:30");
    assert_int_equal(ladder_rung_us(&ctx, 0), fixture_us("2026-01-12 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2026-01-13 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 2), fixture_us("2026-01-14 08:30"));
    /* judged within a window: at once; and the next rung still in the morning */
    ctx = since(LADDER_OVERDUE, "2026-01-12 15:20", "2026-01-12 15:20");
    assert_int_equal(ladder_rung_us(&ctx, 0), fixture_us("2026-01-12 15:20"));
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2026-01-13 08:30"));
    ctx = since(LADDER_BEHIND, "2025-06-18 08:30", "2025-06-18 08:30");
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2025-06-25 08:30"));
}

static void a_return_is_reminded_of_before_on_and_after_its_day(void **state)
{
    (void)state;
    struct ladder_context ctx = {.ladder = &fixture_rules()->ladders[LADDER_RETURN],
                                 .calendar = fixture_calendar(),
                                 .windows = &fixture_rules()->windows,
                                 .date = fixture_date("2026-01-10"),
                                 .date_us = fixture_us("2026-01-10 17:00"),
                                 .silent_before_us = INT64_MIN,
                                 .now_us = fixture_us("2026-01-01 00:00")};
    assert_int_equal(ladder_rung_us(&ctx, 0), fixture_us("2026-01-07 08:30"));
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2026-01-09 16:00"));
    assert_int_equal(ladder_rung_us(&ctx, 2), fixture_us("2026-01-12 08:30"));
}

static void each_rung_speaks_once_at_its_instant(void **state)
{
    (void)state;
    struct ladder_steps steps;
    struct ladder_context ctx = before("2025-12-31", "2025-12-17 08:29");
    ctx.done = 1;
    assert_spoken(&ctx, "", "");
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.next_us, fixture_us("2025-12-17 08:30"));
    ctx.now_us = steps.next_us;
    assert_spoken(&ctx, "T-10", "");
    ctx.done |= 2;
    assert_spoken(&ctx, "", "");
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.next_us, fixture_us("2025-12-26 08:30"));
    ctx.done = 31;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.n, 0);
    assert_int_equal(steps.next_us, INT64_MAX);
}

static void after_an_outage_only_the_latest_rung_is_said(void **state)
{
    (void)state;
    /* users' test 17: stopped from Friday 12-26 before T-3 to Tuesday 12-30 09:00, over T-3 and T-1 */
    struct ladder_context ctx = before("2025-12-31", "2025-12-30 09:00");
    ctx.done = 3;
    assert_spoken(&ctx, "T-1", "T-3");
    struct ladder_steps steps;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.at[0].reason, REASON_I_LDR_001);
    assert_int_equal(steps.at[0].at_us, fixture_us("2025-12-26 08:30"));
    assert_int_equal(steps.next_us, fixture_us("2025-12-31 08:30"));
}

static void who_should_have_heard_first_hears_when_a_later_rung_takes_its_place(void **state)
{
    (void)state;
    static const struct ladder by_turns = {
        .n = 2,
        .rungs = {{.name = "T-4", .base = RUNG_BEFORE_DATE, .workdays = 4, .second_of_day = -1, .to = TO_A},
                  {.name = "T-3", .base = RUNG_BEFORE_DATE, .workdays = 3, .second_of_day = -1, .to = TO_B}}};
    struct ladder_steps steps;
    struct ladder_context ctx = before("2025-12-31", "2025-12-26 09:00");
    ctx.ladder = &by_turns;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.n, 2);
    assert_int_equal(steps.at[0].outcome, RUNG_SKIP);
    assert_int_equal(steps.at[1].outcome, RUNG_SAY);
    assert_int_equal(steps.at[1].to, TO_A | TO_B);
}

/* Law 12: who answers hears first, with time to answer. The outage passed T+0 (Monday the 12th) and the calls of T+1, or T+2 too.
 */
static void after_an_outage_the_first_word_is_said_late_and_nobody_is_rung_up_before_his_time(void **state)
{
    (void)state;
    static const char *const back[] = {"2026-01-13 09:00", "2026-01-14 09:00", "2026-01-20 09:00"};
    static const char *const calls[] = {"2026-01-14 08:30", "2026-01-15 08:30", "2026-01-21 08:30"};
    static const char *const second[] = {"2026-01-15 08:30", "2026-01-16 08:30", "2026-01-22 08:30"};
    for (size_t i = 0; i < 3; i++) {
        struct ladder_steps steps;
        struct ladder_context ctx = since(LADDER_OVERDUE, "2026-01-10 17:00", back[i]);
        assert_spoken(&ctx, "T+0", "");
        ladder_step(&ctx, &steps);
        assert_int_equal(steps.n, 1);
        assert_int_equal(steps.at[0].to, TO_A);
        assert_int_equal(steps.at[0].reason, REASON_I_LDR_400);
        assert_int_equal(steps.at[0].at_us, fixture_us("2026-01-12 08:30"));
        assert_int_equal(steps.next_us, fixture_us(calls[i]));
        ctx.done = 1;
        ctx.said_us = ctx.now_us;
        ctx.now_us += 3600 * CLOCK_SECOND_US;
        assert_spoken(&ctx, "", "");
        ctx.now_us = fixture_us(calls[i]);
        assert_spoken(&ctx, "T+1", "");
        assert_int_equal(ladder_rung_us(&ctx, 2), fixture_us(second[i]));
    }
}

static void a_first_word_said_in_time_is_not_late_and_what_follows_keeps_its_day(void **state)
{
    (void)state;
    struct ladder_steps steps;
    struct ladder_context ctx = since(LADDER_BEHIND, "2025-06-18 08:30", "2025-06-18 15:00");
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.at[0].reason, REASON_NONE);
    ctx.said_us = ctx.now_us;
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2025-06-25 08:30"));
    ctx.said_us = fixture_us("2025-06-20 09:00"); /* two working days late, and so is the call */
    assert_int_equal(ladder_rung_us(&ctx, 1), fixture_us("2025-06-27 08:30"));
}

/* Only the first word moves what follows it, and only it can be late. */
static void a_later_word_that_is_said_late_moves_nothing(void **state)
{
    (void)state;
    struct ladder_steps steps;
    struct ladder_context ctx = since(LADDER_BEHIND, "2025-06-18 08:30", "2025-06-26 09:00"); /* the call was for the 25th */
    ctx.done = 1;
    ctx.said_us = fixture_us("2025-06-18 08:30");
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.n, 1);
    assert_int_equal(steps.at[0].outcome, RUNG_SAY);
    assert_int_equal(steps.at[0].reason, REASON_NONE);
    ctx = since(LADDER_OVERDUE, "2026-01-10 17:00", "2026-01-13 15:00"); /* T+1 is said in the afternoon of its day */
    ctx.done = 1;
    ctx.said_us = fixture_us("2026-01-12 08:30");
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.n, 1);
    assert_int_equal(steps.next_us, fixture_us("2026-01-14 08:30"));
}

static void outside_the_windows_nothing_is_said_and_nothing_decided(void **state)
{
    (void)state;
    struct ladder_steps steps;
    struct ladder_context ctx = before("2025-12-31", "2025-12-26 19:00");
    ctx.done = 3;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.n, 0);
    assert_int_equal(steps.next_us, fixture_us("2025-12-29 08:30"));
}

static void the_desk_calls_only_those_who_have_not_signed(void **state)
{
    (void)state;
    struct ladder_context ctx = since(LADDER_OVERDUE, "2026-01-10 17:00", "2026-01-13 08:30");
    struct ladder_steps steps;
    ctx.done = 1;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.at[0].outcome, RUNG_SAY);
    assert_int_equal(steps.at[0].to, TO_DESK_CALLS);
    ctx.acknowledged = true;
    ladder_step(&ctx, &steps);
    assert_int_equal(steps.at[0].outcome, RUNG_SKIP);
    assert_int_equal(steps.at[0].reason, REASON_I_LDR_003);
}

static void signing_and_explaining_stop_the_ladder(void **state)
{
    (void)state;
    struct ladder_context ctx = since(LADDER_OVERDUE, "2026-01-10 17:00", "2026-01-14 08:30");
    ctx.done = 3;
    ctx.acknowledged = true;
    assert_spoken(&ctx, "T+2", "");
    ctx.explained = true;
    assert_spoken(&ctx, "", "T+2");
    ctx = since(LADDER_BEHIND, "2025-06-18 08:30", "2025-06-25 08:30");
    ctx.done = 1;
    ctx.explained = true;
    assert_spoken(&ctx, "", "T+5");
}

static void a_baseline_passes_over_what_lies_before_it_and_says_what_comes_after(void **state)
{
    (void)state;
    struct ladder_context ctx = before("2025-12-31", "2025-12-15 08:30");
    ctx.silent_before_us = fixture_us("2025-12-15 08:30");
    assert_spoken(&ctx, "", "T-30");
    ctx.done = 1;
    ctx.now_us = fixture_us("2025-12-17 08:30");
    assert_spoken(&ctx, "T-10", "");
    ctx = since(LADDER_OVERDUE, "2025-01-12 08:30", "2025-12-15 09:00");
    ctx.silent_before_us = INT64_MAX;
    assert_spoken(&ctx, "", "T+0,T+1,T+2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reminders_count_back_from_the_last_day_of_the_year),
        cmocka_unit_test(a_line_due_in_the_national_holiday_is_last_reminded_of_before_it),
        cmocka_unit_test(the_first_word_waits_for_a_window_and_the_next_are_working_days_apart),
        cmocka_unit_test(a_return_is_reminded_of_before_on_and_after_its_day),
        cmocka_unit_test(each_rung_speaks_once_at_its_instant),
        cmocka_unit_test(after_an_outage_only_the_latest_rung_is_said),
        cmocka_unit_test(who_should_have_heard_first_hears_when_a_later_rung_takes_its_place),
        cmocka_unit_test(after_an_outage_the_first_word_is_said_late_and_nobody_is_rung_up_before_his_time),
        cmocka_unit_test(a_first_word_said_in_time_is_not_late_and_what_follows_keeps_its_day),
        cmocka_unit_test(a_later_word_that_is_said_late_moves_nothing),
        cmocka_unit_test(outside_the_windows_nothing_is_said_and_nothing_decided),
        cmocka_unit_test(the_desk_calls_only_those_who_have_not_signed),
        cmocka_unit_test(signing_and_explaining_stop_the_ladder),
        cmocka_unit_test(a_baseline_passes_over_what_lies_before_it_and_says_what_comes_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
