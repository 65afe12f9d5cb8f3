/* organisation_index.c: sorted pointers of the institutions, and codes that stand twice in any table. */
#include "model/organisation_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

static int compare_code(const void *a, const void *b)
{
    return strcmp((*(const struct institution *const *)a)->code, (*(const struct institution *const *)b)->code);
}

static int compare_id(const void *a, const void *b)
{
    int64_t x = (*(const struct institution *const *)a)->id, y = (*(const struct institution *const *)b)->id;
    return (x > y) - (x < y);
}

static int compare_row_code(const void *a, const void *b)
{
    const struct organisation_row *x = *(const struct organisation_row *const *)a, *y = *(const struct organisation_row *const *)b;
    int order = strcmp(x->cells[0], y->cells[0]);
    return order != 0 ? order : (x > y) - (x < y);
}

/* The first column of these tables names the row. */
static void report_twice(const struct organisation_builder *builder, enum organisation_table table, struct problems *problems)
{
    const struct organisation_rows *rows = &builder->tables[table];
    const struct organisation_row **sorted = malloc((rows->n + 1) * sizeof(*sorted));
    if (sorted == NULL) {
        problems_add(problems, REASON_E_GEN_002, NULL);
        return;
    }
    for (size_t i = 0; i < rows->n; i++)
        sorted[i] = &rows->at[i];
    qsort(sorted, rows->n, sizeof(*sorted), compare_row_code);
    for (size_t i = 1; i < rows->n; i++)
        if (strcmp(sorted[i]->cells[0], sorted[i - 1]->cells[0]) == 0)
            problems_add(problems, REASON_E_CAT_209, (&(struct place){.file = sorted[i]->file, .line = sorted[i]->line}),
                         organisation_table_name(table), sorted[i]->cells[0]);
    free(sorted);
}

void organisation_index(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems)
{
    static const enum organisation_table named[] = {TABLE_INSTITUTION, TABLE_DEPARTMENT, TABLE_POST,
                                                    TABLE_PERSON,      TABLE_LINE,       TABLE_OFFICE};
    size_t n = organisation->n_institutions;
    organisation->institutions_by_code = arena_alloc(&organisation->arena, n + 1, sizeof(*organisation->institutions_by_code));
    organisation->institutions_by_id = arena_alloc(&organisation->arena, n + 1, sizeof(*organisation->institutions_by_id));
    for (size_t i = 0; i < n; i++)
        organisation->institutions_by_code[i] = organisation->institutions_by_id[i] = &organisation->institutions[i];
    qsort(organisation->institutions_by_code, n, sizeof(*organisation->institutions_by_code), compare_code);
    qsort(organisation->institutions_by_id, n, sizeof(*organisation->institutions_by_id), compare_id);
    for (size_t i = 1; i < n; i++) {
        char id[24];
        snprintf(id, sizeof(id), "%" PRId64, organisation->institutions_by_id[i]->id);
        if (organisation->institutions_by_id[i]->id == organisation->institutions_by_id[i - 1]->id)
            problems_add(problems, REASON_E_CAT_209, NULL, "institution id", id);
    }
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
        report_twice(builder, named[i], problems);
}
