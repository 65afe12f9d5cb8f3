/* period_list.h: what is known of a duty's months, growing as it becomes known, always in the order of months. Plain memory: a
 * zeroed one is empty. */
#ifndef DUBAN_MODEL_PERIOD_LIST_H
#define DUBAN_MODEL_PERIOD_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "model/duty_state.h"

#define PERIOD_LIST_MAX 240 /* months: twenty years */

struct period_list {
    size_t n;
    struct period_fact at[PERIOD_LIST_MAX];
};

/* The place of the month. A new one is missing: `expected` institutions owe for it, and nothing is in. NULL: the list is full. Lent
 * until the next call. */
struct period_fact *period_list_place(struct period_list *list, int32_t month, int expected);

#endif
