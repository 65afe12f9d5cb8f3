/* row_copy.h: rows of a chunk in PostgreSQL's binary COPY format, in the order of ddl_columns(). Pure.
 *
 * Format: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format". Binary because nothing has to be quoted, and the
 * server parses no text. */
#ifndef DUBAN_INGEST_ROW_COPY_H
#define DUBAN_INGEST_ROW_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/text.h"
#include "model/columns.h"
#include "model/ddl.h"

struct row_copy {
    const struct columns *chunk; /* lent */
    int64_t institution_id, batch_id;
    struct ddl_column columns[DDL_MAX_COLUMNS];
    size_t n_columns;
};

void row_copy_init(struct row_copy *copy, const struct columns *chunk, int64_t institution_id, int64_t batch_id);

/* All append; check out->overflow. */
void row_copy_header(struct text *out);
void row_copy_row(const struct row_copy *copy, size_t row, struct text *out);
void row_copy_trailer(struct text *out);

#endif
