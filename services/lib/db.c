/* Why: statements and transactions as the stores use them; what may be repeated is repeated here and nowhere else. */
#include "lib/db_private.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>

#include "lib/clock.h"
#include "lib/task.h"

/* Eight meetings of the same transactions in a row mean a mistake of ours, not bad luck. */
#define REPEAT_MAX 8
/* The first pause; it doubles with each repetition, and a random part of it is taken. */
#define REPEAT_PAUSE_US 10000

static enum status db_send(struct db *db, const char *sql, size_t param_count, const char *const *params, bool row_by_row,
                           int64_t deadline_us)
{
    db_clear_error(db);
    assert(!db->busy); /* two tasks on one connection, or a row_fn that uses it */
    db->busy = true;
    enum status st = db_ready(db);
    if (st != ST_OK)
        return st;
    char name[DB_STATEMENT_NAME_SIZE];
    st = db_statement(db, sql, deadline_us, name);
    if (st != ST_OK)
        return st;
    db->prepared = name[0] != '\0';
    if (!(db->prepared ? PQsendQueryPrepared(db->conn, name, (int)param_count, params, NULL, NULL, 0)
                       : PQsendQueryParams(db->conn, sql, (int)param_count, NULL, params, NULL, NULL, 0)))
        return db_fail(db, NULL);
    if (row_by_row && !PQsetSingleRowMode(db->conn))
        return db_fail(db, NULL);
    return db_flush(db, deadline_us);
}

enum status db_exec(struct db *db, const char *sql, size_t param_count, const char *const *params, struct pg_result **ret)
{
    int64_t deadline_us = db_deadline_us(db);
    if (ret != NULL)
        *ret = NULL;
    enum status st = db_send(db, sql, param_count, params, false, deadline_us);
    if (st == ST_OK)
        st = db_results_read(db, deadline_us, ret);
    db->busy = false;
    return st;
}

enum status db_script(struct db *db, const char *sql)
{
    int64_t deadline_us = db_deadline_us(db);
    db_clear_error(db);
    enum status st = db_ready(db);
    if (st != ST_OK)
        return st;
    if (!PQsendQuery(db->conn, sql))
        return db_fail(db, NULL);
    st = db_flush(db, deadline_us);
    return st == ST_OK ? db_results_read(db, deadline_us, NULL) : st;
}

/* Hands on the rows of the statement under way. */
static enum status db_rows_read(struct db *db, int64_t deadline_us, enum status (*row_fn)(void *arg, const struct pg_result *row),
                                void *arg)
{
    enum status outcome = ST_OK;
    for (;;) {
        scoped(result_done) PGresult *r = NULL;
        enum status st = db_result_next(db, deadline_us, &r);
        if (st != ST_OK)
            return st;
        if (r == NULL)
            return outcome;
        ExecStatusType s = PQresultStatus(r);
        if (s == PGRES_SINGLE_TUPLE && outcome == ST_OK) {
            db->affected++;
            outcome = row_fn(arg, r);
        } else if (s != PGRES_SINGLE_TUPLE && s != PGRES_TUPLES_OK && s != PGRES_COMMAND_OK) {
            outcome = db_fail(db, r);
        }
    }
}

enum status db_query_rows(struct db *db, const char *sql, size_t param_count, const char *const *params,
                          enum status (*row_fn)(void *arg, const struct pg_result *row), void *arg)
{
    int64_t deadline_us = db_deadline_us(db);
    enum status st = db_send(db, sql, param_count, params, true, deadline_us);
    if (st == ST_OK)
        st = db_rows_read(db, deadline_us, row_fn, arg);
    db->busy = false;
    return st;
}

/* Keeps the words of what went wrong. */
static void db_undo(struct db *db, const char *sql)
{
    char error[DB_ERROR_SIZE], sqlstate[sizeof db->sqlstate];
    memcpy(error, db->error, sizeof error);
    memcpy(sqlstate, db->sqlstate, sizeof sqlstate);
    if (db->copying)
        db_copy_abort(db);
    if (!db_lost(db) && db_exec(db, sql, 0, NULL, NULL) != ST_OK)
        db->lost = true; /* in what state it is nobody knows */
    memcpy(db->error, error, sizeof error);
    memcpy(db->sqlstate, sqlstate, sizeof sqlstate);
}

static void db_rollback(struct db *db)
{
    db_undo(db, "ROLLBACK");
    db->in_transaction = false;
}

static enum status db_commit(struct db *db)
{
    scoped(result_done) PGresult *r = NULL;
    enum status st = db_exec(db, "COMMIT", 0, NULL, &r);
    bool lost = db_lost(db);
    db->in_transaction = false;
    if (st == ST_OK && strcmp(PQcmdStatus(r), "COMMIT") != 0)
        return ST_FATAL; /* a statement had failed and its status was not looked at: the server rolled back */
    if (st != ST_OK && lost)
        db->outcome_unknown = true;
    return st;
}

static enum status db_transact_once(struct db *db, enum status (*fn)(struct db *db, void *arg), void *arg)
{
    enum status st = db_exec(db, "BEGIN ISOLATION LEVEL READ COMMITTED", 0, NULL, NULL);
    if (st != ST_OK)
        return st;
    db->in_transaction = true;
    st = fn(db, arg);
    assert(st != ST_OK || !db->copying);
    if (st == ST_OK)
        return db_commit(db);
    db_rollback(db);
    return st;
}

static bool db_repeatable(const struct db *db)
{
    return !db_lost(db) && (strcmp(db->sqlstate, "40001") == 0 || strcmp(db->sqlstate, "40P01") == 0);
}

static int64_t random_part(int64_t most)
{
    uint32_t r = 0;
    if (getrandom(&r, sizeof r, 0) != (ssize_t)sizeof r)
        r = (uint32_t)monotonic_us();
    return (int64_t)(r % (uint64_t)most) + 1;
}

enum status db_transact(struct db *db, enum status (*fn)(struct db *db, void *arg), void *arg)
{
    assert(!db->in_transaction);
    for (int repeats = 0;; repeats++) {
        enum status st = db_transact_once(db, fn, arg);
        if (st != ST_RETRY || !db_repeatable(db) || repeats == REPEAT_MAX)
            return st;
        if (!task_sleep_us(random_part((int64_t)REPEAT_PAUSE_US << repeats)))
            return ST_RETRY;
    }
}

enum status db_attempt(struct db *db, enum status (*fn)(struct db *db, void *arg), void *arg)
{
    assert(db->in_transaction);
    if (db_exec(db, "SAVEPOINT attempt", 0, NULL, NULL) != ST_OK)
        return ST_RETRY;
    enum status st = fn(db, arg);
    if (st == ST_OK)
        st = db_exec(db, "RELEASE SAVEPOINT attempt", 0, NULL, NULL);
    if (st != ST_OK && st != ST_RETRY)
        db_undo(db, "ROLLBACK TO SAVEPOINT attempt");
    return db_lost(db) ? ST_RETRY : st;
}
