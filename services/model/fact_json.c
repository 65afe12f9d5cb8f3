/* fact_json.c: facts as one flat JSON object of strings, and back. Written for this one shape: nothing else is accepted. */
#include "model/fact.h"

#include <stdint.h>
#include <string.h>

#include "lib/utf8.h"

static void format_string(struct text *out, const char *s)
{
    text_append_char(out, '"');
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            text_printf(out, "\\%c", c);
        else if (c == '\n')
            text_append(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            text_printf(out, "\\u%04x", c);
        else
            text_append_char(out, (char)c);
    }
    text_append_char(out, '"');
}

void facts_format_json(struct text *out, const struct facts *facts)
{
    text_append_char(out, '{');
    for (size_t i = 0; i < facts->n; i++) {
        if (i > 0)
            text_append_char(out, ',');
        format_string(out, facts->at[i].name);
        text_append_char(out, ':');
        format_string(out, facts->at[i].value);
    }
    text_append_char(out, '}');
}

struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && strchr(" \t\r\n", *cursor->at) != NULL && *cursor->at != '\0')
        cursor->at++;
}

static bool take(struct cursor *cursor, char c)
{
    skip_blanks(cursor);
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool hex4(struct cursor *cursor, uint32_t *ret)
{
    uint32_t value = 0;
    if (cursor->end - cursor->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF", *found = strchr(digits, *cursor->at++);
        if (found == NULL || *found == '\0')
            return false;
        value = value * 16 + (uint32_t)((found - digits) % 16);
    }
    *ret = value;
    return true;
}

static void append_code_point(struct text *out, uint32_t c)
{
    const char bytes[] = {(char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)), (char)(0x80 | (c >> 6 & 0x3f)),
                          (char)(0x80 | (c & 0x3f))};
    if (c < 0x80) {
        text_append_char(out, (char)c);
    } else if (c < 0x800) {
        text_append_char(out, (char)(0xc0 | c >> 6));
        text_append_n(out, bytes + 3, 1);
    } else if (c < 0x10000) {
        text_append_char(out, (char)(0xe0 | c >> 12));
        text_append_n(out, bytes + 2, 2);
    } else {
        text_append_n(out, bytes, 4);
    }
}

/* After \u: one unit, or a pair of surrogates. NUL is refused: the texts are C strings. */
static bool parse_unicode(struct cursor *cursor, struct text *out)
{
    uint32_t c, low;
    if (!hex4(cursor, &c) || c == 0 || (c >= 0xdc00 && c < 0xe000))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (cursor->end - cursor->at < 6 || cursor->at[0] != '\\' || cursor->at[1] != 'u')
            return false;
        cursor->at += 2;
        if (!hex4(cursor, &low) || low < 0xdc00 || low >= 0xe000)
            return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    append_code_point(out, c);
    return true;
}

static bool parse_string(struct cursor *cursor, struct text *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    text_clear(out);
    if (!take(cursor, '"'))
        return false;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        char c = *cursor->at++;
        if ((unsigned char)c < 0x20)
            return false;
        if (c != '\\') {
            text_append_char(out, c);
            continue;
        }
        if (cursor->at == cursor->end || *cursor->at == '\0')
            return false;
        c = *cursor->at++;
        const char *plain = strchr(from, c);
        if (c == 'u' ? !parse_unicode(cursor, out) : plain == NULL)
            return false;
        if (c != 'u')
            text_append_char(out, to[plain - from]);
    }
    return take(cursor, '"') && !out->overflow && utf8_is_valid(out->s, out->len);
}

enum status facts_parse_json(struct facts *facts, const char *json, size_t len)
{
    struct cursor cursor = {json, json + len};
    scoped(text_done) struct text name, value;
    text_init(&name, 256);
    text_init(&value, FACT_VALUE_MAX_BYTES);
    facts_done(facts);
    bool ok = take(&cursor, '{');
    bool more = ok && !take(&cursor, '}');
    while (ok && more) {
        ok = parse_string(&cursor, &name) && take(&cursor, ':') && parse_string(&cursor, &value);
        if (ok)
            facts_set(facts, name.s, value.s);
        more = ok && take(&cursor, ',');
        if (ok && !more)
            ok = take(&cursor, '}');
    }
    skip_blanks(&cursor);
    if (ok && cursor.at == cursor.end && !facts->overflow)
        return ST_OK;
    facts_done(facts);
    return ST_BAD_INPUT;
}
