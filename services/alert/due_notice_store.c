/* due_notice_store.c: SQL of due notices. alert decides who and what; notify decides how and when. */
#include "alert/due_notice_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/db_row.h"
#include "lib/todo.h"

enum status due_notice_store_insert(struct db *db, const struct due_notice *notice, int64_t cause, int64_t *ret_id)
{
    static const char sql[] =
        "INSERT INTO alert.due_notice (institution_id, alliance_id, notice_key, episode_id, duty, rung, template, person, post, "
        "role, "
        "routine, facts, value_revisions, withdraws, created_us) "
        "VALUES ($1::bigint, $2::bigint, $3::text, $4::bigint, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, "
        "$11::boolean, $12::jsonb, $13::text, $14::bigint, $15::bigint) RETURNING due_notice_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 15,
                             (const char *[]){I64(notice->institution_id), I64(notice->alliance_id), notice->notice_key,
                                              notice->episode_id == 0 ? NULL : I64(notice->episode_id), notice->duty, notice->rung,
                                              notice->template, notice->person, notice->post, notice->role, BOOL(notice->routine),
                                              notice->facts_json, notice->value_revisions,
                                              notice->withdraws == 0 ? NULL : I64(notice->withdraws), I64(notice->now_us)},
                             &rows);
    if (st != ST_OK)
        return st;
    int64_t id = 0;
    if (!row_i64(rows, 0, 0, &id))
        return ST_FATAL;
    char key[32];
    snprintf(key, sizeof key, "%" PRId64, id);
    st = todo_insert(db, "notify", "notice", notice->alliance_id, notice->institution_id, key, &cause, cause != 0 ? 1 : 0,
                     notice->now_us);
    if (st == ST_OK && ret_id != NULL)
        *ret_id = id;
    return st;
}

void due_notice_rows_done(struct due_notice_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct due_notice_row *r = &rows->at[i];
        char *all[] = {r->notice_key, r->rung, r->template, r->person, r->post, r->role, r->facts, r->value_revisions, r->outcome};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            free(all[k]);
    }
    free(rows->at);
    *rows = (struct due_notice_rows){0};
}

static bool due_notice_from_row(const PGresult *rows, int row, struct due_notice_row *r)
{
    char **texts[] = {&r->notice_key, &r->rung,  &r->template,        &r->person, &r->post,
                      &r->role,       &r->facts, &r->value_revisions, &r->outcome};
    bool good = row_i64(rows, row, 0, &r->due_notice_id) && row_i64(rows, row, 1, &r->episode_id) &&
                row_i64(rows, row, 2, &r->withdraws) && row_i64(rows, row, 3, &r->created_us);
    good = row_bool(rows, row, 13, &r->is_told) && good;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        good = (*texts[k] = row_text_take(rows, row, (int)(4 + k))) != NULL && good;
    return good;
}

enum status due_notice_store_list(struct db *db, int64_t institution_id, const char *duty, struct due_notice_rows *ret)
{
    static const char sql[] = "SELECT due_notice_id, coalesce(episode_id, 0), coalesce(withdraws, 0), created_us, notice_key, "
                              "rung, template, person, post, "
                              "role, facts::text, value_revisions, outcome, told_us IS NOT NULL FROM alert.due_notice "
                              "WHERE institution_id = $1::bigint AND duty = $2::text ORDER BY due_notice_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    scoped(due_notice_rows_done) struct due_notice_rows found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        found.n++;
        if (!due_notice_from_row(rows, i, &found.at[i]))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct due_notice_rows){0};
    return ST_OK;
}

enum status due_notice_store_mark_parked(struct db *db, int64_t institution_id, struct due_notice_rows *notices)
{
    static const char sql[] = "SELECT due_notice_id FROM notify.v_parked_notice WHERE institution_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(institution_id)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        int64_t id = 0;
        if (!row_i64(rows, i, 0, &id))
            return ST_FATAL;
        for (size_t k = 0; k < notices->n; k++)
            notices->at[k].is_parked = notices->at[k].is_parked || notices->at[k].due_notice_id == id;
    }
    return st;
}

/* Its line's row is held until we commit: a judgement on the way is waited for, the next one finds what was written. One line a
 * transaction, or two of them could wait for each other. */
static enum status judged_after(struct db *db, int64_t institution_id, int64_t due_notice_id, int64_t said_us,
                                char ret_duty[static DUTY_ID_SIZE])
{
    static const char sql[] = "SELECT s.duty, s.judged_us FROM alert.due_notice d JOIN alert.subject s ON s.institution_id = "
                              "d.institution_id AND s.duty = d.duty WHERE d.institution_id = $1::bigint AND d.due_notice_id = "
                              "$2::bigint AND s.institution_id = $1::bigint AND s.judged_us IS NOT NULL FOR SHARE OF s";
    scoped(result_done) PGresult *rows = NULL;
    int64_t judged_us = INT64_MIN;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), I64(due_notice_id)}, &rows);
    if (st == ST_OK && row_count(rows) == 1 && !row_i64(rows, 0, 1, &judged_us))
        return ST_FATAL;
    if (judged_us > said_us)
        snprintf(ret_duty, DUTY_ID_SIZE, "%s", row_text(rows, 0, 0));
    return st;
}

enum status due_notice_store_outcome(struct db *db, int64_t institution_id, int64_t due_notice_id, int64_t said_us,
                                     char ret_duty[static DUTY_ID_SIZE])
{
    static const char select[] = "SELECT outcome FROM notify.v_notice WHERE due_notice_id = $1::bigint";
    static const char tell[] = "UPDATE alert.due_notice SET told_us = $3::bigint WHERE institution_id = $1::bigint "
                               "AND due_notice_id = $2::bigint AND told_us IS NULL RETURNING due_notice_id";
    static const char keep[] =
        "UPDATE alert.due_notice SET outcome = $3::text WHERE institution_id = $1::bigint AND due_notice_id = $2::bigint";
    scoped(result_done) PGresult *rows = NULL, *told = NULL;
    ret_duty[0] = '\0';
    enum status st = db_exec(db, select, 1, (const char *[]){I64(due_notice_id)}, &rows);
    if (st != ST_OK || row_count(rows) == 0)
        return st;
    st = db_exec(db, tell, 3, (const char *[]){I64(institution_id), I64(due_notice_id), I64(said_us)}, &told);
    if (st == ST_OK && row_count(told) == 1)
        st = judged_after(db, institution_id, due_notice_id, said_us, ret_duty);
    if (st != ST_OK)
        return st;
    return db_exec(db, keep, 3, (const char *[]){I64(institution_id), I64(due_notice_id), row_text(rows, 0, 0)}, NULL);
}
