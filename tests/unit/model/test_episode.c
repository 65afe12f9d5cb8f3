/* test_episode.c: who opens an episode, and who closes it. The table of its life: test_episode_fsm.c. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/episode.h"

struct story {
    struct duty_context duty;
    struct period_fact periods[DUTY_PERIODS_MAX];
    struct judgement judgement;
    struct episode_view episodes[16];
    struct episode_context ctx;
    struct episode_decisions decisions;
    int64_t next_id;
};

static void begin(struct story *story, const char *duty)
{
    *story = (struct story){.duty = {.duty = fixture_duty(duty),
                                     .calendar = fixture_calendar(),
                                     .rules = fixture_rules(),
                                     .internal_due = DATE_NONE,
                                     .periods = story->periods},
                            .ctx = {.told_period = MONTH_NONE, .episodes = story->episodes},
                            .next_id = 1};
    story->ctx.duty_is_dated = duty_is_dated(story->duty.duty);
}

/* The store in small: what was decided is made true. */
static void make_true(struct story *story)
{
    for (size_t i = 0; i < story->decisions.n; i++) {
        const struct episode_decision *d = &story->decisions.at[i];
        if (d->id == 0) {
            story->episodes[story->ctx.n_episodes++] = (struct episode_view){.id = story->next_id++,
                                                                             .ladder = d->ladder,
                                                                             .period = d->period,
                                                                             .number = d->number,
                                                                             .due = d->due,
                                                                             .state = d->to,
                                                                             .baseline = d->baseline};
            continue;
        }
        for (size_t e = 0; e < story->ctx.n_episodes; e++) {
            if (story->episodes[e].id == d->id) {
                assert_int_equal(story->episodes[e].state, d->from);
                story->episodes[e].state = d->to;
            }
        }
    }
}

/* Judges at this instant and lets the episodes follow. Returns what was decided as 「+behind@2025-11#1
 * -before_due@2025-12:due_passed」. */
static const char *judge_at(struct story *story, const char *now, const char *periods)
{
    static char words[512];
    size_t used = 0;
    story->duty.now_us = story->ctx.now_us = fixture_us(now);
    int decimals = story->duty.duty->has_target ? story->duty.duty->target.decimals : 0;
    story->duty.n_periods = fixture_periods(periods, decimals, story->periods, DUTY_PERIODS_MAX);
    duty_judge(&story->duty, &story->judgement);
    story->ctx.judgement = &story->judgement;
    assert_int_equal(episode_reconcile(&story->ctx, &story->decisions), ST_OK);
    words[0] = '\0';
    for (size_t i = 0; i < story->decisions.n; i++) {
        const struct episode_decision *d = &story->decisions.at[i];
        scoped(text_done) struct text month;
        text_init(&month, 16);
        month_format(&month, d->period);
        used += (size_t)snprintf(words + used, sizeof(words) - used, "%s%c%s@%s#%d%s%s%s", i > 0 ? " " : "", d->id == 0 ? '+' : '-',
                                 ladder_name(d->ladder), month.s, d->number, d->id == 0 ? "" : ":",
                                 d->id == 0 ? "" : episode_event_name(d->on), (d->effects & EFFECT_WITHDRAW) != 0 ? "!" : "");
    }
    make_true(story);
    story->ctx.told_period = story->judgement.period;
    return words;
}

static void a_line_is_behind_once_a_period(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    assert_string_equal(judge_at(&s, "2025-04-08 09:00", "2025-03:3/3=34.0"), ""); /* complete, but before its cut-off */
    assert_string_equal(judge_at(&s, "2025-04-10 17:00", "2025-03:3/3=34.0"), "+behind@2025-03#1");
    assert_string_equal(judge_at(&s, "2025-04-20 09:00", "2025-03:3/3=34.0 2025-04:0/3"), "");
    assert_string_equal(judge_at(&s, "2025-05-10 17:00", "2025-03:3/3=34.0 2025-04:3/3=34.4"),
                        "-behind@2025-03#1:next_period +behind@2025-04#1");
    assert_string_equal(judge_at(&s, "2025-06-10 17:00", "2025-04:3/3=34.4 2025-05:3/3=35.1"), "-behind@2025-04#1:next_period");
}

