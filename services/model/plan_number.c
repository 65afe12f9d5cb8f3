/* plan_number.c: the number of a duty: which indicator carries it, its target, its pace. */
#include "model/plan_private.h"

#include <string.h>

#include "lib/nearest.h"
#include "model/code_table.h"
#include "model/indicator.h"

static void need(const struct plan_reader *reader, const struct yaml_node *node, const struct duty *duty, const char *what)
{
    plan_problem(reader, REASON_E_CAT_237, node, duty_type_name(duty->type), what);
}

static void tell_unknown_level(const struct plan_reader *reader, const struct yaml_node *level, const struct duty *duty)
{
    struct place at = yaml_place(level);
    const char *known;
    scoped(text_done) struct text levels;
    text_init(&levels, PROBLEM_PARAM_MAX_BYTES);
    for (size_t i = 0; (known = code_tables_level_at(reader->tables, duty->rating_item, i)) != NULL; i++)
        text_printf(&levels, "%s%s", i == 0 ? "" : "、", known);
    problems_add(reader->problems, REASON_E_CAT_232, &at, duty->rating_item, duty->rating_level, levels.s);
}

static void read_rating(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty, int *ret_rank)
{
    static const char *const keys[] = {"item", "level", NULL};
    const struct yaml_node *rating = yaml_get(node, "rating");
    struct place at = yaml_place(rating);
    int64_t rank = 0;
    yaml_check_keys(rating, keys, reader->problems);
    duty->rating_item = plan_text(reader, rating, "item", true);
    duty->rating_level = plan_text(reader, rating, "level", true);
    if (indicator_book_rating(reader->book, duty->rating_item, &at, reader->problems, &duty->indicator) != ST_OK)
        return;
    if (code_tables_rank(reader->tables, duty->rating_item, strlen(duty->rating_item), duty->rating_level,
                         strlen(duty->rating_level), &rank) != ST_OK)
        tell_unknown_level(reader, yaml_get(rating, "level"), duty);
    *ret_rank = (int)rank;
}

static void read_milestone(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"item", NULL};
    const struct yaml_node *milestone = yaml_get(node, "milestone");
    struct place at = yaml_place(milestone);
    yaml_check_keys(milestone, keys, reader->problems);
    duty->milestone_item = plan_text(reader, milestone, "item", true);
    if (indicator_book_milestone(reader->book, duty->milestone_item, duty->type == DUTY_COVERAGE, &at, reader->problems,
                                 &duty->indicator) != ST_OK)
        duty->indicator = NULL; /* told already */
}

static void tell_unknown_indicator(const struct plan_reader *reader, const struct yaml_node *node, const char *name)
{
    struct nearest meant = nearest_begin(name);
    for (size_t i = 0; i < indicator_book_count(reader->book); i++)
        nearest_offer(&meant, indicator_book_at(reader->book, i)->name);
    plan_problem(reader, REASON_E_CAT_231, node, name, nearest_found(&meant));
}

/* Which indicator: by name, or implied by a rating or a milestone. */
static void read_indicator(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty, int *ret_rank)
{
    const char *name = plan_text(reader, node, "indicator", false);
    int given = (name != NULL) + (yaml_get(node, "rating") != NULL) + (yaml_get(node, "milestone") != NULL);
    if (given > 1)
        need(reader, node, duty, "indicator | rating | milestone");
    if (name != NULL) {
        duty->indicator = indicator_book_find(reader->book, name);
        if (duty->indicator == NULL)
            tell_unknown_indicator(reader, yaml_get(node, "indicator"), name);
    } else if (yaml_get(node, "rating") != NULL) {
        read_rating(reader, node, duty, ret_rank);
    } else if (yaml_get(node, "milestone") != NULL) {
        read_milestone(reader, node, duty);
    }
    if (given == 0 && duty->type == DUTY_INDICATOR_TARGET)
        need(reader, node, duty, "indicator");
    if (duty->type == DUTY_RATING && yaml_get(node, "rating") == NULL)
        need(reader, node, duty, "rating");
    if ((duty->type == DUTY_MILESTONE || duty->type == DUTY_COUNT || duty->type == DUTY_COVERAGE) && given == 0)
        need(reader, node, duty, "milestone");
}

