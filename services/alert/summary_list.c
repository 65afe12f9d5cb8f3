/* summary_list.c: what does not fit is counted. */
#include "alert/summary_list.h"

#include <inttypes.h>
#include <string.h>

void summary_list_init(struct summary_list *list)
{
    text_init(&list->text, SUMMARY_LIST_MAX);
    list->left = 0;
}

void summary_list_done(struct summary_list *list)
{
    text_done(&list->text);
}

void summary_list_append(struct summary_list *list, const char *between, const char *item)
{
    struct text *text = &list->text;
    const char *joint = text->len == 0 ? "" : between;
    if (list->left == 0 && text->len + strlen(joint) + strlen(item) < SUMMARY_LIST_MAX)
        text_printf(text, "%s%s", joint, item);
    else
        list->left++;
}

void summary_list_set(const struct summary_list *list, struct facts *facts, const char *field, const char *command)
{
    if (list->left == 0)
        facts_set(facts, field, list->text.s);
    else
        facts_printf(facts, field, "%s\n还有%" PRIu64 "项没有列出，请用 %s 查看", list->text.s, list->left, command);
}
