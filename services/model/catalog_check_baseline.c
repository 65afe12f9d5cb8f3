/* catalog_check_baseline.c: each institution against its own start, and nobody against another's. */
#include "model/catalog_check_private.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/name_list.h"
#include "model/scope_private.h"

bool check_is_judged_at(const struct organisation *organisation, const struct duty *duty, const struct institution *institution)
{
    if (!duty->each)
        return strcmp(institution->code, duty->node) == 0;
    const struct institution *node =
        duty->scope.under == NULL ? NULL : organisation_institution_by_code(organisation, duty->scope.under);
    return scope_has(&duty->scope, node, institution);
}

static void add_institution(struct name_list *names, const struct institution *institution)
{
    scoped(text_done) struct text text;
    text_init(&text, NAME_LIST_MAX_BYTES);
    text_printf(&text, "%s（%s）", institution->code, institution->short_name);
    name_list_add(names, text.s);
}

static void tell_foreign(const struct check *check, const struct organisation *organisation, const struct duty *duty,
                         const struct own_baseline *own)
{
    struct place at = {.file = own->file, .line = own->line, .column_name = duty->id};
    scoped(name_list_done) struct name_list scope;
    name_list_init(&scope);
    for (size_t i = 0; i < organisation_institution_count(organisation); i++)
        if (check_is_judged_at(organisation, duty, organisation_institution_at(organisation, i)))
            add_institution(&scope, organisation_institution_at(organisation, i));
    problems_add(check->problems, REASON_E_CAT_394, &at, own->institution, duty->id, name_list_text(&scope));
}

static void check_own(const struct check *check, const struct organisation *organisation, const struct duty *duty)
{
    for (size_t i = 0; i < duty->n_own; i++) {
        const struct own_baseline *own = &duty->own[i];
        struct place at = {.file = own->file, .line = own->line, .column_name = duty->id};
        if (check_institution(check, organisation, &at, own->institution) &&
            !check_is_judged_at(organisation, duty, organisation_institution_by_code(organisation, own->institution)))
            tell_foreign(check, organisation, duty, own);
    }
}

/* Who is judged when the line ends, or when the plan begins if it never does. */
static void check_subjects(const struct check *check, const struct organisation *organisation, const struct duty *duty)
{
    int32_t date = duty->due != DATE_NONE ? duty->due : check->plan->begins;
    scoped(members_done) struct members subjects = {0};
    scoped(name_list_done) struct name_list without;
    name_list_init(&without);
    if (date == DATE_NONE || duty_subjects(organisation, duty, date, &subjects) != ST_OK)
        return;
    for (size_t i = 0; i < subjects.n; i++)
        if (duty_at(duty, subjects.at[i]->code) == duty)
            add_institution(&without, subjects.at[i]);
    struct place at = {.file = check->plan->file, .line = duty->line, .column_name = duty->id};
    if (duty->n_own > 0 && without.n > 0)
        problems_add(check->problems, REASON_E_CAT_395, &at, duty->id, name_list_text(&without));
    char count[24];
    snprintf(count, sizeof count, "%zu", subjects.n);
    if (duty->answer.has_baseline && subjects.n > 1)
        problems_add(check->problems, REASON_E_CAT_396, &at, duty->id, count);
}

void check_baselines(const struct check *check, const struct organisation *organisation, const struct duty *duty)
{
    check_own(check, organisation, duty);
    if (duty->each)
        check_subjects(check, organisation, duty);
}
