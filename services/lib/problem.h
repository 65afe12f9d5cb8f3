/* problem.h: a list of what is wrong with an input, in the order found, each with its place.
 *
 * Used by the catalog check, the configuration and the reports of ingest. The list copies what it is given and is
 * bounded: beyond `max` problems are counted, not kept (`dropped`), so a hopeless file costs no more than a bad one.
 * Adding never fails for the caller: without memory the problem is counted as dropped, and problems_status() still
 * says ST_BAD_INPUT. */
#ifndef DUBAN_LIB_PROBLEM_H
#define DUBAN_LIB_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"
#include "lib/text.h"

/* A longer parameter is cut at a character: it is there to recognise a thing, not to carry it. */
#define PROBLEM_PARAM_MAX_BYTES 240

/* Where: all parts optional (NULL, 0). Lines and columns count from 1. column_name is the field's name or code. */
struct place {
    const char *file;
    int64_t line;
    int column;
    const char *column_name;
};

struct problem {
    enum reason reason;
    struct place place; /* its strings belong to the list */
    size_t n_params;
    char *params[REASON_PARAMS_MAX];
};

/* Read freely, write by the functions. */
struct problems {
    struct problem *items;
    size_t count, cap, max;
    uint64_t errors, warnings, dropped; /* errors and warnings count the dropped ones too */
};

void problems_init(struct problems *problems, size_t max);
void problems_done(struct problems *problems);
void problems_clear(struct problems *problems);

/* problems_add(&list, REASON_E_CFG_001, &(struct place){.file = name, .line = 3}, key, nearest);
 * `at` may be NULL; every parameter is a const char *, at most nine. */
#define problems_add(list, reason, at, ...)                                                                         \
    problems_add_n(list, reason, at, sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(const char *) - 1, \
                   (const char *const[]){NULL, ##__VA_ARGS__} + 1)
void problems_add_n(struct problems *problems, enum reason reason, const struct place *at, size_t n_params,
                    const char *const *params);

/* Takes out those of which `is` says so; they count no more. */
void problems_drop(struct problems *problems, bool (*is)(const void *arg, const struct problem *problem), const void *arg);
/* By file and line (those without a place last, what stands at one place in the order found), each once. */
void problems_sort(struct problems *problems);

/* ST_BAD_INPUT if there is at least one of severity error, else ST_OK. */
MUST_CHECK enum status problems_status(const struct problems *problems);

/* Appends one line without its end: 「文件:行:列 列名: E-CFG-001 错误: 话」. */
void problem_format(struct text *out, const struct problem *problem, enum reason_language language);
/* Appends all, a line each, and one line that tells how many more were dropped. */
void problems_format(struct text *out, const struct problems *problems, enum reason_language language);

#endif
