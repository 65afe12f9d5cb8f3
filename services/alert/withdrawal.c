/* withdrawal.c: finds the readers in the notices that were made, and says to each what was wrong and what is true. */
#include "alert/withdrawal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/due_notice.h"
#include "alert/movement.h"
#include "alert/shown.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/notice_fact.h"
#include "model/plan.h"
#include "model/scope.h"

#define TEMPLATE  "更正"
#define ADJUSTED  "调整"
#define WORDS_MAX 1000

/* Somebody who was told. Who has left the assignment since is known by what his notice said of him. */
struct reader {
    const struct due_notice_row *original; /* the last one that he was told */
    struct person person;
    struct post post;
    char *salutation, *post_name; /* of the original; NULL where the assignment still knows them */
};

struct withdrawal {
    struct db *db;
    const struct dossier *dossier;
    const struct episode *episode;
    struct due_notice_rows notices;
    struct reader *readers;
    struct recipient *recipients; /* one for each reader */
    size_t n;
    bool is_adjusted;          /* nothing was wrong */
    struct movement movement;  /* redefined: or the target, or the scope */
    struct source_batch batch; /* the one that moved it; batch_id 0: none is named */
    struct text cause, source, batch_name;
};

static void withdrawal_done(struct withdrawal *w)
{
    for (size_t i = 0; w->readers != NULL && i < w->n; i++) {
        free(w->readers[i].salutation);
        free(w->readers[i].post_name);
    }
    free(w->readers);
    free(w->recipients);
    due_notice_rows_done(&w->notices);
    text_done(&w->cause);
    text_done(&w->source);
    text_done(&w->batch_name);
}

/* ---- readers ------------------------------------------------------------------------------------------------ */

static void note_original(struct withdrawal *w, const struct due_notice_row *row)
{
    size_t i = 0;
    while (i < w->n && strcmp(w->readers[i].original->person, row->person) != 0)
        i++;
    w->readers[i].original = row;
    w->n += i == w->n;
}

static char *fact_copy(const struct facts *facts, const char *name, const char *otherwise)
{
    const char *value = facts_get(facts, name);
    return strdup(value[0] != '\0' ? value : otherwise);
}

static enum status know_reader(const struct withdrawal *w, struct reader *r, struct recipient *ret)
{
    const struct organisation *organisation = w->dossier->alliance->organisation;
    const struct person *person = organisation_person(organisation, r->original->person);
    const struct post *post = organisation_post(organisation, r->original->post);
    scoped(facts_done) struct facts told;
    facts_init(&told);
    enum status st = facts_parse_json(&told, r->original->facts, strlen(r->original->facts));
    if (st != ST_OK)
        return st;
    if (person == NULL)
        r->salutation = fact_copy(&told, "称谓", r->original->person);
    if (post == NULL)
        r->post_name = fact_copy(&told, "收件岗位", r->original->post);
    if ((person == NULL && r->salutation == NULL) || (post == NULL && r->post_name == NULL))
        return ST_FATAL;
    r->person = person != NULL ? *person : (struct person){.code = r->original->person, .salutation = r->salutation};
    r->post = post != NULL ? *post : (struct post){.code = r->original->post, .name = r->post_name};
    *ret = (struct recipient){&r->person, &r->post, strcmp(r->original->role, "B") == 0 ? ROLE_B : ROLE_A, false};
    return ST_OK;
}

/* Exactly those who were told, each once, whoever holds the post by now. */
static enum status find_readers(struct withdrawal *w)
{
    enum status st = due_notice_store_list(w->db, w->dossier->institution->id, w->dossier->subject.duty, &w->notices);
    if (st != ST_OK)
        return st;
    w->readers = calloc(w->notices.n + 1, sizeof *w->readers);
    w->recipients = calloc(w->notices.n + 1, sizeof *w->recipients);
    if (w->readers == NULL || w->recipients == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < w->notices.n; i++)
        if (w->notices.at[i].episode_id == w->episode->view.id && w->notices.at[i].withdraws == 0)
            note_original(w, &w->notices.at[i]);
    for (size_t i = 0; st == ST_OK && i < w->n; i++)
        st = know_reader(w, &w->readers[i], &w->recipients[i]);
    return st;
}

