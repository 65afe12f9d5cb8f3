/* dictionary.h: distinct texts of a chunk, numbered from 0 in the order in which they came.
 *
 * A chunk has at most COLUMNS_MAX_ROWS rows, so that is how many texts there can be; clearing keeps the memory. */
#ifndef DUBAN_MODEL_DICTIONARY_H
#define DUBAN_MODEL_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct dictionary;
MUST_CHECK enum status dictionary_new(size_t max_texts, struct dictionary **ret); /* ST_RETRY: no memory */
void dictionary_free(struct dictionary *dictionary);                              /* accepts NULL */
void dictionary_clear(struct dictionary *dictionary);

/* The number of a text, new or known. More than max_texts is our own mistake: asserted. ST_RETRY: no memory. */
MUST_CHECK enum status dictionary_add(struct dictionary *dictionary, const char *s, size_t len, int32_t *ret_number);

/* The number of a text, or -1. */
int32_t dictionary_find(const struct dictionary *dictionary, const char *s, size_t len);

size_t dictionary_count(const struct dictionary *dictionary);
/* NUL-terminated, lent until the next add or clear. */
const char *dictionary_text(const struct dictionary *dictionary, size_t number, size_t *ret_len);

#endif