/* All of a share is 100%, not 100%以上. Of the few percentages that may go beyond, 100% says as much as documents do (增长100%). */
static bool is_all(const struct target *target)
{
    return target->op == TARGET_AT_LEAST && strcmp(target->unit, "%") == 0 &&
           target->units == 100 * decimal_pow10(target->decimals);
}

static void format_target(const struct plan_reader *reader, struct duty *duty)
{
    static const char *const after[] = {"以上", "以下", "以上（不含）", "以下（不含）", "", "左右"};
    scoped(text_done) struct text text;
    text_init(&text, 256);
    if (duty_is_yes_or_no(duty)) {
        duty->target.text = "达到";
        return;
    }
    if (duty->rating_level != NULL) {
        text_append(&text, duty->rating_level);
    } else {
        /* 35%, not 35.0%: as the document writes it */
        i128 units = duty->target.units;
        int decimals = duty->target.decimals;
        while (decimals > 0 && units % 10 == 0) {
            units /= 10;
            decimals--;
        }
        decimal_format(&text, units, decimals);
        text_append(&text, duty->target.unit);
    }
    if (duty->rating_level != NULL || !is_all(&duty->target))
        text_append(&text, after[duty->target.op]);
    duty->target.text = arena_text(reader->arena, text.s);
}

/* What a type implies when the plan writes no target: the level of a rating, one milestone, all of a coverage. */
static bool implied_target(struct duty *duty, int rank)
{
    if (duty->type == DUTY_RATING)
        duty->target.units = rank;
    else if (duty->type == DUTY_MILESTONE || duty->type == DUTY_SUBMISSION || duty->type == DUTY_RECURRING)
        duty->target.units = 1;
    else if (duty->type == DUTY_COVERAGE)
        duty->target.units = 100;
    else
        return false;
    duty->target.units *= decimal_pow10(duty->target.decimals);
    duty->target.unit = duty->type == DUTY_COVERAGE ? "%" : "";
    return true;
}

/* 提升, 下降 without a number: better than the baseline. */
static void read_relative(const struct plan_reader *reader, const struct yaml_node *node, const struct plan_baseline *baseline,
                          struct duty *duty, bool rises)
{
    struct target *target = &duty->target;
    target->op = rises ? TARGET_ABOVE : TARGET_BELOW;
    target->is_relative = true;
    target->unit = duty->indicator->unit;
    target->text = rises ? "比基数提高" : "比基数降低";
    if (!baseline->is_given) {
        plan_tell_open_baseline(reader, yaml_get(node, "target"), duty);
        return;
    }
    duty->has_target = baseline->is_good;
    plan_set_relative(reader, target, baseline->units);
}

static void read_target(const struct plan_reader *reader, const struct yaml_node *node, const struct plan_baseline *baseline,
                        struct duty *duty, int rank)
{
    static const char *const keys[] = {"op", "value", "unit", NULL};
    const struct yaml_node *map = yaml_get(node, "target");
    struct target *target = &duty->target;
    if (map == NULL) {
        duty->has_target = duty->target_is_implied = implied_target(duty, rank);
        if (!duty->has_target)
            need(reader, node, duty, "target");
        else
            format_target(reader, duty);
        return;
    }
    yaml_check_keys(map, keys, reader->problems);
    const char *op = yaml_text(yaml_get(map, "op"));
    if (op != NULL && (strcmp(op, "rise") == 0 || strcmp(op, "fall") == 0)) {
        read_relative(reader, node, baseline, duty, op[0] == 'r');
        return;
    }
    if (op == NULL || target_op_parse(op, &target->op) != ST_OK)
        plan_problem(reader, REASON_E_CAT_219, map, ">=, <=, >, <, =, ~, rise, fall", op == NULL ? "?" : op);
    duty->has_target = plan_decimal(reader, yaml_get(map, "value"), target->decimals, &target->units);
    const char *unit = plan_text(reader, map, "unit", false);
    target->unit = unit == NULL ? "" : unit;
    if (duty->milestone_item == NULL && strcmp(duty->indicator->unit, target->unit) != 0)
        plan_problem(reader, REASON_E_CAT_234, unit == NULL ? map : yaml_get(map, "unit"), target->unit, duty->indicator->unit);
    const struct yaml_node *tolerance = yaml_get(node, "tolerance");
    if (target->op == TARGET_ABOUT && tolerance == NULL)
        plan_problem(reader, REASON_E_CAT_247, map, NULL, NULL);
    if (target->op == TARGET_ABOUT && tolerance != NULL &&
        !plan_decimal(reader, tolerance, target->decimals, &target->tolerance_units))
        duty->has_target = false;
    if (duty->has_target)
        format_target(reader, duty);
}

