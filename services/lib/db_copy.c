/* Why: the bulk way in. libpq would queue without limit on a non-blocking connection; flushing every so many bytes makes a slow
 * server slow its sender instead. */
#include "lib/db_private.h"

#include <assert.h>

/* What libpq may hold for us at a time: a system call for each line would cost more than the line. */
#define QUEUE_MAX ((size_t)64 * 1024)

enum status db_copy_begin(struct db *db, const char *sql)
{
    scoped(result_done) PGresult *r = NULL;
    enum status st = db_exec(db, sql, 0, NULL, &r);
    if (st != ST_OK)
        return st;
    assert(PQresultStatus(r) == PGRES_COPY_IN);
    db->copying = true;
    db->copy_queued = 0;
    return ST_OK;
}

enum status db_copy_put(struct db *db, const void *bytes, size_t len)
{
    const char *at = bytes;
    assert(db->copying);
    while (len > 0) {
        size_t piece = len < QUEUE_MAX ? len : QUEUE_MAX;
        if (PQputCopyData(db->conn, at, (int)piece) != 1)
            return db_fail(db, NULL);
        at += piece;
        len -= piece;
        db->copy_queued += piece;
        if (db->copy_queued < QUEUE_MAX)
            continue;
        enum status st = db_flush(db, db_deadline_us(db));
        if (st != ST_OK)
            return st;
        db->copy_queued = 0;
    }
    return ST_OK;
}

static enum status copy_finish(struct db *db, const char *error)
{
    int64_t deadline_us = db_deadline_us(db);
    assert(db->copying);
    db->copying = false;
    if (PQputCopyEnd(db->conn, error) != 1)
        return db_fail(db, NULL);
    enum status st = db_flush(db, deadline_us);
    return st == ST_OK ? db_results_read(db, deadline_us, NULL) : st;
}

enum status db_copy_end(struct db *db, int64_t *ret_rows)
{
    enum status st = copy_finish(db, NULL);
    if (st == ST_OK)
        *ret_rows = db->affected;
    return st;
}

void db_copy_abort(struct db *db)
{
    if (!db->copying)
        return;
    if (db_lost(db))
        db->copying = false;
    else if (copy_finish(db, "given up by the client") == ST_OK)
        db->lost = true; /* an aborted COPY cannot succeed: something is out of step */
}
