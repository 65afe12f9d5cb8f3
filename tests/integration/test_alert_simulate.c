/* Law 7: the same values give the same notices, whether `duban simulate` lives the plan in one process or the real duban-alert
 * meets them one by one on a clock that is moved from hour to hour: a year's end with a correction to the worse, one to the better,
 * a number that comes late, and lines without any number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/simulate.h"
#include "shared/alliance.h"
#include "support/alert_world.h"
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/private_pg.h"

#define LINES 4000

static const struct known {
    const char *at, *duty, *cell, *period, *value;
    int expected;
} KNOWN[] = {
    {"2025-12-15 00:00", "AL-01", SURGERY, "2025-11", "35.2", 3}, {"2025-12-15 00:00", "AL-02", BEDS, "2025-11", "71.0", 2},
    {"2026-01-09 11:00", "AL-01", SURGERY, "2025-12", "34.7", 3}, {"2026-01-14 10:00", "AL-02", BEDS, "2025-12", "68.5", 2},
    {"2026-01-15 10:05", "AL-01", SURGERY, "2025-12", "34.1", 3}, /* worse than was told */
    {"2026-01-20 10:05", "AL-02", BEDS, "2025-12", "70.5", 2},    /* it was reached after all */
    {"2026-01-26 14:00", "AL-01", SURGERY, "2025-12", "34.3", 3}, /* better, and too few still */
};
enum { KNOWN_COUNT = sizeof KNOWN / sizeof KNOWN[0] };
#define FIRST "2025-12-15"
#define LAST  "2026-02-06"

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lines in order, each once. */
static char *sorted(char *lines)
{
    const char *at[LINES];
    size_t n = 0;
    scoped(text_done) struct text out;
    text_init(&out, 1u << 20);
    for (char *rest = lines, *line; (line = strtok_r(rest, "\n", &rest)) != NULL && n < LINES;)
        at[n++] = line;
    qsort(at, n, sizeof at[0], compare_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(at[i], at[i - 1]) != 0)
            text_printf(&out, "%s\n", at[i]);
    return strdup(out.s);
}

/* ---- lived by the processes ---- */

/* Hours at which a rung may speak, and at which a day begins; what is known between two of them is known then. */
static void live(void)
{
    static const char *const hours[] = {"00:00", "08:30", "16:00", "17:00"};
    size_t next = 0;
    for (int32_t date = fixture_date(FIRST); date <= fixture_date(LAST); date++) {
        for (size_t h = 0; h < sizeof hours / sizeof hours[0]; h++) {
            char local[32];
            scoped(text_done) struct text day;
            text_init(&day, 16);
            date_format(&day, date);
            snprintf(local, sizeof local, "%s %s", day.s, hours[h]);
            for (; next < KNOWN_COUNT && strcmp(KNOWN[next].at, local) <= 0; next++) {
                const struct known *k = &KNOWN[next];
                if (strcmp(k->at, FIRST " 00:00") != 0)
                    world_step(k->at);
                world_value("330481", k->cell, k->period, k->value, k->expected, k->expected);
                world_quiet();
            }
            world_step(local);
        }
    }
}

static char *told_live(void)
{
    const char *lines = world_one(
        "SELECT coalesce(string_agg(concat_ws('|', d.duty, i.code, e.ladder, e.period, CASE WHEN d.withdraws IS NULL THEN d.rung "
        "|| '|' "
        "|| d.person ELSE '更正' END, to_char(to_timestamp(d.created_us / 1000000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')), "
        "E'\\n'), '') FROM alert.due_notice d JOIN alert.institution i USING (institution_id) JOIN alert.episode e USING "
        "(institution_id, episode_id) WHERE d.duty LIKE 'AL-%'");
    char *copy = strdup(lines), *told = sorted(copy);
    free(copy);
    return told;
}

/* ---- lived by the model alone ---- */

static void say_event(struct text *out, const struct simulated_event *e)
{
    if (e->duty == NULL || (e->kind != SIMULATED_NOTICE && e->kind != SIMULATED_WITHDRAWN))
        return;
    text_printf(out, "%s|%s|%s|%d|", e->duty->id, e->institution->code, ladder_name(e->ladder), (int)e->period);
    if (e->kind == SIMULATED_NOTICE)
        text_printf(out, "%s|%s|", e->rung, e->reader->code);
    else
        text_append(out, "更正|");
    date_format(out, instant_date(e->at_us));
    text_append(out, "\n");
}

static char *told_by_simulation(const struct alliance *alliance)
{
    struct simulated_value values[KNOWN_COUNT];
    struct simulation simulation;
    struct text out;
    text_init(&out, 1u << 20);
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        const struct duty *duty = catalog_duty(alliance->catalog, KNOWN[i].duty);
        int scale = 0;
        values[i] = (struct simulated_value){.duty = duty,
                                             .institution = organisation_institution_by_code(alliance->organisation, "330481"),
                                             .month = fixture_month(KNOWN[i].period),
                                             .has_value = true,
                                             .reported = -1,
                                             .known_us = fixture_us(KNOWN[i].at)};
        assert_int_equal(decimal_parse(KNOWN[i].value, strlen(KNOWN[i].value), DECIMAL_SCALE_MAX, &values[i].units, &scale), ST_OK);
        assert_int_equal(decimal_rescale(values[i].units, scale, duty->target.decimals, &values[i].units), ST_OK);
    }
    struct simulate_input input = {.catalog = alliance->catalog,
                                   .organisation = alliance->organisation,
                                   .from = fixture_date(FIRST),
                                   .to = fixture_date(LAST),
                                   .values = values,
                                   .n_values = KNOWN_COUNT};
    assert_int_equal(simulate_plan(&input, &simulation), ST_OK);
    for (size_t i = 0; i < simulation.n_events; i++)
        say_event(&out, &simulation.events[i]);
    char *told = sorted(out.s);
    simulation_done(&simulation);
    text_done(&out);
    return told;
}

static void a_simulation_tells_whom_the_running_system_tells_on_the_same_day(void **state)
{
    (void)state;
    struct db *db = NULL;
    struct alliances *alliances = NULL;
    const struct alliance *alliance = NULL;
    world_begin(FIRST " 00:00");
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small", NULL);
    world_quiet();
    live();
    assert_int_equal(db_open(&db, private_pg_start(), "test"), ST_OK);
    assert_int_equal(alliances_new(&alliances), ST_OK);
    assert_int_equal(alliance_take(alliances, db, 1, &alliance), ST_OK);
    char *told = told_live(), *simulated = told_by_simulation(alliance);
    /* the story is in it: worse is told anew from the beginning, and what was told of the beds is taken back */
    assert_non_null(strstr(told, "AL-01|330481|overdue|24311|T+0|yz.a|2026-01-12\n"));
    assert_non_null(strstr(told, "AL-01|330481|overdue|24311|T+0|yz.a|2026-01-15\n"));
    assert_non_null(strstr(told, "AL-02|330481|overdue|24311|更正|2026-01-20\n"));
    assert_string_equal(simulated, told);
    free(told);
    free(simulated);
    alliance_give(&alliance);
    alliances_free(alliances);
    db_close(db);
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_simulation_tells_whom_the_running_system_tells_on_the_same_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
