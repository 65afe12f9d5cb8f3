/* command_duties.c: Duties and DutyShow: the table of the plan, and one line with its history, episodes, rungs, acts and drafts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alert/act_store.h"
#include "alert/command.h"
#include "alert/due_notice_store.h"
#include "alert/duty_row.h"
#include "alert/episode_store.h"
#include "alert/draft_row.h"
#include "alert/rung_store.h"
#include "alert/subject_store.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/fact.h"
#include "model/indicator.h"
#include "model/plan.h"

#define HISTORY_MAX 200

/* At rest: nothing is asked of anybody. */
static bool is_over(const struct subject *subject)
{
    static const enum duty_state over[] = {DUTY_ADJUSTED, DUTY_TERMINATED, DUTY_CLOSED};
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++)
        if (strcmp(subject->state, duty_state_name(over[i])) == 0)
            return true;
    return strcmp(subject->state, return_state_name(RETURN_RECEIVED)) == 0 && subject->kind[0] != '\0';
}

/* His post's, or waiting for his word. */
static bool holds(const Duban__Alert__DutyRow *row, const char *person)
{
    return person[0] == '\0' || strcmp(row->holder_a, person) == 0 || strcmp(row->holder_b, person) == 0 ||
           strcmp(row->reviewer, person) == 0;
}

/* "" names nobody in particular: *ret_id is 0. */
static enum status institution_id(struct ask *ask, const char *code, int64_t *ret_id)
{
    *ret_id = 0;
    if (code[0] == '\0')
        return ST_OK;
    const struct institution *institution = organisation_institution_by_code(ask->alliance->organisation, code);
    if (institution == NULL)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_022, code, "");
    *ret_id = institution->id;
    return ST_OK;
}

enum status ask_duties(struct ask *ask)
{
    const Duban__Alert__DutiesRequest *request = ask->request->duties;
    struct subject_filter filter = {
        .alliance_id = ask->alliance->id, .duty = request->duty, .state = request->state, .returns = request->returns};
    scoped(subject_list_done) struct subject_list list = {0};
    enum status st = institution_id(ask, request->institution, &filter.institution_id);
    if (st == ST_OK)
        st = subject_store_list(ask->db, &filter, &list);
    if (st != ST_OK)
        return st;
    Duban__Alert__DutiesReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__duties_reply__init(reply);
    reply->rows = arena_alloc(ask->arena, list.n + 1, sizeof *reply->rows);
    for (size_t i = 0; i < list.n; i++) {
        if (is_over(&list.at[i]) && !request->closed && request->state[0] == '\0')
            continue;
        Duban__Alert__DutyRow *row = duty_row_make(ask, &list.at[i]);
        if (row != NULL && holds(row, request->person))
            reply->rows[reply->n_rows++] = row;
    }
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_DUTIES;
    ask->reply->duties = reply;
    return ST_OK;
}

enum status ask_subject(struct ask *ask, const char *duty, const char *institution, int64_t *ret_institution_id)
{
    struct subject_filter filter = {
        .alliance_id = ask->alliance->id, .duty = duty, .state = "", .returns = strncmp(duty, "return:", 7) == 0};
    scoped(subject_list_done) struct subject_list list = {0};
    if (duty[0] == '\0')
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_020, duty);
    enum status st = institution_id(ask, institution, &filter.institution_id);
    if (st == ST_OK)
        st = subject_store_list(ask->db, &filter, &list);
    if (st != ST_OK)
        return st;
    char count[32];
    snprintf(count, sizeof count, "%zu", list.n);
    if (list.n == 0 && institution[0] != '\0')
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_022, institution, duty);
    if (list.n == 0)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_020, duty);
    if (list.n > 1)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_021, duty, count);
    *ret_institution_id = list.at[0].institution_id;
    return ST_OK;
}

/* ---- one line, whole ---- */

struct show {
    struct ask *ask;
    struct subject subject;
    struct episode_list episodes;
    Duban__Alert__DutyShowReply *reply;
};

static char *month_words(struct ask *ask, int32_t month)
{
    scoped(text_done) struct text text;
    text_init(&text, 32);
    month_format(&text, month);
    return ask_copy(ask, text.s);
}

