/* plan_duty.c: one duty of a plan.yaml, but for its number. */
#include "model/plan_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/nearest.h"
#include "model/unread.h"

static const char *const TYPE_WORDS[] = {
#define TYPE_WORD(name, word, zh) #word,
    DUTY_TYPE_TABLE(TYPE_WORD)
#undef TYPE_WORD
        NULL,
};

static void read_quotes(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"text", "offset", NULL};
    const struct yaml_node *list = yaml_get(node, "quotes");
    size_t n = yaml_seq_len(list);
    struct quotation *quotes = arena_alloc(reader->arena, n + 1, sizeof(*quotes));
    if (n == 0)
        plan_problem(reader, REASON_E_CAT_264, node, NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct yaml_node *quote = yaml_seq_at(list, i);
        yaml_check_keys(quote, keys, reader->problems);
        quotes[i].text = plan_text(reader, quote, "text", true);
        quotes[i].line = yaml_place(quote).line;
        if (yaml_get(quote, "offset") == NULL)
            plan_problem(reader, REASON_E_YML_011, quote, "offset", NULL);
        quotes[i].offset = QUOTATION_NOWHERE;
        if (yaml_get(quote, "offset") != NULL &&
            yaml_read_i64(yaml_get(quote, "offset"), 0, INT32_MAX, reader->problems, &quotes[i].offset) != ST_OK)
            continue; /* told */
    }
    duty->quotes = quotes;
    duty->n_quotes = n;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void tell_unknown_type(const struct plan_reader *reader, const struct yaml_node *node, const char *word)
{
    struct place at = yaml_place(node);
    struct nearest meant = nearest_begin(word == NULL ? "" : word);
    for (unsigned i = 0; i < INSTITUTION_TYPE_COUNT; i++)
        nearest_offer(&meant, institution_type_name((enum institution_type)i));
    problems_add(reader->problems, REASON_E_CAT_208, &at, "type", word == NULL ? "?" : word, nearest_found(&meant));
}

static void read_scope(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"types", "levels", "institutions", "under", NULL};
    const struct yaml_node *map = yaml_get(node, "scope");
    uint64_t errors_before = reader->problems->errors;
    const struct yaml_node *types = plan_list(reader, yaml_get(map, "types"));
    const struct yaml_node *levels = plan_list(reader, yaml_get(map, "levels"));
    if (map == NULL)
        plan_problem(reader, REASON_E_YML_011, node, "scope", NULL);
    for (size_t i = 0; i < 3; i++) { /* an empty list would mean everybody */
        const struct yaml_node *list = yaml_get(map, keys[i]);
        if (list != NULL && yaml_is(list, YAML_IS_LIST) && yaml_seq_len(list) == 0)
            plan_problem(reader, REASON_E_YML_016, list, keys[i], NULL);
    }
    yaml_check_keys(map, keys, reader->problems);
    for (size_t i = 0; i < yaml_seq_len(types); i++) {
        const char *word = yaml_text(yaml_seq_at(types, i));
        enum institution_type type;
        if (word != NULL && institution_type_parse(word, &type) == ST_OK)
            duty->scope.types |= 1u << type;
        else
            tell_unknown_type(reader, yaml_seq_at(types, i), word);
    }
    for (size_t i = 0; i < yaml_seq_len(levels); i++) {
        int64_t level;
        if (yaml_read_i64(yaml_seq_at(levels, i), 1, INSTITUTION_LEVEL_MAX, reader->problems, &level) == ST_OK)
            duty->scope.levels |= 1u << level;
    }
    duty->scope.institutions = plan_texts(reader, yaml_get(map, "institutions"), &duty->scope.n_institutions);
    qsort((void *)duty->scope.institutions, duty->scope.n_institutions, sizeof(*duty->scope.institutions), compare_text);
    duty->scope.under = plan_text(reader, map, "under", false);
    duty->scope_line = yaml_place(map == NULL ? node : map).line;
    if (reader->problems->errors != errors_before) /* who is in it, nobody knows */
        unread_add(reader->unread, UNREAD_SCOPE, duty->id);
    duty->each = plan_flag(reader, node, "each", false);
    duty->node = duty->scope.under != NULL ? duty->scope.under : reader->plan->node;
}

/* HH:MM as seconds; 24:00 is the end of the day. */
static int32_t read_due_time(const struct plan_reader *reader, const struct yaml_node *node)
{
    const char *text = yaml_text(node);
    int hour, minute, end = 0;
    if (node == NULL)
        return 86400;
    if (text != NULL && sscanf(text, "%2d:%2d%n", &hour, &minute, &end) == 2 && text[end] == '\0' && hour >= 0 && minute >= 0 &&
        minute < 60 && hour * 60 + minute <= 24 * 60)
        return hour * 3600 + minute * 60;
    plan_problem(reader, REASON_E_CAT_114, node, text == NULL ? "?" : text, NULL);
    return 86400;
}