static void read_stages(const struct plan_reader *reader, const struct yaml_node *list, struct duty *duty)
{
    static const char *const keys[] = {"period", "value", NULL};
    struct pace_stage *stages = arena_alloc(reader->arena, PACE_STAGES_MAX, sizeof(*stages));
    size_t n = yaml_seq_len(list);
    for (size_t i = 0; i < n && i < PACE_STAGES_MAX; i++) {
        const struct yaml_node *stage = yaml_seq_at(list, i);
        yaml_check_keys(stage, keys, reader->problems);
        if (!plan_period(reader, yaml_get(stage, "period"), &stages[i].month) ||
            !plan_decimal(reader, yaml_get(stage, "value"), duty->target.decimals, &stages[i].units))
            continue;
        if (i > 0 && stages[i].month <= stages[i - 1].month)
            plan_problem(reader, REASON_E_CAT_238, stage, "stages", "period ascending");
    }
    if (n == 0 || n > PACE_STAGES_MAX)
        plan_problem(reader, REASON_E_CAT_238, list, "stages", "stages");
    duty->pace.stages = stages;
    duty->pace.n_stages = n > PACE_STAGES_MAX ? PACE_STAGES_MAX : n;
}

static void read_pace(const struct plan_reader *reader, const struct yaml_node *node, const struct plan_baseline *baseline,
                      struct duty *duty)
{
    static const char *const keys[] = {"kind", "baseline", "stages", "tolerance", NULL};
    static const char *const kinds[] = {"none", "cumulative", "trajectory", "hold", "stages", NULL};
    const struct yaml_node *map = yaml_get(node, "pace");
    struct pace *pace = &duty->pace;
    if (map == NULL)
        return;
    yaml_check_keys(map, keys, reader->problems);
    int kind = plan_word(reader, map, "kind", kinds, -1);
    pace->kind = kind < 0 ? PACE_NONE : (enum pace_kind)kind;
    pace->has_baseline = baseline->is_good;
    pace->baseline_units = baseline->units;
    pace->baseline_month = baseline->month;
    pace->baseline_is_open = !baseline->is_given && plan_leaves_baseline_open(node);
    if (pace->baseline_is_open)
        plan_tell_open_baseline(reader, yaml_get(map, "baseline"), duty);
    else if (pace->kind == PACE_TRAJECTORY && !baseline->is_given)
        plan_problem(reader, REASON_E_CAT_238, map, "trajectory", "baseline");
    if ((pace->kind == PACE_TRAJECTORY || pace->kind == PACE_CUMULATIVE) && yaml_get(node, "due") == NULL)
        plan_problem(reader, REASON_E_CAT_238, map, kinds[pace->kind], "due");
    if (pace->kind == PACE_STAGES)
        read_stages(reader, yaml_get(map, "stages"), duty);
    if (yaml_get(map, "tolerance") != NULL)
        pace->has_tolerance = plan_decimal(reader, yaml_get(map, "tolerance"), duty->target.decimals, &pace->tolerance_units);
}

void plan_read_number(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const windows[] = {"month", "ytd", "rolling12", "year", "latest", NULL};
    int rank = 0, window = plan_word(reader, node, "judged_on", windows, WINDOW_LATEST);
    duty->judged_on = window < 0 ? WINDOW_LATEST : (enum window)window;
    read_indicator(reader, node, duty, &rank);
    if (duty->indicator == NULL)
        return;
    duty->target.decimals = duty->indicator->decimals;
    const struct plan_baseline baseline = plan_read_baseline(reader, node, duty);
    read_target(reader, node, &baseline, duty, rank);
    read_pace(reader, node, &baseline, duty);
    plan_read_own_baselines(reader, duty);
}
