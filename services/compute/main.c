/* main.c: the wiring of duban-compute. */
#include <stddef.h>

#include "compute/compute.h"
#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/event.h"

static void wake(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    struct compute *compute = arg;
    (void)topic, (void)bytes, (void)len; /* an event says "look", the todo rows say at what */
    todo_worker_wake(compute->lanes);
    todo_worker_wake(compute->definitions);
    todo_worker_wake(compute->cells);
}

static enum status start_workers(struct compute *compute)
{
    struct process *p = compute->process;
    int64_t sweep_us = config_i64(p->config, "sweep_ms") * 1000;
    enum status st = todo_worker_start(&compute->lanes, p->loop, p->pool, p->metrics, &LANE_STEP, compute, sweep_us);
    if (st == ST_OK)
        st = todo_worker_start(&compute->definitions, p->loop, p->pool, p->metrics, &DEFINITION_STEP, compute, sweep_us);
    if (st == ST_OK)
        st = todo_worker_start(&compute->cells, p->loop, p->pool, p->metrics, &CELL_STEP, compute, sweep_us);
    return st == ST_OK ? month_watch_start(compute, sweep_us) : st;
}

static enum status listen(struct compute *compute)
{
    struct process *p = compute->process;
    enum status st = bus_publish_open(p->bus, config_text(p->config, "bus.compute.event"));
    /* the last two come from the operator's command, straight to our command socket */
    static const enum event_name heard[] = {EVENT_BATCH_STORED, EVENT_CATALOG_APPLIED, EVENT_CLOCK_SET};
    for (size_t i = 0; st == ST_OK && i < sizeof heard / sizeof heard[0]; i++)
        st = bus_subscribe(p->bus, config_text(p->config, "bus.ingest.event"), event_topic(heard[i]), wake, compute);
    return st == ST_OK ? command_open(compute) : st;
}

int main(int argc, char **argv)
{
    struct process *p = NULL;
    int code = process_open(&p, "compute", NULL, argc, argv);
    if (p == NULL)
        return code;
    static struct compute compute;
    compute.process = p;
    if (alliances_new(&compute.alliances) != ST_OK || start_workers(&compute) != ST_OK)
        return process_abandon(p, "compute.start");
    if (listen(&compute) != ST_OK)
        return process_abandon(p, "compute.listen");
    return process_run(p);
}
