/* field.c: what a field's declaration says, read from YAML; and the safe shape of a value that was refused. */
#include "model/field.h"

#include <assert.h>
#include <string.h>

#include "lib/date.h"
#include "lib/decimal.h"
#include "lib/utf8.h"
#include "model/arena.h"

static const char *const TYPE_NAMES[FIELD_TYPE_COUNT] = {"integer", "decimal", "date", "datetime", "code", "text", "hash", "rank"};
static const char *const TAKE_NAMES[] = {"first", "max", "sum", "count_present", NULL};
static const char *const EMPTY_NAMES[] = {"null", "zero", "reject", NULL};

const char *field_type_name(enum field_type type)
{
    assert(type < FIELD_TYPE_COUNT);
    return TYPE_NAMES[type];
}

enum field_store field_store(const struct field *field)
{
    switch (field->type) {
    case FIELD_CODE:
    case FIELD_TEXT: return STORE_CODE;
    case FIELD_HASH: return STORE_HASH;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_DATE:
    case FIELD_DATETIME:
    case FIELD_RANK:
    case FIELD_TYPE_COUNT: break;
    }
    return STORE_NUMBER;
}

int field_scale(const struct field *field)
{
    return field->type == FIELD_DECIMAL ? field->scale : 0;
}

bool field_name_is_safe(const char *name)
{
    size_t len = name == NULL ? 0 : strlen(name);
    if (len == 0 || len > 41 || name[0] < 'a' || name[0] > 'z')
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* ---- loading --------------------------------------------------------------------------------------------------- */

/* The index of a word in a list that ends with NULL; a wrong one is a problem and 0. */
static unsigned load_choice(const struct yaml_node *node, const char *const *words, const char *printed, struct problems *problems)
{
    if (node == NULL)
        return 0;
    for (unsigned i = 0; words[i] != NULL; i++) {
        if (text_equal(yaml_text(node), words[i]))
            return i;
    }
    struct place at = yaml_place(node);
    problems_add(problems, REASON_E_CAT_105, &at, yaml_text(node), printed);
    return 0;
}

/* A number at the field's scale, within what 64 bits may hold of it. */
static void load_number(const struct yaml_node *node, int scale, struct problems *problems, int64_t *ret)
{
    const char *s = yaml_text(node);
    i128 units = 0;
    int written = 0;
    if (s != NULL && decimal_parse(s, strlen(s), scale, &units, &written) == ST_OK &&
        decimal_rescale(units, written, scale, &units) == ST_OK && units < FIELD_NUMBER_LIMIT && units > -FIELD_NUMBER_LIMIT) {
        *ret = (int64_t)units;
        return;
    }
    struct place at = yaml_place(node);
    problems_add(problems, REASON_E_CAT_106, &at, s);
}

static void load_columns(const struct yaml_node *node, struct arena *arena, struct problems *problems, struct field *field)
{
    const struct yaml_node *one = yaml_get(node, "column"), *many = yaml_get(node, "columns");
    struct place at = yaml_place(many != NULL ? many : node);
    if ((one == NULL) == (many == NULL)) {
        problems_add(problems, REASON_E_CAT_105, &at, field->name, "column、columns");
        return;
    }
    size_t n = one != NULL ? 1 : yaml_seq_len(many);
    field->columns = arena_alloc(arena, n == 0 ? 1 : n, sizeof(*field->columns));
    for (size_t i = 0; i < n; i++) {
        const char *s = yaml_text(one != NULL ? one : yaml_seq_at(many, i));
        if (s == NULL || *s == '\0') {
            problems_add(problems, REASON_E_YML_016, &at, one != NULL ? "column" : "columns");
            continue;
        }
        field->columns[field->n_columns++] = arena_text(arena, s);
    }
    if (n == 0)
        problems_add(problems, REASON_E_YML_016, &at, "columns");
}

static bool is_counted(enum field_type type)
{
    return type == FIELD_INTEGER || type == FIELD_DECIMAL;
}

/* Keys that go with some types only. */
static void check_keys_of_type(const struct yaml_node *node, const struct field *field, struct problems *problems)
{
    bool number = is_counted(field->type);
    const struct {
        const char *key;
        bool fits;
    } rules[] = {
        {"scale", field->type == FIELD_DECIMAL},
        {"unit", number || field->type == FIELD_RANK},
        {"min", number},
        {"max", number},
        {"default", number},
        {"table", field->type == FIELD_CODE},
        {"item", field->type == FIELD_RANK},
        {"max_length", field_store(field) != STORE_NUMBER},
    };
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i].fits || yaml_get(node, rules[i].key) == NULL)
            continue;
        struct place at = yaml_place(yaml_get(node, rules[i].key));
        problems_add(problems, REASON_E_CAT_108, &at, rules[i].key, field_type_name(field->type));
    }
    struct place at = yaml_place(node);
    if ((field->take == TAKE_MAX || field->take == TAKE_SUM) && !number)
        problems_add(problems, REASON_E_CAT_108, &at, "take", field_type_name(field->type));
    if (field->take == TAKE_COUNT_PRESENT && field->type != FIELD_INTEGER)
        problems_add(problems, REASON_E_CAT_108, &at, "take", field_type_name(field->type));
    if (field->empty == EMPTY_ZERO && !number)
        problems_add(problems, REASON_E_CAT_108, &at, "empty", field_type_name(field->type));
}

