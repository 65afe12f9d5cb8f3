/* unread.h: what stands in the files of a catalog and could not be read (读不进来的): its own error is told; that others do not
 * find it is no error of theirs and is not told.
 *
 * A reader that gives up on a thing adds it here by class and name, or its whole class when it cannot say the name (a file that is
 * no YAML). At the end unread_drop_follow_on() takes out the problems that only say that something of the kind is missing. */
#ifndef DUBAN_MODEL_UNREAD_H
#define DUBAN_MODEL_UNREAD_H

#include <stdbool.h>

#include "lib/problem.h"
#include "model/arena.h"

enum unread_class {
    UNREAD_CODE_TABLE,
    UNREAD_KIND,
    UNREAD_MEASURE,
    UNREAD_INDICATOR,
    UNREAD_TEMPLATE,
    UNREAD_DUTY,
    UNREAD_ANSWERS, /* whole only */
    UNREAD_SCOPE,   /* of a duty, by its id; whole: nobody knows who is in any */
    UNREAD_INSTITUTION,
    UNREAD_TREE, /* whole only: a parent that is not there is told where it is named */
    UNREAD_DEPARTMENT,
    UNREAD_POST,
    UNREAD_PERSON,
    UNREAD_HOLDER,
    UNREAD_REPORTER,
    UNREAD_LINE,
    UNREAD_OFFICE,
    UNREAD_CLASS_COUNT
};

struct unread_name;
struct unread {
    struct arena arena;
    struct unread_name *names;
    bool whole[UNREAD_CLASS_COUNT];
};
void unread_init(struct unread *unread);
void unread_done(struct unread *unread); /* for scoped() */

/* name NULL: the whole class. unread NULL: nobody wants to know. */
void unread_add(struct unread *unread, enum unread_class what, const char *name);
void unread_drop_follow_on(const struct unread *unread, struct problems *problems);

#endif
