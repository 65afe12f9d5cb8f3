/* kind_load.c: a kind out of its YAML file. All faults of the file are told at once, since whoever writes one wants to
 * mend them at once; only then is the kind refused. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/nearest.h"
#include "model/expr.h"
#include "model/kind.h"
#include "model/kind_person.h"

struct loading {
    struct kind *kind;
    const struct code_tables *tables;
    struct problems *problems;
};

static void load_name(struct loading *l, const struct yaml_node *root, const char *key, char **ret)
{
    const char *s = "";
    struct place at = yaml_place(yaml_get(root, key));
    if (yaml_need_text(root, key, l->problems, &s) == ST_OK && !field_name_is_safe(s))
        problems_add(l->problems, REASON_E_CAT_102, &at, s);
    *ret = arena_text(&l->kind->arena, s);
}

static void load_text(struct loading *l, const struct yaml_node *root, const char *key, char **ret)
{
    const char *s = "";
    if (yaml_need_text(root, key, l->problems, &s) != ST_OK)
        s = "";
    *ret = arena_text(&l->kind->arena, s);
}

/* A list of texts; absent is empty. */
static void load_texts(struct loading *l, const struct yaml_node *root, const char *key, char ***ret, size_t *ret_n)
{
    const struct yaml_node *list = yaml_get(root, key);
    size_t n = yaml_seq_len(list);
    struct place at = yaml_place(list);
    if (list != NULL && !yaml_is(list, YAML_IS_LIST))
        problems_add(l->problems, REASON_E_YML_012, &at, "列表");
    *ret = arena_alloc(&l->kind->arena, n == 0 ? 1 : n, sizeof(**ret));
    for (size_t i = 0; i < n; i++) {
        const char *s = yaml_text(yaml_seq_at(list, i));
        if (s == NULL || *s == '\0')
            problems_add(l->problems, REASON_E_YML_016, &at, key);
        else
            (*ret)[(*ret_n)++] = arena_text(&l->kind->arena, s);
    }
}

/* A field that must be there; -1 with a problem at the node otherwise. */
static int load_field_name(struct loading *l, const struct yaml_node *node)
{
    const char *name = yaml_text(node);
    int field = name == NULL ? -1 : kind_field(l->kind, name);
    struct place at = yaml_place(node);
    if (field >= 0)
        return field;
    struct nearest meant = nearest_begin(name == NULL ? "" : name);
    for (size_t i = 0; i < l->kind->n_fields; i++)
        nearest_offer(&meant, l->kind->fields[i].name);
    problems_add(l->problems, REASON_E_CAT_107, &at, name, nearest_found(&meant));
    return field;
}

static void load_submission(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(root, "submission");
    struct place at = yaml_place(node != NULL ? node : root);
    if (text_equal(yaml_text(node), "snapshot"))
        l->kind->submission = SUBMISSION_SNAPSHOT;
    else if (text_equal(yaml_text(node), "upsert"))
        l->kind->submission = SUBMISSION_UPSERT;
    else
        problems_add(l->problems, REASON_E_CAT_105, &at, yaml_text(node), "snapshot、upsert");
}

/* The Chinese header of a column that is no field; the usual one unless the kind says another. */
static char *load_zh(struct loading *l, const struct yaml_node *node, const char *usual)
{
    const char *zh = yaml_text(yaml_get(node, "zh"));
    return arena_text(&l->kind->arena, zh != NULL && *zh != '\0' ? zh : usual);
}

static void load_institution(struct loading *l, const struct yaml_node *root)
{
    static const char *const allowed[] = {"column", "by", "zh", NULL};
    const struct yaml_node *node = NULL;
    if (yaml_need(root, "institution", YAML_IS_MAP, l->problems, &node) != ST_OK)
        return;
    yaml_check_keys(node, allowed, l->problems);
    load_text(l, node, "column", &l->kind->institution_column);
    l->kind->institution_zh = load_zh(l, node, "机构代码");
    const char *by = yaml_text(yaml_get(node, "by"));
    struct place at = yaml_place(node);
    if (text_equal(by, "front_page_code"))
        l->kind->institution_by = INSTITUTION_BY_FRONT_PAGE_CODE;
    else if (!text_equal(by, "code"))
        problems_add(l->problems, REASON_E_CAT_105, &at, by, "code、front_page_code");
}

