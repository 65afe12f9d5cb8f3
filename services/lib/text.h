/* text.h: a growable string with a hard limit.
 *
 * - `s` is never NULL and always NUL-terminated, also after a failed append.
 * - A failed append (over `max`, or no memory) changes nothing and sets `overflow`; from then on every append does
 *   nothing, so what is there is always a whole number of appends from the front. Check `overflow` once, at the end.
 * - `max` counts bytes without the closing NUL. A text may hold NUL bytes if they were appended by length.
 * - text_take() hands the buffer to the caller, who frees it; the text is empty again.
 * - Read `s`, `len` and `overflow`; leave writing to the functions. */
#ifndef DUBAN_LIB_TEXT_H
#define DUBAN_LIB_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"

struct text {
    char *s;
    size_t len, cap, max;
    bool overflow;
};

/* Life: init before anything else, done at the end (both allocate nothing; done may be called twice). A scoped text is
 * initialised before the first `return` of its scope, since that calls done. */
void text_init(struct text *text, size_t max_bytes);
void text_done(struct text *text);

/* Empty and not overflowed; the buffer is kept for the next use. */
void text_clear(struct text *text);

/* The first n bytes go; n is at most len. */
void text_drop(struct text *text, size_t n);

/* The heap string, owned by the caller from here (free()); NULL when there was no memory for it or `overflow` is set,
 * and then the text is emptied all the same. */
MUST_CHECK char *text_take(struct text *text);

/* `bytes` must not point into the text itself. */
void text_append(struct text *text, const char *string);
void text_append_n(struct text *text, const void *bytes, size_t len);
void text_append_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* ST_OK, or ST_BAD_INPUT when an append failed: `return text_status(&sql);` at the end of a builder. */
MUST_CHECK enum status text_status(const struct text *text);

/* Does the string begin with this prefix, are the two equal? NULL equals nothing. */
bool text_starts_with(const char *string, const char *prefix);
bool text_equal(const char *a, const char *b);

#endif
