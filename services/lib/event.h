/* event.h: the one envelope of what a process says to whoever listens (proto/event.proto): "look, something is there".
 *
 * Consumers inside duban only look into their todo table when one comes; the fields are for the log and for subscribers outside. */
#ifndef DUBAN_LIB_EVENT_H
#define DUBAN_LIB_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct bus;

enum event_name {
    EVENT_UNSPECIFIED = 0,
    EVENT_BATCH_STORED = 1,    /* ingest: topic batch_stored */
    EVENT_VALUES_CHANGED = 2,  /* compute: values_changed */
    EVENT_NOTICE_DUE = 3,      /* alert: notice_due */
    EVENT_NOTICE_SENT = 4,     /* notify: notice_sent */
    EVENT_CATALOG_APPLIED = 5, /* duban: catalog_applied */
    EVENT_CLOCK_SET = 6,       /* duban: clock_set */
};
#define EVENT_NAME_MAX 6

#define EVENT_WORD_SIZE 32
#define EVENT_TRACE_MAX 16 /* more causes than this are told by the row, not by the message */

struct event {
    enum event_name name;
    char service[EVENT_WORD_SIZE]; /* who says it */
    char instance[EVENT_WORD_SIZE];
    int64_t alliance_id;    /* 0: not of one alliance */
    int64_t institution_id; /* 0: not of one institution */
    int64_t business_us;
    int64_t trace[EVENT_TRACE_MAX]; /* ids of the work rows that caused it */
    size_t trace_count;
};

/* "batch_stored" …; NULL for what is not a name. */
const char *event_topic(enum event_name name);

/* Publishes it under its topic. Never blocks; after the commit. */
void event_publish(struct bus *bus, const struct event *event);

/* The same by bus_tell() to one process. */
MUST_CHECK enum status event_tell(struct bus *bus, const char *url, const struct event *event, int timeout_ms);

/* ST_BAD_INPUT: not an event, of another version, or out of range; nothing is written then. */
MUST_CHECK enum status event_decode(const uint8_t *bytes, size_t len, struct event *ret);

#endif
