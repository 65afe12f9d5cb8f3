/* test_users.c: the tests that a user would run (users.md §8), as far as they need no database and no mail server. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/letter.h"
#include "model/notice_fact.h"
#include "model/value.h"

static struct period_fact counted(const struct indicator *indicator, int32_t month, int64_t num, int64_t den)
{
    struct total numerator = {1, month, {num, num}}, denominator = {1, month, {den, den}};
    int64_t members[] = {1};
    struct value_input input = {indicator, WINDOW_YTD, month, members, 1, &numerator, 1, &denominator, 1, NULL, 0};
    struct value value;
    assert_int_equal(value_compute(&input, &value), ST_OK);
    return (struct period_fact){.month = month,
                                .expected = 3,
                                .reported = 3,
                                .has_value = value.has_value,
                                .units = value.units,
                                .num = value.num,
                                .den = value.den,
                                .small_denominator = value.small_denominator,
                                .known_us = INT64_MIN};
}

static void what_is_judged_is_what_is_printed(void **state)
{
    /* 6: 34.96 with one decimal and target ≥ 35: green, printed 35.0; 34.94: yellow, printed 34.9 */
    const struct shipped *s = *state;
    static const struct {
        int64_t num;
        const char *printed;
        enum duty_state state;
    } cases[] = {{3496, "35.0%", DUTY_MET}, {3494, "34.9%", DUTY_BEHIND}, {3495, "35.0%", DUTY_MET}};
    struct duty duty = *catalog_duty(s->catalog, "HN-006");
    duty.pace = (struct pace){.kind = PACE_HOLD};
    for (size_t i = 0; i < 3; i++) {
        struct judgement judgement;
        scoped(text_done) struct text printed;
        struct period_fact fact = counted(duty.indicator, fixture_month("2025-05"), cases[i].num, 10000);
        struct duty_context ctx = {.duty = &duty,
                                   .calendar = catalog_calendar(s->catalog),
                                   .rules = catalog_rules(s->catalog),
                                   .now_us = fixture_us("2025-06-18 09:00"),
                                   .internal_due = DATE_NONE,
                                   .periods = &fact,
                                   .n_periods = 1};
        duty_judge(&ctx, &judgement);
        text_init(&printed, 64);
        target_format_value(&printed, &duty.target, fact.units);
        assert_string_equal(printed.s, cases[i].printed);
        assert_int_equal(judgement.state, cases[i].state);
    }
}

static void on_new_years_day_no_line_of_the_plan_is_overdue_that_was_due_the_day_before(void **state)
{
    /* 2: 2026-01-01 00:00 passes with December missing: every line due 12-31 is 到期待核, 0 notices of overdue */
    const struct shipped *s = *state;
    const struct plan *plan = catalog_plan(s->catalog);
    int seen = 0;
    for (size_t i = 0; i < plan->n_duties; i++) {
        const struct duty *duty = &plan->duties[i];
        struct judgement judgement;
        struct period_fact facts[2] = {{.month = fixture_month("2025-11"), .expected = 3, .reported = 3, .known_us = INT64_MIN},
                                       {.month = fixture_month("2025-12"), .expected = 3, .known_us = INT64_MIN}};
        if (duty->due != fixture_date("2025-12-31"))
            continue;
        if (duty->judged_on == WINDOW_YEAR)
            facts[0].month = fixture_month("2024-12"); /* its period before is the year before */
        if (duty_is_dated(duty))
            facts[0].expected = facts[0].reported = facts[1].expected = 0;
        struct duty_context ctx = {.duty = duty,
                                   .calendar = catalog_calendar(s->catalog),
                                   .rules = catalog_rules(s->catalog),
                                   .now_us = fixture_us("2026-01-01 00:00"),
                                   .internal_due = DATE_NONE,
                                   .periods = facts,
                                   .n_periods = 2};
        duty_judge(&ctx, &judgement);
        if (judgement.state != DUTY_DUE_UNVERIFIED)
            fail_msg("%s is %s on New Year's Day", duty->id, duty_state_name(judgement.state));
        assert_int_equal(judgement.n_troubles, 0);
        seen++;
    }
    assert_true(seen >= 20);
}

