/* charset.c: which of the two encodings a file is in, and its way to UTF-8. */
#include "lib/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define BOM        "\xEF\xBB\xBF"
#define BOM_BYTES  3
#define UNREADABLE "\xEF\xBF\xBD" /* U+FFFD */

/* In GB18030 text about one character in four happens to be a well-formed two-byte sequence of UTF-8 and the others are
 * two bad bytes each; in UTF-8 text with cut cells bad bytes are rare. Ten lies far from both. */
#define WELL_FORMED_PER_BAD 10

enum reader_state {
    READ_START,   /* may be within a BOM: what matched so far is held */
    READ_ASCII,   /* nothing beyond ASCII yet */
    READ_WINDOW,  /* holding what will be looked at to decide */
    READ_DECIDED, /* holding at most the beginning of one character between two feeds */
};

struct charset_reader {
    enum reader_state state;
    enum charset found;
    uint64_t broken_bytes;
    iconv_t gb18030;
    size_t held;
    char hold[CHARSET_WINDOW_BYTES];
};

const char *charset_name(enum charset charset)
{
    switch (charset) {
    case CHARSET_ASCII: return "ASCII";
    case CHARSET_UTF8: return "UTF-8";
    case CHARSET_UTF8_BOM: return "UTF-8 BOM";
    case CHARSET_GB18030: return "GB18030";
    }
    return "unknown";
}

