/* yaml.h: a YAML file as a tree whose every node knows its file, line and column, for messages a person can act on.
 *
 * The subset that configuration and catalog need: one document of mappings, lists and texts. Anchors, aliases, tags,
 * second documents, keys that are not texts and keys that stand twice are refused with a problem. Bounded in bytes,
 * depth and nodes. All scalars are text: `35` and `"35"` read the same, and so does an empty value as "".
 *
 * Nodes are lent: they and their strings live until yaml_close(). The readers accept NULL and nodes of another kind
 * (and answer NULL or 0), so yaml_text(yaml_get(yaml_get(root, "a"), "b")) needs no checks in between. */
#ifndef DUBAN_LIB_YAML_H
#define DUBAN_LIB_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"

#define YAML_MAX_BYTES (8u * 1024 * 1024) /* a plan of 200 lines is 200 KiB */
#define YAML_MAX_DEPTH 32
#define YAML_MAX_NODES 500000

enum yaml_kind { YAML_IS_TEXT, YAML_IS_LIST, YAML_IS_MAP };

struct yaml;      /* a loaded file; owns all its nodes */
struct yaml_node; /* opaque, lent */

/* `name` is what messages call the file (copied). On ST_BAD_INPUT the list says why and *ret is untouched.
 * An empty file is an empty mapping. Free with yaml_close(). */
MUST_CHECK enum status yaml_load(const char *name, const char *buf, size_t len, struct problems *problems, struct yaml **ret);
/* The same from a path: reads the whole file (blocks; regular files only). `name` NULL: the path itself. */
MUST_CHECK enum status yaml_load_file(const char *path, const char *name, struct problems *problems, struct yaml **ret);
/* Frees the tree. Not called yaml_free(): libyaml exports that name, and would call ours instead of its own. */
void yaml_close(struct yaml *yaml);
void yaml_closep(struct yaml **yaml); /* for scoped() */

const struct yaml_node *yaml_root(const struct yaml *yaml);

/* YAML_IS_TEXT for NULL too: ask yaml_is() when it matters. */
enum yaml_kind yaml_kind(const struct yaml_node *node);
bool yaml_is(const struct yaml_node *node, enum yaml_kind kind);
/* File, line, column, and the key whose value it is (of a text in a list: the list's). */
struct place yaml_place(const struct yaml_node *node);

/* mapping → value of the key, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* text → its NUL-terminated UTF-8 text; anything else NULL. */
const char *yaml_text(const struct yaml_node *node);
/* text that was written in quotes, or as a block (| or >) */
bool yaml_is_quoted(const struct yaml_node *node);

/* Iteration, in the order of the file. */
size_t yaml_seq_len(const struct yaml_node *list);
const struct yaml_node *yaml_seq_at(const struct yaml_node *list, size_t i);
size_t yaml_map_len(const struct yaml_node *map);
const char *yaml_map_key(const struct yaml_node *map, size_t i);
struct place yaml_map_key_place(const struct yaml_node *map, size_t i);
const struct yaml_node *yaml_map_value(const struct yaml_node *map, size_t i);

/* Every key of the mapping must be in `allowed` (ends with NULL): an unknown one is an error at its line that names the
 * nearest allowed key. A node that is no mapping is an error too. NULL is accepted. */
void yaml_check_keys(const struct yaml_node *map, const char *const *allowed, struct problems *problems);

/* Readers that report: a missing key, a wrong kind or a wrong form becomes a problem at its line and ST_BAD_INPUT. */
MUST_CHECK enum status yaml_need(const struct yaml_node *map, const char *key, enum yaml_kind kind, struct problems *problems,
                                 const struct yaml_node **ret);
MUST_CHECK enum status yaml_need_text(const struct yaml_node *map, const char *key, struct problems *problems,
                                      const char **ret); /* present and not empty */
MUST_CHECK enum status yaml_read_i64(const struct yaml_node *node, int64_t min, int64_t max, struct problems *problems,
                                     int64_t *ret);
MUST_CHECK enum status yaml_read_bool(const struct yaml_node *node, struct problems *problems, bool *ret); /* true|false */

#endif
