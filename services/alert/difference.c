/* difference.c: an import replaces tables whole; a person wants to see the rows. Both sides are read, sorted by key and merged. */
#include "alert/difference.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "model/arena.h"
#include "model/tsv.h"

#define WORDS_MAX 2000

/* The first columns that name a row, and the words for people. */
struct table_words {
    const char *name;
    size_t key_columns;
    const char *columns[10];
};
static const struct table_words TABLE_WORDS[ORGANISATION_TABLE_COUNT] = {
    [TABLE_INSTITUTION] = {"机构", 1, {"编码", "名称", "简称", "类型", "等级", "上级", "首页机构代码", "启用", "停用", "编号"}},
    [TABLE_DEPARTMENT] = {"部门", 1, {"编码", "名称", "上级", "关系"}},
    [TABLE_RETURN] = {"报送范围", 3, {"机构", "类别", "起", "止", "是否报送"}},
    [TABLE_POST] = {"岗位", 1, {"编码", "名称", "所属", "电话"}},
    [TABLE_PERSON] = {"人员", 1, {"编码", "姓名", "称谓", "邮箱", "电话", "接收方式"}},
    [TABLE_HOLDER] = {"任岗", 4, {"岗位", "人员", "角色", "起", "止"}},
    [TABLE_REPORTER] = {"报送人", 2, {"机构", "类别", "岗位"}},
    [TABLE_LINE] = {"分工", 1, {"事项", "部门", "岗位", "内部时限", "督办起始", "配合"}},
    [TABLE_OFFICE] = {"办公室", 1, {"项目", "内容"}},
    [TABLE_LEDGER] = {"旧台账", 2, {"事项", "机构", "销号日期", "佐证", "备注"}},
};

/* The cells that hold a code of another table; an owner is a department or an institution. */
static const struct {
    enum organisation_table table;
    size_t column;
    enum organisation_table named, or_named;
} REFERENCES[] = {
    {TABLE_INSTITUTION, 5, TABLE_INSTITUTION, TABLE_INSTITUTION}, {TABLE_DEPARTMENT, 2, TABLE_DEPARTMENT, TABLE_DEPARTMENT},
    {TABLE_POST, 2, TABLE_DEPARTMENT, TABLE_INSTITUTION},         {TABLE_REPORTER, 2, TABLE_POST, TABLE_POST},
    {TABLE_LINE, 1, TABLE_DEPARTMENT, TABLE_DEPARTMENT},          {TABLE_LINE, 2, TABLE_POST, TABLE_POST},
};
#define NAME_COLUMN 1 /* of institutions, departments and posts */

struct row {
    const char *key;
    const char **cells;
};

struct table {
    struct arena arena;
    size_t columns, key_columns;
    struct row *rows;
    size_t count, cap;
};

struct difference_names {
    struct table before[ORGANISATION_TABLE_COUNT], after[ORGANISATION_TABLE_COUNT];
};

const char *difference_change_name(enum difference_change change)
{
    return change == DIFFERENCE_ADDED ? "added" : change == DIFFERENCE_REMOVED ? "removed" : "changed";
}

static void table_done(struct table *table)
{
    free(table->rows);
    arena_done(&table->arena);
}

void differences_done(struct differences *differences)
{
    for (size_t i = 0; differences->names != NULL && i < ORGANISATION_TABLE_COUNT; i++) {
        table_done(&differences->names->before[i]);
        table_done(&differences->names->after[i]);
    }
    free(differences->names);
    for (size_t i = 0; i < differences->count; i++) {
        free(differences->items[i].key);
        free(differences->items[i].words_zh);
    }
    free(differences->items);
    *differences = (struct differences){0};
}

static enum status table_add_row(void *arg, const char *const *cells, int64_t line)
{
    (void)line;
    struct table *table = arg;
    if (table->count == table->cap) {
        size_t cap = table->cap == 0 ? 64 : table->cap * 2;
        struct row *rows = reallocarray(table->rows, cap, sizeof *rows);
        if (rows == NULL)
            return ST_FATAL;
        table->rows = rows;
        table->cap = cap;
    }
    struct row *row = &table->rows[table->count++];
    row->cells = arena_alloc(&table->arena, table->columns, sizeof *row->cells);
    scoped(text_done) struct text key;
    text_init(&key, WORDS_MAX);
    for (size_t i = 0; i < table->columns; i++) {
        row->cells[i] = arena_text(&table->arena, cells[i]);
        if (i < table->key_columns && cells[i][0] != '\0')
            text_printf(&key, "%s%s", key.len == 0 ? "" : " ", cells[i]);
    }
    row->key = arena_text(&table->arena, key.s);
    return ST_OK;
}

static int row_compare(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->key, ((const struct row *)b)->key);
}

static void table_read(struct table *table, enum organisation_table which, const char *buf, size_t len)
{
    const char *const *columns = organisation_table_columns(which);
    *table = (struct table){.key_columns = TABLE_WORDS[which].key_columns};
    arena_init(&table->arena);
    while (columns[table->columns] != NULL)
        table->columns++;
    if (buf == NULL || len == 0)
        return;
    struct problems ignored;
    problems_init(&ignored, 1);
    enum status st = tsv_read(organisation_table_name(which), buf, len, columns, table_add_row, table, &ignored);
    (void)st; /* the caller has checked the table: here only the rows that can be read matter */
    problems_done(&ignored);
    if (table->count > 1)
        qsort(table->rows, table->count, sizeof *table->rows, row_compare);
}

/* ---- what codes are called ---- */

