/* command_wire.c: fields by name, looked up once; then offsets. */
#include "shared/command_wire.h"

#include <assert.h>
#include <string.h>

#include "lib/utf8.h"
#include "shared/command.h"

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessageDescriptor *message, const char *name, ProtobufCType type)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message, name);
    assert(field != NULL && field->type == type);
    return field;
}

static unsigned command_case_of(const ProtobufCMessageDescriptor *request)
{
    const ProtobufCFieldDescriptor *oneof = NULL;
    for (unsigned i = 0; i < request->n_fields && oneof == NULL; i++)
        if (request->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
            oneof = &request->fields[i];
    assert(oneof != NULL);
    return oneof->quantifier_offset;
}

void command_wire_init(struct command_wire *wire, const ProtobufCMessageDescriptor *request,
                       const ProtobufCMessageDescriptor *reply)
{
    static const char *const names[] = {[ST_OK] = "STATUS_OK",
                                        [ST_RETRY] = "STATUS_RETRY",
                                        [ST_BAD_INPUT] = "STATUS_BAD_INPUT",
                                        [ST_CONFLICT] = "STATUS_CONFLICT",
                                        [ST_FATAL] = "STATUS_FATAL"};
    const ProtobufCFieldDescriptor *status = field_of(reply, "status", PROTOBUF_C_TYPE_ENUM);
    *wire = (struct command_wire){
        .request = request,
        .reply = reply,
        .request_version = field_of(request, "version", PROTOBUF_C_TYPE_UINT32)->offset,
        .request_id = field_of(request, "request_id", PROTOBUF_C_TYPE_STRING)->offset,
        .command_case = command_case_of(request),
        .reply_version = field_of(reply, "version", PROTOBUF_C_TYPE_UINT32)->offset,
        .reply_id = field_of(reply, "request_id", PROTOBUF_C_TYPE_STRING)->offset,
        .status = status->offset,
        .reason_code = field_of(reply, "reason_code", PROTOBUF_C_TYPE_STRING)->offset,
        .words_zh = field_of(reply, "words_zh", PROTOBUF_C_TYPE_STRING)->offset,
        .words_en = field_of(reply, "words_en", PROTOBUF_C_TYPE_STRING)->offset,
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(status->descriptor, names[i]);
        assert(value != NULL);
        wire->statuses[i] = value->value;
    }
}

static const void *at(const ProtobufCMessage *message, unsigned offset)
{
    return (const char *)message + offset;
}

static const char *text_at(const ProtobufCMessage *message, unsigned offset)
{
    return *(char *const *)at(message, offset);
}

static void put_text(ProtobufCMessage *message, unsigned offset, const char *text)
{
    *(const char **)((char *)message + offset) = text;
}

/* The member of the oneof that is there; NULL: none. */
static const ProtobufCFieldDescriptor *command_field(const struct command_wire *wire, const ProtobufCMessage *request)
{
    int number = *(const int *)at(request, wire->command_case);
    return number == 0 ? NULL : protobuf_c_message_descriptor_get_field(wire->request, (unsigned)number);
}

static bool id_is_good(const char *id)
{
    size_t len = strlen(id);
    return len > 0 && len < COMMAND_REQUEST_ID_SIZE && utf8_is_valid(id, len);
}

const char *command_wire_fault(const struct command_wire *wire, const ProtobufCMessage *request)
{
    if (*(const uint32_t *)at(request, wire->request_version) != COMMAND_VERSION)
        return "version";
    if (!id_is_good(text_at(request, wire->request_id)))
        return "request_id";
    return command_field(wire, request) == NULL ? "command" : NULL;
}

const char *command_wire_request_id(const struct command_wire *wire, const ProtobufCMessage *request)
{
    const char *id = text_at(request, wire->request_id);
    return id_is_good(id) ? id : "";
}

const char *command_wire_name(const struct command_wire *wire, const ProtobufCMessage *request)
{
    const ProtobufCFieldDescriptor *field = command_field(wire, request);
    return field == NULL ? "" : field->name;
}

static const char *text_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field == NULL || field->type != PROTOBUF_C_TYPE_STRING ? NULL : text_at(message, field->offset);
}

const char *command_wire_text(const struct command_wire *wire, const ProtobufCMessage *request, const char *field)
{
    const char *text = text_of(request, field);
    const ProtobufCFieldDescriptor *command = command_field(wire, request);
    if (text == NULL && command != NULL && command->type == PROTOBUF_C_TYPE_MESSAGE)
        text = text_of(*(ProtobufCMessage *const *)at(request, command->offset), field);
    return text == NULL ? "" : text;
}

void command_wire_reply(const struct command_wire *wire, ProtobufCMessage *reply, const char *request_id)
{
    protobuf_c_message_init(wire->reply, reply);
    *(uint32_t *)((char *)reply + wire->reply_version) = COMMAND_VERSION;
    put_text(reply, wire->reply_id, request_id);
}

void command_wire_say(const struct command_wire *wire, ProtobufCMessage *reply, enum status status, const char *reason_code,
                      const char *words_zh, const char *words_en)
{
    *(int *)((char *)reply + wire->status) = wire->statuses[status];
    put_text(reply, wire->reason_code, reason_code);
    put_text(reply, wire->words_zh, words_zh);
    put_text(reply, wire->words_en, words_en);
}

int command_wire_status(const struct command_wire *wire, const ProtobufCMessage *reply)
{
    return *(const int *)at(reply, wire->status);
}
