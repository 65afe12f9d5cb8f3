/* A list of the desk's summary that is too long for its field says how many more there are. */
#include "alert/summary_list.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka_all.h"

static void fill(struct summary_list *list, size_t n)
{
    summary_list_init(list);
    for (size_t i = 0; i < n; i++) {
        char item[80];
        snprintf(item, sizeof item, "HN-%04zu 公立医院出院患者手术占比：滞后", i);
        summary_list_append(list, "\n", item);
    }
}

static void a_list_that_fits_is_whole(void **state)
{
    (void)state;
    struct summary_list list;
    struct facts facts;
    facts_init(&facts);
    fill(&list, 3);
    summary_list_set(&list, &facts, "起点清单", "duban duty list");
    assert_string_equal(facts_get(&facts, "起点清单"),
                        "HN-0000 公立医院出院患者手术占比：滞后\nHN-0001 公立医院出院患者手术占比：滞后\n"
                        "HN-0002 公立医院出院患者手术占比：滞后");
    facts_done(&facts);
    summary_list_done(&list);
}

static void a_list_that_is_too_long_ends_with_how_many_more_there_are(void **state)
{
    (void)state;
    struct summary_list list;
    struct facts facts;
    facts_init(&facts);
    fill(&list, 1000);
    summary_list_append(&list, "\n", "x"); /* it would fit, but what follows a gap is counted too */
    summary_list_set(&list, &facts, "起点清单", "duban duty list");
    assert_int_equal(facts_status(&facts), ST_OK);
    const char *said = facts_get(&facts, "起点清单");
    size_t lines = 0;
    for (const char *at = said; (at = strstr(at, "HN-")) != NULL; at++)
        lines++;
    /* a line has 3 + 4 + 1 + 12 × 3 + 3 + 2 × 3 = 53 bytes, and one between: 12288 / 54 */
    assert_int_equal(lines, 227);
    assert_non_null(strstr(said, "HN-0226 公立医院出院患者手术占比：滞后\n还有774项没有列出，请用 duban duty list 查看"));
    facts_done(&facts);
    summary_list_done(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_fits_is_whole),
        cmocka_unit_test(a_list_that_is_too_long_ends_with_how_many_more_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
