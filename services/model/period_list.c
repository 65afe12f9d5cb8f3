/* Why: a clock that runs through months learns of them in any order, and the judgement wants them ascending. */
#include "model/period_list.h"

#include <string.h>

struct period_fact *period_list_place(struct period_list *list, int32_t month, int expected)
{
    size_t i = 0;
    while (i < list->n && list->at[i].month < month)
        i++;
    if (i < list->n && list->at[i].month == month)
        return &list->at[i];
    if (list->n == PERIOD_LIST_MAX)
        return NULL;
    memmove(&list->at[i + 1], &list->at[i], (list->n - i) * sizeof list->at[0]);
    list->n++;
    list->at[i] = (struct period_fact){.month = month, .expected = expected, .known_us = INT64_MIN};
    return &list->at[i];
}
