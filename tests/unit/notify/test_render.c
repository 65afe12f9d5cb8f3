/* test_render.c: the number of a letter. */
#include "support/cmocka_all.h"

#include <string.h>

#include "notify/render.h"

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
        cmocka_unit_test(a_letter_keeps_its_number_and_no_two_letters_share_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
