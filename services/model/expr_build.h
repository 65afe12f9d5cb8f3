/* expr_build.h: typed nodes of an expression, for expr_parse.c: every operator is checked where it is made. */
#ifndef DUBAN_MODEL_EXPR_BUILD_H
#define DUBAN_MODEL_EXPR_BUILD_H

#include "lib/problem.h"
#include "model/expr.h"
#include "model/expr_lex.h"

/* One parse. Once `failed`, nothing more is reported, and the nodes are not looked at. */
struct expr_build {
    struct expr *expr;
    const char *source;
    const struct place *at;
    struct problems *problems;
    bool failed;
};

/* Reports the first fault, at the token's character; returns -1. Parameters after the character's number. */
int expr_fail(struct expr_build *b, enum reason reason, const char *where, const char *param, const char *param2);

/* Each returns the new node's index, or -1 after a failure (also of an operand: -1 is accepted and handed on). `where`
 * is the operator's place in the source, for messages. */
int expr_build_field(struct expr_build *b, const struct token *word);
int expr_build_number(struct expr_build *b, const struct token *number);
int expr_build_text(struct expr_build *b, const struct token *text);
int expr_build_date(struct expr_build *b, const struct token *date);
int expr_build_true(struct expr_build *b);
int expr_build_negate(struct expr_build *b, int left, const char *where);
int expr_build_days(struct expr_build *b, int left, const char *where);
int expr_build_arithmetic(struct expr_build *b, enum expr_op op, int left, int right, const char *where);
int expr_build_comparison(struct expr_build *b, enum expr_op op, int left, int right, const char *where);
int expr_build_logic(struct expr_build *b, enum expr_op op, int left, int right, const char *where); /* right -1 for NOT */
int expr_build_in(struct expr_build *b, int left, const int *literals, size_t n, const char *where);
int expr_build_emptiness(struct expr_build *b, enum expr_op op, int left, const char *where);
int expr_build_starts_with(struct expr_build *b, int left, int text, const char *where);

#endif
