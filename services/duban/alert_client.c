/* alert_client.c: packs, sends and unpacks for alert.proto. */
#include "duban/alert_client.h"

#include "duban/client.h"

int alert_ask(struct cli *cli, Duban__Alert__Request *request, Duban__Alert__Reply **ret)
{
    char id[REQUEST_ID_SIZE];
    scoped(bus_message_done) struct bus_message answer = {0};
    cli_request_id(id);
    request->version = 1;
    request->request_id = id;
    int code = client_send(cli, "alert", &request->base, &answer);
    if (code != EXIT_GOOD)
        return code;
    *ret = duban__alert__reply__unpack(NULL, answer.len, answer.bytes);
    if (*ret == NULL)
        return client_garbled("alert");
    code = client_status((int)(*ret)->status, (*ret)->reason_code, (*ret)->words_zh, (*ret)->words_en);
    /* The bodies of request and reply have the same numbers. */
    if (code == EXIT_GOOD && (int)(*ret)->body_case != (int)request->body_case)
        return client_garbled("alert");
    return code;
}

void alert_reply_done(Duban__Alert__Reply **reply)
{
    if (*reply != NULL)
        duban__alert__reply__free_unpacked(*reply, NULL);
    *reply = NULL;
}
