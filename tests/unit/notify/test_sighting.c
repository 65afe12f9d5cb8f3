/* test_sighting.c: leases and pauses on our own clock; instants are in seconds here. */
#include "support/cmocka_all.h"

#include <string.h>

#include "notify/sighting.h"

#define S     INT64_C(1000000)
#define LEASE (30 * S)

static struct sightings table;

static void look(const struct candidate *candidates, size_t n, int64_t now_us)
{
    sightings_update(&table, candidates, n, LEASE, now_us);
}

static bool ripe(int64_t id, int64_t now_us)
{
    const struct sighting *s = sightings_find(&table, id);
    return s != NULL && sighting_is_ripe(s, LEASE, now_us);
}

/* Looks as often as it should, until `until_us`. */
static void watch(const struct candidate *candidates, size_t n, int64_t from_us, int64_t until_us)
{
    for (int64_t now_us = from_us; now_us < until_us; now_us += 5 * S)
        look(candidates, n, now_us);
    look(candidates, n, until_us);
}

static void begin(void)
{
    memset(&table, 0, sizeof table);
}

static void a_fresh_letter_goes_at_once_and_a_failed_one_after_a_pause_that_grows(void **state)
{
    (void)state;
    begin();
    const struct candidate seen[] = {{.message_id = 1}, {.message_id = 2, .attempts = 1}, {.message_id = 3, .attempts = 4}};
    look(seen, 3, 100 * S);
    assert_true(ripe(1, 100 * S));
    assert_false(ripe(2, 101 * S - 1));
    assert_true(ripe(2, 101 * S));
    assert_false(ripe(3, 108 * S - 1));
    assert_true(ripe(3, 108 * S));
    assert_int_equal(sighting_pause_us(9), 256 * S);
    assert_int_equal(sighting_pause_us(10), 300 * S);
    assert_int_equal(sighting_pause_us(INT64_MAX), 300 * S);
}

static void a_letter_that_failed_here_pauses_as_one_that_its_receiver_did_not_take(void **state)
{
    (void)state;
    begin();
    struct candidate seen = {.message_id = 1, .work.attempts = 1};
    look(&seen, 1, 100 * S);
    assert_false(ripe(1, 101 * S - 1));
    assert_true(ripe(1, 101 * S));
    seen.work.attempts = 2; /* another process failed with it */
    look(&seen, 1, 200 * S);
    assert_false(ripe(1, 202 * S - 1));
    assert_true(ripe(1, 202 * S));
}

static void a_held_letter_is_taken_over_only_when_nothing_moved_for_the_lease(void **state)
{
    (void)state;
    begin();
    struct candidate seen = {.message_id = 1, .fence = 3, .beat = 7, .held = true};
    watch(&seen, 1, 0, 30 * S - 1);
    assert_false(ripe(1, 30 * S - 1));
    look(&seen, 1, 30 * S);
    assert_true(ripe(1, 30 * S));
    seen.beat = 8; /* he lives */
    watch(&seen, 1, 30 * S, 50 * S);
    assert_false(ripe(1, 50 * S));
    seen.fence = 4; /* somebody else has it now */
    watch(&seen, 1, 50 * S, 80 * S - 1);
    assert_false(ripe(1, 80 * S - 1));
    look(&seen, 1, 80 * S);
    assert_true(ripe(1, 80 * S));
}

static void a_machine_that_stood_still_takes_nobody_for_dead_who_stood_still_with_it(void **state)
{
    (void)state;
    begin();
    struct candidate seen = {.message_id = 1, .fence = 3, .beat = 7, .held = true};
    watch(&seen, 1, 0, 7 * S); /* he raises his beat every 7.5 s */
    look(&seen, 1, 1000 * S);
    assert_false(ripe(1, 1000 * S));
    look(&seen, 1, 1007 * S); /* he woke, and is slow to do it */
    assert_false(ripe(1, 1007 * S));
    seen.beat = 8;
    look(&seen, 1, 1008 * S);
    look(&seen, 1, 2000 * S); /* it stood still again; now he is dead, and we see it as long as it takes */
    assert_false(ripe(1, 2000 * S));
    watch(&seen, 1, 2000 * S, 2022 * S);
    assert_false(ripe(1, 2022 * S));
    look(&seen, 1, 2022 * S + S / 2); /* 7.5 s of what stood still count */
    assert_true(ripe(1, 2022 * S + S / 2));
}

