/* duty_rules.c: which rules judge a line at a change. hold35 is 保持35%以上 with a cut-off on the 10th at 17:00, due 2025-12-31. */
#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/duty_rules.h"
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

struct change {
    struct duty before, after;
    struct period_fact periods[DUTY_PERIODS_MAX];
    struct duty_context then, now;
    struct judgement judgement, was;
    bool is_then;
};

static void begin(struct change *c, const char *duty)
{
    *c = (struct change){.before = *fixture_duty(duty), .after = *fixture_duty(duty)};
    c->now = (struct duty_context){
        .calendar = fixture_calendar(), .rules = fixture_rules(), .internal_due = DATE_NONE, .periods = c->periods};
    c->then = c->now;
    c->now.duty = &c->after;
    c->then.duty = &c->before;
}

/* The state, by the rules changed at `changed`: "behind then" is the judgement of then. Troubles: what is asked for. */
static const char *judged(struct change *c, const char *changed, const char *now, const char *periods)
{
    static char words[200];
    c->now.now_us = fixture_us(now);
    c->now.n_periods = c->then.n_periods = fixture_periods(periods, c->after.target.decimals, c->periods, DUTY_PERIODS_MAX);
    c->is_then = duty_judge_changed(&c->now, &c->then, fixture_us(changed), &c->judgement, &c->was);
    snprintf(words, sizeof words, "%s%s", duty_state_name(c->judgement.state), c->is_then ? " then" : "");
    for (size_t i = 0; i < c->judgement.n_troubles; i++)
        if (c->judgement.troubles[i].since_us <= c->now.now_us) /* it has begun */
            snprintf(words + strlen(words), sizeof words - strlen(words), " +%s", ladder_name(c->judgement.troubles[i].ladder));
    return words;
}

static void a_period_whose_day_lay_before_the_change_stays_judged_by_the_rules_of_then(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "hold35");
    c.after.target.units = 330; /* lowered */
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-04-15 09:00", "2025-03:3/3=34.0 2025-04:0/3"), "behind then");
    assert_int_equal(c.was.troubles[c.was.n_troubles - 1].ladder, LADDER_BEHIND); /* what the rules of then asked */
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-05-10 17:00", "2025-03:3/3=34.0 2025-04:3/3=34.0"), "met");
    c.after.target.units = 380; /* raised */
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-04-15 09:00", "2025-03:3/3=36.0 2025-04:0/3"), "met then");
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-05-10 17:00", "2025-03:3/3=36.0 2025-04:3/3=36.0"), "behind +behind");
    /* trouble under both goes on, told by the rules of then */
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-04-15 09:00", "2025-03:3/3=34.0 2025-04:0/3"), "behind then +behind");
    assert_int_equal(c.judgement.gap_units, 10);
}

/* The day is the cut-off, not the day of the last file: the order of files before it cannot be seen. */
static void a_period_that_was_complete_before_its_day_is_judged_by_what_is_in_force_on_its_day(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "hold35");
    c.after.target.units = 330;
    assert_string_equal(judged(&c, "2025-04-08 09:00", "2025-04-08 10:00", "2025-03:3/3=34.0"), "met");
    assert_string_equal(judged(&c, "2025-04-10 17:00", "2025-04-10 17:00", "2025-03:3/3=34.0"), "met"); /* at it is after */
    assert_string_equal(judged(&c, "2025-04-10 17:01", "2025-04-10 17:01", "2025-03:3/3=34.0"), "behind then");
}

static void the_end_that_was_judged_stays_judged_and_the_data_may_still_be_corrected(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "hold35");
    c.after.target.units = 330;
    const char *changed = "2026-01-13 08:30";
    assert_string_equal(judged(&c, changed, "2026-03-01 09:00", "2025-12:3/3=34.8"), "overdue then");
    assert_string_equal(judged(&c, changed, "2026-03-01 09:00", "2025-12:3/3=35.0"), "awaiting_close then");
    assert_string_equal(judged(&c, changed, "2026-03-01 09:00", "2025-12:2/3=34.8"), "not_reported"); /* no number, no rule */
    c.after.target.units = 380;
    assert_string_equal(judged(&c, changed, "2026-03-01 09:00", "2025-12:3/3=35.0"), "awaiting_close then");
    assert_string_equal(judged(&c, changed, "2026-03-01 09:00", "2025-12:3/3=34.8"), "overdue then +overdue");
}

static void the_time_limit_in_force_is_the_only_one(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "hold35");
    c.after.due = fixture_date("2026-12-31");
    assert_string_equal(judged(&c, "2026-01-13 08:30", "2026-01-14 09:00", "2025-12:3/3=34.8 2026-01:0/3"), "normal");
    assert_int_equal(c.judgement.reason, REASON_I_JDG_380);
    assert_string_equal(judged(&c, "2026-01-13 08:30", "2026-02-10 17:00", "2025-12:3/3=34.8 2026-01:3/3=34.0"), "behind +behind");
    c.after.due = fixture_date("2025-10-31"); /* set into the past: it is past from then on */
    assert_string_equal(judged(&c, "2025-12-15 09:00", "2025-12-15 09:00", "2025-10:3/3=34.8 2025-11:3/3=34.9"),
                        "overdue +overdue");
}

