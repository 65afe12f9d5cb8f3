/* client.h: the part of a command that is the same for all services: pack, send, receive. Each X_client.c unpacks its own. */
#ifndef DUBAN_DUBAN_CLIENT_H
#define DUBAN_DUBAN_CLIENT_H

#include <protobuf-c/protobuf-c.h>

#include "duban/cli.h"

/* Packs and sends; *ret is the answer's bytes, the caller's (bus_message_done). An exit code. */
int client_send(struct cli *cli, const char *service, const ProtobufCMessage *request, struct bus_message *ret);

/* What a service's Status means: its numbers are the same in all protos. code, zh, en: its words. An exit code. */
int client_status(int status, const char *code, const char *zh, const char *en);

/* The answer could not be read. */
int client_garbled(const char *service);

#endif
