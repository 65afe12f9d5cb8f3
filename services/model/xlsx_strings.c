/* xlsx_strings.c: the texts that cells point to. A text is one piece, or runs of rich text in a row; how it is pronounced (rPh)
 * is not part of it. */
#include <stdlib.h>
#include <string.h>

#include "model/xlsx_private.h"

struct reading {
    const char *file;
    struct problems *problems;
    struct arena *arena;
    struct xlsx_strings *strings;
    struct text words;
    bool in_item, in_text;
    int phonetic; /* depth of rPh */
};

void xlsx_strings_done(struct xlsx_strings *strings)
{
    free(strings->at);
    *strings = (struct xlsx_strings){0};
}

/* The code of `_xHHHH_` at s; -1: it is none, or one that is no character of its own (a NUL, half of a pair). */
static int escaped(const char *s, size_t len)
{
    int code = 0;
    if (len < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digit = strchr("0123456789abcdef", s[i] >= 'A' && s[i] <= 'F' ? s[i] + 32 : s[i]);
        if (digit == NULL || *digit == '\0')
            return -1;
        code = code * 16 + (int)(digit - "0123456789abcdef");
    }
    return code == 0 || (code >= 0xD800 && code <= 0xDFFF) ? -1 : code;
}

static size_t put_utf8(char *out, int code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
}

const char *xlsx_string_keep(struct arena *arena, const char *bytes, size_t len)
{
    char *out = arena_text_n(arena, bytes, len); /* never longer than it was: seven bytes become three at most */
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        int code = escaped(bytes + i, len - i);
        if (code >= 0) {
            n += put_utf8(out + n, code);
            i += 7;
        } else {
            out[n++] = bytes[i++];
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (out[i] == '\r' && i + 1 < n && out[i + 1] == '\n')
            continue;
        out[kept++] = out[i] == '\r' ? '\n' : out[i];
    }
    out[kept] = '\0';
    return out;
}

static enum status on_begin(void *arg, enum xlsx_space space, const char *name, const char *const *attributes)
{
    struct reading *in = arg;
    (void)attributes;
    if (space != XLSX_SPACE_SHEET)
        return ST_OK;
    if (strcmp(name, "si") == 0) {
        in->in_item = true;
        text_clear(&in->words);
    }
    in->phonetic += strcmp(name, "rPh") == 0;
    in->in_text = in->in_item && in->phonetic == 0 && strcmp(name, "t") == 0;
    return ST_OK;
}

static enum status on_end(void *arg, enum xlsx_space space, const char *name)
{
    struct reading *in = arg;
    struct xlsx_strings *strings = in->strings;
    if (space != XLSX_SPACE_SHEET)
        return ST_OK;
    in->in_text = false;
    in->phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return ST_OK;
    in->in_item = false;
    if (in->words.overflow)
        return ST_RETRY;
    if (strings->n == XLSX_MAX_CELLS) {
        problems_add(in->problems, REASON_E_XLS_002, (&(struct place){.file = in->file}), "文字 (texts)", "1000000");
        return ST_BAD_INPUT;
    }
    if (strings->n == strings->cap) {
        size_t cap = strings->cap == 0 ? 1024 : strings->cap * 2;
        const char **grown = reallocarray(strings->at, cap, sizeof *grown);
        if (grown == NULL)
            return ST_RETRY;
        strings->at = grown;
        strings->cap = cap;
    }
    strings->at[strings->n++] = xlsx_string_keep(in->arena, in->words.s, in->words.len);
    return ST_OK;
}

static enum status on_text(void *arg, const char *bytes, size_t len)
{
    struct reading *in = arg;
    if (in->in_text)
        text_append_n(&in->words, bytes, len);
    return ST_OK;
}

enum status xlsx_strings_read(const char *file, const char *part, const struct text *bytes, struct arena *arena,
                              struct problems *problems, struct xlsx_strings *ret)
{
    struct reading in = {.file = file, .problems = problems, .arena = arena, .strings = ret};
    text_init(&in.words, XLSX_MAX_UNPACKED);
    const struct xlsx_handler handler = {on_begin, on_end, on_text, &in};
    enum status st = xlsx_xml_read(file, part, bytes, &handler, problems);
    text_done(&in.words);
    return st;
}
