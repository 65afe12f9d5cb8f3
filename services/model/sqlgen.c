/* sqlgen.c: walks an expression's tree and writes SQL that means the same.
 *
 * Numbers are cast to numeric, so no sum overflows that the evaluator would not; scaled units stay scaled, since the
 * parser has brought both sides of every operator to one scale. Conditions never are NULL. */
#include "model/sqlgen.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/ddl.h"

void sql_query_init(struct sql_query *query)
{
    text_init(&query->sql, SQLGEN_MAX_BYTES);
    query->n_params = 0;
}

void sql_query_done(struct sql_query *query)
{
    text_done(&query->sql);
    for (size_t i = 0; i < query->n_params; i++)
        free(query->params[i]);
    query->n_params = 0;
}

enum status sql_query_bind(struct sql_query *query, const char *value, int *ret_number)
{
    if (query->n_params == SQLGEN_MAX_PARAMS)
        return ST_BAD_INPUT;
    char *copy = strdup(value);
    if (copy == NULL)
        return ST_RETRY;
    query->params[query->n_params++] = copy;
    *ret_number = (int)query->n_params;
    return ST_OK;
}

static enum status append_node(struct sql_query *query, const struct expr *expr, int i);

static enum status append_param(struct sql_query *query, const char *value, const char *type)
{
    int number;
    enum status st = sql_query_bind(query, value, &number);
    if (st == ST_OK)
        text_printf(&query->sql, "$%d::%s", number, type);
    return st;
}

static enum status append_literal(struct sql_query *query, const struct expr_node *node)
{
    char number[32];
    scoped(text_done) struct text date;
    text_init(&date, 32);
    snprintf(number, sizeof(number), "%" PRId64, node->number);
    switch (node->type) {
    case EXPR_CODE: return append_param(query, node->text, "text");
    case EXPR_DATE: date_format(&date, (int32_t)node->number); return append_param(query, date.s, "date");
    case EXPR_DATETIME: return append_param(query, number, "bigint");
    case EXPR_NUMBER:
    case EXPR_BOOLEAN:
    case EXPR_HASH: break;
    }
    return append_param(query, number, "numeric");
}

static void append_field(struct sql_query *query, const struct expr *expr, const struct expr_node *node)
{
    const struct field *field = &expr->kind->fields[node->field];
    assert(field_name_is_safe(field->name));
    text_append(&query->sql, "r.");
    ddl_field_column(&query->sql, field);
    if (node->type == EXPR_NUMBER)
        text_append(&query->sql, "::numeric");
}

/* (left SIGN right)tail */
static enum status append_binary(struct sql_query *query, const struct expr *expr, const struct expr_node *node, const char *sign,
                                 const char *tail)
{
    text_append(&query->sql, "(");
    enum status st = append_node(query, expr, node->left);
    text_printf(&query->sql, " %s ", sign);
    if (st == ST_OK)
        st = append_node(query, expr, node->right);
    text_printf(&query->sql, ")%s", tail);
    return st;
}

/* head left tail */
static enum status append_unary(struct sql_query *query, const struct expr *expr, const struct expr_node *node, const char *head,
                                const char *tail)
{
    text_append(&query->sql, head);
    enum status st = append_node(query, expr, node->left);
    text_append(&query->sql, tail);
    return st;
}

static enum status append_in(struct sql_query *query, const struct expr *expr, const struct expr_node *node)
{
    enum status st = append_unary(query, expr, node, "((", " IN (");
    for (int item = node->right; st == ST_OK && item >= 0; item = expr->nodes[item].right) {
        if (item != node->right)
            text_append(&query->sql, ", ");
        st = append_literal(query, &expr->nodes[item]);
    }
    text_append(&query->sql, ")) IS TRUE)");
    return st;
}

/* starts_with() of PostgreSQL 11 and later: no pattern, so nothing to escape. */
static enum status append_starts_with(struct sql_query *query, const struct expr *expr, const struct expr_node *node)
{
    enum status st = append_unary(query, expr, node, "(starts_with(", ", ");
    if (st == ST_OK)
        st = append_param(query, node->text, "text");
    text_append(&query->sql, ") IS TRUE)");
    return st;
}

static enum status append_comparison(struct sql_query *query, const struct expr *expr, const struct expr_node *node,
                                     const char *sign)
{
    text_append(&query->sql, "(");
    return append_binary(query, expr, node, sign, " IS TRUE)");
}

static enum status append_scaled(struct sql_query *query, const struct expr *expr, const struct expr_node *node)
{
    char tail[40];
    snprintf(tail, sizeof(tail), " * %" PRId64 "::numeric)", node->number);
    return append_unary(query, expr, node, "(", tail);
}

