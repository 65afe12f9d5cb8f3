/* smtp_answer.h: what the end of an SMTP transfer means for its recipient. Pure. */
#ifndef DUBAN_NOTIFY_SMTP_ANSWER_H
#define DUBAN_NOTIFY_SMTP_ANSWER_H

#include <stdbool.h>

#include <curl/curl.h>

#include "notify/channel.h"

struct smtp_progress {
    bool recipient_named; /* RCPT TO was said: an answer may be about the recipient */
    bool handed_over;     /* the last byte of the letter was given away */
};

/* answer: the server's last code, 0 if it never said one. */
enum outcome smtp_answer_outcome(CURLcode code, long answer, const struct smtp_progress *progress);

#endif
