/* deduction_sheet.c: a case goes to the head of the person's own section, else to the post of its rule; sums are exact. */
#include "duban/deduction_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"

/* The one post that stands for the section; NULL: there is none, or several. The sections that are known are those of the house
 * whose office it is: another house may have one of the same name, and its people are not this head's. */
static const struct post *head_post(const struct deduction_sheet *sheet, const char *section)
{
    const struct organisation *organisation = sheet->alliance->organisation;
    bool is_own_house = sheet->institution == organisation_root(organisation);
    const struct department *department = section == NULL || !is_own_house ? NULL : organisation_department(organisation, section);
    const struct post *found = NULL;
    for (size_t i = 0; department != NULL && i < organisation_post_count(organisation); i++) {
        const struct post *post = organisation_post_at(organisation, i);
        if (strcmp(post->owner_code, department->code) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = post;
    }
    return found;
}

static const struct post *post_of(const struct deduction_sheet *sheet, const struct duty *duty, const char *section)
{
    const struct organisation *organisation = sheet->alliance->organisation;
    const struct post *head = head_post(sheet, section);
    if (head != NULL)
        return head;
    const struct line *line = duty == NULL ? NULL : organisation_line(organisation, duty->id);
    return line != NULL && line->post != NULL ? line->post : organisation_desk(organisation);
}

enum status deduction_sheet_take(void *arg, const struct violation_row *row)
{
    struct deduction_sheet *sheet = arg;
    if (sheet->n == sheet->cap) {
        size_t cap = sheet->cap == 0 ? 64 : sheet->cap * 2;
        struct breach *at = reallocarray(sheet->at, cap, sizeof *at);
        if (at == NULL)
            return ST_FATAL;
        sheet->at = at;
        sheet->cap = cap;
    }
    struct breach breach = {.case_no = arena_text(&sheet->arena, row->case_no),
                            .rule = arena_text(&sheet->arena, row->rule),
                            .document = arena_text(&sheet->arena, row->document),
                            .occurred_on = row->occurred_on,
                            .person = row->person,
                            .violation = row->violation,
                            .duty = catalog_duty(sheet->rules->catalog, row->rule)};
    breach.post = post_of(sheet, breach.duty, row->section);
    enum status st = deduction_compute(breach.duty, &breach.violation, &breach.deduction);
    if (st == ST_OK)
        sheet->at[sheet->n++] = breach;
    return st;
}

static bool same_unit(const struct breach *a, const struct breach *b)
{
    return strcmp(a->deduction.unit, b->deduction.unit) == 0;
}

bool breach_same_post(const struct breach *a, const struct breach *b)
{
    return a->post == b->post;
}

bool breach_same_rule(const struct breach *a, const struct breach *b)
{
    return strcmp(a->rule, b->rule) == 0;
}

bool breach_same_person(const struct breach *a, const struct breach *b)
{
    return a->person == b->person;
}

bool breach_any(const struct breach *a, const struct breach *b)
{
    (void)a;
    (void)b;
    return true;
}

bool breach_is_of(const struct breach *breach, const struct post *post)
{
    return post == NULL || breach->post == post;
}

enum status deduction_sheet_add_up(const struct deduction_sheet *sheet, const struct post *post, breach_same_fn *same,
                                   struct deduction_sum *ret, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < sheet->n; i++) {
        const struct breach *breach = &sheet->at[i];
        size_t k = 0;
        if (!breach_is_of(breach, post))
            continue;
        while (k < n && !(same(ret[k].first, breach) && same_unit(ret[k].first, breach)))
            k++;
        if (k == n)
            ret[n++] = (struct deduction_sum){.first = breach};
        ret[k].cases++;
        ret[k].quantity += breach->violation.quantity;
        if (i128_add(ret[k].units, breach->deduction.units, &ret[k].units) != ST_OK)
            return ST_BAD_INPUT;
    }
    *ret_n = n;
    return ST_OK;
}