static void load_numbers(const struct yaml_node *node, struct problems *problems, struct field *field)
{
    int64_t n;
    if (field->type == FIELD_DECIMAL && yaml_read_i64(yaml_get(node, "scale"), 0, 6, problems, &n) == ST_OK)
        field->scale = (int)n;
    field->min = -FIELD_NUMBER_LIMIT + 1;
    field->max = FIELD_NUMBER_LIMIT - 1;
    if (yaml_get(node, "min") != NULL)
        load_number(yaml_get(node, "min"), field->scale, problems, &field->min);
    if (yaml_get(node, "max") != NULL)
        load_number(yaml_get(node, "max"), field->scale, problems, &field->max);
    field->has_default = yaml_get(node, "default") != NULL;
    if (field->has_default)
        load_number(yaml_get(node, "default"), field->scale, problems, &field->default_number);
    struct place at = yaml_place(node);
    if (field->min > field->max)
        problems_add(problems, REASON_E_CAT_112, &at);
    const char *unit = yaml_text(yaml_get(node, "unit"));
    if (unit_parse(unit, &field->unit) != ST_OK)
        problems_add(problems, REASON_E_CAT_101, &at, unit, unit_words());
}

static const char *const FIELD_KEYS[] = {"name", "column", "columns", "take", "zh",         "type",     "scale",   "unit", "empty",
                                         "min",  "max",    "table",   "item", "max_length", "required", "default", NULL};

void field_load(const struct yaml_node *node, const struct code_tables *tables, struct arena *arena, struct problems *problems,
                struct field *ret, const char **ret_item)
{
    static const char *const types[] = {"integer", "decimal", "date", "datetime", "code", "text", "hash", "rank", NULL};
    struct field field = {.item_field = -1, .max_chars = FIELD_TEXT_MAX_CHARS, .place = yaml_place(node)};
    const char *name = "", *zh = "";
    const struct yaml_node *type = NULL;
    yaml_check_keys(node, FIELD_KEYS, problems);
    if (yaml_need_text(node, "name", problems, &name) == ST_OK && !field_name_is_safe(name))
        problems_add(problems, REASON_E_CAT_102, &field.place, name);
    if (yaml_need_text(node, "zh", problems, &zh) != ST_OK)
        zh = name;
    field.name = arena_text(arena, name);
    field.zh = arena_text(arena, zh);
    if (yaml_need(node, "type", YAML_IS_TEXT, problems, &type) == ST_OK)
        field.type =
            (enum field_type)load_choice(type, types, "integer、decimal、date、datetime、code、text、hash、rank", problems);
    field.take = (enum field_take)load_choice(yaml_get(node, "take"), TAKE_NAMES, "first、max、sum、count_present", problems);
    field.empty = (enum field_empty)load_choice(yaml_get(node, "empty"), EMPTY_NAMES, "null、zero、reject", problems);
    if (yaml_get(node, "required") != NULL && yaml_read_bool(yaml_get(node, "required"), problems, &field.required) != ST_OK)
        field.required = false;
    field.required = field.required || field.empty == EMPTY_REJECT;
    load_columns(node, arena, problems, &field);
    check_keys_of_type(node, &field, problems);
    load_numbers(node, problems, &field);
    int64_t chars;
    if (yaml_get(node, "max_length") != NULL &&
        yaml_read_i64(yaml_get(node, "max_length"), 1, FIELD_TEXT_MAX_CHARS, problems, &chars) == ST_OK)
        field.max_chars = (size_t)chars;
    const char *table = yaml_text(yaml_get(node, "table"));
    if (field.type == FIELD_CODE && table == NULL)
        problems_add(problems, REASON_E_YML_011, &field.place, "table");
    else if (field.type == FIELD_CODE && (field.table = code_tables_find(tables, table)) == NULL)
        problems_add(problems, REASON_E_CAT_104, &field.place, table);
    const char *item = yaml_text(yaml_get(node, "item"));
    *ret_item = field.type != FIELD_RANK ? NULL : item != NULL ? item : "item";
    *ret = field;
}

/* ---- law 10 ---------------------------------------------------------------------------------------------------- */

#define SAFE_NUMBER_MAX_DIGITS 10 /* one less than a mobile number */

static bool is_short_number(const char *s, size_t len)
{
    size_t digits = 0, points = 0, at = len > 0 && (s[0] == '-' || s[0] == '+') ? 1 : 0;
    for (; at < len; at++) {
        if (s[at] >= '0' && s[at] <= '9')
            digits++;
        else if (s[at] == '.' && digits > 0)
            points++;
        else
            return false;
    }
    return digits > 0 && digits <= SAFE_NUMBER_MAX_DIGITS && points <= 1;
}

enum { CLASS_HAN, CLASS_DIGIT, CLASS_LETTER, CLASS_OTHER, CLASS_COUNT };

static unsigned class_of(int32_t c)
{
    if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3007)
        return CLASS_HAN;
    if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19))
        return CLASS_DIGIT;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A))
        return CLASS_LETTER;
    return CLASS_OTHER;
}

void field_safe_value(struct text *out, const struct field *field, const char *value, size_t len)
{
    static const char *const words[CLASS_COUNT] = {"个汉字", "位数字", "个字母", "个其他字符"};
    struct date_read date;
    bool own_code = field != NULL && field->table != NULL && code_table_find(field->table, value, len) >= 0;
    if (own_code || is_short_number(value, len) || date_parse(value, len, &date) == ST_OK) {
        text_append_n(out, value, len);
        return;
    }
    size_t counts[CLASS_COUNT] = {0};
    for (const char *s = value; s < value + len;)
        counts[class_of(utf8_next(&s, value + len))]++;
    const char *comma = "";
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        text_printf(out, "%s%zu%s", comma, counts[i], words[i]);
        comma = "、";
    }
}
