/* Why: one slip in a file must not be told once more by everybody who leans on what it spoilt. */
#include "model/unread.h"

#include <string.h>

#include "lib/text.h"

struct unread_name {
    struct unread_name *next;
    enum unread_class what;
    const char *name;
};

/* Which problem says that something is missing: by the parameter that names it (IN_PLACE: the place's column). Those of E-CAT-208
 * name the class too. */
#define IN_PLACE    (-1)
#define WHOLE_CLASS (-2)
static const struct follow_on {
    enum reason reason;
    const char *word; /* the first parameter has it; NULL: any */
    enum unread_class what;
    int name;
} FOLLOW_ON[] = {
    {REASON_E_CAT_104, NULL, UNREAD_CODE_TABLE, 0},
    {REASON_E_CAT_123, NULL, UNREAD_CODE_TABLE, 2},
    {REASON_E_CAT_133, NULL, UNREAD_CODE_TABLE, 0},
    {REASON_E_CAT_232, NULL, UNREAD_CODE_TABLE, 0},
    {REASON_E_CAT_130, NULL, UNREAD_KIND, 0},
    {REASON_E_CAT_254, NULL, UNREAD_KIND, 0},
    {REASON_E_CAT_131, NULL, UNREAD_MEASURE, 0},
    {REASON_E_CAT_231, NULL, UNREAD_INDICATOR, 0},
    {REASON_E_CAT_242, NULL, UNREAD_TEMPLATE, 0},
    {REASON_E_CAT_239, NULL, UNREAD_DUTY, 0},
    {REASON_E_CAT_251, NULL, UNREAD_DUTY, 0},
    {REASON_E_CAT_272, NULL, UNREAD_DUTY, 0},
    {REASON_E_CAT_238, "trajectory", UNREAD_ANSWERS, WHOLE_CLASS},
    {REASON_E_CAT_270, NULL, UNREAD_ANSWERS, WHOLE_CLASS},
    {REASON_E_CAT_271, NULL, UNREAD_ANSWERS, WHOLE_CLASS},
    {REASON_E_CAT_274, NULL, UNREAD_ANSWERS, WHOLE_CLASS},
    {REASON_E_CAT_250, NULL, UNREAD_SCOPE, IN_PLACE},
    {REASON_E_CAT_208, "institution", UNREAD_INSTITUTION, 1},
    {REASON_E_CAT_208, "department", UNREAD_DEPARTMENT, 1},
    {REASON_E_CAT_208, "post", UNREAD_POST, 1},
    {REASON_E_CAT_208, "person", UNREAD_PERSON, 1},
    {REASON_E_CAT_253, NULL, UNREAD_DEPARTMENT, 0},
    {REASON_E_CAT_210, NULL, UNREAD_TREE, WHOLE_CLASS},
    {REASON_E_CAT_211, NULL, UNREAD_TREE, WHOLE_CLASS},
    {REASON_E_CAT_214, NULL, UNREAD_REPORTER, WHOLE_CLASS},
    {REASON_E_CAT_215, NULL, UNREAD_HOLDER, WHOLE_CLASS},
    {REASON_E_CAT_216, NULL, UNREAD_OFFICE, WHOLE_CLASS},
    {REASON_E_CAT_216, NULL, UNREAD_POST, WHOLE_CLASS},
    {REASON_E_CAT_252, NULL, UNREAD_LINE, 0},
};

void unread_init(struct unread *unread)
{
    *unread = (struct unread){0};
    arena_init(&unread->arena);
}

void unread_done(struct unread *unread)
{
    arena_done(&unread->arena);
}

void unread_add(struct unread *unread, enum unread_class what, const char *name)
{
    if (unread == NULL)
        return;
    if (name == NULL) {
        unread->whole[what] = true;
        return;
    }
    struct unread_name *row = arena_alloc(&unread->arena, 1, sizeof(*row));
    *row = (struct unread_name){unread->names, what, arena_text(&unread->arena, name)};
    unread->names = row;
}

static bool has(const struct unread *unread, enum unread_class what, const char *name)
{
    bool found = unread->whole[what];
    for (const struct unread_name *row = unread->names; !found && name != NULL && row != NULL; row = row->next)
        found = row->what == what && strcmp(row->name, name) == 0;
    return found;
}

static const char *param(const struct problem *problem, int i)
{
    return i >= 0 && (size_t)i < problem->n_params ? problem->params[i] : NULL;
}

static bool is_follow_on(const void *arg, const struct problem *problem)
{
    for (size_t i = 0; i < sizeof FOLLOW_ON / sizeof FOLLOW_ON[0]; i++) {
        const struct follow_on *row = &FOLLOW_ON[i];
        const char *first = param(problem, 0);
        if (row->reason != problem->reason || (row->word != NULL && (first == NULL || strstr(first, row->word) == NULL)))
            continue;
        if (has(arg, row->what, row->name == IN_PLACE ? problem->place.column_name : param(problem, row->name)))
            return true;
    }
    return false;
}

void unread_drop_follow_on(const struct unread *unread, struct problems *problems)
{
    problems_drop(problems, is_follow_on, unread);
}
