/* expr_build.c: types, scales and units of the expression language. A node is made only if its operands fit. */
#include "model/expr_build.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "lib/decimal.h"
#include "lib/nearest.h"
#include "lib/utf8.h"

static const char *const TYPE_ZH[] = {"条件", "数", "代码或文字", "日期", "日期时间", "散列值"};

int expr_fail(struct expr_build *b, enum reason reason, const char *where, const char *param, const char *param2)
{
    char position[24];
    if (!b->failed) {
        snprintf(position, sizeof(position), "%zu", utf8_count(b->source, (size_t)(where - b->source)) + 1);
        if (reason == REASON_E_CAT_125)
            problems_add(b->problems, reason, b->at);
        else
            problems_add(b->problems, reason, b->at, position, param, param2);
    }
    b->failed = true;
    return -1;
}

static int add_node(struct expr_build *b, struct expr_node node)
{
    if (b->failed)
        return -1;
    if (b->expr->n_nodes == EXPR_MAX_NODES)
        return expr_fail(b, REASON_E_CAT_125, b->source, NULL, NULL);
    b->expr->nodes[b->expr->n_nodes] = node;
    return b->expr->n_nodes++;
}

static struct expr_node *node_at(struct expr_build *b, int i)
{
    return &b->expr->nodes[i];
}

static const char *type_name(struct expr_build *b, int i)
{
    return TYPE_ZH[node_at(b, i)->type];
}

static int type_fail(struct expr_build *b, int i, const char *use, const char *where)
{
    return expr_fail(b, REASON_E_CAT_122, where, type_name(b, i), use);
}

/* ---- leaves ------------------------------------------------------------------------------------------------------ */

int expr_build_field(struct expr_build *b, const struct token *word)
{
    char name[64];
    snprintf(name, sizeof(name), "%.*s", word->len > 60 ? 60 : (int)word->len, word->s);
    int i = kind_field(b->expr->kind, name);
    if (i < 0) {
        struct nearest meant = nearest_begin(name);
        for (size_t f = 0; f < b->expr->kind->n_fields; f++)
            nearest_offer(&meant, b->expr->kind->fields[f].name);
        return expr_fail(b, REASON_E_CAT_121, word->begin, name, nearest_found(&meant));
    }
    const struct field *field = &b->expr->kind->fields[i];
    enum expr_type type = EXPR_NUMBER;
    if (field_store(field) == STORE_CODE)
        type = EXPR_CODE;
    else if (field_store(field) == STORE_HASH)
        type = EXPR_HASH;
    else if (field->type == FIELD_DATE)
        type = EXPR_DATE;
    else if (field->type == FIELD_DATETIME)
        type = EXPR_DATETIME;
    return add_node(
        b,
        (struct expr_node){
            .op = EXPR_FIELD, .type = type, .scale = field_scale(field), .unit = field->unit, .field = i, .left = -1, .right = -1});
}

static struct expr_node literal(enum expr_type type, int scale, int64_t number)
{
    return (struct expr_node){
        .op = EXPR_LITERAL, .type = type, .scale = scale, .field = -1, .left = -1, .right = -1, .number = number};
}

int expr_build_number(struct expr_build *b, const struct token *number)
{
    i128 units;
    int scale;
    if (decimal_parse(number->s, number->len, DECIMAL_SCALE_MAX, &units, &scale) != ST_OK || units >= FIELD_NUMBER_LIMIT)
        return expr_fail(b, REASON_E_CAT_125, number->begin, NULL, NULL);
    return add_node(b, literal(EXPR_NUMBER, scale, (int64_t)units));
}

int expr_build_text(struct expr_build *b, const struct token *text)
{
    struct expr_node node = literal(EXPR_CODE, 0, 0);
    node.text = arena_text_n(&b->expr->arena, text->s, text->len);
    for (size_t from = 0; from < text->len; from++) {
        node.text[node.text_len++] = text->s[from];
        if (text->s[from] == '\'')
            from++;
    }
    node.text[node.text_len] = '\0';
    return add_node(b, node);
}

int expr_build_date(struct expr_build *b, const struct token *date)
{
    struct date_read read;
    if (date_parse(date->s, date->len, &read) != ST_OK || !read.canonical || read.has_time)
        return expr_fail(b, REASON_E_CAT_127, date->begin, NULL, NULL);
    return add_node(b, literal(EXPR_DATE, 0, read.date));
}

