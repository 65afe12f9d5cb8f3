/* summary.c: counts the states as they were stored and lists what the desk should look at first. */
#include "alert/summary.h"

#include <inttypes.h>
#include <string.h>

#include "alert/due_notice.h"
#include "alert/draft_store.h"
#include "alert/subject_store.h"
#include "alert/summary_list.h"
#include "lib/db.h"
#include "lib/log.h"
#include "model/catalog.h"
#include "model/duty_state.h"
#include "model/fact.h"
#include "model/kind.h"
#include "model/notice_fact.h"
#include "model/plan.h"

#define TEMPLATE "启用摘要"

/* Below a heading that stays. */
#define NOTHING  "没有。"
#define ITEM_MAX 2000

/* Which states are counted under which field, in the words of the template. */
static const struct {
    const char *field;
    uint32_t states;
} COUNTS[] = {
    {"销号数", 1u << DUTY_CLOSED},
    {"待销数", 1u << DUTY_AWAITING_CLOSE},
    {"达标数", 1u << DUTY_MET},
    {"正常数", 1u << DUTY_NORMAL},
    {"临期数", 1u << DUTY_DUE_SOON},
    {"滞后数", 1u << DUTY_BEHIND},
    {"逾期数", 1u << DUTY_OVERDUE},
    {"预期逾期数", 1u << DUTY_OVERDUE_EXPECTED},
    {"协调数", 1u << DUTY_COORDINATING},
    {"灰数", 1u << DUTY_COLLECTING | 1u << DUTY_DUE_UNVERIFIED | 1u << DUTY_NOT_REPORTED | 1u << DUTY_SMALL_SAMPLE},
    {"未启动数", 1u << DUTY_NOT_STARTED},
};
/* What the desk looks at first. */
#define FIRST_STATES (1u << DUTY_OVERDUE | 1u << DUTY_OVERDUE_EXPECTED | 1u << DUTY_BEHIND)

struct summary {
    const struct alliance *alliance;
    const struct baseline *baseline;
    int64_t now_us;
    uint64_t counts[DUTY_STATE_COUNT]; /* of subjects */
    uint64_t subjects;
    uint64_t duties, binding;
    const char *last_duty; /* subjects come by duty */
    struct summary_list first, drafts, unassigned, vacant, unreported;
};

static void count_subject(struct summary *s, const struct subject *subject)
{
    enum duty_state state;
    const struct duty *duty = catalog_duty(s->alliance->catalog, subject->duty);
    const struct institution *institution = organisation_institution_by_id(s->alliance->organisation, subject->institution_id);
    if (subject->baseline_us != s->baseline->baseline_us || duty == NULL || institution == NULL ||
        duty_state_parse(subject->state, &state) != ST_OK)
        return;
    s->counts[state]++;
    s->subjects++;
    if (s->last_duty == NULL || strcmp(s->last_duty, duty->id) != 0) {
        s->last_duty = duty->id;
        s->duties++;
        s->binding += duty->binding == BINDING_BINDING;
    }
    if ((FIRST_STATES >> state & 1u) == 0)
        return;
    scoped(text_done) struct text item;
    text_init(&item, ITEM_MAX);
    text_printf(&item, "%s %s", duty->id, duty->title);
    if (duty->each)
        text_printf(&item, "（%s）", institution->short_name);
    text_printf(&item, "：%s", duty_state_zh(state));
    summary_list_append(&s->first, "\n", item.s);
}

static enum status count_drafts(struct summary *s, struct db *db)
{
    scoped(draft_rows_done) struct draft_rows drafts = {0};
    enum status st = draft_store_list(db, s->alliance->id, "", &drafts);
    for (size_t i = 0; st == ST_OK && i < drafts.n; i++) {
        const struct draft_row *row = &drafts.at[i], *before = i > 0 ? &drafts.at[i - 1] : NULL;
        const struct duty *duty = catalog_duty(s->alliance->catalog, row->duty);
        const struct institution *at = organisation_institution_by_id(s->alliance->organisation, row->institution_id);
        if (!row->is_wanted)
            continue;
        if (before != NULL && before->institution_id == row->institution_id && strcmp(before->duty, row->duty) == 0 &&
            strcmp(before->department, row->department) == 0 && strcmp(before->subject, row->subject) == 0)
            continue; /* of two occurrences of what comes again */
        scoped(text_done) struct text item;
        text_init(&item, ITEM_MAX);
        text_append(&item, row->duty);
        if (duty != NULL && duty->each && at != NULL)
            text_printf(&item, "（%s）", at->short_name);
        text_printf(&item, " 致%s：%s", row->department, row->subject);
        summary_list_append(&s->drafts, "\n", item.s);
    }
    return st;
}

static bool lacks_reporter(const struct organisation *organisation, const struct institution *institution,
                           const struct return_list *returns)
{
    for (size_t i = 0; i < returns->n; i++)
        if (returns->at[i].institution == institution &&
            organisation_reporter(organisation, institution, returns->at[i].kind->name) == NULL)
            return true;
    return false;
}

