/* nearest.h: which word was meant? For messages that name the known key nearest to the unknown one. Pure. */
#ifndef DUBAN_LIB_NEAREST_H
#define DUBAN_LIB_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Longer words are never near: they are not typing errors of a key. */
#define NEAREST_WORD_MAX 64

/* Single-character changes (insert, delete, replace, swap of neighbours) from a to b; NEAREST_WORD_MAX + 1 if one of
 * them is too long. By characters: 时线 is one change from 时限. */
size_t nearest_distance(const char *a, const char *b);

/* Is that distance small enough for the word to be a slip? One change in three characters; two at least, of a word that is not
 * ASCII one. */
bool nearest_is_slip(const char *word, size_t distance);

/* The same of candidates that come one by one: nearest_begin(), nearest_offer() each, nearest_found(). Candidates are kept by
 * pointer; NULL is no candidate. */
struct nearest {
    const char *word, *best;
    size_t least;
};
struct nearest nearest_begin(const char *word);
void nearest_offer(struct nearest *nearest, const char *candidate);
const char *nearest_found(const struct nearest *nearest);

/* The first of the nearest candidates (list ends with NULL), or "" if none is near enough to be meant. */
const char *nearest_word(const char *word, const char *const *candidates);

#endif