static bool has_names(enum organisation_table table)
{
    return table == TABLE_INSTITUTION || table == TABLE_DEPARTMENT || table == TABLE_POST;
}

void differences_name(struct differences *differences, enum organisation_table table, const char *before, size_t before_len,
                      const char *after, size_t after_len)
{
    if (differences->names == NULL)
        differences->names = calloc(1, sizeof *differences->names);
    if (differences->names == NULL || !has_names(table))
        return;
    table_done(&differences->names->before[table]);
    table_done(&differences->names->after[table]);
    table_read(&differences->names->before[table], table, before, before_len);
    table_read(&differences->names->after[table], table, after, after_len);
}

static const char *name_in(const struct table *table, const char *code)
{
    const struct row key = {.key = code};
    const struct row *row = table->count == 0 ? NULL : bsearch(&key, table->rows, table->count, sizeof *table->rows, row_compare);
    return row == NULL || row->cells[NAME_COLUMN][0] == '\0' ? NULL : row->cells[NAME_COLUMN];
}

/* NULL: a code that nobody named. What is new is called as in the new table, and the other way round. */
static const char *name_of(const struct difference_names *names, enum organisation_table table, const char *code, bool is_new)
{
    const char *name = name_in(is_new ? &names->after[table] : &names->before[table], code);
    return name != NULL ? name : name_in(is_new ? &names->before[table] : &names->after[table], code);
}

/* 「产科主任岗（P-CK）」, or the cell as it is. */
static void add_cell(struct text *words, const struct difference_names *names, enum organisation_table table, size_t column,
                     const char *cell, bool is_new)
{
    const char *name = NULL;
    for (size_t i = 0; names != NULL && cell[0] != '\0' && i < sizeof REFERENCES / sizeof REFERENCES[0]; i++) {
        if (REFERENCES[i].table != table || REFERENCES[i].column != column)
            continue;
        name = name_of(names, REFERENCES[i].named, cell, is_new);
        if (name == NULL)
            name = name_of(names, REFERENCES[i].or_named, cell, is_new);
    }
    if (name != NULL)
        text_printf(words, "“%s（%s）”", name, cell);
    else
        text_printf(words, "“%s”", cell);
}

/* Ids are given by the import: they are nobody's edit. */
static bool column_counts(enum organisation_table which, size_t column)
{
    return !(which == TABLE_INSTITUTION && column == 9);
}

static void describe(struct text *words, const struct difference_names *names_of_codes, enum organisation_table which,
                     size_t columns, const struct row *before, const struct row *after)
{
    const struct table_words *names = &TABLE_WORDS[which];
    const char *separator = "：";
    text_printf(words, "%s %s", names->name, (after != NULL ? after : before)->key);
    for (size_t i = names->key_columns; i < columns && i < sizeof names->columns / sizeof *names->columns; i++) {
        if (!column_counts(which, i))
            continue;
        const char *old = before != NULL ? before->cells[i] : "", *new = after != NULL ? after->cells[i] : "";
        if (strcmp(old, new) == 0)
            continue;
        text_printf(words, "%s%s%s", separator, names->columns[i], before != NULL && after != NULL ? "由" : "");
        if (before != NULL)
            add_cell(words, names_of_codes, which, i, old, false);
        text_append(words, before != NULL && after != NULL ? "改为" : "");
        if (after != NULL)
            add_cell(words, names_of_codes, which, i, new, true);
        separator = "，";
    }
}

static void add_item(struct differences *differences, enum organisation_table which, size_t columns, const struct row *before,
                     const struct row *after)
{
    if (differences->count == DIFFERENCE_MAX) {
        differences->more++;
        return;
    }
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    describe(&words, differences->names, which, columns, before, after);
    struct difference *items = reallocarray(differences->items, differences->count + 1, sizeof *items);
    if (items == NULL) {
        differences->more++;
        return;
    }
    differences->items = items;
    enum difference_change change = before == NULL ? DIFFERENCE_ADDED : after == NULL ? DIFFERENCE_REMOVED : DIFFERENCE_CHANGED;
    struct difference item = {which, change, strdup((after != NULL ? after : before)->key), strdup(words.s)};
    if (item.key == NULL || item.words_zh == NULL) {
        free(item.key);
        free(item.words_zh);
        differences->more++;
        return;
    }
    items[differences->count++] = item;
}

static bool rows_equal(enum organisation_table which, size_t columns, const struct row *a, const struct row *b)
{
    for (size_t i = 0; i < columns; i++)
        if (column_counts(which, i) && strcmp(a->cells[i], b->cells[i]) != 0)
            return false;
    return true;
}

void differences_add(struct differences *differences, enum organisation_table table, const char *before, size_t before_len,
                     const char *after, size_t after_len)
{
    struct table old, new;
    table_read(&old, table, before, before_len);
    table_read(&new, table, after, after_len);
    size_t i = 0, j = 0;
    while (i < old.count || j < new.count) {
        int order = i == old.count ? 1 : j == new.count ? -1 : strcmp(old.rows[i].key, new.rows[j].key);
        if (order < 0) {
            add_item(differences, table, old.columns, &old.rows[i++], NULL);
        } else if (order > 0) {
            add_item(differences, table, new.columns, NULL, &new.rows[j++]);
        } else {
            if (!rows_equal(table, new.columns, &old.rows[i], &new.rows[j]))
                add_item(differences, table, new.columns, &old.rows[i], &new.rows[j]);
            i++;
            j++;
        }
    }
    table_done(&old);
    table_done(&new);
}
