/* command.c: which command of ingest.proto is answered where. */
#include "ingest/call.h"
#include "ingest/upload.h"
#include "lib/crash.h"
#include "shared/command.h"

/* The longest command carries a piece of a file. */
#define COMMAND_MAX_BYTES (UPLOAD_PIECE_MAX + COMMAND_SHORT_BYTES)

_Static_assert(REQUEST_ID_SIZE == COMMAND_REQUEST_ID_SIZE, "a batch keeps the request id that opened it");

/* Whose answer is a fact of the database. Opening and pieces are known again by their upload. */
static bool is_deed(const ProtobufCMessage *request)
{
    switch (((const Duban__Ingest__Request *)request)->command_case) {
    case DUBAN__INGEST__REQUEST__COMMAND_COMMIT:
    case DUBAN__INGEST__REQUEST__COMMAND_ACCEPT:
    case DUBAN__INGEST__REQUEST__COMMAND_REJECT:
    case DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW: return true;
    default: return false;
    }
}

static enum status dispatch(struct call *call, const Duban__Ingest__Request *request)
{
    switch (request->command_case) {
    case DUBAN__INGEST__REQUEST__COMMAND_OPEN: return call_open(call, request->open);
    case DUBAN__INGEST__REQUEST__COMMAND_CHUNK: return call_chunk(call, request->chunk);
    case DUBAN__INGEST__REQUEST__COMMAND_COMMIT: return call_commit(call, request->commit);
    case DUBAN__INGEST__REQUEST__COMMAND_ACCEPT: return call_accept(call, request->accept);
    case DUBAN__INGEST__REQUEST__COMMAND_REJECT: return call_reject(call, request->reject);
    case DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW: return call_withdraw(call, request->withdraw);
    case DUBAN__INGEST__REQUEST__COMMAND_LIST: return call_list(call, request->list);
    default: return call_show(call, request->show);
    }
}

static enum status run(void *arg, struct command *command)
{
    struct answer answer = {.command = command, .reply = (Duban__Ingest__Reply *)command->reply, .arena = &command->arena};
    struct call call = {.ingest = arg,
                        .db = command->db,
                        .business_us = command->business_us,
                        .request_id = command->request_id,
                        .answer = &answer};
    enum status st = dispatch(&call, (const Duban__Ingest__Request *)command->request);
    if (is_deed(command->request))
        CRASH_POINT("ingest.before_reply");
    return st;
}

enum status command_open(struct ingest *ingest)
{
    static const struct command_service service = {.request = &duban__ingest__request__descriptor,
                                                   .reply = &duban__ingest__reply__descriptor,
                                                   .max_bytes = COMMAND_MAX_BYTES,
                                                   .is_deed = is_deed,
                                                   .run = run};
    return command_serve(ingest->process, &service, ingest);
}
