/* test_simulate.c: the parts of a simulation one by one: how a post's busiest week is counted, how sample values are read, and that
 * a plan's life stays within its days and is the same each time. Dates by hand: 2026-01-05 and 01-12 are Mondays. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/simulate.h"
#include "model/simulate_value.h"

/* ---- notices by post ---- */

static struct simulated_event notice(const char *at, size_t post, const char *duty, const char *rung)
{
    return (struct simulated_event){.kind = SIMULATED_NOTICE,
                                    .at_us = fixture_us(at),
                                    .duty = catalog_duty(shipped.catalog, duty),
                                    .institution = organisation_institution_at(shipped.organisation, 0),
                                    .post = organisation_post_at(shipped.organisation, post),
                                    .period = MONTH_NONE,
                                    .rung = rung};
}

static void the_busiest_week_of_a_post_counts_a_notice_once_and_each_reader(void **state)
{
    (void)state;
    /* first week: one notice that both holders read, and another on the same day; second week: three on two days, one each */
    struct simulated_event events[] = {
        notice("2026-01-07 08:30", 0, "HN-006", "T+0"), notice("2026-01-07 08:30", 0, "HN-006", "T+0"),
        notice("2026-01-07 08:30", 0, "HN-002", "T+0"), notice("2026-01-12 08:30", 0, "HN-006", "T+2"),
        notice("2026-01-12 08:30", 0, "HN-002", "T+2"), notice("2026-01-18 08:30", 0, "HN-003", "T+0"),
        notice("2026-01-19 08:30", 1, "HN-003", "T+0"),
    };
    struct simulation simulation = {.events = events, .n_events = sizeof events / sizeof events[0]};
    assert_int_equal(simulate_posts(shipped.organisation, &simulation), ST_OK);
    assert_int_equal(simulation.n_posts, 2);
    const struct simulated_post *first = &simulation.posts[0], *second = &simulation.posts[1];
    assert_ptr_equal(first->post, organisation_post_at(shipped.organisation, 0));
    assert_int_equal(first->notices, 5);
    assert_int_equal(first->readings, 6);
    assert_int_equal(first->days, 3);
    assert_int_equal(first->week, fixture_date("2026-01-12"));
    assert_int_equal(first->week_notices, 3);
    assert_int_equal(first->week_readings, 3);
    assert_int_equal(first->week_days, 2);
    assert_int_equal(second->notices, 1);
    assert_int_equal(second->week, fixture_date("2026-01-19"));
    simulation.events = NULL; /* not the heap's */
    simulation.n_events = 0;
    simulation_done(&simulation);
}

static void of_two_weeks_alike_the_first_is_the_busiest_and_calls_make_no_week(void **state)
{
    (void)state;
    struct simulated_event events[] = {notice("2026-01-09 08:30", 0, "HN-006", "T+0"),
                                       notice("2026-01-12 08:30", 0, "HN-006", "T+2"),
                                       notice("2026-01-12 09:00", 1, "HN-006", "T+1")};
    events[2].kind = SIMULATED_CALL;
    struct simulation simulation = {.events = events, .n_events = 3};
    assert_int_equal(simulate_posts(shipped.organisation, &simulation), ST_OK);
    assert_int_equal(simulation.n_posts, 2);
    assert_int_equal(simulation.posts[0].week, fixture_date("2026-01-05"));
    assert_int_equal(simulation.posts[1].week, DATE_NONE);
    assert_int_equal(simulation.posts[1].calls, 1);
    assert_int_equal(simulation.posts[1].notices, 0);
    simulation.events = NULL;
    simulation.n_events = 0;
    simulation_done(&simulation);
}

/* ---- sample values ---- */

#define COLUMNS "duty\tinstitution\tmonth\tvalue\tknown\treported\tsmall\n"

static enum status read_values(const char *rows, struct problems *problems, struct simulated_values *ret)
{
    problems_init(problems, 20);
    *ret = (struct simulated_values){0};
    return simulated_values_read(shipped.catalog, shipped.organisation, fixture_date("2025-12-31"), "values.tsv", rows,
                                 strlen(rows), problems, ret);
}

