/* alert_client.h: one question to the alert service. */
#ifndef DUBAN_DUBAN_ALERT_CLIENT_H
#define DUBAN_DUBAN_ALERT_CLIENT_H

#include "alert.pb-c.h"
#include "duban/cli.h"

/* Sends the request (version and request id are set here) and unpacks the answer. EXIT_GOOD: it says "ok" and has the body that was
 * asked for. Else the words went to stderr; *ret may be there all the same. Free by alert_reply_done(). */
int alert_ask(struct cli *cli, Duban__Alert__Request *request, Duban__Alert__Reply **ret);
void alert_reply_done(Duban__Alert__Reply **reply); /* for scoped() */

#endif
