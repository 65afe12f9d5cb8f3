/* small_plan.c: see the header. */
#include "support/small_plan.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka_all.h"

void small_plan_load(const struct shipped *from, const char *plan, const char *answers, struct small_plan *ret)
{
    struct catalog_source *sources = calloc(from->n + 1, sizeof *sources);
    size_t n = 0;
    for (size_t i = 0; i < from->n; i++) {
        if (strcmp(from->sources[i].path, "haining/answers.yaml") == 0)
            continue;
        sources[n++] = from->sources[i];
        if (strcmp(from->sources[i].path, "haining/plan.yaml") == 0)
            sources[n - 1] = (struct catalog_source){from->sources[i].path, plan, strlen(plan)};
    }
    if (answers != NULL)
        sources[n++] = (struct catalog_source){"haining/answers.yaml", answers, strlen(answers)};
    ret->catalog = NULL;
    problems_init(&ret->problems, 1000);
    enum status st = catalog_load(sources, n, "haining", &ret->problems, &ret->catalog);
    assert_true((st == ST_OK) == (ret->catalog != NULL));
    free(sources);
}

void small_plan_unload(struct small_plan *plan)
{
    catalog_free(plan->catalog);
    problems_done(&plan->problems);
}

bool small_plan_tells(const struct small_plan *plan, const char *words)
{
    scoped(text_done) struct text text;
    text_init(&text, 1 << 20);
    problems_format(&text, &plan->problems, REASON_EN);
    return strstr(text.s, words) != NULL;
}

const struct duty *small_plan_duty(const struct small_plan *plan)
{
    if (plan->catalog == NULL)
        shipped_print_problems(&plan->problems);
    assert_non_null(plan->catalog);
    return &catalog_plan(plan->catalog)->duties[0];
}
