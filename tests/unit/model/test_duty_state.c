/* test_duty_state.c: the states against the hand-made oracle, and what the oracle's columns cannot say. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/recurrence.h"

enum { COL_NO, COL_DUTY, COL_NOW, COL_LIFE, COL_PERIODS, COL_STATE, COL_REASON, COL_JUDGED, COL_LADDERS, COL_WHY, COLS };

struct scene {
    struct duty_context ctx;
    struct period_fact periods[DUTY_PERIODS_MAX];
    struct occurrence occurrence; /* of what comes again */
};

static void read_life(const char *words, struct duty_context *ctx)
{
    char copy[128], *rest = copy;
    snprintf(copy, sizeof(copy), "%s", words);
    for (char *word; (word = strsep(&rest, ",")) != NULL;) {
        if (strcmp(word, "closed") == 0)
            ctx->ending = ENDING_CLOSED;
        else if (strcmp(word, "adjusted") == 0)
            ctx->ending = ENDING_ADJUSTED;
        else if (strcmp(word, "terminated") == 0)
            ctx->ending = ENDING_TERMINATED;
        else if (strcmp(word, "evidence") == 0)
            ctx->evidence_submitted = true;
        else if (strcmp(word, "letter") == 0)
            ctx->letter_filed = true;
        else if (strcmp(word, "peer") == 0)
            ctx->relation = RELATION_PEER;
        else if (strcmp(word, "superior") == 0)
            ctx->relation = RELATION_SUPERIOR;
        else if (strncmp(word, "internal=", 9) == 0)
            ctx->internal_due = fixture_date(word + 9);
        else if (strncmp(word, "closed=", 7) == 0)
            ctx->closed_occurrence = fixture_month(word + 7);
        else if (*word != '\0')
            fail_msg("unknown word of life: %s", word);
    }
}

static void set_scene(struct scene *scene, const char *duty, const char *now, const char *life, const char *periods)
{
    *scene = (struct scene){.ctx = {.duty = fixture_duty(duty),
                                    .calendar = fixture_calendar(),
                                    .rules = fixture_rules(),
                                    .now_us = fixture_us(now),
                                    .internal_due = DATE_NONE,
                                    .periods = scene->periods}};
    read_life(life, &scene->ctx);
    int decimals = scene->ctx.duty->has_target ? scene->ctx.duty->target.decimals : 0;
    scene->ctx.n_periods = fixture_periods(periods, decimals, scene->periods, DUTY_PERIODS_MAX);
    occurrence_enter(&scene->ctx, &scene->occurrence);
}

static void format_month(struct text *out, int32_t month)
{
    if (month == MONTH_NONE)
        text_append(out, "-");
    else
        month_format(out, month);
}

/* 「before_due@2025-12,behind@2025-11」 of the troubles that have begun, or 「-」. */
static void format_ladders(struct text *out, const struct judgement *judgement, int64_t now_us)
{
    for (size_t i = 0; i < judgement->n_troubles; i++) {
        if (judgement->troubles[i].since_us > now_us)
            continue;
        text_printf(out, "%s%s@", out->len > 0 ? "," : "", ladder_name(judgement->troubles[i].ladder));
        format_month(out, judgement->troubles[i].period);
    }
    if (out->len == 0)
        text_append(out, "-");
}

static const struct trouble *find_trouble(const struct judgement *judgement, enum ladder_name ladder)
{
    for (size_t i = 0; i < judgement->n_troubles; i++)
        if (judgement->troubles[i].ladder == ladder)
            return &judgement->troubles[i];
    fail_msg("no trouble of the ladder %s", ladder_name(ladder));
    return NULL;
}

static bool differs(const char *no, const char *what, const char *want, const char *got)
{
    if (strcmp(want, got) == 0)
        return false;
    print_error("case %s: %s should be %s, is %s\n", no, what, want, got);
    return true;
}

