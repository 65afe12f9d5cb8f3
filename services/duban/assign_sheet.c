/* assign_sheet.c: the words of a duty's row. */
#include "duban/assign_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "lib/date.h"
#include "lib/utf8.h"
#include "model/indicator.h"

#define SHEET_NAME_CHARACTERS 31

const struct assign_column_info *assign_column_info(enum assign_column column)
{
    static const struct assign_column_info infos[ASSIGN_COLUMN_COUNT] = {
#define ASSIGN_COLUMN_INFO(name, zh, width, may_change) [name] = {zh, width, may_change},
        ASSIGN_COLUMN_TABLE(ASSIGN_COLUMN_INFO)
#undef ASSIGN_COLUMN_INFO
    };
    return &infos[column];
}

void assign_sheet_name(const struct plan *plan, char ret[static ASSIGN_SHEET_NAME_BYTES])
{
    const char *at = plan->name, *end = at + strlen(at);
    size_t n = 0;
    for (int characters = 0; at < end && characters < SHEET_NAME_CHARACTERS; characters++) {
        const char *begin = at;
        (void)utf8_next(&at, end);
        size_t len = (size_t)(at - begin);
        if (n + len >= ASSIGN_SHEET_NAME_BYTES)
            break;
        if (len == 1 && strchr("[]:*?/\\'", *begin) != NULL)
            ret[n++] = '_';
        else
            for (size_t i = 0; i < len; i++)
                ret[n++] = begin[i];
        characters += len == 4; /* a character outside the first plane counts as two there */
    }
    ret[n] = '\0';
}

static void join(struct text *out, const char *between, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        text_printf(out, "%s%s", i > 0 ? between : "", words[i]);
}

static void format_recurrence(struct text *out, const struct recurrence *recurrence)
{
    if (recurrence->every == RECURS_NOT)
        return;
    text_printf(out, "%s%s", out->len > 0 ? "；" : "", recurrence_zh(recurrence->every));
    if (recurrence->month > 0)
        text_printf(out, "%s%" PRId32 "%s", recurrence->every == RECURS_YEARLY ? "" : "第", recurrence->month,
                    recurrence->every == RECURS_YEARLY ? "月" : "个月");
    if (recurrence->day > 0)
        text_printf(out, "%" PRId32 "日", recurrence->day);
    if (recurrence->within != NULL)
        text_printf(out, "（%s）", recurrence->within);
}

static const char *answer_zh(const struct duty *duty)
{
    return duty->answer.is_sample ? "样例答复" : "答复";
}

/* 未定（到20xx年）; words that stand in brackets already get none. */
static void format_open(struct text *out, const char *words)
{
    bool has_brackets = words != NULL && strncmp(words, "（", strlen("（")) == 0;
    text_printf(out, has_brackets ? "未定%s" : "未定（%s）", words == NULL ? "" : words);
}

static void format_due(struct text *out, const struct duty *duty)
{
    if (duty->due_is_open || (duty_documented_due(duty) == DATE_NONE && duty->due != DATE_NONE))
        format_open(out, duty->due_raw);
    if (!duty->due_is_open && duty_documented_due(duty) == DATE_NONE && duty->due != DATE_NONE)
        text_printf(out, "，%s：", answer_zh(duty));
    if (duty->due != DATE_NONE)
        date_format(out, duty->due);
    if (duty->due != DATE_NONE && duty->due_s < 86400)
        text_printf(out, " %02d:%02d", duty->due_s / 3600, duty->due_s / 60 % 60);
    format_recurrence(out, &duty->recurrence);
}

/* Where each institution starts: 市人民医院0.93、市中医院0.88. */
static void format_own(struct text *out, const struct organisation *organisation, const struct duty *duty)
{
    for (size_t i = 0; i < duty->n_own; i++) {
        const struct own_baseline *own = &duty->own[i];
        const struct institution *at =
            organisation == NULL ? NULL : organisation_institution_by_code(organisation, own->institution);
        text_printf(out, "%s%s", i == 0 ? "：" : "、", at == NULL ? own->institution : at->short_name);
        target_format_value(out, &duty->target, own->duty->answer.baseline_units);
    }
}

