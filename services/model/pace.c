/* pace.c: straight lines and steps between a baseline and a target. */
#include "model/pace.h"

#include "lib/date.h"

/* Where the line starts: its value and the month after which it rises. */
static void line_start(const struct pace *pace, int32_t first_month, i128 *units, int32_t *month)
{
    *units = pace->has_baseline ? pace->baseline_units : 0;
    *month = pace->has_baseline ? pace->baseline_month : first_month - 1;
}

static bool line_expected(const struct pace *pace, const struct target *target, int32_t first_month, int32_t due_month,
                          int32_t month, i128 *ret_units)
{
    i128 from_units, part;
    int32_t from_month;
    line_start(pace, first_month, &from_units, &from_month);
    if (pace->baseline_is_open || month <= from_month)
        return false;
    if (month >= due_month) {
        *ret_units = target->units;
        return true;
    }
    i128 total = due_month - from_month, elapsed = month - from_month;
    if (ratio_round(from_units * total + (target->units - from_units) * elapsed, total, 0, &part) != ST_OK)
        return false;
    *ret_units = part;
    return true;
}

const char *pace_kind_name(enum pace_kind kind)
{
    static const char *const names[] = {"none", "cumulative", "trajectory", "hold", "stages"};
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}

bool pace_expected(const struct pace *pace, const struct target *target, int32_t first_month, int32_t due_month, int32_t month,
                   i128 *ret_units)
{
    bool found = false;
    switch (pace->kind) {
    case PACE_NONE: return false;
    case PACE_HOLD: *ret_units = target->units; return true;
    case PACE_CUMULATIVE:
    case PACE_TRAJECTORY: return line_expected(pace, target, first_month, due_month, month, ret_units);
    case PACE_STAGES:
        for (size_t i = 0; i < pace->n_stages && pace->stages[i].month <= month; i++) {
            *ret_units = pace->stages[i].units;
            found = true;
        }
        return found;
    }
    return false;
}

/* Does the way to the target go down? Where it starts: the baseline (or 0), the first step; 保持 starts at the target itself. */
static bool goes_down(const struct pace *pace, const struct target *target)
{
    i128 from_units = pace->has_baseline ? pace->baseline_units : 0;
    if (pace->kind == PACE_HOLD || pace->kind == PACE_NONE)
        from_units = target->units;
    else if (pace->kind == PACE_STAGES && pace->n_stages > 0)
        from_units = pace->stages[0].units;
    return from_units > target->units;
}

/* 左右 and =: short of what is expected, as seen from where the way starts, or past the target itself; who is merely ahead is not
 * behind. */
static bool is_off(const struct pace *pace, const struct target *target, i128 expected_units, i128 value_units)
{
    i128 short_of = expected_units - value_units, past = value_units - target->units;
    i128 allowed = pace->tolerance_units + target->tolerance_units;
    if (goes_down(pace, target)) {
        short_of = -short_of;
        past = -past;
    }
    return short_of > allowed || past > allowed;
}

bool pace_is_behind(const struct pace *pace, const struct target *target, i128 expected_units, i128 value_units)
{
    if (target_is_met(target, value_units))
        return false;
    i128 short_of = expected_units - value_units, tolerance = pace->tolerance_units;
    switch (target->op) {
    case TARGET_AT_LEAST: return short_of > tolerance;
    case TARGET_ABOVE: return pace->kind == PACE_HOLD ? short_of >= tolerance : short_of > tolerance;
    case TARGET_AT_MOST: return -short_of > tolerance;
    case TARGET_BELOW: return pace->kind == PACE_HOLD ? -short_of >= tolerance : -short_of > tolerance;
    case TARGET_EXACTLY:
    case TARGET_ABOUT: return is_off(pace, target, expected_units, value_units);
    }
    return false;
}

/* 2024年全年, 2024年5月 */
static void format_baseline_month(struct text *out, int32_t month)
{
    if (month_number(month) == 12)
        text_printf(out, "%d年全年", month_year(month));
    else
        text_printf(out, "%d年%d月", month_year(month), month_number(month));
}

static void format_month_end(struct text *out, int32_t month)
{
    if (month_number(month) == 12)
        text_printf(out, "%d年底", month_year(month));
    else
        text_printf(out, "%d年%d月末", month_year(month), month_number(month));
}

void pace_format_zh(struct text *out, const struct pace *pace, const struct target *target, int32_t first_month, int32_t due_month,
                    int32_t month, i128 expected_units)
{
    i128 from_units;
    int32_t from_month;
    switch (pace->kind) {
    case PACE_NONE: return;
    case PACE_HOLD: text_append(out, "目标值要逐期保持，各期应达"); break;
    case PACE_STAGES:
        text_append(out, "按分阶段目标，");
        format_month_end(out, month);
        text_append(out, "应达");
        break;
    case PACE_CUMULATIVE:
    case PACE_TRAJECTORY:
        line_start(pace, first_month, &from_units, &from_month);
        if (pace->has_baseline) {
            text_append(out, "以");
            format_baseline_month(out, from_month);
            target_format_value(out, target, from_units);
            text_append(out, "为基数，");
        } else {
            text_printf(out, "从%d年%d月起，", month_year(first_month), month_number(first_month));
        }
        text_append(out, "到");
        format_month_end(out, due_month);
        target_format_value(out, target, target->units);
        text_append(out, "，按月均分，");
        format_month_end(out, month);
        text_append(out, "应达");
        break;
    }
    target_format_value(out, target, expected_units);
}