static void load_period(struct loading *l, const struct yaml_node *root)
{
    static const char *const allowed[] = {"field", "column", "zh", NULL};
    const struct yaml_node *node = NULL;
    l->kind->period_field = -1;
    if (yaml_need(root, "period", YAML_IS_MAP, l->problems, &node) != ST_OK)
        return;
    yaml_check_keys(node, allowed, l->problems);
    struct place at = yaml_place(node);
    const struct yaml_node *field = yaml_get(node, "field");
    if ((field == NULL) == (yaml_get(node, "column") == NULL)) {
        problems_add(l->problems, REASON_E_CAT_115, &at);
        return;
    }
    if (field == NULL) {
        load_text(l, node, "column", &l->kind->period_column);
        l->kind->period_zh = load_zh(l, node, "期间");
        return;
    }
    int i = l->kind->period_field = load_field_name(l, field);
    if (i < 0)
        return;
    const struct field *f = &l->kind->fields[i];
    if ((f->type != FIELD_DATE && f->type != FIELD_DATETIME) || !f->required)
        problems_add(l->problems, REASON_E_CAT_116, &at, f->name, "date、datetime（required）");
}

static bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* {institution} must be followed by something that no code holds, else nobody can say where it ends. */
static bool pattern_is_good(const char *p)
{
    while (*p != '\0') {
        if (*p != '{') {
            p++;
            continue;
        }
        bool institution = text_starts_with(p, "{institution}");
        if (!institution && !text_starts_with(p, "{yyyy}") && !text_starts_with(p, "{mm}"))
            return false;
        p = strchr(p, '}') + 1;
        if (institution && (*p == '{' || is_word_char(*p)))
            return false;
    }
    return true;
}

static void load_file_names(struct loading *l, const struct yaml_node *root)
{
    load_texts(l, root, "file_name", &l->kind->file_names, &l->kind->n_file_names);
    struct place at = yaml_place(yaml_get(root, "file_name"));
    if (l->kind->n_file_names == 0)
        problems_add(l->problems, REASON_E_YML_011, &at, "file_name");
    for (size_t i = 0; i < l->kind->n_file_names; i++) {
        if (!pattern_is_good(l->kind->file_names[i]))
            problems_add(l->problems, REASON_E_CAT_113, &at, l->kind->file_names[i]);
    }
}

static void load_lag(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *node = NULL;
    if (yaml_need(root, "data_lag", YAML_IS_MAP, l->problems, &node) == ST_OK)
        lag_read(node, l->problems, &l->kind->lag);
}

static void load_fields(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *list = NULL;
    if (yaml_need(root, "fields", YAML_IS_LIST, l->problems, &list) != ST_OK)
        return;
    size_t n = yaml_seq_len(list);
    struct place at = yaml_place(list);
    if (n == 0 || n > KIND_MAX_FIELDS) {
        problems_add(l->problems, REASON_E_CAT_109, &at, "fields", "250");
        return;
    }
    l->kind->fields = arena_alloc(&l->kind->arena, n, sizeof(*l->kind->fields));
    for (size_t i = 0; i < n; i++) {
        struct field *field = &l->kind->fields[i];
        const char *item = NULL;
        field_load(yaml_seq_at(list, i), l->tables, &l->kind->arena, l->problems, field, &item);
        if (kind_field(l->kind, field->name) >= 0)
            problems_add(l->problems, REASON_E_CAT_103, &field->place, field->name);
        if (item != NULL) { /* the scale's name must be read before the level: an earlier field */
            field->item_field = kind_field(l->kind, item);
            if (field->item_field < 0 || l->kind->fields[field->item_field].type != FIELD_CODE)
                problems_add(l->problems, REASON_E_CAT_116, &field->place, item, "code");
        }
        l->kind->n_fields = i + 1;
    }
}

