/* eval.c: walks an expression's tree, one pass over the rows per node.
 *
 * A node's result is a vector: numbers with presence, or for conditions the presence bytes alone (1 = true). Fields are
 * looked at where they are; everything else is written to a register. Left operands go to register `at`, right ones to
 * `at + 1`, so a chain of any length needs two registers, and only nesting on the right needs more. */
#include "model/eval.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct registers {
    int64_t *number;
    uint8_t *present;
};

struct eval {
    const struct kind *kind;
    struct registers registers[EXPR_MAX_NODES + 1];
};

struct vector {
    const int64_t *number;
    const uint8_t *present;
};

/* One evaluation. */
struct run {
    struct eval *eval;
    const struct expr *expr;
    const struct columns *columns;
    size_t n;
    enum status status; /* the first failure; nothing is looked at after it */
};

static struct vector run_node(struct run *run, int node, unsigned at);

enum status eval_new(const struct kind *kind, struct eval **ret)
{
    struct eval *eval = calloc(1, sizeof(*eval));
    if (eval == NULL)
        return ST_RETRY;
    eval->kind = kind;
    *ret = eval;
    return ST_OK;
}

void eval_free(struct eval *eval)
{
    if (eval == NULL)
        return;
    for (size_t i = 0; i < sizeof(eval->registers) / sizeof(eval->registers[0]); i++) {
        free(eval->registers[i].number);
        free(eval->registers[i].present);
    }
    free(eval);
}

/* Made when first needed; NULL members after a failure, which every caller meets by run->status. */
static struct registers *need_register(struct run *run, unsigned at)
{
    assert(at <= EXPR_MAX_NODES);
    struct registers *r = &run->eval->registers[at];
    if (r->number == NULL)
        r->number = calloc(COLUMNS_MAX_ROWS, sizeof(*r->number));
    if (r->present == NULL)
        r->present = calloc(COLUMNS_MAX_ROWS, 1);
    if (r->number == NULL || r->present == NULL)
        run->status = ST_RETRY;
    return r;
}

static struct vector field_vector(const struct run *run, int field)
{
    const struct column *column = &run->columns->columns[field];
    return (struct vector){column->number, column->present};
}

static struct vector run_literal(struct run *run, const struct expr_node *node, unsigned at)
{
    struct registers *r = need_register(run, at);
    if (run->status != ST_OK)
        return (struct vector){0};
    for (size_t i = 0; i < run->n; i++)
        r->number[i] = node->number;
    memset(r->present, 1, run->n);
    return (struct vector){r->number, r->present};
}

/* Both operands; the right one in the next register. */
static void run_operands(struct run *run, const struct expr_node *node, unsigned at, struct vector *left, struct vector *right)
{
    *left = run_node(run, node->left, at);
    *right = run->status != ST_OK ? (struct vector){0} : run_node(run, node->right, at + 1);
}

static struct vector run_arithmetic(struct run *run, const struct expr_node *node, unsigned at)
{
    struct vector l, r = {0};
    bool one = node->op == EXPR_NEGATE || node->op == EXPR_SCALE;
    if (one)
        l = run_node(run, node->left, at);
    else
        run_operands(run, node, at, &l, &r);
    struct registers *to = run->status == ST_OK ? need_register(run, at) : NULL;
    if (run->status != ST_OK)
        return (struct vector){0};
    bool bad = false;
    for (size_t i = 0; i < run->n; i++) {
        bool present = l.present[i] && (one || r.present[i]);
        int64_t out = 0;
        bool over = false;
        switch (node->op) {
        case EXPR_ADD: over = __builtin_add_overflow(l.number[i], r.number[i], &out); break;
        case EXPR_SUBTRACT: over = __builtin_sub_overflow(l.number[i], r.number[i], &out); break;
        case EXPR_MULTIPLY: over = __builtin_mul_overflow(l.number[i], r.number[i], &out); break;
        case EXPR_SCALE: over = __builtin_mul_overflow(l.number[i], node->number, &out); break;
        default: over = __builtin_sub_overflow((int64_t)0, l.number[i], &out); break;
        }
        bad = bad || (over && present && run->columns->live[i]);
        to->number[i] = present ? out : 0;
        to->present[i] = present;
    }
    if (bad)
        run->status = ST_BAD_INPUT;
    return (struct vector){to->number, to->present};
}