/* ---- what is true -------------------------------------------------------------------------------------------- */

/* The revision that was told; of several readers who were told at different times, the first. What was told without a number, or by
 * the number of another month, has none: then only the newest revision is known to have to do with it. */
static int64_t told_revision(const struct withdrawal *w, const struct cell *cell, int64_t newest, bool *ret_redefined)
{
    int64_t told = 0;
    for (size_t i = 0; i < w->n; i++) {
        int64_t revision = 0;
        if (!value_revision_of(w->readers[i].original->value_revisions, cell, &revision))
            *ret_redefined = true;
        if (revision > 0 && (told == 0 || revision < told))
            told = revision;
    }
    return told == 0 ? newest - 1 : told;
}

/* Named is the lane that alone moved the number from what was told to what is now. Of several nobody can say which of them it was,
 * and beside a definition that changed none may be blamed. A number that did not move is judged by something else now. */
static enum status find_lane(struct withdrawal *w, const struct cell *cell, int64_t revision)
{
    struct movement *m = &w->movement;
    bool redefined = false;
    int64_t told = told_revision(w, cell, revision, &redefined);
    enum status st = movement_between(w->db, w->dossier->alliance, cell, told, revision, m);
    m->redefined = m->redefined || redefined || told >= revision;
    if (st != ST_OK || m->n_lanes != 1 || m->redefined)
        return st;
    w->batch = m->lane;
    return value_store_lane_event(w->db, &w->batch);
}

/* Where the correction came from. */
static enum status find_source(struct withdrawal *w)
{
    const struct dossier *d = w->dossier;
    const struct period_fact *fact = NULL;
    struct cell cell;
    for (size_t i = 0; i < d->series.n && d->series.periods[i].month <= w->episode->view.period; i++)
        fact = &d->series.periods[i];
    if (fact == NULL || !duty_cell(d->duty, d->institution, fact->month, &cell))
        return ST_OK;
    return find_lane(w, &cell, fact->revision);
}

static const char *what_happened(const struct source_batch *batch, const struct kind *kind)
{
    if (batch->is_withdrawn)
        return "撤回";
    if (kind->submission != SUBMISSION_SNAPSHOT)
        return "更正";
    return batch->is_again ? "整月重报" : "补报";
}

static void word_source(struct withdrawal *w)
{
    const struct dossier *d = w->dossier;
    const struct institution *institution = organisation_institution_by_id(d->alliance->organisation, w->batch.institution_id);
    const struct kind *kind = catalog_kind(d->alliance->catalog, w->batch.kind);
    if (w->batch.batch_id == 0 || institution == NULL || kind == NULL) {
        text_append(&w->cause, !w->movement.redefined     ? "报送单位已更正数据"
                               : w->movement.n_lanes == 0 ? "口径、目标或统计范围已调整"
                                                          : "口径、目标或统计范围已调整，报送单位也更正了数据");
        return;
    }
    text_append(&w->cause, institution->short_name);
    if (kind->submission == SUBMISSION_SNAPSHOT)
        period_format_zh(&w->cause, WINDOW_MONTH, w->batch.month);
    text_printf(&w->cause, "%s已%s", kind->zh, what_happened(&w->batch, kind));
    text_append(&w->source, institution->name);
    /* the number in its lane, which is the same in every run, and not the id */
    text_printf(&w->batch_name, "%s-%s-%" PRId64, institution->code, w->batch.kind, w->batch.lane_number);
}

/* ---- what is said -------------------------------------------------------------------------------------------- */

