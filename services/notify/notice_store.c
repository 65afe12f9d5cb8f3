/* notice_store.c: SQL of notify.notice, and the one look at alert's due notices. */
#include "notify/notice_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"
#include "lib/reason.h"
#include "model/letter.h"

#define COLUMNS                                                                                                                  \
    "n.notice_id, n.alliance_id, n.institution_id, n.due_notice_id, n.episode_id, coalesce(n.withdraws, 0), n.created_us, "      \
    "n.routine, n.notice_key, n.duty, n.rung, n.person, n.post, n.role, n.template, n.facts::text, n.value_revisions, n.state, " \
    "n.outcome "
/* Readers of one episode who are read: a line's holders, A and B, some of whom changed meanwhile. The count is of all. */
#define READERS_MAX  100
#define COLUMN_COUNT 19

void notice_done(struct notice *n)
{
    char *texts[] = {n->notice_key,      n->duty,  n->rung,   n->person, n->post, n->role, n->template, n->facts,
                     n->value_revisions, n->state, n->outcome};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    *n = (struct notice){0};
}

void notices_done(struct notices *notices)
{
    for (size_t i = 0; i < notices->n; i++)
        notice_done(&notices->at[i]);
    free(notices->at);
    *notices = (struct notices){0};
}

static bool notice_from_row(const PGresult *rows, int row, struct notice *n)
{
    char **texts[] = {&n->notice_key,      &n->duty,  &n->rung,   &n->person, &n->post, &n->role, &n->template, &n->facts,
                      &n->value_revisions, &n->state, &n->outcome};
    bool good = row_i64(rows, row, 0, &n->notice_id) && row_i64(rows, row, 1, &n->alliance_id) &&
                row_i64(rows, row, 2, &n->institution_id) && row_i64(rows, row, 3, &n->due_notice_id) &&
                row_i64(rows, row, 4, &n->episode_id) && row_i64(rows, row, 5, &n->withdraws) &&
                row_i64(rows, row, 6, &n->created_us) && row_bool(rows, row, 7, &n->routine);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        good = (*texts[i] = row_text_take(rows, row, (int)(8 + i))) != NULL && good;
    return good;
}

static enum status read_one(PGresult *rows, struct notice *ret)
{
    if (row_count(rows) == 0)
        return ST_CONFLICT;
    struct notice notice = {0};
    if (!notice_from_row(rows, 0, &notice)) {
        notice_done(&notice);
        return ST_FATAL;
    }
    *ret = notice;
    return ST_OK;
}

enum status due_notice_read(struct db *db, int64_t institution_id, int64_t due_notice_id, struct notice *ret)
{
    static const char sql[] =
        "SELECT 0, alliance_id, institution_id, due_notice_id, coalesce(episode_id, 0), coalesce(withdraws, 0), created_us, "
        "routine, "
        "notice_key, duty, rung, person, post, role, template, facts::text, value_revisions, '', '' FROM alert.v_due_notice "
        "WHERE institution_id = $1::bigint AND due_notice_id = $2::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), I64(due_notice_id)}, &rows);
    return st == ST_OK ? read_one(rows, ret) : st;
}

enum status notice_store_find(struct db *db, int64_t alliance_id, const char *notice_key, int64_t *ret_notice_id)
{
    static const char sql[] = "SELECT notice_id FROM notify.notice WHERE alliance_id = $1::bigint AND notice_key = $2::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), notice_key}, &rows);
    if (st != ST_OK)
        return st;
    *ret_notice_id = 0;
    return row_count(rows) == 0 || row_i64(rows, 0, 0, ret_notice_id) ? ST_OK : ST_FATAL;
}

enum status notice_store_insert(struct db *db, const struct notice *n, const char *state, const char *outcome,
                                int64_t *ret_notice_id)
{
    static const char sql[] = "INSERT INTO notify.notice (alliance_id, notice_key, institution_id, due_notice_id, episode_id, "
                              "duty, rung, person, post, role, "
                              "template, routine, facts, value_revisions, withdraws, state, outcome, created_us) VALUES "
                              "($1::bigint, $2::text, $3::bigint, "
                              "$4::bigint, $5::bigint, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text, $12::boolean, "
                              "$13::jsonb, $14::text, "
                              "$15::bigint, $16::text, $17::text, $18::bigint) RETURNING notice_id";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(n->alliance_id),
                            n->notice_key,
                            I64(n->institution_id),
                            I64(n->due_notice_id),
                            I64(n->episode_id),
                            n->duty,
                            n->rung,
                            n->person,
                            n->post,
                            n->role,
                            n->template,
                            BOOL(n->routine),
                            n->facts,
                            n->value_revisions,
                            n->withdraws == 0 ? NULL : I64(n->withdraws),
                            state,
                            outcome,
                            I64(n->created_us)};
    enum status st = db_exec(db, sql, sizeof params / sizeof params[0], params, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_notice_id) ? ST_OK : ST_FATAL;
}

static enum status notices_from_rows(const PGresult *rows, struct notices *ret)
{
    scoped(notices_done) struct notices found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_RETRY;
    for (int i = 0; i < row_count(rows); i++) {
        found.n++;
        if (!notice_from_row(rows, i, &found.at[i]))
            return ST_FATAL;
    }
    *ret = found;
    found = (struct notices){0};
    return ST_OK;
}