/* What must be reached: a number, a level; of a rule what it costs. */
static void format_target(struct text *out, const struct organisation *organisation, const struct duty *duty)
{
    if (duty->indicator != NULL && duty->target.text != NULL)
        text_append(out, duty->target.text);
    if (duty->target.is_relative && (duty->answer.has_baseline || duty->n_own > 0)) {
        text_printf(out, "（基数为%s", answer_zh(duty));
        format_own(out, organisation, duty);
        text_append(out, "）");
    }
    if (duty->penalty != NULL)
        text_printf(out, "%s%s", out->len > 0 ? "；" : "", duty->penalty->words);
}

/* Of a rating or a milestone the definition is an expression over its item: here in words. */
static void format_definition(struct text *out, const struct duty *duty)
{
    const struct indicator *indicator = duty->indicator;
    if (indicator == NULL)
        return;
    if (indicator->item == NULL)
        text_append(out, indicator->definition);
    else if (duty->type == DUTY_RATING)
        text_printf(out, "最近一次有效的评级（评级记录 %s）", indicator->item);
    else if (duty->type == DUTY_COVERAGE)
        text_printf(out, "范围内已达到的机构所占比例（节点记录 %s）", indicator->item);
    else
        text_printf(out, "节点记录 %s 的数量合计", indicator->item);
    text_append(out, duty->each ? "；逐家判定" : "；合计判定");
}

void assign_department_format(struct text *out, const struct organisation *organisation, const struct department *department)
{
    size_t same = 0;
    for (size_t i = 0; i < organisation_department_count(organisation); i++)
        same += strcmp(organisation_department_at(organisation, i)->name, department->name) == 0;
    text_append(out, department->name);
    if (same > 1)
        text_printf(out, "（%s）", department->code);
}

void assign_post_format(struct text *out, const struct organisation *organisation, const struct post *post)
{
    size_t same = 0;
    for (size_t i = 0; i < organisation_post_count(organisation); i++)
        same += strcmp(organisation_post_at(organisation, i)->name, post->name) == 0;
    text_append(out, post->name);
    if (same > 1)
        text_printf(out, "（%s）", post->code);
}

static void format_assignment(struct text *out, const struct organisation *organisation, const struct line *line,
                              enum assign_column column)
{
    switch (column) {
    case ASSIGN_DEPARTMENT: assign_department_format(out, organisation, line->department); break;
    case ASSIGN_POST: assign_post_format(out, organisation, line->post); break;
    case ASSIGN_COOPERATING: text_append(out, line->cooperating == NULL ? "" : line->cooperating); break;
    case ASSIGN_INTERNAL_DUE:
        if (line->internal_due != DATE_NONE)
            date_format(out, line->internal_due);
        break;
    default:
        if (line->supervised_from != DATE_NONE)
            date_format(out, line->supervised_from);
        break;
    }
}

void assign_cell_format(struct text *out, const struct organisation *organisation, const struct duty *duty,
                        enum assign_column column)
{
    if (assign_column_info(column)->may_change) {
        const struct line *line = organisation == NULL ? NULL : organisation_line(organisation, duty->id);
        if (line != NULL)
            format_assignment(out, organisation, line, column);
        return;
    }
    switch (column) {
    case ASSIGN_DUTY: text_append(out, duty->id); break;
    case ASSIGN_TITLE: text_append(out, duty->title); break;
    case ASSIGN_QUOTE:
        for (size_t i = 0; i < duty->n_quotes; i++)
            text_printf(out, "%s%s", i > 0 ? "……" : "", duty->quotes[i].text);
        break;
    case ASSIGN_TARGET: format_target(out, organisation, duty); break;
    case ASSIGN_DEFINITION: format_definition(out, duty); break;
    case ASSIGN_DUE: format_due(out, duty); break;
    case ASSIGN_PROOF: text_append(out, duty->proof == NULL ? "" : duty->proof); break;
    default: join(out, "、", duty->n_departments, duty->departments); break;
    }
}
