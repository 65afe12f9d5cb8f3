/* catalog_diff_duty.c: what changed of a duty, value by value, in words. */
#include <string.h>

#include "lib/date.h"
#include "model/catalog_diff_private.h"
#include "model/indicator.h"

/* One value of a duty, in words; nothing if it has none. */
typedef void say_duty(struct text *out, const struct duty *duty);

static void join(struct text *out, const char *between, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        text_printf(out, "%s%s", i > 0 ? between : "", words[i]);
}

static void say_title(struct text *out, const struct duty *duty)
{
    text_printf(out, "%s（%s）", duty->title, duty->short_name);
}

static void say_type(struct text *out, const struct duty *duty)
{
    text_append(out, duty_type_zh(duty->type));
}

static void say_binding(struct text *out, const struct duty *duty)
{
    text_append(out, binding_zh(duty->binding));
}

static void say_indicator(struct text *out, const struct duty *duty)
{
    if (duty->indicator != NULL)
        text_append(out, duty->indicator->zh);
}

static void say_target(struct text *out, const struct duty *duty)
{
    text_append(out, duty_target_zh(duty));
    if (duty->has_target && duty->target.op == TARGET_ABOUT) {
        text_append(out, "，上下");
        target_format_value(out, &duty->target, duty->target.tolerance_units);
    }
    if (duty->target.is_relative && duty->answer.has_baseline && !duty->pace.has_baseline) {
        text_append(out, "，基数为");
        month_format(out, duty->answer.baseline_month);
        text_append(out, "的");
    }
}

static void say_scope(struct text *out, const struct duty *duty)
{
    scope_format(out, &duty->scope);
    text_append(out, duty->each ? "，逐家" : "，合计");
}

static void say_judged_on(struct text *out, const struct duty *duty)
{
    text_append(out, duty->indicator == NULL ? "" : window_name(duty->judged_on));
}

static void say_pace(struct text *out, const struct duty *duty)
{
    const struct pace *pace = &duty->pace;
    text_append(out, duty->indicator == NULL ? "" : pace_kind_name(pace->kind));
    if (pace->has_baseline) {
        text_append(out, "，基数");
        month_format(out, pace->baseline_month);
        text_append(out, "为");
        target_format_value(out, &duty->target, pace->baseline_units);
    }
    for (size_t i = 0; i < duty->n_own; i++) {
        const struct duty *own = duty->own[i].duty;
        text_printf(out, "，%s基数", duty->own[i].institution);
        month_format(out, own->pace.baseline_month);
        text_append(out, "为");
        target_format_value(out, &own->target, own->pace.baseline_units);
    }
    for (size_t i = 0; i < pace->n_stages; i++) {
        text_append(out, "，");
        month_format(out, pace->stages[i].month);
        text_append(out, "起");
        target_format_value(out, &duty->target, pace->stages[i].units);
    }
}

static void say_due(struct text *out, const struct duty *duty)
{
    static const char *const shifts[] = {"", "，遇休息日顺延", "，遇休息日提前"};
    int32_t date = duty->due;
    if (date != DATE_NONE)
        date_format(out, date);
    else if (duty->due_raw != NULL)
        text_append(out, duty->due_raw);
    if (date != DATE_NONE && duty->due_s < 86400)
        text_printf(out, " %02d:%02d", duty->due_s / 3600, duty->due_s / 60 % 60);
    if (date != DATE_NONE)
        text_printf(out, "（%s%s）", deadline_zh(duty->deadline), shifts[duty->due_shift]);
}

static void say_recurrence(struct text *out, const struct duty *duty)
{
    const struct recurrence *recurrence = &duty->recurrence;
    text_append(out, recurrence_zh(recurrence->every));
    if (recurrence->day > 0)
        text_printf(out, "%d日前", (int)recurrence->day);
    if (recurrence->within != NULL)
        text_append(out, recurrence->within);
}

static void say_departments(struct text *out, const struct duty *duty)
{
    join(out, "、", duty->n_departments, duty->departments);
}

static void say_quotes(struct text *out, const struct duty *duty)
{
    text_printf(out, "%s ", duty->clause);
    for (size_t i = 0; i < duty->n_quotes; i++)
        text_printf(out, "%s%s", i > 0 ? "……" : "", duty->quotes[i].text);
}

static void say_penalty(struct text *out, const struct duty *duty)
{
    if (duty->penalty != NULL)
        text_append(out, duty->penalty->words);
}

static void say_proof(struct text *out, const struct duty *duty)
{
    if (duty->proof != NULL)
        text_append(out, duty->proof);
}

/* Every key of a duty, and under which of the words below what it means is told. */
static const struct diff_key DUTY_KEYS[] = {
    {"title", "名称"},
    {"short", "名称"},
    {"type", "类型"},
    {"clause", "原文"},
    {"quotes", "原文"},
    {"binding", "性质"},
    {"binding_why", "约束性的理由"},
    {"rating", "目标"},
    {"indicator", "指标"},
    {"target", "目标"},
    {"milestone", "指标"},
    {"scope", "范围"},
    {"each", "范围"},
    {"judged_on", "判定期"},
    {"pace", "序时"},
    {"tolerance", "目标"},
    {"starts", "起算日"},
    {"due", "时限"},
    {"due_raw", "时限"},
    {"due_time", "时限"},
    {"due_shift", "时限"},
    {"deadline", "时限"},
    {"recurrence", "频次"},
    {"lead_by", "牵头依据"},
    {"departments", "部门"},
    {"penalty", "罚则"},
    {"proof", "佐证"},
    {"questions", "问题"},
    {"conflicts_with", "矛盾事项"},
    {"note", "说明"},
    {NULL, NULL},
};
static const struct diff_key PLAN_KEYS[] = {
    {"plan", "方案代码"}, {"name", "名称"},          {"alliance", "医共体"}, {"begins", "起始日"},
    {"node", "节点"},     {"rule_name", "办法名称"}, {"document", "文件"},   {NULL, NULL},
};

