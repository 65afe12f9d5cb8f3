/* Who may do what with a duty: closing is on evidence, and he who reviews is not he who submits (law 9). */
#include "alert/act.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

#define ACTS_MAX     4
#define EPISODES_MAX 2

/* A line of the fixture with what is known of it on 2026-01-20. */
struct scene {
    struct dossier dossier;
    struct alliance alliance;
    struct period_fact periods[4];
    struct act acts[ACTS_MAX];
    struct episode episodes[EPISODES_MAX];
};

static struct organisation *people(void)
{
    static struct organisation *organisation;
    if (organisation != NULL)
        return organisation;
    struct organisation_builder *builder = organisation_builder_new(1);
    struct problems problems;
    problems_init(&problems, 10);
    organisation_builder_add(builder, TABLE_INSTITUTION, (const char *[]){"330481", "海宁市", "", "county", "", "", "", "", "", ""},
                             "i", 1);
    for (size_t i = 0; i < 4; i++) {
        static const char *const codes[] = {"zhang", "li", "desk", "chief"};
        organisation_builder_add(builder, TABLE_PERSON, (const char *[]){codes[i], "某", "同志", "a@b.invalid", "", "both"}, "p",
                                 (int64_t)i + 1);
    }
    organisation_builder_add(builder, TABLE_DEPARTMENT, (const char *[]){"YGT", "医共体办", "", "own"}, "d", 1);
    organisation_builder_add(builder, TABLE_POST, (const char *[]){"P-DB", "督办专干岗", "YGT", ""}, "o", 1);
    organisation_builder_add(builder, TABLE_HOLDER, (const char *[]){"P-DB", "desk", "A", "2024-01-01", ""}, "h", 1);
    organisation_builder_add(builder, TABLE_POST, (const char *[]){"P-RS", "人事科科长岗", "YGT", ""}, "o", 2);
    organisation_builder_add(builder, TABLE_HOLDER, (const char *[]){"P-RS", "zhang", "A", "2024-01-01", ""}, "h", 2);
    organisation_builder_add(builder, TABLE_HOLDER, (const char *[]){"P-RS", "li", "B", "2024-01-01", "2026-01-20"}, "h", 3);
    organisation_builder_add(builder, TABLE_OFFICE, (const char *[]){"desk_post", "P-DB"}, "o", 1);
    assert_int_equal(organisation_build(builder, &problems, &organisation), ST_OK);
    organisation_builder_free(builder);
    problems_done(&problems);
    return organisation;
}

static void begin(struct scene *s, const char *line, const char *periods, int decimals)
{
    memset(s, 0, sizeof *s);
    s->alliance.organisation = people();
    struct dossier *d = &s->dossier;
    d->alliance = &s->alliance;
    d->now_us = fixture_us("2026-01-20 10:00");
    d->duty = fixture_duty(line);
    d->subject.duty = (char *)"HN-031";
    d->subject.kind = (char *)"";
    d->institution = organisation_root(people());
    d->acts.at = s->acts;
    d->episodes.at = s->episodes;
    d->context = (struct duty_context){.duty = d->duty,
                                       .calendar = fixture_calendar(),
                                       .rules = fixture_rules(),
                                       .now_us = d->now_us,
                                       .internal_due = DATE_NONE,
                                       .periods = s->periods,
                                       .n_periods = fixture_periods(periods, decimals, s->periods, 4)};
    duty_judge(&d->context, &d->judgement);
}

static void submitted(struct scene *s, const char *by, const char *on_behalf_of)
{
    s->acts[s->dossier.acts.n] = (struct act){.act_id = (int64_t)s->dossier.acts.n + 1,
                                              .kind = ACT_EVIDENCE,
                                              .actor = (char *)by,
                                              .on_behalf_of = (char *)on_behalf_of,
                                              .document = (char *)"文号"};
    s->dossier.acts.n++;
}

static enum reason check(struct scene *s, struct act act)
{
    if (act.actor == NULL)
        act.actor = (char *)"desk";
    char **texts[] = {&act.on_behalf_of, &act.how, &act.note, &act.document, &act.reviewer};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (*texts[i] == NULL)
            *texts[i] = (char *)"";
    const char *who;
    return act_check(&s->dossier, &act, &who);
}

