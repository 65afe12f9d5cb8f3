/* claim_store.c: SQL of notify.message from its text to its last word: who delivers it, that he is alive, and that a late write of
 * an earlier holder is refused (law 8). */
#include "notify/message_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/db_row.h"
#include "lib/todo.h"

#define COLUMNS                                                                                                                  \
    "m.message_id, m.alliance_id, m.sequence, m.due_us, m.fence, m.beat, (m.business_day - DATE '1970-01-01')::int, m.routine, " \
    "m.maybe_twice, m.person, m.channel, m.state, m.address, m.subject, m.body, m.message_id_header, m.outcome, m.tries_before "

static enum status message_from_result(const PGresult *rows, struct message *ret)
{
    if (row_count(rows) == 0)
        return ST_CONFLICT;
    scoped(message_done) struct message m = {0};
    char **texts[] = {&m.person, &m.channel, &m.state, &m.address, &m.subject, &m.body, &m.message_id_header, &m.outcome};
    bool good = row_i64(rows, 0, 0, &m.message_id) && row_i64(rows, 0, 1, &m.alliance_id) && row_i64(rows, 0, 2, &m.sequence) &&
                row_i64(rows, 0, 3, &m.due_us) && row_i64(rows, 0, 4, &m.fence) && row_i64(rows, 0, 5, &m.beat) &&
                row_i32(rows, 0, 6, &m.business_day) && row_bool(rows, 0, 7, &m.routine) && row_bool(rows, 0, 8, &m.maybe_twice) &&
                row_i64(rows, 0, 17, &m.tries_before);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        good = (*texts[i] = row_text_take(rows, 0, (int)(9 + i))) != NULL && good;
    if (!good)
        return ST_FATAL;
    *ret = m;
    m = (struct message){0};
    return ST_OK;
}

enum status message_store_lock_gathering(struct db *db, int64_t message_id, struct message *ret)
{
    static const char sql[] = "SELECT " COLUMNS "FROM notify.message m WHERE m.message_id = $1::bigint AND m.state = 'gathering' "
                              "FOR UPDATE SKIP LOCKED";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(message_id)}, &rows);
    return st == ST_OK ? message_from_result(rows, ret) : st;
}

enum status message_store_read(struct db *db, int64_t alliance_id, int64_t message_id, struct message *ret)
{
    static const char sql[] =
        "SELECT " COLUMNS "FROM notify.message m WHERE m.alliance_id = $1::bigint AND m.message_id = $2::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(message_id)}, &rows);
    return st == ST_OK ? message_from_result(rows, ret) : st;
}

/* A letter waits behind an earlier one that is on its way, and a correction behind what it takes back wherever that stands. The
 * letterbox before the mail, which may be slow; fresh letters before those that failed, of which there may be many. */
enum status message_store_candidates(struct db *db, struct candidate ret[static CANDIDATES_MAX], size_t *ret_n)
{
    static const char sql[] =
        "SELECT m.message_id, m.fence, m.beat, (SELECT count(*) FROM notify.attempt a WHERE a.message_id = m.message_id "
        "AND a.number > m.tries_before), m.state = 'sending', w.id, w.attempts, m.alliance_id FROM notify.message m "
        "JOIN notify.v_work w ON w.kind = 'message' AND w.institution_id = 0 AND w.key = m.message_id::text "
        "WHERE m.state IN ('ready', 'sending') "
        "AND NOT EXISTS (SELECT 1 FROM notify.message o WHERE o.state IN ('ready', 'sending') AND o.alliance_id = m.alliance_id "
        "AND o.person = m.person AND o.channel = m.channel AND o.message_id < m.message_id "
        "AND (o.message_id NOT IN (SELECT s.message_id FROM notify.v_stuck s) "
        "OR EXISTS (SELECT 1 FROM notify.v_takes_back t WHERE t.later = m.message_id AND t.earlier = o.message_id))) "
        "ORDER BY m.channel, w.attempts, 4, m.message_id "
        "LIMIT $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(CANDIDATES_MAX)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct candidate *c = &ret[i];
        struct todo_row work = {.key.kind = "message"};
        st = row_i64(rows, i, 0, &c->message_id) && row_i64(rows, i, 1, &c->fence) && row_i64(rows, i, 2, &c->beat) &&
                     row_i64(rows, i, 3, &c->attempts) && row_bool(rows, i, 4, &c->held) && row_i64(rows, i, 5, &work.id) &&
                     row_i64(rows, i, 6, &work.attempts) && row_i64(rows, i, 7, &work.key.alliance_id)
                 ? ST_OK
                 : ST_FATAL;
        snprintf(work.key.key, sizeof work.key.key, "%" PRId64, c->message_id);
        c->work = work;
    }
    if (st == ST_OK)
        *ret_n = (size_t)row_count(rows);
    return st;
}

