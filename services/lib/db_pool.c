/* Why: PostgreSQL pays for each connection and a task holds one only while it works, so a few serve many tasks. */
#include "lib/db_pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/task.h"

#define POOL_MAX 32

struct db_pool {
    char *conninfo;
    char *application_name;
    struct db_limits limits;
    size_t size;
    struct db *all[POOL_MAX]; /* NULL: not connected yet */
    bool taken[POOL_MAX];
    struct task_gate given;
    char error[256];
};

enum status db_pool_open(struct db_pool **ret, const char *conninfo, const char *application_name, size_t size,
                         const struct db_limits *limits)
{
    assert(size >= 1 && size <= POOL_MAX);
    struct db_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        return ST_FATAL;
    pool->conninfo = strdup(conninfo);
    pool->application_name = strdup(application_name);
    pool->limits = *limits;
    pool->size = size;
    if (pool->conninfo == NULL || pool->application_name == NULL) {
        db_pool_close(pool);
        return ST_FATAL;
    }
    *ret = pool;
    return ST_OK;
}

void db_pool_close(struct db_pool *pool)
{
    if (pool == NULL)
        return;
    for (size_t i = 0; i < pool->size; i++) {
        assert(!pool->taken[i]);
        db_close(pool->all[i]);
    }
    free(pool->conninfo);
    free(pool->application_name);
    free(pool);
}

/* A free place, one that is connected if there is any; POOL_MAX: none. */
static size_t pool_find(const struct db_pool *pool)
{
    size_t found = POOL_MAX;
    for (size_t i = 0; i < pool->size; i++) {
        if (pool->taken[i])
            continue;
        if (pool->all[i] != NULL)
            return i;
        if (found == POOL_MAX)
            found = i;
    }
    return found;
}

enum status db_pool_take(struct db_pool *pool, int64_t deadline_us, struct db **ret)
{
    size_t i = pool_find(pool);
    pool->error[0] = '\0';
    while (i == POOL_MAX) {
        assert(task_current() != NULL); /* outside a task nobody could give one back */
        if (!task_gate_wait(&pool->given, deadline_us))
            return ST_RETRY;
        i = pool_find(pool);
    }
    pool->taken[i] = true; /* before the connecting, which yields */
    enum status st = ST_OK;
    if (pool->all[i] != NULL)
        db_look(pool->all[i]); /* a restart of the server costs nobody a refusal for each connection that idled meanwhile */
    else
        st = db_open_limited(&pool->all[i], pool->conninfo, pool->application_name, &pool->limits, pool->error);
    if (st != ST_OK) {
        pool->taken[i] = false;
        task_gate_open(&pool->given);
        return st;
    }
    *ret = pool->all[i];
    return ST_OK;
}

void db_pool_give(struct db_pool *pool, struct db **db)
{
    if (*db == NULL)
        return;
    assert(!db_in_transaction(*db));
    for (size_t i = 0; i < pool->size; i++)
        if (pool->all[i] == *db) {
            assert(pool->taken[i]);
            pool->taken[i] = false;
        }
    *db = NULL;
    task_gate_open(&pool->given);
}

const char *db_pool_error(const struct db_pool *pool)
{
    return pool->error;
}
