/* catalog_diff_yaml.c: what changed of a file key by key, for every key that no words were made for: so none is left out. */
#include "model/catalog_diff_private.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_ENOUGH_BYTES 4000u /* of one file or duty: who changed more reads the file */
#define RAW_PROBLEMS_MAX   1     /* the files were read before */
#define DEPTH_MAX          16

void diff_raw_done(struct raw_files *raw)
{
    for (size_t i = 0; raw->at != NULL && i < raw->n; i++)
        yaml_close(raw->at[i]);
    free(raw->at);
    *raw = (struct raw_files){0};
}

const struct yaml_node *diff_raw(struct raw_files *raw, const struct catalog_side *side, size_t i)
{
    if (raw->at == NULL) {
        raw->at = calloc(side->n_sources + 1, sizeof(*raw->at));
        raw->n = raw->at == NULL ? 0 : side->n_sources;
    }
    if (i >= raw->n)
        return NULL;
    if (raw->at[i] == NULL) {
        struct problems problems;
        const struct catalog_source *source = &side->sources[i];
        problems_init(&problems, RAW_PROBLEMS_MAX);
        if (yaml_load(source->path, source->content, source->len, &problems, &raw->at[i]) != ST_OK)
            raw->at[i] = NULL;
        problems_done(&problems);
    }
    return raw->at[i] == NULL ? NULL : yaml_root(raw->at[i]);
}

static void format_node(struct text *out, const struct yaml_node *node, int depth)
{
    if (depth > DEPTH_MAX) {
        text_append(out, "…");
    } else if (yaml_is(node, YAML_IS_LIST)) {
        for (size_t i = 0; i < yaml_seq_len(node); i++) {
            text_append(out, i > 0 ? "、" : "");
            format_node(out, yaml_seq_at(node, i), depth + 1);
        }
    } else if (yaml_is(node, YAML_IS_MAP)) {
        for (size_t i = 0; i < yaml_map_len(node); i++) {
            text_printf(out, "%s%s ", i > 0 ? "，" : "", yaml_map_key(node, i));
            format_node(out, yaml_map_value(node, i), depth + 1);
        }
    } else if (yaml_text(node) != NULL) {
        text_append(out, yaml_text(node));
    }
}

