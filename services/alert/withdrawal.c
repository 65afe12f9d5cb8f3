/* withdrawal.c: finds the readers in the notices that were made, and says to each what was wrong and what is true. */
#include "alert/withdrawal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alert/due_notice_store.h"
#include "alert/notice.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/notice_fact.h"
#include "model/plan.h"
#include "model/scope.h"

#define TEMPLATE      "更正"
#define READERS_MAX   16 /* A and B, their successors and stand-ins over the months of one episode */
#define WORDS_MAX     1000
#define KEY_MAX       400
#define FACTS_MAX_LEN (256u * 1024)
#define KINDS_MAX     2 /* numerator's and denominator's */

struct withdrawal {
    struct db *db;
    const struct dossier *dossier;
    const struct episode *episode;
    struct due_notice_rows notices;
    const struct due_notice_row *originals[READERS_MAX]; /* the last one that each reader was told */
    struct recipient readers[READERS_MAX];
    size_t n;
    struct source_batch batch;
    struct text cause, source, batch_name;
};

static void add_original(struct withdrawal *w, const struct due_notice_row *row)
{
    const struct organisation *organisation = w->dossier->alliance->organisation;
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->originals[i]->person, row->person) == 0) {
            w->originals[i] = row;
            return;
        }
    const struct person *person = organisation_person(organisation, row->person);
    const struct post *post = organisation_post(organisation, row->post);
    if (person == NULL || post == NULL || w->n == READERS_MAX)
        return; /* who has left the assignment has no address any more */
    w->readers[w->n] = (struct recipient){person, post, strcmp(row->role, "B") == 0 ? ROLE_B : ROLE_A, false};
    w->originals[w->n++] = row;
}

/* Where the correction came from, as far as one can tell: the newest file below the cell. */
static enum status find_source(struct withdrawal *w)
{
    const struct dossier *d = w->dossier;
    struct cell cell;
    if (!duty_cell(d->duty, d->institution, w->episode->view.period, &cell))
        return ST_OK;
    scoped(members_done) struct members members = {0};
    enum status st = cell_members(d->alliance->organisation, &cell, &members);
    scoped(scoped_free) int64_t *ids = calloc(members.n + 1, sizeof *ids);
    if (st == ST_OK && ids == NULL)
        st = ST_FATAL;
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < members.n; i++)
        ids[i] = members.at[i]->id;
    const char *kinds[KINDS_MAX] = {cell.indicator->numerator->kind->name};
    size_t n_kinds = 1;
    if (cell.indicator->denominator != NULL)
        kinds[n_kinds++] = cell.indicator->denominator->kind->name;
    return value_store_newest_batch(w->db, ids, members.n, kinds, n_kinds, period_first_month(cell.window, cell.month), cell.month,
                                    d->now_us, &w->batch);
}

static void word_source(struct withdrawal *w)
{
    const struct dossier *d = w->dossier;
    const struct institution *institution = organisation_institution_by_id(d->alliance->organisation, w->batch.institution_id);
    const struct kind *kind = catalog_kind(d->alliance->catalog, w->batch.kind);
    if (w->batch.batch_id == 0 || institution == NULL || kind == NULL) {
        text_append(&w->cause, "报送单位已更正数据");
        return;
    }
    text_append(&w->cause, institution->short_name);
    if (kind->submission == SUBMISSION_SNAPSHOT)
        period_format_zh(&w->cause, WINDOW_MONTH, w->batch.month);
    text_printf(&w->cause, "%s已%s", kind->zh, kind->submission == SUBMISSION_SNAPSHOT ? "整月重报" : "更正");
    text_append(&w->source, institution->name);
    /* the number in its lane, which is the same in every run, and not the id */
    text_printf(&w->batch_name, "%s-%s-%" PRId64, institution->code, w->batch.kind, w->batch.lane_number);
}

/* What the original said, and its title as it was printed. */
static enum status read_original(const struct withdrawal *w, size_t reader, struct facts *before, struct text *title)
{
    const struct due_notice_row *original = w->originals[reader];
    const struct template *template = catalog_template(w->dossier->alliance->catalog, original->template, "full");
    scoped(text_done) struct text body;
    text_init(&body, FACTS_MAX_LEN);
    enum status st = facts_parse_json(before, original->facts, strlen(original->facts));
    return st == ST_OK && template != NULL ? template_render(template, before, true, title, &body) : st;
}

