/* test_life.c: a line on a clock of its own: which states it goes through, what is said of them and when, what ends it. The
 * instants are counted by hand on the calendar of 2025-12 and 2026-01: 12-31 is a Wednesday, 01-01 to 01-03 rest, 01-04 is a
 * make-up Sunday. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/life.h"
#include "model/rules.h"

#define HEARD_MAX_BYTES 4000
#define STEPS_MAX       2000

struct lived {
    struct life *life;
    struct period_fact period;
    struct text heard;
    int64_t next_us;
};

static void hear(void *arg, const struct life_event *event)
{
    static const char *const words[] = {"state", "period", "said", "call", "withdrawn"};
    struct lived *lived = arg;
    struct text *out = &lived->heard;
    scoped(text_done) struct text at;
    text_init(&at, 40);
    instant_format(&at, event->at_us);
    text_printf(out, "%.16s %s", at.s, words[event->kind]); /* to the minute */
    if (event->kind == LIFE_STATE || event->kind == LIFE_PERIOD)
        text_printf(out, " %s", event->judgement == NULL ? "return" : duty_state_name(event->judgement->state));
    if (event->episode != NULL)
        text_printf(out, " %s", ladder_name(event->episode->view.ladder));
    if (event->rung != NULL)
        text_printf(out, " %s", event->rung->name);
    if (event->kind == LIFE_SAID)
        text_printf(out, " %s%s", (event->to & (unsigned)TO_A) != 0 ? "A" : "", (event->to & (unsigned)TO_B) != 0 ? "B" : "");
    text_append(out, "\n");
}

static void begin(struct lived *lived, const char *duty, const char *at, long units)
{
    *lived = (struct lived){.life = calloc(1, sizeof *lived->life), .next_us = fixture_us(at)};
    assert_non_null(lived->life);
    text_init(&lived->heard, HEARD_MAX_BYTES);
    life_init(lived->life);
    lived->period =
        (struct period_fact){.month = fixture_month("2025-12"), .has_value = true, .units = units, .known_us = INT64_MIN};
    lived->life->ctx.duty = fixture_duty(duty);
    lived->life->ctx.calendar = fixture_calendar();
    lived->life->ctx.rules = fixture_rules();
    lived->life->ctx.periods = &lived->period;
    lived->life->ctx.n_periods = 1;
    lived->life->silent_before_us = fixture_us(at);
    lived->life->say = hear;
    lived->life->arg = lived;
}

/* Steps whenever the life asks for it, up to and including `until`. */
static void live(struct lived *lived, const char *until)
{
    int64_t until_us = fixture_us(until);
    for (int steps = 0; lived->next_us <= until_us; steps++) {
        assert_true(steps < STEPS_MAX);
        int64_t now_us = lived->next_us;
        lived->life->ctx.now_us = now_us;
        assert_int_equal(life_step(lived->life, &lived->next_us), ST_OK);
        assert_true(lived->next_us > now_us); /* the clock goes on */
    }
}

/* Something new at this instant: what is due before it comes first. */
static void step_at(struct lived *lived, const char *at)
{
    live(lived, at);
    lived->life->ctx.now_us = fixture_us(at);
    assert_int_equal(life_step(lived->life, &lived->next_us), ST_OK);
}

static void end(struct lived *lived)
{
    text_done(&lived->heard);
    free(lived->life);
}

#define assert_heard(lived, words)                    \
    do {                                              \
        assert_string_equal((lived)->heard.s, words); \
        text_clear(&(lived)->heard);                  \
    } while (0)

static void a_line_that_nobody_finishes_is_reminded_of_then_waited_for_then_overdue(void **state)
{
    (void)state;
    struct lived lived;
    begin(&lived, "chest1", "2025-12-15 08:30", 0);
    live(&lived, "2025-12-31 23:59");
    assert_heard(&lived, "2025-12-15 08:30 state due_soon\n"
                         "2025-12-17 08:30 said before_due T-10 A\n"
                         "2025-12-26 08:30 said before_due T-3 AB\n"
                         "2025-12-30 08:30 said before_due T-1 AB\n"
                         "2025-12-31 08:30 said before_due T-0 AB\n");
    live(&lived, "2026-01-05 16:59");
    assert_heard(&lived, "2026-01-01 00:00 state due_unverified\n");
    live(&lived, "2026-01-31 00:00");
    assert_heard(&lived, "2026-01-05 17:00 state overdue\n"
                         "2026-01-06 08:30 said overdue T+0 A\n"
                         "2026-01-07 08:30 call overdue T+1\n"
                         "2026-01-08 08:30 said overdue T+2 B\n");
    end(&lived);
}

