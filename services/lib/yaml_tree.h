/* yaml_tree.h: what a loaded YAML file is made of, for yaml_load.c (which makes it) and yaml.c (which reads it) alone. */
#ifndef DUBAN_LIB_YAML_TREE_H
#define DUBAN_LIB_YAML_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/yaml.h"

/* One allocation; all of a file's live and die together. */
struct yaml_block {
    struct yaml_block *next;
    max_align_t data[];
};

struct yaml_node {
    enum yaml_kind kind;
    bool quoted;
    int line, column;         /* from 1 */
    int key_line, key_column; /* in a mapping: where the key stands */
    const char *file;
    const char *key;          /* in a mapping */
    const char *within;       /* the key, or that of the list whose text this is; NULL: a mapping of a list, or the root */
    const char *text;         /* of a text */
    struct yaml_node **items; /* of a list or mapping, in the order of the file; made when it ends */
    size_t count;
    struct yaml_node *first, *last, *next; /* children while it is being read; next sibling */
};

struct yaml {
    struct yaml_node *root;
    struct yaml_block *blocks;
    size_t n_nodes;
};

#endif
