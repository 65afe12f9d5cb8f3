/* small_plan.h: the shipped base with a plan of the test's own in the place of Haining's, and the answers of its county. */
#ifndef DUBAN_TEST_SMALL_PLAN_H
#define DUBAN_TEST_SMALL_PLAN_H

#include <stdbool.h>

#include "lib/problem.h"
#include "model/catalog.h"
#include "model/plan.h"
#include "support/shipped.h"

#define HEAD(begins)                                                                                \
    "plan:\n  plan: p\n  name: 试\n  alliance: haining\n  begins: " begins "\n  node: \"330481\"\n" \
    "  document: {file: d.txt, sha256: x, title: 试}\nduties:\n"
#define DUTY(id, type, rest) DUTY_OF("lead_hospital", id, type, rest)
#define DUTY_OF(scope, id, type, rest)                                                                                            \
    "  - id: " id "\n    type: " type "\n    title: 试\n    short: 试\n    clause: 一\n    quotes: [{text: 试, offset: 0}]\n" \
    "    binding: binding\n    scope: {types: [" scope "]}\n" rest

struct small_plan {
    struct problems problems;
    struct catalog *catalog; /* NULL: it did not load */
};
/* `answers` NULL: none. */
void small_plan_load(const struct shipped *from, const char *plan, const char *answers, struct small_plan *ret);
void small_plan_unload(struct small_plan *plan);

/* Do these words stand in what was told, in English? */
bool small_plan_tells(const struct small_plan *plan, const char *words);
/* Its first duty; fails the test, with all problems printed, if it did not load. */
const struct duty *small_plan_duty(const struct small_plan *plan);

#endif
