/* smtp_reply.h: what a mail server answers (RFC 5321 §4.2), and what it means for the recipient. Pure. */
#ifndef DUBAN_NOTIFY_SMTP_REPLY_H
#define DUBAN_NOTIFY_SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "notify/channel.h"

/* A longer line is no mail server's; RFC 5321 §4.5.3.1.5 says 512. */
#define SMTP_LINE_MAX 1024

/* Fed as the bytes come; zero-initialised. */
struct smtp_reply {
    char line[SMTP_LINE_MAX + 1]; /* the line that is being read; the last one when the reply is whole */
    size_t len;
    int code;   /* 0 until the reply is whole */
    bool wrong; /* not SMTP */
};

/* Takes bytes until the reply is whole or wrong; how many it took. */
size_t smtp_reply_feed(struct smtp_reply *reply, const char *bytes, size_t len);

/* How far the dialogue has come when its answer arrives, or does not. */
enum smtp_stage { SMTP_CONNECT, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_DOT };

/* Does this answer let the dialogue go on? */
bool smtp_answer_is_good(enum smtp_stage stage, int code);

/* What an answer that ends the dialogue means; code 0: there was none. */
enum outcome smtp_answer_outcome(enum smtp_stage stage, int code);

#endif
