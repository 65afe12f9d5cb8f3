/* client.h: one question to a service and its answer. All replies begin alike (status, reason_code, words), so that one function
 * asks them all; the wrappers below give it its types. */
#ifndef DUBAN_DUBAN_CLIENT_H
#define DUBAN_DUBAN_CLIENT_H

#include <protobuf-c/protobuf-c.h>

#include "alert.pb-c.h"
#include "compute.pb-c.h"
#include "duban/cli.h"
#include "ingest.pb-c.h"
#include "notify.pb-c.h"

/* Sends the request (version and a fresh request id are set here) and unpacks the answer into *ret, which is the caller's
 * (scoped(client_reply_done)). An answer "retry" is asked for again, with the same request id, for some seconds.
 * EXIT_GOOD: it says ok (or, of ingest, that a person must decide). Else its words went to stderr; *ret may be there all the same.
 */
int client_ask(struct cli *cli, const char *service, ProtobufCMessage *request, const ProtobufCMessageDescriptor *reply,
               ProtobufCMessage **ret);
void client_reply_done(void *address_of_pointer);

/* The answer could not be read. */
int client_garbled(const char *service);

static inline int ingest_ask(struct cli *cli, Duban__Ingest__Request *request, Duban__Ingest__Reply **ret)
{
    return client_ask(cli, "ingest", &request->base, &duban__ingest__reply__descriptor, (ProtobufCMessage **)ret);
}

static inline int compute_ask(struct cli *cli, Duban__Compute__Request *request, Duban__Compute__Reply **ret)
{
    return client_ask(cli, "compute", &request->base, &duban__compute__reply__descriptor, (ProtobufCMessage **)ret);
}

static inline int notify_ask(struct cli *cli, Duban__Notify__Request *request, Duban__Notify__Reply **ret)
{
    return client_ask(cli, "notify", &request->base, &duban__notify__reply__descriptor, (ProtobufCMessage **)ret);
}

/* Its bodies come in pairs of the same number. */
static inline int alert_ask(struct cli *cli, Duban__Alert__Request *request, Duban__Alert__Reply **ret)
{
    int code = client_ask(cli, "alert", &request->base, &duban__alert__reply__descriptor, (ProtobufCMessage **)ret);
    return code == EXIT_GOOD && (int)(*ret)->body_case != (int)request->body_case ? client_garbled("alert") : code;
}

#endif