static void load_key(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *list = NULL;
    l->kind->key_zero_guard = -1;
    if (yaml_need(root, "key", YAML_IS_LIST, l->problems, &list) != ST_OK)
        return;
    size_t n = yaml_seq_len(list);
    l->kind->key = arena_alloc(&l->kind->arena, n == 0 ? 1 : n, sizeof(*l->kind->key));
    l->kind->key_has_month = l->kind->submission == SUBMISSION_SNAPSHOT;
    for (size_t i = 0; i < n; i++) {
        const char *word = yaml_text(yaml_seq_at(list, i));
        if (text_equal(word, "month")) {
            l->kind->key_has_month = true;
            continue;
        }
        int field = load_field_name(l, yaml_seq_at(list, i));
        struct place at = yaml_place(yaml_seq_at(list, i));
        if (field >= 0 && !l->kind->fields[field].required)
            problems_add(l->problems, REASON_E_CAT_116, &at, l->kind->fields[field].name, "required");
        if (field >= 0)
            l->kind->key[l->kind->n_key++] = field;
    }
    const struct yaml_node *guard = yaml_get(root, "key_zero_guard");
    if (guard == NULL)
        return;
    struct place at = yaml_place(guard);
    l->kind->key_zero_guard = load_field_name(l, guard);
    if (l->kind->key_zero_guard >= 0 && l->kind->fields[l->kind->key_zero_guard].type != FIELD_HASH)
        problems_add(l->problems, REASON_E_CAT_116, &at, yaml_text(guard), "hash");
}

static void load_hold(struct loading *l, const struct yaml_node *root)
{
    static const char *const allowed[] = {"rows_gone_percent", NULL};
    const struct yaml_node *node = yaml_get(root, "hold");
    int64_t percent = 100;
    yaml_check_keys(node, allowed, l->problems);
    if (node != NULL && yaml_read_i64(yaml_get(node, "rows_gone_percent"), 0, 100, l->problems, &percent) != ST_OK)
        percent = 100;
    l->kind->hold_rows_gone_percent = (int)percent;
}

/* The field that reads a column, the single-column one first. */
static int field_of_column(const struct kind *kind, const char *column)
{
    int found = -1;
    for (size_t i = 0; i < kind->n_fields; i++) {
        for (size_t c = 0; c < kind->fields[i].n_columns; c++) {
            if (strcmp(kind->fields[i].columns[c], column) == 0 && (found < 0 || kind->fields[i].n_columns == 1))
                found = (int)i;
        }
    }
    return found;
}

static void load_check(struct loading *l, const struct yaml_node *node, struct kind_check *check)
{
    static const char *const allowed[] = {"expr", "reason", "column", "severity", NULL};
    const char *expr = NULL, *reason = NULL, *severity = yaml_text(yaml_get(node, "severity"));
    struct place at = yaml_place(node);
    yaml_check_keys(node, allowed, l->problems);
    load_text(l, node, "column", &check->column);
    check->field = field_of_column(l->kind, check->column);
    check->rejects = text_equal(severity, "reject");
    if (!check->rejects && !text_equal(severity, "warn"))
        problems_add(l->problems, REASON_E_CAT_105, &at, severity, "reject、warn");
    if (yaml_need_text(node, "reason", l->problems, &reason) == ST_OK && reason_from_code(reason, &check->reason) != ST_OK)
        problems_add(l->problems, REASON_E_CAT_117, &at, reason);
    if (yaml_need_text(node, "expr", l->problems, &expr) != ST_OK)
        return;
    struct place in = yaml_place(yaml_get(node, "expr"));
    if (expr_parse(expr, l->kind, EXPR_WANT_CONDITION, &in, l->problems, &check->expr) != ST_OK)
        check->expr = NULL; /* told; the kind is refused at the end */
}

static void load_checks(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *list = yaml_get(root, "checks");
    size_t n = yaml_seq_len(list);
    l->kind->checks = arena_alloc(&l->kind->arena, n == 0 ? 1 : n, sizeof(*l->kind->checks));
    l->kind->n_checks = n;
    for (size_t i = 0; i < n; i++)
        load_check(l, yaml_seq_at(list, i), &l->kind->checks[i]);
}

static void load_column_names(struct loading *l, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(root, "column_names");
    if (node == NULL)
        return;
    struct place at = yaml_place(node);
    const char *id = yaml_text(node);
    l->kind->column_names = id == NULL ? NULL : code_tables_find(l->tables, id);
    if (l->kind->column_names == NULL)
        problems_add(l->problems, REASON_E_CAT_104, &at, id);
}

