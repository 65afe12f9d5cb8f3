/* ddl_view.c: lists of checked column names in two shapes of SELECT. */
#include "model/ddl_view.h"

#include <assert.h>

#include "model/ddl.h"

#define LINE_BYTES 130

/* The columns, each with its alias, broken into lines. */
static void append_columns(struct text *out, const struct kind *kind, const char *alias)
{
    struct ddl_column columns[DDL_MAX_COLUMNS];
    size_t n = ddl_columns(kind, columns), width = 11;
    for (size_t i = 0; i < n; i++) {
        const char *comma = i + 1 < n ? "," : "";
        struct text item;
        text_init(&item, 128);
        text_printf(&item, " %s.%s%s", alias, columns[i].name, comma);
        width += item.len;
        if (width > LINE_BYTES) {
            text_append(out, "\n          ");
            width = 10 + item.len;
        }
        text_append(out, item.s);
        text_done(&item);
    }
}

static void append_published(struct text *out, const struct kind *kind)
{
    text_printf(out, "CREATE VIEW ingest.v_%s AS\n    SELECT", kind->table);
    append_columns(out, kind, "r");
    text_printf(out,
                "\n    FROM ingest.%s AS r\n"
                "    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id\n"
                "    WHERE b.state IN ('committed', 'withdrawn');\n",
                kind->table);
}

static void append_current(struct text *out, const struct kind *kind)
{
    bool upsert = kind->submission == SUBMISSION_UPSERT;
    text_printf(out, "CREATE VIEW ingest.v_current_%s AS\n    SELECT", kind->name);
    if (upsert)
        text_append(out, " DISTINCT ON (r.institution_id, r.key_digest)\n          ");
    append_columns(out, kind, "r");
    text_printf(out, "\n    FROM ingest.%s AS r\n", kind->table);
    if (upsert)
        text_append(out,
                    "    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id\n"
                    "    WHERE b.state = 'committed'\n"
                    "    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;\n");
    else
        text_printf(out,
                    "    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id\n"
                    "    WHERE c.kind = '%s';\n",
                    kind->name);
}

enum status ddl_view_format(struct text *out, const struct kind *kind)
{
    assert(field_name_is_safe(kind->table) && field_name_is_safe(kind->name));
    append_published(out, kind);
    append_current(out, kind);
    text_printf(out, "GRANT SELECT, INSERT, DELETE ON ingest.%s TO duban_ingest;\n", kind->table);
    text_printf(out, "GRANT SELECT ON ingest.v_%s, ingest.v_current_%s TO duban_ingest, duban_compute, duban_operator;\n",
                kind->table, kind->name);
    return text_status(out);
}
