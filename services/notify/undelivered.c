/* undelivered.c: the notice 未送达, made here and not by alert: its fact is notify's own. */
#include "notify/undelivered.h"

#include <inttypes.h>
#include <string.h>

#include "lib/log.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/fact.h"
#include "model/organisation.h"
#include "model/template.h"
#include "notify/desk_notice.h"
#include "notify/render.h"

#define TEMPLATE      "未送达"
#define KEY_MAX_BYTES 400

struct undelivered {
    const char *title, *channel_zh, *reader, *key;
    enum reason reason;
};

static enum status tell(struct db *db, const struct alliance *alliance, const struct undelivered *u, int64_t now_us, bool *ret_told)
{
    struct desk_notice notice = {.alliance = alliance, .template = TEMPLATE, .key = u->key, .now_us = now_us};
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    facts_set(&facts, "原通知标题", u->title);
    facts_set(&facts, "未送达渠道", u->channel_zh);
    facts_set(&facts, "未送达收件人", u->reader);
    facts_set(&facts, "未送达原因", reason_zh(u->reason));
    return desk_notice_say(db, &notice, &facts, ret_told);
}

static bool is_about_another(const struct notices *notices)
{
    for (size_t i = 0; i < notices->n; i++)
        if (notices->at[i].due_notice_id == 0)
            return true;
    return false;
}

static enum status tell_of_letter(struct db *db, const struct alliance *alliance, const struct message *m, enum reason reason,
                                  int64_t now_us, bool *ret_told)
{
    const struct person *person = alliance->organisation == NULL ? NULL : organisation_person(alliance->organisation, m->person);
    scoped(text_done) struct text key;
    text_init(&key, KEY_MAX_BYTES);
    text_printf(&key, "undelivered|%s", m->message_id_header);
    struct undelivered u = {.title = m->subject,
                            .channel_zh = strcmp(m->channel, "smtp") == 0 ? "邮件" : "站内信",
                            .reader = person == NULL ? m->person : person->name,
                            .key = key.s,
                            .reason = reason};
    return tell(db, alliance, &u, now_us, ret_told);
}

enum status undelivered_tell_desk(struct notify *notify, struct db *db, const struct message *message, const char *outcome,
                                  int64_t now_us)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    scoped(notices_done) struct notices notices = {0};
    enum reason reason = REASON_NONE;
    bool told = false;
    if (reason_from_code(outcome, &reason) != ST_OK)
        reason = REASON_E_NTF_031;
    enum status st = notice_store_of_message(db, message->message_id, &notices);
    if (st == ST_OK)
        st = alliance_take(notify->alliances, db, message->alliance_id, &alliance);
    if (st == ST_OK && !is_about_another(&notices))
        st = tell_of_letter(db, alliance, message, reason, now_us, &told);
    if (st == ST_OK && !told)
        log_event(LOG_WARN, "letter.undelivered", "message=%" PRId64 " outcome=%s next=\"in the ledger only\"", message->message_id,
                  outcome);
    return st;
}

/* Who has left has a salutation in his notice. */
enum status undelivered_correction_tell_desk(struct db *db, const struct alliance *alliance, const struct notice *correction,
                                             enum reason reason, int64_t now_us)
{
    const struct template *template = catalog_template(alliance->catalog, correction->template, "full");
    const struct person *person = organisation_person(alliance->organisation, correction->person);
    scoped(text_done) struct text key, title, body;
    scoped(facts_done) struct facts facts;
    bool told = false;
    text_init(&key, KEY_MAX_BYTES);
    text_init(&title, SUBJECT_MAX_BYTES);
    text_init(&body, BODY_MAX_BYTES);
    facts_init(&facts);
    enum status st = facts_parse_json(&facts, correction->facts, strlen(correction->facts));
    if (st == ST_OK && template != NULL)
        st = template_render(template, &facts, true, &title, &body);
    text_printf(&key, "undelivered|%s", correction->notice_key);
    const char *salutation = facts_get(&facts, "称谓");
    struct undelivered u = {.title = title.s,
                            .channel_zh = correction->template, /* 更正 or 调整 */
                            .reader = person != NULL          ? person->name
                                      : salutation[0] != '\0' ? salutation
                                                              : correction->person,
                            .key = key.s,
                            .reason = reason};
    if (st == ST_OK)
        st = tell(db, alliance, &u, now_us, &told);
    if (st == ST_OK && !told)
        log_event(LOG_WARN, "correction.undelivered", "due_notice=%" PRId64 " outcome=%s next=\"in the ledger only\"",
                  correction->due_notice_id, reason_code(reason));
    return st;
}
