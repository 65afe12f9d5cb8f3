/* Why: the envelope is packed and checked in one place; what comes in is validated before anybody sees it. */
#include "lib/event.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "event.pb-c.h"
#include "lib/bus.h"

#define EVENT_VERSION 1
/* Longest packed event: 16 traces of 10 bytes, two short names, a few numbers. */
#define PACKED_MAX 512

static const char *const TOPICS[EVENT_NAME_MAX + 1] = {
    [EVENT_BATCH_STORED] = "batch_stored", [EVENT_VALUES_CHANGED] = "values_changed",   [EVENT_NOTICE_DUE] = "notice_due",
    [EVENT_NOTICE_SENT] = "notice_sent",   [EVENT_CATALOG_APPLIED] = "catalog_applied", [EVENT_CLOCK_SET] = "clock_set",
};

const char *event_topic(enum event_name name)
{
    return (unsigned)name <= EVENT_NAME_MAX ? TOPICS[name] : NULL;
}

static size_t event_pack(const struct event *event, uint8_t packed[static PACKED_MAX])
{
    Duban__Event__Event e = DUBAN__EVENT__EVENT__INIT;
    int64_t trace[EVENT_TRACE_MAX];
    char service[EVENT_WORD_SIZE], instance[EVENT_WORD_SIZE]; /* protobuf-c wants them writable */
    memcpy(service, event->service, sizeof service);
    memcpy(instance, event->instance, sizeof instance);
    e.version = EVENT_VERSION;
    e.name = (Duban__Event__Name)event->name;
    e.service = service;
    e.instance = instance;
    e.alliance_id = event->alliance_id;
    e.institution_id = event->institution_id;
    e.business_us = event->business_us;
    e.n_trace = event->trace_count < EVENT_TRACE_MAX ? event->trace_count : EVENT_TRACE_MAX;
    memcpy(trace, event->trace, e.n_trace * sizeof trace[0]);
    e.trace = trace;
    return duban__event__event__pack(&e, packed);
}

void event_publish(struct bus *bus, const struct event *event)
{
    uint8_t packed[PACKED_MAX];
    bus_publish(bus, event_topic(event->name), packed, event_pack(event, packed));
}

enum status event_tell(struct bus *bus, const char *url, const struct event *event, int timeout_ms)
{
    uint8_t packed[PACKED_MAX];
    return bus_tell(bus, url, event_topic(event->name), packed, event_pack(event, packed), timeout_ms);
}

static bool event_good(const Duban__Event__Event *e)
{
    return e != NULL && e->version == EVENT_VERSION && (int)e->name > EVENT_UNSPECIFIED && (int)e->name <= EVENT_NAME_MAX &&
           e->service[0] != '\0' && strlen(e->service) < EVENT_WORD_SIZE && strlen(e->instance) < EVENT_WORD_SIZE &&
           e->alliance_id >= 0 && e->institution_id >= 0 && e->n_trace <= EVENT_TRACE_MAX;
}

enum status event_decode(const uint8_t *bytes, size_t len, struct event *ret)
{
    Duban__Event__Event *e = len <= PACKED_MAX ? duban__event__event__unpack(NULL, len, bytes) : NULL;
    enum status st = event_good(e) ? ST_OK : ST_BAD_INPUT;
    if (st == ST_OK) {
        *ret = (struct event){
            .name = (enum event_name)e->name,
            .alliance_id = e->alliance_id,
            .institution_id = e->institution_id,
            .business_us = e->business_us,
            .trace_count = e->n_trace,
        };
        for (size_t i = 0; i < e->n_trace; i++)
            ret->trace[i] = e->trace[i];
        snprintf(ret->service, sizeof ret->service, "%s", e->service);
        snprintf(ret->instance, sizeof ret->instance, "%s", e->instance);
    }
    if (e != NULL)
        duban__event__event__free_unpacked(e, NULL);
    return st;
}
