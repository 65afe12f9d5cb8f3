/* bus_private.h: the inside of struct bus, for bus*.c alone, which include nng.h before it (no header includes nng.h). */
#ifndef DUBAN_LIB_BUS_PRIVATE_H
#define DUBAN_LIB_BUS_PRIVATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/bus.h"

struct loop_timer;
struct loop_watch;

/* Messages taken from a socket in one round of the loop. */
#define BUS_DRAIN_MAX 64

/* Longest way back that a request may have: 8 hops of 4 bytes, and the request id. */
#define BUS_HEADER_MAX 64

/* Requests to this prefix are for bus.c itself; no protobuf message begins with a NUL. */
#define BUS_TELL_PREFIX "\0duban.tell"
#define BUS_TOLD        "\0duban.told"

/* A probe of an ipc listener: a client made by hand that waits for a first answer. */
struct bus_probe {
    int fd; /* -1: none under way */
    struct loop_watch *watch;
    struct loop_timer *timer; /* the next probe, or the next look at this one */
    int ticks_left;           /* of its patience */
    size_t received;          /* bytes */
    uint8_t protocol;         /* what a client of this listener says that it speaks */
};

struct bus_listener {
    struct bus_listener *next;
    struct bus *bus;
    char *url;
    nng_socket socket;
    nng_listener listener;
    bool down; /* closed and could not be made again yet */
    struct bus_probe probe;
    struct loop_watch *watch; /* of a command socket */
    void (*handler)(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len);
    void *arg;
};

struct bus_subscription {
    struct bus_subscription *next;
    struct bus *bus;
    char *url;
    nng_socket socket;
    nng_dialer dialer;
    bool dialing;             /* there is a dialer */
    int64_t alone_since_us;   /* monotonic: since when nobody is heard; 0: somebody is */
    struct loop_timer *timer; /* looks whether somebody is */
    struct loop_watch *watch;
    char topic[BUS_TOPIC_MAX + 1];
    void (*handler)(void *arg, const char *topic, const uint8_t *bytes, size_t len);
    void *arg;
    atomic_int pipes; /* counted by NNG's threads, which may do nothing else here */
};

struct bus_client {
    struct bus_client *next;
    char *url;
    nng_socket socket;
    bool taken;
    atomic_int pipes; /* how often it is connected; NNG's threads count */
};

struct bus {
    struct loop *loop;
    struct bus_listener *listeners;
    struct bus_subscription *subscriptions;
    struct bus_client *clients;
    struct bus_listener *publisher;
    struct bus_delayed *delayed; /* test builds: messages held back */
    int64_t tickets;
    struct bus_counts counts;
    int last_error; /* of NNG */
};

/* Notes NNG's error and says what it means. */
MUST_CHECK enum status bus_fail(struct bus *bus, int rv);

/* bus_listener.c: opens a listener on a fresh socket; takes the socket, also on failure. */
MUST_CHECK enum status bus_listener_add(struct bus *bus, nng_socket socket, const char *url, uint8_t client_protocol,
                                        struct bus_listener **ret);
void bus_listeners_free(struct bus *bus);

/* bus_event.c: hands an event to the handlers of its topic. body: topic, NUL, content. False: it is not one. */
bool bus_event_deliver(struct bus *bus, const uint8_t *body, size_t len);
/* Publishes something that nobody subscribes to. */
void bus_publish_probe(struct bus *bus);
void bus_events_free(struct bus *bus);

/* bus_request.c */
void bus_clients_free(struct bus *bus);

#endif