/* Typed from the users' table of states, in its order: 显示用语, 灯, 谁的事, 计入滞后. */
static const struct {
    const char *state, *zh, *colour, *whose;
    bool lagging;
} TABLE[DUTY_STATE_COUNT] = {
    {"adjusted", "已调整", "grey", "–", false},
    {"terminated", "已终止", "grey", "–", false},
    {"closed", "已销号", "solid", "–", false},
    {"awaiting_close", "达标待销号", "green_frame", "督办专干", false},
    {"not_started", "未启动", "none", "–", false},
    {"collecting", "收集中", "grey", "报送单位", false},
    {"due_unverified", "到期待核", "grey", "报送单位", false},
    {"not_reported", "未报数", "grey", "报送单位", false},
    {"small_sample", "样本少不判", "grey", "–", false},
    {"met", "达标(保持)", "green", "责任科室", false},
    {"coordinating", "待协调", "yellow", "局办公室", false},
    {"overdue", "逾期未完成", "red", "责任科室", true},
    {"overdue_expected", "逾期(预期性)", "yellow", "责任科室", false},
    {"behind", "滞后", "yellow", "责任科室", true},
    {"due_soon", "临期", "yellow_frame", "责任科室", false},
    {"normal", "正常", "green", "责任科室", false},
};

static bool run_case(char **cells)
{
    struct scene scene;
    struct judgement judgement;
    scoped(text_done) struct text judged, ladders;
    text_init(&judged, 64);
    text_init(&ladders, 256);
    set_scene(&scene, cells[COL_DUTY], cells[COL_NOW], cells[COL_LIFE], cells[COL_PERIODS]);
    duty_judge(&scene.ctx, &judgement);
    format_month(&judged, judgement.period);
    format_ladders(&ladders, &judgement, scene.ctx.now_us);
    bool wrong = differs(cells[COL_NO], "state", cells[COL_STATE], duty_state_name(judgement.state));
    wrong |= differs(cells[COL_NO], "reason", cells[COL_REASON], reason_code(judgement.reason));
    wrong |= differs(cells[COL_NO], "judged period", cells[COL_JUDGED], judged.s);
    wrong |= differs(cells[COL_NO], "ladders", cells[COL_LADDERS], ladders.s);
    /* of a line without a number no return is waited for, but its own paper */
    bool is_own_paper = judgement.state == DUTY_DUE_UNVERIFIED && scene.ctx.duty->indicator == NULL;
    wrong |= differs(cells[COL_NO], "whose", is_own_paper ? "责任科室" : TABLE[judgement.state].whose, whose_zh(judgement.whose));
    wrong |=
        differs(cells[COL_NO], "lagging", TABLE[judgement.state].lagging ? "是" : "否", judgement.counts_as_lagging ? "是" : "否");
    if (judgement.next_change_us <= scene.ctx.now_us) {
        print_error("case %s: the next change must lie ahead\n", cells[COL_NO]);
        wrong = true;
    }
    return wrong;
}

static void every_case_of_the_oracle_is_judged_as_written(void **state)
{
    (void)state;
    char *file = (char *)fixture_file("tests/unit/model/state_cases.tsv", NULL), *rest = file;
    int cases = 0, wrong = 0;
    bool seen[DUTY_STATE_COUNT] = {false};
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *cells[COLS] = {NULL}, *left = line;
        if (line[0] < '0' || line[0] > '9')
            continue;
        for (int c = 0; c < COLS; c++)
            assert_non_null(cells[c] = strsep(&left, "\t"));
        enum duty_state want;
        assert_int_equal(duty_state_parse(cells[COL_STATE], &want), ST_OK);
        seen[want] = true;
        wrong += run_case(cells);
        cases++;
    }
    free(file);
    assert_int_equal(wrong, 0);
    assert_true(cases >= 60);
    for (unsigned i = 0; i < DUTY_STATE_COUNT; i++)
        if (!seen[i])
            fail_msg("no case comes to %s", duty_state_name((enum duty_state)i));
}

/* Colours are data: those that are shipped. */
static void the_states_are_the_users_table_in_its_order_with_its_words_and_lights(void **state)
{
    const struct shipped *s = *state;
    const struct light *lights = catalog_rules(s->catalog)->lights;
    int wrong = 0;
    assert_int_equal(DUTY_STATE_COUNT, 16);
    for (unsigned i = 0; i < DUTY_STATE_COUNT; i++) {
        enum duty_state it = (enum duty_state)i;
        wrong += differs(TABLE[i].state, "name", TABLE[i].state, duty_state_name(it));
        wrong += differs(TABLE[i].state, "word", TABLE[i].zh, duty_state_zh(it));
        wrong += differs(TABLE[i].state, "colour", TABLE[i].colour, lights[i].colour);
        wrong += differs(TABLE[i].state, "lagging", TABLE[i].lagging ? "是" : "否", duty_state_counts_as_lagging(it) ? "是" : "否");
    }
    assert_int_equal(wrong, 0);
}

