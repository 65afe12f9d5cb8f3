/* catalog_ask.c: what a catalog answers: its parts, by name and by position. */
#include <string.h>

#include "model/catalog_private.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/scheme.h"

const struct scheme *catalog_scheme(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_schemes; i++)
        if (strcmp(catalog->schemes[i].name, name) == 0)
            return &catalog->schemes[i];
    return NULL;
}

const struct calendar *catalog_calendar(const struct catalog *catalog)
{
    return catalog->calendar;
}

const struct rules *catalog_rules(const struct catalog *catalog)
{
    return &catalog->rules;
}

const struct plan *catalog_plan(const struct catalog *catalog)
{
    return catalog->has_plan ? &catalog->plan : NULL;
}

const char *catalog_plan_folder(const struct catalog *catalog)
{
    return catalog->plan_folder;
}

size_t catalog_kind_count(const struct catalog *catalog)
{
    return catalog->n_kinds;
}

const struct kind *catalog_kind_at(const struct catalog *catalog, size_t i)
{
    return i < catalog->n_kinds ? catalog->kinds[i] : NULL;
}

const struct kind *catalog_kind(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_kinds; i++)
        if (text_equal(catalog->kinds[i]->name, name))
            return catalog->kinds[i];
    return NULL;
}

const struct indicator_book *catalog_indicators(const struct catalog *catalog)
{
    return catalog->book;
}

const struct indicator *catalog_indicator(const struct catalog *catalog, const char *name)
{
    return indicator_book_find(catalog->book, name);
}

const struct code_tables *catalog_code_tables(const struct catalog *catalog)
{
    return catalog->tables;
}

const struct duty *catalog_duty(const struct catalog *catalog, const char *id)
{
    return catalog->has_plan ? plan_duty(&catalog->plan, id) : NULL;
}

const struct template *catalog_template_at(const struct catalog *catalog, size_t i)
{
    return i < catalog->n_templates ? catalog->templates[i] : NULL;
}

const struct template *catalog_template(const struct catalog *catalog, const char *name, const char *form)
{
    for (size_t i = 0; i < catalog->n_templates; i++)
        if (text_equal(template_name(catalog->templates[i]), name) && text_equal(template_form(catalog->templates[i]), form))
            return catalog->templates[i];
    return NULL;
}
