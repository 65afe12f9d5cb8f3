/* test_letter.c: one message with one or several notices. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/letter.h"

static struct template *shipped(const char *name)
{
    char path[200];
    struct problems problems;
    struct template *template = NULL;
    size_t len;
    snprintf(path, sizeof(path), "deploy/catalog/base/templates/%s.full.txt", name);
    char *buf = (char *)fixture_file(path, &len);
    problems_init(&problems, 10);
    assert_int_equal(template_parse(path, buf, len, &problems, &template), ST_OK);
    problems_done(&problems);
    free(buf);
    return template;
}

struct bag {
    struct template *list, *due;
    struct facts reader, facts[3];
    struct letter_part parts[3];
    struct text subject, body;
};

static void fill(struct bag *bag)
{
    static const char *const lines[3][3] = {
        {"HN-009", "三大中心", "12月31日"}, {"HN-001", "三甲能力", "12月31日"}, {"HN-006", "出院手术占比", "12月20日"}};
    bag->list = shipped("清单");
    bag->due = shipped("临期提醒");
    text_init(&bag->subject, 4096);
    text_init(&bag->body, 1 << 20);
    facts_init(&bag->reader);
    facts_set(&bag->reader, "称谓", "沈科长");
    facts_set(&bag->reader, "发文名义", "办公室");
    facts_set(&bag->reader, "发出日期", "2025年12月17日");
    facts_set(&bag->reader, "收件范围", "您");
    for (size_t i = 0; i < 3; i++) {
        facts_init(&bag->facts[i]);
        facts_set(&bag->facts[i], "事项编号", lines[i][0]);
        facts_set(&bag->facts[i], "事项简称", lines[i][1]);
        facts_set(&bag->facts[i], "时限", lines[i][2]);
        facts_set(&bag->facts[i], "办理截止", lines[i][2]);
        facts_set(&bag->facts[i], "剩余工作日", "10");
        facts_set(&bag->facts[i], "请办什么", "办结，报佐证");
        bag->parts[i] = (struct letter_part){.template = bag->due,
                                             .facts = &bag->facts[i],
                                             .deadline_us = i == 2 ? fixture_us("2025-12-21") : fixture_us("2026-01-01"),
                                             .key = lines[i][0]};
    }
}

static void empty(struct bag *bag)
{
    template_free(bag->list);
    template_free(bag->due);
    facts_done(&bag->reader);
    for (size_t i = 0; i < 3; i++)
        facts_done(&bag->facts[i]);
    text_done(&bag->subject);
    text_done(&bag->body);
}

static void one_notice_is_a_letter_of_its_own(void **state)
{
    (void)state;
    struct bag bag;
    fill(&bag);
    assert_int_equal(letter_compose(bag.list, &bag.reader, bag.parts, 1, true, &bag.subject, &bag.body), ST_OK);
    assert_string_equal(bag.subject.s, "【临期提醒】三大中心：12月31日到期，还有10个工作日");
    assert_null(strstr(bag.body.s, "————"));
    empty(&bag);
}

static void several_are_a_list_with_each_in_full_below(void **state)
{
    (void)state;
    struct bag bag;
    fill(&bag);
    assert_int_equal(letter_compose(bag.list, &bag.reader, bag.parts, 3, true, &bag.subject, &bag.body), ST_OK);
    assert_string_equal(bag.subject.s, "今日3项事项提醒（最近12月20日）");
    const char *table = strstr(bag.body.s, "1. 出院手术占比（HN-006）：办结，报佐证；截止12月20日\n2. 三甲能力（HN-001）");
    const char *first = strstr(bag.body.s, "———— 1 ————\n【临期提醒】出院手术占比"),
               *third = strstr(bag.body.s, "———— 3 ————\n【临期提醒】三大中心");
    assert_non_null(table);
    assert_true(table < first && first < third);
    assert_true(text_starts_with(bag.body.s, "沈科长：\n"));
    empty(&bag);
}

static void the_order_of_coming_does_not_change_a_byte(void **state)
{
    (void)state;
    static const size_t orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
    char *first = NULL;
    for (size_t o = 0; o < 4; o++) {
        struct bag bag;
        struct letter_part parts[3];
        fill(&bag);
        for (size_t i = 0; i < 3; i++)
            parts[i] = bag.parts[orders[o][i]];
        assert_int_equal(letter_compose(bag.list, &bag.reader, parts, 3, true, &bag.subject, &bag.body), ST_OK);
        if (first == NULL)
            first = strdup(bag.body.s);
        assert_string_equal(bag.body.s, first);
        empty(&bag);
    }
    free(first);
}

/* n lines, each with a quotation of so many bytes; how many of them are told in full, and whether the list names every one. */
static size_t texts_of_many(size_t n, size_t quotation, struct text *body)
{
    struct bag bag;
    struct facts *facts = calloc(n, sizeof *facts);
    struct letter_part *parts = calloc(n, sizeof *parts);
    char *long_text = calloc(1, quotation + 1), words[100];
    memset(long_text, 'q', quotation);
    fill(&bag);
    for (size_t i = 0; i < n; i++) {
        char *key = malloc(24);
        snprintf(key, 24, "HN-%04zu", i);
        facts_init(&facts[i]);
        facts_set(&facts[i], "事项编号", key);
        facts_set(&facts[i], "事项简称", "病床使用");
        facts_set(&facts[i], "时限", "12月31日");
        facts_set(&facts[i], "文件名称", "方案");
        facts_set(&facts[i], "条款", "一");
        facts_set(&facts[i], "原文", long_text);
        facts_set(&facts[i], "请办什么", "办结");
        parts[i] = (struct letter_part){.template = bag.due, .facts = &facts[i], .deadline_us = 1, .key = key};
    }
    assert_int_equal(letter_compose(bag.list, &bag.reader, parts, n, true, &bag.subject, body), ST_OK);
    snprintf(words, sizeof words, "今日%zu项事项提醒", n);
    assert_true(text_starts_with(bag.subject.s, words));
    size_t told = 0;
    for (size_t i = 0; i < n; i++) {
        snprintf(words, sizeof words, "\n%zu. 病床使用（HN-%04zu）：办结\n", i + 1, i);
        assert_non_null(strstr(body->s, words));
        snprintf(words, sizeof words, "———— %zu ————\n", i + 1);
        told += strstr(body->s, words) != NULL;
    }
    for (size_t i = 0; i < n; i++) {
        free((char *)parts[i].key);
        facts_done(&facts[i]);
    }
    free(facts);
    free(parts);
    free(long_text);
    empty(&bag);
    return told;
}

