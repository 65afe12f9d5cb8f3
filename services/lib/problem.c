/* problem.c: the bounded list of what is wrong with an input. */
#include "lib/problem.h"

#include <inttypes.h>
#include <string.h>

#include "lib/utf8.h"

#define FIRST_CAP 16

void problems_init(struct problems *problems, size_t max)
{
    *problems = (struct problems){.max = max};
}

static void free_problem(struct problem *problem)
{
    free((char *)problem->place.file);
    free((char *)problem->place.column_name);
    for (size_t i = 0; i < problem->n_params; i++)
        free(problem->params[i]);
}

void problems_clear(struct problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free_problem(&problems->items[i]);
    problems->count = 0;
    problems->errors = problems->warnings = problems->dropped = 0;
}

void problems_done(struct problems *problems)
{
    problems_clear(problems);
    free(problems->items);
    problems_init(problems, problems->max);
}

/* A copy, cut at a character if it is too long. NULL for NULL; *ok turns false without memory. */
static char *copy_clipped(const char *string, bool *ok)
{
    if (string == NULL)
        return NULL;
    char *copy = strndup(string, utf8_clip(string, strlen(string), PROBLEM_PARAM_MAX_BYTES));
    if (copy == NULL)
        *ok = false;
    return copy;
}

static bool reserve_one(struct problems *problems)
{
    if (problems->count >= problems->max)
        return false;
    if (problems->count < problems->cap)
        return true;
    size_t cap = problems->cap == 0 ? FIRST_CAP : problems->cap * 2;
    struct problem *grown = reallocarray(problems->items, cap, sizeof(*grown));
    if (grown == NULL)
        return false;
    problems->items = grown;
    problems->cap = cap;
    return true;
}

void problems_add_n(struct problems *problems, enum reason reason, const struct place *at, size_t n_params,
                    const char *const *params)
{
    bool ok = true;

    if (reason_severity(reason) == SEVERITY_ERROR)
        problems->errors++;
    else if (reason_severity(reason) == SEVERITY_WARNING)
        problems->warnings++;
    if (!reserve_one(problems)) {
        problems->dropped++;
        return;
    }
    struct problem problem = {.reason = reason, .n_params = n_params < REASON_PARAMS_MAX ? n_params : REASON_PARAMS_MAX};
    if (at != NULL) {
        problem.place = *at;
        problem.place.file = copy_clipped(at->file, &ok);
        problem.place.column_name = copy_clipped(at->column_name, &ok);
    }
    for (size_t i = 0; i < problem.n_params; i++)
        problem.params[i] = copy_clipped(params[i], &ok);
    if (ok) {
        problems->items[problems->count++] = problem;
    } else {
        free_problem(&problem);
        problems->dropped++;
    }
}

static void discount(struct problems *problems, const struct problem *problem)
{
    problems->errors -= reason_severity(problem->reason) == SEVERITY_ERROR;
    problems->warnings -= reason_severity(problem->reason) == SEVERITY_WARNING;
}

void problems_drop(struct problems *problems, bool (*is)(const void *arg, const struct problem *problem), const void *arg)
{
    size_t kept = 0;
    for (size_t i = 0; i < problems->count; i++) {
        if (is(arg, &problems->items[i])) {
            discount(problems, &problems->items[i]);
            free_problem(&problems->items[i]);
        } else {
            problems->items[kept++] = problems->items[i];
        }
    }
    problems->count = kept;
}

/* NULL after all others: what has no place comes last. */
static int compare_texts(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a == NULL) - (b == NULL) : strcmp(a, b);
}

static int compare_problems(const struct problem *a, const struct problem *b)
{
    int by_file = compare_texts(a->place.file, b->place.file);
    return by_file != 0 ? by_file : (a->place.line > b->place.line) - (a->place.line < b->place.line);
}

static bool is_same(const struct problem *a, const struct problem *b)
{
    bool same = a->reason == b->reason && compare_problems(a, b) == 0 && a->place.column == b->place.column &&
                compare_texts(a->place.column_name, b->place.column_name) == 0 && a->n_params == b->n_params;
    for (size_t i = 0; same && i < a->n_params; i++)
        same = compare_texts(a->params[i], b->params[i]) == 0;
    return same;
}

/* Merges two sorted neighbours; stable. */
static void merge(const struct problem *from, struct problem *to, size_t n_left, size_t n)
{
    for (size_t l = 0, r = n_left, i = 0; i < n; i++)
        to[i] = r == n || (l < n_left && compare_problems(&from[l], &from[r]) <= 0) ? from[l++] : from[r++];
}

static void drop_doubles(struct problems *problems)
{
    size_t kept = 0;
    for (size_t i = 0; i < problems->count; i++) {
        struct problem *problem = &problems->items[i];
        bool is_double = false;
        for (size_t k = kept; !is_double && k-- > 0 && compare_problems(&problems->items[k], problem) == 0;)
            is_double = is_same(&problems->items[k], problem);
        if (is_double) {
            discount(problems, problem);
            free_problem(problem);
        } else {
            problems->items[kept++] = *problem;
        }
    }
    problems->count = kept;
}

void problems_sort(struct problems *problems)
{
    size_t n = problems->count;
    struct problem *from = problems->items, *to = n < 2 ? NULL : reallocarray(NULL, n, sizeof(*to));
    if (to == NULL)
        return; /* without memory they stay in the order found */
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t rest = n - i;
            merge(from + i, to + i, rest < width ? rest : width, rest < 2 * width ? rest : 2 * width);
        }
        struct problem *sorted = to;
        to = from;
        from = sorted;
    }
    problems->cap = from == problems->items ? problems->cap : n;
    problems->items = from;
    free(to);
    drop_doubles(problems);
}

enum status problems_status(const struct problems *problems)
{
    return problems->errors > 0 ? ST_BAD_INPUT : ST_OK;
}

static const char *severity_words(enum reason_severity severity, enum reason_language language)
{
    if (language == REASON_EN)
        return severity_name(severity);
    switch (severity) {
    case SEVERITY_INFO: return "提示";
    case SEVERITY_WARNING: return "警告";
    case SEVERITY_ERROR: return "错误";
    }
    return "";
}

static void format_place(struct text *out, const struct place *place)
{
    if (place->file != NULL)
        text_append(out, place->file);
    if (place->line > 0)
        text_printf(out, ":%" PRId64, place->line);
    if (place->line > 0 && place->column > 0)
        text_printf(out, ":%d", place->column);
    if (place->column_name != NULL)
        text_printf(out, "%s%s", place->file != NULL || place->line > 0 ? " " : "", place->column_name);
    if (place->file != NULL || place->line > 0 || place->column_name != NULL)
        text_append(out, ": ");
}

void problem_format(struct text *out, const struct problem *problem, enum reason_language language)
{
    format_place(out, &problem->place);
    text_printf(out, "%s %s: ", reason_code(problem->reason), severity_words(reason_severity(problem->reason), language));
    reason_format(out, problem->reason, language, problem->n_params, (const char *const *)problem->params);
}

void problems_format(struct text *out, const struct problems *problems, enum reason_language language)
{
    for (size_t i = 0; i < problems->count; i++) {
        problem_format(out, &problems->items[i], language);
        text_append_char(out, '\n');
    }
    if (problems->dropped > 0)
        text_printf(out, language == REASON_ZH ? "另有%" PRIu64 "条未列出\n" : "%" PRIu64 " more not listed\n", problems->dropped);
}
