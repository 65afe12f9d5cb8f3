/* test_template_check.c: what a template may carry in its form, how long a text message may be at its longest, and what the
 * channels need. Lengths are counted by hand. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog_check.h"
#include "model/kind.h"
#include "model/template_check.h"
#include "support/shipped.h"

/* The problems of the shipped catalog with one file more, or with other rules (`from` → `to`), a line each; lent until the next. */
static const char *told_of(const struct shipped *s, const char *path, const char *content, const char *from, const char *to)
{
    static char words[1 << 16];
    static const char rules[] = "base/rules.yaml";
    struct catalog_source *sources = calloc(s->n + 1, sizeof(*sources));
    struct problems problems;
    struct catalog *catalog = NULL;
    char *changed = NULL;
    size_t n = s->n;
    memcpy(sources, s->sources, n * sizeof(*sources));
    if (path != NULL)
        sources[n++] = (struct catalog_source){path, content, strlen(content)};
    for (size_t i = 0; from != NULL && i < n; i++) {
        if (strcmp(sources[i].path, rules) != 0)
            continue;
        const char *at = strstr(sources[i].content, from);
        assert_non_null(at);
        size_t cap = sources[i].len + strlen(to) + 1;
        changed = malloc(cap);
        snprintf(changed, cap, "%.*s%s%s", (int)(at - sources[i].content), sources[i].content, to, at + strlen(from));
        sources[i] = (struct catalog_source){rules, changed, strlen(changed)};
    }
    problems_init(&problems, 100);
    enum status status = catalog_load(sources, n, NULL, &problems, &catalog);
    if (status == ST_OK)
        status = catalog_check(catalog, &problems);
    assert_int_equal(status, problems.errors == 0 ? ST_OK : ST_BAD_INPUT);
    scoped(text_done) struct text text;
    text_init(&text, sizeof(words) - 1);
    problems_format(&text, &problems, REASON_EN);
    snprintf(words, sizeof(words), "%s", text.s);
    catalog_free(catalog);
    problems_done(&problems);
    free(sources);
    free(changed);
    return words;
}

static void expect_told(const char *told, const char *words)
{
    if (strstr(told, words) == NULL)
        fail_msg("not told: %s\nbut: %s", words, told);
}

#define SMS "base/templates/试.sms.txt"
#define IM  "base/templates/试.im.txt"
/* ten characters */
#define TEN "一二三四五六七八九十"

static void a_text_message_at_its_longest_has_seventy_characters_and_not_one_more(void **state)
{
    /* 6 + 6 + 5 + 13 of the fields, and 40 */
    static const char good[] = "{事项简称}{月日}{签名}{联系电话}" TEN TEN TEN TEN "\n";
    assert_string_equal(told_of(*state, SMS, good, NULL, NULL), "");
    const char *told = told_of(*state, SMS, "{事项简称}{月日}{签名}{联系电话}" TEN TEN TEN TEN "。\n", NULL, NULL);
    expect_told(told, SMS ":1");
    expect_told(told, "E-CAT-291");
    expect_told(told, "may have 71 characters, at most 70");
    expect_told(told, "事项简称6，月日6，签名5，联系电话13");
    /* a field twice is as long twice, and the end of a line counts: 4 * 13 + 1 + 18 */
    expect_told(told_of(*state, SMS, "{联系电话}{联系电话}\n{联系电话}{联系电话}" TEN "一二三四五六七八\n", NULL, NULL),
                "may have 71 characters");
    assert_string_equal(told_of(*state, SMS, "{联系电话}{联系电话}\n{联系电话}{联系电话}" TEN "一二三四五六七\n", NULL, NULL), "");
}

static void what_the_catalog_has_is_measured_there(void **state)
{
    /* the numbers of Haining's lines have three characters: HN-001 */
    size_t longest = 0;
    const struct shipped *s = *state;
    for (size_t i = 0; i < catalog_kind_count(s->catalog); i++) {
        size_t n = 0;
        for (const char *c = catalog_kind_at(s->catalog, i)->zh; *c != '\0'; c++)
            n += ((unsigned char)*c & 0xc0) != 0x80;
        longest = n > longest ? n : longest;
    }
    char words[100];
    snprintf(words, sizeof(words), "短码3，报表名%zu", longest);
    expect_told(told_of(s, SMS, "{短码}{报表名}" TEN TEN TEN TEN TEN TEN TEN "\n", NULL, NULL), words);
}

static void a_field_of_any_length_cannot_stand_in_a_text_message(void **state)
{
    const char *told = told_of(*state, SMS, "您好\n{称谓}\n", NULL, NULL);
    expect_told(told, SMS ":2");
    expect_told(told, "称谓");
    expect_told(told, "E-CAT-292");
}

