/* Why: sending and reading without ever blocking the thread: where libpq would wait, the task yields. */
#include "lib/db_private.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "lib/task.h"

/* The server's own time-out comes first and is the better answer; this is for one that does not answer at all. */
#define DEADLINE_MARGIN_US (5 * CLOCK_SECOND_US)

int64_t db_deadline_us(const struct db *db)
{
    if (db->limits.statement_ms == 0)
        return CLOCK_NEVER_US;
    return monotonic_us() + (int64_t)db->limits.statement_ms * 1000 + DEADLINE_MARGIN_US;
}

enum status db_ready(struct db *db)
{
    assert(!db->copying);
    if (!db_lost(db))
        return ST_OK;
    if (db->in_transaction)
        return ST_RETRY;
    return db_connect(db, CLOCK_NEVER_US, db->error);
}

static enum status db_wait(struct db *db, short events, int64_t deadline_us)
{
    enum status st = task_wait_fd(PQsocket(db->conn), events, deadline_us);
    if (st == ST_RETRY)
        return db_fail_silent(db);
    if (st != ST_OK)
        return st;
    return PQconsumeInput(db->conn) ? ST_OK : db_fail(db, NULL);
}

enum status db_flush(struct db *db, int64_t deadline_us)
{
    for (;;) {
        int rv = PQflush(db->conn);
        if (rv == 0)
            return ST_OK;
        if (rv < 0)
            return db_fail(db, NULL);
        enum status st = db_wait(db, POLLIN | POLLOUT, deadline_us);
        if (st != ST_OK)
            return st;
    }
}

enum status db_result_next(struct db *db, int64_t deadline_us, PGresult **ret)
{
    while (PQisBusy(db->conn)) {
        enum status st = db_wait(db, POLLIN, deadline_us);
        if (st != ST_OK)
            return st;
    }
    *ret = PQgetResult(db->conn);
    return ST_OK;
}

static bool result_good(const PGresult *result)
{
    ExecStatusType s = PQresultStatus(result);
    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK || s == PGRES_COPY_IN || s == PGRES_EMPTY_QUERY;
}

enum status db_results_read(struct db *db, int64_t deadline_us, PGresult **ret)
{
    enum status outcome = ST_OK;
    scoped(result_done) PGresult *last = NULL;
    for (;;) {
        PGresult *next = NULL;
        enum status st = db_result_next(db, deadline_us, &next);
        if (st != ST_OK)
            return st;
        if (next == NULL)
            break;
        if (outcome == ST_OK && !result_good(next))
            outcome = db_fail(db, next);
        result_done(&last);
        last = next;
        if (PQresultStatus(last) == PGRES_COPY_IN)
            break; /* PQgetResult would give it again and again */
    }
    if (outcome != ST_OK)
        return outcome;
    if (last == NULL || db_lost(db))
        return db_fail(db, NULL);
    db->affected = strtoll(PQcmdTuples(last), NULL, 10);
    if (ret != NULL) {
        *ret = last;
        last = NULL;
    }
    return ST_OK;
}
