/* catalog_jsonl.c: the duties of a plan for whoever compares them with the document: a line each, nothing left out, nothing added.
 * What the document leaves open is null there, whatever the county answered: its answers stand apart, under `answered`. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "duban/catalog_print.h"
#include "duban/table_form.h"
#include "lib/date.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/plan.h"

#define FIELD_MAX_BYTES 4096

static void key(const char *name)
{
    if (name[0] != '+')
        fputs(", ", stdout);
    table_json_string(stdout, name + (name[0] == '+'));
    fputs(": ", stdout);
}

static void put(const char *name, const char *value)
{
    key(name);
    if (value == NULL || value[0] == '\0')
        fputs("null", stdout);
    else
        table_json_string(stdout, value);
}

static void put_bool(const char *name, bool value)
{
    key(name);
    fputs(value ? "true" : "false", stdout);
}

static void put_list(const char *name, size_t n, const char *const *words)
{
    key(name);
    fputc('[', stdout);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        table_json_string(stdout, words[i]);
    }
    fputc(']', stdout);
}

static void put_date(const char *name, int32_t date)
{
    scoped(text_done) struct text text;
    text_init(&text, 32);
    if (date != DATE_NONE)
        date_format(&text, date);
    put(name, text.s);
}

/* 35, not 35.0: as the document writes it. */
static void put_decimal(const char *name, bool is_there, i128 units, int decimals)
{
    scoped(text_done) struct text text;
    text_init(&text, 64);
    while (decimals > 0 && units % 10 == 0) {
        units /= 10;
        decimals--;
    }
    if (is_there)
        decimal_format(&text, units, decimals);
    put(name, text.s);
}

static void put_quotes(const struct duty *duty)
{
    key("quotes");
    fputc('[', stdout);
    for (size_t i = 0; i < duty->n_quotes; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        table_json_string(stdout, duty->quotes[i].text);
    }
    fputc(']', stdout);
}

/* 建成, 启动: that reached is one is ours, the document says no number. */
static bool has_no_number(const struct duty *duty)
{
    return duty->type == DUTY_MILESTONE && duty->target_is_implied;
}

static const char *operator_of(const struct duty *duty)
{
    const struct target *target = &duty->target;
    if (duty->indicator == NULL || has_no_number(duty))
        return NULL;
    if (target->is_relative)
        return target->op == TARGET_ABOVE ? "rise" : "fall";
    return duty->has_target ? target_op_word(target->op) : NULL;
}

static void put_number(const struct duty *duty)
{
    const struct target *target = &duty->target;
    bool has_value = duty->has_target && !target->is_relative && duty->rating_level == NULL && /* a level's rank is ours */
                     !has_no_number(duty);
    put("indicator", duty->indicator == NULL ? NULL : duty->indicator->name);
    put("operator", operator_of(duty));
    put_decimal("value", has_value, target->units, target->decimals);
    put("unit", duty->indicator == NULL ? NULL : target->unit);
    put_decimal("tolerance", has_value && target->op == TARGET_ABOUT, target->tolerance_units, target->decimals);
    put("rating_level", duty->rating_level);
}

static void put_baseline(const struct duty *duty, bool is_there, i128 units, int32_t period)
{
    scoped(text_done) struct text month;
    text_init(&month, 16);
    key("baseline");
    if (!is_there) {
        fputs("null", stdout);
        return;
    }
    month_format(&month, period);
    fputc('{', stdout);
    put_decimal("+value", true, units, duty->target.decimals);
    put("period", month.s);
    fputc('}', stdout);
}

static void put_pace(const struct duty *duty)
{
    const struct pace *pace = &duty->pace;
    put("judged_on", duty->indicator == NULL ? NULL : window_name(duty->judged_on));
    put("pace", duty->indicator == NULL ? NULL : pace_kind_name(pace->kind));
    put_baseline(duty, pace->has_baseline && !duty->answer.has_baseline, pace->baseline_units, pace->baseline_month);
}

