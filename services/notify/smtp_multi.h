/* smtp_multi.h: libcurl's multi interface served by our poll loop: several mails at once, nobody waits.
 *
 * libcurl says which descriptors it wants watched and when it wants to be called; both become watches and a timer of the loop. */
#ifndef DUBAN_NOTIFY_SMTP_MULTI_H
#define DUBAN_NOTIFY_SMTP_MULTI_H

#include <curl/curl.h>

#include "lib/status.h"

struct loop;
struct smtp_multi;

/* done(arg, easy, code): a transfer has ended; the easy handle is out of the multi handle and the callee's again. It runs on the
 * loop's stack. ST_FATAL: libcurl would not start. Lives as long as the process. */
MUST_CHECK enum status smtp_multi_open(struct smtp_multi **ret, struct loop *loop, void (*done)(CURL *easy, CURLcode code));

/* Begins; returns at once. ST_RETRY: not taken, easy stays the caller's. */
MUST_CHECK enum status smtp_multi_add(struct smtp_multi *multi, CURL *easy);

#endif
