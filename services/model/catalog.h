/* catalog.h: the documents' wording and the definitions of one alliance, read from the very files that `duban catalog apply`
 * stored.
 *
 * Files are found by their path: base/kinds/<kind>.yaml, base/indicators.yaml, base/indicators/, base/rules.yaml,
 * base/rating_scales.tsv, base/holidays.tsv, base/codes/<table>.tsv, base/rc_codes.tsv, base/schemes/<name>.yaml,
 * base/templates/<name>.<form>.txt, and one plan folder <plan>/plan.yaml, <plan>/answers.yaml, <plan>/rules.yaml,
 * <plan>/templates/…. Other paths (READMEs, organisation/, assignment/, …) are ignored. The same parser serves the check, the
 * services and the tests.
 *
 * Immutable after loading; everything found in it lives until catalog_free(). All problems are reported, not only the first. */
#ifndef DUBAN_MODEL_CATALOG_H
#define DUBAN_MODEL_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/calendar.h"
#include "model/plan.h"
#include "model/rules.h"
#include "model/template.h"

struct kind;
struct code_tables;
struct indicator;
struct indicator_book;
struct scheme;
struct unread;

struct catalog_source {
    const char *path;    /* relative, with `/` */
    const char *content; /* bytes, need not end with NUL; lent for the call */
    size_t len;
};

#define CATALOG_FILES_MAX 512

struct catalog;

/* ST_BAD_INPUT: at least one error in `problems`; *ret untouched. Warnings alone load. `plan_folder` NULL: the one folder that
 * holds a plan.yaml (none: a catalog without plan; several: an error). */
MUST_CHECK enum status catalog_load(const struct catalog_source *sources, size_t n, const char *plan_folder,
                                    struct problems *problems, struct catalog **ret);
/* The same for who tells all that is wrong (catalog_check.h) and does nothing else with it: *ret is what could be read also with
 * ST_BAD_INPUT (NULL only if there are too many files or no memory), *unread what could not. */
MUST_CHECK enum status catalog_read(const struct catalog_source *sources, size_t n, const char *plan_folder,
                                    struct problems *problems, struct unread *unread, struct catalog **ret);
void catalog_free(struct catalog *catalog);
void catalog_freep(struct catalog **catalog); /* for scoped() */

/* Sources whose paths and contents are on the heap, array included (shared/catalog_dir.h, shared/alliance_store.h). NULL is fine.
 */
void catalog_sources_free(struct catalog_source *sources, size_t n);
/* Is this path part of the catalog (and so stored by apply)? */
bool catalog_is_part(const char *path, const char *plan_folder);

const struct calendar *catalog_calendar(const struct catalog *catalog);
const struct rules *catalog_rules(const struct catalog *catalog);
/* A municipal colour scheme by its name; NULL: none. */
const struct scheme *catalog_scheme(const struct catalog *catalog, const char *name);
/* NULL: a catalog of definitions only. */
const struct plan *catalog_plan(const struct catalog *catalog);
const char *catalog_plan_folder(const struct catalog *catalog);

size_t catalog_kind_count(const struct catalog *catalog);
const struct kind *catalog_kind_at(const struct catalog *catalog, size_t i); /* ascending by name */
const struct kind *catalog_kind(const struct catalog *catalog, const char *name);

/* All measures and indicators: the shipped ones and those that duties imply (indicator.h). */
const struct indicator_book *catalog_indicators(const struct catalog *catalog);
const struct indicator *catalog_indicator(const struct catalog *catalog, const char *name);

const struct code_tables *catalog_code_tables(const struct catalog *catalog);
const struct duty *catalog_duty(const struct catalog *catalog, const char *id);

/* 「临期提醒」 with form `full`, the plan's own before the base's. NULL: none. */
const struct template *catalog_template(const struct catalog *catalog, const char *name, const char *form);
/* All of them, the plan's own first; NULL after the last. */
const struct template *catalog_template_at(const struct catalog *catalog, size_t i);

#endif
