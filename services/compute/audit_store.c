/* audit_store.c: the two sides of an audit and their merge. */
#include "compute/audit_store.h"

#include <stdlib.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/text.h"
#include "model/sqlgen.h"

enum status read_snapshot(struct db *db)
{
    return db_exec(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", 0, NULL, NULL);
}

enum status audit_serves(struct db *db, int64_t alliance_id, const struct measure *measure, bool *ret)
{
    static const char sql[] = "SELECT count(*) > 0 FROM compute.generation WHERE alliance_id = $1::bigint AND measure = $2::text "
                              "AND measure_hash = $3::text AND state = 'serving'";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), measure->name, measure->hash}, &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

/* Lanes that have nothing more to count, as an array literal: of others the records are ahead of the totals, rightly. */
static enum status settled_lanes(struct db *db, int64_t alliance_id, const struct measure *measure, struct text *out)
{
    static const char sql[] =
        "SELECT coalesce(array_agg(c.institution_id ORDER BY c.institution_id), '{}')::text FROM compute.lane AS c "
        "JOIN ingest.v_lane AS l ON l.institution_id = c.institution_id AND l.kind = c.kind "
        "WHERE c.alliance_id = $1::bigint AND c.kind = $2::text AND c.counted_through = l.last_number";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), measure->kind->name}, &rows);
    if (st == ST_OK)
        text_append(out, row_text(rows, 0, 0));
    return st == ST_OK && out->overflow ? ST_RETRY : st;
}

static enum status read_totals(struct db *db, int64_t alliance_id, const struct measure *measure, const char *lanes, PGresult **ret)
{
    static const char sql[] =
        "SELECT t.institution_id, t.month, t.row_count, t.total FROM compute.total AS t WHERE t.generation_id IN "
        "(SELECT g.generation_id FROM compute.generation AS g WHERE g.alliance_id = $1::bigint AND g.measure = $2::text "
        "AND g.measure_hash = $3::text AND g.state = 'serving') AND t.institution_id = ANY($4::bigint[]) "
        "AND (t.row_count <> 0 OR t.total <> 0) ORDER BY 1, 2";
    return db_exec(db, sql, 4, (const char *[]){I64(alliance_id), measure->name, measure->hash, lanes}, ret);
}

static enum status recount(struct db *db, const struct measure *measure, const char *lanes, PGresult **ret)
{
    struct sql_query query;
    sql_query_init(&query);
    struct text relation;
    text_init(&relation, 64);
    text_printf(&relation, "v_current_%s", measure->kind->name);
    int number = 0;
    enum status st = relation.overflow ? ST_FATAL : sql_query_bind(&query, lanes, &number);
    if (st == ST_OK)
        st = sqlgen_measure(&query, measure, "ingest", relation.s, "r.institution_id = ANY($1::bigint[])");
    if (st == ST_OK)
        st = db_exec(db, query.sql.s, query.n_params, (const char *const *)query.params, ret);
    text_done(&relation);
    sql_query_done(&query);
    return st;
}

struct side {
    const PGresult *rows;
    int at;
};

static bool read_key(const struct side *side, int64_t *institution_id, int32_t *month)
{
    return side->at < row_count(side->rows) && row_i64(side->rows, side->at, 0, institution_id) &&
           row_i32(side->rows, side->at, 1, month);
}

static bool take_sum(struct side *side, struct measure_sum *ret)
{
    bool good = row_i64(side->rows, side->at, 2, &ret->rows) && row_i128(side->rows, side->at, 3, &ret->sum);
    side->at++;
    return good;
}

/* A recount of nothing (no row met the condition) is no row on the side of the totals. */
static bool is_nothing(const struct audit_row *row)
{
    return row->total.rows == 0 && row->total.sum == 0 && row->recount.rows == 0 && row->recount.sum == 0;
}

static enum status merge(struct side *totals, struct side *recounts, enum status (*fn)(void *arg, const struct audit_row *row),
                         void *arg)
{
    enum status st = ST_OK;
    while (st == ST_OK) {
        struct audit_row row = {0};
        int64_t a = INT64_MAX, b = INT64_MAX;
        int32_t am = INT32_MAX, bm = INT32_MAX;
        bool has_a = read_key(totals, &a, &am), has_b = read_key(recounts, &b, &bm);
        if (!has_a && !has_b)
            break;
        bool take_a = has_a && (!has_b || a < b || (a == b && am <= bm));
        bool take_b = has_b && (!has_a || b < a || (a == b && bm <= am));
        row.institution_id = take_a ? a : b;
        row.month = take_a ? am : bm;
        if ((take_a && !take_sum(totals, &row.total)) || (take_b && !take_sum(recounts, &row.recount)))
            return ST_FATAL;
        st = is_nothing(&row) ? ST_OK : fn(arg, &row);
    }
    return st;
}

enum status audit_measure(struct db *db, int64_t alliance_id, const struct measure *measure,
                          enum status (*fn)(void *arg, const struct audit_row *row), void *arg)
{
    struct text lanes;
    text_init(&lanes, 1u << 20);
    scoped(result_done) PGresult *totals = NULL;
    scoped(result_done) PGresult *recounts = NULL;
    enum status st = settled_lanes(db, alliance_id, measure, &lanes);
    if (st == ST_OK)
        st = read_totals(db, alliance_id, measure, lanes.s, &totals);
    if (st == ST_OK)
        st = recount(db, measure, lanes.s, &recounts);
    text_done(&lanes);
    return st == ST_OK ? merge(&(struct side){.rows = totals}, &(struct side){.rows = recounts}, fn, arg) : st;
}
