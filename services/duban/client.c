/* client.c: pack, send, unpack, and what a status means for the exit code. */
#include "duban/client.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

/* A service answers "retry" while its database is away: 40 × 250 ms is longer than a failover of a well-kept one. */
#define RETRIES        40
#define RETRY_PAUSE_NS 250000000

#define SAME(name)                                                                                 \
    _Static_assert((int)DUBAN__ALERT__STATUS__##name == (int)DUBAN__INGEST__STATUS__##name &&      \
                       (int)DUBAN__ALERT__STATUS__##name == (int)DUBAN__COMPUTE__STATUS__##name && \
                       (int)DUBAN__ALERT__STATUS__##name == (int)DUBAN__NOTIFY__STATUS__##name,    \
                   "one number a status in all protos")
SAME(STATUS_OK);
SAME(STATUS_RETRY);
SAME(STATUS_BAD_INPUT);
SAME(STATUS_CONFLICT);
SAME(STATUS_FATAL);

/* Where a field of the common head lies in a message. */
static void *field(ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *found = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    assert(found != NULL);
    return (char *)message + found->offset;
}

static int status_of(ProtobufCMessage *reply)
{
    return *(int *)field(reply, "status");
}

static const char *words_of(ProtobufCMessage *reply, const char *name)
{
    return *(char **)field(reply, name);
}

int client_garbled(const char *service)
{
    return cli_fail_with(EXIT_CANNOT_REACH, "读不懂服务的答复，版本是否一致？",
                         "the answer cannot be read; are the versions the same?", service);
}

static int send(struct cli *cli, const char *service, const ProtobufCMessage *request, struct bus_message *ret)
{
    size_t len = protobuf_c_message_get_packed_size(request);
    if (len > BUS_MESSAGE_MAX)
        return cli_fail(EXIT_WRONG_USE, "一次发送的内容太大", "too much for one command");
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    int code = cli_request(cli, service, bytes, protobuf_c_message_pack(request, bytes), ret);
    free(bytes);
    return code;
}

static int ask_once(struct cli *cli, const char *service, const ProtobufCMessage *request, const ProtobufCMessageDescriptor *reply,
                    ProtobufCMessage **ret)
{
    scoped(bus_message_done) struct bus_message answer = {0};
    int code = send(cli, service, request, &answer);
    if (code != EXIT_GOOD)
        return code;
    *ret = protobuf_c_message_unpack(reply, NULL, answer.len, answer.bytes);
    return *ret == NULL ? client_garbled(service) : EXIT_GOOD;
}

static int judge(ProtobufCMessage *reply)
{
    const char *code = words_of(reply, "reason_code"), *zh = words_of(reply, "words_zh"), *en = words_of(reply, "words_en");
    switch (status_of(reply)) {
    case DUBAN__INGEST__STATUS__STATUS_OK:
    case DUBAN__INGEST__STATUS__STATUS_ASKS: return EXIT_GOOD;
    case DUBAN__INGEST__STATUS__STATUS_RETRY: return cli_refused(ST_RETRY, code, zh, en);
    case DUBAN__INGEST__STATUS__STATUS_CONFLICT: return cli_refused(ST_CONFLICT, code, zh, en);
    case DUBAN__INGEST__STATUS__STATUS_FATAL: return cli_refused(ST_FATAL, code, zh, en);
    default: return cli_refused(ST_BAD_INPUT, code, zh, en);
    }
}

int client_ask(struct cli *cli, const char *service, ProtobufCMessage *request, const ProtobufCMessageDescriptor *reply,
               ProtobufCMessage **ret)
{
    char id[REQUEST_ID_SIZE];
    const struct timespec pause = {.tv_nsec = RETRY_PAUSE_NS};
    cli_request_id(id);
    *(uint32_t *)field(request, "version") = 1;
    *(char **)field(request, "request_id") = id;
    for (int tries = 0;; tries++) {
        int code = ask_once(cli, service, request, reply, ret);
        if (code != EXIT_GOOD)
            return code;
        if (status_of(*ret) != DUBAN__INGEST__STATUS__STATUS_RETRY || tries == RETRIES)
            return judge(*ret);
        client_reply_done(ret);
        (void)nanosleep(&pause, NULL); /* cut short by a signal: asks earlier */
    }
}

void client_reply_done(void *address_of_pointer)
{
    ProtobufCMessage **reply = address_of_pointer;
    if (*reply != NULL)
        protobuf_c_message_free_unpacked(*reply, NULL);
    *reply = NULL;
}
