/* Why: commands come in here and their answers leave here, in any order: the raw socket leaves the way back to us, as the ticket.
 */
#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>

#include "lib/bus_private.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/loop.h"

/* What a client of REP says that it speaks: REQ. */
#define REQ_PROTOCOL 0x30
/* An answer is queued for its connection at once; this bounds the case that NNG is not scheduled at all. */
#define SEND_LIMIT_MS 1000

struct bus_ticket {
    struct bus_listener *listener;
    uint8_t header[BUS_HEADER_MAX];
    size_t header_len;
};

enum status bus_fail(struct bus *bus, int rv)
{
    bus->last_error = rv;
    switch (rv) {
    case NNG_EADDRINUSE: return ST_CONFLICT;
    case NNG_EADDRINVAL:
    case NNG_EINVAL:
    case NNG_ENOTSUP: return ST_BAD_INPUT;
    case NNG_ETIMEDOUT:
    case NNG_EAGAIN:
    case NNG_ECONNREFUSED:
    case NNG_ECONNRESET:
    case NNG_ECLOSED:
    case NNG_ESTATE: return ST_RETRY;
    default: return ST_FATAL;
    }
}

const char *bus_error(const struct bus *bus)
{
    return bus->last_error == 0 ? "" : nng_strerror(bus->last_error);
}

struct bus_counts bus_counts(const struct bus *bus)
{
    struct bus_counts counts = bus->counts;
    for (const struct bus_subscription *s = bus->subscriptions; s != NULL; s = s->next)
        counts.attached += atomic_load(&s->pipes) > 0;
    return counts;
}

void bus_message_done(struct bus_message *message)
{
    free(message->bytes);
    *message = (struct bus_message){0};
}

enum status bus_open(struct bus **ret, struct loop *loop)
{
    struct bus *bus = calloc(1, sizeof *bus);
    if (bus == NULL)
        return ST_FATAL;
    bus->loop = loop;
    *ret = bus;
    return ST_OK;
}

void bus_free(struct bus *bus)
{
    if (bus == NULL)
        return;
    bus_clients_free(bus);
    bus_events_free(bus);
    bus_listeners_free(bus);
    free(bus);
}

static void tell_receive(struct bus_listener *l, struct bus_ticket *ticket, const uint8_t *bytes, size_t len)
{
    if (len > 0 && bytes[0] != '\0') /* an empty topic only asks whether anybody is there */
        (void)bus_event_deliver(l->bus, bytes, len);
    bus_reply(&ticket, BUS_TOLD, sizeof BUS_TOLD);
}

static void command_receive(struct bus_listener *l, nng_msg *msg)
{
    const uint8_t *bytes = nng_msg_body(msg);
    size_t len = nng_msg_len(msg), header_len = nng_msg_header_len(msg);
    struct bus_ticket *ticket = NULL;
    if (header_len <= BUS_HEADER_MAX && l->bus->tickets < BUS_TICKETS_MAX)
        ticket = malloc(sizeof *ticket);
    if (ticket == NULL) {
        l->bus->counts.dropped++;
        return;
    }
    ticket->listener = l;
    ticket->header_len = header_len;
    memcpy(ticket->header, nng_msg_header(msg), header_len);
    l->bus->tickets++;
    if (len >= sizeof BUS_TELL_PREFIX && memcmp(bytes, BUS_TELL_PREFIX, sizeof BUS_TELL_PREFIX) == 0) {
        tell_receive(l, ticket, bytes + sizeof BUS_TELL_PREFIX, len - sizeof BUS_TELL_PREFIX);
        return;
    }
    l->bus->counts.commands++;
    l->handler(l->arg, ticket, bytes, len);
}

static void commands_drain(void *arg, short revents)
{
    struct bus_listener *l = arg;
    (void)revents;
    for (int i = 0; i < BUS_DRAIN_MAX; i++) {
        nng_msg *msg = NULL;
        if (nng_recvmsg(l->socket, &msg, NNG_FLAG_NONBLOCK) != 0)
            return; /* level-triggered: what is left, or an error, comes again */
        command_receive(l, msg);
        nng_msg_free(msg);
    }
}

enum status bus_command_open(struct bus *bus, const char *url,
                             void (*handler)(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len), void *arg)
{
    nng_socket socket;
    struct bus_listener *l = NULL;
    int fd = -1;
    int rv = nng_rep0_open_raw(&socket);
    if (rv != 0)
        return bus_fail(bus, rv);
    /* The receive descriptor is made before the listener, so that no command comes before somebody looks. */
    if ((rv = nng_socket_set_ms(socket, NNG_OPT_SENDTIMEO, SEND_LIMIT_MS)) != 0 ||
        (rv = nng_socket_get_int(socket, NNG_OPT_RECVFD, &fd)) != 0) {
        nng_close(socket);
        return bus_fail(bus, rv);
    }
    enum status st = bus_listener_add(bus, socket, url, REQ_PROTOCOL, &l);
    if (st != ST_OK)
        return st;
    l->handler = handler;
    l->arg = arg;
    return loop_watch_add(bus->loop, fd, POLLIN, commands_drain, l, &l->watch);
}

void bus_reply(struct bus_ticket **ticket, const void *bytes, size_t len)
{
    struct bus_ticket *t = *ticket;
    nng_msg *msg = NULL;
    if (t == NULL)
        return;
    struct bus *bus = t->listener->bus;
    if (nng_msg_alloc(&msg, 0) == 0 && nng_msg_append(msg, bytes, len) == 0 &&
        nng_msg_header_append(msg, t->header, t->header_len) == 0 && nng_sendmsg(t->listener->socket, msg, 0) == 0) {
        bus->counts.replies++;
        msg = NULL;
    } else {
        bus->counts.dropped++;
    }
    if (msg != NULL)
        nng_msg_free(msg);
    bus_ticket_drop(ticket);
}

void bus_ticket_drop(struct bus_ticket **ticket)
{
    if (*ticket == NULL)
        return;
    (*ticket)->listener->bus->tickets--;
    free(*ticket);
    *ticket = NULL;
}
