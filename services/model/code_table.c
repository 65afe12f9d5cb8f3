/* code_table.c: value tables and rating scales out of TSV, with a hash index over their codes.
 *
 * Loading appends to arrays; code_table_index() then freezes a table: open addressing over FNV-1a at a load of at most ½,
 * since the way in looks up several codes a row. Memory is an arena's: tables live and die with their set. */
#include "model/code_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/decimal.h"
#include "lib/hash.h"
#include "lib/text.h"
#include "model/arena.h"
#include "model/tsv.h"

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

/* One file being read. */
struct loading {
    struct code_tables *set;
    const char *path;
    struct problems *problems;
    struct code_table *single; /* of a one-table file */
    struct code_table *items, *levels;
};

static uint32_t code_hash(const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)s[i]) * 16777619u;
    return h ^ (h >> 15);
}

/* Grows by doubling inside the arena: the old block stays until the set goes, at most as much again. */
static void *grown(struct arena *arena, void *old, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return old;
    *cap = *cap == 0 ? 16 : *cap * 2;
    void *bigger = arena_alloc(arena, *cap, size);
    if (count > 0)
        memcpy(bigger, old, count * size);
    return bigger;
}

/* The slot that holds the code, or the free one where it belongs. */
static size_t code_slot(const struct code_table *table, const char *code, size_t len)
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

static void code_reindex(struct arena *arena, struct code_table *table, size_t n_slots)
{
    table->mask = n_slots - 1;
    table->slots = arena_alloc(arena, n_slots, sizeof(*table->slots));
    for (size_t i = 0; i < table->count; i++)
        table->slots[code_slot(table, table->entries[i].code, table->entries[i].len)] = (uint32_t)(i + 1);
}

/* False: it stands there already. */
static bool code_add(struct code_tables *set, struct code_table *table, const char *code, const char *label)
{
    size_t len = strlen(code);
    if (table->slots == NULL || table->count * 2 > table->mask)
        code_reindex(&set->arena, table, table->slots == NULL ? 32 : (table->mask + 1) * 4);
    size_t slot = code_slot(table, code, len);
    if (table->slots[slot] != 0)
        return false;
    table->entries = grown(&set->arena, table->entries, table->count, &table->cap, sizeof(*table->entries));
    table->entries[table->count] = (struct code_entry){arena_text(&set->arena, code), arena_text(&set->arena, label), len};
    table->slots[slot] = (uint32_t)++table->count;
    return true;
}

static struct code_table *table_by_id(const struct code_tables *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->tables[i]->id, id) == 0)
            return set->tables[i];
    }
    return NULL;
}

static struct code_table *table_get(struct loading *loading, const char *id, int64_t line)
{
    struct code_table *table = table_by_id(loading->set, id);
    if (table != NULL)
        return table;
    if (loading->set->count == CODE_TABLES_MAX) {
        struct place at = {.file = loading->path, .line = line};
        problems_add(loading->problems, REASON_E_CAT_109, &at, "值域表", "500");
        return NULL;
    }
    table = arena_alloc(&loading->set->arena, 1, sizeof(*table));
    table->id = arena_text(&loading->set->arena, id);
    loading->set->tables[loading->set->count++] = table;
    return table;
}

static enum status load_code(struct loading *loading, struct code_table *table, const char *code, const char *label, int64_t line)
{
    struct place at = {.file = loading->path, .line = line};
    if (table == NULL)
        return ST_BAD_INPUT;
    if (table->count == CODE_TABLE_MAX_CODES) {
        problems_add(loading->problems, REASON_E_CAT_109, &at, "代码", "1000000");
        return ST_BAD_INPUT;
    }
    if (*code == '\0' || !code_add(loading->set, table, code, label))
        problems_add(loading->problems, REASON_E_CAT_111, &at, table->id, code);
    return ST_OK;
}

static enum status load_many_row(void *arg, const char *const *cells, int64_t line)
{
    struct loading *loading = arg;
    return load_code(loading, table_get(loading, cells[0], line), cells[1], cells[2], line);
}

static enum status load_single_row(void *arg, const char *const *cells, int64_t line)
{
    struct loading *loading = arg;
    const char *label = cells[1][0] != '\0' ? cells[1] : cells[2][0] != '\0' ? cells[2] : cells[3];
    return load_code(loading, loading->single, cells[0], label, line);
}