#define ACT(k, ...)    ((struct act){.kind = (k), ##__VA_ARGS__}) /* by the desk, unless it says by whom */
#define BY(person)     .actor = (char *)(person)
#define NOTE(words)    .note = (char *)(words)
#define DOC(words)     .document = (char *)(words)
#define REVIEW(person) .reviewer = (char *)(person)

static void a_typed_done_that_the_number_contradicts_closes_nothing(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hires35", "2025-12:0/0=29", 0);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, NOTE("已完成"))), REASON_E_ALT_029);
    assert_int_equal(check(&s, ACT(ACT_CLOSE, NOTE("已完成"))), REASON_E_ALT_029);
    submitted(&s, "zhang", "");
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_029);
}

static void what_comes_again_has_no_acts_before_its_first_time(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "monthly", "2026-01:0/0=0", 0);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, DOC("文号"))), REASON_E_ALT_035);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("chief"))), REASON_E_ALT_035);
    s.dossier.occurrence.month = month_from_ym(2026, 1);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("chief"))), REASON_NONE);
}

static void an_override_needs_a_reason_and_another_person(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hires35", "2025-12:0/0=29", 0);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, REVIEW("chief"))), REASON_E_ALT_030);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"))), REASON_E_ALT_030);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("desk"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("nobody"))), REASON_E_ALT_023);
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("chief"))), REASON_NONE);
    submitted(&s, "chief", "");
    assert_int_equal(check(&s, ACT(ACT_OVERRIDE, NOTE("编办已批复"), REVIEW("chief"))), REASON_E_ALT_028);
}

static void proposed(struct scene *s, const char *by, const char *on_behalf_of, const char *reviewer)
{
    s->acts[s->dossier.acts.n] = (struct act){.act_id = (int64_t)s->dossier.acts.n + 1,
                                              .kind = ACT_OVERRIDE,
                                              .actor = (char *)by,
                                              .on_behalf_of = (char *)on_behalf_of,
                                              .reviewer = (char *)reviewer};
    s->dossier.acts.n++;
}

static void an_override_is_confirmed_by_the_one_who_was_named_and_by_no_hand_of_the_proposal(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hires35", "2025-12:0/0=29", 0);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("chief"))), REASON_E_ALT_380);
    proposed(&s, "desk", "zhang", "chief");
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("desk"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("zhang"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("desk"), .on_behalf_of = (char *)"chief", .how = (char *)"电话")),
                     REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("chief"), .on_behalf_of = (char *)"zhang", .how = (char *)"电话")),
                     REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("li"))), REASON_E_ALT_381);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("chief"))), REASON_NONE);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("li"), .on_behalf_of = (char *)"chief", .how = (char *)"电话")), REASON_NONE);
    assert_int_equal(act_override(&s.dossier)->act_id, 1);
    s.dossier.context.ending = ENDING_CLOSED; /* it ended otherwise: nothing waits any more */
    assert_null(act_override(&s.dossier));
    s.dossier.context.ending = ENDING_NONE;
    proposed(&s, "zhang", "", "li"); /* another one takes its place */
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("chief"))), REASON_E_ALT_381);
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("li"))), REASON_NONE);
    submitted(&s, "li", "");
    assert_int_equal(check(&s, ACT(ACT_CONFIRM, BY("li"))), REASON_E_ALT_028);
}

static void a_due_period_that_meets_the_target_is_closed_by_any_reviewer(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hold35", "2025-12:3/3=35.0/900", 1);
    assert_int_equal(s.dossier.judgement.state, DUTY_AWAITING_CLOSE);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_NONE);
}

