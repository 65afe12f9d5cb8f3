/* yaml.c: the readers of a loaded tree; yaml_load.c makes it. */
#include "lib/yaml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/decimal.h"
#include "lib/nearest.h"
#include "lib/yaml_tree.h"

void yaml_close(struct yaml *yaml)
{
    if (yaml == NULL)
        return;
    while (yaml->blocks != NULL) {
        struct yaml_block *block = yaml->blocks;
        yaml->blocks = block->next;
        free(block);
    }
    free(yaml);
}

void yaml_closep(struct yaml **yaml)
{
    yaml_close(*yaml);
    *yaml = NULL;
}

const struct yaml_node *yaml_root(const struct yaml *yaml)
{
    return yaml->root;
}

enum yaml_kind yaml_kind(const struct yaml_node *node)
{
    return node == NULL ? YAML_IS_TEXT : node->kind;
}

bool yaml_is(const struct yaml_node *node, enum yaml_kind kind)
{
    return node != NULL && node->kind == kind;
}

struct place yaml_place(const struct yaml_node *node)
{
    if (node == NULL)
        return (struct place){0};
    return (struct place){.file = node->file, .line = node->line, .column = node->column, .column_name = node->within};
}

const char *yaml_text(const struct yaml_node *node)
{
    return yaml_is(node, YAML_IS_TEXT) ? node->text : NULL;
}

bool yaml_is_quoted(const struct yaml_node *node)
{
    return yaml_is(node, YAML_IS_TEXT) && node->quoted;
}

static size_t count_of(const struct yaml_node *node, enum yaml_kind kind)
{
    return yaml_is(node, kind) ? node->count : 0;
}

size_t yaml_seq_len(const struct yaml_node *list)
{
    return count_of(list, YAML_IS_LIST);
}

const struct yaml_node *yaml_seq_at(const struct yaml_node *list, size_t i)
{
    return i < count_of(list, YAML_IS_LIST) ? list->items[i] : NULL;
}

size_t yaml_map_len(const struct yaml_node *map)
{
    return count_of(map, YAML_IS_MAP);
}

const char *yaml_map_key(const struct yaml_node *map, size_t i)
{
    return i < count_of(map, YAML_IS_MAP) ? map->items[i]->key : NULL;
}

struct place yaml_map_key_place(const struct yaml_node *map, size_t i)
{
    if (i >= count_of(map, YAML_IS_MAP))
        return (struct place){0};
    const struct yaml_node *value = map->items[i];
    return (struct place){.file = value->file, .line = value->key_line, .column = value->key_column, .column_name = value->key};
}

const struct yaml_node *yaml_map_value(const struct yaml_node *map, size_t i)
{
    return i < count_of(map, YAML_IS_MAP) ? map->items[i] : NULL;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    for (size_t i = 0; i < count_of(map, YAML_IS_MAP); i++)
        if (strcmp(map->items[i]->key, key) == 0)
            return map->items[i];
    return NULL;
}

/* In both languages at once: a parameter cannot know in which one it will stand. */
static const char *kind_words(enum yaml_kind kind)
{
    switch (kind) {
    case YAML_IS_TEXT: return "文字 (text)";
    case YAML_IS_LIST: return "列表 (list)";
    case YAML_IS_MAP: return "映射 (mapping)";
    }
    return "";
}

static enum status refuse_kind(const struct yaml_node *node, enum yaml_kind wanted, struct problems *problems)
{
    struct place at = yaml_place(node);

    problems_add(problems, REASON_E_YML_012, &at, kind_words(wanted));
    return ST_BAD_INPUT;
}

static bool is_among(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

void yaml_check_keys(const struct yaml_node *map, const char *const *allowed, struct problems *problems)
{
    if (map == NULL)
        return;
    if (map->kind != YAML_IS_MAP) {
        (void)refuse_kind(map, YAML_IS_MAP, problems);
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const char *key = map->items[i]->key;
        if (is_among(key, allowed))
            continue;
        struct place at = yaml_map_key_place(map, i);
        const char *meant = nearest_word(key, allowed);
        if (meant[0] == '\0')
            problems_add(problems, REASON_E_YML_009, &at, key);
        else
            problems_add(problems, REASON_E_YML_010, &at, key, meant);
    }
}

enum status yaml_need(const struct yaml_node *map, const char *key, enum yaml_kind kind, struct problems *problems,
                      const struct yaml_node **ret)
{
    if (!yaml_is(map, YAML_IS_MAP))
        return refuse_kind(map, YAML_IS_MAP, problems);
    const struct yaml_node *value = yaml_get(map, key);
    if (value == NULL) {
        struct place at = yaml_place(map);
        problems_add(problems, REASON_E_YML_011, &at, key);
        return ST_BAD_INPUT;
    }
    if (value->kind != kind)
        return refuse_kind(value, kind, problems);
    *ret = value;
    return ST_OK;
}

enum status yaml_need_text(const struct yaml_node *map, const char *key, struct problems *problems, const char **ret)
{
    const struct yaml_node *value;

    if (yaml_need(map, key, YAML_IS_TEXT, problems, &value) != ST_OK)
        return ST_BAD_INPUT;
    if (value->text[0] == '\0') {
        struct place at = yaml_place(value);
        problems_add(problems, REASON_E_YML_016, &at, key);
        return ST_BAD_INPUT;
    }
    *ret = value->text;
    return ST_OK;
}

enum status yaml_read_i64(const struct yaml_node *node, int64_t min, int64_t max, struct problems *problems, int64_t *ret)
{
    const char *text = yaml_text(node);
    struct place at = yaml_place(node);
    i128 value;

    if (text == NULL)
        return refuse_kind(node, YAML_IS_TEXT, problems);
    if (i128_parse(text, strlen(text), &value) != ST_OK) {
        problems_add(problems, REASON_E_YML_013, &at, text);
        return ST_BAD_INPUT;
    }
    if (value < min || value > max) {
        char least[24], most[24];
        (void)snprintf(least, sizeof(least), "%" PRId64, min);
        (void)snprintf(most, sizeof(most), "%" PRId64, max);
        problems_add(problems, REASON_E_YML_014, &at, text, least, most);
        return ST_BAD_INPUT;
    }
    *ret = (int64_t)value;
    return ST_OK;
}

enum status yaml_read_bool(const struct yaml_node *node, struct problems *problems, bool *ret)
{
    const char *text = yaml_text(node);
    struct place at = yaml_place(node);

    if (text == NULL)
        return refuse_kind(node, YAML_IS_TEXT, problems);
    bool yes = strcmp(text, "true") == 0;
    if (!yes && strcmp(text, "false") != 0) {
        problems_add(problems, REASON_E_YML_015, &at, text);
        return ST_BAD_INPUT;
    }
    *ret = yes;
    return ST_OK;
}
