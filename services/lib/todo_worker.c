/* Why: finding work rows, keeping keys apart, pausing what fails, and never losing a wake-up, once for all services.
 *
 * One task per worker, the scanner, looks at the table; it works off batches itself and gives each key to a task of its own. What
 * is known of keys here (who is at work, who pauses) is only about this process and may be forgotten at any time: the rows and
 * their locks decide. */
#include "lib/todo_worker.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/task.h"
#include "lib/todo_blame.h"
#include "lib/todo_keys.h"

/* Rows of one look. */
#define PEEK_MAX 200
/* Looks in a row before the scanner sleeps; the next begins where this one ended. */
#define PEEK_ROUNDS 20
/* ST_CONFLICT is somebody else's commit in between; three in a row are not. */
#define CONFLICTS_MAX 3

struct todo_worker {
    struct loop *loop;
    struct db_pool *pool;
    const struct todo_step *step;
    void *arg;
    int64_t sweep_us;
    struct task_bell look;
    bool unreachable;  /* said once */
    int64_t peek_from; /* id */
    size_t running;
    struct todo_keys *keys;
    struct todo_blame blame;
    struct metric *done;
};

/* One run of the step: a transaction, for one key or for a batch. */
struct unit {
    struct todo_worker *worker;
    const struct todo_key *key; /* NULL: a batch of any keys that never failed */
    struct todo_job job;
    bool to_settle; /* run was called and done was not yet */
};

static void unit_settle(struct unit *u, enum status outcome)
{
    if (!u->to_settle)
        return;
    u->to_settle = false;
    if (u->worker->step->done != NULL)
        u->worker->step->done(&u->job, outcome, u->worker->arg);
    u->job.state = NULL;
}

static enum status unit_transaction(struct db *db, void *arg)
{
    struct unit *u = arg;
    const struct todo_step *step = u->worker->step;
    struct todo_filter filter = {
        .kinds = step->kinds,
        .kind_count = step->kind_count,
        .key = u->key,
        .business_us = u->job.business_us,
        .attempts_most = u->key == NULL ? 0 : TODO_ATTEMPTS_MAX,
        .limit = step->batch,
    };
    unit_settle(u, ST_RETRY); /* an earlier round of this transaction was rolled back */
    text_clear(&u->job.reason);
    enum status st = todo_claim(db, step->schema, &filter, &u->job.rows);
    if (st != ST_OK || u->job.rows.count == 0)
        return st;
    u->to_settle = true;
    st = step->run(db, &u->job, u->worker->arg);
    return st == ST_OK ? todo_delete(db, step->schema, &u->job.rows) : st;
}

static enum status unit_run(struct unit *u, struct db *db)
{
    enum status st = ST_CONFLICT;
    for (int i = 0; st == ST_CONFLICT && i < CONFLICTS_MAX; i++) {
        st = clock_business_now(db, &u->job.business_us);
        if (st == ST_OK)
            st = db_transact(db, unit_transaction, u);
        unit_settle(u, st);
    }
    if (st == ST_OK)
        metric_add(u->worker->done, (int64_t)u->job.rows.count);
    return st;
}

static void unit_init(struct unit *u, struct todo_worker *worker, const struct todo_key *key)
{
    *u = (struct unit){.worker = worker, .key = key};
    text_init(&u->job.reason, TODO_REASON_MAX);
}

static void unit_done(struct unit *u)
{
    todo_rows_done(&u->job.rows);
    text_done(&u->job.reason);
}

/* The database is away or the claim itself failed: no row is to blame. The caller sleeps one sweep. */
static void unit_blameless(struct todo_worker *w, const struct db *db, enum status st)
{
    if (!w->unreachable)
        log_event(LOG_WARN, "todo.waiting", "step=%s status=%s sqlstate=%s outcome=%s error=%s next=\"tried again each sweep\"",
                  w->step->name, status_name(st), db == NULL ? "" : db_sqlstate(db),
                  db != NULL && db_outcome_unknown(db) ? "unknown" : "not_done",
                  log_value(db == NULL ? db_pool_error(w->pool) : db_error(db)).s);
    w->unreachable = true;
}

/* A unit of one key failed by itself: count it, pause the key. */
static void unit_failed(struct unit *u, struct db *db, enum status st)
{
    struct todo_worker *w = u->worker;
    if (u->job.reason.len == 0)
        text_printf(&u->job.reason, "%s %s %s", status_name(st), db_sqlstate(db), db_error(db));
    enum status counted = todo_blame(&w->blame, db, &u->job.rows, st, u->job.reason.s);
    if (counted != ST_OK)
        unit_blameless(w, db, counted);
}

/* Runs one key; ST_OK, or it failed and was counted: ST_OK too. ST_RETRY: no row is to blame. */
static enum status key_work(struct todo_worker *w, struct db *db, const struct todo_key *key)
{
    struct unit u;
    unit_init(&u, w, key);
    enum status st = unit_run(&u, db);
    bool blameless = db_lost(db) || u.job.rows.count == 0;
    if (st == ST_OK)
        w->unreachable = false;
    else if (blameless)
        unit_blameless(w, db, st);
    else if (!loop_stopping(w->loop))
        unit_failed(&u, db, st);
    unit_done(&u);
    return st != ST_OK && blameless ? ST_RETRY : ST_OK;
}

