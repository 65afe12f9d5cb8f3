/* line_store.h: the rows behind a total, by batch and line: the last step of "explain". Read by generated SQL (model/sqlgen.h) from
 * what is in force now. */
#ifndef DUBAN_COMPUTE_LINE_STORE_H
#define DUBAN_COMPUTE_LINE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/status.h"
#include "model/measure.h"

struct db;

struct counted_line {
    int64_t institution_id, batch_id, line;
    int32_t month;
    i128 amount; /* what it adds, at the measure's scale */
};

/* Of these institutions, in months from … to: at most `max`, in order of institution, month, batch and line. */
struct line_question {
    const int64_t *institutions;
    size_t n_institutions;
    int32_t from, to;
    size_t max;
};
MUST_CHECK enum status counted_lines(struct db *db, const struct measure *measure, const struct line_question *question,
                                     enum status (*fn)(void *arg, const struct counted_line *line), void *arg);

#endif