static enum status show_history(struct show *s)
{
    struct state_row *rows = NULL;
    size_t n = 0;
    enum status st = subject_store_history(s->ask->db, s->subject.institution_id, s->subject.duty, HISTORY_MAX + 1, &rows, &n);
    if (st != ST_OK)
        return st;
    s->reply->more_history = n > HISTORY_MAX; /* one more was read to know it */
    s->reply->history = arena_alloc(s->ask->arena, n + 1, sizeof *s->reply->history);
    for (size_t i = 0; i < n && i < HISTORY_MAX; i++) {
        scoped(facts_done) struct facts facts;
        facts_init(&facts);
        if (facts_parse_json(&facts, rows[i].facts, strlen(rows[i].facts)) != ST_OK)
            facts_set(&facts, "状态", rows[i].state);
        Duban__Alert__HistoryRow *row = arena_alloc(s->ask->arena, 1, sizeof *row);
        duban__alert__history_row__init(row);
        row->at = ask_instant(s->ask, rows[i].judged_us);
        row->state_words = ask_copy(s->ask, facts_get(&facts, "状态"));
        row->reason_words = ask_reason(s->ask, rows[i].reason);
        row->value = ask_copy(s->ask, facts_get(&facts, "现状"));
        row->period = ask_copy(s->ask, facts_get(&facts, "数据期间"));
        s->reply->history[s->reply->n_history++] = row;
    }
    state_rows_free(rows, n);
    return ST_OK;
}

static enum status show_episodes(struct show *s)
{
    s->reply->episodes = arena_alloc(s->ask->arena, s->episodes.n + 1, sizeof *s->reply->episodes);
    for (size_t i = 0; i < s->episodes.n; i++) {
        const struct episode *e = &s->episodes.at[i];
        Duban__Alert__EpisodeRow *row = arena_alloc(s->ask->arena, 1, sizeof *row);
        duban__alert__episode_row__init(row);
        row->ladder = ask_copy(s->ask, ladder_name(e->view.ladder));
        row->period = month_words(s->ask, e->view.period);
        row->number = e->view.number;
        row->state = ask_copy(s->ask, episode_state_name(e->view.state));
        row->opened = ask_instant(s->ask, e->opened_us);
        row->closed = ask_instant(s->ask, e->closed_us);
        row->baseline = e->view.baseline;
        row->why = ask_copy(s->ask, e->close_event);
        s->reply->episodes[s->reply->n_episodes++] = row;
    }
    return ST_OK;
}

static char *readers_of(struct ask *ask, const struct due_notice_rows *notices, const struct rung_row *rung)
{
    scoped(text_done) struct text readers;
    text_init(&readers, 2000);
    for (size_t i = 0; i < notices->n; i++)
        if (notices->at[i].episode_id == rung->episode_id && strcmp(notices->at[i].rung, rung->rung) == 0)
            text_printf(&readers, "%s%s", readers.len == 0 ? "" : " ", notices->at[i].person);
    return ask_copy(ask, readers.s);
}

static enum status show_rungs(struct show *s)
{
    scoped(rung_rows_done) struct rung_rows rungs = {0};
    scoped(due_notice_rows_done) struct due_notice_rows notices = {0};
    enum status st = rung_store_list(s->ask->db, s->subject.institution_id, s->subject.duty, &rungs);
    if (st == ST_OK)
        st = due_notice_store_list(s->ask->db, s->subject.institution_id, s->subject.duty, &notices);
    if (st != ST_OK)
        return st;
    s->reply->rungs = arena_alloc(s->ask->arena, rungs.n + 1, sizeof *s->reply->rungs);
    for (size_t i = 0; i < rungs.n; i++) {
        Duban__Alert__RungRow *row = arena_alloc(s->ask->arena, 1, sizeof *row);
        duban__alert__rung_row__init(row);
        for (size_t k = 0; k < s->episodes.n; k++)
            if (s->episodes.at[k].view.id == rungs.at[i].episode_id) {
                row->ladder = ask_copy(s->ask, ladder_name(s->episodes.at[k].view.ladder));
                row->period = month_words(s->ask, s->episodes.at[k].view.period);
                row->number = s->episodes.at[k].view.number;
            }
        row->rung = ask_copy(s->ask, rungs.at[i].rung);
        row->due = ask_instant(s->ask, rungs.at[i].due_us);
        row->outcome = ask_copy(s->ask, rungs.at[i].outcome);
        row->recipients = readers_of(s->ask, &notices, &rungs.at[i]);
        row->why = ask_reason(s->ask, rungs.at[i].reason);
        s->reply->rungs[s->reply->n_rungs++] = row;
    }
    return ST_OK;
}