static void the_end_of_the_year_passes_without_a_false_red(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    const char *november = "2025-11:3/3=34.0 2025-12:0/3";
    assert_string_equal(judge_at(&s, "2025-12-15 08:30", november), "+before_due@2025-12#1 +behind@2025-11#1");
    assert_string_equal(judge_at(&s, "2026-01-01 00:00", november),
                        "-before_due@2025-12#1:due_passed -behind@2025-11#1:due_passed");
    assert_string_equal(judge_at(&s, "2026-01-09 11:00", "2025-11:3/3=34.0 2025-12:3/3=34.8"), "");
    assert_string_equal(judge_at(&s, "2026-01-10 17:00", "2025-11:3/3=34.0 2025-12:3/3=34.8"), "+overdue@2025-12#1");
    assert_false(s.decisions.at[0].is_correction);
    assert_int_equal(s.decisions.at[0].since_us, fixture_us("2026-01-10 17:00"));
}

static void a_corrected_month_withdraws_what_was_told(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    s.episodes[0].told = true;
    assert_string_equal(judge_at(&s, "2026-01-15 10:05", "2025-12:3/3=35.2"), "-overdue@2025-12#1:corrected!");
    assert_int_equal(s.judgement.state, DUTY_AWAITING_CLOSE);
}

static void what_nobody_was_told_is_not_withdrawn(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    assert_string_equal(judge_at(&s, "2026-01-11 10:05", "2025-12:3/3=35.2"), "-overdue@2025-12#1:corrected");
}

static void a_correction_to_the_worse_is_a_fresh_trouble_with_the_next_number(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    judge_at(&s, "2026-01-15 10:05", "2025-12:3/3=35.2");
    s.duty.now_us = fixture_us("2026-01-16 10:00");
    fixture_periods("2025-12:3/3=34.1", 1, s.periods, DUTY_PERIODS_MAX);
    s.periods[0].known_us = s.duty.now_us;
    s.ctx.now_us = s.duty.now_us;
    duty_judge(&s.duty, &s.judgement);
    assert_int_equal(episode_reconcile(&s.ctx, &s.decisions), ST_OK);
    assert_int_equal(s.decisions.n, 1);
    assert_int_equal(s.decisions.at[0].number, 2);
    assert_true(s.decisions.at[0].is_correction);
    assert_int_equal(s.decisions.at[0].since_us, fixture_us("2026-01-16 10:00"));
}

/* What was told was right and not enough: it ends in silence, and the next number begins at once, at T+0. */
static void what_got_worse_than_was_told_begins_anew(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    assert_int_equal(episode_renew_worse(&s.ctx, s.duty.duty, &s.decisions), ST_OK);
    assert_int_equal(s.decisions.n, 0); /* nothing was told yet */
    s.episodes[0].told = s.episodes[0].has_told_units = true;
    s.episodes[0].told_units = 348;
    s.ctx.now_us = s.duty.now_us = fixture_us("2026-01-16 10:00");
    fixture_periods("2025-12:3/3=34.9", 1, s.periods, DUTY_PERIODS_MAX);
    duty_judge(&s.duty, &s.judgement);
    assert_int_equal(episode_renew_worse(&s.ctx, s.duty.duty, &s.decisions), ST_OK);
    assert_int_equal(s.decisions.n, 0); /* better */
    fixture_periods("2025-12:3/3=34.1", 1, s.periods, DUTY_PERIODS_MAX);
    duty_judge(&s.duty, &s.judgement);
    assert_int_equal(episode_renew_worse(&s.ctx, s.duty.duty, &s.decisions), ST_OK);
    assert_int_equal(s.decisions.n, 2);
    assert_int_equal(s.decisions.at[0].on, EV_CORRECTED);
    assert_int_equal(s.decisions.at[0].effects, EFFECT_NONE);
    assert_int_equal(s.decisions.at[1].id, 0);
    assert_int_equal(s.decisions.at[1].renews, s.episodes[0].id);
    assert_int_equal(s.decisions.at[1].number, 2);
    assert_int_equal(s.decisions.at[1].since_us, s.ctx.now_us);
    assert_true(s.decisions.at[1].is_correction);
}

