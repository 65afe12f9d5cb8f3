/* post_office.c: looks for letters to deliver, as many at once as there are places, and raises the beat of those at hand. */
#include "notify/post_office.h"

#include <stdlib.h>

#include "lib/clock.h"
#include "lib/config.h"
#include "lib/db_pool.h"
#include "lib/lease.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/todo_keys.h"
#include "notify/message_store.h"

/* At once; the connections of the pool and of the mail server bound it too. */
#define DELIVERIES_MAX 8

static enum status look(struct post_office *office)
{
    struct process *p = office->notify->process;
    struct db *db = NULL;
    size_t n = 0;
    struct candidate *candidates = calloc(CANDIDATES_MAX, sizeof *candidates);
    enum status st = candidates == NULL ? ST_RETRY : db_pool_take(p->pool, CLOCK_NEVER_US, &db);
    if (st == ST_OK)
        st = message_store_candidates(db, candidates, &n);
    db_pool_give(p->pool, &db);
    if (st == ST_OK) {
        int64_t now_us = monotonic_us();
        sightings_update(&office->sightings, candidates, n, office->lease_us, now_us);
        for (size_t i = 0; i < office->sightings.n && office->running < DELIVERIES_MAX; i++)
            if (sighting_is_ripe(&office->sightings.at[i], office->lease_us, now_us) &&
                !deliver_spawn(office, &office->sightings.at[i]))
                break;
    }
    free(candidates);
    return st;
}

static void run(void *arg)
{
    struct post_office *office = arg;
    struct notify *notify = office->notify;
    struct loop *loop = notify->process->loop;
    int64_t sweep_us = config_i64(notify->process->config, "sweep_ms") * 1000;
    while (!loop_stopping(loop)) {
        if (look(office) != ST_OK) {
            (void)task_sleep_us(sweep_us);
            continue;
        }
        int64_t next_us = sightings_next_us(&office->sightings, office->lease_us), sweep = monotonic_us() + sweep_us;
        if (office->running < DELIVERIES_MAX && next_us < sweep)
            sweep = next_us;
        (void)task_bell_wait(&notify->deliver, sweep);
    }
}

/* Only what a task is really at: a claim that got lost here is anybody's after the lease. */
static void beat_once(struct post_office *office)
{
    struct process *p = office->notify->process;
    int64_t ids[DELIVERIES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < office->sightings.n && n < DELIVERIES_MAX; i++)
        if (office->sightings.at[i].running)
            ids[n++] = office->sightings.at[i].seen.message_id;
    struct db *db = NULL;
    if (n > 0 && db_pool_take(p->pool, monotonic_us() + lease_look_us(office->lease_us), &db) == ST_OK &&
        message_store_beat(db, office->notify->holder, ids, n) != ST_OK)
        log_event(LOG_WARN, "deliver.beat", "error=%s next=\"somebody may take over\"", log_value(db_error(db)).s);
    db_pool_give(p->pool, &db);
}

static void beat(void *arg)
{
    struct post_office *office = arg;
    while (task_sleep_us(lease_look_us(office->lease_us)))
        beat_once(office);
}

enum status deliver_start(struct notify *notify)
{
    struct process *p = notify->process;
    struct post_office *office = calloc(1, sizeof *office); /* lives as long as the process */
    if (office == NULL)
        return ST_FATAL;
    *office = (struct post_office){.notify = notify,
                                   .lease_us = config_i64(p->config, "notify.lease_ms") * 1000,
                                   .keys = todo_keys_new(),
                                   .accepted = metrics_get(p->metrics, "deliveries_accepted_total"),
                                   .temporary = metrics_get(p->metrics, "deliveries_temporary_total"),
                                   .refused = metrics_get(p->metrics, "deliveries_refused_total"),
                                   .lost = metrics_get(p->metrics, "deliveries_lost_total"),
                                   .taken_over = metrics_get(p->metrics, "deliveries_taken_over_total")};
    if (office->keys == NULL)
        return ST_RETRY;
    todo_blame_init(&office->blame, "notify", "notify.deliver", office->keys, p->metrics, config_i64(p->config, "sweep_ms") * 1000);
    enum status st = task_spawn(p->loop, "notify.post_office", run, office);
    return st == ST_OK ? task_spawn(p->loop, "notify.beat", beat, office) : st;
}
