/* act_store.c: SQL of acts. */
#include "alert/act_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"

static const struct {
    const char *name, *zh;
} KINDS[ACT_KIND_COUNT] = {
    [ACT_ACKNOWLEDGE] = {"acknowledge", "签收"},
    [ACT_EVIDENCE] = {"evidence", "交佐证"},
    [ACT_CLOSE] = {"close", "销号"},
    [ACT_OVERRIDE] = {"override", "提请强制销号"},
    [ACT_CONFIRM] = {"confirm", "审定强制销号"},
    [ACT_RETURN] = {"return", "退回补正"},
};

const char *act_kind_name(enum act_kind kind)
{
    return KINDS[kind].name;
}

const char *act_kind_zh(enum act_kind kind)
{
    return KINDS[kind].zh;
}

void act_list_done(struct act_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct act *a = &list->at[i];
        char *all[] = {a->duty, a->actor, a->on_behalf_of, a->how, a->note, a->document, a->reviewer};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            free(all[k]);
    }
    free(list->at);
    *list = (struct act_list){0};
}

static bool act_from_row(const PGresult *rows, int row, struct act *a)
{
    char **texts[] = {&a->duty, &a->actor, &a->on_behalf_of, &a->how, &a->note, &a->document, &a->reviewer};
    bool good = row_i64(rows, row, 0, &a->act_id) && row_i64(rows, row, 1, &a->institution_id) &&
                row_i64(rows, row, 2, &a->alliance_id) && row_i64(rows, row, 3, &a->at_us) && row_i64(rows, row, 4, &a->decides) &&
                row_i32(rows, row, 13, &a->period);
    for (a->kind = 0; a->kind < ACT_KIND_COUNT && strcmp(KINDS[a->kind].name, row_text(rows, row, 5)) != 0;)
        a->kind++;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        good = (*texts[k] = row_text_take(rows, row, (int)(6 + k))) != NULL && good;
    return good && a->kind < ACT_KIND_COUNT;
}

enum status act_store_list(struct db *db, int64_t institution_id, const char *duty, struct act_list *ret)
{
    static const char sql[] = "SELECT act_id, institution_id, alliance_id, at_us, coalesce(decides, 0), kind, duty, actor, "
                              "on_behalf_of, how, note, document, reviewer, coalesce(period, 0) FROM alert.act "
                              "WHERE institution_id = $1::bigint AND duty = $2::text ORDER BY act_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    scoped(act_list_done) struct act_list found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++) {
        found.n++;
        if (!act_from_row(rows, i, &found.at[i]))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct act_list){0};
    return ST_OK;
}

enum status act_store_insert(struct db *db, const struct act *act, const char *request_id, int64_t *ret_id)
{
    static const char sql[] =
        "INSERT INTO alert.act (institution_id, alliance_id, duty, kind, actor, on_behalf_of, how, note, document, reviewer, "
        "decides, "
        "request_id, at_us, period) VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, "
        "$9::text, $10::text, $11::bigint, $12::text, $13::bigint, $14::bigint) RETURNING act_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 14,
                             (const char *[]){I64(act->institution_id), I64(act->alliance_id), act->duty, act_kind_name(act->kind),
                                              act->actor, act->on_behalf_of, act->how, act->note, act->document, act->reviewer,
                                              act->decides == 0 ? NULL : I64(act->decides), request_id, I64(act->at_us),
                                              act->period == 0 ? NULL : I64(act->period)},
                             &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_id) ? ST_OK : ST_FATAL;
}
