/* ddl.h: the table of a kind, as the migration creates it; `catalog ddl` prints it, `catalog check` compares.
 *
 * One row a record that was kept, by batch and line; rows of batches that are not committed are shown by no view:
 *   institution_id, batch_id, line, month bigint; row_digest, key_digest bytea (16 bytes each); then the fields.
 * number fields are bigint at the field's scale (12.30 at scale 2 is 1230), dates `date`, datetimes bigint named *_us,
 * codes and texts text, hashes bytea; the zero guard's field has NAME_stripped bytea and NAME_length bigint besides. */
#ifndef DUBAN_MODEL_DDL_H
#define DUBAN_MODEL_DDL_H

#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/kind.h"

enum ddl_source {
    DDL_INSTITUTION_ID,
    DDL_BATCH_ID,
    DDL_LINE,
    DDL_MONTH,
    DDL_ROW_DIGEST,
    DDL_KEY_DIGEST,
    DDL_FIELD,          /* of `field`, by its store and type */
    DDL_FIELD_STRIPPED, /* zero guard */
    DDL_FIELD_LENGTH,
};

/* A column of the record table; COPY writes them in this order. */
struct ddl_column {
    char name[64];
    const char *type; /* bigint, date, text, bytea */
    bool not_null;
    enum ddl_source source;
    int field; /* index in the kind, or -1 */
};

#define DDL_MAX_COLUMNS (KIND_MAX_FIELDS + 8)

/* Returns how many; `ret` has room for DDL_MAX_COLUMNS. */
size_t ddl_columns(const struct kind *kind, struct ddl_column *ret);

/* The name of a field's column: discharged_at_us for a datetime, else the field's name. */
void ddl_field_column(struct text *out, const struct field *field);

/* Appends CREATE TABLE, index and comments, with `-- table: distributed` above. ST_BAD_INPUT: the text overflowed. */
MUST_CHECK enum status ddl_format(struct text *out, const struct kind *kind);

#endif
