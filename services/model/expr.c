/* expr.c: the canonical spelling of an expression, and small questions about it. */
#include "model/expr.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/decimal.h"

void expr_free(struct expr *expr)
{
    if (expr == NULL)
        return;
    arena_done(&expr->arena);
    free(expr);
}

void expr_format_text(struct text *out, const char *s, size_t len)
{
    text_append_char(out, '\'');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\'')
            text_append_char(out, '\'');
        text_append_char(out, s[i]);
    }
    text_append_char(out, '\'');
}

static void format_literal(struct text *out, const struct expr_node *node)
{
    switch (node->type) {
    case EXPR_CODE: expr_format_text(out, node->text, node->text_len); break;
    case EXPR_DATE:
    case EXPR_DATETIME:
        text_append(out, "d'");
        date_format(out, node->type == EXPR_DATE ? (int32_t)node->number : instant_date(node->number));
        text_append(out, "'");
        break;
    case EXPR_NUMBER:
    case EXPR_BOOLEAN:
    case EXPR_HASH: decimal_format(out, node->number, node->scale); break;
    }
}

static const char *sign_of(enum expr_op op)
{
    switch (op) {
    case EXPR_ADD: return "+";
    case EXPR_SUBTRACT: return "-";
    case EXPR_MULTIPLY: return "*";
    case EXPR_EQ: return "=";
    case EXPR_NE: return "<>";
    case EXPR_LT: return "<";
    case EXPR_LE: return "<=";
    case EXPR_GT: return ">";
    case EXPR_GE: return ">=";
    case EXPR_AND: return "and";
    case EXPR_OR: return "or";
    case EXPR_FIELD:
    case EXPR_LITERAL:
    case EXPR_TRUE:
    case EXPR_NEGATE:
    case EXPR_DAYS:
    case EXPR_SCALE:
    case EXPR_NOT:
    case EXPR_IN:
    case EXPR_IS_EMPTY:
    case EXPR_IS_PRESENT:
    case EXPR_STARTS_WITH: break;
    }
    return NULL;
}

static void format_node(struct text *out, const struct expr *expr, int i)
{
    const struct expr_node *node = &expr->nodes[i];
    switch (node->op) {
    case EXPR_FIELD: text_append(out, expr->kind->fields[node->field].name); return;
    case EXPR_LITERAL: format_literal(out, node); return;
    case EXPR_TRUE: text_append(out, "true"); return;
    default: break;
    }
    text_append(out, node->op == EXPR_STARTS_WITH ? "starts_with("
                     : node->op == EXPR_DAYS      ? "days("
                     : node->op == EXPR_NOT       ? "(not "
                     : node->op == EXPR_NEGATE    ? "(-"
                                                  : "(");
    format_node(out, expr, node->left);
    if (sign_of(node->op) != NULL) {
        text_printf(out, " %s ", sign_of(node->op));
        format_node(out, expr, node->right);
    } else if (node->op == EXPR_SCALE) {
        text_printf(out, " × %" PRId64, node->number);
    } else if (node->op == EXPR_IS_EMPTY || node->op == EXPR_IS_PRESENT) {
        text_append(out, node->op == EXPR_IS_EMPTY ? " is empty" : " is present");
    } else if (node->op == EXPR_STARTS_WITH) {
        text_append(out, ", ");
        expr_format_text(out, node->text, node->text_len);
    } else if (node->op == EXPR_IN) {
        for (int item = node->right; item >= 0; item = expr->nodes[item].right) {
            text_append(out, item == node->right ? " in (" : ", ");
            format_literal(out, &expr->nodes[item]);
        }
        text_append(out, ")");
    }
    text_append(out, ")");
}

void expr_format(struct text *out, const struct expr *expr)
{
    format_node(out, expr, expr->root);
}

static bool compares_field(const struct expr *expr, const struct expr_node *node, int field)
{
    return (node->op == EXPR_EQ || node->op == EXPR_IN) && expr->nodes[node->left].op == EXPR_FIELD &&
           expr->nodes[node->left].field == field;
}

static size_t add_text(const char **texts, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(texts[i], text) == 0)
            return n;
    texts[n] = text;
    return n + 1;
}

size_t expr_texts_of(const struct expr *expr, int field, const char **ret, size_t max)
{
    size_t n = 0;
    for (int i = 0; i < expr->n_nodes; i++) {
        const struct expr_node *node = &expr->nodes[i];
        if (!compares_field(expr, node, field))
            continue;
        for (int at = node->right; at >= 0 && n < max; at = node->op == EXPR_IN ? expr->nodes[at].right : -1)
            if (expr->nodes[at].op == EXPR_LITERAL && expr->nodes[at].text != NULL)
                n = add_text(ret, n, expr->nodes[at].text);
    }
    return n;
}

bool expr_reads(const struct expr *expr, int field)
{
    for (int i = 0; i < expr->n_nodes; i++) {
        if (expr->nodes[i].op == EXPR_FIELD && expr->nodes[i].field == field)
            return true;
    }
    return false;
}
