/* code_table_private.h: what code_table.c (asking) and code_table_load.c (building) share. */
#ifndef DUBAN_MODEL_CODE_TABLE_PRIVATE_H
#define DUBAN_MODEL_CODE_TABLE_PRIVATE_H

#include "lib/hash.h"
#include "model/arena.h"
#include "model/code_table.h"

struct code_entry {
    const char *code, *label;
    size_t len;
};

struct code_table {
    char *id;
    struct code_entry *entries;
    size_t count, cap;
    uint32_t *slots; /* entry + 1; 0 is free */
    size_t mask;
    char hash[HASH_HEX_SIZE];
};

struct scale_entry {
    const char *item, *level, *label;
    int64_t rank;
};

struct code_tables {
    struct arena arena;
    struct code_table *tables[CODE_TABLES_MAX];
    size_t count;
    struct scale_entry *scale;
    size_t n_scale, scale_cap;
};

/* The slot that holds the code, or the free one where it belongs. The table must have slots. */
size_t code_table_slot(const struct code_table *table, const char *code, size_t len);

/* By id alone; NULL: none. */
struct code_table *code_table_by_id(const struct code_tables *set, const char *id);

#endif
