/* undelivered.c: the notice 未送达, made here and not by alert: its fact is notify's own. */
#include "notify/undelivered.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/date.h"
#include "lib/log.h"
#include "lib/reason.h"
#include "model/catalog.h"
#include "model/notice_fact.h"
#include "model/organisation.h"
#include "notify/gather.h"
#include "notify/notice_store.h"

#define TEMPLATE      "未送达"
#define FACTS_MAX_LEN (64u * 1024)
#define KEY_MAX_BYTES 400
#define WORDS_MAX     1000

struct telling {
    const struct alliance *alliance;
    const struct message *message;
    const char *outcome;
    int64_t now_us;
    struct recipient desk;
};

static const char *channel_zh(const char *channel)
{
    return channel[0] == 's' ? "邮件" : "站内信";
}

static enum status make_facts(const struct telling *t, struct facts *facts)
{
    const struct organisation *organisation = t->alliance->organisation;
    const struct person *person = organisation_person(organisation, t->message->person);
    enum reason reason = REASON_NONE;
    if (reason_from_code(t->outcome, &reason) != ST_OK)
        reason = REASON_E_NTF_031;
    enum status st = reader_facts(organisation, &t->desk, &t->desk, 1, t->now_us, facts);
    facts_set(facts, "原通知标题", t->message->subject);
    facts_set(facts, "未送达渠道", channel_zh(t->message->channel));
    facts_set(facts, "未送达收件人", person == NULL ? t->message->person : person->name);
    facts_set(facts, "未送达原因", reason_zh(reason));
    return st == ST_OK ? facts_status(facts) : st;
}

static enum status gather_it(const struct telling *t, struct db *db)
{
    scoped(text_done) struct text key, json, why;
    text_init(&key, KEY_MAX_BYTES);
    text_init(&json, FACTS_MAX_LEN);
    text_init(&why, WORDS_MAX);
    struct facts *facts = malloc(sizeof *facts);
    if (facts == NULL)
        return ST_RETRY;
    facts_init(facts);
    enum status st = make_facts(t, facts);
    facts_format_json(&json, facts);
    facts_done(facts);
    free(facts);
    text_printf(&key, "undelivered|%s|%s", t->message->message_id_header, t->desk.person->code);
    if (st != ST_OK || json.overflow || key.overflow)
        return st == ST_OK ? ST_BAD_INPUT : st;
    struct notice notice = {.alliance_id = t->alliance->id,
                            .institution_id = organisation_root(t->alliance->organisation)->id,
                            .created_us = t->now_us,
                            .notice_key = key.s,
                            .duty = (char *)"",
                            .rung = (char *)"",
                            .person = (char *)t->desk.person->code,
                            .post = (char *)t->desk.post->code,
                            .role = (char *)(t->desk.role == ROLE_B ? "B" : "A"),
                            .template = (char *)TEMPLATE,
                            .facts = json.s,
                            .value_revisions = (char *)""};
    return gather_notice(db, t->alliance, &notice, t->now_us, &why);
}

static bool is_about_another(const struct notices *notices)
{
    for (size_t i = 0; i < notices->n; i++)
        if (notices->at[i].due_notice_id == 0)
            return true;
    return false;
}

enum status undelivered_tell_desk(struct notify *notify, struct db *db, const struct message *message, const char *outcome,
                                  int64_t now_us)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    scoped(notices_done) struct notices notices = {0};
    struct telling t = {.message = message, .outcome = outcome, .now_us = now_us};
    enum status st = notice_store_of_message(db, message->message_id, &notices);
    if (st == ST_OK)
        st = alliance_take(notify->alliances, db, message->alliance_id, &alliance);
    if (st != ST_OK)
        return st;
    t.alliance = alliance;
    const struct post *post = alliance->organisation == NULL ? NULL : organisation_desk(alliance->organisation);
    bool can = post != NULL && !is_about_another(&notices) && catalog_template(alliance->catalog, TEMPLATE, "full") != NULL &&
               organisation_recipient(alliance->organisation, post, ROLE_A, instant_date(now_us), &t.desk);
    if (can)
        st = gather_it(&t, db);
    else
        log_event(LOG_WARN, "letter.undelivered", "message=%" PRId64 " outcome=%s next=\"in the ledger only\"", message->message_id,
                  outcome);
    return st;
}