static void who_looks_rarely_takes_over_in_the_end_and_ends_no_pause_later(void **state)
{
    (void)state;
    begin();
    const struct candidate seen[] = {{.message_id = 1, .held = true}, {.message_id = 2, .attempts = 20}};
    for (int i = 0; i < 4; i++) {
        look(seen, 2, i * 100 * S);
        assert_false(ripe(1, i * 100 * S));
        assert_int_equal(ripe(2, i * 100 * S), i == 3);
    }
    look(seen, 2, 400 * S);
    assert_true(ripe(1, 400 * S));
}

static void what_a_task_of_ours_is_at_is_left_alone_and_kept(void **state)
{
    (void)state;
    begin();
    struct candidate seen = {.message_id = 1};
    look(&seen, 1, 0);
    sightings_find(&table, 1)->running = true;
    seen.fence = 1;
    seen.held = true;
    look(&seen, 1, S);
    assert_false(ripe(1, 100 * S));
    look(NULL, 0, 2 * S);
    assert_non_null(sightings_find(&table, 1));
    sightings_find(&table, 1)->running = false;
    look(NULL, 0, 3 * S);
    assert_null(sightings_find(&table, 1));
}

static void the_next_look_is_when_the_first_becomes_ripe_or_has_to_be_watched(void **state)
{
    (void)state;
    begin();
    assert_true(sightings_next_us(&table, LEASE) == INT64_MAX);
    const struct candidate seen[] = {{.message_id = 1, .held = true}, {.message_id = 2, .attempts = 2}};
    look(seen, 2, 10 * S);
    assert_int_equal(sightings_next_us(&table, LEASE), 12 * S);
    sightings_find(&table, 2)->running = true;
    assert_int_equal(sightings_next_us(&table, LEASE), 10 * S + LEASE / 4);
    watch(seen, 2, 10 * S, 35 * S);
    assert_int_equal(sightings_next_us(&table, LEASE), 40 * S);
}

static void more_than_it_can_hold_waits_for_room(void **state)
{
    (void)state;
    begin();
    static struct candidate first[CANDIDATES_MAX], second;
    for (size_t i = 0; i < CANDIDATES_MAX; i++)
        first[i].message_id = (int64_t)i + 1;
    look(first, CANDIDATES_MAX, 0);
    for (size_t i = 0; i < CANDIDATES_MAX; i++)
        table.at[i].running = true;
    second.message_id = 9999;
    look(&second, 1, S);
    assert_null(sightings_find(&table, 9999));
    assert_int_equal(table.n, CANDIDATES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_letter_goes_at_once_and_a_failed_one_after_a_pause_that_grows),
        cmocka_unit_test(a_letter_that_failed_here_pauses_as_one_that_its_receiver_did_not_take),
        cmocka_unit_test(a_held_letter_is_taken_over_only_when_nothing_moved_for_the_lease),
        cmocka_unit_test(a_machine_that_stood_still_takes_nobody_for_dead_who_stood_still_with_it),
        cmocka_unit_test(who_looks_rarely_takes_over_in_the_end_and_ends_no_pause_later),
        cmocka_unit_test(what_a_task_of_ours_is_at_is_left_alone_and_kept),
        cmocka_unit_test(the_next_look_is_when_the_first_becomes_ripe_or_has_to_be_watched),
        cmocka_unit_test(more_than_it_can_hold_waits_for_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
