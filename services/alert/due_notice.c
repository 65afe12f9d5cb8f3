/* due_notice.c: from the facts of a notice to the rows that notify works on. */
#include "alert/due_notice.h"

#include <string.h>

#include "alert/shown.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/hash.h"
#include "model/duty_state.h"

#define KEY_MAX       400
#define REVISION_MAX  2000
#define FACTS_MAX_LEN (256u * 1024)

static void number_set(struct facts *facts, const char *notice_key, int64_t now_us)
{
    uint8_t hash[HASH_BYTES];
    hash_sha256(notice_key, strlen(notice_key), hash);
    facts_printf(facts, "通知编号", "TZ-%d-%02X%02X%02X%02X", month_year(month_of_date(instant_date(now_us))), hash[0], hash[1],
                 hash[2], hash[3]);
}

enum status due_notice_write(struct db *db, struct due_notice *notice, struct facts *facts, int64_t cause)
{
    scoped(text_done) struct text json;
    text_init(&json, FACTS_MAX_LEN);
    number_set(facts, notice->notice_key, notice->now_us);
    facts_format_json(&json, facts);
    if (json.overflow || facts_status(facts) != ST_OK)
        return ST_BAD_INPUT;
    notice->facts_json = json.s;
    enum status st = due_notice_store_insert(db, notice, cause, NULL);
    notice->facts_json = NULL;
    return st;
}

static enum status key_format(struct text *out, const struct episode_notice *said)
{
    const struct dossier *d = said->dossier;
    scoped(text_done) struct text duty;
    text_init(&duty, KEY_MAX);
    if (dossier_is_return(d))
        return_duty_id(&duty, d->subject.kind);
    else
        text_append(&duty, d->subject.duty);
    episode_notice_key(out, duty.s, d->institution->code, said->episode, said->rung, said->to->person->code);
    return text_status(out);
}

enum status due_notice_write_episode(struct db *db, const struct episode_notice *said, struct facts *facts)
{
    const struct dossier *d = said->dossier;
    scoped(text_done) struct text key, revisions;
    text_init(&key, KEY_MAX);
    text_init(&revisions, REVISION_MAX);
    enum status st = key_format(&key, said);
    value_revision_format(&revisions, d, said->is_ahead);
    if (st != ST_OK || revisions.overflow)
        return st == ST_OK ? ST_BAD_INPUT : st;
    struct due_notice notice = {.institution_id = d->institution->id,
                                .alliance_id = d->alliance->id,
                                .episode_id = said->episode->id,
                                .notice_key = key.s,
                                .duty = d->subject.duty,
                                .rung = said->rung,
                                .template = said->template,
                                .person = said->to->person->code,
                                .post = said->to->post->code,
                                .role = said->to->role == ROLE_B ? "B" : "A",
                                .routine = said->routine,
                                .value_revisions = revisions.s,
                                .withdraws = said->withdraws,
                                .now_us = d->now_us};
    return due_notice_write(db, &notice, facts, d->cause);
}
