/* expr_lex.c: cuts an expression into words. Input is any text: nothing here trusts it, the fuzzer walks it. */
#include "model/expr_lex.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
}

/* From the opening quote on; a doubled quote is part of the text. NULL: not closed. */
static const char *closing_quote(const char *s)
{
    for (s++; *s != '\0'; s++) {
        if (*s == '\'' && s[1] == '\'')
            s++;
        else if (*s == '\'')
            return s;
    }
    return NULL;
}

static struct token quoted(enum token_kind kind, const char *begin, const char *quote, const char **ret_next)
{
    const char *end = closing_quote(quote);
    if (end == NULL) {
        *ret_next = quote + strlen(quote);
        return (struct token){TOKEN_BAD, begin, strlen(begin), begin};
    }
    *ret_next = end + 1;
    return (struct token){kind, quote + 1, (size_t)(end - quote - 1), begin};
}

struct token expr_token(const char *s, const char **ret_next)
{
    static const char *const signs[] = {"<>", "<=", ">=", "(", ")", ",", "+", "-", "*", "=", "<", ">", NULL};
    s += strspn(s, " \t\r\n");
    if (*s == '\'')
        return quoted(TOKEN_TEXT, s, s, ret_next);
    if (s[0] == 'd' && s[1] == '\'')
        return quoted(TOKEN_DATE, s, s + 1, ret_next);
    size_t len = 0;
    enum token_kind kind = *s == '\0' ? TOKEN_END : TOKEN_BAD;
    if (is_digit(*s)) {
        kind = TOKEN_NUMBER;
        while (is_digit(s[len]) || (s[len] == '.' && is_digit(s[len + 1])))
            len++;
    } else if (*s >= 'a' && *s <= 'z') {
        kind = TOKEN_WORD;
        while (is_word(s[len]))
            len++;
    }
    for (size_t i = 0; len == 0 && signs[i] != NULL; i++) {
        if (strncmp(s, signs[i], strlen(signs[i])) == 0) {
            kind = TOKEN_SIGN;
            len = strlen(signs[i]);
        }
    }
    if (kind == TOKEN_BAD) /* the whole character, for the message */
        for (len = 1; ((unsigned char)s[len] & 0xC0) == 0x80;)
            len++;
    *ret_next = s + len;
    return (struct token){kind, s, len, s};
}

bool token_is(const struct token *token, const char *word)
{
    return (token->kind == TOKEN_SIGN || token->kind == TOKEN_WORD) && strlen(word) == token->len &&
           memcmp(token->s, word, token->len) == 0;
}