static void thirty_days_before_one_message_lists_all_lines_of_a_person(void **state)
{
    /* 4: T-30 of 2025-12-31: one message per person, listing all its lines */
    const struct shipped *s = *state;
    const struct plan *plan = catalog_plan(s->catalog);
    const struct rules *rules = catalog_rules(s->catalog);
    static struct facts facts[LETTER_PARTS_MAX], reader;
    struct letter_part parts[LETTER_PARTS_MAX];
    struct recipient to;
    size_t n = 0;
    int64_t now_us = fixture_us("2025-11-19 08:30");
    assert_true(
        organisation_recipient(s->organisation, organisation_post(s->organisation, "P-YZ"), ROLE_A, instant_date(now_us), &to));
    for (size_t i = 0; i < plan->n_duties; i++) {
        const struct duty *duty = &plan->duties[i];
        const struct line *line = organisation_line(s->organisation, duty->id);
        struct ladder_steps steps;
        struct judgement judgement;
        struct duty_context ctx = {.duty = duty,
                                   .calendar = catalog_calendar(s->catalog),
                                   .rules = rules,
                                   .now_us = now_us,
                                   .internal_due = DATE_NONE,
                                   .relation = duty_relation(s->organisation, duty)};
        duty_judge(&ctx, &judgement);
        if (line == NULL || line->post != to.post || judgement.n_troubles == 0 || judgement.troubles[0].ladder != LADDER_BEFORE_DUE)
            continue;
        struct ladder_context ladder = {.ladder = &rules->ladders[LADDER_BEFORE_DUE],
                                        .calendar = ctx.calendar,
                                        .windows = &rules->windows,
                                        .date = judgement.troubles[0].due,
                                        .date_us = duty_due_us(duty, ctx.calendar),
                                        .silent_before_us = INT64_MIN,
                                        .now_us = now_us};
        ladder_step(&ladder, &steps);
        assert_int_equal(steps.n, 1);
        assert_int_equal(steps.at[0].outcome, RUNG_SAY);
        struct notice_context notice = {.catalog = s->catalog,
                                        .organisation = s->organisation,
                                        .duty = &ctx,
                                        .judgement = &judgement,
                                        .subject = organisation_root(s->organisation),
                                        .ladder = LADDER_BEFORE_DUE,
                                        .rung = "T-30",
                                        .rung_us = now_us,
                                        .to = to};
        facts_init(&facts[n]);
        assert_int_equal(notice_facts(&notice, &facts[n]), ST_OK);
        parts[n] = (struct letter_part){catalog_template(s->catalog, "临期提醒", "full"), &facts[n], ladder.date_us, duty->id};
        n++;
    }
    scoped(text_done) struct text subject, body;
    char wanted[200];
    text_init(&subject, 4096);
    text_init(&body, 1 << 20);
    facts_init(&reader);
    assert_int_equal(reader_facts(s->organisation, &to, &to, 1, now_us, &reader), ST_OK);
    assert_int_equal(letter_compose(catalog_template(s->catalog, "清单", "full"), &reader, parts, n, true, &subject, &body), ST_OK);
    snprintf(wanted, sizeof(wanted), "今日%zu项事项提醒（最近2025年12月31日）", n);
    assert_string_equal(subject.s, wanted);
    assert_true(n >= 5);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(strstr(body.s, facts_get(parts[i].facts, "事项编号")));
        /* a paragraph of it in full, with its quotation, and nothing left unfilled */
        assert_non_null(strstr(body.s, facts_get(parts[i].facts, "原文")));
    }
    assert_null(strchr(body.s, '{'));
    for (size_t i = 0; i < n; i++)
        facts_done((struct facts *)parts[i].facts);
    facts_done(&reader);
}

static void a_line_of_the_insurance_bureau_gets_a_letter_and_no_message(void **state)
{
    /* 5: a line led by 市医保局: 函稿 exists, zero messages to them, light 待协调 */
    const struct shipped *s = *state;
    const struct duty *duty = catalog_duty(s->catalog, "HN-024");
    struct judgement judgement;
    struct duty_context ctx = {.duty = duty,
                               .calendar = catalog_calendar(s->catalog),
                               .rules = catalog_rules(s->catalog),
                               .now_us = fixture_us("2025-12-15 08:30"),
                               .internal_due = DATE_NONE,
                               .relation = duty_relation(s->organisation, duty)};
    duty_judge(&ctx, &judgement);
    assert_true(judgement.wants_letter);
    assert_int_equal(judgement.n_troubles, 0);
    ctx.letter_filed = true;
    duty_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, DUTY_COORDINATING);
    assert_string_equal(catalog_rules(s->catalog)->lights[judgement.state].mark, "函");
    assert_int_equal(judgement.n_troubles, 0);
}

static void one_missing_township_is_the_townships_and_not_the_sections(void **state)
{
    /* 11: its clerk and B角 hear; the section only sees that it waits */
    const struct shipped *s = *state;
    const struct duty *duty = catalog_duty(s->catalog, "HN-017");
    struct judgement judgement;
    struct period_fact facts[2] = {
        {.month = fixture_month("2025-11"), .expected = 12, .reported = 12, .has_value = true, .units = 654, .known_us = INT64_MIN},
        {.month = fixture_month("2025-12"),
         .expected = 12,
         .reported = 11,
         .has_value = true,
         .units = 660,
         .known_us = INT64_MIN}};
    struct duty_context ctx = {.duty = duty,
                               .calendar = catalog_calendar(s->catalog),
                               .rules = catalog_rules(s->catalog),
                               .now_us = fixture_us("2026-01-06 08:30"),
                               .internal_due = DATE_NONE,
                               .periods = facts,
                               .n_periods = 2};
    duty_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, DUTY_NOT_REPORTED);
    assert_int_equal(judgement.whose, WHOSE_REPORTER);
    assert_int_equal(judgement.n_troubles, 0);
    struct recipient a, b;
    const struct post *post =
        organisation_reporter(s->organisation, organisation_institution_by_code(s->organisation, "T05"), "bed_month");
    assert_true(organisation_recipient(s->organisation, post, ROLE_A, fixture_date("2026-01-06"), &a));
    assert_true(organisation_recipient(s->organisation, post, ROLE_B, fixture_date("2026-01-06"), &b));
    assert_string_equal(a.person->code, "t05.shuju.a");
    assert_string_equal(b.person->code, "t05.shuju.b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_judged_is_what_is_printed),
        cmocka_unit_test(on_new_years_day_no_line_of_the_plan_is_overdue_that_was_due_the_day_before),
        cmocka_unit_test(thirty_days_before_one_message_lists_all_lines_of_a_person),
        cmocka_unit_test(a_line_of_the_insurance_bureau_gets_a_letter_and_no_message),
        cmocka_unit_test(one_missing_township_is_the_townships_and_not_the_sections),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
