/* answer.c: the ledger, the letterbox, a preview, a resend. */
#include "notify/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/db.h"
#include "lib/log.h"
#include "model/catalog.h"
#include "notify/ledger_store.h"
#include "notify/letterbox_store.h"
#include "notify/message_store.h"
#include "notify/notice_store.h"
#include "notify/render.h"

#define LIST_DEFAULT 200

static bool is_day(const char *word)
{
    struct date_read read;
    return date_parse(word, strlen(word), &read) == ST_OK && read.canonical && !read.has_time;
}

enum status answer_list(struct answer *answer, const Duban__Notify__ListNotices *ask)
{
    const char *days[] = {ask->from_day, ask->to_day};
    for (size_t i = 0; i < 2; i++)
        if (days[i][0] != '\0' && !is_day(days[i]))
            return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_009, days[i], NULL);
    struct ledger_filter filter = {.alliance_id = answer->alliance->id,
                                   .notice_key = "",
                                   .person = ask->person,
                                   .duty = ask->duty,
                                   .from_day = ask->from_day,
                                   .to_day = ask->to_day,
                                   .limit = ask->limit == 0           ? LIST_DEFAULT
                                            : ask->limit > LEDGER_MAX ? LEDGER_MAX
                                                                      : ask->limit};
    return ledger_store_list(answer->db, &filter, answer->alliance->organisation, answer->arena, answer->reply);
}

enum status answer_why(struct answer *answer, const Duban__Notify__AskNotice *ask)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, ask->notice_id);
    if (ask->notice_id <= 0 && ask->notice_key[0] == '\0')
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_043, NULL, NULL);
    struct ledger_filter filter = {.alliance_id = answer->alliance->id,
                                   .notice_id = ask->notice_id,
                                   .notice_key = ask->notice_key,
                                   .person = "",
                                   .duty = "",
                                   .from_day = "",
                                   .to_day = "",
                                   .limit = 1,
                                   .with_tries = true};
    enum status st = ledger_store_list(answer->db, &filter, answer->alliance->organisation, answer->arena, answer->reply);
    if (st == ST_OK && answer->reply->n_notices == 0)
        st = answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_005, ask->notice_id > 0 ? number : ask->notice_key, NULL);
    return st;
}

/* ---- letterbox ---- */

static enum status add_letter(void *arg, const struct letter *read)
{
    struct answer *answer = arg;
    Duban__Notify__Reply *reply = answer->reply;
    reply->more = reply->n_letters == LETTERS_MAX;
    if (reply->more)
        return ST_OK;
    if (reply->letters == NULL)
        reply->letters = arena_alloc(answer->arena, LETTERS_MAX, sizeof *reply->letters);
    Duban__Notify__Letter *letter = arena_alloc(answer->arena, 1, sizeof *letter);
    duban__notify__letter__init(letter);
    letter->letter_id = read->letter_id;
    letter->message_id = read->message_id;
    letter->person = arena_text(answer->arena, read->person);
    letter->subject = arena_text(answer->arena, read->subject);
    letter->body = arena_text(answer->arena, read->body);
    letter->placed_us = read->placed_us;
    reply->letters[reply->n_letters++] = letter;
    return ST_OK;
}

enum status answer_letterbox(struct answer *answer, const Duban__Notify__AskLetterbox *ask)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, ask->letter_id);
    enum status st = letterbox_store_read(answer->db, answer->alliance->id, ask->person, ask->letter_id, add_letter, answer);
    if (st == ST_OK && ask->letter_id != 0 && answer->reply->n_letters == 0)
        st = answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_006, number, NULL);
    return st;
}

/* ---- a letter's text, written while somebody waits ---- */

struct written {
    struct text subject, body;
};

static void written_done(struct written *written)
{
    text_done(&written->subject);
    text_done(&written->body);
}

/* What keeps it from being written is said. */
static enum status write_text(struct answer *answer, enum content_level level, const struct notice *notices, size_t n,
                              int32_t left_on, struct written *ret)
{
    text_init(&ret->subject, SUBJECT_MAX_BYTES);
    text_init(&ret->body, BODY_MAX_BYTES);
    enum reason reason = REASON_NONE;
    const char *param = "";
    struct render_request request = {.alliance = answer->alliance,
                                     .notices = notices,
                                     .n = n,
                                     .level = level,
                                     .now_us = answer->business_us,
                                     .placed = answer->placed,
                                     .left_on = left_on};
    enum status st = render_letter(&request, &ret->subject, &ret->body, &reason, &param);
    return st == ST_BAD_INPUT ? answer_say(answer, st, reason, param, NULL) : st;
}

/* ---- preview ---- */

