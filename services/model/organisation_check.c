/* organisation_check.c: what no single row can say: one root, no circles, one holder of a role at a time, a desk. */
#include "model/organisation_private.h"

#include <stdio.h>

#include "lib/date.h"

/* Everybody reaches the one root in fewer steps than there are nodes. */
static void check_tree(struct organisation *organisation, struct problems *problems)
{
    size_t roots = 0;
    for (size_t i = 0; i < organisation->n_institutions; i++) {
        struct institution *institution = &organisation->institutions[i];
        const struct institution *up = institution;
        for (size_t steps = 0; up != NULL && steps <= organisation->n_institutions; steps++)
            up = up->parent;
        if (up != NULL) {
            problems_add(problems, REASON_E_CAT_210, NULL, institution->code);
            institution->parent = NULL;
        } else if (institution->parent == NULL) {
            organisation->root = roots++ == 0 ? institution : organisation->root;
        }
    }
    char count[24];
    snprintf(count, sizeof(count), "%zu", roots);
    if (roots != 1)
        problems_add(problems, REASON_E_CAT_211, NULL, "institution", count);
}

static bool overlap(int32_t a_from, int32_t a_to, int32_t b_from, int32_t b_to)
{
    return (a_to == DATE_NONE || b_from == DATE_NONE || b_from <= a_to) &&
           (b_to == DATE_NONE || a_from == DATE_NONE || a_from <= b_to);
}

static void check_holders(const struct organisation *organisation, struct problems *problems)
{
    for (size_t i = 0; i < organisation->n_holders; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct holder *a = &organisation->holders[j], *b = &organisation->holders[i];
            if (a->post == NULL || a->post != b->post || a->role != b->role || !overlap(a->from, a->to, b->from, b->to))
                continue;
            int32_t day = a->from == DATE_NONE || (b->from != DATE_NONE && b->from > a->from) ? b->from : a->from;
            scoped(text_done) struct text date;
            text_init(&date, 16);
            if (day != DATE_NONE)
                date_format(&date, day);
            problems_add(problems, REASON_E_CAT_212, (&(struct place){.file = b->row->file, .line = b->row->line}), b->post->code,
                         date.s, b->role == ROLE_A ? "A" : "B");
        }
    }
}

static void check_people(struct organisation *organisation, struct problems *problems)
{
    organisation->desk = organisation_post(organisation, organisation_office(organisation, OFFICE_DESK_POST));
    if (organisation->desk == NULL)
        problems_add(problems, REASON_E_CAT_216, NULL);
    check_holders(organisation, problems);
    for (size_t i = 0; i < organisation->n_posts; i++) {
        bool has_a = false;
        for (size_t j = 0; j < organisation->n_holders; j++)
            has_a = has_a || (organisation->holders[j].post == &organisation->posts[i] && organisation->holders[j].role == ROLE_A &&
                              organisation->holders[j].to == DATE_NONE);
        if (!has_a)
            problems_add(problems, REASON_E_CAT_215, NULL, organisation->posts[i].code);
    }
}

/* One answer a day to whether an institution returns a kind. */
static void check_returns(const struct organisation *organisation, struct problems *problems)
{
    for (size_t i = 0; i < organisation->n_returns; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct return_row *a = &organisation->returns[j], *b = &organisation->returns[i];
            if (b->institution != NULL && a->institution == b->institution && text_equal(a->kind, b->kind) &&
                overlap(a->from, a->to, b->from, b->to))
                problems_add(problems, REASON_E_CAT_371, (&(struct place){.file = b->file, .line = b->line}), b->institution->code,
                             b->kind);
        }
    }
}

void organisation_check(struct organisation *organisation, struct problems *problems)
{
    check_tree(organisation, problems);
    check_returns(organisation, problems);
    check_people(organisation, problems);
}
