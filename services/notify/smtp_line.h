/* smtp_line.h: a line to a mail server, ready for MAIL FROM: libcurl looks up the name, connects, encrypts and logs in.
 *
 * Only that, since libcurl (7.88 to 8.x) blocks the whole process while it waits for a mail server's last answer; the dialogue is
 * ours (channel_smtp.c), over curl_easy_send and curl_easy_recv. All functions with a line are for tasks and yield while they wait;
 * a stop of the process does not end a wait, the deadline does. */
#ifndef DUBAN_NOTIFY_SMTP_LINE_H
#define DUBAN_NOTIFY_SMTP_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct loop;
struct smtp_lines;

struct smtp_access {
    const char *url, *user, *password; /* lent; user "" : no login */
    const char *ca_file;               /* lent: PEM of those whose certificates are trusted; "": the system's */
    int64_t timeout_ms;                /* for looking up, connecting, encrypting and logging in together */
};

/* smtp://… or smtps://…, and the rest is an address too. */
bool smtp_url_is_good(const char *url);

/* Of a process; lives as long. ST_FATAL: libcurl would not start. */
MUST_CHECK enum status smtp_lines_open(struct smtp_lines **ret, struct loop *loop);

struct smtp_line;
/* ST_RETRY: no line; *ret_why has a static word or two. */
MUST_CHECK enum status smtp_line_open(struct smtp_line **ret, struct smtp_lines *lines, const struct smtp_access *access,
                                      const char **ret_why);
/* Hangs up. Accepts NULL. */
void smtp_line_close(struct smtp_line *line);

/* All of it, or ST_RETRY: broken, or the deadline came (monotonic). */
MUST_CHECK enum status smtp_line_send(struct smtp_line *line, const char *bytes, size_t len, int64_t deadline_us);
/* At least one byte. */
MUST_CHECK enum status smtp_line_receive(struct smtp_line *line, char *buffer, size_t size, int64_t deadline_us, size_t *ret_len);

#endif
