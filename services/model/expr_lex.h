/* expr_lex.h: words of the expression language, for expr_parse.c alone. */
#ifndef DUBAN_MODEL_EXPR_LEX_H
#define DUBAN_MODEL_EXPR_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* field or keyword: [a-z][a-z0-9_]* */
    TOKEN_NUMBER, /* 12, 3.50 */
    TOKEN_TEXT,   /* 'it''s': still with its quotes inside doubled */
    TOKEN_DATE,   /* d'2025-01-01': the part between the quotes */
    TOKEN_SIGN,   /* ( ) , + - * = <> < <= > >= */
    TOKEN_BAD,    /* a character that begins nothing, or a quote that is not closed */
};

struct token {
    enum token_kind kind;
    const char *s; /* in the source; of texts and dates without the outer quotes */
    size_t len;
    const char *begin; /* where it begins, quotes included */
};

/* The token at `from`, blanks before it passed over; the next one begins at *ret_next. */
struct token expr_token(const char *from, const char **ret_next);
bool token_is(const struct token *token, const char *word); /* a sign or a word, spelled so */

#endif
