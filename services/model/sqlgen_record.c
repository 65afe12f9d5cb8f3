/* sqlgen_record.c: lists of checked column names, once for COPY and twice for SELECT. */
#include "model/sqlgen_record.h"

#include <assert.h>

#include "model/ddl.h"

enum status sqlgen_record_copy(struct text *out, const struct kind *kind)
{
    struct ddl_column columns[DDL_MAX_COLUMNS];
    size_t n = ddl_columns(kind, columns);
    assert(field_name_is_safe(kind->table));
    text_printf(out, "COPY ingest.%s (", kind->table);
    for (size_t i = 0; i < n; i++)
        text_printf(out, "%s%s", i == 0 ? "" : ", ", columns[i].name);
    text_append(out, ") FROM STDIN (FORMAT binary)");
    return text_status(out);
}

static void append_field(struct text *out, const struct field *field)
{
    assert(field_name_is_safe(field->name));
    text_append(out, field->type == FIELD_HASH ? ", encode(r." : ", r.");
    ddl_field_column(out, field);
    if (field->type == FIELD_HASH)
        text_append(out, ", 'hex')");
    if (field->type == FIELD_DATE)
        text_append(out, " - DATE '1970-01-01'");
}

static void append_select(struct text *out, const struct kind *kind)
{
    assert(field_name_is_safe(kind->table));
    text_append(out, "SELECT r.line, r.month");
    for (size_t i = 0; i < kind->n_fields; i++)
        append_field(out, &kind->fields[i]);
}

enum status sqlgen_record_of_batch(struct text *out, const struct kind *kind)
{
    append_select(out, kind);
    text_printf(out, " FROM ingest.v_%s AS r WHERE r.institution_id = $1::bigint AND r.batch_id = $2::bigint", kind->table);
    return text_status(out);
}

enum status sqlgen_record_in_force(struct text *out, const struct kind *kind)
{
    text_append(out, "WITH active AS (SELECT b.batch_id, b.source_rank, b.lane_number, b.parse_version FROM ingest.v_batch AS b "
                     "WHERE b.institution_id = $1::bigint AND b.kind = $4::text AND b.lane_number <= $2::bigint "
                     "AND (b.withdrawn_number IS NULL OR b.withdrawn_number > $2::bigint)) ");
    append_select(out, kind);
    text_printf(
        out,
        " FROM (SELECT DISTINCT ON (s.key_digest) s.* FROM ingest.v_%s AS s JOIN active AS a ON a.batch_id = s.batch_id "
        "WHERE s.institution_id = $1::bigint AND ($3::bigint = 0 OR s.key_digest IN (SELECT k.key_digest FROM ingest.v_%s AS k "
        "WHERE k.institution_id = $1::bigint AND k.batch_id = $3::bigint)) "
        "ORDER BY s.key_digest, a.source_rank DESC, a.lane_number DESC, a.parse_version DESC) AS r",
        kind->table, kind->table);
    return text_status(out);
}
