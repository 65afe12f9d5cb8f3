/* ledger_store.c: SQL over notices, letters and attempts, for lists and for `why`. */
#include "notify/ledger_store.h"

#include <string.h>

#include "lib/date.h"
#include "lib/db_row.h"
#include "lib/reason.h"
#include "model/organisation.h"

struct ledger {
    const struct organisation *organisation;
    struct arena *arena;
    Duban__Notify__Reply *reply;
};

static char *words_of(struct arena *arena, const char *code)
{
    enum reason reason;
    return arena_text(arena, reason_from_code(code, &reason) == ST_OK ? reason_zh(reason) : code);
}

static bool episode_from_row(struct ledger *l, const PGresult *rows, int row, Duban__Notify__Notice *n)
{
    int32_t period = 0;
    scoped(text_done) struct text month;
    text_init(&month, 20);
    if (!row_i32(rows, row, 12, &period) || !row_i64(rows, row, 13, &n->episode_number))
        return false;
    month_format(&month, period);
    n->ladder = arena_text(l->arena, row_text(rows, row, 11));
    n->period = arena_text(l->arena, month.s);
    n->episode_state = arena_text(l->arena, row_text(rows, row, 14));
    return true;
}

static bool notice_from_row(struct ledger *l, const PGresult *rows, int row)
{
    int64_t institution_id = 0;
    Duban__Notify__Notice *n = arena_alloc(l->arena, 1, sizeof *n);
    duban__notify__notice__init(n);
    if (!row_i64(rows, row, 0, &n->notice_id) || !row_i64(rows, row, 1, &institution_id) || !row_i64(rows, row, 2, &n->created_us))
        return false;
    const struct institution *institution =
        l->organisation == NULL ? NULL : organisation_institution_by_id(l->organisation, institution_id);
    n->notice_key = arena_text(l->arena, row_text(rows, row, 3));
    n->duty = arena_text(l->arena, row_text(rows, row, 4));
    n->institution = arena_text(l->arena, institution == NULL ? "" : institution->code);
    n->template_name = arena_text(l->arena, row_text(rows, row, 5));
    n->person = arena_text(l->arena, row_text(rows, row, 6));
    n->state = arena_text(l->arena, row_text(rows, row, 7));
    n->outcome_code = arena_text(l->arena, row_text(rows, row, 8));
    n->outcome_zh = words_of(l->arena, n->outcome_code);
    n->value_revisions = arena_text(l->arena, row_text(rows, row, 9));
    n->rung = arena_text(l->arena, row_text(rows, row, 10));
    if (!row_is_null(rows, row, 11) && !episode_from_row(l, rows, row, n))
        return false;
    l->reply->notices[l->reply->n_notices++] = n;
    return true;
}

static enum status read_notices(struct ledger *l, struct db *db, const struct ledger_filter *f, struct text *ret_ids)
{
    static const char sql[] =
        "SELECT n.notice_id, n.institution_id, n.created_us, n.notice_key, n.duty, n.template, n.person, n.state, n.outcome, "
        "n.value_revisions, n.rung, e.ladder, e.period, e.number, e.state FROM notify.notice n LEFT JOIN alert.v_episode e "
        "ON e.institution_id = n.institution_id AND e.episode_id = n.episode_id WHERE n.alliance_id = $1::bigint AND ($2::bigint = "
        "0 OR n.notice_id = $2::bigint) "
        "AND ($3::text = '' OR n.notice_key = $3::text) AND ($4::text = '' OR n.person = $4::text) "
        "AND ($5::text = '' OR n.duty = $5::text) AND (($6::text = '' AND $7::text = '') OR EXISTS (SELECT 1 "
        "FROM notify.message_notice mn JOIN notify.message m USING (message_id) WHERE mn.notice_id = n.notice_id "
        "AND ($6::text = '' OR m.business_day >= nullif($6::text, '')::date) "
        "AND ($7::text = '' OR m.business_day <= nullif($7::text, '')::date))) ORDER BY n.notice_id DESC LIMIT $8::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 8,
                             (const char *[]){I64(f->alliance_id), I64(f->notice_id), f->notice_key, f->person, f->duty,
                                              f->from_day, f->to_day, I64(f->limit)},
                             &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    l->reply->notices = arena_alloc(l->arena, n + 1, sizeof *l->reply->notices);
    int64_t *ids = arena_alloc(l->arena, n + 1, sizeof *ids);
    for (size_t i = 0; i < n; i++) {
        if (!notice_from_row(l, rows, (int)i))
            return ST_FATAL;
        ids[i] = l->reply->notices[i]->notice_id;
    }
    param_i64_array(ret_ids, ids, n);
    return ST_OK;
}