/* In the order in which they came; the rows say behind the notice whether a correction took it back. */
static enum status read_letter(struct db *db, int64_t message_id, struct notices *ret, PGresult **ret_rows)
{
    static const char sql[] =
        "SELECT " COLUMNS ", n.withdraws IS NULL AND n.episode_id <> 0 AND EXISTS "
        "(SELECT 1 FROM notify.notice w WHERE w.alliance_id = n.alliance_id AND w.institution_id = n.institution_id "
        "AND w.episode_id = n.episode_id AND w.person = n.person AND w.withdraws IS NOT NULL "
        "AND w.due_notice_id > n.due_notice_id) FROM notify.message_notice mn JOIN notify.notice n USING (notice_id) "
        "WHERE mn.message_id = $1::bigint AND mn.left_out IS NULL ORDER BY mn.position, n.notice_id LIMIT $2::bigint";
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(message_id), I64(LETTER_PARTS_MAX)}, ret_rows);
    return st == ST_OK ? notices_from_rows(*ret_rows, ret) : st;
}

enum status notice_store_of_message(struct db *db, int64_t message_id, struct notices *ret)
{
    scoped(result_done) PGresult *rows = NULL;
    return read_letter(db, message_id, ret, &rows);
}

enum status notice_store_standing(struct db *db, int64_t message_id, struct notices *ret, size_t *ret_taken_back)
{
    scoped(result_done) PGresult *rows = NULL;
    scoped(notices_done) struct notices all = {0};
    enum status st = read_letter(db, message_id, &all, &rows);
    if (st != ST_OK)
        return st;
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        bool taken_back;
        if (!row_bool(rows, (int)i, COLUMN_COUNT, &taken_back))
            return ST_FATAL;
        struct notice notice = all.at[i];
        all.at[i] = (struct notice){0};
        if (taken_back)
            notice_done(&notice);
        else
            all.at[n++] = notice;
    }
    *ret_taken_back = all.n - n;
    *ret = (struct notices){.at = all.at, .n = n};
    all = (struct notices){0};
    return ST_OK;
}

enum status notice_store_readers(struct db *db, const struct notice *w, struct notices *ret, int64_t *ret_count)
{
    static const char sql[] =
        "WITH told AS (SELECT n.notice_id, n.person, n.due_notice_id, CASE WHEN m.state IN ('ready', 'sending', 'sent') "
        "OR m.maybe_twice THEN 0 ELSE 1 END AS rank FROM notify.notice n JOIN notify.v_carried m USING (notice_id) "
        "WHERE n.alliance_id = $1::bigint AND n.institution_id = $2::bigint "
        "AND n.episode_id = $3::bigint AND n.withdraws IS NULL AND n.due_notice_id < $5::bigint "
        "AND (m.state IN ('ready', 'sending', 'sent', 'shadowed', 'off', 'not_allowed') OR m.maybe_twice)) "
        "SELECT " COLUMNS
        ", count(*) OVER () FROM notify.notice n WHERE n.notice_id IN (SELECT DISTINCT ON (t.person) t.notice_id FROM told t "
        "WHERE t.rank <= (SELECT min(o.rank) FROM told o WHERE o.person = $4::text) ORDER BY t.person, t.rank, t.due_notice_id "
        "DESC) "
        "ORDER BY (SELECT min(o.due_notice_id) FROM told o WHERE o.person = n.person) LIMIT $6::bigint";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(w->alliance_id), I64(w->institution_id), I64(w->episode_id),
                            w->person,           I64(w->due_notice_id),  I64(READERS_MAX)};
    *ret_count = 0;
    enum status st = db_exec(db, sql, sizeof params / sizeof params[0], params, &rows);
    if (st == ST_OK && row_count(rows) > 0 && !row_i64(rows, 0, COLUMN_COUNT, ret_count))
        return ST_FATAL;
    return st == ST_OK ? notices_from_rows(rows, ret) : st;
}

enum status notice_store_set_facts(struct db *db, const struct notice *n)
{
    static const char sql[] = "UPDATE notify.notice SET facts = $2::jsonb WHERE notice_id = $1::bigint";
    return db_exec(db, sql, 2, (const char *[]){I64(n->notice_id), n->facts}, NULL);
}

enum status notice_store_read(struct db *db, int64_t alliance_id, int64_t notice_id, struct notice *ret)
{
    static const char sql[] =
        "SELECT " COLUMNS "FROM notify.notice n WHERE n.alliance_id = $1::bigint AND n.notice_id = $2::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(notice_id)}, &rows);
    return st == ST_OK ? read_one(rows, ret) : st;
}

enum status notice_store_newest(struct db *db, int64_t alliance_id, const char *duty, const char *template_name,
                                int64_t *ret_notice_id)
{
    static const char sql[] = "SELECT coalesce(max(notice_id), 0) FROM notify.notice WHERE alliance_id = $1::bigint "
                              "AND duty = $2::text AND ($3::text = '' OR template = $3::text)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), duty, template_name}, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_notice_id) ? ST_OK : ST_FATAL;
}
