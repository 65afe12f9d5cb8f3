/* catalog_test.h: `catalog test`: the rule tests that stand beside the rules (model/rule_test.h). */
#ifndef DUBAN_DUBAN_CATALOG_TEST_H
#define DUBAN_DUBAN_CATALOG_TEST_H

struct catalog;
struct cli;

/* All DIR/base/tests and DIR/<plan>/tests files; exit codes. A line a test; what did not hold below it. */
int catalog_test_run(const struct cli *cli, const struct catalog *catalog, const char *dir);

#endif
