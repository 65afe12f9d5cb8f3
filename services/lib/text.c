/* text.c: every string that grows in duban grows here, so that every one of them has a limit. */
#include "lib/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Most lines and statements fit: one allocation for them. */
#define FIRST_CAP 128

/* What `s` points to before the first append; never written, since writing needs cap > 0. */
static char empty[1];

void text_init(struct text *text, size_t max_bytes)
{
    *text = (struct text){.s = empty, .max = max_bytes < SIZE_MAX ? max_bytes : SIZE_MAX - 1};
}

void text_done(struct text *text)
{
    size_t max = text->max;

    if (text->cap > 0)
        free(text->s);
    text_init(text, max);
}

void text_clear(struct text *text)
{
    text->len = 0;
    text->overflow = false;
    if (text->cap > 0)
        text->s[0] = '\0';
}

void text_drop(struct text *text, size_t n)
{
    assert(n <= text->len);
    if (n == 0)
        return;
    memmove(text->s, text->s + n, text->len - n + 1);
    text->len -= n;
}

/* Room for `more` bytes and the NUL, or overflow. */
static bool reserve(struct text *text, size_t more)
{
    if (text->overflow)
        return false;
    if (more > text->max - text->len) {
        text->overflow = true;
        return false;
    }
    size_t need = text->len + more + 1;
    if (need <= text->cap)
        return true;

    size_t cap = text->cap > SIZE_MAX / 2 ? SIZE_MAX : text->cap * 2;
    if (cap < FIRST_CAP)
        cap = FIRST_CAP;
    if (cap > text->max + 1)
        cap = text->max + 1;
    if (cap < need)
        cap = need;

    char *grown = realloc(text->cap > 0 ? text->s : NULL, cap);
    if (grown == NULL) {
        text->overflow = true;
        return false;
    }
    if (text->cap == 0)
        grown[0] = '\0';
    text->s = grown;
    text->cap = cap;
    return true;
}

char *text_take(struct text *text)
{
    char *taken = NULL;

    if (!text->overflow && reserve(text, 0)) {
        taken = text->s;
        text->cap = 0; /* no longer ours to free */
    }
    text_done(text);
    return taken;
}

void text_append_n(struct text *text, const void *bytes, size_t len)
{
    if (!reserve(text, len))
        return;
    if (len > 0)
        memcpy(text->s + text->len, bytes, len);
    text->len += len;
    text->s[text->len] = '\0';
}

void text_append(struct text *text, const char *string)
{
    text_append_n(text, string, strlen(string));
}

void text_append_char(struct text *text, char c)
{
    text_append_n(text, &c, 1);
}

void text_vprintf(struct text *text, const char *format, va_list args)
{
    va_list again;
    size_t room = text->cap > 0 ? text->cap - text->len : 0;

    if (text->overflow)
        return;
    va_copy(again, args);
    int len = vsnprintf(room > 0 ? text->s + text->len : NULL, room, format, args);
    if (len < 0) {
        text->overflow = true;
    } else if ((size_t)len < room) {
        /* `max` bounds `cap`, so what fits in the room is within the limit */
        text->len += (size_t)len;
    } else if (reserve(text, (size_t)len)) {
        (void)vsnprintf(text->s + text->len, (size_t)len + 1, format, again);
        text->len += (size_t)len;
    }
    va_end(again);
    if (text->cap > 0)
        text->s[text->len] = '\0'; /* what did not fit leaves no trace */
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_vprintf(text, format, args);
    va_end(args);
}

enum status text_status(const struct text *text)
{
    return text->overflow ? ST_BAD_INPUT : ST_OK;
}

bool text_starts_with(const char *string, const char *prefix)
{
    return string != NULL && prefix != NULL && strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_equal(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}
