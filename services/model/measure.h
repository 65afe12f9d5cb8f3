/* measure.h: a measure (统计量): what is summed of a kind's records: a count, or a sum of an expression, under a condition.
 *
 * Its hash names its definition, not its name: canonical text, plus the kind's hash (how a file is read, with its code
 * tables and the parse version). Totals are kept by hash, so a reworded definition keeps them and a changed one starts
 * anew, and two names for one definition share them. */
#ifndef DUBAN_MODEL_MEASURE_H
#define DUBAN_MODEL_MEASURE_H

#include "lib/decimal.h"
#include "lib/problem.h"
#include "lib/status.h"
#include "lib/yaml.h"
#include "model/expr.h"
#include "model/kind.h"

#define MEASURE_HASH_HEX 16 /* 64 bits: an alliance has tens of definitions in its life */

struct measure {
    char *name;              /* as in the catalog; `rating:emr`, `milestone:…` for implicit ones */
    const struct kind *kind; /* lent */
    struct expr *value;      /* what is summed; NULL: rows are counted */
    struct expr *where;      /* NULL: every row */
    int scale;               /* decimals of the sum */
    enum unit unit;
    char *definition; /* canonical text, printed by explain */
    char hash[MEASURE_HASH_HEX + 1];
};

/* What a measure comes to: `rows` are those that the condition let in and whose value is not empty. For a count,
 * sum = rows. Both are additive: over files, months and institutions. */
struct measure_sum {
    int64_t rows;
    i128 sum; /* at the measure's scale */
};

/* `of` is "count" or "sum(EXPRESSION)"; `where` may be NULL. ST_BAD_INPUT: problems at `at`; *ret untouched. */
MUST_CHECK enum status measure_make(const char *name, const struct kind *kind, const char *of, const char *where,
                                    const struct place *at, struct problems *problems, struct measure **ret);

/* One entry of `measures:`: {kind, of, where}. `kinds` are all of the catalog. */
MUST_CHECK enum status measure_load(const char *name, const struct yaml_node *node, const struct kind *const *kinds, size_t n_kinds,
                                    struct problems *problems, struct measure **ret);

/* What the duties of these types are measured by: sum(rank) of kind `rating` where item = …, named rating:ITEM, and
 * sum(quantity) of kind `milestone` where item = …, named milestone:ITEM. A rating has one level an item, institution and month;
 * the last day of its validity is sum(days(valid_to)), named rating_until:ITEM. */
MUST_CHECK enum status measure_make_rating(const char *item, const struct kind *rating, const struct place *at,
                                           struct problems *problems, struct measure **ret);
MUST_CHECK enum status measure_make_rating_until(const char *item, const struct kind *rating, const struct place *at,
                                                 struct problems *problems, struct measure **ret);
MUST_CHECK enum status measure_make_milestone(const char *item, const struct kind *milestone, const struct place *at,
                                              struct problems *problems, struct measure **ret);

void measure_free(struct measure *measure); /* accepts NULL */

#endif
