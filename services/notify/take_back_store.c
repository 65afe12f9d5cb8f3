/* take_back_store.c: SQL over notice, message and message_notice together: what leaves a letter that is not written yet, where a
 * notice went, and what is told of it in the end. */
#include "notify/notice_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"
#include "lib/reason.h"
#include "lib/todo.h"
#include "model/organisation.h"
#include "notify/message_store.h"

enum status notice_store_tell_alert(struct db *db, int64_t alliance_id, int64_t institution_id, int64_t due_notice_id,
                                    int64_t now_us)
{
    char key[PARAM_I64_SIZE] = {0};
    if (due_notice_id == 0)
        return ST_OK;
    return todo_insert(db, "alert", "sent", alliance_id, institution_id, param_i64(key, due_notice_id), NULL, 0, now_us);
}

static enum status ids_text(const PGresult *rows, char **ret)
{
    size_t n = (size_t)row_count(rows);
    scoped(scoped_free) int64_t *ids = calloc(n + 1, sizeof *ids);
    scoped(text_done) struct text array;
    text_init(&array, (n + 1) * PARAM_I64_SIZE);
    if (ids == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < n; i++)
        if (!row_i64(rows, (int)i, 0, &ids[i]))
            return ST_FATAL;
    param_i64_array(&array, ids, n);
    *ret = text_take(&array);
    return *ret == NULL ? ST_RETRY : ST_OK;
}

/* The letters are locked, so that nobody writes their text meanwhile. *ret_ids: the notices, as an array; free(). */
static enum status unlink_unwritten(struct db *db, const struct notice *newer, char **ret_ids)
{
    static const char lock[] =
        "SELECT m.message_id FROM notify.message m WHERE m.state = 'gathering' AND m.message_id IN "
        "(SELECT mn.message_id FROM notify.message_notice mn JOIN notify.notice n USING (notice_id) WHERE n.alliance_id = "
        "$1::bigint "
        "AND n.institution_id = $2::bigint AND n.episode_id = $3::bigint AND n.person = $4::text AND n.withdraws IS NULL "
        "AND n.due_notice_id < $5::bigint) ORDER BY m.message_id FOR UPDATE";
    static const char unlink[] =
        "DELETE FROM notify.message_notice mn USING notify.message m, notify.notice n WHERE m.message_id = mn.message_id "
        "AND n.notice_id = mn.notice_id AND m.state = 'gathering' AND n.alliance_id = $1::bigint AND n.institution_id = $2::bigint "
        "AND n.episode_id = $3::bigint AND n.person = $4::text AND n.withdraws IS NULL AND n.due_notice_id < $5::bigint "
        "RETURNING n.notice_id";
    const char *params[] = {I64(newer->alliance_id), I64(newer->institution_id), I64(newer->episode_id), newer->person,
                            I64(newer->due_notice_id)};
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, lock, 5, params, NULL);
    if (st == ST_OK)
        st = db_exec(db, unlink, 5, params, &rows);
    return st == ST_OK ? ids_text(rows, ret_ids) : st;
}

static enum status drop_empty(struct db *db, int64_t alliance_id, const char *person)
{
    static const char drop[] =
        "WITH gone AS (DELETE FROM notify.message m WHERE m.alliance_id = $1::bigint AND m.person = $2::text "
        "AND m.state = 'gathering' AND NOT EXISTS (SELECT 1 FROM notify.message_notice mn "
        "WHERE mn.message_id = m.message_id) RETURNING m.message_id) "
        "DELETE FROM notify.todo t USING gone WHERE t.kind = 'message' AND t.institution_id = 0 "
        "AND t.key = gone.message_id::text";
    return db_exec(db, drop, 2, (const char *[]){I64(alliance_id), person}, NULL);
}

/* Each row: alliance, institution, due notice. */
static enum status tell_alert_of_rows(struct db *db, const PGresult *rows, int64_t now_us)
{
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        int64_t alliance_id = 0, institution_id = 0, due_notice_id = 0;
        st = row_i64(rows, i, 0, &alliance_id) && row_i64(rows, i, 1, &institution_id) && row_i64(rows, i, 2, &due_notice_id)
                 ? ST_OK
                 : ST_FATAL;
        if (st == ST_OK)
            st = notice_store_tell_alert(db, alliance_id, institution_id, due_notice_id, now_us);
    }
    return st;
}

