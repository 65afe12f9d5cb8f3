/* main.c: the wiring of duban-notify. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "notify/notify.h"
#include "notify/settings.h"

void notify_wake(struct notify *notify)
{
    todo_worker_wake(notify->notices);
    todo_worker_wake(notify->clocks);
    todo_worker_wake(notify->parked);
    task_bell_ring(&notify->compose);
    task_bell_ring(&notify->deliver);
}

void notify_say(struct notify *notify, int64_t alliance_id, int64_t business_us)
{
    struct event event = {.name = EVENT_NOTICE_SENT, .alliance_id = alliance_id, .business_us = business_us};
    snprintf(event.service, sizeof event.service, "%s", notify->process->service);
    snprintf(event.instance, sizeof event.instance, "%.*s", (int)sizeof event.instance - 1, notify->process->instance);
    event_publish(notify->process->bus, &event);
}

static void hear(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    (void)topic, (void)bytes, (void)len; /* an event says "look", the rows say at what */
    notify_wake(arg);
}

static enum status open_channels(struct notify *notify)
{
    struct process *p = notify->process;
    mode_init(&notify->mode, p->config);
    /* another process, or this one begun anew, is another holder */
    snprintf(notify->holder, sizeof notify->holder, "%s/%ld/%" PRId64, p->instance, (long)getpid(), clock_wall_us());
    channel_letterbox_open(&notify->channels.at[0]);
    enum status st = channel_smtp_open(&notify->channels.at[1], p->loop, p->config);
    notify->channels.n = st == ST_OK ? 2 : 1;
    return st;
}

static enum status start_workers(struct notify *notify)
{
    struct process *p = notify->process;
    int64_t sweep_us = config_i64(p->config, "sweep_ms") * 1000;
    enum status st = todo_worker_start(&notify->notices, p->loop, p->pool, p->metrics, &NOTICE_STEP, notify, sweep_us);
    if (st == ST_OK)
        st = todo_worker_start(&notify->clocks, p->loop, p->pool, p->metrics, &CLOCK_STEP, notify, sweep_us);
    if (st == ST_OK)
        st = todo_worker_start(&notify->parked, p->loop, p->pool, p->metrics, &PARKED_STEP, notify, sweep_us);
    if (st == ST_OK)
        st = compose_start(notify);
    return st == ST_OK ? deliver_start(notify) : st;
}

static enum status listen(struct notify *notify)
{
    struct process *p = notify->process;
    /* the last two come from the operator's command, straight to our command socket */
    static const enum event_name heard[] = {EVENT_NOTICE_DUE, EVENT_CATALOG_APPLIED, EVENT_CLOCK_SET};
    enum status st = bus_publish_open(p->bus, config_text(p->config, "bus.notify.event"));
    for (size_t i = 0; st == ST_OK && i < sizeof heard / sizeof heard[0]; i++)
        st = bus_subscribe(p->bus, config_text(p->config, "bus.alert.event"), event_topic(heard[i]), hear, notify);
    return st == ST_OK ? command_open(notify) : st;
}

int main(int argc, char **argv)
{
    struct process *p = NULL;
    int code = process_open(&p, "notify", notify_demand, argc, argv);
    if (p == NULL)
        return code;
    static struct notify notify;
    notify.process = p;
    if (alliances_new(&notify.alliances) != ST_OK || open_channels(&notify) != ST_OK)
        return process_abandon(p, "notify.open");
    if (start_workers(&notify) != ST_OK)
        return process_abandon(p, "notify.start");
    if (listen(&notify) != ST_OK)
        return process_abandon(p, "notify.listen");
    return process_run(p);
}
