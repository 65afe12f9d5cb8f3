/* db_pool.h: the few connections of a process, lent to tasks.
 *
 * A connection is made when it is first needed; one on which the server hung up while nobody had it is lent as lost, and its first
 * statement connects anew (db_look). Whoever takes one gives it back; a transaction or COPY left open by mistake ends the process
 * (assert). In a task db_pool_take waits until one is free; outside a task there must be one. */
#ifndef DUBAN_LIB_DB_POOL_H
#define DUBAN_LIB_DB_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/db.h"
#include "lib/status.h"

struct db_pool;

/* size: 1..32 connections. Strings are copied; nothing is connected yet. */
MUST_CHECK enum status db_pool_open(struct db_pool **ret, const char *conninfo, const char *application_name, size_t size,
                                    const struct db_limits *limits);

/* All connections are back. Accepts NULL. */
void db_pool_close(struct db_pool *pool);

/* ST_OK: *ret is lent until db_pool_give. ST_RETRY: none free until deadline_us, the database is not reachable, or the loop is
 * stopping. ST_FATAL: refused for good. */
MUST_CHECK enum status db_pool_take(struct db_pool *pool, int64_t deadline_us, struct db **ret);

/* *db is NULL afterwards; accepts NULL in it. */
void db_pool_give(struct db_pool *pool, struct db **db);

/* Why the last take failed to connect; "" if it did not. */
const char *db_pool_error(const struct db_pool *pool);

#endif
