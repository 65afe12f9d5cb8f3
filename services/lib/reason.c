/* reason.c: the words of reasons.tsv, compiled in, and the filling in of their parameters. */
#include "lib/reason.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct reason_row {
    const char *code;
    enum reason_severity severity;
    const char *zh, *en;
};

static const struct reason_row ROWS[REASON_COUNT] = {[REASON_NONE] = {"", SEVERITY_INFO, "", ""},
#define REASON_ROW(name, code, severity, zh, en) [name] = {code, severity, zh, en},
                                                     REASON_TABLE(REASON_ROW)
#undef REASON_ROW
};

static const struct reason_row *row_of(enum reason reason)
{
    return (unsigned)reason < REASON_COUNT ? &ROWS[reason] : &ROWS[REASON_NONE];
}

const char *reason_code(enum reason reason)
{
    return row_of(reason)->code;
}

const char *reason_zh(enum reason reason)
{
    return row_of(reason)->zh;
}

const char *reason_en(enum reason reason)
{
    return row_of(reason)->en;
}

enum reason_severity reason_severity(enum reason reason)
{
    return row_of(reason)->severity;
}

const char *severity_name(enum reason_severity severity)
{
    switch (severity) {
    case SEVERITY_INFO: return "info";
    case SEVERITY_WARNING: return "warning";
    case SEVERITY_ERROR: return "error";
    }
    return "unknown";
}

enum status reason_from_code(const char *code, enum reason *ret)
{
    for (int i = REASON_NONE + 1; i < REASON_COUNT; i++) {
        if (strcmp(ROWS[i].code, code) == 0) {
            *ret = (enum reason)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *reason_number(char buffer[static REASON_NUMBER_SIZE], int64_t value)
{
    snprintf(buffer, REASON_NUMBER_SIZE, "%" PRId64, value);
    return buffer;
}

/* Behind the brace that closes what begins at `at`, inside it; the end of the words if none does. */
static const char *after_group(const char *at)
{
    for (int depth = 1; *at != '\0'; at++) {
        depth += (*at == '{') - (*at == '}');
        if (depth == 0)
            return at + 1;
    }
    return at;
}

void reason_format(struct text *out, enum reason reason, enum reason_language language, size_t n_params, const char *const *params)
{
    const char *at = language == REASON_ZH ? reason_zh(reason) : reason_en(reason);
    bool in_group = false;

    for (;;) {
        const char *brace = strpbrk(at, in_group ? "{}" : "{");
        if (brace == NULL)
            break;
        text_append_n(out, at, (size_t)(brace - at));
        bool opens = brace[0] == '{' && brace[1] == '?', ends = brace[0] == '}';
        char digit = ends ? '\0' : brace[opens ? 2 : 1];
        size_t n = (size_t)(digit - '1');
        bool is_known = n < n_params && params[n] != NULL;
        if (ends) {
            in_group = false;
            at = brace + 1;
        } else if (digit < '1' || digit > '9' || (!opens && brace[2] != '}')) {
            text_append_char(out, '{');
            at = brace + 1;
        } else if (opens) {
            in_group = is_known && params[n][0] != '\0';
            at = in_group ? brace + 3 : after_group(brace + 3);
        } else {
            text_append(out, is_known ? params[n] : "？");
            at = brace + 3;
        }
    }
    text_append(out, at);
}
