/* catalog_test.h: `catalog test`: the rule tests that stand beside the rules (model/rule_test.h). */
#ifndef DUBAN_DUBAN_CATALOG_TEST_H
#define DUBAN_DUBAN_CATALOG_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "duban/table.h"

struct catalog;
struct cli;

struct catalog_tests {
    struct table table; /* a line a test; what did not hold below it */
    const char *dir;
    const char *file; /* of the tests that are running */
    size_t passed, failed;
    bool has_base, is_faulty; /* those of the base ran; a file that is no test */
};
void catalog_tests_init(struct catalog_tests *tests, const char *dir); /* dir is lent */
void catalog_tests_done(struct catalog_tests *tests);                  /* for scoped() */

/* The files of DIR/<plan>/tests and, with the first plan, of DIR/base/tests and DIR/base/schemes/tests. */
void catalog_tests_run(struct catalog_tests *tests, const struct catalog *catalog);
/* EXIT_GOOD: there was a test, and all held. */
int catalog_tests_print(const struct cli *cli, const struct catalog_tests *tests);

#endif