/* The rules before still name it: nothing but the change ended it. Later, what is in force is met, and the data were right. */
static void trouble_that_only_the_older_rules_name_ends_as_adjusted(void **state)
{
    (void)state;
    struct story s;
    struct judgement older;
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    older = s.judgement;
    s.episodes[0].told = true;
    s.ctx.before = &older;
    assert_string_equal(judge_at(&s, "2026-01-12 10:05", "2025-12:3/3=35.2"), "-overdue@2025-12#1:adjusted");
    assert_int_equal(s.decisions.at[0].effects, EFFECT_ADJUST);
    begin(&s, "hold35");
    judge_at(&s, "2026-01-10 17:00", "2025-12:3/3=34.8");
    s.episodes[0].told = true;
    s.ctx.then = &older;
    assert_string_equal(judge_at(&s, "2026-01-12 10:05", "2025-12:3/3=35.2"), "-overdue@2025-12#1:value_met");
}

/* Nothing but our own time limit was put off: the data were not wrong, and nobody is told that they were. */
static void a_number_that_stands_as_it_was_told_is_no_correction(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "none35");
    s.duty.internal_due = fixture_date("2025-10-31");
    assert_string_equal(judge_at(&s, "2025-11-17 09:00", "2025-10:3/3=34.0 2025-11:0/3"), "+behind@2025-10#1");
    s.episodes[0].told = s.episodes[0].has_told_units = true;
    s.episodes[0].told_units = 340;
    s.duty.internal_due = fixture_date("2025-11-28");
    assert_string_equal(judge_at(&s, "2025-11-17 10:00", "2025-10:3/3=34.0 2025-11:0/3"),
                        "-behind@2025-10#1:adjusted +before_due@2025-10#1");
    begin(&s, "none35");
    s.duty.internal_due = fixture_date("2025-10-31");
    judge_at(&s, "2025-11-17 09:00", "2025-10:3/3=34.0 2025-11:0/3");
    s.episodes[0].told = s.episodes[0].has_told_units = true;
    s.episodes[0].told_units = 340;
    assert_string_equal(judge_at(&s, "2025-11-17 10:00", "2025-10:3/3=35.0 2025-11:0/3"), "-behind@2025-10#1:corrected!");
}

static void a_late_certificate_ends_an_overdue_line_without_an_apology(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "emr5");
    assert_string_equal(judge_at(&s, "2026-01-05 17:00", "2026-01:0/0=4"), "+overdue@2025-12#1");
    s.episodes[0].told = true;
    assert_string_equal(judge_at(&s, "2026-02-10 10:00", "2026-02:0/0=5"), "-overdue@2025-12#1:value_met");
}

static void evidence_a_letter_and_the_end_of_a_line_stop_its_ladders(void **state)
{
    (void)state;
    struct story s;
    const char *periods = "2025-11:3/3=34.0 2025-12:0/3";
    begin(&s, "hold35");
    judge_at(&s, "2025-12-15 08:30", periods);
    s.duty.evidence_submitted = true; /* the number says that it is not done: nothing ends (law 9) */
    assert_string_equal(judge_at(&s, "2025-12-16 09:00", periods), "");
    begin(&s, "task");
    judge_at(&s, "2025-06-12 09:00", "");
    s.duty.evidence_submitted = true;
    assert_string_equal(judge_at(&s, "2025-06-12 10:00", ""), "-before_due@2025-06#1:evidence");
    begin(&s, "hold35");
    judge_at(&s, "2025-12-15 08:30", periods);
    s.duty.relation = RELATION_PEER; /* the line was handed to a peer, and a letter to it is there */
    s.duty.letter_filed = true;
    assert_string_equal(judge_at(&s, "2025-12-16 09:00", periods),
                        "-before_due@2025-12#1:coordinated -behind@2025-11#1:coordinated");
    begin(&s, "hold35");
    judge_at(&s, "2025-12-15 08:30", periods);
    s.duty.ending = ENDING_CLOSED;
    assert_string_equal(judge_at(&s, "2025-12-16 09:00", periods), "-before_due@2025-12#1:duty_ended -behind@2025-11#1:duty_ended");
}