static void read_recurrence(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"every", "month", "day", "within", NULL};
    static const char *const words[] = {
#define RECURRENCE_WORD(name, word, zh, months) #word,
        RECURRENCE_TABLE(RECURRENCE_WORD)
#undef RECURRENCE_WORD
            NULL};
    const struct yaml_node *map = yaml_get(node, "recurrence"), *day = yaml_get(map, "day"), *month = yaml_get(map, "month");
    int64_t number = 0;
    if (map == NULL)
        return;
    yaml_check_keys(map, keys, reader->problems);
    int every = plan_word(reader, map, "every", words, -1);
    duty->recurrence.every = every < 0 ? RECURS_NOT : (enum recurrence_every)every;
    duty->recurrence.within = plan_text(reader, map, "within", false);
    if (day != NULL && yaml_read_i64(day, 1, 31, reader->problems, &number) == ST_OK)
        duty->recurrence.day = (int32_t)number;
    if (month != NULL && yaml_read_i64(month, 1, recurrence_months(duty->recurrence.every), reader->problems, &number) == ST_OK)
        duty->recurrence.month = (int32_t)number;
}

static void read_open_due(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    if (duty->due_raw == NULL)
        plan_problem(reader, REASON_E_CAT_273, yaml_get(node, "due"), NULL, NULL);
    duty->due = duty->answer.due = plan_date(reader, plan_answer(reader, duty->id), "due");
    duty->due_is_open = duty->due == DATE_NONE;
    if (!duty->due_is_open)
        return;
    plan_problem(reader, REASON_E_CAT_270, yaml_get(node, "due"), duty->id, duty->due_raw == NULL ? "?" : duty->due_raw);
    reader->plan->n_open++;
}

static void read_penalty(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"words", "amount", "unit", "per", "condition", NULL};
    const struct yaml_node *map = yaml_get(node, "penalty");
    if (map == NULL)
        return;
    if (duty->type != DUTY_RULE)
        plan_problem(reader, REASON_E_CAT_276, map, duty_type_name(duty->type), NULL);
    yaml_check_keys(map, keys, reader->problems);
    struct penalty *penalty = arena_alloc(reader->arena, 1, sizeof(*penalty));
    *penalty = (struct penalty){.words = plan_text(reader, map, "words", true),
                                .unit = plan_text(reader, map, "unit", false),
                                .per = plan_text(reader, map, "per", false),
                                .condition = plan_text(reader, map, "condition", false)};
    if (yaml_get(map, "amount") != NULL)
        penalty->has_amount = plan_decimal(reader, yaml_get(map, "amount"), PENALTY_DECIMALS, &penalty->amount_units);
    if (penalty->has_amount && penalty->unit == NULL)
        plan_problem(reader, REASON_E_YML_011, map, "unit", NULL);
    /* without an amount what was lost is what is deducted, and a loss is money */
    if (yaml_get(map, "amount") == NULL && penalty->unit != NULL && strcmp(penalty->unit, PENALTY_LOSS_UNIT) != 0)
        plan_problem(reader, REASON_E_CAT_360, yaml_get(map, "unit"), penalty->unit, NULL);
    duty->penalty = penalty;
}

bool duty_ends_before_it_begins(const struct plan *plan, const struct duty *duty)
{
    return duty->due != DATE_NONE &&
           ((duty->starts != DATE_NONE && duty->due < duty->starts) || (plan->begins != DATE_NONE && duty->due < plan->begins));
}

/* Both dates, where the later mistake of the two may be: at the due date, the county's answer if that is what holds. */
static void tell_ends_early(const struct plan_reader *reader, const struct yaml_node *node, const struct duty *duty)
{
    const struct yaml_node *answered = yaml_get(plan_answer(reader, duty->id), "due");
    bool is_own = duty->starts != DATE_NONE && duty->due < duty->starts && duty->starts != reader->plan->begins;
    scoped(text_done) struct text due, begins;
    text_init(&due, 16);
    text_init(&begins, 16);
    date_format(&due, duty->due);
    date_format(&begins, is_own ? duty->starts : reader->plan->begins);
    struct place at = yaml_place(duty->answer.due != DATE_NONE ? answered : yaml_get(node, "due"));
    problems_add(reader->problems, REASON_E_CAT_235, &at, due.s, begins.s, is_own ? "" : "begins");
}