#define COMPARE(sign)              \
    for (size_t i = 0; i < n; i++) \
    mask[i] = (uint8_t)(l.present[i] & r.present[i] & (l.number[i] sign r.number[i]))

static void compare(enum expr_op op, struct vector l, struct vector r, size_t n, uint8_t *mask)
{
    switch (op) {
    case EXPR_EQ: COMPARE(==); break;
    case EXPR_NE: COMPARE(!=); break;
    case EXPR_LT: COMPARE(<); break;
    case EXPR_LE: COMPARE(<=); break;
    case EXPR_GT: COMPARE(>); break;
    default: COMPARE(>=); break;
    }
}

static struct vector run_comparison(struct run *run, const struct expr_node *node, unsigned at)
{
    struct vector l, r;
    struct expr_node code = {0};
    const struct expr_node *right = &run->expr->nodes[node->right];
    if (right->type == EXPR_CODE) { /* a code: no row has number -1 */
        const struct column *column = &run->columns->columns[run->expr->nodes[node->left].field];
        code.number = column_code_find(column, right->text, right->text_len);
        l = run_node(run, node->left, at);
        r = run_literal(run, &code, at + 1);
    } else {
        run_operands(run, node, at, &l, &r);
    }
    struct registers *to = run->status == ST_OK ? need_register(run, at) : NULL;
    if (run->status != ST_OK)
        return (struct vector){0};
    compare(node->op, l, r, run->n, to->present);
    return (struct vector){NULL, to->present};
}

/* The list is short: each literal is a pass that sets what it finds. */
static struct vector run_in(struct run *run, const struct expr_node *node, unsigned at)
{
    struct vector l = run_node(run, node->left, at + 1);
    struct registers *to = run->status == ST_OK ? need_register(run, at) : NULL;
    if (run->status != ST_OK)
        return (struct vector){0};
    memset(to->present, 0, run->n);
    for (int item = node->right; item >= 0; item = run->expr->nodes[item].right) {
        const struct expr_node *literal = &run->expr->nodes[item];
        int64_t number = literal->number;
        if (literal->type == EXPR_CODE)
            number = column_code_find(&run->columns->columns[run->expr->nodes[node->left].field], literal->text, literal->text_len);
        for (size_t i = 0; i < run->n; i++)
            to->present[i] |= (uint8_t)(l.present[i] & (l.number[i] == number));
    }
    return (struct vector){NULL, to->present};
}

static struct vector run_logic(struct run *run, const struct expr_node *node, unsigned at)
{
    struct vector l, r = {0};
    if (node->op == EXPR_NOT)
        l = run_node(run, node->left, at);
    else
        run_operands(run, node, at, &l, &r);
    struct registers *to = run->status == ST_OK ? need_register(run, at) : NULL;
    if (run->status != ST_OK)
        return (struct vector){0};
    for (size_t i = 0; i < run->n; i++) {
        if (node->op == EXPR_NOT)
            to->present[i] = !l.present[i];
        else
            to->present[i] = node->op == EXPR_AND ? l.present[i] & r.present[i] : l.present[i] | r.present[i];
    }
    return (struct vector){NULL, to->present};
}