static const struct yaml_node *raw_duty(const struct yaml_node *root, const char *id)
{
    const struct yaml_node *list = yaml_get(root, "duties");
    for (size_t i = 0; i < yaml_seq_len(list); i++)
        if (text_equal(yaml_text(yaml_get(yaml_seq_at(list, i), "id")), id))
            return yaml_seq_at(list, i);
    return NULL;
}

/* The first day as it holds, answered ones included; those that begin with their plan are told by the plan. */
static void add_starts(const struct comparison *c, struct text *words, const struct duty *before, const struct duty *after)
{
    const struct plan *from = catalog_plan(c->from->catalog), *to = catalog_plan(c->to->catalog);
    scoped(text_done) struct text old, new;
    text_init(&old, DIFF_VALUE_MAX_BYTES);
    text_init(&new, DIFF_VALUE_MAX_BYTES);
    if (before->starts == from->begins && after->starts == to->begins)
        return;
    if (before->starts != DATE_NONE)
        date_format(&old, before->starts);
    if (after->starts != DATE_NONE)
        date_format(&new, after->starts);
    diff_add_change(words, "起算日", old.s, new.s);
}

static void compare_plan(struct comparison *c)
{
    const struct plan *from = catalog_plan(c->from->catalog), *to = catalog_plan(c->to->catalog);
    scoped(text_done) struct text words, old, new;
    text_init(&words, DIFF_WORDS_MAX_BYTES);
    text_init(&old, DIFF_VALUE_MAX_BYTES);
    text_init(&new, DIFF_VALUE_MAX_BYTES);
    if (from == NULL || to == NULL)
        return; /* its duties say so */
    if (from->begins != DATE_NONE)
        date_format(&old, from->begins);
    if (to->begins != DATE_NONE)
        date_format(&new, to->begins);
    diff_add_change(&words, "起始日", old.s, new.s);
    diff_keys(&words, PLAN_KEYS, yaml_get(diff_plan_root(c, false), "plan"), yaml_get(diff_plan_root(c, true), "plan"));
    if (words.len > 0)
        diff_tell(c, &(struct difference){"方案", to->code, DIFFERENCE_CHANGED, words.s, ""}, &words);
}

static const struct {
    const char *zh;
    say_duty *say;
} DUTY_VALUES[] = {
    {"名称", say_title},       {"类型", say_type},        {"性质", say_binding}, {"指标", say_indicator}, {"目标", say_target},
    {"范围", say_scope},       {"判定期", say_judged_on}, {"序时", say_pace},    {"时限", say_due},       {"频次", say_recurrence},
    {"部门", say_departments}, {"原文", say_quotes},      {"罚则", say_penalty}, {"佐证", say_proof},
};

static void compare_duty(struct comparison *c, const struct duty *before, const struct duty *after)
{
    scoped(text_done) struct text words, who;
    text_init(&words, DIFF_WORDS_MAX_BYTES);
    text_init(&who, DIFF_VALUE_MAX_BYTES);
    for (size_t i = 0; i < sizeof DUTY_VALUES / sizeof DUTY_VALUES[0]; i++) {
        scoped(text_done) struct text old, new;
        text_init(&old, DIFF_VALUE_MAX_BYTES);
        text_init(&new, DIFF_VALUE_MAX_BYTES);
        DUTY_VALUES[i].say(&old, before);
        DUTY_VALUES[i].say(&new, after);
        c->failed = c->failed || old.overflow || new.overflow;
        diff_add_change(&words, DUTY_VALUES[i].zh, old.s, new.s);
    }
    add_starts(c, &words, before, after);
    diff_keys(&words, DUTY_KEYS, raw_duty(diff_plan_root(c, false), before->id), raw_duty(diff_plan_root(c, true), after->id));
    if (words.len == 0)
        return;
    join(&who, "、", after->n_departments, after->departments);
    diff_tell(c, &(struct difference){"事项", after->id, DIFFERENCE_CHANGED, words.s, who.s}, &words);
}

static void tell_whole_duty(struct comparison *c, const struct duty *duty, enum difference_change change)
{
    scoped(text_done) struct text words, who;
    text_init(&words, DIFF_WORDS_MAX_BYTES);
    text_init(&who, DIFF_VALUE_MAX_BYTES);
    text_append(&words, duty->title);
    text_append(&words, "；时限：");
    say_due(&words, duty);
    join(&who, "、", duty->n_departments, duty->departments);
    diff_tell(c, &(struct difference){"事项", duty->id, change, words.s, who.s}, &words);
}

void diff_duties(struct comparison *c)
{
    static const struct plan none = {0};
    const struct plan *from = catalog_plan(c->from->catalog), *to = catalog_plan(c->to->catalog);
    from = from == NULL ? &none : from;
    to = to == NULL ? &none : to;
    compare_plan(c);
    for (size_t i = 0; i < to->n_duties; i++) {
        const struct duty *before = plan_duty(from, to->duties[i].id);
        if (before == NULL)
            tell_whole_duty(c, &to->duties[i], DIFFERENCE_ADDED);
        else
            compare_duty(c, before, &to->duties[i]);
    }
    for (size_t i = 0; i < from->n_duties; i++)
        if (plan_duty(to, from->duties[i].id) == NULL)
            tell_whole_duty(c, &from->duties[i], DIFFERENCE_REMOVED);
}
