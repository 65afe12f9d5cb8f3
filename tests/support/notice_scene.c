/* notice_scene.c: HN-006 in June 2025, as the sample letter has it. */
#include "support/notice_scene.h"

#include <string.h>

#include "support/cmocka_all.h"

void set_scene(struct scene *scene, const struct shipped *s)
{
    memset(scene, 0, sizeof(*scene));
    scene->duty = *catalog_duty(s->catalog, "HN-006");
    scene->duty.pace.baseline_units = 338;
    scene->ctx = (struct duty_context){.duty = &scene->duty,
                                       .calendar = catalog_calendar(s->catalog),
                                       .rules = catalog_rules(s->catalog),
                                       .now_us = fixture_us("2025-06-18 08:30"),
                                       .internal_due = DATE_NONE,
                                       .periods = scene->periods};
    scene->ctx.n_periods = fixture_periods("2024-05:3/3=33.6 2024-11:3/3=33.5 2025-04:3/3=33.7 2025-05:3/3=33.8/27000 2025-06:0/3",
                                           1, scene->periods, DUTY_PERIODS_MAX);
    scene->periods[3].num = 9126;
    duty_judge(&scene->ctx, &scene->judgement);
    assert_true(organisation_recipient(s->organisation, organisation_post(s->organisation, "P-YZ"), ROLE_A,
                                       fixture_date("2025-06-18"), &scene->readers[0]));
    assert_true(organisation_recipient(s->organisation, organisation_post(s->organisation, "P-YZ"), ROLE_B,
                                       fixture_date("2025-06-18"), &scene->readers[1]));
    scene->members[0] = (struct member_value){organisation_institution_by_code(s->organisation, "H01"), true, 362, 0, 0};
    scene->members[1] = (struct member_value){organisation_institution_by_code(s->organisation, "H02"), true, 279, 0, 0};
    scene->members[2] = (struct member_value){organisation_institution_by_code(s->organisation, "H03"), true, 304, 0, 0};
    scene->notice = (struct notice_context){.catalog = s->catalog,
                                            .organisation = s->organisation,
                                            .duty = &scene->ctx,
                                            .judgement = &scene->judgement,
                                            .subject = organisation_root(s->organisation),
                                            .ladder = LADDER_BEHIND,
                                            .rung = "T+0",
                                            .rung_us = fixture_us("2025-06-18 08:30"),
                                            .start_us = fixture_us("2025-06-18 08:30"),
                                            .to = scene->readers[0],
                                            .readers = scene->readers,
                                            .n_readers = 2,
                                            .members = scene->members,
                                            .n_members = 3};
    facts_init(&scene->facts);
}

void assert_facts(const struct facts *facts, const char *const (*wanted)[2], size_t n)
{
    bool wrong = false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(facts_get(facts, wanted[i][0]), wanted[i][1]) == 0)
            continue;
        print_error("%s should be 「%s」, is 「%s」\n", wanted[i][0], wanted[i][1], facts_get(facts, wanted[i][0]));
        wrong = true;
    }
    assert_false(wrong);
}