static enum status show_acts(struct show *s)
{
    scoped(act_list_done) struct act_list acts = {0};
    enum status st = act_store_list(s->ask->db, s->subject.institution_id, s->subject.duty, &acts);
    if (st != ST_OK)
        return st;
    s->reply->acts = arena_alloc(s->ask->arena, acts.n + 1, sizeof *s->reply->acts);
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *a = &acts.at[i];
        Duban__Alert__ActRow *row = arena_alloc(s->ask->arena, 1, sizeof *row);
        duban__alert__act_row__init(row);
        row->act_id = a->act_id;
        row->kind = ask_copy(s->ask, act_kind_zh(a->kind));
        row->at = ask_instant(s->ask, a->at_us);
        row->actor = ask_copy(s->ask, a->actor);
        row->on_behalf_of = ask_copy(s->ask, a->on_behalf_of);
        row->how = ask_copy(s->ask, a->how);
        row->note = ask_copy(s->ask, a->note);
        row->document = ask_copy(s->ask, a->document);
        row->reviewer = ask_copy(s->ask, a->reviewer);
        s->reply->acts[s->reply->n_acts++] = row;
    }
    return ST_OK;
}

/* The number that others publish is compute's to tell; here stands for which period it is to be asked. */
static void show_published(struct show *s, const struct duty *duty)
{
    if (duty->indicator == NULL || duty->indicator->official == NULL || s->subject.judged_period == MONTH_NONE)
        return;
    s->reply->published_indicator = ask_copy(s->ask, duty->indicator->name);
    s->reply->published_window = ask_copy(s->ask, window_name(duty->judged_on));
    s->reply->published_period = month_words(s->ask, s->subject.judged_period);
}

static void show_wording(struct show *s)
{
    const struct duty *duty = catalog_duty(s->ask->alliance->catalog, s->subject.duty);
    if (duty == NULL)
        return;
    show_published(s, duty);
    s->reply->proof = ask_copy(s->ask, duty->proof);
    s->reply->quotes = arena_alloc(s->ask->arena, duty->n_quotes + 1, sizeof *s->reply->quotes);
    for (size_t i = 0; i < duty->n_quotes; i++)
        s->reply->quotes[s->reply->n_quotes++] = ask_copy(s->ask, duty->quotes[i].text);
}

enum status ask_duty_show(struct ask *ask)
{
    const Duban__Alert__DutyShowRequest *request = ask->request->duty_show;
    struct show s = {.ask = ask, .reply = arena_alloc(ask->arena, 1, sizeof *s.reply)};
    duban__alert__duty_show_reply__init(s.reply);
    int64_t institution = 0;
    enum status st = ask_subject(ask, request->duty, request->institution, &institution);
    if (st == ST_OK)
        st = subject_store_read(ask->db, institution, request->duty, &s.subject);
    if (st == ST_OK)
        st = episode_store_list(ask->db, institution, request->duty, &s.episodes);
    if (st == ST_OK)
        st = show_history(&s);
    if (st == ST_OK)
        st = show_episodes(&s);
    if (st == ST_OK)
        st = show_rungs(&s);
    if (st == ST_OK)
        st = show_acts(&s);
    if (st == ST_OK)
        st = draft_rows_read(ask, request->duty, institution, &s.reply->drafts, &s.reply->n_drafts);
    if (st == ST_OK) {
        s.reply->row = duty_row_make(ask, &s.subject);
        show_wording(&s);
        ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_DUTY_SHOW;
        ask->reply->duty_show = s.reply;
    }
    episode_list_done(&s.episodes);
    subject_done(&s.subject);
    return st;
}