/* What tells the items of a list apart; NULL: their place does. */
static const char *name_of(const struct yaml_node *item)
{
    static const char *const keys[] = {"id", "name", "duty", "at", "expr"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (yaml_text(yaml_get(item, keys[i])) != NULL)
            return yaml_text(yaml_get(item, keys[i]));
    return NULL;
}

static const struct yaml_node *item_named(const struct yaml_node *list, const char *name)
{
    for (size_t i = 0; i < yaml_seq_len(list); i++)
        if (text_equal(name_of(yaml_seq_at(list, i)), name))
            return yaml_seq_at(list, i);
    return NULL;
}

static bool are_named(const struct yaml_node *list)
{
    for (size_t i = 0; i < yaml_seq_len(list); i++)
        if (name_of(yaml_seq_at(list, i)) == NULL || item_named(list, name_of(yaml_seq_at(list, i))) != yaml_seq_at(list, i))
            return false;
    return yaml_is(list, YAML_IS_LIST);
}

static void walk(struct text *words, const char *path, const struct yaml_node *before, const struct yaml_node *after, int depth);

static void walk_part(struct text *words, const char *path, const char *part, const struct yaml_node *before,
                      const struct yaml_node *after, int depth)
{
    scoped(text_done) struct text longer;
    text_init(&longer, DIFF_VALUE_MAX_BYTES);
    text_printf(&longer, "%s%s%s", path, path[0] == '\0' ? "" : " ", part);
    walk(words, longer.s, before, after, depth + 1);
}

static void walk(struct text *words, const char *path, const struct yaml_node *before, const struct yaml_node *after, int depth)
{
    if (words->len > WORDS_ENOUGH_BYTES || depth > DEPTH_MAX)
        return;
    if (yaml_is(before, YAML_IS_MAP) && yaml_is(after, YAML_IS_MAP)) {
        for (size_t i = 0; i < yaml_map_len(after); i++)
            walk_part(words, path, yaml_map_key(after, i), yaml_get(before, yaml_map_key(after, i)), yaml_map_value(after, i),
                      depth);
        for (size_t i = 0; i < yaml_map_len(before); i++)
            if (yaml_get(after, yaml_map_key(before, i)) == NULL)
                walk_part(words, path, yaml_map_key(before, i), yaml_map_value(before, i), NULL, depth);
        return;
    }
    if (are_named(before) && are_named(after)) {
        for (size_t i = 0; i < yaml_seq_len(after); i++) {
            const char *name = name_of(yaml_seq_at(after, i));
            walk_part(words, path, name, item_named(before, name), yaml_seq_at(after, i), depth);
        }
        for (size_t i = 0; i < yaml_seq_len(before); i++) {
            const char *name = name_of(yaml_seq_at(before, i));
            if (item_named(after, name) == NULL)
                walk_part(words, path, name, yaml_seq_at(before, i), NULL, depth);
        }
        return;
    }
    scoped(text_done) struct text old, new;
    text_init(&old, DIFF_VALUE_MAX_BYTES);
    text_init(&new, DIFF_VALUE_MAX_BYTES);
    format_node(&old, before, 0);
    format_node(&new, after, 0);
    diff_add_change(words, path, old.s, new.s);
}

void diff_yaml(struct text *words, const struct yaml_node *before, const struct yaml_node *after)
{
    walk(words, "", before, after, 0);
}

/* ---- answers.yaml ---- */

/* Keys that say whose answer it is, and those whose change the duty itself tells. */
static const char *const ANSWER_NAMES_OR_TOLD[] = {"duty", "question", "due", "starts", "baseline", "baselines", NULL};

static bool have_same(const struct yaml_node *a, const struct yaml_node *b, const char *key)
{
    const char *left = yaml_text(yaml_get(a, key)), *right = yaml_text(yaml_get(b, key));
    return left == NULL ? right == NULL : text_equal(left, right);
}

static const struct yaml_node *entry_like(const struct yaml_node *list, const struct yaml_node *entry)
{
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const struct yaml_node *other = yaml_seq_at(list, i);
        if (have_same(other, entry, "duty") && have_same(other, entry, "question"))
            return other;
    }
    return NULL;
}

static bool is_word_of(const char *const *words, const char *word)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* Either may be NULL: an answer that came or went, with what nobody else tells of it. */
static void walk_entry(struct text *words, const struct yaml_node *before, const struct yaml_node *after)
{
    const struct yaml_node *entry = after != NULL ? after : before;
    const char *duty = yaml_text(yaml_get(entry, "duty")), *question = yaml_text(yaml_get(entry, "question"));
    scoped(text_done) struct text path;
    text_init(&path, DIFF_VALUE_MAX_BYTES);
    text_printf(&path, "%s", duty == NULL ? "?" : duty);
    if (question != NULL)
        text_printf(&path, "“%s”", question);
    for (size_t i = 0; i < yaml_map_len(after); i++) {
        const char *key = yaml_map_key(after, i);
        if (!is_word_of(ANSWER_NAMES_OR_TOLD, key))
            walk_part(words, path.s, key, yaml_get(before, key), yaml_map_value(after, i), 0);
    }
    for (size_t i = 0; i < yaml_map_len(before); i++) {
        const char *key = yaml_map_key(before, i);
        if (!is_word_of(ANSWER_NAMES_OR_TOLD, key) && yaml_get(after, key) == NULL)
            walk_part(words, path.s, key, yaml_map_value(before, i), NULL, 0);
    }
}