static void a_line_that_is_met_in_time_is_no_longer_reminded_of(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "emr5");
    judge_at(&s, "2025-12-22 09:00", "2025-12:0/0=4");
    assert_string_equal(judge_at(&s, "2025-12-22 10:00", "2025-12:0/0=5"), "-before_due@2025-12#1:value_met");
}

static void the_same_facts_in_any_order_before_the_cut_off_give_the_same_episodes(void **state)
{
    (void)state;
    /* three files, complete with a good number first, corrected to a bad one before the cut-off; or only the last */
    static const char *const histories[][4] = {
        {"2025-12:3/3=35.2", "2025-12:3/3=34.1", "2025-12:3/3=34.8", "2025-12:3/3=34.8"},
        {"2025-12:0/3", "2025-12:1/3=30.0", "2025-12:2/3=36.0", "2025-12:3/3=34.8"},
        {"2025-12:0/3", "2025-12:0/3", "2025-12:0/3", "2025-12:3/3=34.8"},
    };
    static const char *const days[] = {"2026-01-03 09:00", "2026-01-06 09:00", "2026-01-09 16:00", "2026-01-10 17:00"};
    for (size_t h = 0; h < 3; h++) {
        struct story s;
        begin(&s, "hold35");
        for (size_t i = 0; i < 3; i++)
            assert_string_equal(judge_at(&s, days[i], histories[h][i]), "");
        assert_string_equal(judge_at(&s, days[3], histories[h][3]), "+overdue@2025-12#1");
        assert_int_equal(s.decisions.at[0].since_us, fixture_us("2026-01-10 17:00"));
        assert_false(s.decisions.at[0].is_correction);
    }
}

static void a_baseline_opens_silently_and_the_next_period_is_ordinary(void **state)
{
    (void)state;
    /* users' test 3: applied on 2025-06-16 with the data there */
    struct story s;
    struct episode_decision rung;
    begin(&s, "hold35");
    s.ctx.baseline = true;
    assert_string_equal(judge_at(&s, "2025-06-16 09:00", "2025-05:3/3=34.0 2025-06:0/3"), "+behind@2025-05#1");
    assert_true(s.episodes[0].baseline);
    assert_int_equal(episode_decide(&s.episodes[0], EV_RUNG_DUE, &rung), ST_OK);
    assert_int_equal(rung.effects, EFFECT_NONE);
    s.ctx.baseline = false;
    assert_string_equal(judge_at(&s, "2025-07-10 17:00", "2025-05:3/3=34.0 2025-06:3/3=34.2"),
                        "-behind@2025-05#1:next_period +behind@2025-06#1");
    assert_false(s.episodes[1].baseline);
    assert_int_equal(episode_decide(&s.episodes[1], EV_RUNG_DUE, &rung), ST_OK);
    assert_int_equal(rung.effects, EFFECT_NOTICE);
}

static void an_internal_limit_and_the_documents_in_one_month_are_reminded_of_one_after_the_other(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "none35");
    s.duty.internal_due = fixture_date("2025-12-19");
    const char *periods = "2025-10:3/3=34.0 2025-11:3/3=34.0 2025-12:0/3";
    assert_string_equal(judge_at(&s, "2025-12-15 09:00", periods), "+before_due@2025-11#1");
    begin(&s, "emr5");
    s.duty.internal_due = fixture_date("2025-12-19");
    assert_string_equal(judge_at(&s, "2025-12-15 09:00", "2025-12:0/0=4"), "+before_due@2025-12#1");
    assert_int_equal(s.episodes[0].due, fixture_date("2025-12-19"));
    assert_string_equal(judge_at(&s, "2025-12-20 00:00", "2025-12:0/0=4"),
                        "-before_due@2025-12#1:due_passed +before_due@2025-12#2");
    assert_int_equal(s.episodes[1].due, fixture_date("2025-12-31"));
}

