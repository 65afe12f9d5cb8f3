/* Why: one strict reader for each type that crosses from SQL to C, so that a surprise is a false and never a zero. */
#include "lib/db_row.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *param_i64(char buffer[static PARAM_I64_SIZE], int64_t value)
{
    snprintf(buffer, PARAM_I64_SIZE, "%" PRId64, value);
    return buffer;
}

const char *param_i128(char buffer[static PARAM_I128_SIZE], i128 value)
{
    char *at = buffer + PARAM_I128_SIZE - 1;
    unsigned __int128 rest = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    *at = '\0';
    do {
        *--at = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        *--at = '-';
    return at;
}

void param_i64_array(struct text *out, const int64_t *values, size_t count)
{
    text_append(out, "{");
    for (size_t i = 0; i < count; i++)
        text_printf(out, "%s%" PRId64, i == 0 ? "" : ",", values[i]);
    text_append(out, "}");
}

void param_text_array(struct text *out, const char *const *values, size_t count)
{
    text_append(out, "{");
    for (size_t i = 0; i < count; i++) {
        text_append(out, i == 0 ? "\"" : ",\"");
        for (const char *c = values[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                text_append_char(out, '\\');
            text_append_char(out, *c);
        }
        text_append(out, "\"");
    }
    text_append(out, "}");
}

int row_count(const PGresult *result)
{
    return PQntuples(result);
}

bool row_is_null(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) != 0;
}

/* A whole number up to the byte `end` expects; false when there is none or it does not fit. */
static bool i64_read(const char *s, char **ret_end, int64_t *ret)
{
    if (*s != '-' && (*s < '0' || *s > '9'))
        return false;
    errno = 0;
    long long v = strtoll(s, ret_end, 10);
    if (errno != 0 || *ret_end == s)
        return false;
    *ret = v;
    return true;
}

bool row_i64(const PGresult *result, int row, int column, int64_t *ret)
{
    char *end = NULL;
    int64_t v = 0;
    if (row_is_null(result, row, column) || !i64_read(PQgetvalue(result, row, column), &end, &v) || *end != '\0')
        return false;
    *ret = v;
    return true;
}

bool row_i32(const PGresult *result, int row, int column, int32_t *ret)
{
    int64_t v = 0;
    if (!row_i64(result, row, column, &v) || v < INT32_MIN || v > INT32_MAX)
        return false;
    *ret = (int32_t)v;
    return true;
}

bool row_i128(const PGresult *result, int row, int column, i128 *ret)
{
    if (row_is_null(result, row, column))
        return false;
    const char *s = PQgetvalue(result, row, column);
    return i128_parse(s, strlen(s), ret) == ST_OK;
}

bool row_bool(const PGresult *result, int row, int column, bool *ret)
{
    const char *s = PQgetvalue(result, row, column);
    if (row_is_null(result, row, column) || (strcmp(s, "t") != 0 && strcmp(s, "f") != 0))
        return false;
    *ret = s[0] == 't';
    return true;
}

const char *row_text(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

char *row_text_take(const PGresult *result, int row, int column)
{
    return row_is_null(result, row, column) ? NULL : strdup(PQgetvalue(result, row, column));
}

bool row_i64_array(const PGresult *result, int row, int column, int64_t *ret, size_t max, size_t *ret_count)
{
    if (row_is_null(result, row, column))
        return false;
    const char *s = PQgetvalue(result, row, column);
    size_t count = 0;
    if (strcmp(s, "{}") == 0) {
        *ret_count = 0;
        return true;
    }
    if (*s != '{')
        return false;
    do {
        char *end = NULL;
        if (count == max || !i64_read(s + 1, &end, &ret[count]))
            return false;
        count++;
        s = end;
    } while (*s == ',');
    if (strcmp(s, "}") != 0)
        return false;
    *ret_count = count;
    return true;
}