static enum status load_scale_row(void *arg, const char *const *cells, int64_t line)
{
    struct loading *loading = arg;
    struct code_tables *set = loading->set;
    struct place at = {.file = loading->path, .line = line};
    i128 rank;
    if (cells[0][0] == '\0' || cells[1][0] == '\0' || i128_parse(cells[2], strlen(cells[2]), &rank) != ST_OK || rank < 0 ||
        rank > 1000) {
        problems_add(loading->problems, REASON_E_CAT_106, &at, cells[2]);
        return ST_OK;
    }
    int64_t known;
    if (code_tables_rank(set, cells[0], strlen(cells[0]), cells[1], strlen(cells[1]), &known) == ST_OK) {
        problems_add(loading->problems, REASON_E_CAT_111, &at, cells[0], cells[1]);
        return ST_OK;
    }
    code_add(set, loading->items, cells[0], cells[0]); /* known from another level of the item: fine */
    code_add(set, loading->levels, cells[1], cells[1]);
    set->scale = grown(&set->arena, set->scale, set->n_scale, &set->scale_cap, sizeof(*set->scale));
    set->scale[set->n_scale++] = (struct scale_entry){arena_text(&set->arena, cells[0]), arena_text(&set->arena, cells[1]),
                                                      arena_text(&set->arena, cells[3]), (int64_t)rank};
    return ST_OK;
}

static const char *const MANY_COLUMNS[] = {"table", "code", "label", "?table_name", NULL};
static const char *const SCALE_COLUMNS[] = {"item", "level", "rank", "?zh", NULL};
static const char *const SINGLE_COLUMNS[] = {"code",    "?name_zh",  "?label", "?zh",          "?seq", "?type",
                                             "?length", "?required", "?notes", "?maps_from_P", NULL};

/* The header: the first line that is neither empty nor a comment. Whole words only. */
static bool header_has(const char *content, size_t len, const char *column)
{
    const char *p = content, *end = content + len;
    if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        p += 3;
    while (p < end && (*p == '#' || *p == '\n' || *p == '\r')) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        p = eol == NULL ? end : eol + 1;
    }
    size_t want = strlen(column);
    while (p < end && *p != '\n' && *p != '\r') {
        size_t n = 0;
        while (p + n < end && p[n] != '\t' && p[n] != '\n' && p[n] != '\r')
            n++;
        if (n == want && memcmp(p, column, n) == 0)
            return true;
        p += n + (p + n < end && p[n] == '\t' ? 1 : 0);
    }
    return false;
}

/* `codes/icd10_diagnosis.tsv` → icd10_diagnosis */
static char *id_of_path(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t len = strcspn(base, ".");
    return arena_text_n(arena, base, len);
}

static void table_seal(struct code_tables *set, struct code_table *table)
{
    struct hash_stream *stream = hash_stream_new();
    assert(stream != NULL);
    for (size_t i = 0; i < table->count; i++)
        hash_stream_add(stream, table->entries[i].code, table->entries[i].len + 1);
    if (strncmp(table->id, "rating_", 7) == 0) {
        for (size_t i = 0; i < set->n_scale; i++) {
            hash_stream_add(stream, set->scale[i].item, strlen(set->scale[i].item) + 1);
            hash_stream_add(stream, set->scale[i].level, strlen(set->scale[i].level) + 1);
            hash_stream_add(stream, &set->scale[i].rank, sizeof(set->scale[i].rank));
        }
    }
    uint8_t hash[HASH_BYTES];
    hash_stream_end(stream, hash);
    hash_stream_free(stream);
    hash_hex(hash, table->hash);
}

enum status code_tables_add(struct code_tables *set, const char *path, const char *content, size_t len, struct problems *problems)
{
    struct loading loading = {.set = set, .path = path, .problems = problems};
    size_t before = set->count;
    uint64_t errors = problems->errors;
    enum status st;
    if (header_has(content, len, "table") && header_has(content, len, "code")) {
        st = tsv_read(path, content, len, MANY_COLUMNS, load_many_row, &loading, problems);
    } else if (header_has(content, len, "item") && header_has(content, len, "rank")) {
        loading.items = table_get(&loading, "rating_items", 1);
        loading.levels = table_get(&loading, "rating_levels", 1);
        if (loading.items == NULL || loading.levels == NULL)
            return ST_BAD_INPUT;
        st = tsv_read(path, content, len, SCALE_COLUMNS, load_scale_row, &loading, problems);
    } else if (header_has(content, len, "code")) {
        loading.single = table_get(&loading, id_of_path(&set->arena, path), 1);
        if (loading.single == NULL)
            return ST_BAD_INPUT;
        st = tsv_read(path, content, len, SINGLE_COLUMNS, load_single_row, &loading, problems);
    } else {
        struct place at = {.file = path, .line = 1};
        problems_add(problems, REASON_E_CAT_110, &at);
        return ST_BAD_INPUT;
    }
    for (size_t i = before; i < set->count; i++)
        table_seal(set, set->tables[i]);
    return st != ST_OK ? st : problems->errors > errors ? ST_BAD_INPUT : ST_OK;
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
    const struct code_table *found = table_by_id(set, id);
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
    return (int32_t)table->slots[code_slot(table, code, len)] - 1;
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

const char *code_tables_level(const struct code_tables *set, const char *item, int64_t rank)
{
    for (size_t i = 0; i < set->n_scale; i++) {
        if (strcmp(set->scale[i].item, item) == 0 && set->scale[i].rank == rank)
            return set->scale[i].level;
    }
    return NULL;
}
