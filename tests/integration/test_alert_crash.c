/* The same facts give the same states, episodes, rungs and notice keys: whatever the number of instances, the order and spacing of
 * the files before the cut-off, and wherever the process dies (laws 1, 4, 7, 8). */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alert_world.h"
#include "support/cmocka_all.h"

enum spacing { EARLY, LATE, SHUFFLED, EACH_CUTOFF };

static void act(Duban__Alert__ActKind kind, const char *duty, const char *actor, const char *document)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    body.kind = kind;
    body.duty = (char *)duty;
    body.actor = (char *)actor;
    body.document = (char *)document;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    if (reply->status != DUBAN__ALERT__STATUS__STATUS_OK)
        fail_msg("%s %s", reply->reason_code, reply->words_zh);
    duban__alert__reply__free_unpacked(reply, NULL);
}

static void december_surgery(void)
{
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_return("H01", "discharge", "2025-12");
}

/* EACH_CUTOFF: beds and milestones in the last minutes before theirs (the 5th, 17:00); front pages before theirs (the 10th, 17:00,
 * a Saturday), which is when the others have been judged and told. */
static void december_files(enum spacing spacing)
{
    static const char *const instants[][3] = {
        [EARLY] = {"2026-01-02 09:00", "2026-01-02 09:01", "2026-01-02 09:02"},
        [LATE] = {"2026-01-03 23:00", "2026-01-04 10:00", "2026-01-05 15:59"},
        [SHUFFLED] = {"2026-01-02 00:10", "2026-01-04 12:00", "2026-01-05 09:00"},
        [EACH_CUTOFF] = {"2026-01-05 09:00", "2026-01-05 16:58", "2026-01-05 16:59"},
    };
    for (int i = 0; i < 3; i++) {
        world_step(instants[spacing][i]);
        int which = spacing == SHUFFLED ? (i + 1) % 3 : i;
        if (which == 0) {
            if (spacing != EACH_CUTOFF)
                december_surgery();
        } else if (which == 1) {
            world_value("330481", BEDS, "2025-12", "65.8", 2, 2);
            world_return("T01", "bed_month", "2025-12");
        } else {
            world_value("330481", TALENT, "2025-12", "29", 0, 0);
            world_return("T02", "bed_month", "2025-12");
        }
    }
}

static void begin(const char *crash_at)
{
    world_begin("2025-12-15 09:00");
    world_start("1", crash_at);
    world_apply("plan.yaml");
    world_import("small", NULL);
    world_quiet();
}

