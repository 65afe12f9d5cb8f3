/* shipped.h: the catalog and the sample organisation as they are shipped, loaded by the readers that the services use. */
#ifndef DUBAN_TEST_SHIPPED_H
#define DUBAN_TEST_SHIPPED_H

#include "model/catalog.h"
#include "model/organisation.h"

struct shipped {
    struct catalog_source *sources;
    size_t n;
    struct catalog *catalog;
    struct organisation *organisation;
};

/* Fails the test, with all problems printed, if something does not load. */
void shipped_load(struct shipped *ret);
void shipped_free(struct shipped *loaded);

/* Of a group of tests: loaded before it, *state is `shipped`; freed after it. */
extern struct shipped shipped;
int shipped_setup(void **state);
int shipped_teardown(void **state);

/* The same organisation with one word of office.tsv replaced; organisation_free(). */
struct organisation *shipped_organisation_with(const char *word, const char *instead);
/* The same with these rows as its return.tsv ("institution\tkind\tfrom\tto\treturned\n…"). */
struct organisation *shipped_organisation_returning(const char *rows);

void shipped_print_problems(const struct problems *problems);

#endif
