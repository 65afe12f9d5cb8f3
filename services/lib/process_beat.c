/* Why: others see that a process lives by a row that changes and a file that is fresh, without touching its sockets. */
#include "lib/process_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/db_row.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/task.h"

#define BEAT_EVERY_US (2 * CLOCK_SECOND_US)
/* While the database is awaited at start. */
#define ASK_EVERY_US (CLOCK_SECOND_US / 2)
/* A few hundred lines; a process has some dozens of metrics. */
#define STATUS_MAX 16384

static enum status heartbeat_store(struct db *db, const struct process *p, int64_t *ret_counter)
{
    static const char sql[] = "INSERT INTO clock.heartbeat AS h (service, instance, pid, counter) "
                              "VALUES ($1::text, $2::text, $3::bigint, 1) "
                              "ON CONFLICT (service, instance) DO UPDATE SET pid = excluded.pid, counter = h.counter + 1 "
                              "RETURNING counter";
    scoped(result_done) PGresult *r = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){p->service, p->instance, I64(getpid())}, &r);
    if (st == ST_OK && !row_i64(r, 0, 0, ret_counter))
        st = ST_FATAL;
    return st;
}

static enum status beat(struct process *p)
{
    struct db *db = NULL;
    int64_t business_us = 0;
    enum status st = db_pool_take(p->pool, monotonic_us() + BEAT_EVERY_US, &db);
    if (st == ST_OK)
        st = heartbeat_store(db, p, &p->private->counter);
    if (st == ST_OK)
        st = clock_business_now(db, &business_us);
    if (st == ST_OK)
        st = clock_floor_raise(db, business_us);
    if (st != ST_OK)
        snprintf(p->private->why, sizeof p->private->why, "%s %s", db == NULL ? "" : db_sqlstate(db),
                 db == NULL ? db_pool_error(p->pool) : db_error(db));
    if (st != ST_OK && p->private->reachable && !loop_stopping(p->loop))
        log_event(LOG_WARN, "process.database_away", "status=%s error=%s next=\"asked again every 2 s\"", status_name(st),
                  log_value(p->private->why).s);
    if (st == ST_OK && !p->private->reachable)
        log_event(LOG_INFO, "process.database_reached", "counter=%" PRId64, p->private->counter);
    p->private->reachable = st == ST_OK;
    db_pool_give(p->pool, &db);
    return st;
}

struct first_beat {
    struct process *process;
    int64_t deadline_us;
    enum status status;
};

static void first_beat_task(void *arg)
{
    struct first_beat *f = arg;
    bool told = false;
    while ((f->status = beat(f->process)) != ST_OK && monotonic_us() < f->deadline_us) {
        if (!told)
            log_event(LOG_WARN, "process.database_awaited", "error=%s next=\"asked again for 60 s\"",
                      log_value(f->process->private->why).s);
        told = true;
        if (!task_sleep_us(ASK_EVERY_US))
            break;
    }
    f->process->private->beating = false;
}

enum status process_first_beat(struct process *process, int64_t deadline_us)
{
    struct first_beat f = {.process = process, .deadline_us = deadline_us, .status = ST_RETRY};
    process->private->beating = true;
    enum status st = task_spawn(process->loop, "process.first_beat", first_beat_task, &f);
    while (st == ST_OK && process->private->beating)
        st = loop_run_once(process->loop, CLOCK_NEVER_US);
    return st == ST_OK ? f.status : st;
}

static void beat_task(void *arg)
{
    struct process *p = arg;
    while (task_sleep_us(BEAT_EVERY_US))
        (void)beat(p);
}

static void status_due(void *arg)
{
    process_status_write(arg, "running");
}

enum status process_beat_start(struct process *process)
{
    enum status st = task_spawn(process->loop, "process.beat", beat_task, process);
    if (st == ST_OK)
        st = loop_timer_add(process->loop, monotonic_us(), BEAT_EVERY_US, status_due, process, &process->private->status_timer);
    return st;
}

static void status_print(const struct process *p, const char *state, struct text *out)
{
    struct bus_counts bus = bus_counts(p->bus);
    text_printf(out, "service=%s\ninstance=%s\npid=%d\nstate=%s\n", p->service, p->instance, (int)getpid(), state);
    text_printf(out, "wall_us=%" PRId64 "\ncounter=%" PRId64 "\ndatabase=%s\ntasks=%zu\n", clock_wall_us(), p->private->counter,
                p->private->reachable ? "reachable" : "away", task_count(p->loop));
    text_printf(out,
                "bus_commands_total=%" PRId64 "\nbus_replies_total=%" PRId64 "\nbus_dropped_total=%" PRId64
                "\nbus_published_total=%" PRId64 "\nbus_received_total=%" PRId64 "\nbus_listeners_remade_total=%" PRId64
                "\nbus_attached=%" PRId64 "\n",
                bus.commands, bus.replies, bus.dropped, bus.published, bus.received, bus.listeners_remade, bus.attached);
    metrics_print(p->metrics, out);
}

void process_status_write(struct process *process, const char *state)
{
    scoped(text_done) struct text text;
    char temporary[sizeof process->private->status_path + 4];
    text_init(&text, STATUS_MAX);
    status_print(process, state, &text);
    snprintf(temporary, sizeof temporary, "%s.new", process->private->status_path);
    FILE *file = fopen(temporary, "we");
    bool good = file != NULL && fwrite(text.s, 1, text.len, file) == text.len;
    if (file != NULL)
        good = fclose(file) == 0 && good;
    if (!good || rename(temporary, process->private->status_path) != 0)
        log_event(LOG_WARN, "process.status_file", "path=%s error=\"cannot be written\" next=\"tried again in 2 s\"",
                  log_value(process->private->status_path).s);
}