/* Gaps of the assignment: lines without a post, posts without an A holder, institutions without a reporter. */
static enum status find_gaps(struct summary *s)
{
    const struct organisation *organisation = s->alliance->organisation;
    const struct plan *plan = catalog_plan(s->alliance->catalog);
    for (size_t i = 0; i < plan->n_duties; i++)
        if (organisation_line(organisation, plan->duties[i].id) == NULL)
            summary_list_append(&s->unassigned, "；", plan->duties[i].id);
    for (size_t i = 0; i < organisation_post_count(organisation); i++) {
        const struct post *post = organisation_post_at(organisation, i);
        if (organisation_holder(organisation, post, ROLE_A, instant_date(s->now_us)) == NULL)
            summary_list_append(&s->vacant, "；", post->name);
    }
    scoped(return_list_done) struct return_list returns = {0};
    enum status st = expected_returns(s->alliance->catalog, organisation, month_of_date(instant_date(s->now_us)), &returns);
    for (size_t i = 0; st == ST_OK && i < organisation_institution_count(organisation); i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        if (lacks_reporter(organisation, institution, &returns))
            summary_list_append(&s->unreported, "；", institution->short_name);
    }
    return st;
}

static void set_list(const struct summary_list *list, struct facts *facts, const char *field, const char *command)
{
    if (list->text.len == 0)
        facts_set(facts, field, NOTHING);
    else
        summary_list_set(list, facts, field, command);
}

static void set_fields(const struct summary *s, struct facts *facts)
{
    facts_set(facts, "计划名称", catalog_plan(s->alliance->catalog)->name);
    facts_printf(facts, "方案事项数", "%zu", catalog_plan(s->alliance->catalog)->n_duties);
    facts_printf(facts, "总数", "%" PRIu64, s->duties);
    facts_printf(facts, "约束性数", "%" PRIu64, s->binding);
    facts_printf(facts, "预期性数", "%" PRIu64, s->duties - s->binding);
    facts_printf(facts, "判定对象数", "%" PRIu64, s->subjects);
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        uint64_t n = 0;
        for (size_t state = 0; state < DUTY_STATE_COUNT; state++)
            n += (COUNTS[i].states >> state & 1u) != 0 ? s->counts[state] : 0;
        facts_printf(facts, COUNTS[i].field, "%" PRIu64, n);
    }
    if (s->counts[DUTY_ADJUSTED] + s->counts[DUTY_TERMINATED] > 0) { /* rare: without any the template's line is left out */
        facts_printf(facts, "调整数", "%" PRIu64, s->counts[DUTY_ADJUSTED]);
        facts_printf(facts, "终止数", "%" PRIu64, s->counts[DUTY_TERMINATED]);
    }
    set_list(&s->first, facts, "起点清单", "duban duty list");
    set_list(&s->drafts, facts, "函稿清单", "duban duty drafts");
    summary_list_set(&s->unassigned, facts, "无岗事项", "duban assign export");
    summary_list_set(&s->vacant, facts, "空缺岗位", "duban assign export");
    summary_list_set(&s->unreported, facts, "无填报人机构", "duban assign export");
}

static enum status tell(const struct summary *s, struct db *db, const struct recipient *desk)
{
    scoped(facts_done) struct facts facts;
    scoped(text_done) struct text key;
    facts_init(&facts);
    text_init(&key, 200);
    enum status st = reader_facts(s->alliance->organisation, desk, desk, 1, s->now_us, &facts);
    if (st != ST_OK)
        return st;
    set_fields(s, &facts);
    text_printf(&key, "baseline|%s|%" PRId64 "|%s", s->alliance->code, s->baseline->number, desk->person->code);
    if (key.overflow)
        return ST_BAD_INPUT;
    struct due_notice notice = {.institution_id = organisation_root(s->alliance->organisation)->id,
                                .alliance_id = s->alliance->id,
                                .notice_key = key.s,
                                .duty = "",
                                .rung = "",
                                .template = TEMPLATE,
                                .person = desk->person->code,
                                .post = desk->post->code,
                                .role = desk->role == ROLE_A ? "A" : "B",
                                .routine = true,
                                .value_revisions = "",
                                .now_us = s->now_us};
    return due_notice_write(db, &notice, &facts, 0);
}

static enum status gather(struct summary *s, struct db *db)
{
    struct subject_filter filter = {.alliance_id = s->alliance->id, .duty = "", .state = ""};
    scoped(subject_list_done) struct subject_list subjects = {0};
    enum status st = subject_store_list(db, &filter, &subjects);
    for (size_t i = 0; st == ST_OK && i < subjects.n; i++)
        count_subject(s, &subjects.at[i]);
    if (st == ST_OK)
        st = find_gaps(s);
    return st == ST_OK ? count_drafts(s, db) : st;
}

enum status summary_say(struct db *db, const struct alliance *alliance, const struct baseline *baseline, int64_t now_us)
{
    struct summary s = {.alliance = alliance, .baseline = baseline, .now_us = now_us};
    struct summary_list *const lists[] = {&s.first, &s.drafts, &s.unassigned, &s.vacant, &s.unreported};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        summary_list_init(lists[i]);
    enum status st = gather(&s, db);
    struct recipient desk;
    const struct post *post = organisation_desk(alliance->organisation);
    bool there = post != NULL && organisation_recipient(alliance->organisation, post, ROLE_A, instant_date(now_us), &desk);
    if (st == ST_OK && s.subjects > 0 && there)
        st = tell(&s, db, &desk);
    else if (st == ST_OK && s.subjects > 0)
        log_event(LOG_WARN, "summary.nobody", "alliance=%" PRId64 " next=none: the desk's post is vacant", alliance->id);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        summary_list_done(lists[i]);
    return st == ST_OK ? baseline_store_told(db, alliance->id, baseline->baseline_us) : st;
}
