/* desk_notice.c: a notice that is made here: no duty, no rung, due_notice_id 0. */
#include "notify/desk_notice.h"

#include "lib/date.h"
#include "model/catalog.h"
#include "model/notice_fact.h"
#include "model/organisation.h"
#include "notify/gather.h"
#include "notify/notice_store.h"

#define FACTS_MAX_LEN (64u * 1024)
#define KEY_MAX_BYTES 400
#define WORDS_MAX     1000

static enum status gather(struct db *db, const struct desk_notice *said, const struct recipient *desk, struct facts *facts)
{
    scoped(text_done) struct text key, json, why;
    text_init(&key, KEY_MAX_BYTES);
    text_init(&json, FACTS_MAX_LEN);
    text_init(&why, WORDS_MAX);
    enum status st = reader_facts(said->alliance->organisation, desk, desk, 1, said->now_us, facts);
    facts_format_json(&json, facts);
    text_printf(&key, "%s|%s", said->key, desk->person->code);
    if (st != ST_OK || json.overflow || key.overflow || facts_status(facts) != ST_OK)
        return st == ST_OK ? ST_BAD_INPUT : st;
    struct notice notice = {.alliance_id = said->alliance->id,
                            .institution_id = organisation_root(said->alliance->organisation)->id,
                            .created_us = said->now_us,
                            .notice_key = key.s,
                            .duty = (char *)"",
                            .rung = (char *)"",
                            .person = (char *)desk->person->code,
                            .post = (char *)desk->post->code,
                            .role = (char *)(desk->role == ROLE_B ? "B" : "A"),
                            .template = (char *)said->template,
                            .facts = json.s,
                            .value_revisions = (char *)""};
    return gather_notice(db, said->alliance, &notice, said->now_us, &why);
}

enum status desk_notice_say(struct db *db, const struct desk_notice *notice, struct facts *facts, bool *ret_told)
{
    const struct alliance *alliance = notice->alliance;
    struct recipient desk;
    const struct post *post = alliance->organisation == NULL ? NULL : organisation_desk(alliance->organisation);
    *ret_told = post != NULL && catalog_template(alliance->catalog, notice->template, "full") != NULL &&
                organisation_recipient(alliance->organisation, post, ROLE_A, instant_date(notice->now_us), &desk);
    return *ret_told ? gather(db, notice, &desk, facts) : ST_OK;
}
