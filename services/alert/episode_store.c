/* episode_store.c: SQL of episodes. */
#include "alert/episode_store.h"

#include <stdlib.h>

#include "lib/db_row.h"
#include "model/calendar.h"

void episode_list_done(struct episode_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->at[i].corrects);
        free(list->at[i].close_event);
        free(list->at[i].told_value);
        free(list->at[i].told_state);
    }
    free(list->at);
    *list = (struct episode_list){0};
}

static bool episode_from_row(const PGresult *rows, int row, struct episode *e)
{
    int32_t number = 0;
    e->closed_us = INT64_MAX;
    e->due = DATE_NONE;
    e->corrects = row_text_take(rows, row, 10);
    e->close_event = row_text_take(rows, row, 11);
    e->told_value = row_text_take(rows, row, 13);
    e->told_state = row_text_take(rows, row, 14);
    e->view.has_told_units = !row_is_null(rows, row, 12);
    bool good = e->corrects && e->close_event && e->told_value && e->told_state && row_i64(rows, row, 0, &e->view.id) &&
                ladder_name_parse(row_text(rows, row, 1), &e->view.ladder) == ST_OK && row_i32(rows, row, 2, &e->view.period) &&
                row_i32(rows, row, 3, &number) && episode_state_parse(row_text(rows, row, 4), &e->view.state) == ST_OK &&
                row_bool(rows, row, 5, &e->view.baseline) && row_i64(rows, row, 6, &e->opened_us) &&
                row_i64(rows, row, 7, &e->t0_us) && (row_is_null(rows, row, 8) || row_i64(rows, row, 8, &e->closed_us)) &&
                (row_is_null(rows, row, 9) || row_i32(rows, row, 9, &e->due)) &&
                (!e->view.has_told_units || row_i128(rows, row, 12, &e->view.told_units)) && row_bool(rows, row, 15, &e->view.told);
    e->view.number = number;
    e->view.due = e->due;
    return good;
}

enum status episode_store_list(struct db *db, int64_t institution_id, const char *duty, struct episode_list *ret)
{
    static const char sql[] =
        "SELECT e.episode_id, e.ladder, e.period, e.number, e.state, e.baseline, e.opened_us, e.t0_us, e.closed_us, "
        "(e.due - DATE '1970-01-01')::int, e.corrects, e.close_event, e.told_units, e.told_value, e.told_state, n.episode_id IS "
        "NOT NULL "
        "FROM alert.episode e "
        "LEFT JOIN (SELECT DISTINCT institution_id, episode_id FROM alert.due_notice "
        "WHERE institution_id = $1::bigint AND duty = $2::text AND withdraws IS NULL) n "
        "ON n.institution_id = e.institution_id AND n.episode_id = e.episode_id "
        "WHERE e.institution_id = $1::bigint AND e.duty = $2::text ORDER BY e.ladder COLLATE \"C\", e.period, e.number";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    scoped(episode_list_done) struct episode_list list = {.at = calloc((size_t)row_count(rows) + 1, sizeof *list.at)};
    if (list.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        list.n++;
        if (!episode_from_row(rows, i, &list.at[i]))
            return ST_FATAL;
    }
    *ret = list;
    list = (struct episode_list){0};
    return ST_OK;
}

static enum status insert_transition(struct db *db, const struct episode_place *place, int64_t episode_id,
                                     const struct episode_decision *decision)
{
    static const char sql[] =
        "INSERT INTO alert.episode_transition (institution_id, episode_id, number, from_state, event, to_state, "
        "at_us, why) SELECT $1::bigint, $2::bigint, coalesce(max(number), 0) + 1, $3::text, $4::text, $5::text, "
        "$6::bigint, $7::text FROM alert.episode_transition "
        "WHERE institution_id = $1::bigint AND episode_id = $2::bigint";
    return db_exec(db, sql, 7,
                   (const char *[]){I64(place->institution_id), I64(episode_id), episode_state_name(decision->from),
                                    episode_event_name(decision->on), episode_state_name(decision->to), I64(place->now_us),
                                    decision->why},
                   NULL);
}

enum status episode_store_open(struct db *db, const struct episode_place *place, const struct episode_decision *decision,
                               const char *corrects, int64_t *ret_id)
{
    static const char sql[] =
        "INSERT INTO alert.episode (institution_id, alliance_id, duty, ladder, period, number, state, baseline, corrects, "
        "opened_us, "
        "t0_us, due) VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::bigint, $6::bigint, $7::text, $8::boolean, $9::text, "
        "$10::bigint, $11::bigint, DATE '1970-01-01' + $12::int) RETURNING episode_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st =
        db_exec(db, sql, 12,
                (const char *[]){I64(place->institution_id), I64(place->alliance_id), place->duty, ladder_name(decision->ladder),
                                 I64(decision->period), I64(decision->number), episode_state_name(decision->to),
                                 BOOL(decision->baseline), corrects, I64(place->now_us), I64(decision->since_us),
                                 decision->due == DATE_NONE ? NULL : I64(decision->due)},
                &rows);
    int64_t id = 0;
    if (st == ST_OK && !row_i64(rows, 0, 0, &id))
        st = ST_FATAL;
    if (st == ST_OK)
        st = insert_transition(db, place, id, decision);
    if (st == ST_OK)
        *ret_id = id;
    return st;
}

enum status episode_store_move(struct db *db, const struct episode_place *place, const struct episode_decision *decision)
{
    static const char sql[] =
        "UPDATE alert.episode SET state = $4::text, closed_us = CASE WHEN $4::text = 'closed' THEN $5::bigint ELSE closed_us END, "
        "close_event = CASE WHEN $4::text = 'closed' THEN $6::text ELSE close_event END "
        "WHERE institution_id = $1::bigint AND episode_id = $2::bigint AND state = $3::text";
    enum status st =
        db_exec(db, sql, 6,
                (const char *[]){I64(place->institution_id), I64(decision->id), episode_state_name(decision->from),
                                 episode_state_name(decision->to), I64(place->now_us), episode_event_name(decision->on)},
                NULL);
    if (st == ST_OK && db_affected(db) != 1)
        st = ST_CONFLICT;
    if (st == ST_OK)
        st = insert_transition(db, place, decision->id, decision);
    return st;
}

enum status episode_store_told(struct db *db, int64_t institution_id, int64_t episode_id, const i128 *units, const char *value,
                               const char *state)
{
    static const char sql[] = "UPDATE alert.episode SET told_units = $3::numeric, told_value = $4::text, told_state = $5::text "
                              "WHERE institution_id = $1::bigint AND episode_id = $2::bigint AND told_state = ''";
    return db_exec(db, sql, 5,
                   (const char *[]){I64(institution_id), I64(episode_id), units == NULL ? NULL : I128(*units), value, state}, NULL);
}
