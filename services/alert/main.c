/* main.c: the wiring of duban-alert. */
#include <stddef.h>

#include "alert/alert.h"
#include "lib/bus.h"
#include "lib/config.h"

static void hear(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    (void)topic, (void)bytes, (void)len; /* an event says "look", the todo rows say at what */
    alert_wake(arg);
}

static enum status start_workers(struct alert *alert)
{
    struct process *p = alert->process;
    int64_t sweep_us = config_i64(p->config, "sweep_ms") * 1000;
    const struct {
        struct todo_worker **worker;
        const struct todo_step *step;
    } all[] = {{&alert->catalogs, &CATALOG_STEP},
               {&alert->values, &VALUE_STEP},
               {&alert->subjects, &SUBJECT_STEP},
               {&alert->clocks, &CLOCK_STEP},
               {&alert->sents, &SENT_STEP}};
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < sizeof all / sizeof all[0]; i++)
        st = todo_worker_start(all[i].worker, p->loop, p->pool, p->metrics, all[i].step, alert, sweep_us);
    return st == ST_OK ? clock_watch_start(alert) : st;
}

static enum status listen(struct alert *alert)
{
    struct process *p = alert->process;
    const struct {
        const char *url;
        enum event_name name;
    } heard[] = {{"bus.compute.event", EVENT_VALUES_CHANGED},
                 {"bus.notify.event", EVENT_NOTICE_SENT},
                 /* these two come from the operator's command, straight to our command socket */
                 {"bus.compute.event", EVENT_CATALOG_APPLIED},
                 {"bus.compute.event", EVENT_CLOCK_SET}};
    enum status st = bus_publish_open(p->bus, config_text(p->config, "bus.alert.event"));
    for (size_t i = 0; st == ST_OK && i < sizeof heard / sizeof heard[0]; i++)
        st = bus_subscribe(p->bus, config_text(p->config, heard[i].url), event_topic(heard[i].name), hear, alert);
    return st == ST_OK ? command_open(alert) : st;
}

int main(int argc, char **argv)
{
    struct process *p = NULL;
    int code = process_open(&p, "alert", NULL, argc, argv);
    if (p == NULL)
        return code;
    static struct alert alert;
    alert.process = p;
    if (alliances_new(&alert.alliances) != ST_OK || start_workers(&alert) != ST_OK)
        return process_abandon(p, "alert.start");
    if (listen(&alert) != ST_OK)
        return process_abandon(p, "alert.listen");
    return process_run(p);
}
