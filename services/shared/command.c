/* command.c: from a ticket of the bus to a task with a connection, and back. */
#include "shared/command.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/crash.h"
#include "lib/db_pool.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "lib/task.h"
#include "lib/text.h"
#include "shared/command_private.h"

struct incoming {
    struct command_server *server;
    struct bus_ticket *ticket;
    size_t len;
    uint8_t bytes[];
};

static void answer(void *arg)
{
    struct incoming *incoming = arg;
    struct command_server *server = incoming->server;
    struct db_pool *pool = server->process->pool;
    scoped(request_answer_done) struct request_answer reply = {0};
    struct db *db = NULL;
    if (db_pool_take(pool, monotonic_us() + COMMAND_CONNECTION_WAIT_US, &db) != ST_OK)
        db = NULL;
    command_answer(server, &db, incoming->bytes, incoming->len, &reply);
    db_pool_give(pool, &db);
    CRASH_POINT("shared.before_reply");
    if (reply.bytes == NULL)
        bus_ticket_drop(&incoming->ticket);
    else
        bus_reply(&incoming->ticket, reply.bytes, reply.len);
    CRASH_POINT("shared.after_reply");
    free(incoming);
    server->busy--;
}

static void receive(void *arg, struct bus_ticket *ticket, const uint8_t *bytes, size_t len)
{
    struct command_server *server = arg;
    struct incoming *incoming = server->busy < COMMANDS_MAX ? malloc(sizeof *incoming + len) : NULL;
    if (incoming == NULL) {
        metric_add(server->refused, 1);
        bus_ticket_drop(&ticket);
        return;
    }
    *incoming = (struct incoming){.server = server, .ticket = ticket, .len = len};
    if (len > 0)
        memcpy(incoming->bytes, bytes, len);
    server->busy++;
    if (task_spawn(server->process->loop, "command", answer, incoming) != ST_OK) {
        metric_add(server->refused, 1);
        bus_ticket_drop(&incoming->ticket);
        free(incoming);
        server->busy--;
    }
}

enum status command_serve(struct process *process, const struct command_service *service, void *arg)
{
    struct command_server *server = calloc(1, sizeof *server); /* lives as long as the process */
    if (server == NULL)
        return ST_RETRY;
    assert(service->max_bytes < BUS_MESSAGE_MAX);
    *server = (struct command_server){.process = process,
                                      .service = service,
                                      .arg = arg,
                                      .commands = metrics_get(process->metrics, "commands_total"),
                                      .refused = metrics_get(process->metrics, "commands_refused_total"),
                                      .malformed = metrics_get(process->metrics, "commands_malformed_total")};
    command_wire_init(&server->wire, service->request, service->reply);
    struct text key;
    text_init(&key, 64);
    text_printf(&key, "bus.%s.command", process->service);
    enum status st = key.overflow ? ST_FATAL : bus_command_open(process->bus, config_text(process->config, key.s), receive, server);
    text_done(&key);
    if (st != ST_OK)
        free(server);
    return st;
}
