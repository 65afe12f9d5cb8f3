/* command_answer.c: one request, from its bytes to the bytes of its answer. */
#include "shared/command_private.h"

#include <stdlib.h>
#include <string.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "lib/text.h"
#include "shared/alliance.h"
#include "shared/quarantine_store.h"

/* A sentence with nine parameters, each a name or a short list. */
#define WORDS_MAX 4000
/* Who was quicker is done by the second time; a third loser in a row tells his client to ask again. */
#define RUNS_MAX 3

static const struct command_wire *wire_of(const struct command *command)
{
    return &command->server->wire;
}

/* ---- what processes use ---- */

void command_begin(struct command *command)
{
    alliance_give(&command->alliance);
    arena_done(&command->arena);
    arena_init(&command->arena);
    command_wire_reply(wire_of(command), command->reply, command->request_id);
}

enum status command_say(struct command *command, enum status status, enum reason reason, size_t n, const char *const *params)
{
    scoped(text_done) struct text zh, en;
    text_init(&zh, WORDS_MAX);
    text_init(&en, WORDS_MAX);
    reason_format(&zh, reason, REASON_ZH, n, params);
    reason_format(&en, reason, REASON_EN, n, params);
    command_wire_say(wire_of(command), command->reply, status, reason_code(reason), arena_text(&command->arena, zh.s),
                     arena_text(&command->arena, en.s));
    return status;
}

void command_lend_db(struct command *command)
{
    db_pool_give(command->server->process->pool, &command->db);
}

enum status command_regain_db(struct command *command)
{
    struct db *db = NULL;
    enum status st = db_pool_take(command->server->process->pool, monotonic_us() + COMMAND_CONNECTION_WAIT_US, &db);
    command->db = st == ST_OK ? db : NULL;
    return st;
}

enum status command_take_alliance(struct command *command, struct alliances *alliances, enum reason unknown)
{
    const char *code = command_wire_text(wire_of(command), command->request, "alliance");
    alliance_give(&command->alliance);
    enum status st = alliance_take_by_code(alliances, command->db, code, &command->alliance);
    return st == ST_CONFLICT ? command_refuse(command, ST_BAD_INPUT, unknown, code) : st;
}

static enum status pack(struct command *command, struct request_answer *ret)
{
    size_t len = protobuf_c_message_get_packed_size(command->reply);
    if (len > BUS_MESSAGE_MAX) {
        command_begin(command);
        return command_refuse(command, ST_BAD_INPUT, REASON_E_GEN_008);
    }
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL)
        return ST_RETRY;
    *ret = (struct request_answer){bytes, protobuf_c_message_pack(command->reply, bytes)};
    return ST_OK;
}

/* Who said nothing is content. */
static void say_ok(struct command *command)
{
    if (command_wire_status(wire_of(command), command->reply) == 0)
        command_wire_say(wire_of(command), command->reply, ST_OK, "", "", "");
}

enum status command_store(struct command *command)
{
    const struct command_server *server = command->server;
    request_answer_done(&command->stored);
    say_ok(command);
    enum status st = pack(command, &command->stored);
    if (st != ST_OK)
        return st;
    return request_store_insert(command->db, server->process->service, command->request_id, command->sha256, &command->stored,
                                command->business_us);
}

/* ---- what cannot be read ---- */

static enum status quarantine(struct command *command, const char *reason, int64_t *ret_times)
{
    int64_t now_us = 0;
    enum status st = command->db == NULL ? ST_RETRY : clock_business_now(command->db, &now_us);
    if (st != ST_OK)
        return st;
    CRASH_POINT("shared.before_quarantine_commit");
    st = quarantine_store_add(command->db, command->server->process->service, command->sha256, command->len, reason, now_us,
                              ret_times);
    if (st == ST_OK)
        CRASH_POINT("shared.after_quarantine_commit");
    return st;
}

/* Counted always, written down if the database is there, in the log once a content. */
static enum status refuse_message(struct command *command, const char *reason)
{
    int64_t times = 0;
    metric_add(command->server->malformed, 1);
    hash_sha256_hex(command->bytes, command->len, command->sha256);
    if (quarantine(command, reason, &times) != ST_OK)
        log_event(LOG_WARN, "command.malformed", "reason=%s bytes=%zu sha256=%s error=%s next=only_the_log_knows", reason,
                  command->len, command->sha256, log_value(command->db == NULL ? "no connection" : db_error(command->db)).s);
    else if (times == 1)
        log_event(LOG_WARN, "command.malformed", "reason=%s bytes=%zu sha256=%s next=answered_and_quarantined", reason,
                  command->len, command->sha256);
    if (strcmp(reason, "size") == 0)
        return command_refuse(command, ST_BAD_INPUT, REASON_E_GEN_007, REASON_NUMBER(command->len),
                              REASON_NUMBER(command->server->service->max_bytes));
    return command_refuse(command, ST_BAD_INPUT, REASON_E_GEN_003, reason);
}

/* ---- one request ---- */

static bool has_said(const struct command *command, enum status st)
{
    return command_wire_status(wire_of(command), command->reply) == wire_of(command)->statuses[st];
}

