/* channel_smtp.c: a mail server, by libcurl.
 *
 * One mail has one recipient, so the outcome is the recipient's. What a failure means depends on how far it came: a code of the
 * server is its word (4xx: later, 5xx: never); no code after the whole letter was handed over means that nobody knows, and the
 * ledger will say maybe twice. SMTP cannot promise more. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "lib/config.h"
#include "lib/crash.h"
#include "lib/log.h"
#include "lib/reason.h"
#include "notify/channel.h"
#include "notify/message_store.h"
#include "notify/mime.h"
#include "notify/smtp_answer.h"
#include "notify/smtp_multi.h"

/* Head lines, and base64 of the longest body with its line ends. */
#define MAIL_MAX_BYTES (3u * 1024 * 1024)

struct smtp {
    struct smtp_multi *multi;
    const char *url, *from, *user, *password; /* lent by the config */
    long timeout_ms;
};

struct transfer {
    struct delivery *delivery;
    struct curl_slist *to;
    struct text mail;
    size_t sent;
    struct smtp_progress progress;
};

static void transfer_free(struct transfer *t)
{
    curl_slist_free_all(t->to);
    text_done(&t->mail);
    free(t);
}

/* ---- called by libcurl ---- */

static size_t give_bytes(char *buffer, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t left = t->mail.len - t->sent, n = size * count < left ? size * count : left;
    memcpy(buffer, t->mail.s + t->sent, n);
    t->sent += n;
    if (t->sent == t->mail.len && !t->progress.handed_over) {
        CRASH_POINT("notify.before_accept");
        t->progress.handed_over = true;
    }
    return n;
}

/* Each line of the server; the last one stays, without what could not stand in a row of text. */
static size_t keep_answer(char *line, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = size * count, whole = len;
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    text_clear(&t->delivery->answer);
    for (size_t i = 0; i < len && i < ANSWER_MAX_BYTES; i++)
        text_append_char(&t->delivery->answer, line[i] >= ' ' && line[i] <= '~' ? line[i] : '?');
    return whole;
}

/* What goes out: how far we are. */
static int watch_words(CURL *easy, curl_infotype type, char *bytes, size_t len, void *arg)
{
    static const char named[] = "RCPT TO:";
    struct transfer *t = arg;
    (void)easy;
    if (type == CURLINFO_HEADER_OUT && len >= sizeof named - 1 && memcmp(bytes, named, sizeof named - 1) == 0)
        t->progress.recipient_named = true;
    return 0;
}

static void ended(CURL *easy, CURLcode code)
{
    struct transfer *t = NULL;
    long answer = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer);
    curl_easy_cleanup(easy);
    struct delivery *delivery = t->delivery;
    enum outcome outcome = smtp_answer_outcome(code, answer, &t->progress);
    if (outcome != OUTCOME_ACCEPTED && (answer < 400 || delivery->answer.len == 0)) {
        text_clear(&delivery->answer);
        text_append(&delivery->answer, curl_easy_strerror(code));
    }
    if (outcome != OUTCOME_ACCEPTED)
        log_event(LOG_WARN, "smtp.not_accepted", "message=%" PRId64 " outcome=%s code=%ld curl=%d next=\"%s\"",
                  delivery->message->message_id, outcome_name(outcome), answer, (int)code,
                  outcome == OUTCOME_REFUSED ? "the ledger and the desk are told" : "tried again after a pause");
    transfer_free(t);
    delivery_end(delivery, outcome);
}

/* ---- one mail ---- */

/* A password never goes over a plain line; without one, encryption is taken where it is offered. */
static void set_security(CURL *easy, const struct smtp *smtp)
{
    bool strict = smtp->user[0] != '\0' || strncmp(smtp->url, "smtps:", 6) == 0;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(strict ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, strict ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, strict ? 2L : 0L);
    if (smtp->user[0] != '\0') {
        curl_easy_setopt(easy, CURLOPT_USERNAME, smtp->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, smtp->password);
    }
}

static void set_transfer(CURL *easy, const struct smtp *smtp, struct transfer *t)
{
    curl_easy_setopt(easy, CURLOPT_URL, smtp->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, smtp->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, smtp->from);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, t->to);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->mail.len);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(easy, CURLOPT_READDATA, t);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L); /* to watch_words alone; nothing is printed */
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, watch_words);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, t);
    set_security(easy, smtp);
}

static struct transfer *transfer_new(const struct smtp *smtp, struct delivery *delivery)
{
    const struct message *m = delivery->message;
    struct transfer *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->delivery = delivery;
    text_init(&t->mail, MAIL_MAX_BYTES);
    struct mime_letter letter = {.from = smtp->from,
                                 .from_name = delivery->from_name,
                                 .to = m->address,
                                 .subject = m->subject,
                                 .body = m->body,
                                 .message_id = m->message_id_header,
                                 .date_us = delivery->date_us};
    t->to = curl_slist_append(NULL, m->address);
    if (t->to == NULL || mime_format(&letter, &t->mail) != ST_OK) {
        transfer_free(t);
        return NULL;
    }
    return t;
}

static enum status start(struct channel *channel, struct delivery *delivery)
{
    const struct smtp *smtp = channel->state;
    if (smtp->url[0] == '\0' || smtp->from[0] == '\0') {
        text_append(&delivery->answer, reason_zh(REASON_E_NTF_039));
        delivery_end(delivery, OUTCOME_TEMPORARY);
        return ST_OK;
    }
    struct transfer *t = transfer_new(smtp, delivery);
    CURL *easy = t == NULL ? NULL : curl_easy_init();
    if (easy == NULL) {
        if (t != NULL)
            transfer_free(t);
        return ST_RETRY;
    }
    set_transfer(easy, smtp, t);
    if (smtp_multi_add(smtp->multi, easy) == ST_OK)
        return ST_OK;
    curl_easy_cleanup(easy);
    transfer_free(t);
    return ST_RETRY;
}

enum status channel_smtp_open(struct channel *ret, struct loop *loop, const struct config *config)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);
    if (smtp == NULL)
        return ST_FATAL;
    *smtp = (struct smtp){.url = config_text(config, "notify.smtp.url"),
                          .from = config_text(config, "notify.smtp.from"),
                          .user = config_text(config, "notify.smtp.user"),
                          .password = config_secret(config, "notify.smtp.password"),
                          .timeout_ms = (long)config_i64(config, "notify.smtp.timeout_ms")};
    if (smtp_multi_open(&smtp->multi, loop, ended) != ST_OK) {
        free(smtp);
        return ST_FATAL;
    }
    *ret = (struct channel){.name = "smtp", .start = start, .state = smtp};
    return ST_OK;
}
