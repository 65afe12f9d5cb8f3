/* Why: one place sets up a connection, so that a reconnected one is like the first. */
#include "lib/db_private.h"

#include <assert.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/task.h"

const struct db_limits DB_LIMITS = {.statement_ms = 60000, .lock_ms = 10000, .idle_ms = 60000};

/* A server that accepts and then says nothing for so long is down. */
#define CONNECT_LIMIT_US (10 * CLOCK_SECOND_US)
/* What a server says to an idle connection is a line or two. */
#define READS_MAX      100
#define PAUSE_LEAST_US (CLOCK_SECOND_US / 20)
#define PAUSE_MOST_US  CLOCK_SECOND_US

static void notice_to_log(void *arg, const PGresult *result)
{
    (void)arg;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool warning = severity != NULL && strcmp(severity, "WARNING") == 0;
    log_event(warning ? LOG_WARN : LOG_DEBUG, "db.notice", "severity=%s message=%s", severity != NULL ? severity : "?",
              log_value(words).s);
}

static PGconn *connection_start(const struct db *db)
{
    char options[160];
    snprintf(options, sizeof options, "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d",
             db->limits.statement_ms, db->limits.lock_ms, db->limits.idle_ms);
    /* dbname is expanded first; what stands after it has the last word. Both time-outs of TCP: keepalives see an idle peer die, the
     * user time-out one that stops reading. */
    const char *const keys[] = {"dbname",           "application_name", "options",
                                "client_encoding",  "keepalives_idle",  "keepalives_interval",
                                "keepalives_count", "tcp_user_timeout", NULL};
    const char *const values[] = {db->conninfo, db->application_name, options, "UTF8", "30", "10", "3", "30000", NULL};
    return PQconnectStartParams(keys, values, 1);
}

/* Waits through the steps of PQconnectPoll. */
static enum status connection_finish(PGconn *conn, int64_t deadline_us)
{
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (PQstatus(conn) != CONNECTION_BAD) {
        short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        enum status st = task_wait_fd(PQsocket(conn), events, deadline_us);
        if (st != ST_OK)
            return st;
        step = PQconnectPoll(conn);
        if (step == PGRES_POLLING_OK)
            return ST_OK;
        if (step == PGRES_POLLING_FAILED)
            break;
    }
    return ST_RETRY;
}

enum status db_connect(struct db *db, int64_t deadline_us, char why[static DB_ERROR_SIZE])
{
    int64_t limit_us = monotonic_us() + CONNECT_LIMIT_US;
    PQfinish(db->conn);
    db_statements_forget(db);
    db->lost = true;
    db->conn = connection_start(db);
    if (db->conn == NULL) {
        snprintf(why, DB_ERROR_SIZE, "no memory");
        return ST_FATAL;
    }
    enum status st = connection_finish(db->conn, limit_us < deadline_us ? limit_us : deadline_us);
    if (st == ST_OK && PQsetnonblocking(db->conn, 1) != 0)
        st = ST_RETRY;
    if (st != ST_OK) {
        db_first_line(why, PQerrorMessage(db->conn)[0] != '\0' ? PQerrorMessage(db->conn) : "no answer from the server in time");
        PQfinish(db->conn);
        db->conn = NULL;
        return st;
    }
    PQsetNoticeReceiver(db->conn, notice_to_log, NULL);
    db->lost = false;
    return ST_OK;
}

static bool conninfo_valid(const char *conninfo)
{
    char *words = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &words);
    bool valid = options != NULL;
    PQconninfoFree(options);
    PQfreemem(words); /* may quote a password: not told */
    return valid;
}

enum status db_open_limited(struct db **ret, const char *conninfo, const char *application_name, const struct db_limits *limits,
                            char why[static 256])
{
    *ret = NULL;
    why[0] = '\0';
    struct db *db = calloc(1, sizeof *db);
    enum status st = ST_FATAL;
    if (db != NULL) {
        db->limits = *limits;
        db->conninfo = strdup(conninfo);
        db->application_name = strdup(application_name);
    }
    if (db == NULL || db->conninfo == NULL || db->application_name == NULL)
        snprintf(why, DB_ERROR_SIZE, "no memory");
    else if (!conninfo_valid(conninfo))
        snprintf(why, DB_ERROR_SIZE, "the connection string cannot be read");
    else
        st = db_connect(db, CLOCK_NEVER_US, why);
    if (st == ST_OK)
        *ret = db;
    else
        db_close(db);
    return st;
}

enum status db_open(struct db **ret, const char *conninfo, const char *application_name)
{
    char why[DB_ERROR_SIZE];
    return db_open_limited(ret, conninfo, application_name, &DB_LIMITS, why);
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    PQfinish(db->conn);
    db_statements_forget(db);
    free(db->conninfo);
    free(db->application_name);
    free(db);
}

void db_look(struct db *db)
{
    assert(!db->in_transaction && !db->busy && !db->copying);
    for (int i = 0; i < READS_MAX && !db_lost(db); i++) {
        struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};
        if (poll(&fd, 1, 0) <= 0)
            return;
        if (!PQconsumeInput(db->conn)) { /* after the server's last words, which come first */
            db->lost = true;
            log_event(LOG_INFO, "db.hung_up", "error=%s next=\"connected again when it is needed\"",
                      log_value(PQerrorMessage(db->conn)).s);
        }
        (void)PQisBusy(db->conn); /* hands them to the notice receiver */
    }
}

enum status db_reconnect(struct db *db, int64_t deadline_us)
{
    int64_t pause_us = PAUSE_LEAST_US;
    assert(!db->in_transaction);
    if (!db_lost(db))
        return ST_OK;
    for (;;) {
        enum status st = db_connect(db, deadline_us, db->error);
        if (st != ST_RETRY)
            return st;
        if (monotonic_us() + pause_us >= deadline_us || !task_sleep_us(pause_us))
            return ST_RETRY;
        pause_us = pause_us * 2 < PAUSE_MOST_US ? pause_us * 2 : PAUSE_MOST_US;
    }
}
