/* test_template.c: the house rules of a notice's wording. */
#include "support/cmocka_all.h"

#include <string.h>

#include "model/template.h"
#include "support/shipped.h"

static struct template *parse(const char *path, const char *text)
{
    struct problems problems;
    struct template *template = NULL;
    problems_init(&problems, 10);
    enum status status = template_parse(path, text, strlen(text), &problems, &template);
    if (status != ST_OK) {
        scoped(text_done) struct text words;
        text_init(&words, 4096);
        problems_format(&words, &problems, REASON_EN);
        print_error("%s", words.s);
    }
    problems_done(&problems);
    assert_int_equal(status, ST_OK);
    return template;
}

static const char *code_of_first_problem(const char *path, const char *text)
{
    struct problems problems;
    struct template *template = NULL;
    problems_init(&problems, 10);
    enum status status = template_parse(path, text, strlen(text), &problems, &template);
    const char *code = problems.count > 0 ? reason_code(problems.items[0].reason) : "";
    problems_done(&problems);
    if (status == ST_OK)
        template_free(template);
    return code;
}

struct rendered {
    struct text subject, body;
};

static void render(struct rendered *out, const struct template *template, const struct facts *facts, bool is_full)
{
    text_init(&out->subject, 4096);
    text_init(&out->body, 65536);
    assert_int_equal(template_render(template, facts, is_full, &out->subject, &out->body), ST_OK);
}

static void drop(struct rendered *out)
{
    text_done(&out->subject);
    text_done(&out->body);
}

#define NOTE "base/templates/进度提醒.full.txt"

