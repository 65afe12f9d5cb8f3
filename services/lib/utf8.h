/* utf8.h: UTF-8 by the character. Inside duban all text is UTF-8, but input is not trusted to be: every function accepts
 * any bytes. Pure. */
#ifndef DUBAN_LIB_UTF8_H
#define DUBAN_LIB_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns the code point at *s and moves *s past it; at an invalid byte returns -1 and moves one byte. *s < end is
 * required. Overlong forms, surrogates and what is above U+10FFFF are invalid. */
int32_t utf8_next(const char **s, const char *end);

bool utf8_is_valid(const char *s, size_t len);

/* The length of the longest valid front: == len for a valid text. */
size_t utf8_valid_len(const char *s, size_t len);

/* Do these bytes, from an invalid place on, look like a character that was cut at the end (so more may make it whole)? */
bool utf8_is_cut(const char *s, size_t len);

/* Characters, an invalid byte counting as one. */
size_t utf8_count(const char *s, size_t len);

/* The length of the longest front that is at most max_bytes long and cuts no character. */
size_t utf8_clip(const char *s, size_t len, size_t max_bytes);

#endif
