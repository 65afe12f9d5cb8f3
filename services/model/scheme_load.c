/* scheme_load.c: reads a scheme's file and says everything that is wrong with it. */
#include <stdio.h>
#include <string.h>

#include "lib/nearest.h"
#include "model/scheme.h"

#define NUMBER_SIZE 24

const char *const *scheme_colours(void)
{
    static const char *const colours[] = {"blue", "green", "yellow", "orange", "red", "grey", NULL};
    return colours;
}

struct reader {
    struct arena *arena;
    struct problems *problems;
};

static void complain(const struct reader *reader, enum reason reason, const struct yaml_node *node, const char *first,
                     const char *second)
{
    struct place at = yaml_place(node);
    problems_add(reader->problems, reason, &at, first, second);
}

static const char *read_colour(const struct reader *reader, const struct yaml_node *node)
{
    const char *colour;
    if (yaml_need_text(node, "colour", reader->problems, &colour) != ST_OK)
        return "";
    for (const char *const *known = scheme_colours(); *known != NULL; known++)
        if (strcmp(*known, colour) == 0)
            return *known;
    complain(reader, REASON_E_CAT_219, yaml_get(node, "colour"), "blue, green, yellow, orange, red, grey", colour);
    return "";
}

static uint32_t read_states(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_node *list;
    uint32_t states = 0;
    if (yaml_need(node, "states", YAML_IS_LIST, reader->problems, &list) != ST_OK)
        return 0;
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const char *word = yaml_text(yaml_seq_at(list, i));
        enum duty_state state;
        if (word != NULL && duty_state_parse(word, &state) == ST_OK)
            states |= 1u << (unsigned)state;
        else
            complain(reader, REASON_E_CAT_219, yaml_seq_at(list, i), "overdue, behind, due_soon, normal, met, …",
                     word == NULL ? "?" : word);
    }
    if (yaml_seq_len(list) == 0)
        complain(reader, REASON_E_CAT_207, list, "states", NULL);
    return states;
}

static int read_int(const struct reader *reader, const struct yaml_node *node, const char *key, int min, int max, int usual)
{
    int64_t number = usual;
    const struct yaml_node *value = yaml_get(node, key);
    return value == NULL || yaml_read_i64(value, min, max, reader->problems, &number) != ST_OK ? usual : (int)number;
}

static i128 read_points(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_node *value = yaml_get(node, "points");
    const char *text = yaml_text(value);
    i128 units = 0;
    int scale = 0;
    if (value == NULL)
        return 0;
    if (text == NULL || decimal_parse(text, strlen(text), SCHEME_DECIMALS, &units, &scale) != ST_OK || units < 0 ||
        decimal_rescale(units, scale, SCHEME_DECIMALS, &units) != ST_OK) {
        complain(reader, REASON_E_CAT_219, value, "points: \"0.5\"", text == NULL ? "?" : text);
        return 0;
    }
    return units;
}

static struct scheme_stage read_stage(const struct reader *reader, const struct yaml_node *node)
{
    static const char *const keys[] = {"colour",         "mark", "states", "times", "after_workdays",
                                       "limit_workdays", "act",  "points", NULL};
    const char *mark = "";
    yaml_check_keys(node, keys, reader->problems);
    struct scheme_stage stage = {.colour = read_colour(reader, node),
                                 .act = arena_text(reader->arena, yaml_text(yaml_get(node, "act"))),
                                 .states = read_states(reader, node),
                                 .times = read_int(reader, node, "times", 1, SCHEME_TIMES_MAX, 1),
                                 .after_workdays = read_int(reader, node, "after_workdays", 1, SCHEME_WORKDAYS_MAX, 0),
                                 .limit_workdays = read_int(reader, node, "limit_workdays", 1, SCHEME_WORKDAYS_MAX, 0),
                                 .points = read_points(reader, node)};
    if (yaml_need_text(node, "mark", reader->problems, &mark) == ST_OK)
        stage.mark = arena_text(reader->arena, mark);
    return stage;
}

