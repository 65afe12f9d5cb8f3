/* test_fact.c: facts keep what they are given, in order, and survive their journey as JSON. */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "model/fact.h"

static void a_later_fact_of_the_same_name_replaces_the_earlier(void **state)
{
    (void)state;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    facts_set(&facts, "目标", "30%以上");
    facts_set(&facts, "现状", "33.8%");
    facts_set(&facts, "目标", "35%以上");
    assert_int_equal(facts.n, 2);
    assert_string_equal(facts_get(&facts, "目标"), "35%以上");
    assert_string_equal(facts.at[0].name, "目标");
}

static void an_empty_fact_is_no_fact(void **state)
{
    (void)state;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    facts_set(&facts, "配合单位", "");
    facts_set(&facts, "现状", "33.8%");
    facts_set(&facts, "现状", NULL);
    assert_int_equal(facts.n, 0);
    assert_string_equal(facts_get(&facts, "现状"), "");
}

static void facts_read_back_from_json_as_they_were(void **state)
{
    (void)state;
    scoped(facts_done) struct facts facts, back;
    scoped(text_done) struct text json, again;
    text_init(&json, 4096);
    text_init(&again, 4096);
    facts_init(&facts);
    facts_init(&back);
    facts_set(&facts, "原文", "到2025年，\"占比\"达到35%\\以上\n第二行\t\x01");
    facts_printf(&facts, "剩余工作日", "%d", 10);
    facts_format_json(&json, &facts);
    assert_string_equal(json.s,
                        "{\"原文\":\"到2025年，\\\"占比\\\"达到35%\\\\以上\\n第二行\\u0009\\u0001\",\"剩余工作日\":\"10\"}");
    assert_int_equal(facts_parse_json(&back, json.s, json.len), ST_OK);
    facts_format_json(&again, &back);
    assert_string_equal(again.s, json.s);
    assert_string_equal(facts_get(&back, "原文"), facts_get(&facts, "原文"));
}

static void json_of_other_writers_is_understood(void **state)
{
    (void)state;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    static const char json[] = " { \"a\" : \"\\u624b\\u672f\" ,\n\"b\":\"\\ud83c\\udfe5\\/\" } ";
    assert_int_equal(facts_parse_json(&facts, json, strlen(json)), ST_OK);
    assert_string_equal(facts_get(&facts, "a"), "手术");
    assert_string_equal(facts_get(&facts, "b"), "🏥/");
    assert_int_equal(facts_parse_json(&facts, "{}", 2), ST_OK);
    assert_int_equal(facts.n, 0);
}

static void anything_but_a_flat_object_of_strings_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{",
                                      "[]",
                                      "{\"a\":1}",
                                      "{\"a\":\"b\"",
                                      "{\"a\":{}}",
                                      "{\"a\":\"b\",}",
                                      "{\"a\":\"\n\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\\u12\"}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{\"a\":\"\\u0000\"}",
                                      "{\"a\":\"b\"}x",
                                      "{\"a\":\"\xff\"}",
                                      "{\"a\" \"b\"}",
                                      "{a:\"b\"}",
                                      "{\"a\":\"\\"};
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (facts_parse_json(&facts, bad[i], strlen(bad[i])) != ST_BAD_INPUT)
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(facts.n, 0);
    }
}

static void too_much_is_told_and_not_cut(void **state)
{
    (void)state;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    char *large = malloc(FACT_VALUE_MAX_BYTES + 2);
    memset(large, 'x', FACT_VALUE_MAX_BYTES + 1);
    large[FACT_VALUE_MAX_BYTES + 1] = '\0';
    facts_set(&facts, "原文", large);
    free(large);
    assert_int_equal(facts.n, 0);
    assert_int_equal(facts_status(&facts), ST_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_later_fact_of_the_same_name_replaces_the_earlier),
        cmocka_unit_test(an_empty_fact_is_no_fact),
        cmocka_unit_test(facts_read_back_from_json_as_they_were),
        cmocka_unit_test(json_of_other_writers_is_understood),
        cmocka_unit_test(anything_but_a_flat_object_of_strings_is_refused),
        cmocka_unit_test(too_much_is_told_and_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
