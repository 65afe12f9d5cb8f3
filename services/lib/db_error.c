/* Why: errors are told apart by SQLSTATE alone (a cluster changes names and texts), and their words must not carry data. */
#include "lib/db_private.h"

#include <stdio.h>
#include <string.h>

struct sqlstate_rule {
    const char *prefix; /* a class, or a whole code */
    enum status status;
};

/* The first that fits. */
static const struct sqlstate_rule RULES[] = {
    {"08", ST_RETRY},       /* connection exception */
    {"40", ST_RETRY},       /* serialisation failure, deadlock: rolled back */
    {"53", ST_RETRY},       /* out of memory, disk, connections */
    {"57014", ST_RETRY},    /* statement_timeout */
    {"57P0", ST_RETRY},     /* the server is going or coming */
    {"55P03", ST_RETRY},    /* lock_timeout */
    {"25006", ST_RETRY},    /* read only: this is no primary any more */
    {"25P03", ST_RETRY},    /* idle in transaction too long: the server closed */
    {"22", ST_BAD_INPUT},   /* a value cannot be read */
    {"23", ST_CONFLICT},    /* a constraint said no */
    {"P0001", ST_CONFLICT}, /* a function of ours raised */
};

/* After these the connection is of no use, whatever libpq still thinks of it. */
static const char *const GONE[] = {"08", "57P0", "25006", "25P03"};

/* Of a prepared statement: what it reads has got other columns since (a migration), or the session has forgotten it. A new
 * connection prepares it anew; if it is not that, the text says the same there, where it comes for the first time. */
static const char *const PLAN_OUTDATED[] = {"0A000", "26000"};

enum status db_status_of(const char *sqlstate, bool lost)
{
    if (lost)
        return ST_RETRY;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++)
        if (strncmp(sqlstate, RULES[i].prefix, strlen(RULES[i].prefix)) == 0)
            return RULES[i].status;
    return ST_FATAL;
}

void db_clear_error(struct db *db)
{
    db->error[0] = '\0';
    db->sqlstate[0] = '\0';
    db->affected = 0;
    db->outcome_unknown = false;
    db->prepared = false;
}

void db_first_line(char out[static DB_ERROR_SIZE], const char *message)
{
    size_t len = strcspn(message, "\n");
    if (len >= DB_ERROR_SIZE) {
        len = DB_ERROR_SIZE - 1;
        while (len > 0 && ((unsigned char)message[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(out, message, len);
    out[len] = '\0';
}

enum status db_fail(struct db *db, const PGresult *result)
{
    const char *code = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    db->lost = db->lost || PQstatus(db->conn) == CONNECTION_BAD;
    if (result == NULL && db->sqlstate[0] != '\0') /* the end after the server's last words, which say why */
        return db_status_of(db->sqlstate, db->lost);
    snprintf(db->sqlstate, sizeof db->sqlstate, "%s", code != NULL ? code : "");
    for (size_t i = 0; i < sizeof GONE / sizeof GONE[0]; i++)
        if (strncmp(db->sqlstate, GONE[i], strlen(GONE[i])) == 0)
            db->lost = true;
    for (size_t i = 0; db->prepared && i < sizeof PLAN_OUTDATED / sizeof PLAN_OUTDATED[0]; i++)
        if (strcmp(db->sqlstate, PLAN_OUTDATED[i]) == 0)
            db->lost = true;
    if (strncmp(db->sqlstate, "22", 2) == 0) /* the message may quote the value */
        snprintf(db->error, sizeof db->error, "a value could not be read");
    else
        db_first_line(db->error, words != NULL ? words : PQerrorMessage(db->conn));
    return db_status_of(db->sqlstate, db->lost);
}

enum status db_fail_silent(struct db *db)
{
    db->lost = true;
    db->sqlstate[0] = '\0';
    snprintf(db->error, sizeof db->error, "no answer from the server in time");
    return ST_RETRY;
}

bool db_lost(const struct db *db)
{
    return db->lost || db->conn == NULL || PQstatus(db->conn) == CONNECTION_BAD;
}

bool db_outcome_unknown(const struct db *db)
{
    return db->outcome_unknown;
}

int64_t db_affected(const struct db *db)
{
    return db->affected;
}

const char *db_error(const struct db *db)
{
    return db->error;
}

const char *db_sqlstate(const struct db *db)
{
    return db->sqlstate;
}

bool db_in_transaction(const struct db *db)
{
    return db->in_transaction;
}

void result_done(struct pg_result **result)
{
    PQclear(*result); /* accepts NULL */
    *result = NULL;
}
