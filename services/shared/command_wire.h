/* command_wire.h: what the requests and replies of all services have in common, found by their descriptors. Pure. */
#ifndef DUBAN_SHARED_COMMAND_WIRE_H
#define DUBAN_SHARED_COMMAND_WIRE_H

#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

#include "lib/status.h"

/* Offsets within the unpacked messages, and the numbers of the statuses. */
struct command_wire {
    const ProtobufCMessageDescriptor *request, *reply;
    unsigned request_version, request_id, command_case;
    unsigned reply_version, reply_id, status, reason_code, words_zh, words_en;
    int statuses[ST_FATAL + 1];
};

/* A proto without these fields is a mistake of ours (assert). */
void command_wire_init(struct command_wire *wire, const ProtobufCMessageDescriptor *request,
                       const ProtobufCMessageDescriptor *reply);

/* What is wrong with the head of a request: "version", "request_id" (1 to 100 bytes of UTF-8), "command" (none that we know);
 * NULL: nothing. */
const char *command_wire_fault(const struct command_wire *wire, const ProtobufCMessage *request);

/* "" where it is no good. */
const char *command_wire_request_id(const struct command_wire *wire, const ProtobufCMessage *request);

/* "commit", "value", …: the name of the command in it; "" if there is none. */
const char *command_wire_name(const struct command_wire *wire, const ProtobufCMessage *request);

/* The text `field` of the request or else of its command; "" if neither has it. Lent with the request. */
const char *command_wire_text(const struct command_wire *wire, const ProtobufCMessage *request, const char *field);

/* An empty reply with version and request id, which is lent. */
void command_wire_reply(const struct command_wire *wire, ProtobufCMessage *reply, const char *request_id);

/* Strings are lent. */
void command_wire_say(const struct command_wire *wire, ProtobufCMessage *reply, enum status status, const char *reason_code,
                      const char *words_zh, const char *words_en);

/* Its number in the protos, of what the reply says; 0: it says nothing yet. */
int command_wire_status(const struct command_wire *wire, const ProtobufCMessage *reply);

#endif
