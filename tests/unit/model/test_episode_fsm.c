/* test_episode_fsm.c: the table of an episode's life is complete, and every state of it is reached and left. */
#include "support/cmocka_all.h"

#include <string.h>

#include "model/episode.h"

static void every_event_has_one_edge_in_every_living_state(void **state)
{
    (void)state;
    for (unsigned from = 0; from < EPISODE_STATE_COUNT; from++) {
        for (unsigned on = 0; on < EPISODE_EVENT_COUNT; on++) {
            size_t edges = 0;
            for (size_t i = 0; i < EPISODE_FSM_COUNT; i++)
                edges += EPISODE_FSM[i].from == from && EPISODE_FSM[i].on == on;
            bool is_birth = from == EP_NONE && on == EV_TROUBLE;
            bool is_life = from != EP_NONE && from != EP_CLOSED && on != EV_TROUBLE;
            if (edges != (is_birth || is_life ? 1 : 0))
                fail_msg("%s on %s has %zu edges", episode_state_name(from), episode_event_name(on), edges);
        }
    }
}

static void every_state_is_reached_and_every_life_can_end(void **state)
{
    (void)state;
    bool reached[EPISODE_STATE_COUNT] = {[EP_NONE] = true}, ends[EPISODE_STATE_COUNT] = {[EP_CLOSED] = true};
    for (unsigned round = 0; round < EPISODE_STATE_COUNT; round++) {
        for (size_t i = 0; i < EPISODE_FSM_COUNT; i++) {
            reached[EPISODE_FSM[i].to] |= reached[EPISODE_FSM[i].from];
            ends[EPISODE_FSM[i].from] |= ends[EPISODE_FSM[i].to];
        }
    }
    for (unsigned s = 0; s < EPISODE_STATE_COUNT; s++) {
        assert_true(reached[s]);
        assert_true(ends[s]);
    }
}

static void only_a_correction_withdraws_and_only_a_rung_speaks(void **state)
{
    (void)state;
    for (size_t i = 0; i < EPISODE_FSM_COUNT; i++) {
        assert_int_equal((EPISODE_FSM[i].effects & EFFECT_WITHDRAW) != 0, EPISODE_FSM[i].on == EV_CORRECTED);
        assert_int_equal((EPISODE_FSM[i].effects & EFFECT_NOTICE) != 0, EPISODE_FSM[i].on == EV_RUNG_DUE);
        assert_int_equal((EPISODE_FSM[i].effects & EFFECT_ADJUST) != 0, EPISODE_FSM[i].on == EV_ADJUSTED);
        assert_true(strlen(EPISODE_FSM[i].why) > 0);
    }
}

static void the_table_prints_its_own_diagram(void **state)
{
    (void)state;
    scoped(text_done) struct text diagram;
    text_init(&diagram, 64 * 1024);
    episode_diagram(&diagram);
    assert_non_null(strstr(diagram.s, "none      --trouble--> open  a judgement names the trouble\n"));
    assert_non_null(strstr(diagram.s, "open      --corrected--> closed [withdraw]  "));
    size_t lines = 0;
    for (const char *s = diagram.s; *s != '\0'; s++)
        lines += *s == '\n';
    assert_int_equal(lines, EPISODE_FSM_COUNT);
}

static void words_of_states_and_events_read_back(void **state)
{
    (void)state;
    for (unsigned s = 0; s < EPISODE_STATE_COUNT; s++) {
        enum episode_state back;
        assert_int_equal(episode_state_parse(episode_state_name(s), &back), ST_OK);
        assert_int_equal(back, s);
    }
    for (unsigned e = 0; e < EPISODE_EVENT_COUNT; e++) {
        enum episode_event back;
        assert_int_equal(episode_event_parse(episode_event_name(e), &back), ST_OK);
        assert_int_equal(back, e);
    }
    enum episode_state none;
    assert_int_equal(episode_state_parse("asleep", &none), ST_BAD_INPUT);
}

static void an_event_that_a_state_does_not_know_is_a_conflict(void **state)
{
    (void)state;
    struct episode_view view = {.id = 1, .state = EP_CLOSED};
    struct episode_decision decision;
    assert_int_equal(episode_decide(&view, EV_ACKNOWLEDGED, &decision), ST_CONFLICT);
    view.state = EP_OPEN;
    assert_int_equal(episode_decide(&view, EV_TROUBLE, &decision), ST_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_has_one_edge_in_every_living_state),
        cmocka_unit_test(every_state_is_reached_and_every_life_can_end),
        cmocka_unit_test(only_a_correction_withdraws_and_only_a_rung_speaks),
        cmocka_unit_test(the_table_prints_its_own_diagram),
        cmocka_unit_test(words_of_states_and_events_read_back),
        cmocka_unit_test(an_event_that_a_state_does_not_know_is_a_conflict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
