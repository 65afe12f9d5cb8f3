/* test_template.c: the house rules of a notice's wording. */
#include "support/cmocka_all.h"

#include <string.h>

#include "model/template.h"

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
    struct template *template = parse("base/templates/进度提醒.im.txt", "现状：{现状}\n◆影响较大：{影响单位列表}\n");
    facts_init(&facts);
    facts_set(&facts, "现状", "33.8%");
    facts_set(&facts, "影响单位列表", "市中医院27.9%");
    render(&out, template, &facts, true);
    assert_string_equal(out.body.s, "现状：33.8%\n影响较大：市中医院27.9%\n");
    drop(&out);
    render(&out, template, &facts, false);
    assert_string_equal(out.body.s, "现状：33.8%\n");
    drop(&out);
    facts_done(&facts);
    template_free(template);
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
        cmocka_unit_test(a_subject_is_one_line_whatever_a_fact_holds),
        cmocka_unit_test(what_a_fact_holds_is_never_taken_for_a_field),
        cmocka_unit_test(faults_of_a_template_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