static void read_time(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const shifts[] = {"none", "next", "previous", NULL};
    static const char *const deadlines[] = {"document", "internal", NULL};
    duty->starts = plan_date(reader, node, "starts");
    if (duty->starts == DATE_NONE)
        duty->starts = duty->answer.starts = plan_date(reader, plan_answer(reader, duty->id), "starts");
    if (duty->starts == DATE_NONE)
        duty->starts = reader->plan->begins;
    duty->due = plan_date_or_open(reader, node, "due", &duty->due_is_open);
    duty->due_raw = plan_text(reader, node, "due_raw", false);
    if (duty->due_is_open)
        read_open_due(reader, node, duty);
    duty->due_s = read_due_time(reader, yaml_get(node, "due_time"));
    int shift = plan_word(reader, node, "due_shift", shifts, 0);
    duty->due_shift = shift < 0 ? DUE_SHIFT_NONE : (enum due_shift)shift;
    duty->deadline = plan_word(reader, node, "deadline", deadlines, 0) == 1 ? DEADLINE_INTERNAL : DEADLINE_DOCUMENT;
    if (duty_ends_before_it_begins(reader->plan, duty))
        tell_ends_early(reader, node, duty);
}

static void read_departments(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const words[] = {"document", "first_named", NULL};
    duty->departments = plan_texts(reader, yaml_get(node, "departments"), &duty->n_departments);
    if (yaml_get(node, "departments") == NULL)
        plan_problem(reader, REASON_E_CAT_237, node, duty_type_name(duty->type), "departments");
    else if (duty->n_departments == 0) /* the document names nobody: the desk answers until the assignment does */
        plan_problem(reader, REASON_E_CAT_275, yaml_get(node, "departments"), duty->id, NULL);
    duty->lead = duty->n_departments > 0 ? duty->departments[0] : "";
    duty->lead_is_documented = plan_word(reader, node, "lead_by", words, 1) == 0;
}

static void read_answer(const struct plan_reader *reader, struct duty *duty)
{
    const struct yaml_node *answer = plan_answer(reader, duty->id);
    duty->answer = (struct county_answer){.is_given = answer != NULL,
                                          .is_sample = answer != NULL && reader->answers_are_samples,
                                          .starts = DATE_NONE,
                                          .due = DATE_NONE,
                                          .by = plan_text(reader, answer, "by", false)};
    reader->plan->n_samples += duty->answer.is_sample;
}

void plan_read_duty(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {
        "id",          "type",    "title",     "short",     "clause",         "quotes",    "binding",     "rating",
        "indicator",   "target",  "milestone", "scope",     "each",           "judged_on", "pace",        "tolerance",
        "starts",      "due",     "due_raw",   "due_time",  "due_shift",      "deadline",  "recurrence",  "lead_by",
        "departments", "penalty", "proof",     "questions", "conflicts_with", "note",      "binding_why", NULL};
    static const char *const bindings[] = {"binding", "expected", NULL};
    yaml_check_keys(node, keys, reader->problems);
    duty->line = yaml_place(node).line;
    duty->id = plan_text(reader, node, "id", true);
    int type = plan_word(reader, node, "type", TYPE_WORDS, -1);
    duty->type = type < 0 ? DUTY_RULE : (enum duty_type)type; /* unknown: one that may have all keys, told once */
    duty->title = plan_text(reader, node, "title", true);
    duty->short_name = plan_text(reader, node, "short", true);
    duty->short_line = yaml_place(yaml_get(node, "short")).line;
    duty->clause = plan_text(reader, node, "clause", true);
    duty->binding = plan_word(reader, node, "binding", bindings, -1) == 1 ? BINDING_EXPECTED : BINDING_BINDING;
    duty->binding_line = yaml_place(yaml_get(node, "binding")).line;
    duty->binding_why = plan_text(reader, node, "binding_why", false);
    duty->proof = plan_text(reader, node, "proof", false);
    duty->note = plan_text(reader, node, "note", false);
    duty->questions = plan_texts(reader, yaml_get(node, "questions"), &duty->n_questions);
    duty->answers = arena_alloc(reader->arena, duty->n_questions + 1, sizeof(*duty->answers));
    duty->conflicts_with = plan_texts(reader, yaml_get(node, "conflicts_with"), &duty->n_conflicts);
    duty->conflicts_line = yaml_place(yaml_get(node, "conflicts_with")).line;
    read_answer(reader, duty);
    read_quotes(reader, node, duty);
    read_scope(reader, node, duty);
    read_time(reader, node, duty);
    read_recurrence(reader, node, duty);
    read_penalty(reader, node, duty);
    read_departments(reader, node, duty);
    if (type >= 0)
        plan_read_number(reader, node, duty);
}