/* All that decides what a file counts for, one line a fact. */
static void canonical_field(struct text *out, const struct field *f)
{
    text_printf(out, "field %s %s take=%u empty=%u scale=%d unit=%s required=%d", f->name, field_type_name(f->type), f->take,
                f->empty, f->scale, unit_name(f->unit), f->required);
    text_printf(out, " default=%d:%lld min=%lld max=%lld chars=%zu item=%d", f->has_default, (long long)f->default_number,
                (long long)f->min, (long long)f->max, f->max_chars, f->item_field);
    text_printf(out, " table=%s columns=", f->table == NULL ? "" : code_table_hash(f->table));
    for (size_t i = 0; i < f->n_columns; i++)
        text_printf(out, "%s,", f->columns[i]);
    text_append(out, "\n");
}

static void kind_seal(struct kind *kind)
{
    scoped(text_done) struct text out;
    text_init(&out, 4u * 1024 * 1024);
    text_printf(&out, "parse %d kind %s %u institution %s %u period %d %s\n", KIND_PARSE_VERSION, kind->name, kind->submission,
                kind->institution_column, kind->institution_by, kind->period_field,
                kind->period_column == NULL ? "" : kind->period_column);
    for (size_t i = 0; i < kind->n_fields; i++)
        canonical_field(&out, &kind->fields[i]);
    for (size_t i = 0; i < kind->n_key; i++)
        text_printf(&out, "key %d\n", kind->key[i]);
    if (kind->key_has_month)
        text_append(&out, "key month\n");
    for (size_t i = 0; i < kind->n_checks; i++) {
        if (!kind->checks[i].rejects)
            continue;
        text_append(&out, "check ");
        expr_format(&out, kind->checks[i].expr);
        text_append(&out, "\n");
    }
    const struct code_table *levels = code_tables_find(kind->tables, "rating_levels");
    for (size_t i = 0; i < kind->n_fields; i++) {
        if (kind->fields[i].type == FIELD_RANK && levels != NULL)
            text_printf(&out, "ranks %s\n", code_table_hash(levels));
    }
    assert(!out.overflow);
    hash_sha256_hex(out.s, out.len, kind->hash);
}

static const char *const KIND_KEYS[] = {"kind",        "name",   "name_en",        "submission",  "table",
                                        "institution", "period", "file_name",      "expected_of", "told_by",
                                        "data_lag",    "key",    "key_zero_guard", "hold",        "person_columns",
                                        "fields",      "checks", "column_names",   NULL};

static void load_told_by(struct loading *l, const struct yaml_node *root)
{
    load_texts(l, root, "told_by", &l->kind->told_by, &l->kind->n_told_by);
    if (l->kind->n_told_by == 0)
        return;
    struct place at = yaml_place(yaml_get(root, "told_by"));
    l->kind->told_by_file = arena_text(&l->kind->arena, at.file);
    l->kind->told_by_line = at.line;
}

static void kind_load_all(struct loading *l, const struct yaml_node *root)
{
    yaml_check_keys(root, KIND_KEYS, l->problems);
    load_name(l, root, "kind", &l->kind->name);
    load_text(l, root, "name", &l->kind->zh);
    l->kind->en = arena_text(&l->kind->arena, yaml_text(yaml_get(root, "name_en")));
    load_name(l, root, "table", &l->kind->table);
    load_submission(l, root);
    load_institution(l, root);
    load_fields(l, root);
    load_period(l, root);
    load_file_names(l, root);
    load_texts(l, root, "expected_of", &l->kind->expected_of, &l->kind->n_expected_of);
    load_told_by(l, root);
    load_lag(l, root);
    load_key(l, root);
    load_hold(l, root);
    load_texts(l, root, "person_columns", &l->kind->person_columns, &l->kind->n_person_columns);
    load_column_names(l, root);
    kind_check_persons(l->kind, l->problems);
    load_checks(l, root);
}

enum status kind_load(const struct yaml_node *root, const struct code_tables *tables, struct problems *problems, struct kind **ret)
{
    struct kind *kind = calloc(1, sizeof(*kind));
    if (kind == NULL)
        return ST_RETRY;
    arena_init(&kind->arena);
    kind->tables = tables;
    struct loading l = {kind, tables, problems};
    uint64_t errors = problems->errors;
    kind_load_all(&l, root);
    if (problems->errors > errors) {
        kind_free(kind);
        return ST_BAD_INPUT;
    }
    kind_seal(kind);
    *ret = kind;
    return ST_OK;
}
