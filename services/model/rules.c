/* rules.c: reads rules.yaml; a plan's own file replaces whole top-level keys of the base. */
#include "model/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/decimal.h"
#include "model/template.h"

struct reader {
    const struct yaml_node *base, *own;
    struct arena *arena;
    struct problems *problems;
    struct rules *rules;
};

static void complain(const struct reader *reader, enum reason reason, const struct yaml_node *node, const char *first,
                     const char *second)
{
    struct place at = yaml_place(node);
    problems_add(reader->problems, reason, &at, first, second);
}

/* The key as the plan has it, else as the base has it; missing in both is a problem. */
static const struct yaml_node *top(const struct reader *reader, const char *key)
{
    const struct yaml_node *node = yaml_get(reader->own, key);
    if (node == NULL)
        node = yaml_get(reader->base, key);
    if (node == NULL)
        complain(reader, REASON_E_YML_011, reader->base, key, NULL);
    return node;
}

static int read_int(const struct reader *reader, const char *key, int min, int max)
{
    const struct yaml_node *node = top(reader, key);
    int64_t number = min;
    if (node == NULL || yaml_read_i64(node, min, max, reader->problems, &number) != ST_OK)
        return min;
    return (int)number;
}

static const char *text_of(const struct reader *reader, const struct yaml_node *map, const char *key)
{
    const char *text;
    return yaml_need_text(map, key, reader->problems, &text) == ST_OK ? arena_text(reader->arena, text) : "";
}

static void read_lights(const struct reader *reader)
{
    static const char *const keys[] = {"colour", "mark", NULL};
    const char *states[DUTY_STATE_COUNT + 1] = {NULL};
    const struct yaml_node *map = top(reader, "lights");
    for (unsigned i = 0; i < DUTY_STATE_COUNT; i++)
        states[i] = duty_state_name((enum duty_state)i);
    yaml_check_keys(map, states, reader->problems);
    for (unsigned i = 0; i < DUTY_STATE_COUNT; i++) {
        const struct yaml_node *light = yaml_get(map, states[i]);
        if (light == NULL) {
            complain(reader, REASON_E_YML_011, map, states[i], NULL);
            continue;
        }
        yaml_check_keys(light, keys, reader->problems);
        reader->rules->lights[i] = (struct light){text_of(reader, light, "colour"), text_of(reader, light, "mark")};
    }
}

/* HH:MM at the beginning of the text, as seconds; the rest in *end. -1: none. */
static int32_t clock_time(const char *text, const char **end)
{
    int hour, minute, used = 0;
    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 1440)
        return -1;
    *end = text + used;
    return hour * 3600 + minute * 60;
}

static void read_windows(const struct reader *reader)
{
    const struct yaml_node *list = top(reader, "send_windows");
    struct send_windows *windows = &reader->rules->windows;
    int32_t last_s = -1;
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const struct yaml_node *node = yaml_seq_at(list, i);
        const char *text = yaml_text(node), *end = "";
        struct send_window window = {.begin_s = text == NULL ? -1 : clock_time(text, &end)};
        if (window.begin_s >= 0 && *end == '-')
            window.end_s = clock_time(end + 1, &end);
        if (window.begin_s <= last_s || window.end_s <= window.begin_s || *end != '\0' || windows->n == SEND_WINDOWS_MAX) {
            complain(reader, REASON_E_CAT_249, node, text == NULL ? "?" : text, NULL);
            continue;
        }
        last_s = window.end_s;
        windows->at[windows->n++] = window;
    }
}

static unsigned read_roles(const struct reader *reader, const struct yaml_node *list)
{
    unsigned roles = 0;
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const char *word = yaml_text(yaml_seq_at(list, i));
        if (text_equal(word, "A"))
            roles |= TO_A;
        else if (text_equal(word, "B"))
            roles |= TO_B;
        else if (text_equal(word, "desk_calls"))
            roles |= TO_DESK_CALLS;
        else
            complain(reader, REASON_E_CAT_219, yaml_seq_at(list, i), "A, B, desk_calls", word == NULL ? "?" : word);
    }
    return roles;
}

