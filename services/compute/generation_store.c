/* generation_store.c: compute.generation and compute.generation_lane. */
#include "compute/generation_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

void generation_list_done(struct generation_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->at[i].measure);
        free(list->at[i].kind);
    }
    free(list->at);
    *list = (struct generation_list){0};
}

static enum status read_generation(const PGresult *rows, int row, struct generation *g)
{
    const char *hash = row_text(rows, row, 4);
    if (!row_i64(rows, row, 0, &g->id) || !row_bool(rows, row, 5, &g->lane_is_in) || strlen(hash) >= sizeof g->measure_hash)
        return ST_FATAL;
    memcpy(g->measure_hash, hash, strlen(hash) + 1);
    g->state = strcmp(row_text(rows, row, 1), "serving") == 0 ? GENERATION_SERVING : GENERATION_FILLING;
    g->measure = row_text_take(rows, row, 2);
    g->kind = row_text_take(rows, row, 3);
    return g->measure == NULL || g->kind == NULL ? ST_RETRY : ST_OK;
}

enum status generations(struct db *db, int64_t alliance_id, const struct lane *lane, struct generation_list *ret)
{
    static const char sql[] = "SELECT g.generation_id, g.state, g.measure, g.kind, g.measure_hash, l.generation_id IS NOT NULL "
                              "FROM compute.generation AS g LEFT JOIN (SELECT generation_id FROM compute.generation_lane "
                              "WHERE institution_id = $2::bigint AND kind = $3::text) AS l ON l.generation_id = g.generation_id "
                              "WHERE g.alliance_id = $1::bigint AND g.state <> 'retired' AND ($3::text = '' OR g.kind = $3::text) "
                              "ORDER BY g.generation_id";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(alliance_id), I64(lane == NULL ? 0 : lane->institution_id), lane == NULL ? "" : lane->kind};
    enum status st = db_exec(db, sql, 3, params, &rows);
    if (st != ST_OK)
        return st;
    struct generation_list list = {.n = (size_t)row_count(rows)};
    list.at = calloc(list.n == 0 ? 1 : list.n, sizeof *list.at);
    if (list.at == NULL)
        return ST_RETRY;
    for (size_t i = 0; st == ST_OK && i < list.n; i++)
        st = read_generation(rows, (int)i, &list.at[i]);
    if (st != ST_OK)
        generation_list_done(&list);
    else
        *ret = list;
    return st;
}

enum status generation_open(struct db *db, int64_t alliance_id, const struct measure *measure, int64_t at_us)
{
    static const char sql[] = "INSERT INTO compute.generation (alliance_id, measure, measure_hash, kind, state, opened_us) "
                              "VALUES ($1::bigint, $2::text, $3::text, $4::text, 'filling', $5::bigint)";
    return db_exec(db, sql, 5, (const char *[]){I64(alliance_id), measure->name, measure->hash, measure->kind->name, I64(at_us)},
                   NULL);
}

enum status generation_serve(struct db *db, int64_t generation_id, int64_t at_us)
{
    static const char sql[] = "UPDATE compute.generation SET state = 'serving', served_us = $2::bigint "
                              "WHERE generation_id = $1::bigint AND state = 'filling'";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(generation_id), I64(at_us)}, NULL);
    return st == ST_OK && db_affected(db) == 0 ? ST_CONFLICT : st;
}

enum status generation_retire(struct db *db, int64_t generation_id)
{
    static const char sql[] =
        "UPDATE compute.generation SET state = 'retired' WHERE generation_id = $1::bigint AND state <> 'retired'";
    static const char totals[] = "DELETE FROM compute.total WHERE generation_id = $1::bigint";
    static const char lanes[] = "DELETE FROM compute.generation_lane WHERE generation_id = $1::bigint";
    const char *params[] = {I64(generation_id)};
    enum status st = db_exec(db, sql, 1, params, NULL);
    if (st == ST_OK && db_affected(db) == 0)
        st = ST_CONFLICT;
    if (st == ST_OK)
        st = db_exec(db, totals, 1, params, NULL);
    return st == ST_OK ? db_exec(db, lanes, 1, params, NULL) : st;
}

enum status generation_lane_put(struct db *db, int64_t generation_id, const struct lane *lane, int64_t through)
{
    static const char sql[] = "INSERT INTO compute.generation_lane (institution_id, kind, generation_id, filled_through) "
                              "VALUES ($1::bigint, $2::text, $3::bigint, $4::bigint)";
    return db_exec(db, sql, 4, (const char *[]){I64(lane->institution_id), lane->kind, I64(generation_id), I64(through)}, NULL);
}

enum status generation_lanes_missing(struct db *db, int64_t alliance_id, const struct generation *generation, int64_t *ret)
{
    static const char sql[] = "SELECT count(*) FROM compute.lane AS l LEFT JOIN compute.generation_lane AS g "
                              "ON g.institution_id = l.institution_id AND g.kind = l.kind AND g.generation_id = $3::bigint "
                              "WHERE l.alliance_id = $1::bigint AND l.kind = $2::text AND g.generation_id IS NULL";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), generation->kind, I64(generation->id)}, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}
