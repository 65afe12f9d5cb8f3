/* db.h: a connection to PostgreSQL, and the one way to run a transaction.
 *
 * struct db is one non-blocking libpq connection and is used by one task (or the main program) at a time. Inside a task a statement
 * is sent and the task yields until the result is there; outside it polls by itself. Parameters are text, cast in the SQL text
 * (`$1::bigint`); NULL is SQL NULL. Every connection has application_name, keepalives, tcp_user_timeout, statement_timeout,
 * lock_timeout and idle_in_transaction_session_timeout, and beyond the server's time-out a deadline of its own, since a frozen
 * server answers nothing at all. Nothing is ever cancelled: a statement that misses the deadline costs the connection.
 *
 * What a status means to the caller (by SQLSTATE class):
 *   ST_OK         done
 *   ST_RETRY      the connection is lost (db_lost), a lock or time-out, a serialisation failure, the server is short of something:
 *                 the same again, later
 *   ST_CONFLICT   a constraint or a guard said no (class 23, raised exceptions P0001): read again
 *   ST_BAD_INPUT  a value could not be read (class 22): set it aside
 *   ST_FATAL      our mistake or the installation's (syntax, missing table, privilege): stop
 * A text that comes a second time on a connection is prepared there and planned once: write texts as constants, and let what
 * differs be a parameter. It lives with the session: conninfo leads to PostgreSQL itself, not to a pooler that shares sessions
 * between transactions. After a migration that changed what a text reads, its connection is lost once and comes back. No function
 * here logs an error that it returns; db_error() has the words, db_sqlstate() the code, until the next statement. The words never
 * hold a value of a row (no DETAIL, no CONTEXT, nothing for class 22). Server notices go to the log. */
#ifndef DUBAN_LIB_DB_H
#define DUBAN_LIB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;
struct pg_result; /* PGresult of libpq-fe.h, which only lib/db* and *_store.c include */

struct db_limits {
    int statement_ms; /* statement_timeout; the client's own deadline is 5 s later */
    int lock_ms;      /* lock_timeout */
    int idle_ms;      /* idle_in_transaction_session_timeout */
};

/* 60 s, 10 s, 60 s: a step is seconds; what waits longer than this for a lock has met something that is stuck. */
extern const struct db_limits DB_LIMITS;

/* Connects (10 s at most; a host name is looked up blocking). Both texts are copied. ST_RETRY: not reachable, or refused: libpq
 * gives no code to tell the two apart; ST_FATAL: conninfo is not one, or no memory. On failure *ret is NULL and `why` has libpq's
 * words. */
MUST_CHECK enum status db_open(struct db **ret, const char *conninfo, const char *application_name);
MUST_CHECK enum status db_open_limited(struct db **ret, const char *conninfo, const char *application_name,
                                       const struct db_limits *limits, char why[static 256]);

/* Accepts NULL. An open transaction is rolled back by the server. */
void db_close(struct db *db);

/* The connection is gone. The next db_transact, or db_exec outside a transaction, tries once to get it back. */
bool db_lost(const struct db *db);

/* Looks, without waiting, whether the server hung up while nobody used the connection: then it is db_lost, before a statement is
 * sent on it in vain. Nothing is under way. */
void db_look(struct db *db);

/* Gets a lost connection back, with pauses from 50 ms to 1 s, until deadline_us (monotonic) or a stop of the loop: then ST_RETRY.
 * ST_OK at once when it is not lost. Session state (prepared statements, temporary tables) is gone. */
MUST_CHECK enum status db_reconnect(struct db *db, int64_t deadline_us);

/* One statement. On ST_OK *ret is the result, the caller's (scoped(result_done)); ret may be NULL when nobody asks for it.
 * On failure *ret is NULL. A statement that touches no row is ST_OK: ask db_affected(). */
MUST_CHECK enum status db_exec(struct db *db, const char *sql, size_t param_count, const char *const *params,
                               struct pg_result **ret);

/* Several statements without parameters, as a migration file has them; the last result counts. In a transaction of the caller's,
 * or, if the text holds no BEGIN, in one of its own. */
MUST_CHECK enum status db_script(struct db *db, const char *sql);

/* The same for large results: row_fn sees one row at a time (row 0 of `row`), in memory for that call only. It returns ST_OK to go
 * on; anything else is returned after the rest was read and dropped. An error may come after some rows: what row_fn gathered then
 * is to be dropped. row_fn must not use this db. */
MUST_CHECK enum status db_query_rows(struct db *db, const char *sql, size_t param_count, const char *const *params,
                                     enum status (*row_fn)(void *arg, const struct pg_result *row), void *arg);

/* BEGIN, fn(db, arg), COMMIT, at READ COMMITTED.
 * fn: ST_OK commits; anything else rolls back and is returned. A serialisation failure or deadlock (40001, 40P01) repeats the
 * whole, up to 8 times with growing random pauses, so fn must start from nothing each time and do nothing outside the database.
 * ST_RETRY with db_outcome_unknown(): the connection died during COMMIT; the facts may or may not be there. Writes are idempotent,
 * so the caller repeats the work; who cannot must look first.
 * A transaction inside a transaction is a mistake of ours (assert). */
MUST_CHECK enum status db_transact(struct db *db, enum status (*fn)(struct db *db, void *arg), void *arg);

/* fn within the transaction that is open, so that it may fail alone: what it wrote is undone then, its status is returned,
 * db_error() has its words, and the transaction goes on. ST_RETRY: nothing goes on; the caller ends the transaction with it. */
MUST_CHECK enum status db_attempt(struct db *db, enum status (*fn)(struct db *db, void *arg), void *arg);

/* Valid until the next statement. */
bool db_outcome_unknown(const struct db *db);
int64_t db_affected(const struct db *db);     /* rows of the last INSERT, UPDATE, DELETE, SELECT or COPY */
const char *db_error(const struct db *db);    /* "" after success */
const char *db_sqlstate(const struct db *db); /* five characters; "" after success or without one */
bool db_in_transaction(const struct db *db);

/* Pure: the table in the comment above. A lost connection is ST_RETRY whatever the code. */
enum status db_status_of(const char *sqlstate, bool lost);

/* COPY table FROM STDIN (FORMAT text or binary; the caller makes the bytes). While it runs the connection does nothing else.
 * put waits whenever 64 KiB are not with the kernel yet, so a slow server slows the caller and memory stays bounded.
 * One bad row discards the whole COPY, and is told only by db_copy_end: validate before. */
MUST_CHECK enum status db_copy_begin(struct db *db, const char *sql);
MUST_CHECK enum status db_copy_put(struct db *db, const void *bytes, size_t len);
MUST_CHECK enum status db_copy_end(struct db *db, int64_t *ret_rows);

/* Ends a COPY so that nothing of it stays; the transaction is to be rolled back by its owner. */
void db_copy_abort(struct db *db);

/* For scoped(result_done). Accepts NULL in it. */
void result_done(struct pg_result **result);

#endif
