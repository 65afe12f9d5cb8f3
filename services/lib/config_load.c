/* config_load.c: from the file, the environment and the defaults to checked values. */
#include "lib/config.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/config_private.h"
#include "lib/file.h"
#include "lib/yaml.h"

#define FILE_SUFFIX     "_file"
#define VARIABLE_SUFFIX "_FILE"

/* Variables of ours that are no settings. */
static const char *const NOT_SETTINGS[] = {"DUBAN_CONFIG", "DUBAN_CRASH_AT", "DUBAN_BUS_FAULT", NULL};

/* A typing error of a variable that names no section; more would catch the variables of scripts (DUBAN_TMP). */
#define VARIABLE_SLIP 2

struct loader {
    struct config *config;
    struct problems *problems;
};

static size_t index_of(const struct config_key *key)
{
    return (size_t)(key - CONFIG_KEYS);
}

/* Where a setting comes from, in the words of problem.h; `variable` lends the name. */
static struct place place_of(const struct config *config, size_t i, const struct config_variable *variable)
{
    const struct config_setting *setting = &config->settings[i];

    if (setting->source == SOURCE_FILE)
        return (struct place){.file = config->path, .line = setting->line, .column = setting->column};
    return (struct place){.file = setting->source == SOURCE_ENVIRONMENT ? variable->s : NULL};
}

/* A later source replaces an earlier one; a secret given twice by one source, directly and by file, is an error. */
static void put(struct loader *in, const struct config_key *key, const char *value, bool by_file, enum config_source source,
                const struct place *at)
{
    struct config_setting *setting = &in->config->settings[index_of(key)];

    if (setting->value != NULL && setting->source == source && setting->by_file != by_file) {
        problems_add(in->problems, REASON_E_CFG_008, at, key->name);
        return;
    }
    char *copy = strdup(value);
    if (copy == NULL) {
        problems_add(in->problems, REASON_E_GEN_002, at);
        return;
    }
    free(setting->value);
    *setting = (struct config_setting){.value = copy, .source = source, .by_file = by_file, .line = at->line, .column = at->column};
}

/* The key of a name or, for a secret, of its name with _file behind it. */
static const struct config_key *key_of_name(const char *name, bool *by_file)
{
    size_t len = strlen(name), suffix = strlen(FILE_SUFFIX);
    const struct config_key *key = config_key_find(name, len);

    *by_file = false;
    if (key != NULL || len <= suffix || strcmp(name + len - suffix, FILE_SUFFIX) != 0)
        return key;
    *by_file = true;
    key = config_key_find(name, len - suffix);
    return key != NULL && key->type == CONFIG_SECRET ? key : NULL;
}

static void refuse_name(struct loader *in, const char *name, const struct place *at)
{
    size_t slip = strlen(name) / 3;
    const struct config_key *meant = config_key_nearest(name, false, slip < 2 ? 2 : slip);

    if (meant == NULL)
        problems_add(in->problems, REASON_E_CFG_001, at, name);
    else
        problems_add(in->problems, REASON_E_CFG_002, at, name, meant->name);
}

/* The items of a YAML list joined by commas; an item that is no text, or has a comma, is refused at its place. */
static enum status join_list(struct loader *in, const struct config_key *key, const struct yaml_node *list, struct text *out)
{
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const char *item = yaml_text(yaml_seq_at(list, i));
        if (item == NULL || strchr(item, ',') != NULL) {
            struct place at = yaml_place(yaml_seq_at(list, i));
            problems_add(in->problems, REASON_E_CFG_003, &at, key->name, "不含逗号的文字 (text without a comma)",
                         item == NULL ? "…" : item);
            return ST_BAD_INPUT;
        }
        text_printf(out, "%s%s", i == 0 ? "" : ",", item);
    }
    if (text_status(out) != ST_OK)
        problems_add(in->problems, REASON_E_GEN_002, NULL);
    return text_status(out);
}

static void put_node(struct loader *in, const struct config_key *key, bool by_file, const struct yaml_node *node)
{
    struct place at = yaml_place(node);
    scoped(text_done) struct text joined;

    text_init(&joined, YAML_MAX_BYTES);
    if (key->type == CONFIG_LIST && yaml_is(node, YAML_IS_LIST)) {
        if (join_list(in, key, node, &joined) == ST_OK)
            put(in, key, joined.s, false, SOURCE_FILE, &at);
    } else if (!yaml_is(node, YAML_IS_TEXT)) {
        problems_add(in->problems, REASON_E_CFG_003, &at, key->name, "文字 (text)", "…");
    } else {
        put(in, key, yaml_text(node), by_file, SOURCE_FILE, &at);
    }
}

