/* notice.c: from a rung that is reached to the rows that notify works on. */
#include "alert/notice.h"

#include <stdlib.h>
#include <string.h>

#include "alert/due_notice.h"
#include "alert/shown.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/plan.h"
#include "model/scope.h"

#define READERS_MAX 2 /* A and B */

/* ---- facts -------------------------------------------------------------------------------------------------- */

static enum status read_members(struct db *db, const struct dossier *d, struct notice_context *context)
{
    struct cell cell;
    const struct duty *duty = context->duty->duty;
    const struct period_fact *judged = context->judgement->judged;
    if (duty->each || judged == NULL || !duty_cell(duty, d->institution, judged->month, &cell))
        return ST_OK;
    scoped(members_done) struct members members = {0};
    enum status st = cell_members(d->alliance->organisation, &cell, &members);
    if (st != ST_OK || members.n == 0)
        return st;
    struct member_value *values = calloc(members.n, sizeof *values);
    if (values == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < members.n; i++)
        values[i].institution = members.at[i];
    context->members = values;
    context->n_members = members.n;
    return value_store_members(db, d->alliance->id, &cell, values, members.n);
}

enum status notice_context_read(struct db *db, const struct dossier *dossier, bool is_ahead, struct notice_context *ret)
{
    *ret = (struct notice_context){.catalog = dossier->alliance->catalog,
                                   .organisation = dossier->alliance->organisation,
                                   .duty = is_ahead ? &dossier->context : dossier_judged_by(dossier),
                                   .judgement = dossier_showing(dossier, is_ahead).judgement,
                                   .subject = dossier->institution,
                                   .rung_us = dossier->now_us,
                                   .start_us = dossier->now_us};
    return read_members(db, dossier, ret);
}

void notice_context_done(struct notice_context *context)
{
    free((struct member_value *)context->members);
    *context = (struct notice_context){0};
}

/* ---- readers ------------------------------------------------------------------------------------------------ */

static void add_reader(const struct dossier *d, enum holder_role role, struct recipient readers[static READERS_MAX], size_t *n)
{
    struct recipient reader;
    const struct post *post = dossier_post(d);
    if (post == NULL || !organisation_recipient(d->alliance->organisation, post, role, instant_date(d->now_us), &reader))
        return;
    for (size_t i = 0; i < *n; i++)
        if (readers[i].person == reader.person)
            return;
    readers[(*n)++] = reader;
}

struct say {
    struct db *db;
    const struct dossier *dossier;
    const struct episode *episode;
    const struct rung *rung;
    int64_t said_us;               /* when the ladder's first word was said; 0: not yet */
    const char *template;          /* NULL: nobody gets a letter */
    struct notice_context context; /* of a line */
    struct recipient readers[READERS_MAX];
    size_t n_readers;
};

static enum status facts_of_line(struct say *say, const struct recipient *to, struct facts *facts)
{
    struct notice_context *c = &say->context;
    c->ladder = say->episode->view.ladder;
    c->rung = say->rung->name;
    c->rung_us = say->dossier->now_us;
    c->start_us = say->episode->t0_us;
    c->said_us = say->said_us;
    c->to = *to;
    c->readers = say->readers;
    c->n_readers = say->n_readers;
    c->is_correction = say->episode->corrects[0] != '\0';
    c->value_before = c->is_correction ? say->episode->corrects : NULL;
    return notice_facts(c, facts);
}

static enum status facts_of_return(struct say *say, const struct recipient *to, struct facts *facts)
{
    const struct dossier *d = say->dossier;
    struct return_notice_context context = {.catalog = d->alliance->catalog,
                                            .organisation = d->alliance->organisation,
                                            .kind = d->kind->name,
                                            .institution = d->institution,
                                            .month = d->subject.period,
                                            .cutoff_us = d->return_context.cutoff_us,
                                            .rung = say->rung->name,
                                            .rung_us = d->now_us,
                                            .to = *to,
                                            .readers = say->readers,
                                            .n_readers = say->n_readers};
    return return_notice_facts(&context, facts);
}

/* A reminder of a time limit is by the rules in force: its words, its number, and what is remembered of it. */
static bool is_ahead(const struct say *say)
{
    return say->dossier->duty != NULL && say->episode->view.ladder == LADDER_BEFORE_DUE;
}

