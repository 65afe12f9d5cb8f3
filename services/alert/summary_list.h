/* summary_list.h: a list in a letter that may be longer than a letter's field: it ends where it is full, and says how many more
 * there are. Between summary_list_init() and summary_list_done(); pure. */
#ifndef DUBAN_ALERT_SUMMARY_LIST_H
#define DUBAN_ALERT_SUMMARY_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/text.h"
#include "model/fact.h"

/* Of a fact's 16 KiB: room is left for the words at the end. */
#define SUMMARY_LIST_MAX (12u * 1024)

struct summary_list {
    struct text text;
    uint64_t left; /* how many did not fit */
};

void summary_list_init(struct summary_list *list);
void summary_list_done(struct summary_list *list);
/* Once one was left out all that follow are, so that the list ends where it says. */
void summary_list_append(struct summary_list *list, const char *between, const char *item);
/* Puts it into the field, with the command that shows the whole of it where it was cut. */
void summary_list_set(const struct summary_list *list, struct facts *facts, const char *field, const char *command);

#endif
