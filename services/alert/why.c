/* why.c: 为什么: light ← rule ← target ← clause and quotation, and below it every notice that went, and every one that did not,
 * with its reason (law 6). One tree, in reading order. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "alert/act.h"
#include "alert/command.h"
#include "alert/dossier.h"
#include "alert/due_notice_store.h"
#include "alert/shown.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/plan.h"
#include "model/rules.h"

#define LINES_MAX 2000 /* episodes of three years with all their rungs are some hundreds */
#define TEXT_MAX  4000

struct why {
    struct ask *ask;
    const struct dossier *dossier;
    const struct due_notice_rows *notices;
    Duban__Alert__WhyReply *reply;
};

static void say(struct why *w, uint32_t depth, const char *what, const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void say(struct why *w, uint32_t depth, const char *what, const char *code, const char *format, ...)
{
    w->reply->more = w->reply->n_lines == LINES_MAX;
    if (w->reply->more)
        return;
    scoped(text_done) struct text words;
    text_init(&words, TEXT_MAX);
    va_list args;
    va_start(args, format);
    text_vprintf(&words, format, args);
    va_end(args);
    Duban__Alert__WhyLine *line = arena_alloc(w->ask->arena, 1, sizeof *line);
    duban__alert__why_line__init(line);
    line->depth = depth;
    line->what = ask_copy(w->ask, what);
    line->words = ask_copy(w->ask, words.s);
    line->code = ask_copy(w->ask, code);
    w->reply->lines[w->reply->n_lines++] = line;
}

/* ---- the number ---- */

static void say_number(struct why *w)
{
    const struct dossier *d = w->dossier;
    const struct judgement *j = &d->judgement;
    const struct duty *duty = dossier_judged_by(d)->duty;
    const struct indicator *indicator = duty->indicator;
    if (indicator == NULL || j->judged == NULL)
        return;
    scoped(text_done) struct text period, value, num, den, revision;
    text_init(&period, 100);
    text_init(&value, 100);
    text_init(&num, 100);
    text_init(&den, 100);
    text_init(&revision, TEXT_MAX);
    period_format_zh(&period, duty->judged_on, j->judged->month);
    judged_value_format(&value, d, false);
    decimal_format(&num, j->judged->num, indicator->numerator->scale);
    if (indicator->denominator != NULL)
        decimal_format(&den, j->judged->den, indicator->denominator->scale);
    value_revision_format(&revision, d, false);
    say(w, 1, "现状", "", "%s为%s（%s），已报%d/应报%d", period.s, value.len == 0 ? "无值" : value.s,
        indicator->nature == NULL ? "" : indicator->nature, j->judged->reported, j->judged->expected);
    if (j->judged->has_value)
        say(w, 2, "算式", "", "%s %s%s%s%s%s", indicator->numerator_zh, num.s, den.len > 0 ? "，" : "",
            den.len > 0 ? indicator->denominator_zh : "", den.len > 0 ? " " : "", den.s);
    say(w, 2, "口径", "", "%s", indicator->definition);
    if (revision.len > 0)
        say(w, 2, "取值版次", "", "%s", revision.s);
}

static void say_collecting(struct why *w)
{
    const struct judgement *j = &w->dossier->judgement;
    if (j->collecting_month == MONTH_NONE)
        return;
    scoped(text_done) struct text period;
    text_init(&period, 100);
    period_format_zh(&period, w->dossier->duty->judged_on, j->collecting_month);
    say(w, 1, "收集中", "", "%s %d/%d", period.s, j->collecting_reported, j->collecting_expected);
}

/* Whose returns are missing, of every month that the number adds up: the section sees whom it waits for; it is asked for nothing.
 */
static enum status say_waiting(struct why *w, int32_t month, int32_t data_from)
{
    const struct dossier *d = w->dossier;
    struct cell cell;
    scoped(return_list_done) struct return_list expected = {0};
    if (month == MONTH_NONE || !duty_cell(d->duty, d->institution, month, &cell))
        return ST_OK;
    enum status st = cell_expected(d->alliance->organisation, &cell, data_from, &expected);
    for (size_t i = 0; st == ST_OK && i < expected.n; i++) {
        bool returned = false;
        int64_t first_us = 0;
        const struct expected_return *r = &expected.at[i];
        st = value_store_return(w->ask->db, r->institution->id, r->kind->name, r->month, &returned, &first_us);
        if (st != ST_OK || returned)
            continue;
        scoped(text_done) struct text period;
        text_init(&period, 100);
        period_format_zh(&period, WINDOW_MONTH, r->month);
        say(w, 2, "在等别人", reason_code(REASON_I_ALT_057), "%s %s%s，应报时 %s", r->institution->name, period.s, r->kind->zh,
            ask_instant(w->ask, r->cutoff_us));
    }
    return st;
}

/* ---- the words of the document ---- */

/* The county's own number, which no clause of the document holds. */
static void say_baseline(struct why *w, const struct duty *duty)
{
    const struct county_answer *answer = &duty->answer;
    if (!answer->has_baseline)
        return;
    scoped(text_done) struct text words;
    text_init(&words, TEXT_MAX);
    target_format_value(&words, &duty->target, answer->baseline_units);
    text_append(&words, "（");
    month_format(&words, answer->baseline_month);
    say(w, 2, "基数", "", "%s，%s%s%s）", words.s, answer->is_sample ? "样例答复" : "本地答复", answer->by == NULL ? "" : "，",
        answer->by == NULL ? "" : answer->by);
}

static void say_wording(struct why *w)
{
    const struct dossier *d = w->dossier;
    const struct duty *duty = d->duty;
    const struct plan *plan = catalog_plan(d->alliance->catalog);
    scoped(text_done) struct text due;
    text_init(&due, 100);
    int32_t due_date = duty_due_date(duty, d->context.calendar);
    if (due_date != DATE_NONE)
        date_format(&due, due_date);
    const char *target = duty_target_zh(duty);
    say(w, 1, "目标", "", "%s（%s，%s%s%s）", target[0] != '\0' ? target : duty->title, binding_zh(duty->binding),
        deadline_zh(duty->deadline), due.len > 0 ? " " : "", due.s);
    say_baseline(w, duty);
    say(w, 2, "依据", "", "《%s》%s，目录第%" PRId64 "版", plan->document.title, duty->clause, d->alliance->catalog_version);
    for (size_t i = 0; i < duty->n_quotes; i++)
        say(w, 3, "原文", "", "“%s”（第%" PRId64 "字起）", duty->quotes[i].text, duty->quotes[i].offset);
    for (size_t i = 0; i < duty->n_conflicts; i++)
        say(w, 2, "文件另有说法", "", "%s", duty->conflicts_with[i]);
}

/* 提请强制销号: it closes nothing until the other one has confirmed it. */
static void say_override(struct why *w)
{
    const struct act *act = act_override(w->dossier);
    if (act == NULL)
        return;
    bool entered = act->on_behalf_of[0] != '\0';
    say(w, 1, "待审定", reason_code(REASON_I_ALT_390), "%s %s提请强制销号，等%s审定，审定前状态不变",
        ask_instant(w->ask, act->at_us), entered ? act->on_behalf_of : act->actor, act->reviewer);
    say(w, 2, "理由", "", "%s", act->note);
    if (act->document[0] != '\0')
        say(w, 2, "文号", "", "%s", act->document);
    if (entered)
        say(w, 2, "经手", "", "%s代录（%s）", act->actor, act->how);
}

/* Which version of the catalog judged; where it is not the one in force, why. */
static void say_rules(struct why *w)
{
    const struct dossier *d = w->dossier;
    scoped(text_done) struct text rules;
    text_init(&rules, TEXT_MAX);
    judged_rules_format(&rules, d);
    say(w, 2, "判定依据", "", "%s", rules.s);
    if (d->judged_by_then)
        say(w, 3, "已调整", reason_code(REASON_I_JDG_381), "%s（%s起按目录第%" PRId64 "版）", reason_zh(REASON_I_JDG_381),
            ask_instant(w->ask, d->then.until_us), d->rules_version);
}

static enum status say_line(struct why *w)
{
    const struct dossier *d = w->dossier;
    const struct judgement *j = &d->judgement;
    const struct plan *plan = catalog_plan(d->alliance->catalog);
    say(w, 0, "状态", "", "%s（%s）%s", j->word, d->context.rules->lights[j->state].mark, whose_zh(j->whose));
    say(w, 1, "规则", reason_code(j->reason), "%s（%s）", reason_zh(j->reason), plan->rule_name);
    say_rules(w);
    say_override(w);
    say_number(w);
    const struct duty *judged_by = dossier_judged_by(d)->duty;
    if (j->has_expected && judged_by->has_target) {
        scoped(text_done) struct text expected;
        text_init(&expected, 100);
        target_format_value(&expected, &judged_by->target, j->expected_units);
        say(w, 1, "序时应达", "", "%s", expected.s);
    }
    say_collecting(w);
    int32_t from = organisation_data_from(d->alliance->organisation);
    enum status st = ST_OK;
    if (j->state == DUTY_NOT_REPORTED) {
        st = say_waiting(w, j->period, from);
        from = j->period + 1; /* each is named once */
    }
    if (st == ST_OK)
        st = say_waiting(w, j->collecting_month, from);
    say_wording(w);
    return st;
}

static void say_return(struct why *w)
{
    const struct dossier *d = w->dossier;
    const struct return_judgement *j = &d->return_judgement;
    const struct post *post = dossier_post(d);
    say(w, 0, "状态", "", "%s", return_state_zh(j->state));
    say(w, 1, "规则", reason_code(j->reason), "%s", reason_zh(j->reason));
    say(w, 1, "应报时", "", "%s", ask_instant(w->ask, d->return_context.cutoff_us));
    if (d->return_context.received)
        say(w, 1, "收到", "", "%s", ask_instant(w->ask, d->return_context.received_us));
    say(w, 1, "报送岗位", "", "%s", post == NULL ? "" : post->name);
}

/* ---- what was said, and what was not ---- */

/* Of one, what became of it: its code and its words. */
static void say_outcome(struct why *w, uint32_t depth, const char *what, const struct due_notice_row *n, const char *subject)
{
    if (n->is_parked && !n->is_told)
        say(w, depth, what, reason_code(REASON_I_NTF_046), "%s%s", subject, reason_zh(REASON_I_NTF_046));
    else
        say(w, depth, what, n->outcome, "%s%s", subject, n->outcome[0] == '\0' ? "已交发送" : ask_reason(w->ask, n->outcome));
}

static void say_notices(struct why *w, const struct rung_row *rung)
{
    scoped(text_done) struct text subject;
    text_init(&subject, TEXT_MAX);
    for (size_t i = 0; i < w->notices->n; i++) {
        const struct due_notice_row *n = &w->notices->at[i];
        if (n->episode_id != rung->episode_id || strcmp(n->rung, rung->rung) != 0)
            continue;
        text_clear(&subject);
        text_printf(&subject, "%s %s（%s角）", n->template, n->person, n->role);
        say_outcome(w, 2, "通知", n, subject.s);
    }
}

static void say_withdrawals(struct why *w, const struct episode *episode)
{
    scoped(text_done) struct text subject;
    text_init(&subject, TEXT_MAX);
    for (size_t i = 0; i < w->notices->n; i++) {
        const struct due_notice_row *n = &w->notices->at[i];
        if (n->episode_id != episode->view.id || n->withdraws == 0)
            continue;
        text_clear(&subject);
        text_printf(&subject, "%s %s ", ask_instant(w->ask, n->created_us), n->person);
        say_outcome(w, 1, n->template, n, subject.s);
    }
}

static void say_episode(struct why *w, const struct episode *episode)
{
    static const char *const ladders[LADDER_COUNT] = {"临期", "滞后", "逾期", "报送"};
    scoped(text_done) struct text period;
    text_init(&period, 100);
    month_format(&period, episode->view.period);
    say(w, 0, "提醒阶梯", episode->close_event, "%s %s 第%d次，%s起%s%s", ladders[episode->view.ladder], period.s,
        episode->view.number, ask_instant(w->ask, episode->opened_us), episode->view.state == EP_CLOSED ? "，已结束" : "",
        episode->view.baseline ? "（起点）" : "");
    size_t said = 0;
    for (size_t i = 0; i < w->dossier->rungs.n; i++) {
        const struct rung_row *rung = &w->dossier->rungs.at[i];
        if (rung->episode_id != episode->view.id)
            continue;
        bool told = strcmp(rung->outcome, "notified") == 0;
        say(w, 1, told ? "通知" : "未通知", rung->reason, "%s %s %s", rung->rung, ask_instant(w->ask, rung->due_us),
            ask_reason(w->ask, rung->reason));
        if (told)
            say_notices(w, rung);
        said++;
    }
    if (said == 0)
        say(w, 1, "未通知", reason_code(REASON_I_ALT_058), "%s", reason_zh(REASON_I_ALT_058));
    say_withdrawals(w, episode);
}

static void say_ladders(struct why *w)
{
    const struct dossier *d = w->dossier;
    if (dossier_is_foreign(d))
        say(w, 0, "未通知", reason_code(REASON_I_ALT_055), "%s", reason_zh(REASON_I_ALT_055));
    if (d->episodes.n == 0)
        say(w, 0, "未通知", reason_code(REASON_I_ALT_059), "%s", reason_zh(REASON_I_ALT_059));
    for (size_t i = 0; i < d->episodes.n; i++)
        say_episode(w, &d->episodes.at[i]);
    if (d->subject.next_us != INT64_MAX)
        say(w, 0, "下次自动变化", "", "%s", ask_instant(w->ask, d->subject.next_us));
}

enum status ask_why(struct ask *ask)
{
    const Duban__Alert__WhyRequest *request = ask->request->why;
    scoped(dossier_done) struct dossier dossier = {0};
    scoped(due_notice_rows_done) struct due_notice_rows notices = {0};
    int64_t institution = 0;
    enum status st = ask_subject(ask, request->duty, request->institution, &institution);
    if (st == ST_OK)
        st = dossier_read(ask->db, ask->alliance, institution, request->duty, ask->now_us, &dossier);
    if (st == ST_OK && dossier_is_gone(&dossier))
        return ask_refuse(ask, ST_CONFLICT, REASON_E_ALT_020, request->duty);
    if (st == ST_OK)
        st = due_notice_store_list(ask->db, institution, request->duty, &notices);
    if (st == ST_OK)
        st = due_notice_store_mark_parked(ask->db, institution, &notices);
    if (st != ST_OK)
        return st;
    dossier_judge(&dossier);
    struct why w = {.ask = ask, .dossier = &dossier, .notices = &notices, .reply = arena_alloc(ask->arena, 1, sizeof *w.reply)};
    duban__alert__why_reply__init(w.reply);
    w.reply->lines = arena_alloc(ask->arena, LINES_MAX, sizeof *w.reply->lines);
    if (dossier.duty != NULL)
        st = say_line(&w);
    else
        say_return(&w);
    say_ladders(&w);
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_WHY;
    ask->reply->why = w.reply;
    return st;
}