static enum status tell(struct say *say, const struct recipient *to)
{
    const struct dossier *d = say->dossier;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    struct episode_notice said = {.dossier = d,
                                  .episode = &say->episode->view,
                                  .rung = say->rung->name,
                                  .template = say->template,
                                  .to = to,
                                  .routine = true,
                                  .is_ahead = is_ahead(say)};
    enum status st = d->kind != NULL ? facts_of_return(say, to, &facts) : facts_of_line(say, to, &facts);
    return st == ST_OK ? due_notice_write_episode(say->db, &said, &facts) : st;
}

/* The desk rings up the holder who was told; the entry itself reaches nobody. */
static enum status call(struct say *say)
{
    const struct dossier *d = say->dossier;
    struct recipient readers[READERS_MAX];
    size_t n = 0;
    add_reader(d, ROLE_A, readers, &n);
    struct call row = {.institution_id = d->institution->id,
                       .alliance_id = d->alliance->id,
                       .episode_id = say->episode->view.id,
                       .duty = d->subject.duty,
                       .rung = say->rung->name,
                       .post = n > 0 ? readers[0].post->code : "",
                       .person = n > 0 ? readers[0].person->code : "",
                       .reason = say->rung->condition == RUNG_UNEXPLAINED ? "未说明" : "未签收",
                       .now_us = d->now_us};
    return call_store_insert(say->db, &row);
}

static enum status tell_readers(struct say *say)
{
    enum status st = say->dossier->duty != NULL ? notice_context_read(say->db, say->dossier, is_ahead(say), &say->context) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < say->n_readers; i++)
        st = tell(say, &say->readers[i]);
    notice_context_done(&say->context);
    return st;
}

/* What the first notice shows is kept: a later correction is measured against it. */
static enum status remember_told(struct say *say)
{
    const struct dossier *d = say->dossier;
    const struct judgement *j = dossier_showing(d, is_ahead(say)).judgement;
    const struct period_fact *judged = d->duty != NULL ? j->judged : NULL;
    scoped(text_done) struct text value;
    text_init(&value, 200);
    judged_value_format(&value, d, is_ahead(say));
    const char *state = d->duty != NULL ? duty_state_name(j->state) : return_state_name(d->return_judgement.state);
    return episode_store_told(say->db, d->institution->id, say->episode->view.id,
                              judged != NULL && judged->has_value ? &judged->units : NULL, value.s, state);
}

static const char *template_of(const struct ladder *ladder, size_t rung)
{
    for (size_t i = rung + 1; i > 0; i--)
        if (ladder->rungs[i - 1].template != NULL)
            return ladder->rungs[i - 1].template;
    return NULL;
}

enum status notice_say(struct db *db, const struct dossier *dossier, const struct episode *episode,
                       const struct ladder_context *context, const struct rung_step *step, struct notice_outcome *ret)
{
    const struct ladder *ladder = context->ladder;
    struct say say = {.db = db,
                      .dossier = dossier,
                      .episode = episode,
                      .rung = &ladder->rungs[step->rung],
                      .said_us = step->rung == ladder_first_word(ladder) ? dossier->now_us : context->said_us,
                      .template = template_of(ladder, step->rung)};
    if (dossier_is_foreign(dossier)) {
        *ret = (struct notice_outcome){"letter_draft", dossier->context.letter_filed ? REASON_I_ALT_053 : REASON_I_ALT_055};
        return ST_OK;
    }
    unsigned everybody = step->to | step->copy;
    if (say.template != NULL && (everybody & TO_A) != 0)
        add_reader(dossier, ROLE_A, say.readers, &say.n_readers);
    if (say.template != NULL && (everybody & TO_B) != 0)
        add_reader(dossier, ROLE_B, say.readers, &say.n_readers);
    enum status st = tell_readers(&say);
    if (st == ST_OK && say.n_readers > 0)
        st = remember_told(&say);
    if (st == ST_OK && (everybody & TO_DESK_CALLS) != 0)
        st = call(&say);
    if (st != ST_OK)
        return st;
    if (say.n_readers > 0)
        *ret = (struct notice_outcome){"notified", step->reason != REASON_NONE ? step->reason : REASON_I_ALT_050};
    else if ((everybody & TO_DESK_CALLS) != 0)
        *ret = (struct notice_outcome){"call_list", REASON_I_ALT_051};
    else
        *ret = (struct notice_outcome){"nobody", (everybody & TO_A) != 0 ? REASON_I_ALT_054 : REASON_I_ALT_400};
    return ST_OK;
}
