/* Why: asking another process and waiting for the answer without stopping the loop.
 *
 * One socket serves one request at a time and is kept for the next one to the same address, since closing a socket under traffic is
 * what NNG 1.5.2 does worst. Resending is off: a broken connection is told to the caller, who asks again with the same request id.
 */
#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>

#include "lib/bus_private.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/task.h"

/* Requests to one address at a time: commands are few, and each socket is two descriptors. */
#define CLIENTS_MAX 16
/* A reset connection does not wake the descriptor, so a waiting request asks this often. */
#define LOOK_EVERY_US (CLOCK_SECOND_US / 5)
/* Below any time-out that a caller gives; dialling goes on in the background. */
#define RECONNECT_LEAST_MS 20
#define RECONNECT_MOST_MS  500

/* In a thread of NNG, with its locks held. */
static void pipe_counted(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
    struct bus_client *c = arg;
    (void)pipe;
    atomic_fetch_add(&c->pipes, event == NNG_PIPE_EV_ADD_POST ? 1 : -1);
}

static int client_dial(struct bus_client *c)
{
    int rv = nng_socket_set_size(c->socket, NNG_OPT_RECVMAXSZ, BUS_MESSAGE_MAX);
    if (rv == 0)
        rv = nng_socket_set_ms(c->socket, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
    if (rv == 0)
        rv = nng_socket_set_ms(c->socket, NNG_OPT_RECONNMINT, RECONNECT_LEAST_MS);
    if (rv == 0)
        rv = nng_socket_set_ms(c->socket, NNG_OPT_RECONNMAXT, RECONNECT_MOST_MS);
    if (rv == 0)
        rv = nng_pipe_notify(c->socket, NNG_PIPE_EV_ADD_POST, pipe_counted, c);
    if (rv == 0)
        rv = nng_pipe_notify(c->socket, NNG_PIPE_EV_REM_POST, pipe_counted, c);
    return rv == 0 ? nng_dial(c->socket, c->url, NULL, NNG_FLAG_NONBLOCK) : rv;
}

/* NNG 1.5.2 never dials again when a peer hangs up while it is greeted, as a process that just dies does. Who asks again has waited
 * for his whole time-out without a connection, so a second dialer, which may be one too many, is rare and harmless. */
static int client_dial_again(struct bus_client *c)
{
    return atomic_load(&c->pipes) > 0 ? 0 : nng_dial(c->socket, c->url, NULL, NNG_FLAG_NONBLOCK);
}

static enum status client_new(struct bus *bus, const char *url, struct bus_client **ret)
{
    struct bus_client *c = calloc(1, sizeof *c);
    if (c == NULL || (c->url = strdup(url)) == NULL) {
        free(c);
        return ST_FATAL;
    }
    int rv = nng_req0_open(&c->socket);
    if (rv == 0 && (rv = client_dial(c)) != 0)
        nng_close(c->socket);
    if (rv != 0) {
        free(c->url);
        free(c);
        return bus_fail(bus, rv);
    }
    c->next = bus->clients;
    bus->clients = c;
    *ret = c;
    return ST_OK;
}

static enum status client_take(struct bus *bus, const char *url, struct bus_client **ret)
{
    struct bus_client *found = NULL;
    int count = 0;
    for (struct bus_client *c = bus->clients; c != NULL; c = c->next) {
        if (strcmp(c->url, url) != 0)
            continue;
        count++;
        if (!c->taken)
            found = c;
    }
    if (found == NULL && count == CLIENTS_MAX)
        return bus_fail(bus, NNG_EAGAIN);
    int rv = found == NULL ? 0 : client_dial_again(found);
    enum status st = rv != 0 ? bus_fail(bus, rv) : found == NULL ? client_new(bus, url, &found) : ST_OK;
    if (st == ST_OK) {
        found->taken = true;
        *ret = found;
    }
    return st;
}

/* Takes *msg when it was sent: then it is NULL. */
static enum status client_send(struct bus *bus, nng_socket socket, nng_msg **msg, int64_t deadline_us)
{
    int fd = -1;
    int rv = nng_socket_get_int(socket, NNG_OPT_SENDFD, &fd);
    if (rv != 0)
        return bus_fail(bus, rv);
    for (;;) {
        rv = nng_sendmsg(socket, *msg, NNG_FLAG_NONBLOCK);
        if (rv == 0) {
            *msg = NULL;
            return ST_OK;
        }
        if (rv != NNG_EAGAIN)
            return bus_fail(bus, rv);
        enum status st = task_wait_fd(fd, POLLIN, deadline_us);
        if (st != ST_OK)
            return st == ST_RETRY ? bus_fail(bus, NNG_ETIMEDOUT) : st;
    }
}

static enum status client_receive(struct bus *bus, nng_socket socket, int64_t deadline_us, nng_msg **ret)
{
    int fd = -1;
    int rv = nng_socket_get_int(socket, NNG_OPT_RECVFD, &fd);
    if (rv != 0)
        return bus_fail(bus, rv);
    for (;;) {
        int64_t now = monotonic_us();
        int64_t look = now + LOOK_EVERY_US;
        if (now >= deadline_us)
            return bus_fail(bus, NNG_ETIMEDOUT);
        if (task_wait_fd(fd, POLLIN, look < deadline_us ? look : deadline_us) == ST_FATAL)
            return ST_FATAL;
        rv = nng_recvmsg(socket, ret, NNG_FLAG_NONBLOCK);
        if (rv != NNG_EAGAIN)
            return rv == 0 ? ST_OK : bus_fail(bus, rv);
    }
}

static enum status message_copy(const nng_msg *msg, struct bus_message *ret)
{
    size_t len = nng_msg_len(msg);
    uint8_t *bytes = malloc(len + 1); /* never 0 */
    if (bytes == NULL)
        return ST_FATAL;
    if (len > 0)
        memcpy(bytes, nng_msg_body((nng_msg *)(uintptr_t)msg), len);
    bus_message_done(ret);
    *ret = (struct bus_message){.bytes = bytes, .len = len};
    return ST_OK;
}

/* Takes msg. */
static enum status client_ask(struct bus *bus, const char *url, nng_msg *msg, int timeout_ms, struct bus_message *ret)
{
    int64_t deadline_us = monotonic_us() + (int64_t)timeout_ms * 1000;
    struct bus_client *client = NULL;
    nng_msg *answer = NULL;
    enum status st = client_take(bus, url, &client);
    if (st == ST_OK)
        st = client_send(bus, client->socket, &msg, deadline_us);
    if (st == ST_OK)
        st = client_receive(bus, client->socket, deadline_us, &answer);
    if (st == ST_OK)
        st = message_copy(answer, ret);
    if (client != NULL)
        client->taken = false;
    if (answer != NULL)
        nng_msg_free(answer);
    if (msg != NULL)
        nng_msg_free(msg);
    return st;
}

enum status bus_request(struct bus *bus, const char *url, const void *bytes, size_t len, int timeout_ms, struct bus_message *ret)
{
    nng_msg *msg = NULL;
    if (len > BUS_MESSAGE_MAX)
        return bus_fail(bus, NNG_EINVAL);
    int rv = nng_msg_alloc(&msg, 0);
    if (rv == 0 && len > 0 && (rv = nng_msg_append(msg, bytes, len)) != 0)
        nng_msg_free(msg);
    return rv == 0 ? client_ask(bus, url, msg, timeout_ms, ret) : bus_fail(bus, rv);
}

enum status bus_reach(struct bus *bus, const char *url, int timeout_ms)
{
    int64_t deadline_us = monotonic_us() + (int64_t)timeout_ms * 1000;
    struct bus_client *client = NULL;
    int fd = -1;
    enum status st = client_take(bus, url, &client);
    if (st != ST_OK)
        return st;
    int rv =
        nng_socket_get_int(client->socket, NNG_OPT_SENDFD, &fd); /* readable once there is a connection that is free to send on */
    if (rv != 0)
        st = bus_fail(bus, rv);
    else if (atomic_load(&client->pipes) == 0) /* connected and busy is reached too */
        st = task_wait_fd(fd, POLLIN, deadline_us);
    if (st == ST_RETRY)
        st = bus_fail(bus, NNG_ETIMEDOUT);
    client->taken = false;
    return st;
}

/* An ipc address has a file while somebody listens: without one there is no dialling, and no waiting, to be done. */
static bool nobody_listens(const char *url)
{
    static const char scheme[] = "ipc://";
    return strncmp(url, scheme, sizeof scheme - 1) == 0 && access(url + sizeof scheme - 1, F_OK) != 0;
}

enum status bus_tell(struct bus *bus, const char *url, const char *topic, const void *bytes, size_t len, int timeout_ms)
{
    scoped(bus_message_done) struct bus_message told = {0};
    nng_msg *msg = NULL;
    if (nobody_listens(url))
        return bus_fail(bus, NNG_ECONNREFUSED);
    int rv = nng_msg_alloc(&msg, 0);
    if (rv != 0)
        return bus_fail(bus, rv);
    rv = nng_msg_append(msg, BUS_TELL_PREFIX, sizeof BUS_TELL_PREFIX);
    if (rv == 0)
        rv = nng_msg_append(msg, topic, strlen(topic) + 1);
    if (rv == 0 && len > 0)
        rv = nng_msg_append(msg, bytes, len);
    if (rv != 0) {
        nng_msg_free(msg);
        return bus_fail(bus, rv);
    }
    enum status st = client_ask(bus, url, msg, timeout_ms, &told);
    if (st == ST_OK && (told.len != sizeof BUS_TOLD || memcmp(told.bytes, BUS_TOLD, sizeof BUS_TOLD) != 0))
        return ST_FATAL; /* somebody else listens there */
    return st;
}

void bus_clients_free(struct bus *bus)
{
    while (bus->clients != NULL) {
        struct bus_client *c = bus->clients;
        bus->clients = c->next;
        nng_close(c->socket);
        free(c->url);
        free(c);
    }
}
