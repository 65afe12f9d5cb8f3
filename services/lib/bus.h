/* bus.h: messages between processes, over NNG. No other file includes nng.h.
 *
 * A message never carries a truth (law 1): a lost, doubled or late one costs time and nothing else.
 *
 * - Commands: a raw REP socket. The handler gets a ticket, which owns the message header; the answer may be given at any later time
 *   and in any order, or never (bus_ticket_drop). Handlers run on the loop's stack: longer work is a task that owns the ticket.
 * - Events: PUB and SUB with a `topic\0` prefix. A publisher queues 8192 messages for each subscriber, then drops the oldest.
 *   A subscriber dials without waiting and for ever; what was published before it was attached is lost. NNG 1.5 gives up dialling
 *   when a peer hangs up in its greeting, so who has heard nobody for some seconds dials anew.
 * - Requests: bus_request() waits for the answer; inside a task the loop goes on, outside it polls by itself.
 * - A message above BUS_MESSAGE_MAX closes the sender's connection. Malformed content is the service's to count and to answer.
 * - An ipc listener of NNG < 1.6 dies of a client that connects and closes at once. Every 5 s each listener on ipc is probed by a
 * new connection, and closed and made again if no answer comes on it in 2 s in which this process runs. Its clients see a reset
 * and repeat.
 * - Addresses: ipc:///directory/name (the directory is entered by the service account only), tcp://, inproc:// (tests).
 * - Exit: stop the loop, return from main. bus_free() is for tests and the operator's command, when nothing is in flight.
 * In test builds DUBAN_BUS_FAULT=drop|double|delay does that to every published message (delay: half a second). */
#ifndef DUBAN_LIB_BUS_H
#define DUBAN_LIB_BUS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct bus;
struct bus_ticket;
struct loop;

#define BUS_MESSAGE_MAX ((size_t)8 * 1024 * 1024)
#define BUS_TOPIC_MAX   64

/* Bytes that came over the bus; the receiver frees them by bus_message_done (for scoped()). */
struct bus_message {
    uint8_t *bytes;
    size_t len;
};
void bus_message_done(struct bus_message *message);

/* What a process has counted since it began; for metrics. attached: publishers that we hear now. dropped: commands beyond
 * BUS_TICKETS_MAX unanswered ones; their clients ask again. */
struct bus_counts {
    int64_t commands, replies, dropped, published, received, listeners_remade, attached;
};
#define BUS_TICKETS_MAX 1024

/* All endpoints of one process. loop may be NULL for a program that only sends requests (then nothing else may be opened).
 * Signals are blocked already (loop_block_signals): NNG makes threads. */
MUST_CHECK enum status bus_open(struct bus **ret, struct loop *loop);

/* Closes everything: only when nothing is in flight (tests, the operator's command). Services return from main without it. */
void bus_free(struct bus *bus);

/* Listens for commands. ST_CONFLICT: somebody else listens there (another instance with the same name); ST_BAD_INPUT: not an
 * address. The handler owns *ticket; bytes are lent for the call. */
MUST_CHECK enum status bus_command_open(struct bus *bus, const char *url,
                                        void (*handler)(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len),
                                        void *arg);

/* Answers, and ends the ticket: *ticket is NULL afterwards, whatever happens. A client that is gone is no error: its answer is
 * dropped, it will ask again with the same request id. Accepts NULL in *ticket. */
void bus_reply(struct bus_ticket **ticket, const void *bytes, size_t len);

/* Ends the ticket without an answer. */
void bus_ticket_drop(struct bus_ticket **ticket);

/* Opens the one socket for events of this process. As bus_command_open. */
MUST_CHECK enum status bus_publish_open(struct bus *bus, const char *url);

/* Says it to whoever listens now. Never blocks; call it after the commit. topic: 1..BUS_TOPIC_MAX bytes without NUL.
 * Without bus_publish_open it does nothing. */
void bus_publish(struct bus *bus, const char *topic, const void *bytes, size_t len);

/* Hears `topic` from the publisher at url, from now on whenever it is up. handler runs on the loop's stack; bytes are lent for the
 * call. Several subscriptions may share a url or a topic. topic is copied. */
MUST_CHECK enum status bus_subscribe(struct bus *bus, const char *url, const char *topic,
                                     void (*handler)(void *arg, const char *topic, const uint8_t *bytes, size_t len), void *arg);

/* Sends a command and waits for its answer. ST_RETRY: nobody answered in timeout_ms, or the connection broke: ask again with the
 * same request id. ST_BAD_INPUT: not an address, or len above the limit. */
MUST_CHECK enum status bus_request(struct bus *bus, const char *url, const void *bytes, size_t len, int timeout_ms,
                                   struct bus_message *ret);

/* Waits until somebody listens at url and we are connected to him, at most timeout_ms; ST_RETRY: nobody. Who
 * listens may still not answer. What was dialled stays for the requests that follow. */
MUST_CHECK enum status bus_reach(struct bus *bus, const char *url, int timeout_ms);

/* Hands an event to the process whose command socket is url, as if it had been published by somebody it listens to, and waits until
 * it was taken. For programs too short-lived to be subscribed to (duban clock, duban catalog apply). With topic "" it only asks
 * whether anybody is there. Answered by bus.c itself, not by the command handler. An ipc address without a socket file is ST_RETRY
 * at once. */
MUST_CHECK enum status bus_tell(struct bus *bus, const char *url, const char *topic, const void *bytes, size_t len, int timeout_ms);

struct bus_counts bus_counts(const struct bus *bus);

/* NNG's words for the last failure of a function of this bus; "" if there was none. */
const char *bus_error(const struct bus *bus);

#endif
