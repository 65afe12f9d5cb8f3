/* test_render.c: deadlines read from words, and the number of a letter. The words are those that the facts of notices hold. */
#include "support/cmocka_all.h"

#include <string.h>

#include "lib/date.h"
#include "notify/render.h"

static int64_t at(const char *when)
{
    int64_t us = 0;
    assert_int_equal(instant_parse(when, strlen(when), &us), ST_OK);
    return us;
}

static void assert_deadline(const char *words, const char *created, const char *expected)
{
    int64_t due_us = render_deadline_us(words, at(created));
    assert_true(due_us == (expected == NULL ? INT64_MAX : at(expected)));
}

static void a_day_ends_with_the_day_and_an_hour_is_the_hour(void **state)
{
    (void)state;
    assert_deadline("2025年12月31日", "2025-12-15 08:30", "2026-01-01 00:00");
    assert_deadline("2026年1月10日17:00", "2025-12-15 08:30", "2026-01-10 17:00");
    assert_deadline("12月24日12时前", "2025-12-15 08:30", "2025-12-24 12:00");
    assert_deadline("时限为2025年12月31日", "2025-12-15 08:30", "2026-01-01 00:00");
}

static void a_day_without_a_year_is_the_nearest_one(void **state)
{
    (void)state;
    assert_deadline("1月5日", "2025-12-29 08:30", "2026-01-06 00:00");
    assert_deadline("12月31日", "2026-01-20 08:30", "2027-01-01 00:00");
    assert_deadline("6月30日", "2025-12-29 08:30", "2025-07-01 00:00");
}

static void what_is_no_day_is_no_deadline(void **state)
{
    (void)state;
    static const char *const none[] = {"", "年底前", "2025年", "13月1日", "2月30日", "2025年2月29日", "5", "12月", "99999年1月1日"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_deadline(none[i], "2025-12-15 08:30", NULL);
}

static void a_letter_keeps_its_number_and_no_two_letters_share_one(void **state)
{
    (void)state;
    char seen[7][200];
    const struct {
        const char *alliance, *person, *channel, *from;
        int32_t day;
        int64_t sequence;
    } letters[] = {{"haining", "shen", "smtp", "duban@haining.gov.cn", 20000, 1},
                   {"other", "shen", "smtp", "duban@haining.gov.cn", 20000, 1},
                   {"haining", "lu", "smtp", "duban@haining.gov.cn", 20000, 1},
                   {"haining", "shen", "letterbox", "duban@haining.gov.cn", 20000, 1},
                   {"haining", "shen", "smtp", "duban@haining.gov.cn", 20001, 1},
                   {"haining", "shen", "smtp", "duban@haining.gov.cn", 20000, 2},
                   {"haining", "shen", "smtp", "", 20000, 1}};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        scoped(text_done) struct text once, again;
        text_init(&once, 199);
        text_init(&again, 199);
        render_message_id(&once, letters[i].alliance, letters[i].person, letters[i].channel, letters[i].day, letters[i].sequence,
                          letters[i].from);
        render_message_id(&again, letters[i].alliance, letters[i].person, letters[i].channel, letters[i].day, letters[i].sequence,
                          letters[i].from);
        assert_string_equal(once.s, again.s);
        assert_null(strstr(once.s, "shen"));
        assert_non_null(strstr(once.s, i == 6 ? "@duban.invalid>" : "@haining.gov.cn>"));
        memcpy(seen[i], once.s, once.len + 1);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(seen[k], seen[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_ends_with_the_day_and_an_hour_is_the_hour),
        cmocka_unit_test(a_day_without_a_year_is_the_nearest_one),
        cmocka_unit_test(what_is_no_day_is_no_deadline),
        cmocka_unit_test(a_letter_keeps_its_number_and_no_two_letters_share_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