/* Six weeks: reminders, files, cut-off, overdue, signing, evidence, a correction. */
static void history(enum spacing spacing)
{
    world_value("330481", SURGERY, "2025-11", "34.0", 3, 3);
    world_value("330481", BEDS, "2025-11", "65.0", 2, 2);
    world_value("330481", TALENT, "2025-12", "28", 0, 0);
    static const char *const days[] = {"2025-12-15 16:00", "2025-12-17 08:30", "2025-12-26 08:30",
                                       "2025-12-30 08:30", "2025-12-31 08:30", "2026-01-01 00:00"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        world_step(days[i]);
    december_files(spacing);
    world_step("2026-01-05 17:00");
    world_step("2026-01-06 08:30");
    act(DUBAN__ALERT__ACT_KIND__ACT_KIND_ACKNOWLEDGE, "AL-04", "rs.a", "");
    world_step("2026-01-07 08:30");
    world_step("2026-01-08 08:30");
    act(DUBAN__ALERT__ACT_KIND__ACT_KIND_EVIDENCE, "AL-02", "jf.a", "海卫〔2026〕1号");
    if (spacing == EACH_CUTOFF) {
        world_step("2026-01-09 11:00");
        december_surgery();
    }
    world_step("2026-01-12 08:30");
    world_step("2026-01-14 08:30");
    world_step("2026-01-15 10:05");
    world_value("330481", SURGERY, "2025-12", "35.2", 3, 3);
    world_step("2026-01-20 10:00");
}

/* Everything that matters, without ids; keys of rungs and notices with their outcomes. */
static char *digest(void)
{
    static const char sql[] =
        "SELECT string_agg(line, E'\\n' ORDER BY line COLLATE \"C\") FROM ("
        "SELECT 'state ' || i.code || ' ' || s.duty || ' ' || s.state || ' ' || s.reason || ' ' || (s.facts->>'状态') AS line FROM "
        "alert.subject "
        "s JOIN alert.institution i USING (institution_id) UNION ALL "
        "SELECT 'episode ' || i.code || ' ' || e.duty || ' ' || e.ladder || ' ' || e.period || ' ' || e.number || ' ' || e.state "
        "|| ' ' || "
        "e.close_event || ' ' || e.told_value FROM alert.episode e JOIN alert.institution i USING (institution_id) UNION ALL "
        "SELECT 'rung ' || i.code || ' ' || e.duty || ' ' || e.ladder || ' ' || r.rung || ' ' || r.outcome || ' ' || r.reason FROM "
        "alert.rung r "
        "JOIN alert.episode e USING (institution_id, episode_id) JOIN alert.institution i USING (institution_id) UNION ALL "
        "SELECT 'notice ' || notice_key || ' ' || template || ' ' || outcome || ' ' || created_us FROM alert.due_notice UNION ALL "
        "SELECT 'call ' || duty || ' ' || rung || ' ' || person || ' ' || coalesce(settled_by, '') FROM alert.call_list UNION ALL "
        "SELECT 'letter ' || duty || ' ' || department FROM alert.letter_draft UNION ALL "
        "SELECT 'act ' || duty || ' ' || kind || ' ' || actor || ' ' || document FROM alert.act UNION ALL "
        "SELECT 'organisation ' || version FROM alert.organisation_version UNION ALL "
        "SELECT 'told ' || told || ' ' || due_us FROM alert.baseline) AS lines";
    return strdup(world_one(sql));
}

static char *plain;

static int make_plain(void **state)
{
    (void)state;
    begin(NULL);
    history(EARLY);
    plain = digest();
    world_end();
    assert_non_null(strstr(plain, "更正"));
    assert_non_null(strstr(plain, "rung 330481 AL-01 overdue T+2 notified"));
    return 0;
}

static int drop_plain(void **state)
{
    (void)state;
    free(plain);
    return 0;
}

static void expect_plain(const char *what)
{
    char *now = digest();
    if (strcmp(now, plain) != 0)
        print_error("%s:\n---- plain\n%s\n---- now\n%s\n", what, plain, now);
    assert_string_equal(now, plain);
    free(now);
}

static void files_in_any_order_and_spacing_before_the_cut_off_give_the_same(void **state)
{
    (void)state;
    for (enum spacing spacing = LATE; spacing <= SHUFFLED; spacing++) {
        begin(NULL);
        history(spacing);
        expect_plain("spacing");
        world_end();
    }
}

/* Lines of a digest but for what a reporter was told of his return: who sends on the last day was reminded before. */
static char *but_for_reporters(const char *digest)
{
    size_t size = strlen(digest) + 2, len = 0, left_out = 0;
    char *copy = strdup(digest), *rest = copy, *kept = calloc(1, size);
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        bool is_return = strstr(line, "return:") != NULL && strncmp(line, "state ", 6) != 0;
        left_out += is_return;
        if (!is_return)
            len += (size_t)snprintf(kept + len, size - len, "%s\n", line);
    }
    assert_true(left_out > 0 && len > 1000); /* neither all nor nothing */
    free(copy);
    return kept;
}

static void a_file_up_to_the_cut_off_of_its_own_kind_gives_the_same(void **state)
{
    (void)state;
    begin(NULL);
    history(EACH_CUTOFF);
    char *now = digest();
    assert_string_not_equal(now, plain); /* the reporters were reminded, so it did come later */
    char *lines = but_for_reporters(now), *expected = but_for_reporters(plain);
    if (strcmp(lines, expected) != 0)
        print_error("each cut-off:\n---- plain\n%s\n---- now\n%s\n", expected, lines);
    assert_string_equal(lines, expected);
    free(now);
    free(lines);
    free(expected);
    world_end();
}

static void two_instances_give_what_one_gives(void **state)
{
    (void)state;
    begin(NULL);
    world_start("2", NULL);
    history(EARLY);
    expect_plain("two instances");
    world_end();
}

static void dying_at_any_commit_changes_nothing(void **state)
{
    (void)state;
    static const char *const points[] = {
        "alert.before_catalog_commit",   "alert.after_catalog_commit",     "alert.before_clock_commit:3",
        "alert.after_clock_commit:4",    "alert.before_value_commit:2",    "alert.after_value_commit:3",
        "alert.before_subject_commit",   "alert.before_subject_commit:60", "alert.after_subject_commit:20",
        "alert.after_subject_commit:70", "alert.before_sent_commit",       "alert.after_sent_commit",
        "alert.before_act_commit",       "alert.after_act_commit:2",       "alert.before_import_commit",
        "alert.after_import_commit",
    };
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        begin(points[i]);
        history(EARLY);
        if (world_crashes() != 1)
            fail_msg("%s: died %d times", points[i], world_crashes());
        expect_plain(points[i]);
        world_end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_in_any_order_and_spacing_before_the_cut_off_give_the_same),
        cmocka_unit_test(a_file_up_to_the_cut_off_of_its_own_kind_gives_the_same),
        cmocka_unit_test(two_instances_give_what_one_gives),
        cmocka_unit_test(dying_at_any_commit_changes_nothing),
    };
    return cmocka_run_group_tests(tests, make_plain, drop_plain);
}
