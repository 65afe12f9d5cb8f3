/* duty_row.c: joins the stored judgement with catalog and organisation. */
#include "alert/duty_row.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/duty_state.h"
#include "model/fact.h"
#include "model/kind.h"
#include "model/plan.h"
#include "model/recurrence.h"
#include "model/rules.h"

static char *date_words(struct ask *ask, int32_t date)
{
    scoped(text_done) struct text text;
    text_init(&text, 32);
    date_format(&text, date);
    return ask_copy(ask, text.s);
}

static void set_people(struct ask *ask, const struct post *post, Duban__Alert__DutyRow *row)
{
    const struct organisation *organisation = ask->alliance->organisation;
    if (post == NULL)
        return;
    int32_t today = instant_date(ask->now_us);
    const struct person *a = organisation_holder(organisation, post, ROLE_A, today);
    const struct person *b = organisation_holder(organisation, post, ROLE_B, today);
    row->post = ask_copy(ask, post->code);
    row->post_name = ask_copy(ask, post->name);
    row->holder_a = ask_copy(ask, a == NULL ? "" : a->code);
    row->holder_b = ask_copy(ask, b == NULL ? "" : b->code);
}

/* The earlier of the two limits is the one that counts down; which one it is stands beside it. What comes again without an end says
 * how often: its next date is that of the occurrence. */
static void set_due(struct ask *ask, const struct duty *duty, const struct line *line, Duban__Alert__DutyRow *row)
{
    bool is_internal;
    int64_t us =
        duty_limit_us(duty, catalog_calendar(ask->alliance->catalog), line == NULL ? DATE_NONE : line->internal_due, &is_internal);
    if (us == INT64_MAX) {
        row->due = ask_copy(ask, duty_recurs(duty) ? recurrence_zh(duty->recurrence.every) : "");
        return;
    }
    row->due = date_words(ask, instant_date(us - 1));
    row->due_kind = ask_copy(ask, deadline_zh(is_internal ? DEADLINE_INTERNAL : duty->deadline));
}

static void set_line(struct ask *ask, const struct duty *duty, Duban__Alert__DutyRow *row)
{
    const struct line *line = organisation_line(ask->alliance->organisation, duty->id);
    scoped(text_done) struct text departments;
    text_init(&departments, 2000);
    for (size_t i = 0; i < duty->n_departments; i++)
        text_printf(&departments, "%s%s", i == 0 ? "" : "、", duty->departments[i]);
    row->title = ask_copy(ask, duty->title);
    row->short_title = ask_copy(ask, duty->short_name);
    row->clause = ask_copy(ask, duty->clause);
    row->target = ask_copy(ask, duty_target_zh(duty));
    row->departments = ask_copy(ask, departments.s);
    row->binding = ask_copy(ask, binding_zh(duty->binding));
    row->cooperating = ask_copy(ask, line == NULL ? "" : line->cooperating);
    set_due(ask, duty, line, row);
    set_people(ask, line == NULL ? NULL : line->post, row);
}

static void set_return(struct ask *ask, const struct kind *kind, const struct institution *institution, Duban__Alert__DutyRow *row)
{
    row->title = ask_printf(ask, "%s报送", kind->zh);
    row->short_title = ask_copy(ask, kind->zh);
    set_people(ask, organisation_reporter(ask->alliance->organisation, institution, kind->name), row);
}

/* A person as a list names him: whoever is gone from the assignment is still known by his code. */
static const char *person_words(struct ask *ask, const char *code)
{
    const struct person *person = organisation_person(ask->alliance->organisation, code);
    return person == NULL ? code : person->salutation;
}

static void set_waiting(struct ask *ask, const struct facts *facts, Duban__Alert__DutyRow *row)
{
    const char *reviewer = facts_get(facts, "审定人");
    row->reviewer = ask_copy(ask, reviewer);
    if (reviewer[0] != '\0')
        row->waits_for = ask_printf(ask, "等%s审定强制销号（%s %s提请）", person_words(ask, reviewer),
                                    person_words(ask, facts_get(facts, "提请人")), facts_get(facts, "提请日期"));
}

static void set_state(struct ask *ask, const struct subject *subject, const struct facts *facts, Duban__Alert__DutyRow *row)
{
    const struct rules *rules = catalog_rules(ask->alliance->catalog);
    enum duty_state state;
    row->state = ask_copy(ask, subject->state);
    row->state_words = ask_copy(ask, facts_get(facts, "状态"));
    row->light = ask_copy(ask, subject->light);
    if (duty_state_parse(subject->state, &state) == ST_OK) {
        row->light_words = ask_copy(ask, rules->lights[state].mark);
        row->counts_as_lagging = ask_copy(ask, duty_state_counts_as_lagging(state) ? "是" : "否");
    }
    row->reason_code = ask_copy(ask, subject->reason);
    row->reason_words = ask_reason(ask, subject->reason);
    row->value = ask_copy(ask, facts_get(facts, "现状"));
    row->period = ask_copy(ask, facts_get(facts, "数据期间"));
    row->whose = ask_copy(ask, facts_get(facts, "谁的事"));
    row->judged_by = ask_copy(ask, facts_get(facts, "判定依据"));
    set_waiting(ask, facts, row);
    if (facts_get(facts, "收集中")[0] != '\0')
        row->standing = ask_printf(ask, "收集中 %s", facts_get(facts, "收集中"));
    if (facts_get(facts, "报送截止")[0] != '\0')
        row->due = ask_printf(ask, "%.16s", facts_get(facts, "报送截止"));
}

Duban__Alert__DutyRow *duty_row_make(struct ask *ask, const struct subject *subject)
{
    const struct institution *institution = organisation_institution_by_id(ask->alliance->organisation, subject->institution_id);
    const struct duty *line = subject->kind[0] == '\0' ? catalog_duty(ask->alliance->catalog, subject->duty) : NULL;
    const struct kind *kind = subject->kind[0] == '\0' ? NULL : catalog_kind(ask->alliance->catalog, subject->kind);
    if (institution == NULL || (line == NULL && kind == NULL))
        return NULL;
    const struct duty *duty = duty_at(line, institution->code);
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    if (facts_parse_json(&facts, subject->facts, strlen(subject->facts)) != ST_OK)
        facts_set(&facts, "状态", subject->state);
    Duban__Alert__DutyRow *row = arena_alloc(ask->arena, 1, sizeof *row);
    duban__alert__duty_row__init(row);
    row->duty = ask_copy(ask, subject->duty);
    row->type = ask_copy(ask, subject->duty_type);
    row->institution = ask_copy(ask, institution->code);
    row->institution_name = ask_copy(ask, institution->short_name);
    row->next_at = ask_instant(ask, subject->next_us);
    row->revision = subject->revision;
    if (duty != NULL)
        set_line(ask, duty, row);
    else
        set_return(ask, kind, institution, row);
    set_state(ask, subject, &facts, row);
    return row;
}
