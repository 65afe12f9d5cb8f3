/* yaml_load.c: from the events of libyaml to a tree.
 *
 * Events and not libyaml's own documents: those resolve aliases (a few lines can make a billion nodes), know no bound
 * and forget where a key stood. */
#include "lib/yaml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "lib/file.h"
#include "lib/yaml_tree.h"

/* The state of one load. `open` are the lists and mappings that have begun and not ended, outermost first. */
struct loader {
    struct yaml *yaml;
    struct problems *problems;
    const char *file;
    struct yaml_node *open[YAML_MAX_DEPTH];
    size_t depth;
    const char *key; /* of a mapping, read and waiting for its value */
    int key_line, key_column;
    int n_documents;
};

static struct place place_of(const struct loader *in, const yaml_mark_t *mark)
{
    return (struct place){.file = in->file, .line = (int64_t)mark->line + 1, .column = (int)mark->column + 1};
}

static enum status refuse(struct loader *in, enum reason reason, const yaml_mark_t *mark)
{
    struct place at = place_of(in, mark);

    problems_add(in->problems, reason, &at);
    return ST_BAD_INPUT;
}

static enum status refuse_number(struct loader *in, enum reason reason, const yaml_mark_t *mark, uint64_t number)
{
    struct place at = place_of(in, mark);
    char digits[24];

    (void)snprintf(digits, sizeof(digits), "%" PRIu64, number);
    problems_add(in->problems, reason, &at, digits);
    return ST_BAD_INPUT;
}

static void *allocate(struct loader *in, size_t size)
{
    struct yaml_block *block = calloc(1, sizeof(*block) + size);

    if (block == NULL) {
        problems_add(in->problems, REASON_E_GEN_002, NULL);
        return NULL;
    }
    block->next = in->yaml->blocks;
    in->yaml->blocks = block;
    return block->data;
}

static char *copy_bytes(struct loader *in, const void *bytes, size_t len)
{
    char *copy = allocate(in, len + 1);

    if (copy != NULL)
        memcpy(copy, bytes, len);
    return copy;
}

/* A new node under the innermost open one (or the root), with the waiting key if that is a mapping. */
static enum status add_node(struct loader *in, enum yaml_kind kind, const yaml_mark_t *mark, struct yaml_node **ret)
{
    if (++in->yaml->n_nodes > YAML_MAX_NODES)
        return refuse_number(in, REASON_E_YML_004, mark, YAML_MAX_NODES);
    struct yaml_node *node = allocate(in, sizeof(*node));
    if (node == NULL)
        return ST_BAD_INPUT;
    node->kind = kind;
    node->file = in->file;
    node->line = (int)mark->line + 1;
    node->column = (int)mark->column + 1;
    if (in->depth == 0) {
        in->yaml->root = node;
    } else {
        struct yaml_node *parent = in->open[in->depth - 1];
        node->within = kind == YAML_IS_MAP ? NULL : parent->within;
        if (parent->kind == YAML_IS_MAP) {
            node->key = node->within = in->key;
            node->key_line = in->key_line;
            node->key_column = in->key_column;
            in->key = NULL;
        }
        if (parent->last == NULL)
            parent->first = node;
        else
            parent->last->next = node;
        parent->last = node;
        parent->count++;
    }
    *ret = node;
    return ST_OK;
}

static bool waits_for_key(const struct loader *in)
{
    return in->depth > 0 && in->open[in->depth - 1]->kind == YAML_IS_MAP && in->key == NULL;
}

static enum status on_scalar(struct loader *in, const yaml_event_t *event)
{
    const yaml_mark_t *mark = &event->start_mark;
    const char *value = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;

    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
        return refuse(in, REASON_E_YML_005, mark);
    if (memchr(value, '\0', len) != NULL)
        return refuse(in, REASON_E_YML_017, mark);
    char *copy = copy_bytes(in, value, len);
    if (copy == NULL)
        return ST_BAD_INPUT;
    if (waits_for_key(in)) {
        in->key = copy;
        in->key_line = (int)mark->line + 1;
        in->key_column = (int)mark->column + 1;
        return ST_OK;
    }
    struct yaml_node *node;
    if (add_node(in, YAML_IS_TEXT, mark, &node) != ST_OK)
        return ST_BAD_INPUT;
    node->text = copy;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return ST_OK;
}

static enum status on_begin(struct loader *in, enum yaml_kind kind, const yaml_mark_t *mark, const void *anchor, const void *tag)
{
    struct yaml_node *node;

    if (anchor != NULL || tag != NULL)
        return refuse(in, REASON_E_YML_005, mark);
    if (waits_for_key(in))
        return refuse(in, REASON_E_YML_008, mark);
    if (in->depth == YAML_MAX_DEPTH)
        return refuse_number(in, REASON_E_YML_003, mark, YAML_MAX_DEPTH);
    if (add_node(in, kind, mark, &node) != ST_OK)
        return ST_BAD_INPUT;
    in->open[in->depth++] = node;
    return ST_OK;
}