static void a_field_above_the_level_of_its_form_is_told_with_its_line(void **state)
{
    const char *told = told_of(*state, SMS, "您好\n{现状}\n", NULL, NULL);
    expect_told(told, SMS ":2");
    expect_told(told, "the field \"现状\" is of level \"brief\", a template of form \"sms\" carries \"title\" at most");
    told = told_of(*state, IM, "{现状}\n{影响单位列表}\n", NULL, NULL);
    expect_told(told, IM ":2");
    expect_told(told, "the field \"影响单位列表\" is of level \"full\", a template of form \"im\" carries \"brief\" at most");
    /* a ◆ line goes where the channel carries full, and only there; a second use outside of it counts */
    assert_string_equal(told_of(*state, IM, "{现状}\n◆影响较大：{影响单位列表}\n", NULL, NULL), "");
    expect_told(told_of(*state, IM, "◆影响较大：{影响单位列表}\n{影响单位列表}\n", NULL, NULL), IM ":2");
    assert_string_equal(told_of(*state, "base/templates/试.full.txt", "主题：试\n\n{影响单位列表}\n", NULL, NULL), "");
}

static void a_channel_needs_every_template_in_its_form_and_within_its_level(void **state)
{
    const char *told = told_of(*state, NULL, NULL, "smtp: {content: full}", "smtp: {content: title}");
    expect_told(told, "base/rules.yaml:");
    expect_told(told, "there is no template \"逾期提示\" (sms)");
    assert_null(strstr(told, "\"进度提醒\" (sms)")); /* that one is there */
    told = told_of(*state, NULL, NULL, "smtp: {content: full}", "smtp: {content: brief}");
    expect_told(told, "there is no template \"逾期提示\" (im)");
    assert_null(strstr(told, "\"进度提醒\" (im)"));
    /* how many, and nothing else */
    told = told_of(*state, NULL, NULL, "smtp: {content: full}", "smtp: {content: count}");
    expect_told(told, "base/templates/进度提醒.sms.txt:1");
    expect_told(told, "the field \"事项简称\" is above the content level of the channel \"smtp\"");
}

static void what_the_office_is_called_may_be_no_longer_than_reckoned_with(void **state)
{
    static const char *const office[][2] = {{"海宁市卫健局", "5"}, {"0573-87000000转8001", "13"}};
    const struct shipped *s = *state;
    for (size_t i = 0; i < 2; i++) {
        struct problems problems;
        struct organisation *organisation = shipped_organisation_with(i == 0 ? "海宁卫健" : "0573-87000000", office[i][0]);
        problems_init(&problems, 10);
        template_check_office(s->catalog, organisation, &problems);
        assert_int_equal(problems.count, 1);
        assert_string_equal(reason_code(problems.items[0].reason), "E-CAT-293");
        assert_string_equal(problems.items[0].params[0], office[i][0]);
        assert_string_equal(problems.items[0].params[2], office[i][1]);
        problems_done(&problems);
        organisation_free(organisation);
    }
}

static void an_office_without_a_signature_or_a_telephone_is_told(void **state)
{
    static const char *const keys[][2] = {{"sms_signature", "签名"}, {"contact_phone", "联系电话"}};
    const struct shipped *s = *state;
    for (size_t i = 0; i < 2; i++) {
        struct problems problems;
        struct organisation *organisation = shipped_organisation_with(keys[i][0], "data_from");
        problems_init(&problems, 10);
        template_check_office(s->catalog, organisation, &problems);
        assert_int_equal(problems.count, 1);
        assert_int_equal(problems.errors, 0); /* a warning: the letters go out */
        assert_string_equal(reason_code(problems.items[0].reason), "W-CAT-361");
        assert_string_equal(problems.items[0].place.file, "office.tsv");
        assert_string_equal(problems.items[0].params[0], keys[i][0]);
        assert_string_equal(problems.items[0].params[1], keys[i][1]);
        problems_done(&problems);
        organisation_free(organisation);
    }
}

/* There is no act for an extension or a dispute yet, and a refused file is not a return: no letter may say what nothing keeps. */
static void no_letter_promises_what_nothing_keeps(void **state)
{
    static const char *const promises[] = {"延期", "核对期间", "不升级", "不作为", "算按时"};
    const struct shipped *s = *state;
    size_t seen = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (strstr(s->sources[i].path, "templates/") == NULL)
            continue;
        seen++;
        for (size_t k = 0; k < sizeof promises / sizeof promises[0]; k++)
            if (memmem(s->sources[i].content, s->sources[i].len, promises[k], strlen(promises[k])) != NULL)
                fail_msg("%s promises: %s", s->sources[i].path, promises[k]);
    }
    assert_true(seen >= 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_message_at_its_longest_has_seventy_characters_and_not_one_more),
        cmocka_unit_test(what_the_catalog_has_is_measured_there),
        cmocka_unit_test(a_field_of_any_length_cannot_stand_in_a_text_message),
        cmocka_unit_test(a_field_above_the_level_of_its_form_is_told_with_its_line),
        cmocka_unit_test(a_channel_needs_every_template_in_its_form_and_within_its_level),
        cmocka_unit_test(what_the_office_is_called_may_be_no_longer_than_reckoned_with),
        cmocka_unit_test(an_office_without_a_signature_or_a_telephone_is_told),
        cmocka_unit_test(no_letter_promises_what_nothing_keeps),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
