/* test_notice_fact.c: the fields of notices, with the filled sample letters of the users' page (§6.8) as the hand calculation. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/notice_scene.h"

#include <string.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/notice_fact.h"
#include "model/template.h"

/* The letter of a task without a number, behind because the house's own day is past: every line of it is whole. */
static void a_line_that_is_behind_its_own_day_alone_is_told_so(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    set_scene(&scene, s);
    scene.duty = *catalog_duty(s->catalog, "HN-062");
    scene.ctx.n_periods = 0;
    scene.ctx.internal_due = fixture_date("2025-05-30");
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(scene.judgement.state, DUTY_BEHIND);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    static const char *const wanted[][2] = {
        {"已过内部时限", "2025年5月30日"}, {"时限性质", "内部时限"}, {"逾期天数", "19"}, {"序时应达", ""}, {"现状", ""}};
    ASSERT_FACTS(&scene.facts, wanted);
    scoped(text_done) struct text subject, body;
    text_init(&subject, 1000);
    text_init(&body, 20000);
    assert_int_equal(
        template_render(catalog_template(s->catalog, "进度提醒", TEMPLATE_FORM_FULL), &scene.facts, true, &subject, &body), ST_OK);
    assert_string_equal(subject.s, "【进度提醒】儿科人才：内部时限2025年5月30日已过，请说明情况或报佐证");
    assert_null(strstr(body.s, "序时"));
    assert_non_null(strstr(body.s, "内部时限2025年5月30日已过，按现有数据和佐证尚未办结，特此提醒。"));
    assert_non_null(strstr(body.s, "时限：2025年5月30日（"));
    facts_done(&scene.facts);
}

