/* sqlgen.h: a measure as SQL text: the second opinion of recount and audit, and nothing else in duban generates SQL.
 *
 * It makes text and never runs it. Identifiers come from checked names of the catalog only ([a-z][a-z0-9_]*), every
 * literal is a bound parameter; nothing that was typed by anybody gets into the text. The meaning is that of eval.h to
 * the letter, emptiness included: each comparison is made two-valued with IS TRUE, arithmetic is numeric. */
#ifndef DUBAN_MODEL_SQLGEN_H
#define DUBAN_MODEL_SQLGEN_H

#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/expr.h"
#include "model/measure.h"

#define SQLGEN_MAX_PARAMS 300
#define SQLGEN_MAX_BYTES  (64u * 1024)

struct sql_query {
    struct text sql;
    char *params[SQLGEN_MAX_PARAMS]; /* text form, owned; $1 is params[0] */
    size_t n_params;
};

void sql_query_init(struct sql_query *query);
void sql_query_done(struct sql_query *query);

/* The caller's own parameters come first: binds a copy of `value` and gives its number. ST_BAD_INPUT: too many. */
MUST_CHECK enum status sql_query_bind(struct sql_query *query, const char *value, int *ret_number);

/* Appends `(condition)` or `(number)` over the relation alias `r`; the parameters it needs are bound. */
MUST_CHECK enum status sqlgen_expr(struct sql_query *query, const struct expr *expr);

/* The whole query:
 *   SELECT r.institution_id, r.month, count(…) AS row_count, coalesce(sum(…), 0)::numeric(38,0) AS total
 *   FROM <schema>.<relation> AS r WHERE (<filter>) AND (<where>) GROUP BY 1, 2 ORDER BY 1, 2
 * Sums are at the measure's scale. `schema` and `relation` are checked identifiers (ST_BAD_INPUT); `filter` is a static
 * text of the caller's source over `r` and parameters it bound before, never data; NULL: all. */
MUST_CHECK enum status sqlgen_measure(struct sql_query *query, const struct measure *measure, const char *schema,
                                      const char *relation, const char *filter);

/* The rows that the measure counts, one by one, with what each adds:
 *   SELECT r.institution_id, r.month, r.batch_id, r.line, (…)::numeric(38,0) AS amount
 *   FROM <schema>.<relation> AS r WHERE (<filter>) AND (<where>) ORDER BY 1, 2, 3, 4 LIMIT $<limit>
 * As above; `limit` is the number of a parameter that the caller bound. */
MUST_CHECK enum status sqlgen_lines(struct sql_query *query, const struct measure *measure, const char *schema,
                                    const char *relation, const char *filter, int limit);

#endif
