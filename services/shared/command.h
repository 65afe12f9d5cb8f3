/* command.h: how a process answers commands: each in a task of its own, on a connection of the pool, late and out of order if need
 * be.
 *
 * The bus gives bytes and a ticket; unpacking, validating and packing is the process's own (its .proto). At most COMMANDS_MAX are
 * worked on at once; one more is not answered, and its client, who hears nothing, asks again with the same request id. */
#ifndef DUBAN_SHARED_COMMAND_H
#define DUBAN_SHARED_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;
struct process;

#define COMMANDS_MAX 64

/* From malloc(); freed by the caller of the function that fills it. No bytes: the client gets no answer. */
struct command_answer {
    uint8_t *bytes;
    size_t len;
};

/* In a task. db is NULL when the database cannot be reached now: the answer is "retry". bytes are lent for the call. */
typedef void command_fn(void *arg, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret);

/* Listens at bus.<service>.command. arg outlives the process's loop. */
MUST_CHECK enum status command_serve(struct process *process, command_fn *fn, void *arg);

#endif
