/* expr_parse.c: recursive descent over the grammar of expr.h. One fault ends it: what follows a fault is guesswork. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/expr_build.h"

#define IN_MAX_LITERALS 100

struct parser {
    struct expr_build build;
    struct token token;
    const char *next;
    int depth;
};

static int parse_or(struct parser *p);
static int parse_sum(struct parser *p);

static void advance(struct parser *p)
{
    p->token = expr_token(p->next, &p->next);
}

static bool at_sign(const struct parser *p, const char *word)
{
    return token_is(&p->token, word);
}

static bool accept(struct parser *p, const char *word)
{
    if (!token_is(&p->token, word))
        return false;
    advance(p);
    return true;
}

static int unexpected(struct parser *p)
{
    char shown[64];
    const struct token *t = &p->token;
    snprintf(shown, sizeof(shown), "%.*s", t->len > 48 ? 48 : (int)t->len, t->s);
    bool quote = t->kind == TOKEN_BAD && (*t->begin == '\'' || *t->begin == 'd');
    return expr_fail(&p->build, quote ? REASON_E_CAT_127 : REASON_E_CAT_120, t->begin, t->kind == TOKEN_END ? "（结尾）" : shown,
                     NULL);
}

static int expect(struct parser *p, const char *word, int node)
{
    return accept(p, word) ? node : unexpected(p);
}

static int parse_literal(struct parser *p)
{
    struct token token = p->token;
    bool negative = accept(p, "-");
    if (negative)
        token = p->token;
    advance(p);
    int node = -1;
    if (token.kind == TOKEN_NUMBER)
        node = expr_build_number(&p->build, &token);
    else if (token.kind == TOKEN_TEXT && !negative)
        return expr_build_text(&p->build, &token);
    else if (token.kind == TOKEN_DATE && !negative)
        return expr_build_date(&p->build, &token);
    else {
        p->token = token;
        return unexpected(p);
    }
    return negative ? expr_build_negate(&p->build, node, token.begin) : node;
}

static int parse_starts_with(struct parser *p, const char *where)
{
    if (expect(p, "(", 0) < 0)
        return -1;
    struct token field = p->token;
    if (field.kind != TOKEN_WORD)
        return unexpected(p);
    advance(p);
    int left = expr_build_field(&p->build, &field);
    if (expect(p, ",", 0) < 0)
        return -1;
    struct token text = p->token;
    if (text.kind != TOKEN_TEXT)
        return unexpected(p);
    advance(p);
    return expect(p, ")", expr_build_starts_with(&p->build, left, expr_build_text(&p->build, &text), where));
}

/* A field, and no expression: dates are not reckoned with. */
static int parse_days(struct parser *p, const char *where)
{
    if (expect(p, "(", 0) < 0)
        return -1;
    struct token field = p->token;
    if (field.kind != TOKEN_WORD)
        return unexpected(p);
    advance(p);
    return expect(p, ")", expr_build_days(&p->build, expr_build_field(&p->build, &field), where));
}

static bool is_reserved(const struct token *token)
{
    static const char *const words[] = {"and", "or", "not", "in", "between", "is", "empty", "present", NULL};
    for (size_t i = 0; words[i] != NULL; i++) {
        if (token_is(token, words[i]))
            return true;
    }
    return false;
}

static int parse_primary(struct parser *p)
{
    struct token token = p->token;
    if (accept(p, "("))
        return expect(p, ")", parse_or(p));
    if (accept(p, "true"))
        return expr_build_true(&p->build);
    if (accept(p, "starts_with"))
        return parse_starts_with(p, token.begin);
    if (accept(p, "days"))
        return parse_days(p, token.begin);
    if (token.kind == TOKEN_WORD && !is_reserved(&token)) {
        advance(p);
        return expr_build_field(&p->build, &token);
    }
    if (token.kind == TOKEN_NUMBER || token.kind == TOKEN_TEXT || token.kind == TOKEN_DATE)
        return parse_literal(p);
    return unexpected(p);
}

/* The one place where recursion enters again, so the one where its depth is counted. */
static int parse_unary(struct parser *p)
{
    const char *where = p->token.begin;
    if (p->depth == EXPR_MAX_DEPTH)
        return expr_fail(&p->build, REASON_E_CAT_125, where, NULL, NULL);
    p->depth++;
    int node = accept(p, "-") ? expr_build_negate(&p->build, parse_unary(p), where) : parse_primary(p);
    p->depth--;
    return node;
}

static int parse_term(struct parser *p)
{
    int left = parse_unary(p);
    while (left >= 0 && at_sign(p, "*")) {
        const char *where = p->token.begin;
        advance(p);
        left = expr_build_arithmetic(&p->build, EXPR_MULTIPLY, left, parse_unary(p), where);
    }
    return left;
}

static int parse_sum(struct parser *p)
{
    int left = parse_term(p);
    while (left >= 0 && (at_sign(p, "+") || at_sign(p, "-"))) {
        const char *where = p->token.begin;
        enum expr_op op = at_sign(p, "+") ? EXPR_ADD : EXPR_SUBTRACT;
        advance(p);
        left = expr_build_arithmetic(&p->build, op, left, parse_term(p), where);
    }
    return left;
}

