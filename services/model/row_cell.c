/* row_cell.c: numbers, dates and codes as hospitals write them. The plain spelling is tried first: it is nearly all. */
#include "model/row_cell.h"

#include <assert.h>
#include <string.h>

#include "lib/date.h"
#include "lib/decimal.h"
#include "lib/utf8.h"
#include "model/period.h"

/* U+3000, the blank of full width */
static const char WIDE_BLANK[] = "\xe3\x80\x80";

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void cell_trim(const char **ret_s, size_t *ret_len)
{
    const char *s = *ret_s;
    size_t len = *ret_len;
    for (;;) {
        if (len > 0 && is_blank(s[0])) {
            s++;
            len--;
        } else if (len > 0 && is_blank(s[len - 1])) {
            len--;
        } else if (len >= 3 && memcmp(s, WIDE_BLANK, 3) == 0) {
            s += 3;
            len -= 3;
        } else if (len >= 3 && memcmp(s + len - 3, WIDE_BLANK, 3) == 0) {
            len -= 3;
        } else {
            break;
        }
    }
    *ret_s = s;
    *ret_len = len == 1 && s[0] == '-' ? 0 : len;
}

/* Up to 15 digits and nothing else, the common case, without 128-bit arithmetic. */
static bool plain_digits(const char *s, size_t len, int64_t *ret)
{
    if (len == 0 || len > 15)
        return false;
    int64_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        n = n * 10 + (s[i] - '0');
    }
    *ret = n;
    return true;
}

static enum reason number_units(const struct field *field, const char *s, size_t len, int64_t *ret)
{
    i128 units;
    int written;
    int scale = field_scale(field);
    if (scale == 0 && plain_digits(s, len, ret))
        return REASON_NONE;
    if (decimal_parse(s, len, DECIMAL_SCALE_MAX, &units, &written) != ST_OK)
        return REASON_E_ING_111;
    if (decimal_rescale(units, written, scale, &units) != ST_OK)
        return scale == 0 ? REASON_E_ING_112 : REASON_E_ING_113;
    if (units >= FIELD_NUMBER_LIMIT || units <= -FIELD_NUMBER_LIMIT)
        return REASON_E_ING_114;
    *ret = (int64_t)units;
    return REASON_NONE;
}

enum reason cell_number(const struct field *field, const char *s, size_t len, struct text *scratch, int64_t *ret)
{
    int64_t units = 0;
    enum reason reason = number_units(field, s, len, &units);
    enum reason warning = REASON_NONE;
    if (reason == REASON_E_ING_111 && len < CELL_SCRATCH_BYTES) {
        bool changed = false;
        text_clear(scratch);
        if (decimal_normalise(s, len, scratch, &changed) == ST_OK && changed) {
            reason = number_units(field, scratch->s, scratch->len, &units);
            warning = REASON_W_ING_132;
        }
    }
    if (reason != REASON_NONE)
        return reason;
    if (units < field->min || units > field->max)
        return REASON_E_ING_114;
    *ret = units;
    return warning;
}

enum reason cell_date(const struct field *field, const char *s, size_t len, int64_t *ret)
{
    struct date_read read;
    if (date_parse(s, len, &read) != ST_OK)
        return REASON_E_ING_115;
    bool wants_time = field->type == FIELD_DATETIME;
    *ret = wants_time ? instant_of_date(read.date, read.second_of_day) : read.date;
    return read.canonical && read.has_time == wants_time ? REASON_NONE : REASON_W_ING_131;
}

/* Full-width letters, digits and signs as their ASCII ones; false: none there, or too long to be a code. */
static bool narrow(const char *s, size_t len, char *ret, size_t size, size_t *ret_len)
{
    bool changed = false;
    size_t n = 0;
    for (const char *end = s + len; s < end;) {
        const char *begin = s;
        int32_t c = utf8_next(&s, end);
        if (n + 4 > size)
            return false;
        if (c >= 0xFF01 && c <= 0xFF5E) {
            ret[n++] = (char)(c - 0xFF01 + '!');
            changed = true;
        } else {
            memcpy(ret + n, begin, (size_t)(s - begin));
            n += (size_t)(s - begin);
        }
    }
    *ret_len = n;
    return changed;
}

enum reason cell_text(const struct field *field, const char *s, size_t len)
{
    if (len > field->max_chars && utf8_count(s, len) > field->max_chars)
        return REASON_E_ING_117;
    return REASON_NONE;
}

enum reason cell_code(const struct field *field, const char *s, size_t len, int64_t *ret)
{
    char plain[128];
    size_t plain_len;
    int32_t code = code_table_find(field->table, s, len);
    enum reason warning = REASON_NONE;
    if (code < 0 && cell_text(field, s, len) != REASON_NONE)
        return REASON_E_ING_117;
    if (code < 0 && narrow(s, len, plain, sizeof(plain), &plain_len)) {
        code = code_table_find(field->table, plain, plain_len);
        warning = REASON_W_ING_132;
    }
    if (code < 0)
        return REASON_E_ING_116;
    *ret = code;
    return warning;
}

enum reason cell_month(const char *s, size_t len, int32_t *ret)
{
    int32_t month = INT32_MIN;
    int64_t digits = 0;
    enum reason warning = REASON_NONE;
    if (month_parse(s, len, &month) != ST_OK) {
        if (len != 6 || !plain_digits(s, len, &digits) || digits % 100 < 1 || digits % 100 > 12)
            return REASON_E_ING_115;
        month = month_from_ym((int)(digits / 100), (int)(digits % 100));
        warning = REASON_W_ING_131;
    }
    if (month < PERIOD_MONTH_MIN || month > PERIOD_MONTH_MAX)
        return REASON_E_ING_115;
    *ret = month;
    return warning;
}

bool cell_is_scientific(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == '.'))
        i++;
    return i > 0 && i + 2 < len && (s[i] == 'E' || s[i] == 'e') && s[i + 1] == '+';
}
