/* sqlgen_batch.c: statements over the records of one batch, or two. */
#include "model/sqlgen_batch.h"

#include <assert.h>

static const char *table_of(const struct kind *kind)
{
    assert(field_name_is_safe(kind->table) && field_name_is_safe(kind->name));
    return kind->table;
}

static const char *guard_of(const struct kind *kind)
{
    assert(kind->key_zero_guard >= 0);
    const char *name = kind->fields[kind->key_zero_guard].name;
    assert(field_name_is_safe(name));
    return name;
}

enum status sqlgen_batch_delete(struct text *out, const struct kind *kind)
{
    text_printf(out, "DELETE FROM ingest.%s WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND line >= $3::bigint",
                table_of(kind));
    return text_status(out);
}

enum status sqlgen_batch_delete_lines(struct text *out, const struct kind *kind)
{
    text_printf(out,
                "DELETE FROM ingest.%s WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND line = ANY($3::bigint[])",
                table_of(kind));
    return text_status(out);
}

enum status sqlgen_batch_difference(struct text *out, const struct kind *kind)
{
    const char *table = table_of(kind);
    text_printf(
        out,
        "WITH n AS (SELECT key_digest, row_digest FROM ingest.%s WHERE institution_id = $1::bigint AND batch_id = $2::bigint), "
        "o AS (SELECT key_digest, row_digest FROM ingest.",
        table);
    if (kind->submission == SUBMISSION_UPSERT)
        text_printf(
            out, "v_current_%s WHERE institution_id = $1::bigint AND $3::bigint = 0 AND key_digest IN (SELECT key_digest FROM n)",
            kind->name);
    else
        text_printf(out, "%s WHERE institution_id = $1::bigint AND batch_id = $3::bigint", table);
    text_append(out, ") SELECT count(*) FILTER (WHERE n.key_digest IS NULL), count(*) FILTER (WHERE o.key_digest IS NULL), "
                     "count(*) FILTER (WHERE n.row_digest <> o.row_digest), count(o.key_digest) "
                     "FROM n FULL JOIN o ON n.key_digest = o.key_digest");
    return text_status(out);
}

enum status sqlgen_batch_lengths(struct text *out, const struct kind *kind)
{
    const char *table = table_of(kind), *guard = guard_of(kind);
    text_printf(out,
                "SELECT %s_length, count(*) FROM ingest.%s WHERE institution_id = $1::bigint AND batch_id = $2::bigint "
                "AND %s_length IS NOT NULL GROUP BY %s_length",
                guard, table, guard, guard);
    return text_status(out);
}

enum status sqlgen_batch_lost_zeros(struct text *out, const struct kind *kind)
{
    const char *table = table_of(kind), *guard = guard_of(kind);
    text_printf(out,
                "SELECT count(DISTINCT n.line) FROM ingest.%s AS n JOIN ingest.%s AS o "
                "ON o.institution_id = n.institution_id AND o.%s_stripped = n.%s_stripped "
                "WHERE n.institution_id = $1::bigint AND n.batch_id = $2::bigint AND o.batch_id = $3::bigint "
                "AND n.%s_length < o.%s_length",
                table, table, guard, guard, guard, guard);
    return text_status(out);
}