static void a_missing_return_opens_its_own_episode_and_closes_with_the_file(void **state)
{
    (void)state;
    struct return_context ctx = {.calendar = fixture_calendar(),
                                 .rules = fixture_rules(),
                                 .month = fixture_month("2025-12"),
                                 .cutoff_us = fixture_us("2026-01-05 17:00"),
                                 .now_us = fixture_us("2025-12-31 08:30")};
    struct return_judgement judgement;
    struct episode_decisions decisions;
    struct episode_context episode = {.return_judgement = &judgement, .now_us = ctx.now_us, .told_period = MONTH_NONE};
    return_judge(&ctx, &judgement);
    assert_int_equal(episode_reconcile(&episode, &decisions), ST_OK);
    assert_int_equal(decisions.n, 1);
    assert_int_equal(decisions.at[0].ladder, LADDER_RETURN);
    struct episode_view view = {
        .id = 7, .ladder = LADDER_RETURN, .period = ctx.month, .number = 1, .state = EP_ACKED, .told = true};
    episode.episodes = &view;
    episode.n_episodes = 1;
    ctx.received = true;
    ctx.received_us = ctx.now_us = fixture_us("2026-01-10 10:12");
    return_judge(&ctx, &judgement);
    assert_int_equal(episode_reconcile(&episode, &decisions), ST_OK);
    assert_int_equal(decisions.n, 1);
    assert_int_equal(decisions.at[0].on, EV_RECEIVED);
    assert_int_equal(decisions.at[0].effects, EFFECT_NONE);
}

static void a_notice_key_names_episode_rung_and_reader_and_nothing_that_moves(void **state)
{
    (void)state;
    scoped(text_done) struct text key;
    struct episode_view view = {.ladder = LADDER_BEHIND, .period = fixture_month("2025-05"), .number = 2};
    text_init(&key, 200);
    episode_notice_key(&key, "HN-031", "330481", &view, "T+0", "yizheng.a");
    assert_string_equal(key.s, "HN-031|330481|behind|2025-05|2|T+0|yizheng.a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_behind_once_a_period),
        cmocka_unit_test(the_end_of_the_year_passes_without_a_false_red),
        cmocka_unit_test(a_corrected_month_withdraws_what_was_told),
        cmocka_unit_test(what_nobody_was_told_is_not_withdrawn),
        cmocka_unit_test(a_correction_to_the_worse_is_a_fresh_trouble_with_the_next_number),
        cmocka_unit_test(what_got_worse_than_was_told_begins_anew),
        cmocka_unit_test(trouble_that_only_the_older_rules_name_ends_as_adjusted),
        cmocka_unit_test(a_number_that_stands_as_it_was_told_is_no_correction),
        cmocka_unit_test(a_late_certificate_ends_an_overdue_line_without_an_apology),
        cmocka_unit_test(evidence_a_letter_and_the_end_of_a_line_stop_its_ladders),
        cmocka_unit_test(a_line_that_is_met_in_time_is_no_longer_reminded_of),
        cmocka_unit_test(the_same_facts_in_any_order_before_the_cut_off_give_the_same_episodes),
        cmocka_unit_test(a_baseline_opens_silently_and_the_next_period_is_ordinary),
        cmocka_unit_test(an_internal_limit_and_the_documents_in_one_month_are_reminded_of_one_after_the_other),
        cmocka_unit_test(a_missing_return_opens_its_own_episode_and_closes_with_the_file),
        cmocka_unit_test(a_notice_key_names_episode_rung_and_reader_and_nothing_that_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