/* Of these notices, which have left letters of this person: the letters left empty, and the notices that stand nowhere now. */
static enum status clear_up(struct db *db, int64_t alliance_id, const char *person, const char *ids, const char *outcome,
                            int64_t now_us)
{
    static const char cancel[] =
        "UPDATE notify.notice n SET state = 'cancelled', outcome = $2::text WHERE n.notice_id = ANY($1::bigint[]) "
        "AND NOT EXISTS (SELECT 1 FROM notify.message_notice mn WHERE mn.notice_id = n.notice_id) "
        "RETURNING n.alliance_id, n.institution_id, n.due_notice_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = drop_empty(db, alliance_id, person);
    if (st == ST_OK)
        st = db_exec(db, cancel, 2, (const char *[]){ids, outcome}, &rows);
    return st == ST_OK ? tell_alert_of_rows(db, rows, now_us) : st;
}

enum status notice_store_take_back(struct db *db, const struct notice *newer, const char *outcome, int64_t now_us)
{
    if (newer->episode_id == 0)
        return ST_OK;
    scoped(scoped_free) char *ids = NULL;
    enum status st = unlink_unwritten(db, newer, &ids);
    return st == ST_OK ? clear_up(db, newer->alliance_id, newer->person, ids, outcome, now_us) : st;
}

enum status notice_store_drop_settled(struct db *db, const struct message *letter, const char *outcome, int64_t now_us)
{
    static const char sql[] =
        "DELETE FROM notify.message_notice mn USING notify.notice n, alert.v_episode e, alert.v_rung r "
        "WHERE mn.message_id = $1::bigint AND n.notice_id = mn.notice_id AND n.withdraws IS NULL "
        "AND e.institution_id = n.institution_id AND e.episode_id = n.episode_id AND e.state IN ('explained', 'closed') "
        "AND r.institution_id = n.institution_id AND r.episode_id = n.episode_id AND r.rung = n.rung RETURNING n.notice_id";
    scoped(scoped_free) char *ids = NULL;
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(letter->message_id)}, &rows);
    if (st != ST_OK || row_count(rows) == 0)
        return st;
    st = ids_text(rows, &ids);
    return st == ST_OK ? clear_up(db, letter->alliance_id, letter->person, ids, outcome, now_us) : st;
}

enum status notice_store_is_overtaken(struct db *db, const struct notice *notice, bool *ret)
{
    static const char sql[] =
        "SELECT count(*) > 0 FROM notify.notice n WHERE n.alliance_id = $1::bigint AND n.institution_id = $2::bigint "
        "AND n.episode_id = $3::bigint AND n.person = $4::text AND n.withdraws IS NULL AND n.due_notice_id > $5::bigint "
        "AND n.state = 'gathered'";
    *ret = false;
    if (notice->episode_id == 0)
        return ST_OK;
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 5,
                             (const char *[]){I64(notice->alliance_id), I64(notice->institution_id), I64(notice->episode_id),
                                              notice->person, I64(notice->due_notice_id)},
                             &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

enum status notice_store_keep_only(struct db *db, const struct message *seen, const struct notices *notices)
{
    static const char sql[] = "UPDATE notify.message_notice SET left_out = $3::text, left_out_maybe = $4::boolean "
                              "WHERE message_id = $1::bigint AND notice_id <> ALL($2::bigint[]) AND left_out IS NULL";
    scoped(scoped_free) int64_t *ids = calloc(notices->n + 1, sizeof *ids);
    scoped(text_done) struct text array;
    text_init(&array, (notices->n + 1) * PARAM_I64_SIZE);
    if (ids == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < notices->n; i++)
        ids[i] = notices->at[i].notice_id;
    param_i64_array(&array, ids, notices->n);
    enum status st = text_status(&array);
    return st == ST_OK
               ? db_exec(db, sql, 4, (const char *[]){I64(seen->message_id), array.s, seen->state, BOOL(seen->maybe_twice)}, NULL)
               : st;
}

enum status notice_store_reached(struct db *db, const struct notice *w, unsigned *ret_channels)
{
    static const char sql[] = "SELECT DISTINCT m.channel FROM notify.notice n JOIN notify.v_carried m USING (notice_id) WHERE "
                              "n.alliance_id = $1::bigint AND n.institution_id = $2::bigint AND n.episode_id = $3::bigint "
                              "AND n.person = $4::text AND n.withdraws IS NULL AND n.due_notice_id < $5::bigint "
                              "AND (m.state IN ('ready', 'sending', 'sent', 'shadowed', 'off', 'not_allowed') OR m.maybe_twice)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(
        db, sql, 5,
        (const char *[]){I64(w->alliance_id), I64(w->institution_id), I64(w->episode_id), w->person, I64(w->due_notice_id)}, &rows);
    if (st != ST_OK)
        return st;
    *ret_channels = 0;
    for (int i = 0; i < row_count(rows); i++)
        *ret_channels |= strcmp(row_text(rows, i, 0), "smtp") == 0 ? CHANNEL_SMTP : CHANNEL_LETTERBOX;
    return ST_OK;
}