/* T-30, T+5, D-2, D+0: the letter says what is counted from, the sign in which direction. */
static bool read_at(enum ladder_name ladder, const char *at, struct rung *rung)
{
    char letter = ladder == LADDER_RETURN ? 'D' : 'T', *end;
    if (at[0] != letter || (at[1] != '-' && at[1] != '+') || at[2] < '0' || at[2] > '9')
        return false;
    long days = strtol(at + 2, &end, 10);
    if (*end != '\0' || days > 400)
        return false;
    rung->workdays = (int)days;
    if (at[1] == '-')
        rung->base = RUNG_BEFORE_DATE;
    else
        rung->base = ladder == LADDER_RETURN ? RUNG_AFTER_DATE : RUNG_AFTER_START;
    /* back from a date, on from a judgement; a return knows both */
    return ladder == LADDER_RETURN || (rung->base == RUNG_BEFORE_DATE) == (ladder == LADDER_BEFORE_DUE);
}

static void tell_rung(const struct reader *reader, enum ladder_name ladder, const struct yaml_node *node, const char *name)
{
    const char *form = ladder == LADDER_RETURN ? "D-N, D+N" : ladder == LADDER_BEFORE_DUE ? "T-N" : "T+N";
    struct place at = yaml_place(yaml_get(node, "at"));
    if (name[0] != '\0') /* else told */
        problems_add(reader->problems, REASON_E_CAT_240, &at, ladder_name(ladder), name, form);
}

/* Is its instant understood? */
static bool read_rung(const struct reader *reader, enum ladder_name ladder, const struct yaml_node *node, struct rung *rung)
{
    static const char *const keys[] = {"at", "time", "to", "copy", "when", "template", NULL};
    yaml_check_keys(node, keys, reader->problems);
    rung->name = text_of(reader, node, "at");
    bool is_placed = read_at(ladder, rung->name, rung);
    if (!is_placed)
        tell_rung(reader, ladder, node, rung->name);
    const char *time = yaml_text(yaml_get(node, "time")), *when = yaml_text(yaml_get(node, "when")), *end = "";
    rung->second_of_day = time == NULL ? -1 : clock_time(time, &end);
    if (time != NULL && (rung->second_of_day < 0 || *end != '\0'))
        complain(reader, REASON_E_CAT_114, yaml_get(node, "time"), time, NULL);
    rung->to = read_roles(reader, yaml_get(node, "to"));
    rung->copy = read_roles(reader, yaml_get(node, "copy"));
    if (text_equal(when, "unacknowledged"))
        rung->condition = RUNG_UNACKNOWLEDGED;
    else if (text_equal(when, "unexplained"))
        rung->condition = RUNG_UNEXPLAINED;
    else if (when != NULL)
        complain(reader, REASON_E_CAT_219, yaml_get(node, "when"), "unacknowledged, unexplained", when);
    const struct place at = yaml_place(yaml_get(node, "template"));
    rung->template = arena_text(reader->arena, yaml_text(yaml_get(node, "template")));
    rung->file = arena_text(reader->arena, at.file);
    rung->line = at.line;
    if (rung->template == NULL && ((rung->to | rung->copy) & (unsigned)(TO_A | TO_B)) != 0)
        complain(reader, REASON_E_YML_011, node, "template", NULL);
    if (yaml_seq_len(yaml_get(node, "to")) == 0)
        complain(reader, REASON_E_YML_011, node, "to", NULL);
    return is_placed;
}

/* A number that ascends with the rung's instant within its ladder. */
static int rung_order(const struct rung *rung)
{
    return rung->base == RUNG_BEFORE_DATE ? -rung->workdays : 1 + rung->workdays;
}

