/* rule_history_store.c: SQL of what lines were judged by. */
#include "alert/rule_history_store.h"

#include <stdlib.h>

#include "lib/db_row.h"

#define ARRAY_MAX_BYTES (16u << 20) /* ten thousand lines: ids of 20 bytes, hashes of 64 */

void rule_history_rows_done(struct rule_history_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        free(rows->at[i].rules);
    free(rows->at);
    *rows = (struct rule_history_rows){0};
}

enum status rule_history_store_note(struct db *db, const struct rule_history_version *version)
{
    static const char sql[] =
        "WITH newest AS (SELECT DISTINCT ON (duty) duty, rules FROM alert.rule_history WHERE alliance_id = $1::bigint "
        "ORDER BY duty, catalog_version DESC), said AS (SELECT * FROM unnest($4::text[], $5::text[]) AS s (duty, rules)) "
        "INSERT INTO alert.rule_history (alliance_id, duty, catalog_version, from_us, rules) "
        "SELECT $1::bigint, coalesce(s.duty, n.duty), $2::bigint, $3::bigint, coalesce(s.rules, '') "
        "FROM said s FULL JOIN newest n ON n.duty = s.duty WHERE coalesce(s.rules, '') IS DISTINCT FROM n.rules";
    scoped(text_done) struct text duties, rules;
    text_init(&duties, ARRAY_MAX_BYTES);
    text_init(&rules, ARRAY_MAX_BYTES);
    param_text_array(&duties, version->duties, version->n);
    param_text_array(&rules, version->rules, version->n);
    if (duties.overflow || rules.overflow)
        return ST_BAD_INPUT;
    return db_exec(
        db, sql, 5,
        (const char *[]){I64(version->alliance_id), I64(version->catalog_version), I64(version->from_us), duties.s, rules.s}, NULL);
}

enum status rule_history_store_list(struct db *db, int64_t alliance_id, const char *duty, struct rule_history_rows *ret)
{
    static const char sql[] = "SELECT catalog_version, from_us, rules FROM alert.rule_history "
                              "WHERE alliance_id = $1::bigint AND duty = $2::text ORDER BY catalog_version";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    scoped(rule_history_rows_done) struct rule_history_rows found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        struct rule_history_row *row = &found.at[found.n++];
        row->rules = row_text_take(rows, i, 2);
        if (row->rules == NULL || !row_i64(rows, i, 0, &row->catalog_version) || !row_i64(rows, i, 1, &row->from_us))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct rule_history_rows){0};
    return ST_OK;
}

enum status rule_history_store_versions(struct db *db, int64_t alliance_id, int64_t seen, int64_t last,
                                        struct applied_version **ret, size_t *ret_n)
{
    static const char sql[] = "SELECT version, applied_us FROM catalog.version WHERE alliance_id = $1::bigint "
                              "AND version > $2::bigint AND version <= $3::bigint ORDER BY version";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(seen), I64(last)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    scoped(scoped_free) struct applied_version *found = calloc(n + 1, sizeof *found);
    if (found == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &found[i].version) || !row_i64(rows, (int)i, 1, &found[i].applied_us))
            return ST_FATAL;
    *ret = found;
    *ret_n = n;
    found = NULL;
    return ST_OK;
}