enum status notice_store_original_lost(struct db *db, const struct notice *w, bool *ret)
{
    static const char sql[] =
        "SELECT count(*) > 0 FROM notify.notice n WHERE n.alliance_id = $1::bigint AND n.institution_id = $2::bigint "
        "AND n.episode_id = $3::bigint AND n.person = $4::text AND n.withdraws IS NULL AND n.due_notice_id < $5::bigint "
        "AND (n.outcome = $6::text OR EXISTS (SELECT 1 FROM notify.v_carried m WHERE m.notice_id = n.notice_id "
        "AND m.state = 'failed'))";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 6,
                             (const char *[]){I64(w->alliance_id), I64(w->institution_id), I64(w->episode_id), w->person,
                                              I64(w->due_notice_id), reason_code(REASON_E_NTF_033)},
                             &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

enum status notice_store_original_letter(struct db *db, int64_t message_id, char ret_state[static 16], char **ret_address)
{
    static const char sql[] =
        "SELECT CASE WHEN o.state IN ('ready', 'sending') OR o.maybe_twice THEN 'sent' ELSE o.state END, o.address "
        "FROM notify.message m "
        "JOIN notify.message_notice mn ON mn.message_id = m.message_id JOIN notify.notice w ON w.notice_id = mn.notice_id "
        "JOIN notify.notice n ON n.alliance_id = w.alliance_id AND n.institution_id = w.institution_id "
        "AND n.episode_id = w.episode_id AND n.person = w.person AND n.withdraws IS NULL AND n.due_notice_id < w.due_notice_id "
        "JOIN notify.v_carried o ON o.notice_id = n.notice_id "
        "AND o.channel = m.channel WHERE m.message_id = $1::bigint AND w.withdraws IS NOT NULL "
        "ORDER BY CASE WHEN o.state IN ('ready', 'sending', 'sent') OR o.maybe_twice THEN 0 WHEN o.state = 'failed' THEN 2 ELSE 1 "
        "END, o.message_id DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(message_id)}, &rows);
    if (st != ST_OK)
        return st;
    bool found = row_count(rows) == 1;
    snprintf(ret_state, 16, "%s", found ? row_text(rows, 0, 0) : "failed");
    *ret_address = strdup(found ? row_text(rows, 0, 1) : "");
    return *ret_address == NULL ? ST_RETRY : ST_OK;
}

enum status notice_store_mark_withdrawn(struct db *db, const struct notice *w, int64_t now_us)
{
    static const char sql[] =
        "UPDATE notify.notice SET state = 'withdrawn', outcome = $6::text WHERE alliance_id = $1::bigint "
        "AND institution_id = $2::bigint AND episode_id = $3::bigint AND person = $4::text AND withdraws IS NULL "
        "AND due_notice_id < $5::bigint AND state = 'gathered' RETURNING alliance_id, institution_id, due_notice_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 6,
                             (const char *[]){I64(w->alliance_id), I64(w->institution_id), I64(w->episode_id), w->person,
                                              I64(w->due_notice_id), reason_code(REASON_I_NTF_029)},
                             &rows);
    return st == ST_OK ? tell_alert_of_rows(db, rows, now_us) : st;
}

/* Delivered anywhere beats everything; then what is still under way; then why not. Who ends the other channel's letter at this
 * moment waits for the lock, and then sees what we said. */
enum status notice_store_conclude(struct db *db, int64_t message_id, int64_t now_us)
{
    static const char lock[] = "SELECT n.notice_id FROM notify.notice n WHERE n.notice_id IN (SELECT mn.notice_id "
                               "FROM notify.message_notice mn WHERE mn.message_id = $1::bigint) ORDER BY n.notice_id FOR UPDATE";
    static const char sql[] =
        "UPDATE notify.notice n SET outcome = best.outcome FROM (SELECT DISTINCT ON (mine.notice_id) mine.notice_id, m.outcome "
        "FROM notify.message_notice mine JOIN notify.v_carried m ON m.notice_id = mine.notice_id AND NOT m.left_out "
        "WHERE mine.message_id = $1::bigint AND mine.left_out IS NULL "
        "ORDER BY mine.notice_id, CASE m.state WHEN 'sent' THEN 0 WHEN 'sending' THEN 1 WHEN 'ready' THEN 2 WHEN 'gathering' THEN "
        "3 "
        "WHEN 'failed' THEN 4 ELSE 5 END, m.message_id) best WHERE n.notice_id = best.notice_id AND n.state = 'gathered' "
        "RETURNING n.alliance_id, n.institution_id, n.due_notice_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, lock, 1, (const char *[]){I64(message_id)}, NULL);
    if (st == ST_OK)
        st = db_exec(db, sql, 1, (const char *[]){I64(message_id)}, &rows);
    return st == ST_OK ? tell_alert_of_rows(db, rows, now_us) : st;
}