static enum status append_node(struct sql_query *query, const struct expr *expr, int i)
{
    const struct expr_node *node = &expr->nodes[i];
    switch (node->op) {
    case EXPR_FIELD: append_field(query, expr, node); return ST_OK;
    case EXPR_LITERAL: return append_literal(query, node);
    case EXPR_TRUE: text_append(&query->sql, "true"); return ST_OK;
    case EXPR_NEGATE: return append_unary(query, expr, node, "(- ", ")");
    case EXPR_DAYS: return append_unary(query, expr, node, "(", " - DATE '1970-01-01')::numeric");
    case EXPR_ADD: return append_binary(query, expr, node, "+", "");
    case EXPR_SUBTRACT: return append_binary(query, expr, node, "-", "");
    case EXPR_MULTIPLY: return append_binary(query, expr, node, "*", "");
    case EXPR_SCALE: return append_scaled(query, expr, node);
    case EXPR_EQ: return append_comparison(query, expr, node, "=");
    case EXPR_NE: return append_comparison(query, expr, node, "<>");
    case EXPR_LT: return append_comparison(query, expr, node, "<");
    case EXPR_LE: return append_comparison(query, expr, node, "<=");
    case EXPR_GT: return append_comparison(query, expr, node, ">");
    case EXPR_GE: return append_comparison(query, expr, node, ">=");
    case EXPR_AND: return append_binary(query, expr, node, "AND", "");
    case EXPR_OR: return append_binary(query, expr, node, "OR", "");
    case EXPR_NOT: return append_unary(query, expr, node, "(NOT ", ")");
    case EXPR_IN: return append_in(query, expr, node);
    case EXPR_IS_EMPTY: return append_unary(query, expr, node, "(", " IS NULL)");
    case EXPR_IS_PRESENT: return append_unary(query, expr, node, "(", " IS NOT NULL)");
    case EXPR_STARTS_WITH: break;
    }
    return append_starts_with(query, expr, node);
}

enum status sqlgen_expr(struct sql_query *query, const struct expr *expr)
{
    enum status st = append_node(query, expr, expr->root);
    return st == ST_OK ? text_status(&query->sql) : st;
}

static bool names_are_safe(const char *schema, const char *relation)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t len = strlen(relation);
    return field_name_is_safe(schema) && len > 0 && len <= 63 && strspn(relation, letters) == len;
}

/* FROM … WHERE (filter) AND (where) */
static enum status append_from(struct sql_query *query, const struct measure *measure, const char *schema, const char *relation,
                               const char *filter)
{
    text_printf(&query->sql, " FROM %s.%s AS r WHERE (%s)", schema, relation, filter == NULL ? "true" : filter);
    if (measure->where == NULL)
        return ST_OK;
    text_append(&query->sql, " AND ");
    return append_node(query, measure->where, measure->where->root);
}

enum status sqlgen_measure(struct sql_query *query, const struct measure *measure, const char *schema, const char *relation,
                           const char *filter)
{
    enum status st = ST_OK;
    if (!names_are_safe(schema, relation))
        return ST_BAD_INPUT;
    text_append(&query->sql, "SELECT r.institution_id, r.month, count(");
    if (measure->value == NULL)
        text_append(&query->sql, "*) AS row_count, count(*)");
    else if ((st = append_node(query, measure->value, measure->value->root)) == ST_OK) {
        text_append(&query->sql, ") AS row_count, coalesce(sum(");
        st = append_node(query, measure->value, measure->value->root);
        text_append(&query->sql, "), 0)");
    }
    text_append(&query->sql, "::numeric(38,0) AS total");
    if (st == ST_OK)
        st = append_from(query, measure, schema, relation, filter);
    text_append(&query->sql, " GROUP BY 1, 2 ORDER BY 1, 2");
    return st == ST_OK ? text_status(&query->sql) : st;
}

enum status sqlgen_lines(struct sql_query *query, const struct measure *measure, const char *schema, const char *relation,
                         const char *filter, int limit)
{
    enum status st = ST_OK;
    if (!names_are_safe(schema, relation))
        return ST_BAD_INPUT;
    text_append(&query->sql, "SELECT r.institution_id, r.month, r.batch_id, r.line, (");
    if (measure->value == NULL)
        text_append(&query->sql, "1");
    else
        st = append_node(query, measure->value, measure->value->root);
    text_append(&query->sql, ")::numeric(38,0) AS amount");
    if (st == ST_OK)
        st = append_from(query, measure, schema, relation, filter);
    if (st == ST_OK && measure->value != NULL) { /* what is empty is not counted */
        text_append(&query->sql, " AND (");
        st = append_node(query, measure->value, measure->value->root);
        text_append(&query->sql, ") IS NOT NULL");
    }
    text_printf(&query->sql, " ORDER BY 1, 2, 3, 4 LIMIT $%d::bigint", limit);
    return st == ST_OK ? text_status(&query->sql) : st;
}
