/* message_store.c: SQL of notify.message until a letter has its text. */
#include "notify/message_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/db_row.h"
#include "lib/todo.h"
#include "model/letter.h"

/* Advisory locks share one space of numbers: "lttr". */
#define TURN_CLASS 1819571314
/* Letters of one look, of one alliance and in all. */
#define DUE_OF_ALLIANCE 100
#define DUE_MAX         2000

void message_done(struct message *m)
{
    char *texts[] = {m->person, m->channel, m->state, m->address, m->subject, m->body, m->message_id_header, m->outcome};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    *m = (struct message){0};
}

void due_messages_done(struct due_messages *messages)
{
    for (size_t i = 0; i < messages->n; i++)
        free(messages->at[i].person);
    free(messages->at);
    *messages = (struct due_messages){0};
}

enum status message_store_turn(struct db *db, int64_t alliance_id, const char *person)
{
    static const char sql[] = "SELECT pg_advisory_xact_lock($1::int, hashtext($2::text || ' ' || $3::text))";
    return db_exec(db, sql, 3, (const char *[]){I64(TURN_CLASS), I64(alliance_id), person}, NULL);
}

enum status message_store_open_routine(struct db *db, int64_t alliance_id, const char *person, const char *channel,
                                       int64_t *ret_message_id)
{
    static const char sql[] =
        "SELECT m.message_id FROM notify.message m WHERE m.alliance_id = $1::bigint AND m.person = $2::text AND m.channel = "
        "$3::text "
        "AND m.routine AND m.state = 'gathering' AND (SELECT count(*) FROM notify.message_notice mn "
        "WHERE mn.message_id = m.message_id) < $4::bigint AND NOT EXISTS (SELECT 1 FROM notify.todo t WHERE t.kind = 'message' "
        "AND t.institution_id = 0 AND t.key = m.message_id::text AND t.parked_reason IS NOT NULL) ORDER BY m.business_day, "
        "m.sequence LIMIT 1 FOR UPDATE";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(alliance_id), person, channel, I64(LETTER_PARTS_MAX)}, &rows);
    if (st != ST_OK)
        return st;
    *ret_message_id = 0;
    return row_count(rows) == 0 || row_i64(rows, 0, 0, ret_message_id) ? ST_OK : ST_FATAL;
}

enum status message_store_routine_count(struct db *db, int64_t alliance_id, const char *person, const char *channel, int32_t day,
                                        int64_t except, int64_t *ret_count)
{
    static const char sql[] = "SELECT count(*) FROM notify.message WHERE alliance_id = $1::bigint AND person = $2::text "
                              "AND channel = $3::text AND business_day = DATE '1970-01-01' + $4::int AND routine "
                              "AND message_id <> $5::bigint AND (SELECT count(*) FROM notify.message_notice mn "
                              "WHERE mn.message_id = notify.message.message_id) < $6::bigint AND (SELECT count(*) "
                              "FROM notify.message_notice mn WHERE mn.message_id = $5::bigint) < $6::bigint";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(alliance_id), person, channel, I64(day), I64(except), I64(LETTER_PARTS_MAX)};
    enum status st = db_exec(db, sql, sizeof params / sizeof params[0], params, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_count) ? ST_OK : ST_FATAL;
}

enum status message_store_begin(struct db *db, const struct message *m, const char *outcome, int64_t *ret_message_id)
{
    static const char sql[] =
        "INSERT INTO notify.message (alliance_id, person, channel, business_day, sequence, routine, state, due_us, address, "
        "subject, body, "
        "message_id_header, holder, beat, fence, maybe_twice, outcome) SELECT $1::bigint, $2::text, $3::text, "
        "DATE '1970-01-01' + $4::int, coalesce(max(sequence), 0) + 1, $5::boolean, 'gathering', $6::bigint, '', '', '', '', '', 0, "
        "0, "
        "false, $7::text FROM notify.message WHERE alliance_id = $1::bigint AND person = $2::text AND channel = $3::text "
        "AND business_day = DATE '1970-01-01' + $4::int RETURNING message_id";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(m->alliance_id), m->person,      m->channel, I64(m->business_day),
                            BOOL(m->routine),    I64(m->due_us), outcome};
    enum status st = db_exec(db, sql, sizeof params / sizeof params[0], params, &rows);
    if (st != ST_OK)
        return st;
    int64_t id = 0;
    if (!row_i64(rows, 0, 0, &id))
        return ST_FATAL;
    st = todo_insert(db, "notify", "message", m->alliance_id, 0, I64(id), NULL, 0, m->due_us);
    if (st == ST_OK)
        *ret_message_id = id;
    return st;
}

enum status message_store_add_notice(struct db *db, int64_t message_id, int64_t notice_id)
{
    static const char sql[] = "INSERT INTO notify.message_notice (message_id, notice_id, position) SELECT $1::bigint, $2::bigint, "
                              "coalesce(max(position), 0) + 1 FROM notify.message_notice WHERE message_id = $1::bigint";
    return db_exec(db, sql, 2, (const char *[]){I64(message_id), I64(notice_id)}, NULL);
}