static void read_ladders(const struct reader *reader)
{
    const char *names[LADDER_COUNT + 1] = {NULL};
    const struct yaml_node *map = top(reader, "ladders");
    for (unsigned l = 0; l < LADDER_COUNT; l++)
        names[l] = ladder_name((enum ladder_name)l);
    yaml_check_keys(map, names, reader->problems);
    for (unsigned l = 0; l < LADDER_COUNT; l++) {
        const struct yaml_node *list = yaml_get(map, names[l]);
        struct ladder *ladder = &reader->rules->ladders[l];
        if (list == NULL || !yaml_is(list, YAML_IS_LIST)) {
            complain(reader, REASON_E_YML_011, map, names[l], NULL);
            continue;
        }
        const struct rung *last = NULL; /* whose instant is known */
        for (size_t i = 0; i < yaml_seq_len(list); i++) {
            const struct yaml_node *node = yaml_seq_at(list, i);
            if (ladder->n == LADDER_RUNGS_MAX) {
                complain(reader, REASON_E_CAT_109, node, names[l], "16");
                break;
            }
            struct rung *rung = &ladder->rungs[ladder->n++];
            if (!read_rung(reader, (enum ladder_name)l, node, rung))
                continue;
            if (last != NULL && rung_order(rung) <= rung_order(last))
                complain(reader, REASON_E_CAT_241, node, names[l], NULL);
            last = rung;
        }
    }
}

static void read_channels(const struct reader *reader)
{
    static const char *const keys[] = {"content", NULL};
    const struct yaml_node *map = top(reader, "channels");
    struct rules *rules = reader->rules;
    for (size_t i = 0; i < yaml_map_len(map) && rules->n_channels < RULES_CHANNELS_MAX; i++) {
        const struct yaml_node *node = yaml_map_value(map, i);
        const char *word = yaml_text(yaml_get(node, "content"));
        struct channel_rule *rule = &rules->channels[rules->n_channels++];
        struct place at = yaml_place(node);
        yaml_check_keys(node, keys, reader->problems);
        rule->file = at.file == NULL ? NULL : arena_text(reader->arena, at.file);
        rule->line = at.line;
        rule->channel = arena_text(reader->arena, yaml_map_key(map, i));
        if (word != NULL && content_level_parse(word, &rule->content) == ST_OK)
            continue;
        rules->n_channels--;
        complain(reader, REASON_E_CAT_219, node, "count, title, brief, full", word == NULL ? "?" : word);
    }
}

static void read_missing_words(const struct reader *reader)
{
    const struct yaml_node *map = top(reader, "missing_words");
    struct rules *rules = reader->rules;
    for (size_t i = 0; i < yaml_map_len(map) && rules->n_missing_words < RULES_WORDS_MAX; i++) {
        const char *kind = yaml_map_key(map, i);
        rules->missing_words[rules->n_missing_words++] =
            (struct missing_word){arena_text(reader->arena, kind), text_of(reader, map, kind)};
    }
}

static void read_rest(const struct reader *reader)
{
    struct rules *rules = reader->rules;
    const struct yaml_node *tolerance = top(reader, "pace_tolerance"), *anchor = top(reader, "anchor"),
                           *baseline = top(reader, "baseline");
    const char *text = yaml_text(tolerance), *word = yaml_text(anchor);
    i128 units;
    int scale;
    rules->near_due_workdays = read_int(reader, "near_due_workdays", 0, 400);
    rules->recurring_near_workdays = read_int(reader, "recurring_near_workdays", 0, 400);
    const struct yaml_node *lag = top(reader, "evidence_lag");
    if (yaml_is(lag, YAML_IS_MAP))
        lag_read(lag, reader->problems, &rules->evidence_lag);
    else if (lag != NULL)
        complain(reader, REASON_E_CAT_219, lag, "{days: 5, at: \"17:00\"}", "?");
    rules->routine_per_day = read_int(reader, "routine_per_day", 0, 1000);
    if (text == NULL || decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &units, &scale) != ST_OK || units < 0)
        complain(reader, REASON_E_CAT_106, tolerance, text == NULL ? "?" : text, NULL);
    rules->pace_tolerance = text == NULL ? "0" : arena_text(reader->arena, text);
    if (!text_equal(word, "cutoff") && !text_equal(word, "judgement"))
        complain(reader, REASON_E_CAT_219, anchor, "cutoff, judgement", word == NULL ? "?" : word);
    rules->anchor = text_equal(word, "judgement") ? ANCHOR_JUDGEMENT : ANCHOR_CUTOFF;
    rules->has_baseline = true;
    if (baseline != NULL && yaml_read_bool(baseline, reader->problems, &rules->has_baseline) != ST_OK)
        rules->has_baseline = true;
}

