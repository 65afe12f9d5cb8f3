/* expr.h: the language of conditions and sums over the fields of one record.
 *
 *   or-expr   = and-expr { "or" and-expr }            number    = term { ("+" | "-") term }
 *   and-expr  = not-expr { "and" not-expr }           term      = factor { "*" factor }
 *   not-expr  = "not" not-expr | test                 factor    = "-" factor | literal | field | "(" number ")"
 *   test      = number [ ("=" | "<>" | "<" | "<=" | ">" | ">=") number | ["not"] "in" "(" literal {"," literal} ")"
 *             | ["not"] "between" number "and" number | "is" ("empty" | "present") ]
 *             | "starts_with" "(" field "," text ")" | "true" | "(" or-expr ")"
 *             (a factor is also "days" "(" date field ")": days since 1970-01-01, so that a date can be summed)
 *   literal   = 12 | 3.50 | 'text' ('' is a quote in it) | d'2025-01-01'
 *
 * - Two-valued: a comparison with an empty value is false, so `not (x = 1)` is true of an empty x. Only `is empty` and
 *   `is present` see emptiness. Arithmetic with an empty value is empty, and sums skip it.
 * - Typed: numbers with numbers of alike units (万元 with 元 is converted, exactly; a literal takes its partner's unit),
 *   codes and texts with text literals (= <> in starts_with only), dates with dates; a date literal beside a datetime is
 *   its local midnight. A code literal that is not in the field's table is an error, not a silent "never". Hashes know
 *   only `is empty | is present`.
 * - Exact: decimals are scaled integers; there is no division, since rows are summed before they are divided.
 * One parser; the evaluator (eval.h) and the SQL generator (sqlgen.h) both walk the tree below. Immutable once made. */
#ifndef DUBAN_MODEL_EXPR_H
#define DUBAN_MODEL_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/unit.h"

#define EXPR_MAX_BYTES 4096
#define EXPR_MAX_NODES 256
#define EXPR_MAX_DEPTH 32 /* of parentheses and signs in each other; EXPR_MAX_NODES bounds the recursion of walkers */

enum expr_type { EXPR_BOOLEAN, EXPR_NUMBER, EXPR_CODE, EXPR_DATE, EXPR_DATETIME, EXPR_HASH };

enum expr_op {
    EXPR_FIELD,   /* field */
    EXPR_LITERAL, /* number (also of a date or an instant), or text */
    EXPR_TRUE,
    EXPR_NEGATE, /* left */
    EXPR_ADD,    /* left, right: both at this node's scale and unit */
    EXPR_SUBTRACT,
    EXPR_MULTIPLY,
    EXPR_DAYS,  /* left: a date field; its days since 1970-01-01 */
    EXPR_SCALE, /* left × number: brings an operand to the scale and unit of its partner */
    EXPR_EQ,
    EXPR_NE,
    EXPR_LT,
    EXPR_LE,
    EXPR_GT,
    EXPR_GE,
    EXPR_AND,
    EXPR_OR,
    EXPR_NOT,      /* left */
    EXPR_IN,       /* left; the literals are a list by `right`, linked by their own `right` */
    EXPR_IS_EMPTY, /* left: a field */
    EXPR_IS_PRESENT,
    EXPR_STARTS_WITH, /* left: a field; text */
};

/* Nodes are in one array; left and right are indices, -1 for none. Children stand before their parents. `x between a and
 * b` is (x >= a and x <= b) here: both sides share the node of x. */
struct expr_node {
    enum expr_op op;
    enum expr_type type;
    int scale; /* decimals of a number */
    enum unit unit;
    int field; /* index in the kind */
    int left, right;
    int64_t number; /* at scale; days of a date; microseconds of an instant; factor of EXPR_SCALE */
    char *text;
    size_t text_len;
};

struct expr {
    const struct kind *kind; /* lent; field indices are of this kind */
    struct expr_node nodes[EXPR_MAX_NODES];
    int n_nodes;
    int root;
    struct arena arena; /* texts of literals */
};

enum expr_want { EXPR_WANT_CONDITION, EXPR_WANT_NUMBER };

/* Parses and checks. The first fault is a problem at `at` (the YAML value) that names the character within the text.
 * ST_BAD_INPUT: *ret untouched. ST_RETRY: no memory. */
MUST_CHECK enum status expr_parse(const char *source, const struct kind *kind, enum expr_want want, const struct place *at,
                                  struct problems *problems, struct expr **ret);
void expr_free(struct expr *expr); /* accepts NULL */

/* Appends the one canonical spelling: same meaning of the tree, same text. Part of a measure's hash. */
void expr_format(struct text *out, const struct expr *expr);

/* Appends a text as literal of the language, quotes doubled. */
void expr_format_text(struct text *out, const char *s, size_t len);

/* The texts that a condition compares this field with, `= 'a'` or `in ('a', 'b')`, in the tree's order and each once; how many, at
 * most `max`. They belong to the expression. */
size_t expr_texts_of(const struct expr *expr, int field, const char **ret, size_t max);

/* Does it read this field? */
bool expr_reads(const struct expr *expr, int field);

#endif
