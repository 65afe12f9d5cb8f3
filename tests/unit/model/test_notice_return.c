/* test_notice_return.c: what is asked of a reporter, who receives for whom, and what the file of every letter has to say. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/notice_scene.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/notice_fact.h"

static int load_shipped(void **state)
{
    static struct shipped s;
    shipped_load(&s);
    *state = &s;
    return 0;
}

static int free_shipped(void **state)
{
    shipped_free(*state);
    return 0;
}

static void a_missing_return_asks_its_reporter_for_a_file_by_name(void **state)
{
    const struct shipped *s = *state;
    static const char *const wanted[][2] = {
        {"机构简称", "周王庙卫生院"},         {"月份", "2025年12月"}, {"报送截止", "2026年1月5日17时"},
        {"等待事项", "床位使用率、床位提升"}, {"请办什么", "报送"},   {"下一步日期", "2026年1月5日16时"},
        {"收件原因", "您是填报人"},
    };
    struct recipient to;
    struct facts facts;
    facts_init(&facts);
    const struct institution *t05 = organisation_institution_by_code(s->organisation, "T05");
    assert_true(organisation_recipient(s->organisation, organisation_reporter(s->organisation, t05, "bed_month"), ROLE_A,
                                       fixture_date("2025-12-31"), &to));
    struct return_notice_context context = {.catalog = s->catalog,
                                            .organisation = s->organisation,
                                            .kind = "bed_month",
                                            .institution = t05,
                                            .month = fixture_month("2025-12"),
                                            .cutoff_us = fixture_us("2026-01-05 17:00"),
                                            .rung = "D-2",
                                            .rung_us = fixture_us("2025-12-31 08:30"),
                                            .to = to,
                                            .readers = &to,
                                            .n_readers = 1};
    assert_int_equal(return_notice_facts(&context, &facts), ST_OK);
    ASSERT_FACTS(&facts, wanted);
    assert_non_null(strstr(facts_get(&facts, "文件名示例"), "T05_2025M12.csv"));
    /* what follows is announced until it is past */
    notice_facts_renew(&facts, catalog_calendar(s->catalog), fixture_us("2026-01-05 15:59"), fixture_date("2026-01-05"));
    assert_string_equal(facts_get(&facts, "下一步日期"), "2026年1月5日16时");
    notice_facts_renew(&facts, catalog_calendar(s->catalog), fixture_us("2026-01-05 16:30"), fixture_date("2026-01-05"));
    assert_string_equal(facts_get(&facts, "下一步日期"), "");
    assert_string_equal(facts_get(&facts, "下一步"), "");
    assert_string_equal(facts_get(&facts, "办理截止"), "2026年1月5日17时");
    facts_done(&facts);
}

static void a_vacant_post_is_its_second_holders_and_says_so(void **state)
{
    const struct shipped *s = *state;
    struct recipient to;
    struct facts facts;
    facts_init(&facts);
    assert_true(organisation_recipient(s->organisation, organisation_post(s->organisation, "P-XX"), ROLE_A,
                                       fixture_date("2025-12-17"), &to));
    assert_string_equal(to.person->code, "xinxi.b");
    assert_true(to.stands_in);
    assert_int_equal(reader_facts(s->organisation, &to, &to, 1, fixture_us("2025-12-17 08:30"), &facts), ST_OK);
    assert_string_equal(facts_get(&facts, "收件原因"), "责任岗位的A角空缺，由您（信息科科长岗B角）代收");
    assert_string_equal(facts_get(&facts, "收件范围"), "您");
    facts_done(&facts);
}

/* Its A was told; the desk would only hear a thing about him that is not true. */
static void for_a_second_holder_who_is_not_there_nobody_receives(void **state)
{
    const struct shipped *s = *state;
    const struct post *post = organisation_post(s->organisation, "P-P01");
    struct recipient to;
    assert_true(organisation_recipient(s->organisation, post, ROLE_A, fixture_date("2025-12-17"), &to));
    assert_false(to.stands_in);
    assert_false(organisation_recipient(s->organisation, post, ROLE_B, fixture_date("2025-12-17"), &to));
}

