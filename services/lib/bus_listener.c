/* Why: with NNG before 1.6 one client that connects to an ipc address and closes at once ends the listener for ever: connections
 * are still accepted and even greeted, but none of them is heard again (and NNG's poller spins on the closed ones). So every few
 * seconds we are a new client of ourselves, up to a first answer, and make a silent listener anew.
 *
 * The probe does not use NNG: it writes the bytes of the protocol by hand (SP over ipc: a greeting of 8 bytes each way, then
 * messages as 1, a length of 8 bytes, the body), so that no NNG socket has to be closed for it, which 1.5.2 does not always
 * survive. A command socket is asked whether anybody is there; from the event socket a message is awaited that we publish
 * meanwhile. */
#include <nng/nng.h>

#include "lib/bus_private.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"

#define PROBE_EVERY_US (5 * CLOCK_SECOND_US)
#define PROBE_TICK_US  (CLOCK_SECOND_US / 4)
/* Two seconds, counted in rounds of the loop: while this process itself stood still, nobody can be blamed for his silence. */
#define PROBE_TICKS  8
#define GREETING_LEN 8
#define FRAME_LEN    9
/* Of the request that asks whether anybody is there; the high bit says that the way back ends here. */
#define REQUEST_ID_LEN 4

static const char IPC[] = "ipc://";

/* Starts the listener of l->socket at l->url; on failure there is none. */
static int listener_start(struct bus_listener *l)
{
    int rv = nng_listener_create(&l->listener, l->socket, l->url);
    if (rv != 0)
        return rv;
    rv = nng_listener_start(l->listener, 0);
    if (rv != 0)
        nng_listener_close(l->listener);
    return rv;
}

static void listener_remake(struct bus_listener *l)
{
    if (!l->down)
        nng_listener_close(l->listener);
    int rv = listener_start(l);
    if (rv != 0 && l->down)
        return; /* said before */
    l->down = rv != 0;
    if (rv == 0) {
        l->bus->counts.listeners_remade++;
        log_event(LOG_WARN, "bus.listener_remade", "url=%s next=\"clients reconnect and ask again\"", log_value(l->url).s);
    } else {
        log_event(LOG_ERROR, "bus.listener_down", "url=%s error=%s next=\"tried again in 5 s\"", log_value(l->url).s,
                  log_value(nng_strerror(rv)).s);
    }
}

static void probe_end(struct bus_listener *l)
{
    loop_watch_remove(l->bus->loop, &l->probe.watch);
    if (l->probe.fd >= 0)
        close(l->probe.fd);
    l->probe.fd = -1;
    loop_timer_move(l->probe.timer, monotonic_us() + PROBE_EVERY_US);
}

static void probe_answered(void *arg, short revents)
{
    struct bus_listener *l = arg;
    uint8_t bytes[GREETING_LEN + FRAME_LEN];
    ssize_t n = recv(l->probe.fd, bytes, sizeof bytes, MSG_DONTWAIT);
    (void)revents;
    if (n > 0)
        l->probe.received += (size_t)n;
    if (l->probe.received > GREETING_LEN)
        probe_end(l);
    else if (n <= 0) /* closed: nothing more will come, and the patience ends by itself */
        loop_watch_remove(l->bus->loop, &l->probe.watch);
}

/* The greeting, and for a command socket the question; how many bytes. */
static size_t probe_words(const struct bus_listener *l, uint8_t out[static 64])
{
    const uint8_t greeting[GREETING_LEN] = {0, 'S', 'P', 0, 0, l->probe.protocol, 0, 0};
    const uint8_t question[] = "\x80\0\0\1" BUS_TELL_PREFIX "\0"; /* request id, prefix with its NUL, empty topic with its NUL */
    const uint8_t frame[FRAME_LEN] = {1, 0, 0, 0, 0, 0, 0, 0, sizeof question};
    memcpy(out, greeting, sizeof greeting);
    if (l == l->bus->publisher)
        return sizeof greeting;
    memcpy(out + sizeof greeting, frame, sizeof frame);
    memcpy(out + sizeof greeting + sizeof frame, question, sizeof question);
    return sizeof greeting + sizeof frame + sizeof question;
}

/* False: not even a connection. */
static bool probe_begin(struct bus_listener *l)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    uint8_t words[64];
    size_t len = probe_words(l, words);
    const char *path = l->url + sizeof IPC - 1;
    if (strlen(path) >= sizeof address.sun_path)
        return false;
    memcpy(address.sun_path, path, strlen(path) + 1);
    l->probe.received = 0;
    l->probe.ticks_left = PROBE_TICKS;
    l->probe.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return l->probe.fd >= 0 && connect(l->probe.fd, (struct sockaddr *)&address, sizeof address) == 0 &&
           send(l->probe.fd, words, len, MSG_NOSIGNAL) == (ssize_t)len &&
           loop_watch_add(l->bus->loop, l->probe.fd, POLLIN, probe_answered, l, &l->probe.watch) == ST_OK;
}

/* The timer: time for the next probe, for another message to the one under way, or for the end of its patience. */
static void probe_due(void *arg)
{
    struct bus_listener *l = arg;
    bool alive = l->probe.fd >= 0 ? --l->probe.ticks_left > 0 : !l->down && probe_begin(l);
    if (!alive) {
        probe_end(l);
        listener_remake(l);
        return;
    }
    if (l == l->bus->publisher)
        bus_publish_probe(l->bus);
    loop_timer_move(l->probe.timer, monotonic_us() + PROBE_TICK_US);
}

static void listener_free(struct bus_listener *l)
{
    struct loop *loop = l->bus->loop;
    loop_watch_remove(loop, &l->watch);
    loop_watch_remove(loop, &l->probe.watch);
    loop_timer_remove(loop, &l->probe.timer);
    if (l->probe.fd >= 0)
        close(l->probe.fd);
    nng_close(l->socket);
    free(l->url);
    free(l);
}

enum status bus_listener_add(struct bus *bus, nng_socket socket, const char *url, uint8_t client_protocol,
                             struct bus_listener **ret)
{
    struct bus_listener *l = calloc(1, sizeof *l);
    if (l == NULL) {
        nng_close(socket);
        return ST_FATAL;
    }
    *l = (struct bus_listener){.bus = bus, .socket = socket, .url = strdup(url), .probe = {.fd = -1, .protocol = client_protocol}};
    int rv = l->url == NULL ? NNG_ENOMEM : nng_socket_set_size(socket, NNG_OPT_RECVMAXSZ, BUS_MESSAGE_MAX);
    if (rv == 0)
        rv = listener_start(l);
    enum status st = rv == 0 ? ST_OK : bus_fail(bus, rv);
    if (st == ST_OK && strncmp(url, IPC, sizeof IPC - 1) == 0)
        st = loop_timer_add(bus->loop, monotonic_us() + PROBE_EVERY_US, 0, probe_due, l, &l->probe.timer);
    if (st != ST_OK) {
        listener_free(l);
        return st;
    }
    l->next = bus->listeners;
    bus->listeners = l;
    *ret = l;
    return ST_OK;
}

void bus_listeners_free(struct bus *bus)
{
    while (bus->listeners != NULL) {
        struct bus_listener *l = bus->listeners;
        bus->listeners = l->next;
        listener_free(l);
    }
}
