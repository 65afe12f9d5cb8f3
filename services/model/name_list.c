/* Why: a message has room for some names; the rest must not be lost in silence. */
#include "model/name_list.h"

#include <string.h>

void name_list_init(struct name_list *list)
{
    *list = (struct name_list){0};
    text_init(&list->text, NAME_LIST_MAX_BYTES + 32);
}

void name_list_done(struct name_list *list)
{
    text_done(&list->text);
}

void name_list_add(struct name_list *list, const char *name)
{
    list->n++;
    if (list->left_out > 0 || list->text.len + strlen("、") + strlen(name) > NAME_LIST_MAX_BYTES)
        list->left_out++;
    else
        text_printf(&list->text, "%s%s", list->text.len > 0 ? "、" : "", name);
}

const char *name_list_text(struct name_list *list)
{
    if (list->left_out > 0)
        text_printf(&list->text, "等%zu家", list->n);
    list->left_out = 0;
    return list->text.s;
}