static void a_late_return_is_asked_for_by_a_day_that_is_to_come(void **state)
{
    const struct shipped *s = *state;
    struct recipient to;
    struct facts facts;
    facts_init(&facts);
    const struct institution *t05 = organisation_institution_by_code(s->organisation, "T05");
    assert_true(organisation_recipient(s->organisation, organisation_reporter(s->organisation, t05, "bed_month"), ROLE_A,
                                       fixture_date("2026-01-06"), &to));
    struct return_notice_context context = {.catalog = s->catalog,
                                            .organisation = s->organisation,
                                            .kind = "bed_month",
                                            .institution = t05,
                                            .month = fixture_month("2025-12"),
                                            .cutoff_us = fixture_us("2026-01-05 17:00"),
                                            .rung = "D+0",
                                            .rung_us = fixture_us("2026-01-08 08:30"), /* a Thursday */
                                            .to = to,
                                            .readers = &to,
                                            .n_readers = 1};
    assert_int_equal(return_notice_facts(&context, &facts), ST_OK);
    static const char *const wanted[][2] = {
        {"报送截止", "2026年1月5日17时"}, {"补报截止", "2026年1月12日"}, {"办理截止", "2026年1月12日"}};
    ASSERT_FACTS(&facts, wanted);
    /* sent again: from Friday the 9th there is still Monday, on Monday there is Tuesday at the earliest */
    notice_facts_renew(&facts, catalog_calendar(s->catalog), fixture_us("2026-01-09 08:30"), fixture_date("2026-01-08"));
    ASSERT_FACTS(&facts, wanted);
    notice_facts_renew(&facts, catalog_calendar(s->catalog), fixture_us("2026-01-12 08:30"), fixture_date("2026-01-08"));
    static const char *const later[][2] = {
        {"报送截止", "2026年1月5日17时"}, {"补报截止", "2026年1月13日"}, {"办理截止", "2026年1月13日"}};
    ASSERT_FACTS(&facts, later);
    assert_int_equal(fact_get_us(&facts, FACT_DUE_US), fixture_us("2026-01-14 00:00"));
    facts_done(&facts);
    /* the first letter itself leaves on Friday: two working days from there */
    facts_init(&facts);
    assert_int_equal(return_notice_facts(&context, &facts), ST_OK);
    notice_facts_renew(&facts, catalog_calendar(s->catalog), fixture_us("2026-01-09 08:30"), fixture_date("2026-01-09"));
    ASSERT_FACTS(&facts, later);
    facts_done(&facts);
}

/* 什么事, 差多少, 几号前, 谁, 做什么, 找谁 (users.md §6.1 rule 2): words that the file of each letter to a holder has to have. */
static void every_letter_answers_the_five_questions(void **state)
{
    static const struct {
        const char *name, *words[7];
    } letters[] = {
        {"临期提醒",
         {"事项：{事项编号} {事项名称}", "差距：{差距说明}", "请您在{未过时限}前办一件事：{需办动作}",
          "牵头：{牵头单位}（{责任岗位}）", "销号佐证：{佐证要求}"}},
        {"进度提醒",
         {"事项：{事项编号} {事项名称}", "序时应达：{序时应达}", "请您在{说明截止}前说明三点", "{牵头单位}牵头", "数据有疑问"}},
        {"逾期提示",
         {"事项：{事项编号} {事项名称}", "差距：{差距说明}", "请您在{说明截止}前办下面任何一项", "牵头：{牵头单位}（{责任岗位}）",
          "数据有疑问"}},
        {"报送提醒", {"报表：{报表名}", "期间：{月份}", "应在{报送截止}前报送", "单位：{机构名称}", "请告诉我们改由谁报送"}},
        {"报送催报",
         {"报表：{报表名}", "期间：{月份}", "请您在{补报截止}前补报", "单位：{机构名称}", "有困难的，请打电话告诉我们"}},
    };
    static const char *const all[] = {"电话告知{联系人}（{联系电话}）", "本通知只发给{收件范围}", "您收到本通知，是因为{收件原因}",
                                      "{发文名义}"};
    (void)state;
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        char path[200], text[20000];
        snprintf(path, sizeof path, "deploy/catalog/base/templates/%s.full.txt", letters[i].name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
        for (size_t k = 0; k < 7 && letters[i].words[k] != NULL; k++)
            if (strstr(text, letters[i].words[k]) == NULL)
                fail_msg("%s does not say %s", path, letters[i].words[k]);
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
            if (strstr(text, all[k]) == NULL)
                fail_msg("%s does not say %s", path, all[k]);
        assert_null(strstr(text, "尽快"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_return_asks_its_reporter_for_a_file_by_name),
        cmocka_unit_test(a_vacant_post_is_its_second_holders_and_says_so),
        cmocka_unit_test(for_a_second_holder_who_is_not_there_nobody_receives),
        cmocka_unit_test(a_late_return_is_asked_for_by_a_day_that_is_to_come),
        cmocka_unit_test(every_letter_answers_the_five_questions),
    };
    return cmocka_run_group_tests(tests, load_shipped, free_shipped);
}