/* March was closed on 04-10, before the change; the day of our own comes after it and is judged by the rules in force on it. */
static void a_day_of_our_own_that_passes_after_the_change_is_seen(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "none35");
    c.after.target.units = 345;
    c.now.internal_due = c.then.internal_due = fixture_date("2025-04-25");
    assert_string_equal(judged(&c, "2025-04-15 09:00", "2025-04-26 09:00", "2025-03:3/3=34.0 2025-04:0/3"), "behind +behind");
    assert_int_equal(c.judgement.reason, REASON_I_JDG_017);
}

static void what_is_judged_by_the_date_is_judged_today_by_todays_rules(void **state)
{
    (void)state;
    struct change c;
    begin(&c, "emr5");
    c.after.target.units = 4;
    assert_string_equal(judged(&c, "2026-02-01 09:00", "2026-02-02 09:00", "2026-02:0/0=4"), "awaiting_close");
    c.after.target.units = 6; /* who had reached it in time is not overdue now */
    assert_string_equal(judged(&c, "2026-02-01 09:00", "2026-02-02 09:00", "2026-01:0/0=5"), "awaiting_close then");
    assert_string_equal(judged(&c, "2025-12-01 09:00", "2026-02-02 09:00", "2026-01:0/0=5"), "overdue +overdue");
}

/* Everything that a judgement looks at, and nothing that people only read. */
static void equal_rules_have_equal_words(void **state)
{
    (void)state;
    const struct duty *duty = fixture_duty("hold35");
    scoped(text_done) struct text words, other;
    text_init(&words, 10000);
    text_init(&other, 10000);
    duty_rules_format(&words, duty);
    struct duty same = *duty;
    same.title = "别的名称";
    same.clause = "别处";
    same.proof = "别的佐证";
    duty_rules_format(&other, &same);
    assert_string_equal(words.s, other.s);
#define DIFFERS(member, value)                     \
    do {                                           \
        struct duty changed = *duty;               \
        changed.member = (value);                  \
        text_clear(&other);                        \
        duty_rules_format(&other, &changed);       \
        assert_string_not_equal(words.s, other.s); \
    } while (0)
    DIFFERS(target.units, duty->target.units + 1);
    DIFFERS(target.op, TARGET_ABOVE);
    DIFFERS(target.tolerance_units, 1);
    DIFFERS(pace.kind, PACE_NONE);
    DIFFERS(due, duty->due + 1);
    DIFFERS(due_s, 43200);
    DIFFERS(due_shift, DUE_SHIFT_NEXT);
    DIFFERS(deadline, DEADLINE_INTERNAL);
    DIFFERS(binding, BINDING_EXPECTED);
    DIFFERS(starts, 1);
    DIFFERS(each, !duty->each);
    DIFFERS(judged_on, WINDOW_LATEST);
    DIFFERS(recurrence.every, RECURS_MONTHLY);
    DIFFERS(indicator, NULL);
    DIFFERS(node, "another");
#undef DIFFERS
}

static void the_start_of_each_institution_is_one_of_the_rules(void **state)
{
    (void)state;
    struct duty line = *fixture_duty("rise"), first = line;
    struct own_baseline own[] = {{.institution = "H01", .duty = &first}, {.institution = "H02", .duty = &first}};
    scoped(text_done) struct text none, one, more, two;
    struct text *all[] = {&none, &one, &more, &two};
    for (size_t i = 0; i < 4; i++)
        text_init(all[i], 10000);
    duty_rules_format(&none, &line);
    line.own = own;
    line.n_own = 1;
    first.pace.baseline_units = 338;
    duty_rules_format(&one, &line);
    first.pace.baseline_units = 339;
    duty_rules_format(&more, &line);
    line.n_own = 2;
    duty_rules_format(&two, &line);
    assert_string_not_equal(none.s, one.s);
    assert_string_not_equal(one.s, more.s);
    assert_string_not_equal(more.s, two.s);
}

/* Nobody has answered yet where it starts, so nothing is expected on the way: a rule that ends with the answer. */
static void a_baseline_that_is_open_is_one_of_the_rules(void **state)
{
    (void)state;
    struct duty answered = *fixture_duty("rise"), open = answered;
    scoped(text_done) struct text words, other;
    text_init(&words, 10000);
    text_init(&other, 10000);
    assert_false(answered.pace.baseline_is_open);
    open.pace.baseline_is_open = true;
    duty_rules_format(&words, &answered);
    duty_rules_format(&other, &open);
    assert_string_not_equal(words.s, other.s);
    assert_null(strstr(words.s, "open"));
    assert_non_null(strstr(other.s, "open"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_whose_day_lay_before_the_change_stays_judged_by_the_rules_of_then),
        cmocka_unit_test(a_period_that_was_complete_before_its_day_is_judged_by_what_is_in_force_on_its_day),
        cmocka_unit_test(the_end_that_was_judged_stays_judged_and_the_data_may_still_be_corrected),
        cmocka_unit_test(the_time_limit_in_force_is_the_only_one),
        cmocka_unit_test(a_day_of_our_own_that_passes_after_the_change_is_seen),
        cmocka_unit_test(what_is_judged_by_the_date_is_judged_today_by_todays_rules),
        cmocka_unit_test(equal_rules_have_equal_words),
        cmocka_unit_test(the_start_of_each_institution_is_one_of_the_rules),
        cmocka_unit_test(a_baseline_that_is_open_is_one_of_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