/* Where each institution starts, in the order in which the county wrote them. */
static void put_own_baselines(const struct duty *duty)
{
    scoped(text_done) struct text month;
    text_init(&month, 16);
    key("baselines");
    if (duty->n_own == 0)
        fputs("null", stdout);
    for (size_t i = 0; i < duty->n_own; i++) {
        const struct county_answer *answer = &duty->own[i].duty->answer;
        text_clear(&month);
        month_format(&month, answer->baseline_month);
        fputs(i == 0 ? "[{" : ", {", stdout);
        put("+institution", duty->own[i].institution);
        put_decimal("value", true, answer->baseline_units, duty->target.decimals);
        put("period", month.s);
        fputs(i + 1 == duty->n_own ? "}]" : "}", stdout);
    }
}

static void put_answered(const struct duty *duty)
{
    const struct county_answer *answer = &duty->answer;
    key("answered");
    if (!answer->is_given) {
        fputs("null", stdout);
        return;
    }
    fputc('{', stdout);
    put_date("+due", answer->due);
    put_date("starts", answer->starts);
    put_baseline(duty, answer->has_baseline, answer->baseline_units, answer->baseline_month);
    put_own_baselines(duty);
    put("by", answer->by);
    put_bool("sample", answer->is_sample);
    fputc('}', stdout);
}

static void put_due(const struct calendar *calendar, const struct duty *duty)
{
    static const char *const shifts[] = {"none", "next", "previous"};
    scoped(text_done) struct text time;
    text_init(&time, 16);
    if (duty->due_s < 86400)
        text_printf(&time, "%02d:%02d", duty->due_s / 3600, duty->due_s / 60 % 60);
    put_date("due", duty_documented_due(duty));
    put("due_time", time.s);
    put("due_raw", duty->due_raw);
    put("due_shift", shifts[duty->due_shift]);
    put_bool("provisional", duty_documented_due(duty) != DATE_NONE && calendar_is_provisional(calendar, duty_documented_due(duty)));
}

/* year month=10 day=31, month day=25, event within=30min, always: a number never stands without its name. */
static void put_recurrence(const struct duty *duty)
{
    const struct recurrence *recurrence = &duty->recurrence;
    scoped(text_done) struct text text;
    text_init(&text, FIELD_MAX_BYTES);
    if (recurrence->every != RECURS_NOT)
        text_append(&text, recurrence_name(recurrence->every));
    if (recurrence->month > 0)
        text_printf(&text, " month=%" PRId32, recurrence->month);
    if (recurrence->day > 0)
        text_printf(&text, " day=%" PRId32, recurrence->day);
    if (recurrence->within != NULL)
        text_printf(&text, " within=%s", recurrence->within);
    put("recurrence", text.s);
}

static void put_penalty(const struct penalty *penalty)
{
    key("penalty");
    if (penalty == NULL) {
        fputs("null", stdout);
        return;
    }
    fputc('{', stdout);
    put("+words", penalty->words);
    put_decimal("amount", penalty->has_amount, penalty->amount_units, PENALTY_DECIMALS);
    put("unit", penalty->unit);
    put("per", penalty->per);
    put("condition", penalty->condition);
    fputc('}', stdout);
}

static void put_duty(const struct catalog *catalog, const struct duty *duty)
{
    const struct plan *plan = catalog_plan(catalog);
    scoped(text_done) struct text scope;
    text_init(&scope, FIELD_MAX_BYTES);
    scope_format_conditions(&scope, &duty->scope);
    fputc('{', stdout);
    put("+plan", plan->code);
    put("document", plan->document.file);
    put("id", duty->id);
    put("clause", duty->clause);
    put("kind", duty_type_name(duty->type));
    put("title", duty->title);
    put("short", duty->short_name);
    put_quotes(duty);
    put_number(duty);
    put("binding", duty->binding == BINDING_EXPECTED ? "expected" : "binding");
    put("scope", scope.s);
    put_bool("each", duty->each);
    put_pace(duty);
    put_due(catalog_calendar(catalog), duty);
    put_recurrence(duty);
    put_answered(duty);
    put_list("departments", duty->n_departments, duty->departments);
    put("lead_by", duty->n_departments == 0 ? NULL : duty->lead_is_documented ? "document" : "first_named");
    put_penalty(duty->penalty);
    put("proof", duty->proof);
    put_list("conflicts_with", duty->n_conflicts, duty->conflicts_with);
    put_list("questions", duty->n_questions, duty->questions);
    put("note", duty->note);
    fputs("}\n", stdout);
}

void catalog_print_jsonl(const struct catalog *catalog)
{
    const struct plan *plan = catalog_plan(catalog);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        put_duty(catalog, &plan->duties[i]);
}