/* by key, then by place, so that of two equal keys the later one comes second */
static int compare_keys(const void *a, const void *b)
{
    const struct yaml_node *left = *(struct yaml_node *const *)a, *right = *(struct yaml_node *const *)b;
    int order = strcmp(left->key, right->key);

    if (order != 0)
        return order;
    if (left->key_line != right->key_line)
        return left->key_line < right->key_line ? -1 : 1;
    return left->key_column < right->key_column ? -1 : left->key_column > right->key_column;
}

static enum status refuse_double_keys(struct loader *in, const struct yaml_node *map)
{
    enum status status = ST_OK;
    struct yaml_node **sorted = allocate(in, map->count * sizeof(struct yaml_node *));

    if (sorted == NULL)
        return ST_BAD_INPUT;
    if (map->count == 0)
        return ST_OK;
    memcpy(sorted, map->items, map->count * sizeof(struct yaml_node *));
    qsort(sorted, map->count, sizeof(struct yaml_node *), compare_keys);
    for (size_t i = 1; i < map->count; i++) {
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) != 0)
            continue;
        struct place at = {
            .file = in->file, .line = sorted[i]->key_line, .column = sorted[i]->key_column, .column_name = sorted[i]->key};
        problems_add(in->problems, REASON_E_YML_007, &at, sorted[i]->key);
        status = ST_BAD_INPUT;
    }
    return status;
}

static enum status on_end(struct loader *in)
{
    struct yaml_node *node = in->open[--in->depth];
    size_t i = 0;

    node->items = allocate(in, node->count * sizeof(struct yaml_node *));
    if (node->items == NULL)
        return ST_BAD_INPUT;
    for (struct yaml_node *child = node->first; child != NULL; child = child->next)
        node->items[i++] = child;
    return node->kind == YAML_IS_MAP ? refuse_double_keys(in, node) : ST_OK;
}

static enum status on_event(struct loader *in, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: return ++in->n_documents > 1 ? refuse(in, REASON_E_YML_006, &event->start_mark) : ST_OK;
    case YAML_ALIAS_EVENT: return refuse(in, REASON_E_YML_005, &event->start_mark);
    case YAML_SCALAR_EVENT: return on_scalar(in, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_begin(in, YAML_IS_LIST, &event->start_mark, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return on_begin(in, YAML_IS_MAP, &event->start_mark, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return on_end(in);
    default: return ST_OK;
    }
}

static enum status refuse_syntax(struct loader *in, const yaml_parser_t *parser)
{
    struct place at = place_of(in, &parser->problem_mark);

    if (parser->error == YAML_READER_ERROR) /* knows bytes, not lines */
        at.line = 0;
    problems_add(in->problems, REASON_E_YML_001, &at, parser->problem != NULL ? parser->problem : "?");
    return ST_BAD_INPUT;
}

static enum status read_events(struct loader *in, yaml_parser_t *parser)
{
    for (;;) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0)
            return refuse_syntax(in, parser);
        enum status status = on_event(in, &event);
        bool last = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (status != ST_OK || last)
            return status;
    }
}

static enum status load_tree(struct loader *in, const char *name, const char *buf, size_t len)
{
    yaml_parser_t parser;

    in->file = copy_bytes(in, name, strlen(name));
    if (in->file == NULL)
        return ST_BAD_INPUT;
    if (yaml_parser_initialize(&parser) == 0) {
        problems_add(in->problems, REASON_E_GEN_002, NULL);
        return ST_BAD_INPUT;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)buf, len);
    enum status status = read_events(in, &parser);
    yaml_parser_delete(&parser);
    if (status != ST_OK || in->yaml->root != NULL)
        return status;

    struct yaml_node *nothing; /* an empty file: an empty mapping */
    return add_node(in, YAML_IS_MAP, &(yaml_mark_t){0}, &nothing);
}

enum status yaml_load(const char *name, const char *buf, size_t len, struct problems *problems, struct yaml **ret)
{
    struct loader in = {.problems = problems};

    if (len > YAML_MAX_BYTES) {
        char size[24], limit[24];
        (void)snprintf(size, sizeof(size), "%zu", len);
        (void)snprintf(limit, sizeof(limit), "%u", YAML_MAX_BYTES);
        problems_add(problems, REASON_E_YML_002, (&(struct place){.file = name}), size, limit);
        return ST_BAD_INPUT;
    }
    scoped(yaml_closep) struct yaml *yaml = calloc(1, sizeof(*yaml));
    if (yaml == NULL) {
        problems_add(problems, REASON_E_GEN_002, NULL);
        return ST_BAD_INPUT;
    }
    in.yaml = yaml;
    if (load_tree(&in, name, buf, len) != ST_OK)
        return ST_BAD_INPUT;
    *ret = yaml;
    yaml = NULL;
    return ST_OK;
}

enum status yaml_load_file(const char *path, const char *name, struct problems *problems, struct yaml **ret)
{
    scoped(text_done) struct text content, why;

    text_init(&content, YAML_MAX_BYTES);
    text_init(&why, 200);
    if (file_read(path, &content, &why) != ST_OK) {
        problems_add(problems, REASON_E_GEN_001, NULL, path, why.s);
        return ST_BAD_INPUT;
    }
    return yaml_load(name != NULL ? name : path, content.s, content.len, problems, ret);
}