static void the_county_that_waits_for_two_hospitals_says_collecting_one_of_three(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2023-02-03 10:00", "", "2023-01:1/3 2023-02:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_int_equal(judgement.collecting_reported, 1);
    assert_int_equal(judgement.collecting_expected, 3);
    assert_int_equal(judgement.collecting_month, fixture_month("2023-01"));
    assert_int_equal(judgement.whose, WHOSE_REPORTER);
}

static void a_judged_line_notes_beside_its_state_what_is_being_collected(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2025-03-05 09:00", "", "2025-01:3/3=35.2 2025-02:2/3=34.0 2025-03:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_int_equal(judgement.state, DUTY_MET);
    assert_int_equal(judgement.collecting_month, fixture_month("2025-02"));
    assert_int_equal(judgement.collecting_reported, 2);
}

static void missing_groups_of_the_insurer_are_called_ungrouped(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "cmi97", "2026-01-21 09:00", "", "2025-12:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_string_equal(judgement.word, "未分组");
    assert_false(judgement.counts_as_lagging);
}

static void only_red_and_behind_count_as_lagging(void **state)
{
    (void)state;
    static const struct {
        const char *duty, *now, *periods;
        bool lagging;
    } cases[] = {
        {"hold35", "2026-01-12 09:00", "2025-12:3/3=34.0", true},
        {"hope35", "2026-01-12 09:00", "2025-12:3/3=34.0", false},
        {"hold35", "2025-03-20 09:00", "2025-02:3/3=34.9", true},
        {"hold35", "2026-01-12 09:00", "2025-12:2/3=34.0", false},
        {"hold35", "2026-01-01 00:00", "2025-11:3/3=34.0 2025-12:0/3", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct scene scene;
        struct judgement judgement;
        set_scene(&scene, cases[i].duty, cases[i].now, "", cases[i].periods);
        duty_judge(&scene.ctx, &judgement);
        assert_int_equal(judgement.counts_as_lagging, cases[i].lagging);
    }
}

static void a_trouble_begins_at_the_cut_off_however_early_the_files_came(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2023-02-05 09:00", "", "2023-01:3/3=34.0 2023-02:0/3");
    scene.periods[0].known_us = fixture_us("2023-02-04 11:00");
    duty_judge(&scene.ctx, &judgement);
    assert_int_equal(find_trouble(&judgement, LADDER_BEHIND)->since_us, fixture_us("2023-02-10 17:00"));
    assert_int_equal(judgement.next_change_us, fixture_us("2023-02-10 17:00"));
}

static void a_trouble_that_a_late_file_made_begins_with_that_file(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2026-01-14 11:00", "", "2025-12:3/3=34.0");
    scene.periods[0].known_us = fixture_us("2026-01-14 10:30");
    duty_judge(&scene.ctx, &judgement);
    assert_int_equal(find_trouble(&judgement, LADDER_OVERDUE)->since_us, fixture_us("2026-01-14 10:30"));
}

static void a_stuck_line_of_a_peer_wants_a_letter_and_no_ladder(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2025-12-15 09:00", "peer", "2025-11:3/3=34.0 2025-12:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_true(judgement.wants_letter);
    assert_int_equal(judgement.n_troubles, 0);
    set_scene(&scene, "hold35", "2025-12-15 09:00", "peer,letter", "2025-11:3/3=34.0 2025-12:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_false(judgement.wants_letter);
    assert_int_equal(judgement.whose, WHOSE_OFFICE);
    set_scene(&scene, "none35", "2025-06-18 09:00", "peer", "2025-05:3/3=34.0");
    duty_judge(&scene.ctx, &judgement);
    assert_false(judgement.wants_letter);
}

static void the_gap_is_told_to_the_pace_before_and_to_the_target_after_the_due_date(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "traj35", "2025-06-18 09:00", "", "2025-05:3/3=33.8 2025-06:0/3");
    duty_judge(&scene.ctx, &judgement);
    assert_true(judgement.has_expected);
    assert_int_equal((long)judgement.expected_units, 343);
    assert_int_equal((long)judgement.gap_units, 5);
    set_scene(&scene, "traj35", "2026-01-12 09:00", "", "2025-12:3/3=33.8");
    duty_judge(&scene.ctx, &judgement);
    assert_int_equal((long)judgement.gap_units, 12);
}

static void nothing_changes_between_two_changes_that_it_announced(void **state)
{
    (void)state;
    static const char *const duties[] = {"hold35", "traj35", "talent35", "hires35", "emr5",
                                         "task",   "year35", "bed70",    "told45",  "stock45"};
    for (size_t d = 0; d < sizeof(duties) / sizeof(duties[0]); d++) {
        struct scene scene;
        struct judgement now, then;
        /* hour by hour over the turn of the year: a state may only differ after an announced instant */
        set_scene(&scene, duties[d], "2025-05-01 00:00", "", "2025-10:3/3=34.0 2025-11:3/3=34.0 2025-12:2/3=34.0");
        if (scene.ctx.duty->target.decimals == 0 || strcmp(duties[d], "bed70") == 0)
            set_scene(&scene, duties[d], "2025-05-01 00:00", "", "2025-10:0/0=4 2025-11:0/0=4 2025-12:0/0=4");
        duty_judge(&scene.ctx, &now);
        for (int hour = 0; hour < 24 * 300; hour++) {
            scene.ctx.now_us += 3600 * US_PER_S;
            duty_judge(&scene.ctx, &then);
            if (scene.ctx.now_us < now.next_change_us &&
                (then.state != now.state || then.reason != now.reason || then.period != now.period))
                fail_msg("%s changed from %s to %s unannounced, %d hours on", duties[d], duty_state_name(now.state),
                         duty_state_name(then.state), hour);
            now = then;
        }
    }
}

static void a_return_is_not_due_then_missing_then_received_late(void **state)
{
    (void)state;
    struct return_context ctx = {.calendar = fixture_calendar(),
                                 .rules = fixture_rules(),
                                 .month = fixture_month("2025-12"),
                                 .cutoff_us = fixture_us("2026-01-05 17:00"),
                                 .now_us = fixture_us("2025-12-30 09:00")};
    struct return_judgement judgement;
    return_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, RETURN_NOT_DUE);
    /* two working days before Monday the 5th: Sunday the 4th is a make-up working day, the 1st to 3rd are rest: 31 December */
    assert_int_equal(judgement.troubles[0].since_us, fixture_us("2025-12-31 08:30"));
    assert_int_equal(judgement.next_change_us, fixture_us("2025-12-31 08:30"));
    ctx.now_us = fixture_us("2026-01-05 16:59");
    return_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, RETURN_NOT_DUE);
    ctx.now_us = fixture_us("2026-01-05 17:00");
    return_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, RETURN_MISSING);
    assert_int_equal(judgement.reason, REASON_I_JDG_033);
    ctx.received = true;
    ctx.received_us = fixture_us("2026-01-10 09:00");
    return_judge(&ctx, &judgement);
    assert_int_equal(judgement.state, RETURN_RECEIVED);
    assert_true(judgement.is_late);
    assert_int_equal(judgement.n_troubles, 0);
}