static void walk_entries(struct text *words, const struct yaml_node *before, const struct yaml_node *after)
{
    for (size_t i = 0; i < yaml_seq_len(after); i++)
        walk_entry(words, entry_like(before, yaml_seq_at(after, i)), yaml_seq_at(after, i));
    for (size_t i = 0; i < yaml_seq_len(before); i++)
        if (entry_like(after, yaml_seq_at(before, i)) == NULL)
            walk_entry(words, yaml_seq_at(before, i), NULL);
}

/* `begins` is told by the plan. */
void diff_answers(struct text *words, const struct yaml_node *before, const struct yaml_node *after)
{
    walk(words, "sample", yaml_get(before, "sample"), yaml_get(after, "sample"), 0);
    walk_entries(words, yaml_get(before, "duties"), yaml_get(after, "duties"));
    walk_entries(words, yaml_get(before, "answers"), yaml_get(after, "answers"));
}

/* Does 「；LABEL：」 stand in the words? */
static bool is_told(const char *words, const char *label)
{
    size_t len = strlen(label);
    for (const char *at = words; label[0] != '\0' && (at = strstr(at, label)) != NULL; at += len)
        if (text_starts_with(at + len, "：") && (at == words || (at - words >= 3 && text_starts_with(at - 3, "；"))))
            return true;
    return false;
}

void diff_keys(struct text *words, const struct diff_key *keys, const struct yaml_node *before, const struct yaml_node *after)
{
    for (size_t k = 0; keys[k].key != NULL; k++) {
        const struct yaml_node *b = yaml_get(before, keys[k].key), *a = yaml_get(after, keys[k].key);
        if (!is_told(words->s, keys[k].zh))
            walk(words, keys[k].zh, b, a, 0);
    }
}

/* ---- tables of days ---- */

/* The line of the file whose first cell this is; NULL: none. */
static const char *row_of(const struct catalog_source *source, const char *cell, size_t cell_len, size_t *ret_len)
{
    const char *end = source->content + source->len;
    for (const char *line = source->content; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t len = (size_t)((stop == NULL ? end : stop) - line);
        if (len > cell_len && memcmp(line, cell, cell_len) == 0 && line[cell_len] == '\t') {
            *ret_len = len;
            return line;
        }
        line += len + 1;
    }
    return NULL;
}

static void say_row(struct text *out, const char *row, size_t len)
{
    for (size_t i = 0; row != NULL && i < len; i++)
        text_append_char(out, row[i] == '\t' ? ' ' : row[i]);
}

static void compare_rows(struct text *words, const struct catalog_source *of, const struct catalog_source *from,
                         const struct catalog_source *to)
{
    const char *end = of->content + of->len;
    for (const char *line = of->content; line < end && words->len < WORDS_ENOUGH_BYTES;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t len = (size_t)((stop == NULL ? end : stop) - line), n_old = 0, n_new = 0;
        const char *tab = memchr(line, '\t', len);
        size_t cell = tab == NULL ? 0 : (size_t)(tab - line);
        const char *old = cell == 0 ? NULL : row_of(from, line, cell, &n_old),
                   *new = cell == 0 ? NULL : row_of(to, line, cell, &n_new);
        scoped(text_done) struct text a, b, label;
        text_init(&a, DIFF_VALUE_MAX_BYTES);
        text_init(&b, DIFF_VALUE_MAX_BYTES);
        text_init(&label, DIFF_VALUE_MAX_BYTES);
        text_append_n(&label, line, cell);
        if (old != NULL)
            say_row(&a, old + cell + 1, n_old - cell - 1);
        if (new != NULL)
            say_row(&b, new + cell + 1, n_new - cell - 1);
        if (cell > 0 && line[0] != '#' && (of == to || new == NULL))
            diff_add_change(words, label.s, a.s, b.s);
        line += len + 1;
    }
}

void diff_rows(struct text *words, const struct catalog_source *before, const struct catalog_source *after)
{
    compare_rows(words, after, before, after);
    compare_rows(words, before, before, after);
}
