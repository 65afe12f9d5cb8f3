/* utf8.c: one decoder of UTF-8, and what is counted and cut with it. */
#include "lib/utf8.h"

/* How many bytes a character that begins so has (0: none begins so), the bits of the first byte, the least code point
 * that needs this many bytes. */
static int sequence_length(unsigned char lead, int32_t *bits, int32_t *least)
{
    if (lead < 0x80) {
        *bits = lead;
        *least = 0;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        *bits = lead & 0x1F;
        *least = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *bits = lead & 0x0F;
        *least = 0x800;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *bits = lead & 0x07;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

int32_t utf8_next(const char **s, const char *end)
{
    int32_t code, least;
    const char *at = *s;
    int length = sequence_length((unsigned char)*at, &code, &least);

    *s = at + 1;
    if (length == 0 || end - at < length)
        return -1;
    for (int i = 1; i < length; i++) {
        unsigned char next = (unsigned char)at[i];
        if ((next & 0xC0) != 0x80)
            return -1;
        code = (code << 6) | (next & 0x3F);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return -1;
    *s = at + length;
    return code;
}

size_t utf8_valid_len(const char *s, size_t len)
{
    const char *at = s, *end = s + len;

    while (at < end) {
        const char *from = at;
        if (utf8_next(&at, end) < 0)
            return (size_t)(from - s);
    }
    return len;
}

bool utf8_is_valid(const char *s, size_t len)
{
    return utf8_valid_len(s, len) == len;
}

bool utf8_is_cut(const char *s, size_t len)
{
    int32_t bits, least;

    if (len == 0 || len > 3 || (size_t)sequence_length((unsigned char)s[0], &bits, &least) <= len)
        return false;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return false;
    /* the second byte alone tells overlong forms, surrogates and what is too large */
    if (len > 1) {
        unsigned char lead = (unsigned char)s[0], second = (unsigned char)s[1];
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F))
            return false;
    }
    return true;
}

size_t utf8_count(const char *s, size_t len)
{
    const char *at = s, *end = s + len;
    size_t count = 0;

    for (; at < end; count++)
        (void)utf8_next(&at, end);
    return count;
}

size_t utf8_clip(const char *s, size_t len, size_t max_bytes)
{
    if (len <= max_bytes)
        return len;
    size_t clipped = max_bytes;
    /* at most three bytes back to the beginning of the character that would be cut */
    while (clipped > 0 && max_bytes - clipped < 3 && ((unsigned char)s[clipped] & 0xC0) == 0x80)
        clipped--;
    return clipped;
}