static void a_letter_of_many_lines_lists_every_one(void **state)
{
    (void)state;
    scoped(text_done) struct text body;
    text_init(&body, 1 << 20);
    assert_int_equal(texts_of_many(65, 300, &body), 65);
    assert_non_null(strstr(body.s, "\n以下是每项的全文。\n"));
}

static void texts_beyond_what_a_letter_holds_are_left_out_and_the_letter_says_so(void **state)
{
    (void)state;
    char words[200];
    scoped(text_done) struct text body;
    text_init(&body, 1 << 20);
    /* half a MiB holds 131 texts of 4000 bytes and no more; each has a head besides */
    size_t told = texts_of_many(1000, 4000, &body);
    assert_in_range(told, 100, 130);
    snprintf(words, sizeof words, "以下是前%zu项的全文；其余%zu项已列在上面的清单里", told, 1000 - told);
    assert_non_null(strstr(body.s, words));
    assert_null(strstr(body.s, "以下是每项的全文"));
}

static void nothing_is_no_letter(void **state)
{
    (void)state;
    struct bag bag;
    fill(&bag);
    assert_int_equal(letter_compose(bag.list, &bag.reader, bag.parts, 0, true, &bag.subject, &bag.body), ST_BAD_INPUT);
    empty(&bag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_notice_is_a_letter_of_its_own),
        cmocka_unit_test(several_are_a_list_with_each_in_full_below),
        cmocka_unit_test(the_order_of_coming_does_not_change_a_byte),
        cmocka_unit_test(a_letter_of_many_lines_lists_every_one),
        cmocka_unit_test(texts_beyond_what_a_letter_holds_are_left_out_and_the_letter_says_so),
        cmocka_unit_test(nothing_is_no_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
