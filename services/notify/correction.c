/* correction.c: the ledger, and not the assignment, says whom a correction has to reach. */
#include "notify/correction.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/fact.h"
#include "model/organisation.h"
#include "notify/gather.h"
#include "notify/undelivered.h"

#define JSON_MAX_BYTES (1024u * 1024)
/* Names of posts in one sentence; what does not fit is 等. */
#define POSTS_MAX 4000
#define AND_MORE  "等"

static enum status cancel(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us)
{
    bool lost = false;
    enum status st = notice_store_original_lost(db, notice, &lost);
    if (st == ST_OK)
        st = gather_cancelled(db, notice, lost ? REASON_I_NTF_044 : REASON_I_NTF_027, now_us);
    return st == ST_OK && lost ? undelivered_correction_tell_desk(db, alliance, notice, REASON_I_NTF_044, now_us) : st;
}

enum status correction_gather(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us,
                              struct text *why)
{
    bool known = false;
    unsigned channels = 0;
    enum status st = gather_begin(db, alliance, notice, why, &known);
    if (st != ST_OK || known)
        return st;
    st = notice_store_take_back(db, notice, reason_code(REASON_I_NTF_026), now_us);
    if (st == ST_OK)
        st = notice_store_reached(db, notice, &channels);
    if (st != ST_OK)
        return st;
    if (channels == 0)
        return cancel(db, alliance, notice, now_us);
    st = notice_store_mark_withdrawn(db, notice, now_us);
    return st == ST_OK ? gather_into_letters(db, alliance, notice, channels, now_us) : st;
}

/* ---- whom it reaches besides ---- */

/* 「医政科科长岗A角」; the name of a post that was given up is the one that the letter had. */
static enum status append_post(struct text *posts, const struct alliance *alliance, const struct notice *notice)
{
    const struct post *post = organisation_post(alliance->organisation, notice->post);
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    enum status st = post == NULL ? facts_parse_json(&facts, notice->facts, strlen(notice->facts)) : ST_OK;
    const char *name = post != NULL ? post->name : facts_get(&facts, "收件岗位");
    text_printf(posts, "%s%s%s角", posts->len == 0 ? "" : "、", name, strcmp(notice->role, "B") == 0 ? "B" : "A");
    return st;
}

static enum status set_readers(struct notice *notice, int64_t n, const char *posts)
{
    scoped(facts_done) struct facts facts;
    scoped(text_done) struct text json;
    facts_init(&facts);
    text_init(&json, JSON_MAX_BYTES);
    enum status st = facts_parse_json(&facts, notice->facts, strlen(notice->facts));
    if (st != ST_OK)
        return st;
    facts_printf(&facts, "原收件人数", "%" PRId64, n);
    facts_set(&facts, "原收件岗位列表", posts);
    facts_format_json(&json, &facts);
    if (facts_status(&facts) != ST_OK || json.overflow)
        return ST_BAD_INPUT;
    free(notice->facts);
    notice->facts = text_take(&json);
    return notice->facts == NULL ? ST_RETRY : ST_OK;
}

enum status correction_name_readers(struct db *db, const struct alliance *alliance, struct notice *notice)
{
    scoped(notices_done) struct notices readers = {0};
    scoped(text_done) struct text posts, said;
    int64_t count = 0;
    text_init(&posts, POSTS_MAX);
    text_init(&said, POSTS_MAX + sizeof AND_MORE);
    enum status st = notice_store_readers(db, notice, &readers, &count);
    for (size_t i = 0; st == ST_OK && i < readers.n; i++)
        st = append_post(&posts, alliance, &readers.at[i]);
    text_printf(&said, "%s%s", posts.s, posts.overflow || count > (int64_t)readers.n ? AND_MORE : "");
    if (st == ST_OK)
        st = set_readers(notice, count, said.s);
    return st == ST_OK ? notice_store_set_facts(db, notice) : st;
}
