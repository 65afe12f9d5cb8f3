/* scope_private.h: what scope.c, cell.c and expected_return.c share. */
#ifndef DUBAN_MODEL_SCOPE_PRIVATE_H
#define DUBAN_MODEL_SCOPE_PRIVATE_H

#include "model/scope.h"

/* Room for one more element; NULL: no memory, the list is as before. */
void *scope_grow(void **at, size_t n, size_t *cap, size_t size);

/* The institutions valid on the date that a test lets in, in the organisation's order. */
enum status scope_collect(const struct organisation *organisation, int32_t date,
                          bool (*test)(const void *arg, const struct institution *institution), const void *arg,
                          struct members *ret);

/* Does it return all kinds of the indicator on that date? A kind that nobody is expected to return counts as returned. */
bool scope_returns(const struct organisation *organisation, const struct indicator *indicator,
                   const struct institution *institution, int32_t date);

/* `node`: the scope's `under`, NULL if it has none. */
bool scope_has(const struct scope *scope, const struct institution *node, const struct institution *institution);

/* The scope's members that return the indicator (NULL: all members). */
enum status scope_members_of(const struct organisation *organisation, const struct scope *scope, const struct indicator *indicator,
                             int32_t date, struct members *ret);

#endif
