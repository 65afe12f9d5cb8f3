/* main.c: the wiring of duban-ingest. */
#include <stdio.h>
#include <string.h>

#include "ingest/ingest.h"
#include "ingest/uploads.h"
#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/event.h"
#include "lib/hash.h"
#include "lib/process.h"
#include "shared/alliance.h"

/* The key of record numbers is never made here: two installations with keys of their own could not be joined, and a key that is
 * made anew makes every patient a new one. */
static void demand_key(const struct config *config, struct problems *problems)
{
    if (config_secret(config, "ingest.key")[0] == '\0')
        config_refuse(config, "ingest.key", REASON_E_CFG_411, NULL, NULL, problems);
}

static void take_key(struct ingest *ingest)
{
    const char *key = config_secret(ingest->process->config, "ingest.key");
    ingest->key = hash_key_new(key, strlen(key));
    ingest->key_version = config_i64(ingest->process->config, "ingest.key_version");
}

static void wake(void *arg, const char *topic, const uint8_t *bytes, size_t len)
{
    struct ingest *ingest = arg;
    (void)topic, (void)bytes, (void)len; /* an event says "look", the todo rows say at what */
    todo_worker_wake(ingest->applied);
}

static enum status start(struct ingest *ingest)
{
    struct process *p = ingest->process;
    snprintf(ingest->holder, sizeof ingest->holder, "%s/%llx", p->instance, (unsigned long long)clock_wall_us());
    ingest->lease_us = config_i64(p->config, "ingest.lease_ms") * 1000;
    ingest->max_file_bytes = (uint64_t)config_i64(p->config, "ingest.max_batch_mib") << 20;
    enum status st = alliances_new(&ingest->alliances);
    if (st == ST_OK)
        st = uploads_new(&ingest->uploads);
    if (st == ST_OK)
        st = todo_worker_start(&ingest->applied, p->loop, p->pool, p->metrics, &APPLIED_STEP, ingest,
                               config_i64(p->config, "sweep_ms") * 1000);
    return st == ST_OK ? keeper_start(ingest) : st;
}

static enum status listen(struct ingest *ingest)
{
    struct process *p = ingest->process;
    const char *url = config_text(p->config, "bus.ingest.event");
    enum status st = bus_publish_open(p->bus, url);
    /* both come from the operator's command, straight to our command socket */
    if (st == ST_OK)
        st = bus_subscribe(p->bus, url, event_topic(EVENT_CATALOG_APPLIED), wake, ingest);
    if (st == ST_OK)
        st = bus_subscribe(p->bus, url, event_topic(EVENT_CLOCK_SET), wake, ingest);
    return st == ST_OK ? command_open(ingest) : st;
}

int main(int argc, char **argv)
{
    struct process *p = NULL;
    int code = process_open(&p, "ingest", demand_key, argc, argv);
    if (p == NULL)
        return code;
    static struct ingest ingest;
    ingest.process = p;
    take_key(&ingest);
    if (start(&ingest) != ST_OK)
        return process_abandon(p, "ingest.start");
    if (listen(&ingest) != ST_OK)
        return process_abandon(p, "ingest.listen");
    return process_run(p);
}
