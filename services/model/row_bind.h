/* row_bind.h: which columns of a file's header a kind reads, for row.c alone. */
#ifndef DUBAN_MODEL_ROW_BIND_H
#define DUBAN_MODEL_ROW_BIND_H

#include "lib/problem.h"
#include "lib/status.h"
#include "model/csv.h"
#include "model/kind.h"

/* Places in a record; -1: the column is not in the file (only where a field has a default). */
struct row_binding {
    size_t n_columns; /* of the header */
    int institution, period;
    int **field; /* [field][column of the field] */
};

MUST_CHECK enum status row_bind(const struct kind *kind, const struct csv_record *header, struct problems *problems,
                                struct row_binding *ret);
void row_binding_done(const struct kind *kind, struct row_binding *binding);

#endif
