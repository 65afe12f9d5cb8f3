/* channel_smtp.c: a mail server: one line, one mail, one recipient, so the outcome is the recipient's. What a failure means depends
 * on the server's word and on how far we had come (smtp_reply.h). SMTP cannot promise more than maybe twice. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/config.h"
#include "lib/crash.h"
#include "lib/log.h"
#include "lib/reason.h"
#include "notify/channel.h"
#include "notify/message_store.h"
#include "notify/mime.h"
#include "notify/smtp_line.h"
#include "notify/smtp_reply.h"

/* Head lines, and base64 of the longest body with its line ends. */
#define MAIL_MAX_BYTES    (3u * 1024 * 1024)
#define COMMAND_MAX_BYTES 600

struct smtp {
    struct smtp_lines *lines;
    struct smtp_access access;
    const char *from; /* lent by the config */
};

/* One mail on its line. */
struct dialogue {
    const struct smtp *smtp;
    const struct message *message;
    struct smtp_line *line;
    int64_t deadline_us;
    enum smtp_stage stage;
    struct smtp_reply reply;
};

/* false: the dialogue ends here; reply.code says with what word, 0: with none. */
static bool hear(struct dialogue *d)
{
    char bytes[512];
    size_t n = 0;
    d->reply = (struct smtp_reply){0};
    while (d->reply.code == 0 && !d->reply.wrong) {
        if (smtp_line_receive(d->line, bytes, sizeof bytes, d->deadline_us, &n) != ST_OK)
            return false;
        (void)smtp_reply_feed(&d->reply, bytes, n); /* we ask one thing at a time: nothing follows a whole reply */
    }
    return smtp_answer_is_good(d->stage, d->reply.code);
}

static bool say(struct dialogue *d, enum smtp_stage stage, const char *words, size_t len)
{
    d->stage = stage;
    d->reply = (struct smtp_reply){0};
    return smtp_line_send(d->line, words, len, d->deadline_us) == ST_OK;
}

static bool command(struct dialogue *d, enum smtp_stage stage, const char *verb, const char *address)
{
    scoped(text_done) struct text words;
    text_init(&words, COMMAND_MAX_BYTES);
    text_printf(&words, "%s<%s>\r\n", verb, address); /* mime_format() has refused unsafe addresses before */
    return !words.overflow && say(d, stage, words.s, words.len) && hear(d);
}

static bool speak(struct dialogue *d, const struct text *mail)
{
    static const char data[] = "DATA\r\n", dot[] = ".\r\n", quit[] = "QUIT\r\n";
    if (!command(d, SMTP_MAIL, "MAIL FROM:", d->smtp->from) || !command(d, SMTP_RCPT, "RCPT TO:", d->message->address) ||
        !say(d, SMTP_DATA, data, sizeof data - 1) || !hear(d))
        return false;
    d->reply = (struct smtp_reply){0}; /* 354 was not its last word */
    if (smtp_line_send(d->line, mail->s, mail->len, d->deadline_us) != ST_OK)
        return false;
    CRASH_POINT("notify.before_accept");
    if (!say(d, SMTP_DOT, dot, sizeof dot - 1) || !hear(d))
        return false;
    struct smtp_reply last = d->reply;
    (void)say(d, SMTP_DOT, quit, sizeof quit - 1); /* a courtesy: the letter is in */
    d->reply = last;
    return true;
}

static void tell(const struct dialogue *d, struct delivery *delivery, const char *why)
{
    enum outcome outcome = smtp_answer_outcome(d->stage, d->reply.code);
    if (outcome != OUTCOME_ACCEPTED)
        log_event(LOG_WARN, "smtp.not_accepted", "message=%" PRId64 " outcome=%s stage=%d code=%d why=%s next=%s",
                  d->message->message_id, outcome_name(outcome), (int)d->stage, d->reply.code, log_value(why).s,
                  outcome == OUTCOME_REFUSED ? "\"the ledger and the desk are told\"" : "\"tried again after a pause\"");
    delivery_end(delivery, outcome, d->reply.code != 0 ? d->reply.line : why);
}

static enum status write_mail(const struct smtp *smtp, const struct delivery *delivery, struct text *mail)
{
    const struct message *m = delivery->message;
    struct mime_letter letter = {.from = smtp->from,
                                 .from_name = delivery->from_name,
                                 .to = m->address,
                                 .subject = m->subject,
                                 .body = m->body,
                                 .message_id = m->message_id_header,
                                 .date_us = delivery->date_us};
    return mime_format(&letter, mail);
}

static void deliver(struct channel *channel, struct delivery *delivery)
{
    const struct smtp *smtp = channel->state;
    scoped(text_done) struct text mail;
    text_init(&mail, MAIL_MAX_BYTES);
    if (smtp->access.url[0] == '\0' || smtp->from[0] == '\0' || write_mail(smtp, delivery, &mail) != ST_OK) {
        log_event(LOG_ERROR, "smtp.settings", "code=%s next=\"tried again after a pause\"", reason_code(REASON_E_NTF_039));
        delivery_end(delivery, OUTCOME_TEMPORARY, reason_code(REASON_E_NTF_039));
        return;
    }
    struct dialogue d = {.smtp = smtp,
                         .message = delivery->message,
                         .deadline_us = monotonic_us() + smtp->access.timeout_ms * 1000,
                         .stage = SMTP_CONNECT};
    const char *why = "";
    if (smtp_line_open(&d.line, smtp->lines, &smtp->access, &why) == ST_OK) {
        bool through = speak(&d, &mail);
        why = through || d.reply.code != 0 ? "" : d.reply.wrong ? "not an SMTP answer" : "no answer in time, or the line broke";
    }
    smtp_line_close(d.line);
    tell(&d, delivery, why);
}

enum status channel_smtp_open(struct channel *ret, struct loop *loop, const struct config *config)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);
    if (smtp == NULL)
        return ST_FATAL;
    *smtp = (struct smtp){.from = config_text(config, "notify.smtp.from"),
                          .access = {.url = config_text(config, "notify.smtp.url"),
                                     .user = config_text(config, "notify.smtp.user"),
                                     .password = config_secret(config, "notify.smtp.password"),
                                     .ca_file = config_text(config, "notify.smtp.ca_file"),
                                     .timeout_ms = config_i64(config, "notify.smtp.timeout_ms")}};
    if (smtp_lines_open(&smtp->lines, loop) != ST_OK) {
        free(smtp);
        return ST_FATAL;
    }
    *ret = (struct channel){.name = "smtp", .deliver = deliver, .state = smtp};
    return ST_OK;
}