static void nobody_is_told_of_trouble_that_was_there_before_supervision_began(void **state)
{
    (void)state;
    struct lived lived;
    begin(&lived, "chest1", "2026-01-20 09:00", 0);
    lived.life->baseline_us = fixture_us("2026-01-20 09:00");
    live(&lived, "2026-03-31 00:00");
    assert_heard(&lived, "2026-01-20 09:00 state overdue\n");
    end(&lived);
}

static void what_was_acknowledged_and_explained_is_not_rung_up_about(void **state)
{
    (void)state;
    struct lived lived;
    begin(&lived, "chest1", "2026-01-04 09:00", 0);
    live(&lived, "2026-01-06 09:00");
    text_clear(&lived.heard);
    life_act(lived.life, EV_ACKNOWLEDGED);
    live(&lived, "2026-01-07 09:00");
    assert_heard(&lived, "");
    life_act(lived.life, EV_EXPLAINED);
    live(&lived, "2026-01-31 00:00");
    assert_string_equal(lived.life->n_episodes > 0 ? ladder_name(lived.life->episodes[lived.life->n_episodes - 1].view.ladder) : "",
                        "overdue");
    assert_int_equal(lived.life->episodes[lived.life->n_episodes - 1].view.state, EP_EXPLAINED);
    end(&lived);
}

static void a_paper_that_comes_late_ends_the_trouble_and_nothing_more_is_said(void **state)
{
    (void)state;
    struct lived lived;
    begin(&lived, "chest1", "2026-01-04 09:00", 0);
    live(&lived, "2026-01-06 09:00");
    text_clear(&lived.heard);
    lived.period.units = 1;
    step_at(&lived, "2026-01-06 10:00");
    live(&lived, "2026-01-07 09:00");
    /* it was overdue when that was said: no correction, and no call on the next day */
    assert_heard(&lived, "2026-01-06 10:00 state awaiting_close\n");
    life_close(lived.life);
    step_at(&lived, "2026-01-07 10:00");
    assert_heard(&lived, "2026-01-07 10:00 state closed\n");
    live(&lived, "2026-06-30 00:00");
    assert_heard(&lived, ""); /* closed for good */
    end(&lived);
}

static void an_expected_line_is_overdue_in_its_own_way_and_never_plainly(void **state)
{
    (void)state;
    struct lived lived;
    begin(&lived, "hope3", "2026-01-04 09:00", 2);
    live(&lived, "2026-12-31 00:00");
    assert_non_null(strstr(lived.heard.s, "2026-01-05 17:00 state overdue_expected\n"));
    assert_null(strstr(lived.heard.s, "state overdue\n"));
    end(&lived);
}

static void a_return_is_asked_for_before_and_after_its_cut_off_until_it_is_in(void **state)
{
    (void)state;
    struct lived lived;
    /* cut-off Thursday 2026-01-15 17:00: two working days before it is the 13th, on the day at 16:00, after it on Friday morning */
    begin(&lived, "chest1", "2026-01-09 09:00", 0);
    lived.life->is_return = true;
    lived.life->return_ctx.cutoff_us = fixture_us("2026-01-15 17:00");
    lived.life->return_ctx.month = fixture_month("2025-12");
    live(&lived, "2026-01-20 00:00");
    assert_non_null(strstr(lived.heard.s, "2026-01-13 08:30 said return D-2 A\n"));
    assert_non_null(strstr(lived.heard.s, "2026-01-15 16:00 said return D-0 AB\n"));
    assert_non_null(strstr(lived.heard.s, "2026-01-16 08:30 said return D+0 AB\n"));
    end(&lived);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_nobody_finishes_is_reminded_of_then_waited_for_then_overdue),
        cmocka_unit_test(nobody_is_told_of_trouble_that_was_there_before_supervision_began),
        cmocka_unit_test(what_was_acknowledged_and_explained_is_not_rung_up_about),
        cmocka_unit_test(a_paper_that_comes_late_ends_the_trouble_and_nothing_more_is_said),
        cmocka_unit_test(an_expected_line_is_overdue_in_its_own_way_and_never_plainly),
        cmocka_unit_test(a_return_is_asked_for_before_and_after_its_cut_off_until_it_is_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
