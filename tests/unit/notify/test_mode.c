/* test_mode.c: who may hear. */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "lib/config.h"
#include "notify/mode.h"

static const char *verdict(enum mode_kind kind, const char *list, const char *person, const char *address)
{
    struct mode mode = {.kind = kind, .allow_list = list};
    const char *state = mode_judge(&mode, person, address).state;
    return state == NULL ? "leaves" : state;
}

static void live_lets_everybody_hear_and_off_and_shadow_nobody(void **state)
{
    (void)state;
    assert_string_equal(verdict(MODE_LIVE, "", "a", "a@x.cn"), "leaves");
    assert_string_equal(verdict(MODE_OFF, "a@x.cn", "a", "a@x.cn"), "off");
    assert_string_equal(verdict(MODE_SHADOW, "a@x.cn", "a", "a@x.cn"), "shadowed");
}

static void the_list_names_addresses_domains_and_codes_whole_and_in_any_case(void **state)
{
    (void)state;
    assert_string_equal(verdict(MODE_ALLOW_LIST, "b@x.cn,a@x.cn", "a", "A@X.cn"), "leaves");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "b@x.cn, @y.cn ", "a", "a@Y.cn"), "leaves");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "guicai.a", "guicai.a", NULL), "leaves");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "", "a", "a@x.cn"), "not_allowed");
    assert_string_equal(verdict(MODE_ALLOW_LIST, " , ,", "", ""), "not_allowed");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "aa@x.cn,a@x.c,@x.cnn,x.cn", "a", "a@x.cn"), "not_allowed");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "@x.cn", "a", "a@x.cn@y.cn"), "not_allowed");
    assert_string_equal(verdict(MODE_ALLOW_LIST, "@x.cn", "a", NULL), "not_allowed");
}

static void without_settings_nothing_leaves(void **state)
{
    (void)state;
    struct problems problems;
    problems_init(&problems, 10);
    scoped(config_freep) struct config *config = NULL;
    assert_int_equal(config_load(NULL, NULL, &problems, &config), ST_OK);
    struct mode mode;
    mode_init(&mode, config);
    assert_int_equal(mode.kind, MODE_SHADOW);
    problems_done(&problems);
}

static void the_words_of_the_settings_are_the_modes(void **state)
{
    (void)state;
    static const struct {
        char *variable;
        enum mode_kind kind;
    } words[] = {{"DUBAN_NOTIFY_MODE=off", MODE_OFF},
                 {"DUBAN_NOTIFY_MODE=shadow", MODE_SHADOW},
                 {"DUBAN_NOTIFY_MODE=allow-list", MODE_ALLOW_LIST},
                 {"DUBAN_NOTIFY_MODE=live", MODE_LIVE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char *environment[] = {words[i].variable, NULL};
        struct problems problems;
        problems_init(&problems, 10);
        scoped(config_freep) struct config *config = NULL;
        assert_int_equal(config_load(NULL, environment, &problems, &config), ST_OK);
        struct mode mode;
        mode_init(&mode, config);
        assert_int_equal(mode.kind, words[i].kind);
        problems_done(&problems);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_lets_everybody_hear_and_off_and_shadow_nobody),
        cmocka_unit_test(the_list_names_addresses_domains_and_codes_whole_and_in_any_case),
        cmocka_unit_test(without_settings_nothing_leaves),
        cmocka_unit_test(the_words_of_the_settings_are_the_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