static void a_closing_is_not_for_the_post_that_the_line_is_for(void **state)
{
    (void)state;
    static const struct {
        const char *line, *periods;
    } closable[] = {{"hold35", "2025-12:3/3=35.0/900"}, {"task", ""}};
    for (size_t i = 0; i < 2; i++) {
        struct scene s;
        begin(&s, closable[i].line, closable[i].periods, 1);
        if (i == 1)
            submitted(&s, "chief", "");
        const struct line own = {.post = organisation_post(people(), "P-RS")},
                          desks = {.post = organisation_post(people(), "P-DB")};
        s.dossier.line = &own;
        assert_int_equal(check(&s, ACT(ACT_CLOSE, BY("zhang"))), REASON_E_ALT_420);
        assert_int_equal(check(&s, ACT(ACT_CLOSE, BY("li"))), REASON_E_ALT_420);
        assert_int_equal(check(&s, ACT(ACT_CLOSE, .on_behalf_of = (char *)"zhang", .how = (char *)"电话")), REASON_E_ALT_420);
        assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_NONE);
        s.dossier.now_us = fixture_us("2026-01-21 10:00"); /* li's last day was the day before */
        assert_int_equal(check(&s, ACT(ACT_CLOSE, BY("li"))), REASON_NONE);
        s.dossier.line = &desks; /* what is the desk's own is its to close */
        assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_NONE);
    }
}

static void the_one_who_submitted_does_not_review_not_even_through_somebody_else(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "task", "", 0);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_027);
    submitted(&s, "zhang", "li");
    assert_int_equal(check(&s, ACT(ACT_CLOSE, BY("zhang"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CLOSE, BY("li"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CLOSE, .on_behalf_of = (char *)"li", .how = (char *)"电话")), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_NONE);
}

static void a_number_that_met_in_mid_year_does_not_close_the_line(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hold35", "2025-11:3/3=36.0/900", 1);
    s.dossier.context.now_us = fixture_us("2025-12-15 10:00");
    duty_judge(&s.dossier.context, &s.dossier.judgement);
    assert_int_equal(s.dossier.judgement.state, DUTY_MET);
    submitted(&s, "zhang", "");
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_033);
}

/* Law 4: of three files two are in, 36.0 of 35. Nothing was judged, so nothing contradicts, and nothing closes. */
static void a_number_that_was_not_judged_contradicts_no_evidence(void **state)
{
    static const char *const unjudged[] = {"2025-11:2/3=36.0", "2025-11:2/3=34.0", "2025-11:3/3=34.0/29"};
    (void)state;
    for (size_t i = 0; i < sizeof unjudged / sizeof unjudged[0]; i++) {
        struct scene s;
        begin(&s, "hold35", unjudged[i], 1);
        s.dossier.context.now_us = fixture_us("2025-12-15 10:00");
        duty_judge(&s.dossier.context, &s.dossier.judgement);
        assert_int_equal(check(&s, ACT(ACT_EVIDENCE, NOTE("已完成"))), REASON_NONE);
        submitted(&s, "zhang", "");
        assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_033);
    }
}

/* A thing that is there or not, and is not registered: words are the first that is heard of it, and go to the reviewer. */
static void of_a_thing_that_is_not_registered_words_are_taken_for_review(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "chest1", "2026-01:0/0=0", 0);
    struct duty chest = *s.dossier.duty;
    chest.milestone_item = (char *)"chest_center";
    s.dossier.duty = s.dossier.context.duty = &chest;
    duty_judge(&s.dossier.context, &s.dossier.judgement);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, NOTE("已通过验收"))), REASON_NONE);
    s.dossier.context.evidence_submitted = true;
    duty_judge(&s.dossier.context, &s.dossier.judgement);
    assert_int_equal(s.dossier.judgement.state, DUTY_AWAITING_CLOSE);
}

static void returned(struct scene *s, const char *by)
{
    s->acts[s->dossier.acts.n] =
        (struct act){.act_id = (int64_t)s->dossier.acts.n + 1, .kind = ACT_RETURN, .actor = (char *)by, .on_behalf_of = (char *)""};
    s->dossier.acts.n++;
}

