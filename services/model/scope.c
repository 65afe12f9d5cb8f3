/* scope.c: who is a member: the scope of a duty, and the types that return an indicator's data at all. */
#include "model/scope_private.h"

#include <stdlib.h>
#include <string.h>

#include "model/indicator.h"
#include "model/kind.h"

void members_done(struct members *members)
{
    free(members->at);
    *members = (struct members){0};
}

void *scope_grow(void **at, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return *at;
    size_t more = *cap == 0 ? 16 : *cap * 2;
    void *grown = reallocarray(*at, more, size);
    if (grown != NULL) {
        *at = grown;
        *cap = more;
    }
    return grown;
}

void scope_format_conditions(struct text *out, const struct scope *scope)
{
    const char *between = "types=", *after = scope->types != 0 ? ";" : "";
    for (unsigned t = 0; t < INSTITUTION_TYPE_COUNT; t++) {
        if ((scope->types & (1u << t)) == 0)
            continue;
        text_append(out, between);
        text_append(out, institution_type_name((enum institution_type)t));
        between = ",";
    }
    between = "levels=";
    for (unsigned level = 1; level <= INSTITUTION_LEVEL_MAX; level++) {
        if ((scope->levels & (1u << level)) == 0)
            continue;
        text_printf(out, "%s%s%u", after, between, level);
        between = ",";
        after = "";
    }
    after = scope->types != 0 || scope->levels != 0 ? ";" : "";
    between = "institutions=";
    for (size_t i = 0; i < scope->n_institutions; i++) {
        text_printf(out, "%s%s%s", i == 0 ? after : "", between, scope->institutions[i]);
        between = ",";
        after = ";";
    }
    if (scope->under != NULL)
        text_printf(out, "%sunder=%s", after, scope->under);
}

void scope_format(struct text *out, const struct scope *scope)
{
    if (scope == NULL) {
        text_append(out, "self");
        return;
    }
    scope_format_conditions(out, scope);
    bool has_conditions = scope->types != 0 || scope->levels != 0 || scope->n_institutions > 0 || scope->under != NULL;
    text_append(out, has_conditions ? ";together" : "together");
}

static bool scope_names(const struct scope *scope, const char *code)
{
    for (size_t i = 0; i < scope->n_institutions; i++)
        if (strcmp(scope->institutions[i], code) == 0)
            return true;
    return false;
}

bool scope_has(const struct scope *scope, const struct institution *node, const struct institution *institution)
{
    if (scope->types != 0 && (scope->types & (1u << institution->type)) == 0)
        return false;
    if (scope->levels != 0 && (scope->levels & (1u << institution->level)) == 0)
        return false;
    if (scope->n_institutions > 0 && !scope_names(scope, institution->code))
        return false;
    if (scope->types == 0 && scope->n_institutions == 0 && institution_type_is_node(institution->type))
        return false;
    return node == NULL || institution_is_under(institution, node);
}

enum status scope_collect(const struct organisation *organisation, int32_t date,
                          bool (*test)(const void *arg, const struct institution *institution), const void *arg,
                          struct members *ret)
{
    size_t count = organisation_institution_count(organisation);
    struct members members = {.at = malloc((count + 1) * sizeof(*members.at))};
    if (members.at == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < count; i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        if (institution_is_valid(institution, date) && test(arg, institution))
            members.at[members.n++] = institution;
    }
    *ret = members;
    return ST_OK;
}

struct scope_test {
    const struct organisation *organisation;
    const struct scope *scope;
    const struct institution *node;    /* NULL: no condition */
    const struct indicator *indicator; /* NULL: whoever */
    int32_t date;
    bool nobody; /* the node does not exist */
};

bool scope_returns(const struct organisation *organisation, const struct indicator *indicator,
                   const struct institution *institution, int32_t date)
{
    const struct measure *measures[] = {indicator->numerator, indicator->denominator};
    for (size_t m = 0; m < 2; m++) {
        const struct kind *kind = measures[m] == NULL ? NULL : measures[m]->kind;
        if (kind != NULL && kind->n_expected_of > 0 && !institution_returns(organisation, institution, kind, date))
            return false;
    }
    return true;
}

static bool in_scope(const void *arg, const struct institution *institution)
{
    const struct scope_test *test = arg;
    return !test->nobody && scope_has(test->scope, test->node, institution) &&
           (test->indicator == NULL || scope_returns(test->organisation, test->indicator, institution, test->date));
}

static struct scope_test scope_test(const struct organisation *organisation, const struct scope *scope,
                                    const struct indicator *indicator, int32_t date)
{
    const struct institution *node = organisation_institution_by_code(organisation, scope->under);
    return (struct scope_test){organisation, scope, node, indicator, date, scope->under != NULL && node == NULL};
}

enum status scope_members_of(const struct organisation *organisation, const struct scope *scope, const struct indicator *indicator,
                             int32_t date, struct members *ret)
{
    struct scope_test test = scope_test(organisation, scope, indicator, date);
    return scope_collect(organisation, date, in_scope, &test, ret);
}

enum status scope_members(const struct organisation *organisation, const struct scope *scope, int32_t date, struct members *ret)
{
    return scope_members_of(organisation, scope, NULL, date, ret);
}

bool indicator_is_returned(const struct indicator *indicator)
{
    return indicator->numerator->kind->n_expected_of > 0 ||
           (indicator->denominator != NULL && indicator->denominator->kind->n_expected_of > 0);
}

bool indicator_starts_at_zero(const struct indicator *indicator)
{
    return !indicator_is_returned(indicator) && (indicator->denominator == NULL || indicator_is_share(indicator));
}

int64_t indicator_cutoff_us(const struct indicator *indicator, int32_t month)
{
    int64_t cutoff_us = kind_cutoff_us(indicator->numerator->kind, month);
    if (indicator->denominator != NULL) {
        int64_t other_us = kind_cutoff_us(indicator->denominator->kind, month);
        cutoff_us = other_us > cutoff_us ? other_us : cutoff_us;
    }
    return cutoff_us;
}