/* What the original said, and its title as it was printed. */
static enum status read_original(const struct withdrawal *w, const struct reader *reader, struct facts *before, struct text *title)
{
    const struct template *template = catalog_template(w->dossier->alliance->catalog, reader->original->template, "full");
    scoped(text_done) struct text body;
    text_init(&body, FACT_VALUE_MAX_BYTES * FACTS_MAX);
    enum status st = facts_parse_json(before, reader->original->facts, strlen(reader->original->facts));
    return st == ST_OK && template != NULL ? template_render(template, before, true, title, &body) : st;
}

/* Why what was told is over: of a line that is still in the plan, but no more at this institution, it is the scope. */
static const char *what_was_adjusted(const struct dossier *d)
{
    if (d->duty != NULL)
        return "目标、时限或范围已调整";
    return catalog_duty(d->alliance->catalog, d->subject.duty) != NULL ? "范围已调整，不再判定该单位" : "已不在计划的事项之内";
}

static enum status write_facts(const struct withdrawal *w, size_t reader, struct facts *ret)
{
    const struct dossier *d = w->dossier;
    scoped(facts_done) struct facts before;
    scoped(text_done) struct text title;
    facts_init(&before);
    text_init(&title, WORDS_MAX);
    enum status st = read_original(w, &w->readers[reader], &before, &title);
    struct withdrawal_context context = {.catalog = d->alliance->catalog,
                                         .organisation = d->alliance->organisation,
                                         .original = &before,
                                         .original_subject = title.s,
                                         .original_key = facts_get(&before, "通知编号"),
                                         .original_us = w->readers[reader].original->created_us,
                                         .duty = dossier_judged_by(d),
                                         .judgement = &d->judgement,
                                         .cause = w->cause.s,
                                         .source = w->source.s,
                                         .now_us = d->now_us,
                                         .to = w->recipients[reader],
                                         .readers = w->recipients,
                                         .n_readers = w->n};
    if (st == ST_OK && w->is_adjusted)
        return adjustment_facts(&context, what_was_adjusted(d), ret);
    if (st == ST_OK)
        st = duty_state_parse(w->episode->told_state, &context.state_before);
    if (st == ST_OK)
        st = withdrawal_facts(&context, ret);
    facts_set(ret, "批次号", w->batch_name.s);
    return st == ST_OK ? facts_status(ret) : st;
}

static enum status tell(const struct withdrawal *w, size_t reader)
{
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    struct episode_notice said = {.dossier = w->dossier,
                                  .episode = &w->episode->view,
                                  .rung = w->is_adjusted ? ADJUSTED : TEMPLATE,
                                  .template = w->is_adjusted ? ADJUSTED : TEMPLATE,
                                  .to = &w->recipients[reader],
                                  .withdraws = w->readers[reader].original->due_notice_id};
    enum status st = write_facts(w, reader, &facts);
    return st == ST_OK ? due_notice_write_episode(w->db, &said, &facts) : st;
}

static enum status say(struct db *db, const struct dossier *dossier, const struct episode *episode, bool is_adjusted)
{
    struct withdrawal w = {.db = db, .dossier = dossier, .episode = episode, .is_adjusted = is_adjusted};
    text_init(&w.cause, WORDS_MAX);
    text_init(&w.source, WORDS_MAX);
    text_init(&w.batch_name, WORDS_MAX);
    enum status st = find_readers(&w);
    if (st == ST_OK && w.n > 0 && !is_adjusted)
        st = find_source(&w);
    if (st == ST_OK && !is_adjusted)
        word_source(&w);
    for (size_t i = 0; st == ST_OK && i < w.n; i++)
        st = tell(&w, i);
    withdrawal_done(&w);
    return st;
}

enum status withdrawal_say(struct db *db, const struct dossier *dossier, const struct episode *episode)
{
    return say(db, dossier, episode, false);
}

enum status withdrawal_say_adjusted(struct db *db, const struct dossier *dossier, const struct episode *episode)
{
    return say(db, dossier, episode, true);
}
