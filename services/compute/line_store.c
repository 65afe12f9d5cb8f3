/* line_store.c: the rows that a measure counts. */
#include "compute/line_store.h"

#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/text.h"
#include "model/kind.h"
#include "model/sqlgen.h"

/* $1 institutions, $2 and $3 months, $4 how many */
static enum status bind(struct sql_query *query, const struct line_question *q, int *ret_limit)
{
    int number = 0;
    scoped(text_done) struct text institutions;
    text_init(&institutions, (q->n_institutions + 1) * PARAM_I64_SIZE);
    param_i64_array(&institutions, q->institutions, q->n_institutions);
    enum status st = institutions.overflow ? ST_FATAL : sql_query_bind(query, institutions.s, &number);
    if (st == ST_OK)
        st = sql_query_bind(query, I64(q->from), &number);
    if (st == ST_OK)
        st = sql_query_bind(query, I64(q->to), &number);
    return st == ST_OK ? sql_query_bind(query, I64((int64_t)q->max), ret_limit) : st;
}

static enum status ask(struct db *db, const struct measure *measure, const struct line_question *q, PGresult **ret)
{
    static const char filter[] = "r.institution_id = ANY($1::bigint[]) AND r.month BETWEEN $2::bigint AND $3::bigint";
    struct sql_query query;
    scoped(text_done) struct text relation;
    int limit = 0;
    sql_query_init(&query);
    text_init(&relation, 64);
    text_printf(&relation, "v_current_%s", measure->kind->name);
    enum status st = relation.overflow ? ST_FATAL : bind(&query, q, &limit);
    if (st == ST_OK)
        st = sqlgen_lines(&query, measure, "ingest", relation.s, filter, limit);
    if (st == ST_OK)
        st = db_exec(db, query.sql.s, query.n_params, (const char *const *)query.params, ret);
    sql_query_done(&query);
    return st;
}

enum status counted_lines(struct db *db, const struct measure *measure, const struct line_question *question,
                          enum status (*fn)(void *arg, const struct counted_line *line), void *arg)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = ask(db, measure, question, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct counted_line line = {0};
        if (!row_i64(rows, i, 0, &line.institution_id) || !row_i32(rows, i, 1, &line.month) ||
            !row_i64(rows, i, 2, &line.batch_id) || !row_i64(rows, i, 3, &line.line) || !row_i128(rows, i, 4, &line.amount))
            return ST_FATAL;
        st = fn(arg, &line);
    }
    return st;
}
