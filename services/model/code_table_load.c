/* code_table_load.c: value tables and rating scales out of TSV. Memory is an arena's: tables live and die with their set. */
#include <assert.h>
#include <string.h>

#include "lib/decimal.h"
#include "lib/text.h"
#include "model/code_table_private.h"
#include "model/tsv.h"

/* One file being read. */
struct loading {
    struct code_tables *set;
    const char *path;
    struct problems *problems;
    struct code_table *single; /* of a one-table file */
    struct code_table *items, *levels;
};

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

static void code_reindex(struct arena *arena, struct code_table *table, size_t n_slots)
{
    table->mask = n_slots - 1;
    table->slots = arena_alloc(arena, n_slots, sizeof(*table->slots));
    for (size_t i = 0; i < table->count; i++)
        table->slots[code_table_slot(table, table->entries[i].code, table->entries[i].len)] = (uint32_t)(i + 1);
}

/* False: it stands there already. */
static bool code_add(struct code_tables *set, struct code_table *table, const char *code, const char *label)
{
    size_t len = strlen(code);
    if (table->slots == NULL || table->count * 2 > table->mask)
        code_reindex(&set->arena, table, table->slots == NULL ? 32 : (table->mask + 1) * 4);
    size_t slot = code_table_slot(table, code, len);
    if (table->slots[slot] != 0)
        return false;
    table->entries = grown(&set->arena, table->entries, table->count, &table->cap, sizeof(*table->entries));
    table->entries[table->count] = (struct code_entry){arena_text(&set->arena, code), arena_text(&set->arena, label), len};
    table->slots[slot] = (uint32_t)++table->count;
    return true;
}

static struct code_table *table_get(struct loading *loading, const char *id, int64_t line)
{
    struct code_table *table = code_table_by_id(loading->set, id);
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
