/* client.c: requests to services. */
#include "duban/client.h"

#include <stdlib.h>

#include "alert.pb-c.h"
#include "compute.pb-c.h"
#include "ingest.pb-c.h"
#include "notify.pb-c.h"

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

int client_send(struct cli *cli, const char *service, const ProtobufCMessage *request, struct bus_message *ret)
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

int client_status(int status, const char *code, const char *zh, const char *en)
{
    switch (status) {
    case DUBAN__ALERT__STATUS__STATUS_OK: return EXIT_GOOD;
    case DUBAN__ALERT__STATUS__STATUS_RETRY: return cli_refused(ST_RETRY, code, zh, en);
    case DUBAN__ALERT__STATUS__STATUS_CONFLICT: return cli_refused(ST_CONFLICT, code, zh, en);
    case DUBAN__ALERT__STATUS__STATUS_FATAL: return cli_refused(ST_FATAL, code, zh, en);
    default: return cli_refused(ST_BAD_INPUT, code, zh, en);
    }
}

int client_garbled(const char *service)
{
    return cli_fail_with(EXIT_CANNOT_REACH, "读不懂服务的答复，版本是否一致？",
                         "the answer cannot be read; are the versions the same?", service);
}
