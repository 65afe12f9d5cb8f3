/* plan_baseline.c: where 提升, 下降 and a pace start from: one number for a line, or one for each institution that is judged
 * against its own. Nobody is ever judged from another's number: who has none of its own has none. */
#include "model/plan_private.h"

#include <string.h>

#include "lib/date.h"

bool plan_period(const struct plan_reader *reader, const struct yaml_node *node, int32_t *ret)
{
    const char *text = yaml_text(node);
    char december[8] = {0};
    if (text != NULL && strlen(text) == 4) {
        memcpy(december, text, 4);
        memcpy(december + 4, "-12", 3);
        text = december;
    }
    if (text != NULL && month_parse(text, strlen(text), ret) == ST_OK)
        return true;
    plan_problem(reader, REASON_E_CAT_219, node, "yyyy, yyyy-MM", yaml_text(node) == NULL ? "?" : yaml_text(node));
    return false;
}

bool plan_leaves_baseline_open(const struct yaml_node *node)
{
    return text_equal(yaml_text(yaml_get(yaml_get(node, "pace"), "baseline")), "unset");
}

static bool read_start(const struct plan_reader *reader, const struct yaml_node *map, const struct duty *duty, i128 *ret_units,
                       int32_t *ret_month)
{
    return plan_decimal(reader, yaml_get(map, "value"), duty->target.decimals, ret_units) &&
           plan_period(reader, yaml_get(map, "period"), ret_month);
}

struct plan_baseline plan_read_baseline(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty)
{
    static const char *const keys[] = {"value", "period", NULL};
    const struct yaml_node *map = yaml_get(yaml_get(node, "pace"), "baseline");
    bool is_documented = map != NULL && !plan_leaves_baseline_open(node);
    struct plan_baseline baseline = {0};
    if (!is_documented)
        map = yaml_get(plan_answer(reader, duty->id), "baseline");
    if (map == NULL)
        return baseline;
    yaml_check_keys(map, keys, reader->problems);
    baseline.is_given = true;
    baseline.is_good = read_start(reader, map, duty, &baseline.units, &baseline.month);
    if (is_documented)
        return baseline;
    duty->answer.has_baseline = baseline.is_good;
    duty->answer.baseline_units = baseline.units;
    duty->answer.baseline_month = baseline.month;
    return baseline;
}

void plan_tell_open_baseline(const struct plan_reader *reader, const struct yaml_node *at, struct duty *duty)
{
    bool is_told = duty->baseline_is_open;
    duty->baseline_is_open = true;
    if (is_told || yaml_get(plan_answer(reader, duty->id), "baselines") != NULL)
        return;
    plan_problem(reader, REASON_E_CAT_271, at, duty->id, NULL);
    reader->plan->n_open++;
}

void plan_set_relative(const struct plan_reader *reader, struct target *target, i128 units)
{
    scoped(text_done) struct text text;
    text_init(&text, 256);
    target->units = units;
    text_append(&text, target->op == TARGET_ABOVE ? "高于" : "低于");
    target_format_value(&text, target, units);
    target->text = arena_text(reader->arena, text.s);
}

/* The line as it is judged from one institution's own start. */
static struct duty *make_own(const struct plan_reader *reader, const struct duty *line, i128 units, int32_t month)
{
    struct duty *duty = arena_alloc(reader->arena, 1, sizeof *duty);
    *duty = *line;
    duty->n_own = 0;
    duty->own = NULL;
    duty->baseline_is_open = false;
    duty->answer.has_baseline = true;
    duty->answer.baseline_units = units;
    duty->answer.baseline_month = month;
    duty->pace.baseline_is_open = false;
    duty->pace.has_baseline = true;
    duty->pace.baseline_units = units;
    duty->pace.baseline_month = month;
    if (duty->target.is_relative) {
        duty->has_target = true;
        plan_set_relative(reader, &duty->target, units);
    }
    return duty;
}

static bool is_repeated(const struct own_baseline *own, size_t n, const char *institution)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(own[i].institution, institution) == 0)
            return true;
    return false;
}

static void read_list(const struct plan_reader *reader, const struct yaml_node *list, struct duty *duty)
{
    static const char *const keys[] = {"institution", "value", "period", NULL};
    struct own_baseline *own = arena_alloc(reader->arena, yaml_seq_len(list) + 1, sizeof *own);
    size_t n = 0;
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const struct yaml_node *map = yaml_seq_at(list, i);
        struct place at = yaml_place(map);
        i128 units;
        int32_t month;
        yaml_check_keys(map, keys, reader->problems);
        const char *institution = plan_text(reader, map, "institution", true);
        if (institution[0] == '\0' || !read_start(reader, map, duty, &units, &month))
            continue; /* told */
        if (is_repeated(own, n, institution))
            plan_problem(reader, REASON_E_CAT_209, map, "institution", institution);
        else
            own[n++] = (struct own_baseline){institution, make_own(reader, duty, units, month),
                                             arena_text(reader->arena, at.file == NULL ? reader->path : at.file), at.line};
    }
    duty->own = own;
    duty->n_own = n;
}

void plan_read_own_baselines(const struct plan_reader *reader, struct duty *duty)
{
    const struct yaml_node *answer = plan_answer(reader, duty->id), *list = yaml_get(answer, "baselines");
    if (list == NULL || !duty->baseline_is_open) /* of one that leaves none open check_given() tells */
        return;
    if (!yaml_is(list, YAML_IS_LIST) || yaml_seq_len(list) == 0)
        plan_problem(reader, REASON_E_CAT_207, list, "baselines", NULL);
    else if (!duty->each)
        plan_problem(reader, REASON_E_CAT_392, list, duty->id, NULL);
    else
        read_list(reader, list, duty);
    if (duty->n_own > 0 && duty->target.is_relative)
        duty->target.text = duty->target.op == TARGET_ABOVE ? "比各自基数提高" : "比各自基数降低";
}
