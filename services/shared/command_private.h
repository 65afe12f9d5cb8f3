/* command_private.h: between command.c (sockets and tasks) and command_answer.c (one request). */
#ifndef DUBAN_SHARED_COMMAND_PRIVATE_H
#define DUBAN_SHARED_COMMAND_PRIVATE_H

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

/* In a task. db is NULL when the database cannot be reached now. ret->bytes from malloc(); NULL: no memory, the client hears
 * nothing and asks again. */
void command_answer(const struct command_server *server, struct db *db, const uint8_t *bytes, size_t len,
                    struct request_answer *ret);

#endif