/* Walks a section; the depth is bounded by that of the YAML file. */
static void put_section(struct loader *in, const struct yaml_node *map, const char *prefix)
{
    for (size_t i = 0; i < yaml_map_len(map); i++) {
        const struct yaml_node *value = yaml_map_value(map, i);
        struct place at = yaml_map_key_place(map, i);
        char name[2 * CONFIG_NAME_MAX]; /* what does not fit is no name of a key, cut or not */
        bool by_file;

        (void)snprintf(name, sizeof(name), "%s%s%s", prefix, prefix[0] == '\0' ? "" : ".", yaml_map_key(map, i));
        const struct config_key *key = key_of_name(name, &by_file);
        if (key != NULL)
            put_node(in, key, by_file, value);
        else if (!config_key_is_section(name))
            refuse_name(in, name, &at);
        else if (yaml_is(value, YAML_IS_MAP))
            put_section(in, value, name);
        else if (yaml_text(value) == NULL || yaml_text(value)[0] != '\0') /* `notify:` and nothing below is an empty section */
            problems_add(in->problems, REASON_E_YML_012, &at, "映射 (mapping)");
    }
}

static void put_file(struct loader *in, const char *path)
{
    scoped(yaml_closep) struct yaml *yaml = NULL;

    if (yaml_load_file(path, NULL, in->problems, &yaml) != ST_OK)
        return;
    if (!yaml_is(yaml_root(yaml), YAML_IS_MAP)) {
        struct place at = yaml_place(yaml_root(yaml));
        problems_add(in->problems, REASON_E_YML_012, &at, "映射 (mapping)");
        return;
    }
    put_section(in, yaml_root(yaml), "");
}

/* The key of a variable of `len` bytes, or of a secret's with _FILE behind it. */
static const struct config_key *key_of_variable(const char *variable, size_t len, bool *by_file)
{
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        struct config_variable name = config_key_variable(&CONFIG_KEYS[i]);
        size_t name_len = strlen(name.s), suffix = strlen(VARIABLE_SUFFIX);
        if (len < name_len || memcmp(variable, name.s, name_len) != 0)
            continue;
        *by_file = len > name_len;
        if (!*by_file || (CONFIG_KEYS[i].type == CONFIG_SECRET && len == name_len + suffix &&
                          memcmp(variable + name_len, VARIABLE_SUFFIX, suffix) == 0))
            return &CONFIG_KEYS[i];
    }
    return NULL;
}

/* Does it begin as the variables of a section do (DUBAN_NOTIFY_…)? Then it can only be meant as a setting. */
static bool names_section(const char *variable)
{
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        struct config_variable front = config_key_variable(&CONFIG_KEYS[i]);
        size_t section = strcspn(CONFIG_KEYS[i].name, ".");
        if (CONFIG_KEYS[i].name[section] == '.' && strncmp(variable, front.s, strlen("DUBAN_") + section + 1) == 0)
            return true;
    }
    return false;
}

static void refuse_variable(struct loader *in, const char *variable)
{
    for (size_t i = 0; NOT_SETTINGS[i] != NULL; i++)
        if (strcmp(variable, NOT_SETTINGS[i]) == 0)
            return;
    bool in_section = names_section(variable);
    const struct config_key *meant = config_key_nearest(variable, true, in_section ? strlen(variable) / 3 : VARIABLE_SLIP);
    if (meant != NULL)
        problems_add(in->problems, REASON_E_CFG_011, NULL, variable, config_key_variable(meant).s);
    else if (in_section)
        problems_add(in->problems, REASON_E_CFG_010, NULL, variable);
}

static void put_environment(struct loader *in, char *const *environment)
{
    for (; environment != NULL && *environment != NULL; environment++) {
        const char *equals = strchr(*environment, '=');
        if (!text_starts_with(*environment, "DUBAN_") || equals == NULL || equals[1] == '\0')
            continue; /* an empty variable is one that is not set: compose files make them */
        char variable[2 * CONFIG_NAME_MAX];
        bool by_file;
        (void)snprintf(variable, sizeof(variable), "%.*s", (int)(equals - *environment), *environment);
        const struct config_key *key = key_of_variable(*environment, (size_t)(equals - *environment), &by_file);
        if (key == NULL)
            refuse_variable(in, variable);
        else
            put(in, key, equals + 1, by_file, SOURCE_ENVIRONMENT, &(struct place){.file = variable});
    }
}