/* How many bytes from here on are ASCII; by eights, since most of a wide file is. */
static size_t ascii_run(const char *s, size_t len)
{
    size_t n = 0;
    uint64_t eight;

    for (; n + sizeof(eight) <= len; n += sizeof(eight)) {
        memcpy(&eight, s + n, sizeof(eight));
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (n < len && (unsigned char)s[n] < 0x80)
        n++;
    return n;
}

enum charset charset_detect(const char *buf, size_t len, bool complete)
{
    const char *at = buf, *end = buf + len;
    size_t well_formed = 0, bad = 0;

    if (len >= BOM_BYTES && memcmp(buf, BOM, BOM_BYTES) == 0)
        return CHARSET_UTF8_BOM;
    for (;;) {
        at += ascii_run(at, (size_t)(end - at));
        if (at == end)
            break;
        const char *from = at;
        if (utf8_next(&at, end) >= 0) {
            well_formed++;
        } else if (!complete && utf8_is_cut(from, (size_t)(end - from))) {
            well_formed++;
            break;
        } else {
            bad++;
        }
    }
    if (bad > 0 && well_formed < bad * WELL_FORMED_PER_BAD)
        return CHARSET_GB18030;
    return well_formed > 0 ? CHARSET_UTF8 : CHARSET_ASCII;
}

enum status charset_open(struct charset_reader **ret)
{
    struct charset_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return ST_RETRY;
    reader->gb18030 = iconv_open("UTF-8", "GB18030");
    if (reader->gb18030 == (iconv_t)-1) {
        free(reader);
        return errno == ENOMEM ? ST_RETRY : ST_FATAL;
    }
    *ret = reader;
    return ST_OK;
}

void charset_close(struct charset_reader *reader)
{
    if (reader == NULL)
        return;
    (void)iconv_close(reader->gb18030);
    free(reader);
}

enum charset charset_found(const struct charset_reader *reader)
{
    return reader->found;
}

uint64_t charset_broken_bytes(const struct charset_reader *reader)
{
    return reader->broken_bytes;
}

static void put_unreadable(struct charset_reader *reader, size_t bytes, struct text *out)
{
    reader->broken_bytes += bytes;
    text_append(out, UNREADABLE);
}

/* Appends what is whole; returns how many bytes were used. */
static size_t convert_utf8(struct charset_reader *reader, const char *s, size_t len, bool last, struct text *out)
{
    const char *at = s, *end = s + len, *run = s;

    while (at < end) {
        at += ascii_run(at, (size_t)(end - at));
        if (at == end)
            break;
        const char *from = at;
        if (utf8_next(&at, end) >= 0)
            continue;
        text_append_n(out, run, (size_t)(from - run));
        run = from;
        if (!last && utf8_is_cut(from, (size_t)(end - from)))
            return (size_t)(from - s);
        put_unreadable(reader, 1, out);
        run = at;
    }
    text_append_n(out, run, (size_t)(end - run));
    return len;
}

static bool in_range(char c, unsigned least, unsigned most)
{
    return (unsigned char)c >= least && (unsigned char)c <= most;
}

/* The bytes of the GB18030 character here: 1, 2 or 4; 0 if it is cut by the end. *well_formed false: not a character,
 * one byte to skip, so that a comma after half a character stays a comma. */
static size_t gb18030_length(const char *s, size_t len, bool *well_formed)
{
    *well_formed = true;
    if ((unsigned char)s[0] < 0x80)
        return 1;
    if (in_range(s[0], 0x81, 0xFE)) {
        if (len < 2)
            return 0;
        if (in_range(s[1], 0x40, 0x7E) || in_range(s[1], 0x80, 0xFE))
            return 2;
        if (in_range(s[1], 0x30, 0x39) && (len < 3 || in_range(s[2], 0x81, 0xFE)) && (len < 4 || in_range(s[3], 0x30, 0x39)))
            return len < 4 ? 0 : 4;
    }
    *well_formed = false;
    return 1;
}

/* Converts a run of well-formed characters; those that GB18030 does not assign are unreadable. */
static void convert_gb18030_run(struct charset_reader *reader, const char *s, size_t len, struct text *out)
{
    char converted[4096];
    char *in = (char *)s;
    size_t in_left = len;

    while (in_left > 0) {
        char *to = converted;
        size_t room = sizeof(converted);
        size_t result = iconv(reader->gb18030, &in, &in_left, &to, &room);
        int error = errno;
        text_append_n(out, converted, sizeof(converted) - room);
        if (result != (size_t)-1 || error == E2BIG)
            continue;
        bool well_formed;
        size_t bytes = gb18030_length(in, in_left, &well_formed);
        if (bytes == 0)
            bytes = in_left;
        put_unreadable(reader, bytes, out);
        in += bytes;
        in_left -= bytes;
        (void)iconv(reader->gb18030, NULL, NULL, NULL, NULL);
    }
}

static size_t convert_gb18030(struct charset_reader *reader, const char *s, size_t len, bool last, struct text *out)
{
    size_t at = 0;

    while (at < len) {
        size_t run = ascii_run(s + at, len - at), bytes = 0;
        bool well_formed = true;
        text_append_n(out, s + at, run);
        at += run;
        for (run = 0; at + run < len && (unsigned char)s[at + run] >= 0x80; run += bytes) {
            bytes = gb18030_length(s + at + run, len - at - run, &well_formed);
            if (bytes == 0 || !well_formed)
                break;
        }
        convert_gb18030_run(reader, s + at, run, out);
        at += run;
        if (at == len || (bytes > 0 && well_formed))
            continue;
        if (bytes == 0 && !last)
            return at;
        put_unreadable(reader, 1, out);
        at++;
    }
    return at;
}

/* Converts what is held and keeps what is cut at its end. */
static void convert_held(struct charset_reader *reader, bool last, struct text *out)
{
    size_t used = reader->found == CHARSET_GB18030 ? convert_gb18030(reader, reader->hold, reader->held, last, out)
                                                   : convert_utf8(reader, reader->hold, reader->held, last, out);

    reader->held -= used;
    memmove(reader->hold, reader->hold + used, reader->held);
}

/* Takes bytes of a BOM as long as they match; says what comes next. */
static size_t feed_start(struct charset_reader *reader, const char *in, size_t len, bool last)
{
    size_t used = 0;

    while (used < len && reader->held < BOM_BYTES && in[used] == BOM[reader->held])
        reader->hold[reader->held++] = in[used++];
    if (reader->held == BOM_BYTES) {
        reader->found = CHARSET_UTF8_BOM;
        reader->state = READ_DECIDED;
        reader->held = 0;
    } else if (used < len || last) {
        reader->state = reader->held > 0 ? READ_WINDOW : READ_ASCII;
    }
    return used;
}

static size_t hold(struct charset_reader *reader, const char *in, size_t len)
{
    size_t room = sizeof(reader->hold) - reader->held;
    size_t taken = len < room ? len : room;

    if (taken > 0)
        memcpy(reader->hold + reader->held, in, taken);
    reader->held += taken;
    return taken;
}

/* One step of the reader over what is left of the input; returns how many bytes it used. */
static size_t feed_step(struct charset_reader *reader, const char *in, size_t len, bool last, struct text *out)
{
    size_t used;

    switch (reader->state) {
    case READ_START: return feed_start(reader, in, len, last);
    case READ_ASCII:
        used = ascii_run(in, len);
        text_append_n(out, in, used);
        if (used < len)
            reader->state = READ_WINDOW;
        return used;
    case READ_WINDOW:
        used = hold(reader, in, len);
        last = last && used == len;
        if (last || reader->held == sizeof(reader->hold)) {
            reader->found = charset_detect(reader->hold, reader->held, last);
            reader->state = READ_DECIDED;
        }
        return used;
    case READ_DECIDED:
        used = hold(reader, in, len);
        convert_held(reader, last && used == len, out);
        return used;
    }
    return len;
}

enum status charset_feed(struct charset_reader *reader, const char *in, size_t len, bool last, struct text *out)
{
    enum reader_state before;

    /* Each round uses bytes or moves on to a later state, so there are few more rounds than pieces of a window. */
    do {
        before = reader->state;
        size_t used = feed_step(reader, in, len, last, out);
        if (len > 0)
            in += used;
        len -= used;
    } while (!out->overflow && (len > 0 || reader->state != before));
    return text_status(out);
}