static Duban__Notify__Delivery *delivery_from_row(struct ledger *l, const PGresult *rows, int row)
{
    int64_t sequence = 0, attempts = 0, sent_us = 0;
    bool twice = false;
    Duban__Notify__Delivery *d = arena_alloc(l->arena, 1, sizeof *d);
    duban__notify__delivery__init(d);
    if (!row_i64(rows, row, 1, &d->message_id) || !row_i64(rows, row, 2, &sequence) || !row_i64(rows, row, 3, &sent_us) ||
        !row_i64(rows, row, 4, &attempts) || !row_bool(rows, row, 5, &twice))
        return NULL;
    d->sequence = (uint32_t)sequence;
    d->sent_us = sent_us;
    d->attempts = (uint32_t)attempts;
    d->maybe_twice = twice;
    d->channel = arena_text(l->arena, row_text(rows, row, 6));
    d->business_day = arena_text(l->arena, row_text(rows, row, 7));
    d->state = arena_text(l->arena, row_text(rows, row, 8));
    d->subject = arena_text(l->arena, row_text(rows, row, 9));
    d->outcome_code = arena_text(l->arena, row_text(rows, row, 10));
    d->outcome_zh = words_of(l->arena, d->outcome_code);
    d->last_answer = arena_text(l->arena, row_text(rows, row, 11));
    return d;
}

static enum status read_deliveries(struct ledger *l, struct db *db, const char *ids)
{
    static const char sql[] =
        "SELECT c.notice_id, m.message_id, m.sequence, CASE WHEN c.left_out THEN 0 ELSE coalesce(m.sent_us, 0) END, (SELECT "
        "count(*) FROM notify.attempt a "
        "WHERE a.message_id = m.message_id), c.maybe_twice, m.channel, to_char(m.business_day, 'YYYY-MM-DD'), c.state, m.subject, "
        "CASE WHEN c.left_out THEN $2::text ELSE m.outcome END, coalesce((SELECT a.answer FROM notify.attempt a WHERE a.message_id "
        "= m.message_id ORDER BY a.number DESC LIMIT "
        "1), '') "
        "FROM notify.v_carried c JOIN notify.message m USING (message_id) WHERE c.notice_id = ANY($1::bigint[]) "
        "ORDER BY c.notice_id DESC, m.message_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){ids, reason_code(REASON_I_NTF_351)}, &rows);
    size_t at = 0; /* both lists run from the newest notice to the oldest */
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        int64_t notice_id = 0;
        Duban__Notify__Delivery *delivery = delivery_from_row(l, rows, i);
        if (delivery == NULL || !row_i64(rows, i, 0, &notice_id))
            return ST_FATAL;
        while (at < l->reply->n_notices && l->reply->notices[at]->notice_id != notice_id)
            at++;
        if (at == l->reply->n_notices)
            return ST_FATAL;
        Duban__Notify__Notice *n = l->reply->notices[at];
        if (n->deliveries == NULL)
            n->deliveries = arena_alloc(l->arena, (size_t)(row_count(rows) - i), sizeof *n->deliveries);
        n->deliveries[n->n_deliveries++] = delivery;
    }
    return st;
}

/* The attempts belong to the letter: one that carries several notices has them once, at each. */
static enum status read_tries(struct ledger *l, struct db *db, Duban__Notify__Delivery *d)
{
    static const char sql[] = "SELECT number, started_us, coalesce(finished_us, 0), outcome, answer FROM (SELECT number, "
                              "started_us, finished_us, outcome, "
                              "answer FROM notify.attempt "
                              "WHERE message_id = $1::bigint ORDER BY number DESC LIMIT $2::bigint) AS newest ORDER BY number";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(d->message_id), I64(LEDGER_TRIES_MAX)}, &rows);
    if (st != ST_OK)
        return st;
    d->tries = arena_alloc(l->arena, (size_t)row_count(rows) + 1, sizeof *d->tries);
    for (int i = 0; i < row_count(rows); i++) {
        int64_t number = 0;
        Duban__Notify__Attempt *a = arena_alloc(l->arena, 1, sizeof *a);
        duban__notify__attempt__init(a);
        if (!row_i64(rows, i, 0, &number) || !row_i64(rows, i, 1, &a->started_us) || !row_i64(rows, i, 2, &a->finished_us))
            return ST_FATAL;
        a->number = (uint32_t)number;
        a->outcome = arena_text(l->arena, row_text(rows, i, 3));
        a->answer = arena_text(l->arena, row_text(rows, i, 4));
        d->tries[d->n_tries++] = a;
    }
    return ST_OK;
}

static enum status read_all_tries(struct ledger *l, struct db *db)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < l->reply->n_notices; i++)
        for (size_t k = 0; st == ST_OK && k < l->reply->notices[i]->n_deliveries; k++)
            st = read_tries(l, db, l->reply->notices[i]->deliveries[k]);
    return st;
}

enum status ledger_store_list(struct db *db, const struct ledger_filter *filter, const struct organisation *organisation,
                              struct arena *arena, Duban__Notify__Reply *reply)
{
    struct ledger ledger = {.organisation = organisation, .arena = arena, .reply = reply};
    scoped(text_done) struct text ids;
    text_init(&ids, (LEDGER_MAX + 1) * PARAM_I64_SIZE);
    enum status st = read_notices(&ledger, db, filter, &ids);
    if (st == ST_OK)
        st = read_deliveries(&ledger, db, ids.s);
    return st == ST_OK && filter->with_tries ? read_all_tries(&ledger, db) : st;
}
