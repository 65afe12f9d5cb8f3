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
    int64_t looked_us; /* monotonic: when open batches were last read; 0: never yet */
    int64_t awake_us;  /* monotonic: when this task last ran; 0: never yet */
};

/* A sender whom we could not hear, since we stood still ourselves, was not silent for that time. */
static void wake(struct keeper *k)
{
    int64_t now_us = monotonic_us();
    if (k->awake_us != 0)
        uploads_excuse(k->ingest->uploads, lease_unwatched_us(k->ingest->lease_us, k->awake_us, now_us), now_us);
    k->awake_us = now_us;
}

static enum status end_idle_uploads(struct keeper *k, struct db *db)
{
    struct uploads *uploads = k->ingest->uploads;
    struct upload *u;
    enum status st = ST_OK;
    while (st == ST_OK && (u = uploads_take_idle(uploads, monotonic_us() - k->ingest->lease_us)) != NULL) {
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

/* Nobody is behind it any more. */
static bool is_orphan(const struct keeper *k, const struct open_batch *batch, int64_t since_us, int64_t now_us)
{
    bool of_our_earlier_run = strcmp(batch->holder, k->ingest->holder) != 0 && is_our_instance(k->ingest, batch->holder);
    return of_our_earlier_run || now_us - since_us >= k->ingest->lease_us;
}

/* One that cannot be cleared away is tried again at the next look, and keeps no other. */
static enum status end_orphans_among(struct keeper *k, struct db *db, const struct open_batch *open, size_t n)
{
    struct seen seen[OPEN_BATCHES_MAX];
    enum status worst = ST_OK;
    int64_t now_us = monotonic_us(), ours[UPLOADS_MAX];
    size_t n_seen = 0, n_ours = uploads_batches(k->ingest->uploads, ours); /* after the look: what was opened since is not in it */
    for (size_t i = 0; i < n; i++) {
        if (is_one_of(open[i].batch_id, ours, n_ours))
            continue;
        int64_t since_us = unchanged_since(k, &open[i], now_us);
        if (is_orphan(k, &open[i], since_us, now_us)) {
            enum status st = abandon_batch(k->ingest, db, open[i].batch_id);
            if (st == ST_OK)
                continue;
            worst = st;
            if (db_lost(db))
                return worst;
        }
        seen[n_seen++] = (struct seen){open[i].batch_id, open[i].beat, since_us};
    }
    memcpy(k->seen, seen, n_seen * sizeof *seen);
    k->n = n_seen;
    k->looked_us = now_us;
    return worst;
}

static enum status end_orphans(struct keeper *k, struct db *db)
{
    struct open_batch *open = calloc(OPEN_BATCHES_MAX, sizeof *open);
    size_t n = 0;
    enum status st = open == NULL ? ST_RETRY : batch_open_list(db, open, &n);
    if (st == ST_OK)
        st = end_orphans_among(k, db, open, n);
    free(open);
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
    wake(k);
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