/* Whatever this stage would match, the heavier one before it has taken. */
static bool is_covered(const struct scheme_stage *stage, const struct scheme_stage *before)
{
    return (stage->states & ~before->states) == 0 && stage->times % before->times == 0 &&
           (before->after_workdays == 0 || (before->states == stage->states && before->after_workdays <= stage->after_workdays));
}

static void check_reached(const struct reader *reader, const struct yaml_node *list, const struct scheme *scheme)
{
    for (size_t i = 0; i < scheme->n_stages; i++)
        for (size_t k = 0; k < i; k++)
            if (scheme->stages[i].states != 0 && is_covered(&scheme->stages[i], &scheme->stages[k])) {
                char number[NUMBER_SIZE];
                snprintf(number, sizeof number, "%zu", k + 1);
                complain(reader, REASON_E_CAT_278, yaml_seq_at(list, i), number, NULL);
                break;
            }
}

/* 预期性 (力争, 争取, 争创, 左右) never goes red: an expected line may be in every state but `overdue`. */
static void check_red(const struct reader *reader, const struct yaml_node *list, const struct scheme *scheme)
{
    for (size_t i = 0; i < scheme->n_stages; i++)
        for (unsigned state = 0; state < DUTY_STATE_COUNT; state++)
            if (strcmp(scheme->stages[i].colour, "red") == 0 && state != DUTY_OVERDUE &&
                (scheme->stages[i].states & (1u << state)) != 0)
                complain(reader, REASON_E_CAT_380, yaml_seq_at(list, i), duty_state_name((enum duty_state)state),
                         duty_state_zh((enum duty_state)state));
}

/* A new limit means that the next heavier stage of these states, or of some of them, waits for it, and not longer. */
static void check_limits(const struct reader *reader, const struct yaml_node *list, const struct scheme *scheme)
{
    for (size_t i = 1; i < scheme->n_stages; i++) {
        const struct scheme_stage *stage = &scheme->stages[i], *next = &scheme->stages[i - 1];
        if (stage->limit_workdays == 0 || (next->states & ~stage->states) != 0 ||
            next->after_workdays == stage->after_workdays + stage->limit_workdays)
            continue;
        char should[NUMBER_SIZE], is[NUMBER_SIZE];
        snprintf(should, sizeof should, "%d", stage->after_workdays + stage->limit_workdays);
        snprintf(is, sizeof is, "%d", next->after_workdays);
        complain(reader, REASON_E_CAT_279, yaml_seq_at(list, i - 1), should, is);
    }
}

enum status scheme_load(const struct yaml_node *root, struct arena *arena, struct problems *problems, struct scheme *ret)
{
    static const char *const keys[] = {"scheme", "name", "source", "stages", NULL};
    const struct reader reader = {arena, problems};
    const struct yaml_node *list = NULL;
    const char *name = "", *zh = "", *source = "";
    uint64_t errors = problems->errors;
    yaml_check_keys(root, keys, problems);
    bool named = yaml_need_text(root, "scheme", problems, &name) == ST_OK && yaml_need_text(root, "name", problems, &zh) == ST_OK &&
                 yaml_need_text(root, "source", problems, &source) == ST_OK;
    if (yaml_need(root, "stages", YAML_IS_LIST, problems, &list) != ST_OK || !named)
        return ST_BAD_INPUT;
    struct scheme scheme = {.name = arena_text(arena, name), .zh = arena_text(arena, zh), .source = arena_text(arena, source)};
    scheme.n_stages = yaml_seq_len(list);
    if (scheme.n_stages == 0 || scheme.n_stages > SCHEME_STAGES_MAX) {
        complain(&reader, REASON_E_CAT_219, list, "1–32 stages", "");
        return ST_BAD_INPUT;
    }
    scheme.stages = arena_alloc(arena, scheme.n_stages, sizeof *scheme.stages);
    for (size_t i = 0; i < scheme.n_stages; i++)
        scheme.stages[i] = read_stage(&reader, yaml_seq_at(list, i));
    check_reached(&reader, list, &scheme);
    check_limits(&reader, list, &scheme);
    check_red(&reader, list, &scheme);
    if (problems->errors != errors)
        return ST_BAD_INPUT;
    *ret = scheme;
    return ST_OK;
}
