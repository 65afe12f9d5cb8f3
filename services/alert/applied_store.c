/* applied_store.c: SQL of what was applied and of baselines. */
#include "alert/applied_store.h"

#include <stdlib.h>

#include "lib/db_row.h"
#include "model/duty_state.h"

enum status applied_store_read(struct db *db, int64_t alliance_id, int64_t catalog_version, int64_t organisation_version,
                               struct applied *ret)
{
    static const char sql[] =
        "SELECT greatest(c.applied_us, o.imported_us), a.first_us, a.month, a.catalog_version FROM catalog.version c "
        "JOIN alert.organisation_version o ON o.alliance_id = c.alliance_id "
        "LEFT JOIN alert.applied a ON a.alliance_id = c.alliance_id "
        "WHERE c.alliance_id = $1::bigint AND c.version = $2::bigint AND o.version = $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st =
        db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(catalog_version), I64(organisation_version)}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) != 1)
        return ST_CONFLICT;
    struct applied applied = {.month = MONTH_NONE};
    if (!row_i64(rows, 0, 0, &applied.since_us))
        return ST_FATAL;
    applied.first_us = applied.since_us;
    if (!row_is_null(rows, 0, 1) &&
        (!row_i64(rows, 0, 1, &applied.first_us) || !row_i32(rows, 0, 2, &applied.month) || !row_i64(rows, 0, 3, &applied.seen)))
        return ST_FATAL;
    *ret = applied;
    return ST_OK;
}

enum status applied_store_put(struct db *db, int64_t alliance_id, int64_t catalog_version, int64_t organisation_version,
                              int64_t first_us, int32_t month)
{
    static const char sql[] =
        "INSERT INTO alert.applied (alliance_id, catalog_version, organisation_version, first_us, month) "
        "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::bigint) ON CONFLICT (alliance_id) DO UPDATE SET "
        "catalog_version = excluded.catalog_version, organisation_version = excluded.organisation_version, month = excluded.month";
    return db_exec(db, sql, 5,
                   (const char *[]){I64(alliance_id), I64(catalog_version), I64(organisation_version), I64(first_us), I64(month)},
                   NULL);
}

enum status applied_store_wake_month(struct db *db, int32_t month, int64_t now_us)
{
    static const char sql[] =
        "WITH late AS (UPDATE alert.applied SET month = $1::bigint WHERE month < $1::bigint RETURNING alliance_id) "
        "INSERT INTO alert.todo (kind, alliance_id, business_us) SELECT 'catalog', alliance_id, $2::bigint FROM late";
    return db_exec(db, sql, 2, (const char *[]){I64(month), I64(now_us)}, NULL);
}

enum status baseline_store_new(struct db *db, int64_t alliance_id, int64_t **ret, size_t *ret_n)
{
    static const char sql[] =
        "SELECT s.baseline_us FROM (SELECT DISTINCT baseline_us FROM alert.subject "
        "WHERE alliance_id = $1::bigint AND kind = '' AND NOT retired) s "
        "LEFT JOIN alert.baseline b ON b.alliance_id = $1::bigint AND b.baseline_us = s.baseline_us WHERE b.alliance_id IS NULL "
        "ORDER BY s.baseline_us";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    int64_t *found = calloc(n + 1, sizeof *found);
    if (found == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &found[i])) {
            free(found);
            return ST_FATAL;
        }
    *ret = found;
    *ret_n = n;
    return ST_OK;
}

enum status baseline_store_insert(struct db *db, int64_t alliance_id, int64_t baseline_us, int64_t due_us)
{
    static const char sql[] = "INSERT INTO alert.baseline (alliance_id, baseline_us, number, due_us, told) SELECT $1::bigint, "
                              "$2::bigint, coalesce(max(number), 0) + 1, $3::bigint, false FROM alert.baseline "
                              "WHERE alliance_id = $1::bigint";
    return db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(baseline_us), I64(due_us)}, NULL);
}

enum status baseline_store_due(struct db *db, int64_t now_us, struct baseline *ret, size_t max, size_t *ret_n)
{
    static const char sql[] = "SELECT alliance_id, baseline_us, number FROM alert.baseline WHERE NOT told AND due_us <= $1::bigint "
                              "ORDER BY alliance_id, number LIMIT $2::bigint FOR UPDATE SKIP LOCKED";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(now_us), I64((int64_t)max)}, &rows);
    if (st != ST_OK)
        return st;
    for (int i = 0; i < row_count(rows); i++)
        if (!row_i64(rows, i, 0, &ret[i].alliance_id) || !row_i64(rows, i, 1, &ret[i].baseline_us) ||
            !row_i64(rows, i, 2, &ret[i].number))
            return ST_FATAL;
    *ret_n = (size_t)row_count(rows);
    return ST_OK;
}

enum status baseline_store_put_off(struct db *db, int64_t alliance_id, int64_t baseline_us, int64_t due_us)
{
    static const char sql[] =
        "UPDATE alert.baseline SET due_us = $3::bigint WHERE alliance_id = $1::bigint AND baseline_us = $2::bigint AND NOT told";
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(baseline_us), I64(due_us)}, NULL);
    return st == ST_OK && db_affected(db) != 1 ? ST_CONFLICT : st;
}

enum status baseline_store_told(struct db *db, int64_t alliance_id, int64_t baseline_us)
{
    static const char sql[] =
        "UPDATE alert.baseline SET told = true WHERE alliance_id = $1::bigint AND baseline_us = $2::bigint AND NOT told";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(baseline_us)}, NULL);
    return st == ST_OK && db_affected(db) != 1 ? ST_CONFLICT : st;
}

enum status applied_store_any_due(struct db *db, int32_t month, int64_t now_us, bool *ret)
{
    static const char sql[] = "SELECT EXISTS (SELECT 1 FROM alert.applied WHERE month < $1::bigint) "
                              "OR EXISTS (SELECT 1 FROM alert.baseline WHERE NOT told AND due_us <= $2::bigint)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(month), I64(now_us)}, &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}
