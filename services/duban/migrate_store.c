/* migrate_store.c: schema `migration`, and the migrations themselves. */
#include "duban/migrate_store.h"

#include <string.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"

enum status migrate_begin(struct db *db)
{
    static const char lock[] = "SELECT pg_advisory_lock(4242001)"; /* any number that nobody else takes */
    static const char schema[] = "CREATE SCHEMA IF NOT EXISTS migration";
    /* table: local */
    static const char table[] = "CREATE TABLE IF NOT EXISTS migration.applied (name text NOT NULL, sha256 text NOT NULL, "
                                "CONSTRAINT applied_pkey PRIMARY KEY (name))";
    enum status st = db_exec(db, lock, 0, NULL, NULL);
    if (st == ST_OK)
        st = db_exec(db, schema, 0, NULL, NULL);
    return st == ST_OK ? db_exec(db, table, 0, NULL, NULL) : st;
}

enum status migrate_find(struct db *db, const char *name, char ret_sha256[static 65])
{
    static const char sql[] = "SELECT sha256 FROM migration.applied WHERE name = $1::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){name}, &rows);
    if (st != ST_OK)
        return st;
    const char *found = row_count(rows) == 1 ? row_text(rows, 0, 0) : "";
    if (strlen(found) > 64)
        return ST_FATAL;
    memcpy(ret_sha256, found, strlen(found) + 1);
    return ST_OK;
}

static enum status apply(struct db *db, void *arg)
{
    static const char note[] = "INSERT INTO migration.applied (name, sha256) VALUES ($1::text, $2::text)";
    const struct migration *migration = arg;
    enum status st = db_script(db, migration->sql);
    if (st == ST_OK)
        st = db_exec(db, note, 2, (const char *[]){migration->name, migration->sha256}, NULL);
    if (st == ST_OK)
        CRASH_POINT("duban.before_migration_commit");
    return st;
}

enum status migrate_apply(struct db *db, const struct migration *migration)
{
    struct migration copy = *migration;
    enum status st = db_transact(db, apply, &copy);
    if (st == ST_OK)
        CRASH_POINT("duban.after_migration_commit");
    return st;
}
