/* answer_audit.c: every serving total beside its recount; what differs is listed, and what is being counted anew. */
#include <string.h>

#include "compute/answer.h"
#include "compute/audit_store.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/organisation.h"

#define DIFFERENCES_MAX 1000 /* the count of what was checked goes on */

struct auditing {
    struct answer *answer;
    const struct measure *measure;
    const char *only; /* a measure's name; "" all */
};

static char *sum_text(struct arena *arena, const struct measure_sum *sum, int scale)
{
    struct text out;
    text_init(&out, 64);
    decimal_format(&out, sum->sum, scale);
    char *copy = arena_text(arena, out.s);
    text_done(&out);
    return copy;
}

static enum status compare(void *arg, const struct audit_row *row)
{
    struct auditing *auditing = arg;
    struct answer *answer = auditing->answer;
    Duban__Compute__Reply *reply = answer->reply;
    reply->totals_checked++;
    if ((row->total.rows == row->recount.rows && row->total.sum == row->recount.sum) || reply->n_differences == DIFFERENCES_MAX)
        return ST_OK;
    const struct organisation *organisation = answer->alliance->organisation;
    const struct institution *institution =
        organisation == NULL ? NULL : organisation_institution_by_id(organisation, row->institution_id);
    struct text month;
    text_init(&month, 16);
    month_format(&month, row->month);
    Duban__Compute__Difference *difference = arena_alloc(answer->arena, 1, sizeof *difference);
    duban__compute__difference__init(difference);
    difference->institution = arena_text(answer->arena, institution == NULL ? "?" : institution->code);
    difference->measure = auditing->measure->name;
    difference->month = arena_text(answer->arena, month.s);
    difference->total = sum_text(answer->arena, &row->total, auditing->measure->scale);
    difference->recount = sum_text(answer->arena, &row->recount, auditing->measure->scale);
    difference->row_count = row->total.rows;
    difference->row_recount = row->recount.rows;
    reply->differences[reply->n_differences++] = difference;
    text_done(&month);
    return ST_OK;
}

static enum status audit_one(struct db *db, struct auditing *auditing, const struct measure *measure)
{
    struct answer *answer = auditing->answer;
    bool serves = false;
    enum status st = audit_serves(db, answer->alliance->id, measure, &serves);
    auditing->measure = measure;
    if (st == ST_OK && serves)
        st = audit_measure(db, answer->alliance->id, measure, compare, auditing);
    else if (st == ST_OK)
        answer->reply->filling[answer->reply->n_filling++] = measure->name;
    return st;
}

static enum status audit_all(struct db *db, void *arg)
{
    struct auditing *auditing = arg;
    struct answer *answer = auditing->answer;
    const struct indicator_book *book = catalog_indicators(answer->alliance->catalog);
    answer->reply->n_differences = 0;
    answer->reply->n_filling = 0;
    answer->reply->totals_checked = 0;
    enum status st = read_snapshot(db);
    for (size_t i = 0; st == ST_OK && i < indicator_book_measure_count(book); i++) {
        const struct measure *measure = indicator_book_measure_at(book, i);
        if (auditing->only[0] == '\0' || strcmp(auditing->only, measure->name) == 0)
            st = audit_one(db, auditing, measure);
    }
    return st;
}

enum status answer_audit(struct answer *answer, const Duban__Compute__Audit *ask)
{
    const struct indicator_book *book = catalog_indicators(answer->alliance->catalog);
    if (ask->measure[0] != '\0' && indicator_book_measure(book, ask->measure) == NULL)
        return answer_refuse(answer, REASON_E_CMP_007, ask->measure);
    answer->reply->differences = arena_alloc(answer->arena, DIFFERENCES_MAX, sizeof *answer->reply->differences);
    answer->reply->filling = arena_alloc(answer->arena, indicator_book_measure_count(book), sizeof *answer->reply->filling);
    struct auditing auditing = {.answer = answer, .only = ask->measure};
    return db_transact(answer->db, audit_all, &auditing);
}