static enum status find_stored(struct command *command)
{
    enum status st =
        request_store_find(command->db, command->server->process->service, command->request_id, command->sha256, &command->stored);
    return st == ST_CONFLICT ? command_refuse(command, ST_CONFLICT, REASON_E_GEN_004) : st;
}

static enum status run_once(struct command *command)
{
    const struct command_server *server = command->server;
    struct business_clock clock;
    enum status st = clock_business_read(command->db, &clock);
    if (st != ST_OK)
        return st;
    command->business_us = business_clock_at(&clock, clock_wall_us());
    command->clock_placed = clock.placed;
    st = server->service->run(server->arg, command);
    if (st != ST_OK)
        request_answer_done(&command->stored); /* its transaction was rolled back, or nobody knows */
    return st;
}

static enum status run_question(struct command *command)
{
    enum status st = ST_CONFLICT;
    for (int i = 0; i < RUNS_MAX && st == ST_CONFLICT && !has_said(command, ST_CONFLICT); i++) {
        command_begin(command);
        st = run_once(command);
    }
    return st;
}

static enum status run_deed(struct command *command)
{
    enum status st = ST_CONFLICT;
    hash_sha256_hex(command->bytes, command->len, command->sha256);
    for (int i = 0; i < RUNS_MAX && st == ST_CONFLICT && !has_said(command, ST_CONFLICT); i++) {
        command_begin(command);
        st = find_stored(command);
        if (st != ST_OK || command->stored.bytes != NULL)
            return st;
        st = run_once(command);
    }
    /* refused, or always too late: perhaps because the same request was done beside us; then its answer is ours */
    if (command->stored.bytes == NULL && st != ST_RETRY && st != ST_FATAL) {
        enum status again = find_stored(command);
        if (again != ST_OK || command->stored.bytes != NULL)
            return again;
    }
    return st;
}

static enum status run(struct command *command)
{
    const struct command_service *service = command->server->service;
    if (strcmp(command_wire_name(wire_of(command), command->request), "ping") == 0)
        return ST_OK;
    if (command->db == NULL)
        return ST_RETRY;
    return service->is_deed != NULL && service->is_deed(command->request) ? run_deed(command) : run_question(command);
}

/* A failure that nobody has put into words. */
static void say_failure(struct command *command, enum status st)
{
    log_event(
        st == ST_FATAL ? LOG_ERROR : LOG_WARN, "command.failed", "command=%s status=%s sqlstate=%s error=%s next=client_is_told",
        command_wire_name(wire_of(command), command->request), status_name(st), command->db == NULL ? "" : db_sqlstate(command->db),
        log_value(command->db == NULL ? "no connection" : db_error(command->db)).s);
    command_begin(command);
    switch (st) {
    case ST_RETRY:
    case ST_CONFLICT: command_refuse(command, ST_RETRY, REASON_E_GEN_005); break;
    case ST_BAD_INPUT: refuse_message(command, "text"); break; /* bytes that are no text, which the decoder lets through */
    case ST_OK:
    case ST_FATAL: command_refuse(command, ST_FATAL, REASON_E_GEN_006); break;
    }
}

static void answer_request(struct command *command)
{
    enum status st = run(command);
    if (st == ST_OK)
        say_ok(command);
    else if (!has_said(command, st))
        say_failure(command, st);
}

/* The decoded request, or NULL and what of it could not be read. */
static ProtobufCMessage *unpack(const struct command *command, const char **ret_fault)
{
    const struct command_service *service = command->server->service;
    ProtobufCMessage *request = NULL;
    if (command->len > service->max_bytes)
        *ret_fault = "size";
    else if ((request = protobuf_c_message_unpack(service->request, NULL, command->len, command->bytes)) == NULL)
        *ret_fault = "protobuf";
    else
        *ret_fault = command_wire_fault(wire_of(command), request);
    return request;
}

void command_answer(const struct command_server *server, struct db **db, const uint8_t *bytes, size_t len,
                    struct request_answer *ret)
{
    struct command command = {.db = *db, .request_id = "", .server = server, .bytes = bytes, .len = len};
    const char *fault = NULL;
    command.reply = malloc(server->service->reply->sizeof_message);
    if (command.reply == NULL)
        return;
    metric_add(server->commands, 1);
    arena_init(&command.arena);
    ProtobufCMessage *request = unpack(&command, &fault);
    if (request != NULL)
        command.request_id = command_wire_request_id(&server->wire, request);
    command.request = request;
    command_begin(&command);
    if (fault != NULL)
        refuse_message(&command, fault);
    else
        answer_request(&command);
    if (command.stored.bytes != NULL)
        *ret = command.stored;
    else if (pack(&command, ret) == ST_BAD_INPUT && pack(&command, ret) != ST_OK)
        log_event(LOG_ERROR, "command.too_large", "next=no_answer");
    *db = command.db;
    alliance_give(&command.alliance);
    arena_done(&command.arena);
    free(command.reply);
    if (request != NULL)
        protobuf_c_message_free_unpacked(request, NULL);
}
