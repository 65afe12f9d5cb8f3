/* organisation_check.c: what no single row can say: one root, no circles, one holder of a role at a time, a desk. */
#include "model/organisation_private.h"

#include <stdio.h>

#include "lib/date.h"
#include "lib/nearest.h"

/* Of the i-th row; of the table as a whole (its first line) if it has no such row. */
static struct place row_place(const struct organisation_builder *builder, enum organisation_table table, size_t i,
                              const char *column)
{
    const struct organisation_rows *rows = &builder->tables[table];
    const char *file = rows->n > 0 ? rows->at[0].file : organisation_table_path(table);
    return (struct place){.file = file, .line = i < rows->n ? rows->at[i].line : 1, .column_name = column};
}

/* Everybody reaches the one root in fewer steps than there are nodes. */
static void check_tree(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems)
{
    size_t roots = 0, last = SIZE_MAX;
    scoped(text_done) struct text codes;
    text_init(&codes, PROBLEM_PARAM_MAX_BYTES);
    for (size_t i = 0; i < organisation->n_institutions; i++) {
        struct institution *institution = &organisation->institutions[i];
        const struct institution *up = institution;
        for (size_t steps = 0; up != NULL && steps <= organisation->n_institutions; steps++)
            up = up->parent;
        if (up != NULL) {
            struct place at = row_place(builder, TABLE_INSTITUTION, i, "parent_code");
            problems_add(problems, REASON_E_CAT_210, &at, institution->code);
            institution->parent = NULL;
        } else if (institution->parent == NULL) {
            text_printf(&codes, "%s%s", roots == 0 ? "" : ", ", institution->code);
            last = i;
            organisation->root = roots++ == 0 ? institution : organisation->root;
        }
    }
    char count[24];
    snprintf(count, sizeof(count), "%zu", roots);
    struct place at = row_place(builder, TABLE_INSTITUTION, last, "parent_code");
    if (roots != 1)
        problems_add(problems, REASON_E_CAT_211, &at, "institution", count, codes.s);
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

/* The row that should name the desk, or the table that has none. */
static void tell_no_desk(const struct organisation *organisation, const struct organisation_builder *builder, const char *code,
                         struct problems *problems)
{
    size_t row = SIZE_MAX;
    for (size_t i = 0; i < organisation->n_office; i++)
        if (text_equal(organisation->office[i].key, OFFICE_DESK_POST))
            row = i;
    struct place at = row_place(builder, TABLE_OFFICE, row, OFFICE_DESK_POST);
    struct nearest meant = nearest_begin(code == NULL ? "" : code);
    for (size_t i = 0; i < organisation->n_posts; i++)
        nearest_offer(&meant, organisation->posts[i].code);
    problems_add(problems, REASON_E_CAT_216, &at, code, nearest_found(&meant));
}

static void check_people(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems)
{
    const char *desk = organisation_office(organisation, OFFICE_DESK_POST);
    organisation->desk = organisation_post(organisation, desk);
    if (organisation->desk == NULL)
        tell_no_desk(organisation, builder, desk, problems);
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

/* A key that nobody asks for would be believed and never be said. */
static void check_office(const struct organisation *organisation, const struct organisation_builder *builder,
                         struct problems *problems)
{
    static const char *const keys[] = {
        "signature", "sms_signature", "supervising_department", OFFICE_DESK_POST, "contact", "contact_phone", "data_from", NULL};
    scoped(text_done) struct text all;
    text_init(&all, PROBLEM_PARAM_MAX_BYTES);
    for (size_t k = 0; keys[k] != NULL; k++)
        text_printf(&all, "%s%s", k == 0 ? "" : ", ", keys[k]);
    for (size_t i = 0; i < organisation->n_office; i++) {
        const char *key = organisation->office[i].key, *meant = nearest_word(key, keys);
        struct place at = row_place(builder, TABLE_OFFICE, i, "key");
        bool is_known = key[0] == '\0'; /* told already */
        for (size_t k = 0; keys[k] != NULL; k++)
            is_known = is_known || text_equal(keys[k], key);
        if (!is_known)
            problems_add(problems, REASON_E_CAT_219, &at, meant[0] != '\0' ? meant : all.s, key);
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

void organisation_check(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems)
{
    check_tree(organisation, builder, problems);
    check_returns(organisation, problems);
    check_office(organisation, builder, problems);
    check_people(organisation, builder, problems);
}