/* Works off batches until there is none. A batch that fails is worked on key by key. */
static enum status batches_work(struct todo_worker *w, struct db *db)
{
    enum status st = ST_OK;
    for (bool more = true; st == ST_OK && more && !loop_stopping(w->loop);) {
        struct unit u;
        unit_init(&u, w, NULL);
        st = unit_run(&u, db);
        more = st == ST_OK && u.job.rows.count > 0;
        if (st != ST_OK && (db_lost(db) || u.job.rows.count == 0)) {
            unit_blameless(w, db, st);
            st = ST_RETRY;
        } else if (st != ST_OK) {
            st = ST_OK;
            more = true;
            for (size_t i = 0; st == ST_OK && i < u.job.rows.count && !loop_stopping(w->loop); i++) {
                size_t before = 0;
                while (before < i && !todo_key_equal(&u.job.rows.rows[before].key, &u.job.rows.rows[i].key))
                    before++;
                if (before == i)
                    st = key_work(w, db, &u.job.rows.rows[i].key);
            }
        }
        unit_done(&u);
    }
    return st;
}

struct key_task {
    struct todo_worker *worker;
    struct todo_key key;
};

static void key_task_run(void *arg)
{
    struct key_task *t = arg;
    struct todo_worker *w = t->worker;
    struct db *db = NULL;
    enum status st = db_pool_take(w->pool, CLOCK_NEVER_US, &db);
    if (st == ST_OK)
        st = key_work(w, db, &t->key);
    else if (!loop_stopping(w->loop))
        unit_blameless(w, NULL, st);
    db_pool_give(w->pool, &db);
    todo_keys_end(w->keys, &t->key);
    if (st != ST_OK) /* what is away is not asked again at once */
        todo_keys_pause(w->keys, &t->key, w->sweep_us);
    w->running--;
    todo_worker_wake(w);
    free(t);
}

/* True when there is no room for more tasks now. */
static bool key_start(struct todo_worker *w, const struct todo_key *key)
{
    if (!todo_keys_idle(w->keys, key))
        return false;
    struct key_task *t = malloc(sizeof *t);
    if (t == NULL || !todo_keys_begin(w->keys, key)) {
        free(t);
        return true;
    }
    *t = (struct key_task){.worker = w, .key = *key};
    if (task_spawn(w->loop, w->step->name, key_task_run, t) != ST_OK) {
        todo_keys_end(w->keys, key);
        free(t);
        return true;
    }
    w->running++;
    return w->running >= w->step->parallel;
}

static enum status keys_start(struct todo_worker *w, struct db *db)
{
    struct todo_key *keys = calloc(PEEK_MAX, sizeof *keys);
    struct todo_filter filter = {
        .kinds = w->step->kinds,
        .kind_count = w->step->kind_count,
        .attempts_least = w->step->by_key ? 0 : 1,
        .attempts_most = TODO_ATTEMPTS_MAX,
        .limit = PEEK_MAX,
    };
    enum status st = keys == NULL ? ST_FATAL : clock_business_now(db, &filter.business_us);
    bool full = w->running >= w->step->parallel;
    for (int round = 0; st == ST_OK && !full && round < PEEK_ROUNDS; round++) {
        size_t count = 0;
        int64_t last = 0;
        st = todo_peek(db, w->step->schema, &filter, w->peek_from, keys, &count, &last);
        for (size_t i = 0; st == ST_OK && i < count && !full; i++)
            full = key_start(w, &keys[i]);
        if (st != ST_OK || full || last == 0) {
            w->peek_from = 0; /* whoever frees a place wants the oldest next */
            break;
        }
        w->peek_from = last;
    }
    free(keys);
    if (st != ST_OK)
        unit_blameless(w, db, st);
    else
        w->unreachable = false;
    return st == ST_OK ? ST_OK : ST_RETRY;
}

static enum status worker_look(struct todo_worker *w)
{
    struct db *db = NULL;
    enum status st = db_pool_take(w->pool, CLOCK_NEVER_US, &db);
    if (st != ST_OK && !loop_stopping(w->loop))
        unit_blameless(w, NULL, st);
    if (st == ST_OK && !w->step->by_key)
        st = batches_work(w, db);
    if (st == ST_OK && !loop_stopping(w->loop))
        st = keys_start(w, db);
    db_pool_give(w->pool, &db);
    return st;
}

static void scanner_run(void *arg)
{
    struct todo_worker *w = arg;
    while (!loop_stopping(w->loop)) {
        if (worker_look(w) != ST_OK)
            (void)task_sleep_us(w->sweep_us);
        else
            (void)task_bell_wait(&w->look, monotonic_us() + w->sweep_us);
    }
}

enum status todo_worker_start(struct todo_worker **ret, struct loop *loop, struct db_pool *pool, struct metrics *metrics,
                              const struct todo_step *step, void *arg, int64_t sweep_us)
{
    assert(step->batch >= 1 && step->batch <= TODO_BATCH_MAX && step->parallel >= 1 && sweep_us > 0);
    struct todo_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return ST_FATAL;
    *w = (struct todo_worker){.loop = loop,
                              .pool = pool,
                              .step = step,
                              .arg = arg,
                              .sweep_us = sweep_us,
                              .keys = todo_keys_new(),
                              .done = metrics_get(metrics, "todo_done_total")};
    todo_blame_init(&w->blame, step->schema, step->name, w->keys, metrics, sweep_us);
    if (w->keys == NULL || task_spawn(loop, step->name, scanner_run, w) != ST_OK) {
        todo_worker_free(w);
        return ST_FATAL;
    }
    *ret = w;
    return ST_OK;
}

void todo_worker_wake(struct todo_worker *worker)
{
    task_bell_ring(&worker->look);
}

void todo_worker_free(struct todo_worker *worker)
{
    if (worker == NULL)
        return;
    todo_keys_free(worker->keys);
    free(worker);
}
