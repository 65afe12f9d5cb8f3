/* refusal.h: one clear line for the sender of something that cannot be taken (law 11): a reason and its parameters.
 *
 * Parameters never carry a value of a file but in its safe shape. */
#ifndef DUBAN_INGEST_REFUSAL_H
#define DUBAN_INGEST_REFUSAL_H

#include <stddef.h>

#include "lib/problem.h"
#include "lib/reason.h"
#include "lib/status.h"

#define REFUSAL_PARAMS      4
#define REFUSAL_PARAM_BYTES 256

struct refusal {
    enum reason reason; /* REASON_NONE: nothing is wrong */
    size_t n;
    char params[REFUSAL_PARAMS][REFUSAL_PARAM_BYTES];
};

/* refuse(&refusal, REASON_E_ING_304, code, column) is ST_BAD_INPUT: `return refuse(…)`. Parameters are const char *, cut if long.
 */
#define refuse(refusal, reason, ...)                                                                         \
    refuse_n(refusal, reason, sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(const char *) - 1, \
             (const char *const[]){NULL, ##__VA_ARGS__} + 1)
enum status refuse_n(struct refusal *refusal, enum reason reason, size_t n, const char *const *params);

/* The first problem of a list, which has one. */
enum status refuse_problem(struct refusal *refusal, const struct problems *problems);

/* Appends the words, without the code. */
void refusal_words(struct text *out, const struct refusal *refusal, enum reason_language language);

/* Code and Chinese words, cut to the size, as a batch keeps them. */
void refusal_store(char *out, size_t size, const struct refusal *refusal);

#endif