static enum status read_secret(struct loader *in, size_t i)
{
    struct config_setting *setting = &in->config->settings[i];
    struct config_variable variable = config_key_variable(&CONFIG_KEYS[i]);
    scoped(text_done) struct text content, why;

    text_init(&content, (size_t)CONFIG_KEYS[i].max + 2);
    text_init(&why, 200);
    struct place at = place_of(in->config, i, &variable);
    if (file_read(setting->value, &content, &why) != ST_OK) {
        problems_add(in->problems, REASON_E_CFG_009, &at, CONFIG_KEYS[i].name, setting->value, why.s);
        return ST_BAD_INPUT;
    }
    if (content.len > 0 && content.s[content.len - 1] == '\n')
        content.s[--content.len] = '\0';
    if (content.len > 0 && content.s[content.len - 1] == '\r')
        content.s[--content.len] = '\0';
    if (strlen(content.s) != content.len || strchr(content.s, '\n') != NULL) {
        problems_add(in->problems, REASON_E_CFG_013, &at, CONFIG_KEYS[i].name);
        return ST_BAD_INPUT;
    }
    char *value = text_take(&content);
    if (value == NULL) {
        problems_add(in->problems, REASON_E_GEN_002, &at);
        return ST_BAD_INPUT;
    }
    free(setting->value);
    setting->value = value;
    return ST_OK;
}

/* A default with each {key} replaced by the value of that key, which is set already or has a plain default. */
static void fill_default(struct loader *in, size_t i)
{
    const char *at = CONFIG_KEYS[i].fallback;
    scoped(text_done) struct text value;

    text_init(&value, 2048);
    for (const char *brace = strchr(at, '{'); brace != NULL; brace = strchr(at, '{')) {
        const char *end = strchr(brace, '}');
        assert(end != NULL);
        const struct config_key *other = config_key_find(brace + 1, (size_t)(end - brace - 1));
        assert(other != NULL);
        const char *set = in->config->settings[index_of(other)].value;
        text_append_n(&value, at, (size_t)(brace - at));
        text_append(&value, set != NULL ? set : other->fallback);
        at = end + 1;
    }
    text_append(&value, at);
    in->config->settings[i].value = text_take(&value);
    if (in->config->settings[i].value == NULL)
        problems_add(in->problems, REASON_E_GEN_002, NULL);
}

/* Default, or secret from its file; then the check, which defaults pass too. What is wrong is in the list. */
static void settle(struct loader *in, size_t i)
{
    const struct config_setting *setting = &in->config->settings[i];
    struct config_variable variable = config_key_variable(&CONFIG_KEYS[i]);

    if (setting->value == NULL)
        fill_default(in, i);
    else if (setting->by_file && read_secret(in, i) != ST_OK)
        return;
    if (setting->value == NULL)
        return;
    struct place at = place_of(in->config, i, &variable);
    (void)config_key_check(&CONFIG_KEYS[i], setting->value, &at, in->problems);
}

enum status config_load(const char *path, char *const *environment, struct problems *problems, struct config **ret)
{
    scoped(config_freep) struct config *config = calloc(1, sizeof(*config) + CONFIG_KEYS_COUNT * sizeof(config->settings[0]));
    struct loader in = {.config = config, .problems = problems};

    if (config == NULL || (path != NULL && (config->path = strdup(path)) == NULL)) {
        problems_add(problems, REASON_E_GEN_002, NULL);
        return ST_BAD_INPUT;
    }
    if (path != NULL)
        put_file(&in, path);
    put_environment(&in, environment);
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++)
        settle(&in, i);
    if (problems_status(problems) != ST_OK)
        return ST_BAD_INPUT;
    *ret = config;
    config = NULL;
    return ST_OK;
}

void config_refuse(const struct config *config, const char *key, enum reason reason, const char *second, const char *third,
                   struct problems *problems)
{
    const struct config_key *found = config_key_find(key, strlen(key));

    assert(found != NULL); /* our own mistake: the key is in the source */
    struct config_variable variable = config_key_variable(found);
    struct place at = place_of(config, index_of(found), &variable);
    problems_add(problems, reason, &at, key, second == NULL ? "" : second, third == NULL ? "" : third);
}

enum status config_load_for(config_demand *demand, const char *path, char *const *environment, struct problems *problems,
                            struct config **ret)
{
    scoped(config_freep) struct config *config = NULL;

    if (config_load(path, environment, problems, &config) != ST_OK)
        return ST_BAD_INPUT;
    if (demand != NULL)
        demand(config, problems);
    if (problems_status(problems) != ST_OK)
        return ST_BAD_INPUT;
    *ret = config;
    config = NULL;
    return ST_OK;
}
