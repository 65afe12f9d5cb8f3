/* code_table.c: value tables and rating scales, asked. A table has a hash index over its codes: open addressing over FNV-1a at a
 * load of at most ½, since the way in looks up several codes a row. */
#include "model/code_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/code_table_private.h"

static uint32_t code_hash(const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)s[i]) * 16777619u;
    return h ^ (h >> 15);
}

size_t code_table_slot(const struct code_table *table, const char *code, size_t len)
{
    size_t slot = code_hash(code, len) & table->mask;
    while (table->slots[slot] != 0) {
        const struct code_entry *entry = &table->entries[table->slots[slot] - 1];
        if (entry->len == len && memcmp(entry->code, code, len) == 0)
            break;
        slot = (slot + 1) & table->mask;
    }
    return slot;
}

struct code_table *code_table_by_id(const struct code_tables *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->tables[i]->id, id) == 0)
            return set->tables[i];
    }
    return NULL;
}

enum status code_tables_new(struct code_tables **ret)
{
    struct code_tables *set = calloc(1, sizeof(*set));
    if (set == NULL)
        return ST_RETRY;
    arena_init(&set->arena);
    *ret = set;
    return ST_OK;
}

void code_tables_free(struct code_tables *set)
{
    if (set == NULL)
        return;
    arena_done(&set->arena);
    free(set);
}

void code_tables_freep(struct code_tables **set)
{
    code_tables_free(*set);
}

const struct code_table *code_tables_find(const struct code_tables *set, const char *id)
{
    const struct code_table *found = code_table_by_id(set, id);
    if (found != NULL || *id == '\0')
        return found;
    for (size_t i = 0; i < set->count; i++) {
        if (strncmp(set->tables[i]->id, id, strlen(id)) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = set->tables[i];
    }
    return found;
}

const char *code_table_id(const struct code_table *table)
{
    return table->id;
}

size_t code_table_count(const struct code_table *table)
{
    return table->count;
}

const char *code_table_hash(const struct code_table *table)
{
    return table->hash;
}

int32_t code_table_find(const struct code_table *table, const char *code, size_t len)
{
    if (table->slots == NULL)
        return -1;
    return (int32_t)table->slots[code_table_slot(table, code, len)] - 1;
}

const char *code_table_code(const struct code_table *table, size_t index, size_t *ret_len)
{
    assert(index < table->count);
    if (ret_len != NULL)
        *ret_len = table->entries[index].len;
    return table->entries[index].code;
}

const char *code_table_label(const struct code_table *table, size_t index)
{
    assert(index < table->count);
    return table->entries[index].label;
}

static bool same(const char *s, const char *other, size_t other_len)
{
    return strlen(s) == other_len && memcmp(s, other, other_len) == 0;
}

enum status code_tables_rank(const struct code_tables *set, const char *item, size_t item_len, const char *level, size_t level_len,
                             int64_t *ret_rank)
{
    for (size_t i = 0; i < set->n_scale; i++) {
        if (same(set->scale[i].item, item, item_len) && same(set->scale[i].level, level, level_len)) {
            *ret_rank = set->scale[i].rank;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *code_tables_level_at(const struct code_tables *set, const char *item, size_t i)
{
    for (size_t row = 0; row < set->n_scale; row++)
        if (strcmp(set->scale[row].item, item) == 0 && i-- == 0)
            return set->scale[row].level;
    return NULL;
}

const char *code_tables_level(const struct code_tables *set, const char *item, int64_t rank)
{
    for (size_t i = 0; i < set->n_scale; i++) {
        if (strcmp(set->scale[i].item, item) == 0 && set->scale[i].rank == rank)
            return set->scale[i].level;
    }
    return NULL;
}
