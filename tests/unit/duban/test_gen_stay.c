/* Behaviour of gen_stay.h and gen_dirt.h over the world of the base tables: what a stay must obey (the rules of the front
 * page), that its shares are the story's, and that every kind of dirt leaves a mark. */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "duban/gen_dirt.h"
#include "duban/gen_discharge.h"
#include "lib/date.h"

static struct gen_options options = {.seed = 1,
                                     .base_dir = "deploy/catalog/base",
                                     .institutions_path = "deploy/catalog/haining/organisation/institution.tsv",
                                     .rows_per_month = 1000};
static struct gen_world world;
static struct gen_columns columns;

static int open_world(void **state)
{
    (void)state;
    scoped(text_done) struct text why;
    text_init(&why, 256);
    if (gen_world_open(&options, &world, &why) != ST_OK)
        return -1;
    return gen_columns_init(&world.columns, &columns, &why) == ST_OK ? 0 : -1;
}

static int close_world(void **state)
{
    (void)state;
    gen_world_close(&world);
    return 0;
}

static void the_county_has_three_hospitals_with_cases_and_twelve_townships(void **state)
{
    (void)state;
    size_t with_cases = 0;
    for (size_t i = 0; i < world.institution_count; i++)
        with_cases += world.institutions[i].profile->volume_permille > 0;
    assert_int_equal(world.institution_count, 15);
    assert_int_equal(with_cases, 3);
}

static void operated_and_high_level_cases_are_the_quota_of_the_story(void **state)
{
    (void)state;
    const struct gen_institution *hospital = &world.institutions[0];
    int32_t month = month_from_ym(2024, 1);
    uint32_t operated = 0, high = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        struct gen_stay stay;
        gen_stay_make(&world, hospital, month, i, 1000, &stay);
        int level = 0;
        for (int o = 0; o < stay.operation_count; o++)
            level = stay.operation[o].level > level ? stay.operation[o].level : level;
        operated += stay.operation_count > 0;
        high += level >= 3;
    }
    assert_int_equal(operated, 379); /* of the table of profiles: 37.9 % in January 2024 */
    assert_int_equal(high, 58);      /* floor(379 × 15.4 %) */
}

static void every_stay_obeys_the_rules_of_the_front_page(void **state)
{
    (void)state;
    int32_t month = month_from_ym(2025, 2);
    int newborns = 0, ungrouped = 0;
    for (uint32_t i = 0; i < 3000; i++) {
        struct gen_stay stay;
        gen_stay_make(&world, &world.institutions[i % 3], month, i, 3000, &stay);
        assert_int_equal(month_of_date(stay.discharged_on), month);
        assert_true(instant_of_date(stay.admitted_on, stay.admitted_s) < instant_of_date(stay.discharged_on, stay.discharged_s));
        assert_true(stay.born_on <= stay.admitted_on);
        assert_true(stay.age_years > 0 || stay.age_days <= 28);
        assert_true(stay.picture->sex == GEN_ANY || stay.newborn || stay.male == (stay.picture->sex == GEN_MALE));
        assert_true(stay.total_fen > 0);
        assert_true(!stay.group || stay.group->weight_e4 > 0);
        newborns += stay.newborn;
        ungrouped += stay.group == NULL;
    }
    assert_true(newborns > 5);
    assert_int_equal(ungrouped, 36); /* 1.2 % */
}

static void a_group_weighs_the_same_in_every_picture(void **state)
{
    (void)state;
    for (size_t i = 0; i < gen_picture_count(); i++)
        for (size_t k = 0; k < i; k++)
            for (size_t g = 0; g < world.pictures.names[i].group_count; g++)
                for (size_t h = 0; h < world.pictures.names[k].group_count; h++) {
                    const struct gen_group *a = &world.pictures.names[i].group[g], *b = &world.pictures.names[k].group[h];
                    if (strcmp(a->code, b->code) == 0)
                        assert_int_equal(a->weight_e4, b->weight_e4);
                }
}

static bool rows_equal(const struct gen_row *a, const struct gen_row *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->cell[i], b->cell[i]) != 0)
            return false;
    return true;
}

static void every_kind_of_dirt_leaves_a_mark_or_another_line(void **state)
{
    (void)state;
    struct gen_row *clean = malloc(sizeof *clean), *dirty = malloc(sizeof *dirty);
    assert_true(clean && dirty);
    const struct gen_institution *hospital = &world.institutions[0];
    int32_t month = month_from_ym(2025, 3);
    uint32_t index = 0;
    struct gen_stay stay;
    do /* an operated stay of an adult in the plain way of leaving: every kind of dirt finds something to spoil */
        gen_stay_make(&world, hospital, month, index++, 1000, &stay);
    while (stay.operation_count == 0 || stay.age_years < 18 || stay.total_fen < 200000);
    for (size_t dirt = 0; dirt < gen_dirt_count(); dirt++) {
        gen_discharge_fill(&world, hospital, month, index, &stay, &columns, clean);
        gen_discharge_fill(&world, hospital, month, index, &stay, &columns, dirty);
        assert_true(rows_equal(clean, dirty));
        if (gen_dirt_apply(dirt, &stay, dirty) == GEN_ONCE && rows_equal(clean, dirty))
            fail_msg("\"%s\" leaves no mark", gen_dirt_name(dirt));
    }
    gen_dirt_differ(dirty, &stay);
    assert_string_not_equal(gen_row_get(clean, GEN_D01), gen_row_get(dirty, GEN_D01));
    free(clean);
    free(dirty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_county_has_three_hospitals_with_cases_and_twelve_townships),
        cmocka_unit_test(operated_and_high_level_cases_are_the_quota_of_the_story),
        cmocka_unit_test(every_stay_obeys_the_rules_of_the_front_page),
        cmocka_unit_test(a_group_weighs_the_same_in_every_picture),
        cmocka_unit_test(every_kind_of_dirt_leaves_a_mark_or_another_line),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
