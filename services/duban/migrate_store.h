/* migrate_store.h: which migrations a database has had, and applying the next one. */
#ifndef DUBAN_DUBAN_MIGRATE_STORE_H
#define DUBAN_DUBAN_MIGRATE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"

struct db;

struct migration {
    const char *name; /* 0010_ingest.sql */
    const char *sha256;
    const char *sql;
};

/* Makes the list of migrations if there is none. One migration at a time, over all processes: holds a lock until the connection
 * ends. */
MUST_CHECK enum status migrate_begin(struct db *db);

/* *ret_sha256 (65 bytes) is "" if it was not applied. */
MUST_CHECK enum status migrate_find(struct db *db, const char *name, char ret_sha256[static 65]);

/* The statements and the entry in the list, in one transaction: all or nothing. */
MUST_CHECK enum status migrate_apply(struct db *db, const struct migration *migration);

#endif
