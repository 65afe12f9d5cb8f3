/* test_notice_renew.c: a letter that waited, or that is shown or sent again, speaks of the day on which it is written. */
#include <string.h>

#include "model/template.h"
#include "support/cmocka_all.h"
#include "support/notice_scene.h"

/* T+0 was Wednesday the 18th; the letter leaves on Monday, two working days later (Saturday and Sunday are none). */
static void a_letter_that_waited_counts_from_the_day_on_which_it_leaves(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    assert_int_equal(fact_get_us(&scene.facts, FACT_LIMIT_US), fixture_us("2026-01-01 00:00"));
    assert_int_equal(fact_get_us(&scene.facts, FACT_DUE_US), fixture_us("2025-06-24 12:00"));
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2025-06-20 08:30"), fixture_date("2025-06-20"));
    static const char *const friday[][2] = {
        {"发出日期", "2025年6月20日"}, {"剩余月数", "6"}, {"说明截止", "2025年6月26日12时"}, {"下一步日期", "2025年6月27日"}};
    ASSERT_FACTS(&scene.facts, friday);
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2025-06-23 08:30"), fixture_date("2025-06-23"));
    static const char *const monday[][2] = {
        {"发出日期", "2025年6月23日"}, {"说明截止", "2025年6月27日12时"}, {"说明月日", "6月27日"}, {"下一步日期", "2025年6月30日"}};
    ASSERT_FACTS(&scene.facts, monday);
    assert_int_equal(fact_get_us(&scene.facts, FACT_DUE_US), fixture_us("2025-06-27 12:00"));
    facts_done(&scene.facts);
}

/* It left on the 18th, and what counts from it stays; but it is written on a later day. */
static void a_letter_that_is_shown_or_sent_again_speaks_of_the_day_on_which_it_is_written(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2025-06-23 08:30"), fixture_date("2025-06-18"));
    static const char *const monday[][2] = {
        {"发出日期", "2025年6月23日"}, {"剩余月数", "6"}, {"说明截止", "2025年6月24日12时"}, {"下一步日期", "2025年6月25日"}};
    ASSERT_FACTS(&scene.facts, monday);
    /* on the 24th noon of that day is no time any more; in July there are five months left */
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2025-07-01 08:30"), fixture_date("2025-06-18"));
    static const char *const july[][2] = {{"剩余月数", "5"},
                                          {"说明截止", "2025年7月2日12时"},
                                          {"办理截止", "2025年7月2日12时"},
                                          {"说明月日", "7月2日"},
                                          {"下一步日期", ""},
                                          {"下一步", ""},
                                          {"现状", "33.8%"}};
    ASSERT_FACTS(&scene.facts, july);
    assert_int_equal(fact_get_us(&scene.facts, FACT_DUE_US), fixture_us("2025-07-02 12:00"));
    /* to the last second of the limit's day, and no longer */
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-01 00:00") - 1, fixture_date("2025-06-18"));
    static const char *const last[][2] = {{"剩余工作日", "0"}, {"逾期天数", ""}};
    ASSERT_FACTS(&scene.facts, last);
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-01 00:00"), fixture_date("2025-06-18"));
    static const char *const past[][2] = {{"剩余工作日", ""}, {"逾期天数", "1"}, {"逾期工作日", "0"}};
    ASSERT_FACTS(&scene.facts, past);
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-05 08:30"), fixture_date("2025-06-18"));
    static const char *const over[][2] = {{"剩余工作日", ""}, {"剩余月数", ""}, {"逾期天数", "5"}, {"逾期工作日", "2"}};
    ASSERT_FACTS(&scene.facts, over); /* Sunday the 4th is worked */
    facts_done(&scene.facts);
}

/* On the 24th at 13:00 an explanation is asked for by noon of the 25th: nobody calls in the morning of that day. */
static void what_would_come_before_the_new_day_is_not_announced(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    assert_string_equal(facts_get(&scene.facts, "下一步日期"), "2025年6月25日");
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2025-06-24 13:00"), fixture_date("2025-06-18"));
    static const char *const wanted[][2] = {{"说明截止", "2025年6月25日12时"}, {"下一步日期", ""}, {"下一步", ""}};
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

/* Shown or sent again after its limit, a reminder is a whole letter all the same. */
static void a_reminder_that_is_written_anew_after_its_limit_says_that_it_is_past(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    scoped(text_done) struct text subject, body, late_subject, late_body;
    text_init(&subject, 1000);
    text_init(&body, 20000);
    text_init(&late_subject, 1000);
    text_init(&late_body, 20000);
    set_scene(&scene, s);
    scene.duty.pace.kind = PACE_NONE;
    scene.ctx.now_us = fixture_us("2025-12-17 08:30");
    scene.ctx.n_periods = fixture_periods("2025-11:3/3=33.8 2025-12:0/3", 1, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    scene.notice.ladder = LADDER_BEFORE_DUE;
    scene.notice.rung = "T-10";
    scene.notice.rung_us = scene.ctx.now_us;
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    const struct template *template = catalog_template(s->catalog, "临期提醒", TEMPLATE_FORM_FULL);
    assert_int_equal(template_render(template, &scene.facts, true, &subject, &body), ST_OK);
    assert_string_equal(subject.s, "【临期提醒】出院手术占比：2025年12月31日到期，还有10个工作日");
    assert_non_null(strstr(body.s, "将于2025年12月31日到期，还有10个工作日，特此提醒。"));
    assert_null(strstr(body.s, "已过"));
    assert_non_null(strstr(body.s, "请您在2025年12月31日前办一件事："));
    assert_null(strstr(body.s, "请您办一件事"));
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-05 08:30"), fixture_date("2025-06-18"));
    assert_int_equal(template_render(template, &scene.facts, true, &late_subject, &late_body), ST_OK);
    assert_string_equal(late_subject.s, "【临期提醒】出院手术占比：时限2025年12月31日已过");
    assert_non_null(strstr(late_body.s, "您好。"));
    assert_non_null(strstr(late_body.s, "时限为2025年12月31日，已过5天（2个工作日），特此提醒。"));
    assert_null(strstr(late_body.s, "还有"));
    assert_non_null(strstr(late_body.s, "时限已过5天，请您办一件事："));
    assert_null(strstr(late_body.s, "日前办一件事"));
    assert_non_null(strstr(late_body.s, "2026年1月12日告知责任岗位")); /* is still to come */
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-12 08:29"), fixture_date("2025-12-17"));
    assert_string_equal(facts_get(&scene.facts, "下一步日期"), "2026年1月12日");
    notice_facts_renew(&scene.facts, scene.ctx.calendar, fixture_us("2026-01-12 08:31"), fixture_date("2025-12-17"));
    static const char *const said[][2] = {{"下一步日期", ""}, {"下一步", ""}}; /* nobody is told to wait for it any more */
    ASSERT_FACTS(&scene.facts, said);
    facts_done(&scene.facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_that_waited_counts_from_the_day_on_which_it_leaves),
        cmocka_unit_test(a_letter_that_is_shown_or_sent_again_speaks_of_the_day_on_which_it_is_written),
        cmocka_unit_test(what_would_come_before_the_new_day_is_not_announced),
        cmocka_unit_test(a_reminder_that_is_written_anew_after_its_limit_says_that_it_is_past),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
