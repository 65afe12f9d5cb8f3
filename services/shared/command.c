/* command.c: from a ticket of the bus to a task with a connection, and back. */
#include "shared/command.h"

#include <stdlib.h>
#include <string.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "lib/task.h"
#include "lib/text.h"

/* A client waits some seconds for an answer; a connection that is not free by then would answer nobody. */
#define CONNECTION_WAIT_US (5 * CLOCK_SECOND_US)

struct server {
    struct process *process;
    command_fn *fn;
    void *arg;
    size_t busy;
    struct metric *refused;
};

struct command {
    struct server *server;
    struct bus_ticket *ticket;
    size_t len;
    uint8_t bytes[];
};

static void answer(void *arg)
{
    struct command *command = arg;
    struct server *server = command->server;
    struct db_pool *pool = server->process->pool;
    struct command_answer reply = {0};
    struct db *db = NULL;
    if (db_pool_take(pool, monotonic_us() + CONNECTION_WAIT_US, &db) != ST_OK)
        db = NULL;
    server->fn(server->arg, db, command->bytes, command->len, &reply);
    db_pool_give(pool, &db);
    if (reply.bytes == NULL)
        bus_ticket_drop(&command->ticket);
    else
        bus_reply(&command->ticket, reply.bytes, reply.len);
    free(reply.bytes);
    free(command);
    server->busy--;
}

static void receive(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len)
{
    struct server *server = arg;
    struct command *command = server->busy < COMMANDS_MAX ? malloc(sizeof *command + len) : NULL;
    if (command == NULL) {
        metric_add(server->refused, 1);
        bus_ticket_drop(&ticket);
        return;
    }
    *command = (struct command){.server = server, .ticket = ticket, .len = len};
    if (len > 0)
        memcpy(command->bytes, bytes, len);
    server->busy++;
    if (task_spawn(server->process->loop, "command", answer, command) != ST_OK) {
        metric_add(server->refused, 1);
        bus_ticket_drop(&command->ticket);
        free(command);
        server->busy--;
    }
}

enum status command_serve(struct process *process, command_fn *fn, void *arg)
{
    struct server *server = calloc(1, sizeof *server); /* lives as long as the process */
    if (server == NULL)
        return ST_RETRY;
    *server = (struct server){
        .process = process, .fn = fn, .arg = arg, .refused = metrics_get(process->metrics, "commands_refused_total")};
    struct text key;
    text_init(&key, 64);
    text_printf(&key, "bus.%s.command", process->service);
    enum status st = key.overflow ? ST_FATAL : bus_command_open(process->bus, config_text(process->config, key.s), receive, server);
    text_done(&key);
    if (st != ST_OK)
        free(server);
    return st;
}