int expr_build_true(struct expr_build *b)
{
    return add_node(b, (struct expr_node){.op = EXPR_TRUE, .type = EXPR_BOOLEAN, .field = -1, .left = -1, .right = -1});
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* Made of literals only: it takes the unit of its partner. */
static bool is_constant(struct expr_build *b, int i)
{
    const struct expr_node *node = node_at(b, i);
    if (node->op == EXPR_LITERAL)
        return true;
    return node->left >= 0 && is_constant(b, node->left) && (node->right < 0 || is_constant(b, node->right));
}

/* x at `scale` and `unit`: the same node, a literal made anew, or a node that multiplies. */
static int bring(struct expr_build *b, int i, int scale, enum unit unit, const char *where)
{
    const struct expr_node node = *node_at(b, i);
    i128 factor = decimal_pow10(scale - node.scale);
    if (unit != node.unit && node.unit != UNIT_NONE)
        factor *= unit_factor(node.unit) / unit_factor(unit);
    if (factor >= FIELD_NUMBER_LIMIT)
        return expr_fail(b, REASON_E_CAT_125, where, NULL, NULL);
    if (node.op == EXPR_LITERAL) {
        i128 scaled = node.number * factor;
        if (scaled >= FIELD_NUMBER_LIMIT * 1000)
            return expr_fail(b, REASON_E_CAT_125, where, NULL, NULL);
        struct expr_node same = literal(EXPR_NUMBER, scale, (int64_t)scaled);
        same.unit = unit;
        return add_node(b, same);
    }
    if (factor == 1) {
        node_at(b, i)->unit = unit;
        return i;
    }
    return add_node(b, (struct expr_node){.op = EXPR_SCALE,
                                          .type = EXPR_NUMBER,
                                          .scale = scale,
                                          .unit = unit,
                                          .field = -1,
                                          .left = i,
                                          .right = -1,
                                          .number = (int64_t)factor});
}

/* Both numbers at one scale and unit (the finer of each). False: they do not go together. */
static bool align(struct expr_build *b, int *left, int *right, const char *where)
{
    const struct expr_node l = *node_at(b, *left), r = *node_at(b, *right);
    enum unit unit = unit_factor(l.unit) <= unit_factor(r.unit) ? l.unit : r.unit;
    if (l.unit == UNIT_NONE && is_constant(b, *left))
        unit = r.unit;
    else if (r.unit == UNIT_NONE && is_constant(b, *right))
        unit = l.unit;
    else if (!unit_alike(l.unit, r.unit)) {
        expr_fail(b, REASON_E_CAT_124, where, unit_name(l.unit), unit_name(r.unit));
        return false;
    }
    int scale = l.scale > r.scale ? l.scale : r.scale;
    *left = bring(b, *left, scale, unit, where);
    *right = b->failed ? -1 : bring(b, *right, scale, unit, where);
    return !b->failed;
}

static bool are_numbers(struct expr_build *b, int left, int right, const char *where)
{
    if (left < 0 || right < 0)
        return false;
    int wrong = node_at(b, left)->type != EXPR_NUMBER ? left : right;
    if (node_at(b, wrong)->type != EXPR_NUMBER)
        type_fail(b, wrong, "加减乘", where);
    return !b->failed;
}

int expr_build_negate(struct expr_build *b, int left, const char *where)
{
    if (!are_numbers(b, left, left, where))
        return -1;
    const struct expr_node node = *node_at(b, left);
    if (node.op == EXPR_LITERAL)
        return add_node(b, literal(EXPR_NUMBER, node.scale, -node.number));
    return add_node(b, (struct expr_node){.op = EXPR_NEGATE,
                                          .type = EXPR_NUMBER,
                                          .scale = node.scale,
                                          .unit = node.unit,
                                          .field = -1,
                                          .left = left,
                                          .right = -1});
}

int expr_build_days(struct expr_build *b, int left, const char *where)
{
    if (left < 0)
        return -1;
    if (node_at(b, left)->op != EXPR_FIELD || node_at(b, left)->type != EXPR_DATE)
        return type_fail(b, left, "days", where);
    return add_node(b, (struct expr_node){.op = EXPR_DAYS, .type = EXPR_NUMBER, .field = -1, .left = left, .right = -1});
}

int expr_build_arithmetic(struct expr_build *b, enum expr_op op, int left, int right, const char *where)
{
    if (!are_numbers(b, left, right, where))
        return -1;
    if (op != EXPR_MULTIPLY && !align(b, &left, &right, where))
        return -1;
    const struct expr_node l = *node_at(b, left), r = *node_at(b, right);
    int scale = op == EXPR_MULTIPLY ? l.scale + r.scale : l.scale;
    if (scale > DECIMAL_SCALE_MAX)
        return expr_fail(b, REASON_E_CAT_125, where, NULL, NULL);
    if (op == EXPR_MULTIPLY && l.unit != UNIT_NONE && r.unit != UNIT_NONE)
        return expr_fail(b, REASON_E_CAT_124, where, unit_name(l.unit), unit_name(r.unit));
    return add_node(b, (struct expr_node){.op = op,
                                          .type = EXPR_NUMBER,
                                          .scale = scale,
                                          .unit = l.unit != UNIT_NONE ? l.unit : r.unit,
                                          .field = -1,
                                          .left = left,
                                          .right = right});
}

/* ---- conditions -------------------------------------------------------------------------------------------------- */

static int add_condition(struct expr_build *b, enum expr_op op, int left, int right)
{
    return add_node(b, (struct expr_node){.op = op, .type = EXPR_BOOLEAN, .field = -1, .left = left, .right = right});
}

/* A text literal beside a field: one of its table's codes. */
static bool code_fits(struct expr_build *b, int field, int text, const char *where)
{
    const struct expr_node *l = node_at(b, field), *r = node_at(b, text);
    if (l->op != EXPR_FIELD || r->op != EXPR_LITERAL) {
        expr_fail(b, REASON_E_CAT_122, where, TYPE_ZH[EXPR_CODE], "两个字段相比");
        return false;
    }
    const struct code_table *table = b->expr->kind->fields[l->field].table;
    if (table != NULL && code_table_find(table, r->text, r->text_len) < 0) {
        expr_fail(b, REASON_E_CAT_123, where, r->text, code_table_id(table));
        return false;
    }
    return true;
}

/* A date literal beside a datetime becomes its local midnight. */
static int date_as(struct expr_build *b, int i, enum expr_type type)
{
    const struct expr_node node = *node_at(b, i);
    if (type != EXPR_DATETIME || node.type != EXPR_DATE || node.op != EXPR_LITERAL)
        return i;
    return add_node(b, literal(EXPR_DATETIME, 0, instant_of_date((int32_t)node.number, 0)));
}

static bool is_time(enum expr_type type)
{
    return type == EXPR_DATE || type == EXPR_DATETIME;
}

int expr_build_comparison(struct expr_build *b, enum expr_op op, int left, int right, const char *where)
{
    if (left < 0 || right < 0)
        return -1;
    if (node_at(b, left)->type == EXPR_CODE && node_at(b, left)->op == EXPR_LITERAL && (op == EXPR_EQ || op == EXPR_NE)) {
        int other = left; /* 'x' = field is field = 'x' */
        left = right;
        right = other;
    }
    enum expr_type l = node_at(b, left)->type, r = node_at(b, right)->type;
    if (l == EXPR_NUMBER && r == EXPR_NUMBER) {
        if (!align(b, &left, &right, where))
            return -1;
    } else if (is_time(l) && is_time(r)) {
        left = date_as(b, left, r);
        right = left < 0 ? -1 : date_as(b, right, l);
        if (left < 0 || right < 0 || node_at(b, left)->type != node_at(b, right)->type)
            return b->failed ? -1 : expr_fail(b, REASON_E_CAT_122, where, TYPE_ZH[EXPR_DATE], "与日期时间字段相比");
    } else if (l == EXPR_CODE && r == EXPR_CODE && (op == EXPR_EQ || op == EXPR_NE)) {
        if (!code_fits(b, left, right, where))
            return -1;
    } else {
        return type_fail(b, l == EXPR_NUMBER ? right : left, "这个比较", where);
    }
    return add_condition(b, op, left, right);
}

int expr_build_logic(struct expr_build *b, enum expr_op op, int left, int right, const char *where)
{
    if (left < 0 || (op != EXPR_NOT && right < 0))
        return -1;
    int wrong = node_at(b, left)->type != EXPR_BOOLEAN || right < 0 ? left : right;
    if (node_at(b, wrong)->type != EXPR_BOOLEAN)
        return type_fail(b, wrong, "and、or、not", where);
    return add_condition(b, op, left, right);
}

int expr_build_in(struct expr_build *b, int left, const int *literals, size_t n, const char *where)
{
    if (left < 0)
        return -1;
    int first = -1;
    for (size_t i = n; i-- > 0;) {
        int item = literals[i];
        /* a comparison checks and aligns; only what it makes of the literal is kept, and only if the left side stays */
        int test = expr_build_comparison(b, EXPR_EQ, left, item, where);
        if (test < 0)
            return -1;
        if (node_at(b, test)->left != left)
            return expr_fail(b, REASON_E_CAT_122, where, type_name(b, item), "in");
        item = node_at(b, test)->right;
        node_at(b, item)->right = first;
        first = item;
    }
    return add_condition(b, EXPR_IN, left, first);
}

int expr_build_emptiness(struct expr_build *b, enum expr_op op, int left, const char *where)
{
    if (left < 0)
        return -1;
    if (node_at(b, left)->op != EXPR_FIELD)
        return type_fail(b, left, "is empty、is present（只用于字段）", where);
    return add_condition(b, op, left, -1);
}

int expr_build_starts_with(struct expr_build *b, int left, int text, const char *where)
{
    if (left < 0 || text < 0)
        return -1;
    if (node_at(b, left)->op != EXPR_FIELD || node_at(b, left)->type != EXPR_CODE)
        return type_fail(b, left, "starts_with", where);
    int i = add_condition(b, EXPR_STARTS_WITH, left, -1);
    if (i >= 0) {
        node_at(b, i)->text = node_at(b, text)->text;
        node_at(b, i)->text_len = node_at(b, text)->text_len;
    }
    return i;
}
