/* Why: events: who says "look", and who hears it. Also where tests lose, double and delay them. */
#include <nng/nng.h>
#include <nng/protocol/pubsub0/pub.h>
#include <nng/protocol/pubsub0/sub.h>

#include "lib/bus_private.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/loop.h"

/* What a client of PUB says that it speaks: SUB. */
#define SUB_PROTOCOL 0x21
/* What NNG keeps for a subscriber that is slow; its own default is 16. */
#define QUEUE_LEN 8192
/* A subscriber that was away hears again within a second of its publisher's return. */
#define RECONNECT_LEAST_MS 50
#define RECONNECT_MOST_MS  1000
/* Longer than NNG's own dialler waits between two tries: one that hears nobody for so long may have given up. */
#define REDIAL_AFTER_US (4 * CLOCK_SECOND_US)
#define REDIAL_LOOK_US  CLOCK_SECOND_US

enum status bus_publish_open(struct bus *bus, const char *url)
{
    nng_socket socket;
    assert(bus->publisher == NULL);
    int rv = nng_pub0_open(&socket);
    if (rv != 0)
        return bus_fail(bus, rv);
    if ((rv = nng_socket_set_int(socket, NNG_OPT_SENDBUF, QUEUE_LEN)) != 0) {
        nng_close(socket);
        return bus_fail(bus, rv);
    }
    return bus_listener_add(bus, socket, url, SUB_PROTOCOL, &bus->publisher);
}

static void publish_now(struct bus *bus, const char *topic, const void *bytes, size_t len)
{
    nng_msg *msg = NULL;
    if (nng_msg_alloc(&msg, 0) != 0)
        return; /* it may be lost */
    if (nng_msg_append(msg, topic, strlen(topic) + 1) == 0 && (len == 0 || nng_msg_append(msg, bytes, len) == 0) &&
        nng_sendmsg(bus->publisher->socket, msg, NNG_FLAG_NONBLOCK) == 0)
        return;
    nng_msg_free(msg);
}

void bus_publish_probe(struct bus *bus)
{
    publish_now(bus, "duban.probe", NULL, 0);
}

#ifdef DUBAN_CRASH_POINTS

#define DELAY_US (CLOCK_SECOND_US / 2)

struct bus_delayed {
    struct bus_delayed *next;
    struct bus *bus;
    struct loop_timer *timer;
    char topic[BUS_TOPIC_MAX + 1];
    size_t len;
    uint8_t bytes[];
};

static void delayed_free(struct bus_delayed *d)
{
    for (struct bus_delayed **at = &d->bus->delayed; *at != NULL; at = &(*at)->next)
        if (*at == d) {
            *at = d->next;
            break;
        }
    loop_timer_remove(d->bus->loop, &d->timer);
    free(d);
}

static void delayed_due(void *arg)
{
    struct bus_delayed *d = arg;
    publish_now(d->bus, d->topic, d->bytes, d->len);
    delayed_free(d);
}

static void publish_late(struct bus *bus, const char *topic, const void *bytes, size_t len)
{
    struct bus_delayed *d = calloc(1, sizeof *d + len);
    if (d == NULL)
        return;
    *d = (struct bus_delayed){.next = bus->delayed, .bus = bus, .len = len};
    memcpy(d->topic, topic, strlen(topic) + 1);
    if (len > 0)
        memcpy(d->bytes, bytes, len);
    bus->delayed = d;
    if (loop_timer_add(bus->loop, monotonic_us() + DELAY_US, 0, delayed_due, d, &d->timer) != ST_OK)
        delayed_free(d);
}

static void publish_with_faults(struct bus *bus, const char *topic, const void *bytes, size_t len)
{
    const char *fault = getenv("DUBAN_BUS_FAULT");
    if (fault != NULL && strcmp(fault, "drop") == 0)
        return;
    if (fault != NULL && strcmp(fault, "delay") == 0) {
        publish_late(bus, topic, bytes, len);
        return;
    }
    publish_now(bus, topic, bytes, len);
    if (fault != NULL && strcmp(fault, "double") == 0)
        publish_now(bus, topic, bytes, len);
}

static void delayed_free_all(struct bus *bus)
{
    while (bus->delayed != NULL)
        delayed_free(bus->delayed);
}

#else

static void publish_with_faults(struct bus *bus, const char *topic, const void *bytes, size_t len)
{
    publish_now(bus, topic, bytes, len);
}

static void delayed_free_all(struct bus *bus)
{
    (void)bus;
}

#endif

void bus_publish(struct bus *bus, const char *topic, const void *bytes, size_t len)
{
    size_t topic_len = strlen(topic);
    assert(topic_len >= 1 && topic_len <= BUS_TOPIC_MAX && len < BUS_MESSAGE_MAX - BUS_TOPIC_MAX);
    if (bus->publisher == NULL)
        return;
    bus->counts.published++;
    publish_with_faults(bus, topic, bytes, len);
}

bool bus_event_deliver(struct bus *bus, const uint8_t *body, size_t len)
{
    const uint8_t *end = memchr(body, '\0', len);
    if (end == NULL || end == body)
        return false;
    const char *topic = (const char *)body;
    const uint8_t *bytes = end + 1;
    bus->counts.received++;
    for (struct bus_subscription *s = bus->subscriptions; s != NULL; s = s->next)
        if (strcmp(s->topic, topic) == 0)
            s->handler(s->arg, s->topic, bytes, len - (size_t)(bytes - body));
    return true;
}