static enum status find_notice(struct answer *answer, const Duban__Notify__Preview *ask, struct notice *ret)
{
    int64_t id = ask->notice_id;
    enum status st = ST_OK;
    if (id == 0)
        st = notice_store_newest(answer->db, answer->alliance->id, ask->duty, ask->template_name, &id);
    if (st == ST_OK && id == 0 && ask->template_name[0] != '\0') /* the facts of another notice of the duty */
        st = notice_store_newest(answer->db, answer->alliance->id, ask->duty, "", &id);
    if (st == ST_OK)
        st = notice_store_read(answer->db, answer->alliance->id, id, ret);
    if (st != ST_CONFLICT)
        return st;
    return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_008, ask->duty, ask->template_name);
}

enum status answer_preview(struct answer *answer, const Duban__Notify__Preview *ask)
{
    const char *channel = ask->channel[0] == '\0' ? "smtp" : ask->channel;
    enum content_level level;
    if (rules_content_shown(catalog_rules(answer->alliance->catalog), channel, &level) != ST_OK)
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_352, channel, NULL);
    if (ask->template_name[0] != '\0' && catalog_template(answer->alliance->catalog, ask->template_name, "full") == NULL)
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_007, ask->template_name, channel);
    scoped(notice_done) struct notice notice = {0};
    enum status st = find_notice(answer, ask, &notice);
    if (st != ST_OK)
        return st;
    if (ask->template_name[0] != '\0') {
        free(notice.template);
        notice.template = strdup(ask->template_name);
    }
    if (notice.template == NULL)
        return ST_RETRY;
    int32_t left_on;
    st = message_store_first_day(answer->db, notice.notice_id, instant_date(answer->business_us), &left_on);
    if (st != ST_OK)
        return st;
    scoped(written_done) struct written letter;
    st = write_text(answer, level, &notice, 1, left_on, &letter);
    if (st != ST_OK)
        return st;
    answer->reply->subject = arena_text(answer->arena, letter.subject.s);
    answer->reply->body = arena_text(answer->arena, letter.body.s);
    return ST_OK;
}

/* ---- resend ---- */

/* A correction goes where the first letter went, or nowhere; and a letter of which all was corrected does not go out after all. */
static enum status may_go_again(struct answer *answer, int64_t message_id, const struct notices *standing)
{
    scoped(scoped_free) char *address = NULL;
    char first[16] = "sent";
    enum status st = ST_OK;
    if (standing->n == 0)
        return answer_say(answer, ST_CONFLICT, REASON_E_NTF_046, NULL, NULL);
    if (standing->n == 1 && standing->at[0].withdraws != 0)
        st = notice_store_original_letter(answer->db, message_id, first, &address);
    if (st == ST_OK && strcmp(first, "sent") != 0)
        return answer_say(answer, ST_CONFLICT, REASON_E_NTF_047, NULL, NULL);
    return st;
}

/* What was corrected is not said after all: the others are written anew, under the number of the letter. */
static enum status write_anew(struct answer *answer, const struct message *message, const struct notices *standing)
{
    scoped(written_done) struct written letter;
    enum content_level level = rules_content(catalog_rules(answer->alliance->catalog), message->channel);
    enum status st = write_text(answer, level, standing->at, standing->n, message->business_day, &letter);
    if (st == ST_OK)
        st = notice_store_keep_only(answer->db, message, standing);
    return st == ST_OK ? message_store_rewrite(answer->db, message->message_id, letter.subject.s, letter.body.s) : st;
}

static enum status send_again(struct answer *answer, const struct message *message)
{
    scoped(notices_done) struct notices standing = {0};
    size_t taken_back = 0;
    char left_out[24];
    enum status st = notice_store_standing(answer->db, message->message_id, &standing, &taken_back);
    if (st == ST_OK)
        st = may_go_again(answer, message->message_id, &standing);
    if (st != ST_OK)
        return st;
    st = message_store_again(answer->db, message, reason_code(REASON_I_NTF_012), answer->business_us);
    if (st == ST_CONFLICT)
        return answer_say(answer, ST_CONFLICT, REASON_E_NTF_011, message->state, NULL);
    if (st == ST_OK && taken_back > 0)
        st = write_anew(answer, message, &standing);
    if (st != ST_OK)
        return st;
    log_event(LOG_INFO, "letter.resend", "message=%" PRId64 " left_out=%zu", message->message_id, taken_back);
    snprintf(left_out, sizeof left_out, "%zu", taken_back);
    return taken_back == 0 ? answer_say(answer, ST_OK, REASON_I_NTF_012, NULL, NULL)
                           : answer_say(answer, ST_OK, REASON_I_NTF_350, left_out, NULL);
}

enum status answer_resend(struct answer *answer, const Duban__Notify__Resend *ask)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, ask->message_id);
    if (ask->by[0] == '\0' || ask->reason[0] == '\0')
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_010, NULL, NULL);
    scoped(message_done) struct message message = {0};
    enum status st = message_store_read(answer->db, answer->alliance->id, ask->message_id, &message);
    if (st == ST_CONFLICT)
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_006, number, NULL);
    if (st == ST_OK) /* a correction that comes at this moment sees what we did, or we see it */
        st = message_store_turn(answer->db, message.alliance_id, message.person);
    return st == ST_OK ? send_again(answer, &message) : st;
}