static struct vector run_field_test(struct run *run, const struct expr_node *node, unsigned at)
{
    int field = run->expr->nodes[node->left].field;
    const struct column *column = &run->columns->columns[field];
    struct registers *to = need_register(run, at);
    if (run->status != ST_OK)
        return (struct vector){0};
    for (size_t i = 0; i < run->n; i++) {
        uint8_t present = column->present[i];
        if (node->op == EXPR_STARTS_WITH && present) {
            size_t len;
            const char *s = column_code_text(column, (size_t)column->number[i], &len);
            present = len >= node->text_len && memcmp(s, node->text, node->text_len) == 0;
        } else if (node->op == EXPR_IS_EMPTY) {
            present = !present;
        }
        to->present[i] = present;
    }
    return (struct vector){NULL, to->present};
}

static struct vector run_node(struct run *run, int i, unsigned at)
{
    const struct expr_node *node = &run->expr->nodes[i];
    switch (node->op) {
    case EXPR_FIELD: return field_vector(run, node->field);
    case EXPR_LITERAL:
    case EXPR_TRUE: return run_literal(run, node, at);
    case EXPR_DAYS: return run_node(run, node->left, at); /* a date is kept as its days */
    case EXPR_NEGATE:
    case EXPR_SCALE:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY: return run_arithmetic(run, node, at);
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE: return run_comparison(run, node, at);
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_NOT: return run_logic(run, node, at);
    case EXPR_IN: return run_in(run, node, at);
    case EXPR_IS_EMPTY:
    case EXPR_IS_PRESENT:
    case EXPR_STARTS_WITH: break;
    }
    return run_field_test(run, node, at);
}

static enum status run_expr(struct eval *eval, const struct expr *expr, const struct columns *columns, struct vector *ret)
{
    assert(eval->kind == expr->kind && eval->kind == columns->kind);
    struct run run = {.eval = eval, .expr = expr, .columns = columns, .n = columns->n_rows, .status = ST_OK};
    *ret = run_node(&run, expr->root, 0);
    return run.status;
}

enum status eval_condition(struct eval *eval, const struct expr *expr, const struct columns *columns, uint8_t *ret_mask)
{
    struct vector v;
    enum status st = run_expr(eval, expr, columns, &v);
    if (st == ST_OK)
        memcpy(ret_mask, v.present, columns->n_rows);
    return st;
}

enum status eval_number(struct eval *eval, const struct expr *expr, const struct columns *columns, int64_t *ret_number,
                        uint8_t *ret_present)
{
    struct vector v;
    enum status st = run_expr(eval, expr, columns, &v);
    if (st == ST_OK) {
        memcpy(ret_number, v.number, columns->n_rows * sizeof(*ret_number));
        memcpy(ret_present, v.present, columns->n_rows);
    }
    return st;
}

enum status eval_contributions(struct eval *eval, const struct measure *measure, const struct columns *columns, int64_t *ret_number,
                               uint8_t *ret_counted)
{
    struct vector v;
    size_t n = columns->n_rows;
    memcpy(ret_counted, columns->live, n);
    if (measure->where != NULL) {
        enum status st = run_expr(eval, measure->where, columns, &v);
        if (st != ST_OK)
            return st;
        for (size_t i = 0; i < n; i++)
            ret_counted[i] &= v.present[i];
    }
    for (size_t i = 0; measure->value == NULL && i < n; i++)
        ret_number[i] = 1;
    if (measure->value == NULL)
        return ST_OK;
    enum status st = run_expr(eval, measure->value, columns, &v);
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < n; i++) {
        ret_counted[i] &= v.present[i];
        ret_number[i] = v.number[i];
    }
    return ST_OK;
}

enum status eval_measure(struct eval *eval, const struct measure *measure, const struct columns *columns, struct measure_sum *sum)
{
    int64_t number[COLUMNS_MAX_ROWS];
    uint8_t counted[COLUMNS_MAX_ROWS];
    enum status st = eval_contributions(eval, measure, columns, number, counted);
    for (size_t i = 0; st == ST_OK && i < columns->n_rows; i++) {
        if (!counted[i])
            continue;
        sum->rows++;
        sum->sum += number[i]; /* 10^19 a row: 128 bits hold 10^19 rows of it */
    }
    return st;
}