static void a_row_of_values_is_read_with_what_it_leaves_out(void **state)
{
    (void)state;
    struct problems problems;
    struct simulated_values values;
    assert_int_equal(read_values(COLUMNS "HN-006\t330481\t2025-03\t34.8\t2025-04-10 16:00\t2\ttrue\n"
                                         "HN-006\t330481\t2025-04\t\t\t\t\n"
                                         "HN-006\t330481\t2045-11\t34.8\t\t\t\n", /* the last one within reach */
                                 &problems, &values),
                     ST_OK);
    assert_int_equal(values.n, 3);
    assert_int_equal((long)values.at[0].units, 348);
    assert_int_equal(values.at[0].known_us, fixture_us("2025-04-10 16:00"));
    assert_int_equal(values.at[0].reported, 2);
    assert_true(values.at[0].small);
    assert_false(values.at[1].has_value);
    assert_int_equal(values.at[1].reported, -1);
    /* front pages of April are due on 10 May 17:00 */
    assert_int_equal(values.at[1].known_us, fixture_us("2025-05-10 17:00") - US_PER_S);
    simulated_values_done(&values);
    problems_done(&problems);
}

static void every_wrong_cell_of_the_values_is_told_with_its_line(void **state)
{
    static const struct {
        const char *row, *column;
    } cases[] = {
        {"HN-999\t330481\t2025-03\t34.8\t\t\t\n", "duty"},        {"HN-006\tH99\t2025-03\t34.8\t\t\t\n", "institution"},
        {"HN-006\t330481\t2025-13\t34.8\t\t\t\n", "month"},       {"HN-006\t330481\t1925-03\t34.8\t\t\t\n", "month"},
        {"HN-006\t330481\t2005-12\t34.8\t\t\t\n", "month"},       /* 241 months until December 2025 */
        {"HN-006\t330481\t2006-01\t34.8\t\t\t\n", "institution"}, /* 240: within reach, but it was not there yet */
        {"HN-006\t330481\t2045-12\t34.8\t\t\t\n", "month"},       {"HN-006\t330481\t2025-03\t34.85\t\t\t\n", "value"},
        {"HN-006\t330481\t2025-03\tviel\t\t\t\n", "value"},       {"HN-006\t330481\t2025-03\t34.8\tgestern\t\t\n", "known"},
        {"HN-006\t330481\t2025-03\t34.8\t\t-1\t\n", "reported"},  {"HN-006\t330481\t2025-03\t34.8\t\t\tvielleicht\n", "small"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char file[400];
        struct problems problems;
        struct simulated_values values;
        snprintf(file, sizeof file, COLUMNS "HN-006\t330481\t2025-02\t34.8\t\t\t\n%s", cases[i].row);
        assert_int_equal(read_values(file, &problems, &values), ST_BAD_INPUT);
        assert_int_equal(problems.count, 1);
        assert_int_equal(problems.items[0].place.line, 3);
        assert_string_equal(problems.items[0].place.column_name, cases[i].column);
        simulated_values_done(&values);
        problems_done(&problems);
    }
}

/* ---- a plan ---- */

static void the_life_of_a_plan_stays_within_its_days_and_is_the_same_each_time(void **state)
{
    (void)state;
    const struct simulate_input input = {.catalog = shipped.catalog,
                                         .organisation = shipped.organisation,
                                         .from = fixture_date("2025-12-15"),
                                         .to = fixture_date("2026-01-20")};
    struct simulation one, other;
    assert_int_equal(simulate_plan(&input, &one), ST_OK);
    assert_int_equal(simulate_plan(&input, &other), ST_OK);
    assert_int_equal(one.n_lines, catalog_plan(shipped.catalog)->n_duties);
    assert_true(one.n_subjects >= one.n_lines);
    assert_int_equal(one.n_events, other.n_events);
    for (size_t i = 0; i < one.n_events; i++) {
        const struct simulated_event *event = &one.events[i], *same = &other.events[i];
        assert_true(event->at_us >= instant_of_date(input.from, 0) && event->at_us < instant_of_date(input.to + 1, 0));
        assert_true(i == 0 || event->at_us >= one.events[i - 1].at_us);
        assert_int_equal(event->at_us, same->at_us);
        assert_int_equal(event->kind, same->kind);
        assert_int_equal(event->state, same->state);
        assert_ptr_equal(event->duty, same->duty);
        assert_ptr_equal(event->reader, same->reader);
        if (event->kind == SIMULATED_STATE && event->duty != NULL && event->duty->binding == BINDING_EXPECTED)
            assert_int_not_equal(event->state, DUTY_OVERDUE);
    }
    simulation_done(&one);
    simulation_done(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_busiest_week_of_a_post_counts_a_notice_once_and_each_reader),
        cmocka_unit_test(of_two_weeks_alike_the_first_is_the_busiest_and_calls_make_no_week),
        cmocka_unit_test(a_row_of_values_is_read_with_what_it_leaves_out),
        cmocka_unit_test(every_wrong_cell_of_the_values_is_told_with_its_line),
        cmocka_unit_test(the_life_of_a_plan_stays_within_its_days_and_is_the_same_each_time),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}
