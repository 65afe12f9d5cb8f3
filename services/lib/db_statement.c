/* Why: our texts are few and constant and their views are deep, so that the server would spend more on reading and planning a
 * statement than on doing it. A text that comes a second time on a connection is prepared there, under a name of its own; one that
 * comes once (a migration, a generated statement) costs nothing more than before. */
#include "lib/db_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All texts of a process are some hundred. When that many are known, further ones are sent as they are. */
#define STATEMENTS_MAX 512
/* A power of two, half empty at most. */
#define SLOTS (2 * (size_t)STATEMENTS_MAX)

/* Of a name that we gave to nothing yet: somebody between us and the server hands one session to many. A new one is our own. */
#define KNOWN_ALREADY "42P05"

struct db_statements {
    size_t n;
    struct {
        bool used, prepared;
        uint8_t digest[HASH_BYTES];
    } at[SLOTS];
};

static size_t slot_of(const struct db_statements *all, const uint8_t digest[static HASH_BYTES])
{
    size_t i;
    memcpy(&i, digest, sizeof i);
    for (i %= SLOTS; all->at[i].used && memcmp(all->at[i].digest, digest, HASH_BYTES) != 0; i = (i + 1) % SLOTS)
        continue;
    return i;
}

/* BEGIN, COMMIT, ROLLBACK and their like: there is nothing to plan, and a COMMIT that fails must have ended its transaction. */
static bool ends_or_begins(const char *sql)
{
    static const char *const words[] = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static enum status prepare(struct db *db, const char *name, const char *sql, int64_t deadline_us)
{
    if (!PQsendPrepare(db->conn, name, sql, 0, NULL))
        return db_fail(db, NULL);
    enum status st = db_flush(db, deadline_us);
    if (st == ST_OK)
        st = db_results_read(db, deadline_us, NULL);
    if (strcmp(db->sqlstate, KNOWN_ALREADY) != 0)
        return st;
    db->lost = true;
    return ST_RETRY;
}

enum status db_statement(struct db *db, const char *sql, int64_t deadline_us, char ret_name[static DB_STATEMENT_NAME_SIZE])
{
    uint8_t digest[HASH_BYTES];
    ret_name[0] = '\0';
    if (ends_or_begins(sql))
        return ST_OK;
    if (db->statements == NULL && (db->statements = calloc(1, sizeof *db->statements)) == NULL)
        return ST_OK; /* slower, and as good */
    struct db_statements *all = db->statements;
    hash_sha256(sql, strlen(sql), digest);
    size_t i = slot_of(all, digest);
    if (!all->at[i].used) {
        if (all->n == STATEMENTS_MAX)
            return ST_OK;
        all->n++;
        all->at[i].used = true;
        memcpy(all->at[i].digest, digest, HASH_BYTES);
        return ST_OK;
    }
    char name[DB_STATEMENT_NAME_SIZE];
    snprintf(name, sizeof name, "duban_%zu", i);
    enum status st = all->at[i].prepared ? ST_OK : prepare(db, name, sql, deadline_us);
    if (st != ST_OK)
        return st;
    all->at[i].prepared = true;
    memcpy(ret_name, name, sizeof name);
    return ST_OK;
}

void db_statements_forget(struct db *db)
{
    free(db->statements);
    db->statements = NULL;
}