/* On pace, and past the day that the house set itself: the pace is no reproach, and the gap is that to the target. */
static void a_line_on_pace_that_is_past_its_own_day_is_not_told_of_its_pace(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    set_scene(&scene, s);
    scene.periods[3].units = 345; /* 34.3 is where it should be */
    scene.ctx.internal_due = fixture_date("2025-05-31");
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(scene.judgement.reason, REASON_I_JDG_017);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    static const char *const wanted[][2] = {
        {"已过内部时限", "2025年5月31日"}, {"序时应达", ""}, {"序时算法说明", ""}, {"差距说明", "距目标差0.5个百分点"}};
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

static void the_sample_letter_of_a_line_behind_is_filled_as_written(void **state)
{
    static const char *const wanted[][2] = {
        {"称谓", "沈科长"},
        {"事项编号", "HN-006"},
        {"事项简称", "出院手术占比"},
        {"目标", "35%以上"},
        {"时限", "2025年12月31日"},
        {"时限性质", "文件时限"},
        {"约束性质", "约束性"},
        {"现状", "33.8%"},
        {"序时应达", "34.3%"},
        {"序时算法说明", "以2024年全年33.8%为基数，到2025年底35.0%，按月均分，2025年5月末应达34.3%"},
        {"分子名称", "手术人数"},
        {"分子值", "9,126"},
        {"分母值", "27,000"},
        {"上月值", "33.7%（2025年1—4月）"},
        {"同期值", "33.6%（2024年1—5月）"},
        {"已报家数", "3"},
        {"应报家数", "3"},
        {"差距说明", "比序时应达差0.5个百分点"},
        {"差距折合说明", "后7个月出院人数如不变，每月手术人数须由1,825增到1,936，多111"},
        {"影响单位列表", "市中医院27.9%，市中心医院30.4%"},
        {"说明截止", "2025年6月24日12时"},
        {"说明月日", "6月24日"},
        {"短码", "006"},
        {"签名", "海宁卫健"},
        {"下一步日期", "2025年6月25日"},
        {"剩余月数", "6"},
        {"收件范围", "您和陆副科长（B角）"},
        {"收件原因", "您是本事项的责任岗位"},
        {"收件岗位", "医政科科长岗"},
        {"发出日期", "2025年6月18日"},
        {"发文名义", "海宁市医共体管理委员会办公室"},
        {"机构名称", ""},
    };
    struct scene scene;
    set_scene(&scene, *state);
    assert_int_equal(scene.judgement.state, DUTY_BEHIND);
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

static void the_trend_is_carried_on_to_the_due_date(void **state)
{
    (void)state;
    struct period_fact periods[8];
    int months;
    i128 units;
    /* from 33.5 in November to 33.8 in May: six months, 0.3 up; seven more: 0.35, which rounds to 0.4 */
    size_t n = fixture_periods("2024-10:3/3=30.0 2024-11:3/3=33.5 2025-04:3/3=33.7 2025-05:3/3=33.8", 1, periods, 8);
    assert_true(trend_forecast(periods, n, fixture_month("2025-05"), fixture_month("2025-12"), &months, &units));
    assert_int_equal(months, 6);
    assert_int_equal((long)units, 342);
    /* one period is no trend, and what is over has none */
    assert_false(trend_forecast(periods + 3, 1, fixture_month("2025-05"), fixture_month("2025-12"), &months, &units));
    assert_false(trend_forecast(periods, n, fixture_month("2025-05"), fixture_month("2025-05"), &months, &units));
}

static void a_gap_in_cases_is_told_only_where_it_means_something(void **state)
{
    const struct shipped *s = *state;
    const struct duty *duty = catalog_duty(s->catalog, "HN-006");
    struct period_fact judged = {.month = fixture_month("2025-05"), .has_value = true, .units = 338, .num = 9126, .den = 27000};
    struct monthly_need need;
    int32_t due = fixture_month("2025-12");
    assert_true(gap_in_cases(duty->indicator, &duty->target, &judged, WINDOW_YTD, due, &need));
    assert_int_equal((long)need.now_per_month, 1825);
    assert_int_equal((long)need.need_per_month, 1936);
    assert_int_equal((long)need.more_per_month, 111);
    assert_int_equal(need.months_left, 7);
    assert_false(gap_in_cases(duty->indicator, &duty->target, &judged, WINDOW_MONTH, due, &need));
    assert_false(gap_in_cases(duty->indicator, &duty->target, &judged, WINDOW_YTD, judged.month, &need));
    judged.units = 350;
    assert_false(gap_in_cases(duty->indicator, &duty->target, &judged, WINDOW_YTD, due, &need));
    /* money is not told in cases */
    const struct duty *money = catalog_duty(s->catalog, "HN-002");
    judged.units = 338;
    assert_false(gap_in_cases(money->indicator, &money->target, &judged, WINDOW_YTD, due, &need));
}

static void a_reminder_counts_the_working_days_that_are_left(void **state)
{
    static const char *const wanted[][2] = {
        {"剩余工作日", "10"},
        {"时限", "2025年12月31日"},
        {"月日", "12月31日"},
        {"办理截止", "2025年12月31日"},
        {"下一步日期", "2026年1月12日"},
        {"下一步", "告知责任岗位，不抄送领导"},
        {"差距说明", "距目标差1.2个百分点"},
        {"逾期天数", ""},
    };
    struct scene scene;
    set_scene(&scene, *state);
    scene.duty.pace.kind = PACE_NONE;
    scene.ctx.now_us = fixture_us("2025-12-17 08:30");
    scene.ctx.n_periods = fixture_periods("2025-11:3/3=33.8 2025-12:0/3", 1, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    scene.notice.ladder = LADDER_BEFORE_DUE;
    scene.notice.rung = "T-10";
    scene.notice.rung_us = scene.ctx.now_us;
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

static void an_overdue_line_tells_how_long_and_what_follows(void **state)
{
    static const char *const wanted[][2] = {
        {"逾期天数", "12"},
        {"逾期工作日", "7"},
        {"剩余工作日", ""},
        {"现状", "34.8%"},
        {"差距说明", "距目标差0.2个百分点"},
        {"下一步日期", "2026年1月13日"},
        {"下一步", "没有签收的，由医共体办打电话了解情况"},
        {"走势月数", ""},
    };
    struct scene scene;
    set_scene(&scene, *state);
    scene.ctx.now_us = fixture_us("2026-01-12 08:30");
    scene.ctx.n_periods = fixture_periods("2025-11:3/3=35.2 2025-12:3/3=34.8", 1, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(scene.judgement.state, DUTY_OVERDUE);
    scene.notice.ladder = LADDER_OVERDUE;
    scene.notice.rung_us = scene.ctx.now_us;
    scene.notice.start_us = fixture_us("2026-01-10 17:00");
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

/* An explanation is asked for by a day that is still to come, however late the letter is. */
static void nobody_is_asked_to_explain_by_a_day_that_is_past(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    scene.notice.rung_us = scene.notice.said_us = fixture_us("2025-06-26 09:00"); /* a Thursday; T+4 was the 24th */
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    static const char *const late[][2] = {
        {"说明截止", "2025年7月2日12时"}, {"说明月日", "7月2日"}, {"办理截止", "2025年7月2日12时"}, {"下一步日期", "2025年7月3日"}};
    ASSERT_FACTS(&scene.facts, late);
    facts_done(&scene.facts);
    /* the first word was in time, this one is not: a working day is the least */
    facts_init(&scene.facts);
    scene.notice.said_us = fixture_us("2025-06-18 08:30");
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    assert_string_equal(facts_get(&scene.facts, "说明截止"), "2025年6月27日12时");
    facts_done(&scene.facts);
}

/* The house's own day comes first: what follows it is counted from it, and not from the document's. */
static void the_next_step_before_a_day_of_our_own_is_counted_from_that_day(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    scene.duty.pace.kind = PACE_NONE;
    scene.ctx.internal_due = fixture_date("2025-09-30");
    scene.ctx.now_us = fixture_us("2025-09-16 08:30");
    scene.ctx.n_periods = fixture_periods("2025-08:3/3=33.8 2025-09:0/3", 1, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    scene.notice.ladder = LADDER_BEFORE_DUE;
    scene.notice.rung = "T-10";
    scene.notice.rung_us = scene.ctx.now_us;
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    /* September's front pages are due on 10 October at 17:00, a Friday; Saturday the 11th is a make-up working day */
    static const char *const wanted[][2] = {{"时限", "2025年9月30日"}, {"下一步日期", "2025年10月11日"}};
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&scene.facts);
}

/* Our own day went by and the line is behind by it; what is reminded of now is the document's day. */
static void a_reminder_of_the_documents_limit_does_not_name_our_own_day_that_is_past(void **state)
{
    struct scene scene;
    set_scene(&scene, *state);
    scene.duty.pace.kind = PACE_NONE;
    scene.ctx.internal_due = fixture_date("2025-10-31");
    scene.ctx.now_us = fixture_us("2025-12-17 08:30");
    scene.ctx.n_periods = fixture_periods("2025-10:3/3=33.8 2025-11:3/3=33.8 2025-12:0/3", 1, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(scene.judgement.reason, REASON_I_JDG_017);
    scene.notice.ladder = LADDER_BEFORE_DUE;
    scene.notice.rung = "T-10";
    scene.notice.rung_us = scene.ctx.now_us;
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    static const char *const wanted[][2] = {{"时限", "2025年12月31日"},     {"月日", "12月31日"}, {"时限性质", "文件时限"},
                                            {"办理截止", "2025年12月31日"}, {"剩余工作日", "10"}, {"逾期天数", ""},
                                            {"下一步日期", "2026年1月12日"}};
    ASSERT_FACTS(&scene.facts, wanted);
    assert_int_equal(fact_get_us(&scene.facts, FACT_LIMIT_US), fixture_us("2026-01-01 00:00"));
    facts_done(&scene.facts);
}

static void a_rating_is_told_in_its_levels(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    set_scene(&scene, s);
    scene.duty = *catalog_duty(s->catalog, "HN-019");
    scene.ctx.now_us = fixture_us("2026-01-06 08:30");
    scene.ctx.n_periods = fixture_periods("2026-01:0/0=4", 0, scene.periods, DUTY_PERIODS_MAX);
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(scene.judgement.state, DUTY_OVERDUE);
    scene.notice.subject = organisation_institution_by_code(s->organisation, "H02");
    scene.notice.ladder = LADDER_OVERDUE;
    scene.notice.n_members = 0;
    assert_int_equal(notice_facts(&scene.notice, &scene.facts), ST_OK);
    assert_string_equal(facts_get(&scene.facts, "现状"), "4级");
    assert_string_equal(facts_get(&scene.facts, "目标"), "5级以上");
    assert_string_equal(facts_get(&scene.facts, "机构名称"), "市中医院");
    assert_string_equal(facts_get(&scene.facts, "差距说明"), "");
    assert_string_equal(facts_get(&scene.facts, "数据期间"), "截至2026年1月");
    facts_done(&scene.facts);
}

static void the_sample_correction_is_filled_as_written(void **state)
{
    const struct shipped *s = *state;
    static const char *const wanted[][2] = {
        {"更正前", "33.8%"},       {"更正后", "35.1%"},
        {"分子前", "9,126"},       {"分子后", "9,477"},
        {"分母前", "27,000"},      {"分母后", "27,000"},
        {"灯色前", "黄"},          {"灯色后", "绿"},
        {"状态前", "滞后"},        {"状态后", "达标(保持)"},
        {"原通知日期", "6月18日"}, {"原通知类别", "进度提醒"},
        {"原收件人数", ""}, /* the ledger's to say */
        {"原收件岗位列表", ""},    {"收件原因", "原通知发给了您"},
    };
    struct scene scene;
    struct facts original;
    set_scene(&scene, s);
    facts_init(&original);
    assert_int_equal(notice_facts(&scene.notice, &original), ST_OK);
    scene.ctx.now_us = fixture_us("2025-06-19 15:02");
    scene.periods[3].units = 351;
    scene.periods[3].num = 9477;
    duty_judge(&scene.ctx, &scene.judgement);
    struct withdrawal_context context = {.catalog = s->catalog,
                                         .organisation = s->organisation,
                                         .original = &original,
                                         .original_subject = "【进度提醒】出院手术占比",
                                         .original_key = "TZ-2025-01234",
                                         .original_us = fixture_us("2025-06-18 08:30"),
                                         .duty = &scene.ctx,
                                         .judgement = &scene.judgement,
                                         .state_before = DUTY_BEHIND,
                                         .cause = "首页手术编码漏传，已整月重报",
                                         .source = "市中心医院",
                                         .now_us = scene.ctx.now_us,
                                         .to = scene.readers[0],
                                         .readers = scene.readers,
                                         .n_readers = 2};
    assert_int_equal(withdrawal_facts(&context, &scene.facts), ST_OK);
    ASSERT_FACTS(&scene.facts, wanted);
    facts_done(&original);
    facts_done(&scene.facts);
}

static void every_field_of_every_shipped_template_of_a_line_is_known(void **state)
{
    (void)state;
    assert_true(notice_field_exists("序时算法说明"));
    assert_false(notice_field_exists("序时算法"));
    for (size_t i = 0; i < NOTICE_FIELDS_COUNT; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(NOTICE_FIELDS[i].name, NOTICE_FIELDS[j].name);
}

static void the_draft_letter_is_addressed_to_the_peer(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    set_scene(&scene, s);
    scene.duty = *catalog_duty(s->catalog, "HN-024");
    scene.ctx.n_periods = 0;
    scene.ctx.relation = RELATION_PEER;
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(draft_letter_facts(&scene.notice, &scene.facts), ST_OK);
    assert_string_equal(facts_get(&scene.facts, "平级单位"), "市医保局");
    assert_string_equal(facts_get(&scene.facts, "商请回复日期"), "2025年7月2日");
    assert_string_equal(facts_get(&scene.facts, "称谓"), "");
    facts_done(&scene.facts);
}

/* A superior is reported to, and a report asks for nothing (公文处理条例: 报告不得夹带请示事项). */
static void a_superior_gets_a_report_and_an_equal_a_letter(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    scoped(text_done) struct text subject, body;
    text_init(&subject, 1000);
    text_init(&body, 20000);
    assert_string_equal(draft_letter_template(RELATION_PEER), "工作联系函");
    set_scene(&scene, s);
    scene.duty.lead = (char *)"省卫生健康委";
    scene.ctx.relation = RELATION_SUPERIOR;
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(draft_letter_facts(&scene.notice, &scene.facts), ST_OK);
    const struct template *template = catalog_template(s->catalog, draft_letter_template(RELATION_SUPERIOR), TEMPLATE_FORM_LETTER);
    assert_non_null(template);
    assert_int_equal(template_render(template, &scene.facts, true, &subject, &body), ST_OK);
    assert_non_null(strstr(subject.s, "的报告（稿）"));
    assert_non_null(strstr(body.s, "文种：报告（稿）"));
    assert_non_null(strstr(body.s, "\n省卫生健康委：\n"));
    assert_non_null(strstr(body.s, "\n一、办结佐证："));
    assert_non_null(strstr(body.s, "\n二、目标：35%以上。\n三、现状：2025年1—5月为33.8%"));
    assert_non_null(strstr(body.s, "特此报告。"));
    /* nor does it judge: whether a superior lags is not for those below to say */
    static const char *const never[] = {"商请", "函复", "贵单位", "为盼", "判定", "滞后"};
    for (size_t i = 0; i < 6; i++)
        assert_null(strstr(body.s, never[i]));
    facts_done(&scene.facts);
}

/* A task has neither target nor number: what falls away are the last of the numbered lines. */
static void a_report_on_a_task_counts_its_lines_from_one(void **state)
{
    const struct shipped *s = *state;
    struct scene scene;
    scoped(text_done) struct text subject, body;
    text_init(&subject, 1000);
    text_init(&body, 20000);
    set_scene(&scene, s);
    scene.duty = *catalog_duty(s->catalog, "HN-062");
    scene.duty.lead = (char *)"省卫生健康委";
    scene.ctx.n_periods = 0;
    scene.ctx.relation = RELATION_SUPERIOR;
    duty_judge(&scene.ctx, &scene.judgement);
    assert_int_equal(draft_letter_facts(&scene.notice, &scene.facts), ST_OK);
    const struct template *template = catalog_template(s->catalog, draft_letter_template(RELATION_SUPERIOR), TEMPLATE_FORM_LETTER);
    assert_int_equal(template_render(template, &scene.facts, true, &subject, &body), ST_OK);
    assert_non_null(strstr(body.s, "\n一、办结佐证："));
    assert_null(strstr(body.s, "二、"));
    assert_null(strstr(body.s, "三、"));
    facts_done(&scene.facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_behind_its_own_day_alone_is_told_so),
        cmocka_unit_test(a_line_on_pace_that_is_past_its_own_day_is_not_told_of_its_pace),
        cmocka_unit_test(the_sample_letter_of_a_line_behind_is_filled_as_written),
        cmocka_unit_test(the_trend_is_carried_on_to_the_due_date),
        cmocka_unit_test(a_gap_in_cases_is_told_only_where_it_means_something),
        cmocka_unit_test(a_reminder_counts_the_working_days_that_are_left),
        cmocka_unit_test(an_overdue_line_tells_how_long_and_what_follows),
        cmocka_unit_test(a_rating_is_told_in_its_levels),
        cmocka_unit_test(the_sample_correction_is_filled_as_written),
        cmocka_unit_test(nobody_is_asked_to_explain_by_a_day_that_is_past),
        cmocka_unit_test(the_next_step_before_a_day_of_our_own_is_counted_from_that_day),
        cmocka_unit_test(a_reminder_of_the_documents_limit_does_not_name_our_own_day_that_is_past),
        cmocka_unit_test(a_superior_gets_a_report_and_an_equal_a_letter),
        cmocka_unit_test(a_report_on_a_task_counts_its_lines_from_one),
        cmocka_unit_test(every_field_of_every_shipped_template_of_a_line_is_known),
        cmocka_unit_test(the_draft_letter_is_addressed_to_the_peer),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
