/* keeper.c: one task that looks after open batches.
 *
 * Who uploads raises the beat of his batches; who sees a beat unchanged for the lease, by the time that he watched himself
 * (lease.h), takes its holder for dead. What this very instance left open in an earlier run is dead at once: nobody else answers to
 * its name. A holder that was only slow finds his batch abandoned when he commits, and his client sends the file again. */
#include <stdlib.h>
#include <string.h>

#include "ingest/abandon.h"
#include "ingest/batch_store.h"
#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "ingest/uploads.h"
#include "lib/clock.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/lease.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "lib/task.h"

struct seen {
    int64_t batch_id, beat, since_us;
};

struct keeper {
    struct ingest *ingest;
    struct seen seen[OPEN_BATCHES_MAX];
    size_t n;
    int64_t looked_us;
};

/* Who spoke while we stood still waits in our socket: he has the time until the next look. */
static enum status end_idle_uploads(struct keeper *k, struct db *db)
{
    struct uploads *uploads = k->ingest->uploads;
    struct upload *u;
    enum status st = ST_OK;
    int64_t now_us = monotonic_us(), lease_us = k->ingest->lease_us;
    int64_t before_us = now_us - lease_us - lease_unwatched_us(lease_us, k->looked_us, now_us);
    while (st == ST_OK && (u = uploads_take_idle(uploads, before_us)) != NULL) {
        st = abandon_upload(db, u);
        if (st == ST_OK)
            uploads_remove(uploads, &u);
        else
            uploads_give(uploads, &u);
    }
    metric_set(metrics_get(k->ingest->process->metrics, "uploads_open"), (int64_t)uploads_count(uploads));
    return st;
}

static bool is_one_of(int64_t id, const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* "<instance>/" of a holder is ours, and so nobody else's. */
static bool is_our_instance(const struct ingest *ingest, const char *holder)
{
    size_t len = strcspn(ingest->holder, "/") + 1;
    return strncmp(ingest->holder, holder, len) == 0;
}

/* Since when the batch has this beat, later by the time that nobody watched; now, if it is news. */
static int64_t unchanged_since(const struct keeper *k, const struct open_batch *batch, int64_t now_us)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->seen[i].batch_id == batch->batch_id && k->seen[i].beat == batch->beat)
            return k->seen[i].since_us + lease_unwatched_us(k->ingest->lease_us, k->looked_us, now_us);
    return now_us;
}

static enum status end_orphans(struct keeper *k, struct db *db)
{
    struct open_batch *open = calloc(OPEN_BATCHES_MAX, sizeof *open);
    struct seen *seen = calloc(OPEN_BATCHES_MAX, sizeof *seen);
    size_t n = 0, n_seen = 0;
    enum status st = open == NULL || seen == NULL ? ST_RETRY : batch_open_list(db, open, &n);
    int64_t now_us = monotonic_us(), ours[UPLOADS_MAX];
    size_t n_ours = uploads_batches(k->ingest->uploads, ours); /* after the look: what was opened since is not in it */
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        if (is_one_of(open[i].batch_id, ours, n_ours))
            continue;
        int64_t since_us = unchanged_since(k, &open[i], now_us);
        bool dead = strcmp(open[i].holder, k->ingest->holder) != 0 && is_our_instance(k->ingest, open[i].holder);
        if (dead || now_us - since_us >= k->ingest->lease_us)
            st = abandon_batch(k->ingest, db, open[i].batch_id);
        else
            seen[n_seen++] = (struct seen){open[i].batch_id, open[i].beat, since_us};
    }
    if (st == ST_OK) {
        memcpy(k->seen, seen, n_seen * sizeof *seen);
        k->n = n_seen;
        k->looked_us = now_us;
    }
    free(open);
    free(seen);
    return st;
}

static enum status beat(struct keeper *k, struct db *db)
{
    int64_t ours[UPLOADS_MAX];
    size_t n = uploads_batches(k->ingest->uploads, ours);
    return n == 0 ? ST_OK : batch_beat(db, k->ingest->holder, ours, n);
}

static void look(struct keeper *k)
{
    struct db *db = NULL;
    struct db_pool *pool = k->ingest->process->pool;
    if (db_pool_take(pool, monotonic_us() + CLOCK_SECOND_US, &db) != ST_OK)
        return;
    enum status st = beat(k, db);
    if (st == ST_OK)
        st = end_idle_uploads(k, db);
    if (st == ST_OK)
        st = end_orphans(k, db);
    if (st != ST_OK)
        log_event(LOG_WARN, "keeper.failed", "status=%s words=%s next=looks_again", status_name(st), log_value(db_error(db)).s);
    db_pool_give(pool, &db);
}

static void keep(void *arg)
{
    struct keeper *k = arg;
    do
        look(k);
    while (task_sleep_us(lease_look_us(k->ingest->lease_us)));
    free(k);
}

enum status keeper_start(struct ingest *ingest)
{
    struct keeper *k = calloc(1, sizeof *k);
    if (k == NULL)
        return ST_RETRY;
    k->ingest = ingest;
    enum status st = task_spawn(ingest->process->loop, "keeper", keep, k);
    if (st != ST_OK)
        free(k);
    return st;
}
