/* config.c: the settings that were loaded, read and shown. */
#include "lib/config.h"

#include <assert.h>
#include <string.h>

#include "lib/config_private.h"

/* What is shown of a configuration that is wrong; nobody mends more at once. */
#define PROBLEMS_SHOWN_MAX 100

void config_free(struct config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        if (config->settings[i].value != NULL && CONFIG_KEYS[i].type == CONFIG_SECRET)
            explicit_bzero(config->settings[i].value, strlen(config->settings[i].value));
        free(config->settings[i].value);
    }
    free(config->path);
    free(config);
}

void config_freep(struct config **config)
{
    config_free(*config);
    *config = NULL;
}

static const struct config_setting *setting_of(const struct config *config, const char *key, bool (*is_type)(enum config_type))
{
    const struct config_key *found = config_key_find(key, strlen(key));

    assert(found != NULL && is_type(found->type)); /* our own mistake: the key is in the source */
    return &config->settings[found - CONFIG_KEYS];
}

static bool is_any(enum config_type type)
{
    return type <= CONFIG_SECRET;
}

static bool is_text(enum config_type type)
{
    return type != CONFIG_INTEGER && type != CONFIG_SECRET;
}

static bool is_integer(enum config_type type)
{
    return type == CONFIG_INTEGER;
}

static bool is_secret(enum config_type type)
{
    return type == CONFIG_SECRET;
}

static bool is_list(enum config_type type)
{
    return type == CONFIG_LIST;
}

const char *config_text(const struct config *config, const char *key)
{
    return setting_of(config, key, is_text)->value;
}

int64_t config_i64(const struct config *config, const char *key)
{
    return strtoll(setting_of(config, key, is_integer)->value, NULL, 10); /* checked when it was loaded */
}

const char *config_secret(const struct config *config, const char *key)
{
    return setting_of(config, key, is_secret)->value;
}

bool config_is_set(const struct config *config, const char *key)
{
    return setting_of(config, key, is_any)->source != SOURCE_DEFAULT;
}

bool config_list_has(const struct config *config, const char *key, const char *item)
{
    const char *at = setting_of(config, key, is_list)->value;
    size_t wanted = strlen(item);

    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        const char *front = at, *end = at + len;
        while (front < end && *front == ' ')
            front++;
        while (end > front && end[-1] == ' ')
            end--;
        if (wanted > 0 && (size_t)(end - front) == wanted && memcmp(front, item, wanted) == 0)
            return true;
        at += len;
        if (*at == ',')
            at++;
    }
    return false;
}

/* A part of a quoted value of a conninfo: backslashes before what would end it. */
static void append_escaped(struct text *out, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == '\'' || *value == '\\')
            text_append_char(out, '\\');
        text_append_char(out, *value);
    }
}

void config_conninfo(const struct config *config, const char *role, struct text *out)
{
    const char *password = config_secret(config, "database.password");

    text_printf(out, "%s user='", config_text(config, "database.conninfo"));
    append_escaped(out, config_text(config, "database.user_prefix"));
    append_escaped(out, role);
    text_append_char(out, '\'');
    if (password[0] != '\0') {
        text_append(out, " password='");
        append_escaped(out, password);
        text_append_char(out, '\'');
    }
}

void config_print_help(struct text *out)
{
    text_append(out,
                "每项设置可写在配置文件里，也可用环境变量给出（环境变量优先）；密钥还可用 …_file 键或 …_FILE 变量给出文件。\n\n");
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        const struct config_key *key = &CONFIG_KEYS[i];
        text_printf(out, "%s  %s", key->name, config_key_variable(key).s);
        text_append(out, key->type == CONFIG_SECRET ? "[_FILE]\n    " : "\n    ");
        config_key_bounds(key, out);
        if (key->fallback[0] != '\0')
            text_printf(out, "；默认 %s", key->fallback);
        text_printf(out, "\n    %s\n", key->help);
    }
}

void config_print(const struct config *config, struct text *out)
{
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        const struct config_setting *setting = &config->settings[i];
        bool hidden = CONFIG_KEYS[i].type == CONFIG_SECRET && setting->value[0] != '\0';
        text_printf(out, "%s: %s", CONFIG_KEYS[i].name, hidden ? "***" : setting->value);
        switch (setting->source) {
        case SOURCE_DEFAULT: text_append(out, "  # 默认\n"); break;
        case SOURCE_FILE: text_printf(out, "  # %s:%lld\n", config->path, (long long)setting->line); break;
        case SOURCE_ENVIRONMENT: text_append(out, "  # 环境变量\n"); break;
        }
    }
}

enum status config_check(config_demand *demand, const char *path, char *const *environment, struct text *out)
{
    scoped(problems_done) struct problems problems;
    scoped(config_freep) struct config *config = NULL;

    problems_init(&problems, PROBLEMS_SHOWN_MAX);
    enum status status = config_load_for(demand, path, environment, &problems, &config);
    problems_format(out, &problems, REASON_ZH);
    if (status == ST_OK)
        config_print(config, out);
    return status;
}