/* Its definition holds from April on: March is nobody's, neither too small a number nor a missing one. */
static void a_period_before_the_definition_is_not_judged(void **state)
{
    (void)state;
    struct scene scene;
    struct judgement judgement;
    set_scene(&scene, "hold35", "2025-04-20 09:00", "", "2025-03:0/0 2025-04:0/3");
    struct duty duty = *scene.ctx.duty;
    struct indicator later = *duty.indicator;
    later.valid_from = fixture_date("2025-04-01");
    duty.indicator = &later;
    scene.ctx.duty = &duty;
    duty_judge(&scene.ctx, &judgement);
    assert_string_equal(duty_state_name(judgement.state), "collecting"); /* April is */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_before_the_definition_is_not_judged),
        cmocka_unit_test(every_case_of_the_oracle_is_judged_as_written),
        cmocka_unit_test_setup_teardown(the_states_are_the_users_table_in_its_order_with_its_words_and_lights, shipped_setup,
                                        shipped_teardown),
        cmocka_unit_test(the_county_that_waits_for_two_hospitals_says_collecting_one_of_three),
        cmocka_unit_test(a_judged_line_notes_beside_its_state_what_is_being_collected),
        cmocka_unit_test(missing_groups_of_the_insurer_are_called_ungrouped),
        cmocka_unit_test(only_red_and_behind_count_as_lagging),
        cmocka_unit_test(a_trouble_begins_at_the_cut_off_however_early_the_files_came),
        cmocka_unit_test(a_trouble_that_a_late_file_made_begins_with_that_file),
        cmocka_unit_test(a_stuck_line_of_a_peer_wants_a_letter_and_no_ladder),
        cmocka_unit_test(the_gap_is_told_to_the_pace_before_and_to_the_target_after_the_due_date),
        cmocka_unit_test(nothing_changes_between_two_changes_that_it_announced),
        cmocka_unit_test(a_return_is_not_due_then_missing_then_received_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
