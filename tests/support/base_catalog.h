/* base_catalog.h: the shipped value tables, kinds and indicators (deploy/catalog/base) for unit tests of the counting half. */
#ifndef DUBAN_TEST_BASE_CATALOG_H
#define DUBAN_TEST_BASE_CATALOG_H

#include "model/code_table.h"
#include "model/indicator.h"
#include "model/intake.h"
#include "model/kind.h"

#define BASE_KINDS 26

struct base_catalog {
    struct code_tables *tables;
    struct kind *kinds[BASE_KINDS];
    struct indicator_book *book;
};

/* Loads from the top folder of the tree, where tests run. Any problem fails the test with its words. `indicators` NULL: the
 * shipped files; else "NAME=PATH", and the file NAME (indicators/staff.yaml) is read from PATH. */
void base_catalog_load(struct base_catalog *catalog, const char *indicators);
/* The book alone, over the catalog's kinds; the caller frees it. ST_BAD_INPUT: the problems say why. */
MUST_CHECK enum status base_catalog_book(const struct base_catalog *catalog, const char *indicators, struct problems *problems,
                                         struct indicator_book **ret);
void base_catalog_done(struct base_catalog *catalog);
const struct kind *base_catalog_kind(const struct base_catalog *catalog, const char *name);

/* Loads one kind from YAML text over the catalog's tables; on a problem returns NULL and appends its words. */
struct kind *kind_from_text(const struct base_catalog *catalog, const char *yaml, struct text *problems);

/* A row_hash_fn for tests: no key, so nothing secret. */
void test_hash(void *arg, const char *s, size_t len, uint8_t *ret);

/* Reads a whole CSV text through an intake, `piece` bytes at a time; row counts, sums and findings stay in it. The
 * institution and the month of the first rows are expected of all (months of an upsert kind are their own). Fails the
 * test on anything but DONE and REFUSED. */
enum intake_step read_all(struct intake *intake, const struct kind *kind, const char *csv, size_t len, size_t piece);

/* An intake over all measures of a kind in the book. */
struct intake *intake_for(const struct base_catalog *catalog, const char *kind);
/* Its sum of a named measure in a month. */
struct measure_sum intake_sum(const struct base_catalog *catalog, const struct intake *intake, const char *measure, int32_t month);

#endif
