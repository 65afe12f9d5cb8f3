/* decimal_normalise.c: numbers as people type them (３，５１２．６, " 1,234.50 ") made plain, before they are parsed.
 *
 * Apart from decimal.c because it guesses, a little, and parsing must not. */
#include "lib/decimal.h"

#include <string.h>

#include "lib/utf8.h"

/* Full-width forms U+FF01 … U+FF5E mirror ASCII 0x21 … 0x7E; other marks that look like a minus are minus signs. */
static int32_t plain_code(int32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        return code - 0xFF01 + 0x21;
    if (code == 0x2212 /* minus sign */ || code == 0xFE63 /* small hyphen-minus */)
        return '-';
    if (code == 0x3000 /* ideographic space */ || code == 0xA0 /* no-break space */ || code == '\t')
        return ' ';
    return code;
}

/* Commas part groups of three: up to three digits first, then exactly three each, none in the decimals. */
static bool commas_group(const char *s, size_t len)
{
    size_t whole = 0, digits_in_group = 0;
    bool seen = false;

    if (len > 0 && (s[0] == '-' || s[0] == '+')) {
        s++;
        len--;
    }
    while (whole < len && s[whole] != '.')
        whole++;
    if (memchr(s + whole, ',', len - whole) != NULL)
        return false;
    for (size_t i = 0; i < whole; i++) {
        if (s[i] != ',') {
            digits_in_group++;
            continue;
        }
        if (digits_in_group == 0 || digits_in_group > 3 || (seen && digits_in_group != 3))
            return false;
        seen = true;
        digits_in_group = 0;
    }
    return !seen || digits_in_group == 3;
}

enum status decimal_normalise(const char *s, size_t len, struct text *out, bool *ret_changed)
{
    const char *at = s, *end = s + len;
    scoped(text_done) struct text plain;

    text_init(&plain, len);
    while (at < end) {
        const char *from = at;
        int32_t code = plain_code(utf8_next(&at, end));
        if (code > 0 && code < 0x80)
            text_append_char(&plain, (char)code);
        else
            text_append_n(&plain, from, (size_t)(at - from));
    }
    if (plain.overflow)
        return ST_BAD_INPUT;

    const char *front = plain.s;
    size_t kept = plain.len;
    while (kept > 0 && front[0] == ' ') {
        front++;
        kept--;
    }
    while (kept > 0 && front[kept - 1] == ' ')
        kept--;
    if (kept == 0 || !commas_group(front, kept))
        return ST_BAD_INPUT;

    size_t written = 0;
    for (size_t i = 0; i < kept; i++) {
        if (front[i] == ',')
            continue;
        text_append_char(out, front[i]);
        written++;
    }
    if (out->overflow)
        return ST_BAD_INPUT;
    *ret_changed = written != len || memcmp(out->s + out->len - written, s, len) != 0;
    return ST_OK;
}
