/* rung_store.c: SQL of rungs and calls. */
#include "alert/rung_store.h"

#include <stdlib.h>

#include "lib/db_row.h"

void rung_rows_done(struct rung_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        free(rows->at[i].rung);
        free(rows->at[i].outcome);
        free(rows->at[i].reason);
    }
    free(rows->at);
    *rows = (struct rung_rows){0};
}

enum status rung_store_list(struct db *db, int64_t institution_id, const char *duty, struct rung_rows *ret)
{
    static const char sql[] = "SELECT r.episode_id, r.rung, r.due_us, r.outcome, r.reason, r.decided_us, "
                              "coalesce((SELECT n.told_us FROM alert.due_notice n WHERE n.institution_id = r.institution_id "
                              "AND n.episode_id = r.episode_id AND n.rung = r.rung ORDER BY n.due_notice_id LIMIT 1), 0) "
                              "FROM alert.rung r "
                              "JOIN alert.episode e ON e.institution_id = r.institution_id AND e.episode_id = r.episode_id "
                              "WHERE r.institution_id = $1::bigint AND e.duty = $2::text ORDER BY r.episode_id, r.due_us, r.rung";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    scoped(rung_rows_done) struct rung_rows found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        struct rung_row *r = &found.at[found.n++];
        r->rung = row_text_take(rows, i, 1);
        r->outcome = row_text_take(rows, i, 3);
        r->reason = row_text_take(rows, i, 4);
        if (!r->rung || !r->outcome || !r->reason || !row_i64(rows, i, 0, &r->episode_id) || !row_i64(rows, i, 2, &r->due_us) ||
            !row_i64(rows, i, 5, &r->decided_us) || !row_i64(rows, i, 6, &r->told_us))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct rung_rows){0};
    return ST_OK;
}

enum status rung_store_insert(struct db *db, const struct rung_outcome_row *row)
{
    static const char sql[] = "INSERT INTO alert.rung (institution_id, episode_id, rung, due_us, outcome, reason, decided_us) "
                              "VALUES ($1::bigint, $2::bigint, $3::text, $4::bigint, $5::text, $6::text, $7::bigint)";
    return db_exec(db, sql, 7,
                   (const char *[]){I64(row->institution_id), I64(row->episode_id), row->rung, I64(row->due_us), row->outcome,
                                    reason_code(row->reason), I64(row->now_us)},
                   NULL);
}

enum status call_store_insert(struct db *db, const struct call *call)
{
    static const char sql[] =
        "INSERT INTO alert.call_list (institution_id, alliance_id, episode_id, duty, rung, post, person, reason, made_us) "
        "VALUES ($1::bigint, $2::bigint, $3::bigint, $4::text, $5::text, $6::text, $7::text, $8::text, $9::bigint)";
    return db_exec(db, sql, 9,
                   (const char *[]){I64(call->institution_id), I64(call->alliance_id), I64(call->episode_id), call->duty,
                                    call->rung, call->post, call->person, call->reason, I64(call->now_us)},
                   NULL);
}

enum status call_store_settle(struct db *db, int64_t institution_id, int64_t episode_id, const char *by, int64_t now_us)
{
    static const char sql[] = "UPDATE alert.call_list SET settled_us = $3::bigint, settled_by = $4::text "
                              "WHERE institution_id = $1::bigint AND episode_id = $2::bigint AND settled_us IS NULL";
    return db_exec(db, sql, 4, (const char *[]){I64(institution_id), I64(episode_id), I64(now_us), by}, NULL);
}

void call_rows_done(struct call_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        free(rows->at[i].duty);
        free(rows->at[i].post);
        free(rows->at[i].person);
        free(rows->at[i].reason);
    }
    free(rows->at);
    *rows = (struct call_rows){0};
}

enum status call_store_list(struct db *db, int64_t alliance_id, bool settled, struct call_rows *ret)
{
    static const char sql[] =
        "SELECT call_id, institution_id, duty, post, person, reason, made_us, settled_us FROM alert.call_list "
        "WHERE alliance_id = $1::bigint AND ($2::boolean OR settled_us IS NULL) "
        "ORDER BY made_us, duty COLLATE \"C\", institution_id, call_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), BOOL(settled)}, &rows);
    if (st != ST_OK)
        return st;
    scoped(call_rows_done) struct call_rows found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        struct call_row *c = &found.at[found.n++];
        *c = (struct call_row){.duty = row_text_take(rows, i, 2),
                               .post = row_text_take(rows, i, 3),
                               .person = row_text_take(rows, i, 4),
                               .reason = row_text_take(rows, i, 5),
                               .settled_us = INT64_MAX};
        if (!c->duty || !c->post || !c->person || !c->reason || !row_i64(rows, i, 0, &c->call_id) ||
            !row_i64(rows, i, 1, &c->institution_id) || !row_i64(rows, i, 6, &c->made_us) ||
            (!row_is_null(rows, i, 7) && !row_i64(rows, i, 7, &c->settled_us)))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct call_rows){0};
    return ST_OK;
}