static void evidence_is_returned_with_a_reason_by_another_person_and_counts_no_more(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "task", "", 0);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"))), REASON_E_ALT_410);
    submitted(&s, "zhang", "li");
    assert_int_equal(act_evidence(&s.dossier), 1);
    assert_int_equal(check(&s, ACT(ACT_RETURN)), REASON_E_ALT_411);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"), BY("zhang"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"), BY("li"))), REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"), .on_behalf_of = (char *)"li", .how = (char *)"电话")),
                     REASON_E_ALT_028);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"))), REASON_NONE);
    returned(&s, "desk");
    assert_int_equal(act_evidence(&s.dossier), 0);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_027);
    assert_int_equal(check(&s, ACT(ACT_RETURN, NOTE("缺盖章页"))), REASON_E_ALT_410);
    submitted(&s, "zhang", "");
    assert_int_equal(act_evidence(&s.dossier), 3);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_NONE);
}

static void evidence_is_a_document_or_words(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "task", "", 0);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, BY("zhang"))), REASON_E_ALT_026);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, BY("zhang"), DOC("海卫〔2025〕1号"))), REASON_NONE);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, BY("zhang"), NOTE("已报送"))), REASON_NONE);
}

static void only_people_of_the_assignment_act_and_a_call_says_how_it_came(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hold35", "2025-12:3/3=34.0/900", 1);
    s.dossier.episodes.n = 1;
    s.episodes[0].view = (struct episode_view){.id = 1, .ladder = LADDER_OVERDUE, .number = 1, .state = EP_OPEN};
    assert_int_equal(check(&s, ACT(ACT_ACKNOWLEDGE, BY("somebody"))), REASON_E_ALT_023);
    assert_int_equal(check(&s, ACT(ACT_ACKNOWLEDGE, BY(""))), REASON_E_ALT_023);
    assert_int_equal(check(&s, ACT(ACT_ACKNOWLEDGE, .on_behalf_of = (char *)"zhang")), REASON_E_ALT_024);
    assert_int_equal(check(&s, ACT(ACT_ACKNOWLEDGE, .on_behalf_of = (char *)"zhang", .how = (char *)"电话")), REASON_NONE);
    s.episodes[0].view.state = EP_CLOSED;
    assert_int_equal(check(&s, ACT(ACT_ACKNOWLEDGE)), REASON_E_ALT_025);
}

static void nothing_more_is_done_with_a_line_that_has_ended(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hold35", "2025-12:3/3=35.0/900", 1);
    s.dossier.context.ending = ENDING_CLOSED;
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_031);
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, DOC("文号"))), REASON_E_ALT_031);
}

static void a_return_is_settled_by_its_file(void **state)
{
    (void)state;
    struct scene s;
    begin(&s, "hold35", "2025-12:3/3=35.0/900", 1);
    s.dossier.duty = NULL;
    assert_int_equal(check(&s, ACT(ACT_EVIDENCE, DOC("文号"))), REASON_E_ALT_032);
    assert_int_equal(check(&s, ACT(ACT_CLOSE)), REASON_E_ALT_032);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_typed_done_that_the_number_contradicts_closes_nothing),
        cmocka_unit_test(what_comes_again_has_no_acts_before_its_first_time),
        cmocka_unit_test(an_override_needs_a_reason_and_another_person),
        cmocka_unit_test(an_override_is_confirmed_by_the_one_who_was_named_and_by_no_hand_of_the_proposal),
        cmocka_unit_test(a_due_period_that_meets_the_target_is_closed_by_any_reviewer),
        cmocka_unit_test(a_closing_is_not_for_the_post_that_the_line_is_for),
        cmocka_unit_test(the_one_who_submitted_does_not_review_not_even_through_somebody_else),
        cmocka_unit_test(a_number_that_met_in_mid_year_does_not_close_the_line),
        cmocka_unit_test(a_number_that_was_not_judged_contradicts_no_evidence),
        cmocka_unit_test(of_a_thing_that_is_not_registered_words_are_taken_for_review),
        cmocka_unit_test(evidence_is_returned_with_a_reason_by_another_person_and_counts_no_more),
        cmocka_unit_test(evidence_is_a_document_or_words),
        cmocka_unit_test(only_people_of_the_assignment_act_and_a_call_says_how_it_came),
        cmocka_unit_test(nothing_more_is_done_with_a_line_that_has_ended),
        cmocka_unit_test(a_return_is_settled_by_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