/* One subscription's socket: only its own handler hears what comes there. */
static void subscription_receive(struct bus_subscription *s, nng_msg *msg)
{
    const uint8_t *body = nng_msg_body(msg);
    size_t len = nng_msg_len(msg), topic_len = strlen(s->topic) + 1;
    if (len < topic_len || memcmp(body, s->topic, topic_len) != 0)
        return;
    s->bus->counts.received++;
    s->handler(s->arg, s->topic, body + topic_len, len - topic_len);
}

static void subscription_drain(void *arg, short revents)
{
    struct bus_subscription *s = arg;
    (void)revents;
    for (int i = 0; i < BUS_DRAIN_MAX; i++) {
        nng_msg *msg = NULL;
        if (nng_recvmsg(s->socket, &msg, NNG_FLAG_NONBLOCK) != 0)
            return;
        subscription_receive(s, msg);
        nng_msg_free(msg);
    }
}

/* In a thread of NNG, with its locks held. */
static void pipe_counted(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
    struct bus_subscription *s = arg;
    (void)pipe;
    atomic_fetch_add(&s->pipes, event == NNG_PIPE_EV_ADD_POST ? 1 : -1);
}

static int subscription_dial(struct bus_subscription *s)
{
    int rv = nng_dial(s->socket, s->url, &s->dialer, NNG_FLAG_NONBLOCK);
    s->dialing = rv == 0;
    return rv;
}

/* NNG 1.5.2 never dials again once a peer has hung up while it was greeted, as a process that just dies does: then nobody would be
 * heard until we end. Nothing tells such a dialler from one whose peer is away, so whoever hears nobody is given a new one. (One
 * that is closed within its greeting, which takes a millisecond of these seconds, may end a listener of 1.5.2, which makes itself
 * anew.) */
static void subscription_look(void *arg)
{
    struct bus_subscription *s = arg;
    int64_t now_us = monotonic_us();
    if (atomic_load(&s->pipes) > 0) {
        s->alone_since_us = 0;
    } else if (s->alone_since_us == 0) {
        s->alone_since_us = now_us;
    } else if (now_us - s->alone_since_us >= REDIAL_AFTER_US) {
        if (s->dialing)
            nng_dialer_close(s->dialer);
        s->alone_since_us = now_us;
        (void)subscription_dial(s); /* no memory: tried again as long as nobody is heard */
    }
}

/* Sets up s->socket, which is open; NNG's error. */
static int subscription_open(struct bus_subscription *s, int *ret_fd)
{
    int rv = nng_socket_set_size(s->socket, NNG_OPT_RECVMAXSZ, BUS_MESSAGE_MAX);
    if (rv == 0)
        rv = nng_socket_set_ms(s->socket, NNG_OPT_RECONNMINT, RECONNECT_LEAST_MS);
    if (rv == 0)
        rv = nng_socket_set_ms(s->socket, NNG_OPT_RECONNMAXT, RECONNECT_MOST_MS);
    if (rv == 0)
        rv = nng_socket_set_int(s->socket, NNG_OPT_RECVBUF, QUEUE_LEN);
    if (rv == 0)
        rv = nng_socket_set(s->socket, NNG_OPT_SUB_SUBSCRIBE, s->topic, strlen(s->topic) + 1);
    if (rv == 0)
        rv = nng_pipe_notify(s->socket, NNG_PIPE_EV_ADD_POST, pipe_counted, s);
    if (rv == 0)
        rv = nng_pipe_notify(s->socket, NNG_PIPE_EV_REM_POST, pipe_counted, s);
    if (rv == 0)
        rv = nng_socket_get_int(s->socket, NNG_OPT_RECVFD, ret_fd);
    return rv == 0 ? subscription_dial(s) : rv;
}

static void subscription_free(struct bus_subscription *s)
{
    loop_timer_remove(s->bus->loop, &s->timer);
    loop_watch_remove(s->bus->loop, &s->watch);
    nng_close(s->socket);
    free(s->url);
    free(s);
}

enum status bus_subscribe(struct bus *bus, const char *url, const char *topic,
                          void (*handler)(void *arg, const char *topic, const uint8_t *bytes, size_t len), void *arg)
{
    int fd = -1;
    size_t topic_len = strlen(topic);
    struct bus_subscription *s = calloc(1, sizeof *s);
    assert(topic_len >= 1 && topic_len <= BUS_TOPIC_MAX);
    if (s == NULL || (s->url = strdup(url)) == NULL) {
        free(s);
        return ST_FATAL;
    }
    s->bus = bus;
    s->handler = handler;
    s->arg = arg;
    memcpy(s->topic, topic, topic_len + 1);
    int rv = nng_sub0_open(&s->socket);
    if (rv != 0) {
        free(s->url);
        free(s);
        return bus_fail(bus, rv);
    }
    rv = subscription_open(s, &fd);
    enum status st = rv == 0 ? loop_watch_add(bus->loop, fd, POLLIN, subscription_drain, s, &s->watch) : bus_fail(bus, rv);
    if (st == ST_OK)
        st = loop_timer_add(bus->loop, monotonic_us() + REDIAL_LOOK_US, REDIAL_LOOK_US, subscription_look, s, &s->timer);
    if (st != ST_OK) {
        subscription_free(s);
        return st;
    }
    s->next = bus->subscriptions;
    bus->subscriptions = s;
    return ST_OK;
}

void bus_events_free(struct bus *bus)
{
    delayed_free_all(bus);
    while (bus->subscriptions != NULL) {
        struct bus_subscription *s = bus->subscriptions;
        bus->subscriptions = s->next;
        subscription_free(s);
    }
}