enum status message_store_move(struct db *db, const struct message *m, int32_t day, int64_t due_us)
{
    static const char move[] =
        "UPDATE notify.message SET due_us = $3::bigint, business_day = DATE '1970-01-01' + $2::int, "
        "sequence = CASE WHEN business_day = DATE '1970-01-01' + $2::int THEN sequence ELSE (SELECT coalesce(max(o.sequence), 0) + "
        "1 "
        "FROM notify.message o WHERE o.alliance_id = $4::bigint AND o.person = $5::text AND o.channel = $6::text "
        "AND o.business_day = DATE '1970-01-01' + $2::int) END WHERE message_id = $1::bigint AND state = 'gathering'";
    static const char work[] = "UPDATE notify.todo SET business_us = $2::bigint WHERE kind = 'message' AND institution_id = 0 "
                               "AND key = $1::text";
    enum status st = db_exec(
        db, move, 6, (const char *[]){I64(m->message_id), I64(day), I64(due_us), I64(m->alliance_id), m->person, m->channel}, NULL);
    if (st == ST_OK && db_affected(db) != 1)
        return ST_CONFLICT;
    return st == ST_OK ? db_exec(db, work, 2, (const char *[]){I64(m->message_id), I64(due_us)}, NULL) : st;
}

enum status message_store_first_day(struct db *db, int64_t notice_id, int32_t today, int32_t *ret_day)
{
    static const char sql[] =
        "SELECT coalesce(min(CASE WHEN m.state = 'gathering' THEN greatest(m.business_day, DATE '1970-01-01' + $2::int) "
        "ELSE m.business_day END), DATE '1970-01-01' + $2::int) - DATE '1970-01-01' FROM notify.message_notice mn "
        "JOIN notify.message m ON m.message_id = mn.message_id WHERE mn.notice_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    int64_t day = 0;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(notice_id), I64(today)}, &rows);
    if (st != ST_OK || !row_i64(rows, 0, 0, &day))
        return st == ST_OK ? ST_FATAL : st;
    *ret_day = (int32_t)day;
    return ST_OK;
}

static bool due_read(const PGresult *rows, int i, struct due_message *m)
{
    struct todo_row *w = &m->work;
    snprintf(w->key.kind, sizeof w->key.kind, "message");
    if (!row_i64(rows, i, 0, &m->message_id) || !row_i64(rows, i, 1, &m->alliance_id) || !row_bool(rows, i, 2, &m->routine) ||
        !row_i64(rows, i, 4, &w->id) || !row_i64(rows, i, 5, &w->attempts) || (m->person = row_text_take(rows, i, 3)) == NULL)
        return false;
    snprintf(w->key.key, sizeof w->key.key, "%" PRId64, m->message_id);
    w->key.alliance_id = m->alliance_id;
    return true;
}

enum status message_store_due(struct db *db, int64_t now_us, struct due_messages *ret)
{
    static const char sql[] =
        "SELECT d.message_id, d.alliance_id, d.routine, d.person, d.id, d.attempts FROM (SELECT m.message_id, m.alliance_id, "
        "m.routine, m.person, m.due_us, w.id, w.attempts, row_number() OVER (PARTITION BY m.alliance_id, m.routine "
        "ORDER BY w.attempts, m.due_us, m.message_id) AS place FROM notify.message m JOIN notify.v_work w ON w.kind = 'message' "
        "AND w.institution_id = 0 AND w.key = m.message_id::text WHERE m.state = 'gathering' AND m.due_us <= $1::bigint) AS d "
        "WHERE d.place <= $2::bigint ORDER BY d.routine, d.attempts, d.due_us, d.message_id LIMIT $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(now_us), I64(DUE_OF_ALLIANCE), I64(DUE_MAX)}, &rows);
    if (st != ST_OK)
        return st;
    scoped(due_messages_done) struct due_messages found = {.at = calloc((size_t)row_count(rows) + 1, sizeof *found.at)};
    if (found.at == NULL)
        return ST_RETRY;
    for (int i = 0; i < row_count(rows); i++)
        if (!due_read(rows, i, &found.at[found.n++]))
            return ST_FATAL;
    *ret = found;
    found = (struct due_messages){0};
    return ST_OK;
}

enum status message_store_write(struct db *db, const struct message *m)
{
    static const char sql[] =
        "UPDATE notify.message SET address = $2::text, subject = $3::text, body = $4::text, message_id_header = $5::text, "
        "state = $6::text, outcome = $7::text WHERE message_id = $1::bigint AND state = 'gathering'";
    enum status st = db_exec(
        db, sql, 7,
        (const char *[]){I64(m->message_id), m->address, m->subject, m->body, m->message_id_header, m->state, m->outcome}, NULL);
    if (st != ST_OK || db_affected(db) != 1)
        return st == ST_OK ? ST_CONFLICT : st;
    static const char written[] =
        "UPDATE notify.todo SET attempts = 0 WHERE kind = 'message' AND institution_id = 0 AND key = $1::text";
    return db_exec(db, written, 1, (const char *[]){I64(m->message_id)}, NULL);
}

enum status message_store_end(struct db *db, int64_t message_id)
{
    static const char sql[] = "DELETE FROM notify.todo WHERE kind = 'message' AND institution_id = 0 AND key = $1::text";
    return db_exec(db, sql, 1, (const char *[]){I64(message_id)}, NULL);
}

enum status message_store_upstream(struct db *db, int64_t now_us, size_t max, int64_t *ret_alliances, size_t *ret_n)
{
    static const char sql[] = "SELECT DISTINCT alliance_id FROM notify.v_upstream WHERE business_us <= $1::bigint ORDER BY "
                              "alliance_id LIMIT $2::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(now_us), I64((int64_t)max)}, &rows);
    if (st != ST_OK)
        return st;
    for (int i = 0; i < row_count(rows); i++)
        if (!row_i64(rows, i, 0, &ret_alliances[i]))
            return ST_FATAL;
    *ret_n = (size_t)row_count(rows);
    return ST_OK;
}
