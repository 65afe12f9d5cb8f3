/* draft_store.c: SQL of draft letters. */
#include "alert/draft_store.h"

#include <stdlib.h>

#include "lib/db_row.h"
#include "model/duty_state.h"

enum status draft_store_insert(struct db *db, const struct draft *draft)
{
    static const char sql[] =
        "INSERT INTO alert.letter_draft (institution_id, alliance_id, duty, department, relation, state, subject, body, made_us, "
        "period) "
        "VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::text, 'draft', $6::text, $7::text, $8::bigint, $9::bigint) "
        "ON CONFLICT (institution_id, duty, department, period) DO NOTHING";
    return db_exec(db, sql, 9,
                   (const char *[]){I64(draft->institution_id), I64(draft->alliance_id), draft->duty, draft->department,
                                    draft->relation, draft->subject, draft->body, I64(draft->now_us), I64(draft->period)},
                   NULL);
}

enum status draft_store_exists(struct db *db, int64_t institution_id, const char *duty, const char *department, int32_t period,
                               bool *ret)
{
    static const char sql[] = "SELECT count(*) > 0 FROM alert.letter_draft WHERE institution_id = $1::bigint AND "
                              "duty = $2::text AND department = $3::text AND period = $4::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(institution_id), duty, department, I64(period)}, &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

void draft_rows_done(struct draft_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct draft_row *r = &rows->at[i];
        char *all[] = {r->duty, r->department, r->relation, r->state, r->subject, r->body};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            free(all[k]);
    }
    free(rows->at);
    *rows = (struct draft_rows){0};
}

enum status draft_store_list(struct db *db, int64_t alliance_id, const char *duty, struct draft_rows *ret)
{
    static const char sql[] =
        "SELECT d.letter_id, d.institution_id, d.made_us, d.duty, d.department, d.relation, d.state, d.subject, d.body, s.state = "
        "$3::text AND NOT s.retired AND d.period = max(d.period) OVER (PARTITION BY d.institution_id, d.duty) FROM "
        "alert.letter_draft d JOIN alert.subject s ON s.institution_id = d.institution_id AND s.duty = d.duty "
        "WHERE d.alliance_id = $1::bigint AND ($2::text = '' OR d.duty = $2::text) "
        "ORDER BY d.duty COLLATE \"C\", d.institution_id, d.letter_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), duty, duty_state_name(DUTY_COORDINATING)}, &rows);
    if (st != ST_OK)
        return st;
    scoped(draft_rows_done) struct draft_rows found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        struct draft_row *r = &found.at[found.n++];
        char **texts[] = {&r->duty, &r->department, &r->relation, &r->state, &r->subject, &r->body};
        bool good = row_i64(rows, i, 0, &r->draft_id) && row_i64(rows, i, 1, &r->institution_id) &&
                    row_i64(rows, i, 2, &r->made_us) && row_bool(rows, i, 9, &r->is_wanted);
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            good = (*texts[k] = row_text_take(rows, i, (int)(3 + k))) != NULL && good;
        if (!good)
            return ST_FATAL;
    }
    *ret = found;
    found = (struct draft_rows){0};
    return ST_OK;
}
