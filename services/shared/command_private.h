/* command_private.h: between command.c (sockets and tasks) and command_answer.c (one request). */
#ifndef DUBAN_SHARED_COMMAND_PRIVATE_H
#define DUBAN_SHARED_COMMAND_PRIVATE_H

#include "lib/clock.h"
#include "shared/command.h"
#include "shared/command_wire.h"

struct metric;

struct command_server {
    struct process *process;
    const struct command_service *service;
    void *arg;
    struct command_wire wire;
    size_t busy;
    struct metric *commands, *refused, *malformed;
};

/* A client waits some seconds for an answer; a connection that is not free by then would answer nobody. */
#define COMMAND_CONNECTION_WAIT_US (5 * CLOCK_SECOND_US)

/* In a task. *db is a connection of the process's pool, NULL when the database cannot be reached now; it may be another one
 * afterwards. ret->bytes from malloc(); NULL: no memory, the client hears nothing and asks again. */
void command_answer(const struct command_server *server, struct db **db, const uint8_t *bytes, size_t len,
                    struct request_answer *ret);

#endif