static void fields_are_filled_in_subject_and_body(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template = parse(NOTE, "主题：【进度提醒】{事项简称}：{现状}\n\n{称谓}：\n现状：{现状}（目标{目标}）\n");
    facts_init(&facts);
    facts_set(&facts, "称谓", "沈科长");
    facts_set(&facts, "事项简称", "手术占比");
    facts_set(&facts, "现状", "33.8%");
    facts_set(&facts, "目标", "35%以上");
    render(&out, template, &facts, true);
    assert_string_equal(out.subject.s, "【进度提醒】手术占比：33.8%");
    assert_string_equal(out.body.s, "沈科长：\n现状：33.8%（目标35%以上）\n");
    assert_string_equal(template_name(template), "进度提醒");
    assert_string_equal(template_form(template), "full");
    struct template_field field;
    assert_true(template_field(template, 0, &field));
    assert_string_equal(field.name, "事项简称");
    assert_true(template_field(template, 3, &field));
    assert_string_equal(field.name, "目标");
    assert_false(template_field(template, 4, &field));
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void the_first_subject_that_is_whole_is_the_subject(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template =
        parse(NOTE, "主题：{事项简称}：{现状}\n主题：{事项简称}已过{时限}\n主题：{事项简称}，请说明\n\n正文\n");
    facts_init(&facts);
    facts_set(&facts, "事项简称", "手术占比");
    render(&out, template, &facts, true);
    assert_string_equal(out.subject.s, "手术占比，请说明");
    assert_string_equal(out.body.s, "正文\n");
    drop(&out);
    facts_set(&facts, "时限", "12月31日");
    render(&out, template, &facts, true);
    assert_string_equal(out.subject.s, "手术占比已过12月31日");
    drop(&out);
    facts_set(&facts, "现状", "33.8%");
    render(&out, template, &facts, true);
    assert_string_equal(out.subject.s, "手术占比：33.8%");
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void an_empty_field_drops_its_whole_line_and_no_gap_stays(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template =
        parse(NOTE, "主题：{事项简称}\n\n第一行\n\n配合：{配合单位}（{责任岗位}）\n上年同期：{同期值}\n\n最后一行\n\n");
    facts_init(&facts);
    facts_set(&facts, "责任岗位", "科长岗");
    render(&out, template, &facts, true);
    assert_string_equal(out.body.s, "第一行\n\n最后一行\n");
    assert_string_equal(out.subject.s, "");
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void a_marked_line_goes_only_where_all_may_be_said(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template =
        parse("base/templates/进度提醒.im.txt", "现状：{现状}\n◆影响较大：{影响单位列表}\n> ◆上月：{上月值}\n");
    facts_init(&facts);
    facts_set(&facts, "现状", "33.8%");
    facts_set(&facts, "影响单位列表", "市中医院27.9%");
    facts_set(&facts, "上月值", "33.7%");
    render(&out, template, &facts, true);
    assert_string_equal(out.body.s, "现状：33.8%\n影响较大：市中医院27.9%\n> 上月：33.7%\n");
    drop(&out);
    render(&out, template, &facts, false);
    assert_string_equal(out.body.s, "现状：33.8%\n");
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void the_head_of_an_app_message_stays_whatever_is_empty_in_it(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    static const char text[] = "**更正｜{事项简称}{数据期间}数据已更正**\n> {更正前} → {更正后}\n";
    struct template *im = parse("base/templates/更正.im.txt", text), *sms = parse("base/templates/更正.sms.txt", text);
    facts_init(&facts);
    facts_set(&facts, "事项简称", "等级医院");
    render(&out, im, &facts, false);
    assert_string_equal(out.subject.s, "");
    assert_string_equal(out.body.s, "**更正｜等级医院数据已更正**\n");
    drop(&out);
    render(&out, sms, &facts, false);
    assert_string_equal(out.body.s, ""); /* half a sentence is no text message */
    drop(&out);
    facts_done(&facts);
    template_free(im);
    template_free(sms);
}

/* The story of users.md §6.8, as it would stand in the office's app: its wording with what an app message of today cannot have left
 * out (a page to click on, an extension). What is not there yet (已发布影响说明, 机构名称 of a county's line) has no line. */
static const struct fact STORY[] = {
    {"事项简称", "出院患者手术占比"},
    {"时限", "2025年12月31日"},
    {"时限性质", "文件时限"},
    {"剩余工作日", "10"},
    {"目标", "35%以上"},
    {"现状", "33.8%"},
    {"数据期间", "2025年1-5月"},
    {"数据性质", "测算值"},
    {"已报家数", "5"},
    {"应报家数", "5"},
    {"序时应达", "34.3%"},
    {"走势月数", "6"},
    {"预测值", "34.1%"},
    {"差距折合说明", "后7个月出院人数如不变，每月手术人数须由1,825增到1,936，多111人"},
    {"影响单位列表", "市中医院27.9%，市四院30.4%"},
    {"需办动作", "核对数据，落实到期前达标的措施"},
    {"佐证要求", "年度统计表"},
    {"说明截止", "6月24日12时"},
    {"更正前", "33.8%"},
    {"更正后", "35.1%"},
    {"灯色前", "黄"},
    {"灯色后", "绿"},
    {"更正原因", "市四院5月首页手术编码漏传，已整月重报"},
    {"原通知日期", "6月18日"},
    {"原通知类别", "进度提醒"},
    {"原收件人数", "2"},
    {"短码", "031"},
    {"联系人", "×专干"},
    {"联系电话", "0573-87000000"},
    {"收件范围", "您和×副科长（B角）"},
};

static const struct {
    const char *template;
    bool is_full;
    const char *body;
} APP_MESSAGES[] = {
    {"临期提醒", false,
     "**临期提醒｜出院患者手术占比**\n"
     "> 时限：2025年12月31日（还有10个工作日，文件时限）\n"
     "> 目标：35%以上\n"
     "> 现状：33.8%（2025年1-5月，测算值）\n"
     "> 请办：核对数据，落实到期前达标的措施\n"
     "> 佐证：年度统计表\n"
     "办完请报佐证或文号；数据有出入请电话提出“数据有疑问”。\n"
     "编号 031，电话代登记 ×专干 0573-87000000。只发您和×副科长（B角）。\n"},
    {"进度提醒", false,
     "**进度提醒｜出院患者手术占比**\n"
     "> 现状：33.8%（2025年1-5月，测算值，已报5/5家）\n"
     "> 序时应达：34.3%\n"
     "> 目标：35%以上（2025年12月31日）\n"
     "> 走势：照近6个月的速度，到期约34.1%\n"
     "> 折合：后7个月出院人数如不变，每月手术人数须由1,825增到1,936，多111人\n"
     "请在6月24日12时前说明“原因、措施、何时赶上”三点（合计300字内）；数据有出入请电话提出“数据有疑问”。\n"
     "编号 031，电话代登记 ×专干 0573-87000000。只发您和×副科长（B角），未抄送领导。\n"},
    {"进度提醒", true,
     "**进度提醒｜出院患者手术占比**\n"
     "> 现状：33.8%（2025年1-5月，测算值，已报5/5家）\n"
     "> 序时应达：34.3%\n"
     "> 目标：35%以上（2025年12月31日）\n"
     "> 走势：照近6个月的速度，到期约34.1%\n"
     "> 折合：后7个月出院人数如不变，每月手术人数须由1,825增到1,936，多111人\n"
     "> 影响较大：市中医院27.9%，市四院30.4%\n"
     "请在6月24日12时前说明“原因、措施、何时赶上”三点（合计300字内）；数据有出入请电话提出“数据有疑问”。\n"
     "编号 031，电话代登记 ×专干 0573-87000000。只发您和×副科长（B角），未抄送领导。\n"},
    {"更正", false,
     "**更正｜出院患者手术占比2025年1-5月数据已更正，6月18日的进度提醒撤回，无需办理**\n"
     "> 33.8% → 35.1%\n"
     "> 灯色 黄 → 绿\n"
     "> 原因：市四院5月首页手术编码漏传，已整月重报\n"
     "> 不计滞后、逾期和考核次数\n"
     "> 本更正同时发给原收件2人\n"
     "给您添了麻烦，谨致歉意。仍有疑问请联系 ×专干 0573-87000000。\n"},
};

#define WECOM_TEXT_MAX_BYTES 2048 /* of a text message to an app's users */

static void what_is_shipped_for_the_offices_app_reads_as_the_users_wrote_it(void **state)
{
    (void)state;
    struct shipped loaded;
    struct facts facts;
    shipped_load(&loaded);
    facts_init(&facts);
    for (size_t i = 0; i < sizeof(STORY) / sizeof(STORY[0]); i++)
        facts_set(&facts, STORY[i].name, STORY[i].value);
    for (size_t i = 0; i < sizeof(APP_MESSAGES) / sizeof(APP_MESSAGES[0]); i++) {
        struct rendered out;
        const struct template *template = catalog_template(loaded.catalog, APP_MESSAGES[i].template, TEMPLATE_FORM_IM);
        assert_non_null(template);
        render(&out, template, &facts, APP_MESSAGES[i].is_full);
        assert_string_equal(out.subject.s, "");
        assert_string_equal(out.body.s, APP_MESSAGES[i].body);
        assert_true(out.body.len <= WECOM_TEXT_MAX_BYTES);
        drop(&out);
    }
    facts_done(&facts);
    shipped_free(&loaded);
}

static void a_subject_is_one_line_whatever_a_fact_holds(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template = parse(NOTE, "主题：{事项名称}\n\n正文\n");
    facts_init(&facts);
    facts_set(&facts, "事项名称", "一\r\nBcc: someone@example.invalid");
    render(&out, template, &facts, true);
    assert_null(strchr(out.subject.s, '\n'));
    assert_null(strchr(out.subject.s, '\r'));
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void what_a_fact_holds_is_never_taken_for_a_field(void **state)
{
    (void)state;
    struct rendered out;
    struct facts facts;
    struct template *template = parse(NOTE, "主题：x\n\n{事项名称}\n");
    facts_init(&facts);
    facts_set(&facts, "事项名称", "{称谓}◆");
    facts_set(&facts, "称谓", "沈科长");
    render(&out, template, &facts, true);
    assert_string_equal(out.body.s, "{称谓}◆\n");
    drop(&out);
    facts_done(&facts);
    template_free(template);
}

static void faults_of_a_template_are_told(void **state)
{
    (void)state;
    assert_string_equal(code_of_first_problem(NOTE, "没有主题\n"), "E-CAT-245");
    assert_string_equal(code_of_first_problem(NOTE, "主题：x\n\n{没有这个字段}\n"), "E-CAT-243");
    assert_string_equal(code_of_first_problem(NOTE, "主题：x\n\n{称谓\n"), "E-CAT-244");
    assert_string_equal(code_of_first_problem(NOTE, "主题：x\n\n称谓}\n"), "E-CAT-244");
    assert_string_equal(code_of_first_problem("base/templates/进度提醒.txt", "主题：x\n"), "E-CAT-219");
    assert_string_equal(code_of_first_problem("base/templates/进度提醒.fax.txt", "主题：x\n"), "E-CAT-219");
    assert_string_equal(code_of_first_problem("base/templates/进度提醒.sms.txt", "【签名】您好\n"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_filled_in_subject_and_body),
        cmocka_unit_test(the_first_subject_that_is_whole_is_the_subject),
        cmocka_unit_test(an_empty_field_drops_its_whole_line_and_no_gap_stays),
        cmocka_unit_test(a_marked_line_goes_only_where_all_may_be_said),
        cmocka_unit_test(the_head_of_an_app_message_stays_whatever_is_empty_in_it),
        cmocka_unit_test(what_is_shipped_for_the_offices_app_reads_as_the_users_wrote_it),
        cmocka_unit_test(a_subject_is_one_line_whatever_a_fact_holds),
        cmocka_unit_test(what_a_fact_holds_is_never_taken_for_a_field),
        cmocka_unit_test(faults_of_a_template_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