enum status rules_load(const struct yaml_node *base, const struct yaml_node *own, struct arena *arena, struct problems *problems,
                       struct rules *ret)
{
    static const char *const keys[] = {"lights",
                                       "near_due_workdays",
                                       "pace_tolerance",
                                       "ladders",
                                       "send_windows",
                                       "routine_per_day",
                                       "anchor",
                                       "baseline",
                                       "channels",
                                       "missing_words",
                                       "recurring_near_workdays",
                                       "evidence_lag",
                                       NULL};
    uint64_t errors_before = problems->errors;
    struct rules rules = {0};
    struct reader reader = {base, own, arena, problems, &rules};
    yaml_check_keys(base, keys, problems);
    yaml_check_keys(own, keys, problems);
    read_lights(&reader);
    read_ladders(&reader);
    read_windows(&reader);
    read_channels(&reader);
    read_missing_words(&reader);
    read_rest(&reader);
    *ret = rules;
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

static const char *const LEVEL_WORDS[] = {
    [CONTENT_COUNT] = "count", [CONTENT_TITLE] = "title", [CONTENT_BRIEF] = "brief", [CONTENT_FULL] = "full"};
static const char *const LEVEL_FORMS[] = {[CONTENT_COUNT] = TEMPLATE_FORM_SMS,
                                          [CONTENT_TITLE] = TEMPLATE_FORM_SMS,
                                          [CONTENT_BRIEF] = TEMPLATE_FORM_IM,
                                          [CONTENT_FULL] = TEMPLATE_FORM_FULL};

const char *content_level_name(enum content_level level)
{
    return LEVEL_WORDS[level];
}

const char *content_level_form(enum content_level level)
{
    return LEVEL_FORMS[level];
}

enum status content_level_parse(const char *word, enum content_level *ret)
{
    for (unsigned i = 0; i < sizeof(LEVEL_WORDS) / sizeof(LEVEL_WORDS[0]); i++) {
        if (strcmp(LEVEL_WORDS[i], word) == 0) {
            *ret = (enum content_level)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *rules_missing_word(const struct rules *rules, const char *kind)
{
    for (size_t i = 0; kind != NULL && i < rules->n_missing_words; i++)
        if (strcmp(rules->missing_words[i].kind, kind) == 0)
            return rules->missing_words[i].word;
    return duty_state_zh(DUTY_NOT_REPORTED);
}

enum content_level rules_content(const struct rules *rules, const char *channel)
{
    for (size_t i = 0; i < rules->n_channels; i++)
        if (strcmp(rules->channels[i].channel, channel) == 0)
            return rules->channels[i].content;
    return CONTENT_COUNT; /* nobody allowed it anything */
}

enum status rules_content_shown(const struct rules *rules, const char *channel, enum content_level *ret)
{
    static const enum content_level classes[] = {CONTENT_TITLE, CONTENT_BRIEF};
    for (size_t i = 0; i < rules->n_channels; i++) {
        if (strcmp(rules->channels[i].channel, channel) == 0) {
            *ret = rules->channels[i].content;
            return ST_OK;
        }
    }
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        if (strcmp(LEVEL_FORMS[classes[i]], channel) == 0) {
            *ret = classes[i];
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}