static int parse_in(struct parser *p, int left, const char *where)
{
    int literals[IN_MAX_LITERALS];
    size_t n = 0;
    if (expect(p, "(", 0) < 0)
        return -1;
    do {
        if (n == IN_MAX_LITERALS)
            return expr_fail(&p->build, REASON_E_CAT_125, where, NULL, NULL);
        literals[n] = parse_literal(p);
        if (literals[n++] < 0)
            return -1;
    } while (accept(p, ","));
    return expect(p, ")", expr_build_in(&p->build, left, literals, n, where));
}

static int parse_between(struct parser *p, int left, const char *where)
{
    int low = parse_sum(p);
    if (low < 0 || expect(p, "and", 0) < 0)
        return -1;
    int high = parse_sum(p);
    int above = expr_build_comparison(&p->build, EXPR_GE, left, low, where);
    int below = expr_build_comparison(&p->build, EXPR_LE, left, high, where);
    return expr_build_logic(&p->build, EXPR_AND, above, below, where);
}

static int parse_is(struct parser *p, int left, const char *where)
{
    if (accept(p, "empty"))
        return expr_build_emptiness(&p->build, EXPR_IS_EMPTY, left, where);
    if (accept(p, "present"))
        return expr_build_emptiness(&p->build, EXPR_IS_PRESENT, left, where);
    return unexpected(p);
}

static int parse_test(struct parser *p)
{
    static const struct {
        const char *sign;
        enum expr_op op;
    } comparisons[] = {{"=", EXPR_EQ}, {"<>", EXPR_NE}, {"<", EXPR_LT}, {"<=", EXPR_LE}, {">", EXPR_GT}, {">=", EXPR_GE}};
    int left = parse_sum(p);
    const char *where = p->token.begin;
    for (size_t i = 0; left >= 0 && i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
        if (accept(p, comparisons[i].sign))
            return expr_build_comparison(&p->build, comparisons[i].op, left, parse_sum(p), where);
    }
    if (left < 0)
        return -1;
    if (accept(p, "is"))
        return parse_is(p, left, where);
    bool negated = accept(p, "not");
    int test = left;
    if (accept(p, "in"))
        test = parse_in(p, left, where);
    else if (accept(p, "between"))
        test = parse_between(p, left, where);
    else if (negated)
        return unexpected(p);
    return negated ? expr_build_logic(&p->build, EXPR_NOT, test, -1, where) : test;
}

static int parse_not(struct parser *p)
{
    const char *where = p->token.begin;
    if (!accept(p, "not"))
        return parse_test(p);
    if (p->depth == EXPR_MAX_DEPTH)
        return expr_fail(&p->build, REASON_E_CAT_125, where, NULL, NULL);
    p->depth++;
    int node = expr_build_logic(&p->build, EXPR_NOT, parse_not(p), -1, where);
    p->depth--;
    return node;
}

static int parse_and(struct parser *p)
{
    int left = parse_not(p);
    while (left >= 0 && at_sign(p, "and")) {
        const char *where = p->token.begin;
        advance(p);
        left = expr_build_logic(&p->build, EXPR_AND, left, parse_not(p), where);
    }
    return left;
}

static int parse_or(struct parser *p)
{
    int left = parse_and(p);
    while (left >= 0 && at_sign(p, "or")) {
        const char *where = p->token.begin;
        advance(p);
        left = expr_build_logic(&p->build, EXPR_OR, left, parse_and(p), where);
    }
    return left;
}

static bool parse_whole(struct parser *p, enum expr_want want)
{
    struct expr *expr = p->build.expr;
    if (strlen(p->build.source) > EXPR_MAX_BYTES)
        return expr_fail(&p->build, REASON_E_CAT_125, p->build.source, NULL, NULL) >= 0;
    advance(p);
    expr->root = parse_or(p);
    if (!p->build.failed && p->token.kind != TOKEN_END)
        unexpected(p);
    enum expr_type wanted = want == EXPR_WANT_CONDITION ? EXPR_BOOLEAN : EXPR_NUMBER;
    if (!p->build.failed && expr->nodes[expr->root].type != wanted) {
        problems_add(p->build.problems, REASON_E_CAT_126, p->build.at, want == EXPR_WANT_CONDITION ? "条件" : "数");
        p->build.failed = true;
    }
    return !p->build.failed;
}

enum status expr_parse(const char *source, const struct kind *kind, enum expr_want want, const struct place *at,
                       struct problems *problems, struct expr **ret)
{
    struct expr *expr = calloc(1, sizeof(*expr));
    if (expr == NULL)
        return ST_RETRY;
    arena_init(&expr->arena);
    expr->kind = kind;
    struct parser p = {.build = {.expr = expr, .source = source, .at = at, .problems = problems}, .next = source};
    if (!parse_whole(&p, want)) {
        expr_free(expr);
        return ST_BAD_INPUT;
    }
    *ret = expr;
    return ST_OK;
}
