/* test_official_items.c: what somebody else publishes stands beside what is computed here: base/indicators against the list of the
 * published items. */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "model/indicator.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#define LIST      "deploy/catalog/base/official_items.tsv"
#define ITEMS_MAX 200

struct item {
    char *code, *mark;
};

static char *content;
static struct item items[ITEMS_MAX];
static size_t n_items;

static int load(void **state)
{
    size_t len;
    char *rest, *line;
    shipped_setup(state);
    content = (char *)fixture_file(LIST, &len);
    rest = content;
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (*line == '\0' || *line == '#')
            continue;
        assert_true(n_items < ITEMS_MAX);
        items[n_items].code = strsep(&line, "\t");
        (void)strsep(&line, "\t"); /* name_zh */
        (void)strsep(&line, "\t"); /* name_en */
        items[n_items].mark = strsep(&line, "\t");
        assert_non_null(items[n_items].mark);
        n_items += strcmp(items[n_items].code, "code") != 0;
    }
    return 0;
}

static int unload(void **state)
{
    free(content);
    return shipped_teardown(state);
}

static bool is_implicit(const struct indicator *indicator)
{
    return strchr(indicator->name, ':') != NULL;
}

/* How many indicators have the code; `ret_bare` those of them beside which no published number can stand. */
static size_t with_code(const char *code, size_t *ret_bare)
{
    const struct indicator_book *book = catalog_indicators(shipped.catalog);
    size_t n = 0;
    *ret_bare = 0;
    for (size_t i = 0; i < indicator_book_count(book); i++) {
        const struct indicator *indicator = indicator_book_at(book, i);
        if (is_implicit(indicator) || strcmp(indicator->code, code) != 0)
            continue;
        n++;
        if (indicator->official != NULL || strcmp(indicator->nature, "公布值") == 0)
            continue;
        print_error("%s (%s): no `official:`\n", indicator->name, code);
        ++*ret_bare;
    }
    return n;
}

static bool starts_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

static void beside_each_computed_item_of_the_platform_the_published_number_can_stand(void **state)
{
    size_t bare = 0, computed = 0;
    (void)state;
    for (size_t i = 0; i < n_items; i++) {
        size_t here;
        if (items[i].mark[0] == '\0' && !starts_with(items[i].code, "YGT24-"))
            continue;
        computed += with_code(items[i].code, &here) > 0;
        bare += here;
    }
    assert_int_equal(bare, 0);
    assert_true(computed >= 16 + 15); /* all of the county alliance's and most of the ▲ */
}

/* 14 items, two of them in two parts: 2.2 and 4.1. */
static void all_of_the_county_alliance_set_are_indicators_each_under_its_own_code(void **state)
{
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < n_items; i++) {
        size_t bare;
        if (!starts_with(items[i].code, "YGT24-"))
            continue;
        if (with_code(items[i].code, &bare) != 1)
            print_error("%s: not one indicator\n", items[i].code);
        found += with_code(items[i].code, &bare) == 1;
    }
    assert_int_equal(found, 16);
}

static void every_published_code_of_an_indicator_is_in_the_list(void **state)
{
    const struct indicator_book *book = catalog_indicators(shipped.catalog);
    int unknown = 0;
    (void)state;
    for (size_t i = 0; i < indicator_book_count(book); i++) {
        const struct indicator *indicator = indicator_book_at(book, i);
        bool known = indicator->code[0] == '\0' || is_implicit(indicator) || starts_with(indicator->code, "LOC-"); /* our own */
        for (size_t k = 0; k < n_items && !known; k++)
            known = strcmp(items[k].code, indicator->code) == 0;
        if (!known)
            print_error("%s: %s\n", indicator->name, indicator->code);
        unknown += !known;
    }
    assert_int_equal(unknown, 0);
}

/* One published item beside one indicator, and each is a row that the kind statistic takes (the loader refuses others). */
static void no_two_indicators_share_a_published_number(void **state)
{
    const struct indicator_book *book = catalog_indicators(shipped.catalog);
    (void)state;
    for (size_t i = 0; i < indicator_book_count(book); i++) {
        const struct indicator *one = indicator_book_at(book, i);
        for (size_t k = 0; k < i && one->official != NULL; k++) {
            const struct indicator *other = indicator_book_at(book, k);
            assert_true(other->official == NULL || strcmp(other->official->item, one->official->item) != 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside_each_computed_item_of_the_platform_the_published_number_can_stand),
        cmocka_unit_test(all_of_the_county_alliance_set_are_indicators_each_under_its_own_code),
        cmocka_unit_test(every_published_code_of_an_indicator_is_in_the_list),
        cmocka_unit_test(no_two_indicators_share_a_published_number),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