static enum status write_facts(const struct withdrawal *w, size_t reader, const char *key, struct facts *ret)
{
    const struct dossier *d = w->dossier;
    scoped(facts_done) struct facts before;
    scoped(text_done) struct text title;
    facts_init(&before);
    text_init(&title, WORDS_MAX);
    enum status st = read_original(w, reader, &before, &title);
    struct withdrawal_context context = {.catalog = d->alliance->catalog,
                                         .organisation = d->alliance->organisation,
                                         .original = &before,
                                         .original_subject = title.s,
                                         .original_key = facts_get(&before, "通知编号"),
                                         .original_us = w->originals[reader]->created_us,
                                         .duty = &d->context,
                                         .judgement = &d->judgement,
                                         .cause = w->cause.s,
                                         .source = w->source.s,
                                         .now_us = d->now_us,
                                         .to = w->readers[reader],
                                         .readers = w->readers,
                                         .n_readers = w->n};
    if (st == ST_OK)
        st = duty_state_parse(w->episode->told_state, &context.state_before);
    if (st == ST_OK)
        st = withdrawal_facts(&context, ret);
    notice_number_set(ret, key, d->now_us);
    facts_set(ret, "批次号", w->batch_name.s);
    return st == ST_OK ? facts_status(ret) : st;
}

static enum status tell(struct withdrawal *w, size_t reader)
{
    const struct dossier *d = w->dossier;
    scoped(facts_done) struct facts facts;
    scoped(text_done) struct text json, key, revisions;
    facts_init(&facts);
    text_init(&json, FACTS_MAX_LEN);
    text_init(&key, KEY_MAX);
    text_init(&revisions, WORDS_MAX);
    enum status st = notice_key_format(&key, d, &w->episode->view, TEMPLATE, w->readers[reader].person->code);
    if (st == ST_OK)
        st = write_facts(w, reader, key.s, &facts);
    if (st != ST_OK)
        return st;
    facts_format_json(&json, &facts);
    value_revision_format(&revisions, d);
    if (json.overflow || revisions.overflow)
        return ST_BAD_INPUT;
    struct due_notice notice = {.institution_id = d->institution->id,
                                .alliance_id = d->alliance->id,
                                .episode_id = w->episode->view.id,
                                .notice_key = key.s,
                                .duty = d->subject.duty,
                                .rung = TEMPLATE,
                                .template = TEMPLATE,
                                .person = w->readers[reader].person->code,
                                .post = w->readers[reader].post->code,
                                .role = w->originals[reader]->role,
                                .routine = false,
                                .facts_json = json.s,
                                .value_revisions = revisions.s,
                                .withdraws = w->originals[reader]->due_notice_id,
                                .now_us = d->now_us};
    return due_notice_store_insert(w->db, &notice, d->cause, NULL);
}

enum status withdrawal_say(struct db *db, const struct dossier *dossier, const struct episode *episode)
{
    struct withdrawal w = {.db = db, .dossier = dossier, .episode = episode};
    text_init(&w.cause, WORDS_MAX);
    text_init(&w.source, WORDS_MAX);
    text_init(&w.batch_name, WORDS_MAX);
    enum status st = due_notice_store_list(db, dossier->institution->id, dossier->subject.duty, &w.notices);
    for (size_t i = 0; st == ST_OK && i < w.notices.n; i++)
        if (w.notices.at[i].episode_id == episode->view.id && w.notices.at[i].withdraws == 0)
            add_original(&w, &w.notices.at[i]);
    if (st == ST_OK && w.n > 0)
        st = find_source(&w);
    if (st == ST_OK)
        word_source(&w);
    for (size_t i = 0; st == ST_OK && i < w.n; i++)
        st = tell(&w, i);
    due_notice_rows_done(&w.notices);
    text_done(&w.cause);
    text_done(&w.source);
    text_done(&w.batch_name);
    return st;
}
