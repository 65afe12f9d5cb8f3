/* zip_parts.c: local headers, a directory, its end: the plainest zip file there is (PKWARE APPNOTE 4.3). */
#include "support/zip_parts.h"

#include <stdint.h>
#include <string.h>

#define PARTS_MAX 200

struct part {
    const char *name, *bytes;
    size_t name_len, len;
    uint32_t crc;
    size_t offset;
};

static uint32_t crc32_of(const char *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++) {
        crc ^= (uint8_t)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0);
    }
    return ~crc;
}

static void put(struct text *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        text_append_char(out, (char)(value >> (8 * i) & 0xFF));
}

static void put_sizes(struct text *out, const struct part *part)
{
    put(out, 0, 2);      /* stored */
    put(out, 0, 2);      /* time */
    put(out, 0x0021, 2); /* 1980-01-01 */
    put(out, part->crc, 4);
    put(out, part->len, 4);
    put(out, part->len, 4);
    put(out, part->name_len, 2);
    put(out, 0, 2);
}

static size_t find_parts(const char *text, size_t len, struct part *parts)
{
    static const char mark[] = "=== ";
    const char *end = text + len;
    size_t n = 0;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline != NULL ? newline : end,
                   *next = newline != NULL ? newline + 1 : end;
        if (stop - text > 4 && memcmp(text, mark, 4) == 0 && n < PARTS_MAX)
            parts[n++] = (struct part){.name = text + 4, .name_len = (size_t)(stop - text) - 4, .bytes = next};
        else if (n > 0)
            parts[n - 1].len = (size_t)(next - parts[n - 1].bytes);
        text = next;
    }
    return n;
}

void zip_parts(struct text *out, const char *text, size_t len)
{
    struct part parts[PARTS_MAX];
    size_t n = find_parts(text, len, parts), directory;
    for (size_t i = 0; i < n; i++) {
        parts[i].crc = crc32_of(parts[i].bytes, parts[i].len);
        parts[i].offset = out->len;
        put(out, 0x04034B50, 4);
        put(out, 20, 2);
        put(out, 0x0800, 2); /* names are UTF-8 */
        put_sizes(out, &parts[i]);
        text_append_n(out, parts[i].name, parts[i].name_len);
        text_append_n(out, parts[i].bytes, parts[i].len);
    }
    directory = out->len;
    for (size_t i = 0; i < n; i++) {
        put(out, 0x02014B50, 4);
        put(out, 20, 2);
        put(out, 20, 2);
        put(out, 0x0800, 2);
        put_sizes(out, &parts[i]);
        put(out, 0, 4); /* comment, disk */
        put(out, 0, 6); /* attributes */
        put(out, parts[i].offset, 4);
        text_append_n(out, parts[i].name, parts[i].name_len);
    }
    put(out, 0x06054B50, 4);
    put(out, 0, 4);
    put(out, n, 2);
    put(out, n, 2);
    size_t size = out->len - directory - 12;
    put(out, size, 4);
    put(out, directory, 4);
    put(out, 0, 2);
}
