/* name_list.h: institutions in a message: 「H01（市人民医院）、H02（市中医院）等12家」; as many as fit are named, and if they are
 * not all, all are counted. */
#ifndef DUBAN_MODEL_NAME_LIST_H
#define DUBAN_MODEL_NAME_LIST_H

#include <stddef.h>

#include "lib/text.h"

#define NAME_LIST_MAX_BYTES 200 /* of the 240 of a parameter (problem.h) */
struct name_list {
    struct text text;
    size_t n, left_out;
};
void name_list_init(struct name_list *list);
void name_list_done(struct name_list *list);
void name_list_add(struct name_list *list, const char *name);
/* Ends the list; lent. */
const char *name_list_text(struct name_list *list);

#endif