enum status message_store_claim(struct db *db, const struct candidate *seen, const char *holder, struct message *ret)
{
    static const char sql[] =
        "UPDATE notify.message m SET state = 'sending', holder = $4::text, beat = m.beat + 1, fence = m.fence + 1 "
        "WHERE m.message_id = $1::bigint AND m.fence = $2::bigint AND m.beat = $3::bigint AND m.state IN ('ready', 'sending') "
        "RETURNING " COLUMNS;
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(seen->message_id), I64(seen->fence), I64(seen->beat), holder}, &rows);
    return st == ST_OK ? message_from_result(rows, ret) : st;
}

enum status message_store_beat(struct db *db, const char *holder, const int64_t *ids, size_t n)
{
    static const char sql[] = "UPDATE notify.message SET beat = beat + 1 WHERE state = 'sending' AND holder = $1::text "
                              "AND message_id = ANY($2::bigint[])";
    scoped(text_done) struct text list;
    text_init(&list, (n + 1) * PARAM_I64_SIZE);
    param_i64_array(&list, ids, n);
    return db_exec(db, sql, 2, (const char *[]){holder, list.s}, NULL);
}

static enum status guarded(struct db *db, enum status st)
{
    return st == ST_OK && db_affected(db) != 1 ? ST_CONFLICT : st;
}

enum status message_store_finish(struct db *db, const struct message *m, const char *holder, const struct message_result *result)
{
    static const char sql[] =
        "UPDATE notify.message SET state = $4::text, outcome = $5::text, sent_us = $6::bigint, maybe_twice = maybe_twice OR "
        "$7::boolean, "
        "holder = '' WHERE message_id = $1::bigint AND fence = $2::bigint AND holder = $3::text AND state = 'sending'";
    return guarded(db, db_exec(db, sql, 7,
                               (const char *[]){I64(m->message_id), I64(m->fence), holder, result->state, result->outcome,
                                                result->sent_us == 0 ? NULL : I64(result->sent_us), BOOL(result->maybe_twice)},
                               NULL));
}

enum status message_store_doubt(struct db *db, const struct message *m, const char *holder)
{
    static const char sql[] = "UPDATE notify.message SET maybe_twice = true WHERE message_id = $1::bigint AND fence = $2::bigint "
                              "AND holder = $3::text AND state = 'sending'";
    return guarded(db, db_exec(db, sql, 3, (const char *[]){I64(m->message_id), I64(m->fence), holder}, NULL));
}

enum status message_store_rewrite(struct db *db, int64_t message_id, const char *subject, const char *body)
{
    static const char sql[] =
        "UPDATE notify.message SET subject = $2::text, body = $3::text WHERE message_id = $1::bigint AND state = 'ready'";
    return guarded(db, db_exec(db, sql, 3, (const char *[]){I64(message_id), subject, body}, NULL));
}

enum status message_store_again(struct db *db, const struct message *seen, const char *outcome, int64_t now_us)
{
    static const char sql[] =
        "UPDATE notify.message SET state = 'ready', outcome = $2::text, tries_before = (SELECT count(*) "
        "FROM notify.attempt a WHERE a.message_id = $1::bigint) WHERE message_id = $1::bigint "
        "AND state IN ('failed', 'shadowed', 'off', 'not_allowed') AND address <> '' AND fence = $3::bigint RETURNING alliance_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(seen->message_id), outcome, I64(seen->fence)}, &rows);
    if (st != ST_OK)
        return st;
    int64_t alliance_id = 0;
    if (row_count(rows) == 0)
        return ST_CONFLICT;
    if (!row_i64(rows, 0, 0, &alliance_id))
        return ST_FATAL;
    return todo_insert(db, "notify", "message", alliance_id, 0, I64(seen->message_id), NULL, 0, now_us);
}
