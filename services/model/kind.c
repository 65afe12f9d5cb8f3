/* kind.c: what is asked of a loaded kind: its fields by name, its cut-off, whether a file's name is one of its own. */
#include "model/kind.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/expr.h"

void kind_free(struct kind *kind)
{
    if (kind == NULL)
        return;
    for (size_t i = 0; i < kind->n_checks; i++)
        expr_free(kind->checks[i].expr);
    arena_done(&kind->arena);
    free(kind);
}

int kind_field(const struct kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->n_fields; i++) {
        if (strcmp(kind->fields[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

int64_t kind_cutoff_us(const struct kind *kind, int32_t month)
{
    return lag_end_us(&kind->lag, month_last_date(month));
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Exactly n digits at s → their number, else -1. */
static int digits_at(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

struct file_match {
    int year, month; /* -1: not in the pattern */
    const char *institution;
    size_t institution_len;
};

/* A place of the pattern and what it takes of the name; false: does not fit. {institution} ends before the pattern's
 * next character, which kind_load() has seen to be no letter or digit. */
static bool match_part(const char **pattern, const char **name, struct file_match *match)
{
    const char *p = *pattern, *s = *name;
    if (text_starts_with(p, "{yyyy}")) {
        match->year = digits_at(s, 4);
        *pattern = p + 6;
        *name = s + 4;
        return match->year >= 1950 && match->year < 2200;
    }
    if (text_starts_with(p, "{mm}")) {
        match->month = digits_at(s, 2);
        *pattern = p + 4;
        *name = s + 2;
        return match->month >= 1 && match->month <= 12;
    }
    if (text_starts_with(p, "{institution}")) {
        p += 13;
        while (*s != '\0' && *s != *p)
            s++;
        match->institution = *name;
        match->institution_len = (size_t)(s - *name);
        *pattern = p;
        *name = s;
        return match->institution_len > 0;
    }
    *pattern = p + 1;
    *name = s + 1;
    return same_letter(*p, *s);
}

static bool match_pattern(const char *pattern, const char *name, struct file_match *match)
{
    *match = (struct file_match){.year = -1, .month = -1, .institution = name};
    while (*pattern != '\0') {
        if (*name == '\0' || !match_part(&pattern, &name, match))
            return false;
    }
    return *name == '\0';
}

bool kind_match_file(const struct kind *kind, const char *file_name, int32_t *ret_month, const char **ret_institution,
                     size_t *ret_institution_len)
{
    for (size_t i = 0; i < kind->n_file_names; i++) {
        struct file_match match;
        if (!match_pattern(kind->file_names[i], file_name, &match))
            continue;
        *ret_month = match.year > 0 && match.month > 0 ? month_from_ym(match.year, match.month) : INT32_MIN;
        *ret_institution = match.institution;
        *ret_institution_len = match.institution_len;
        return true;
    }
    return false;
}
