/* draft.c: the system writes, the office signs; nothing is sent to anybody. */
#include "alert/draft.h"

#include "alert/draft_store.h"
#include "alert/notice.h"
#include "lib/clock.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/letter.h"

#define SUBJECT_MAX 1000
#define BODY_MAX    (64u * 1024)

static enum status write_draft(const struct dossier *d, struct notice_context *context, struct text *subject, struct text *body)
{
    const struct template *template = catalog_template(d->alliance->catalog, draft_letter_template(d->lead->relation), "letter");
    if (template == NULL)
        return ST_BAD_INPUT;
    scoped(facts_done) struct facts facts;
    facts_init(&facts);
    enum status st = draft_letter_facts(context, &facts);
    return st == ST_OK ? template_render(template, &facts, true, subject, body) : st;
}

enum status draft_file(struct db *db, const struct dossier *dossier)
{
    struct notice_context context;
    scoped(text_done) struct text subject, body;
    text_init(&subject, SUBJECT_MAX);
    text_init(&body, BODY_MAX);
    enum status st = notice_context_read(db, dossier, false, &context);
    context.wording = dossier->duty; /* the letter is of today: to whom leads now, by the plan as it is */
    struct business_clock clock;
    struct recipient desk;
    const struct post *post = organisation_desk(dossier->alliance->organisation);
    if (post != NULL &&
        organisation_recipient(dossier->alliance->organisation, post, ROLE_A, instant_date(dossier->now_us), &desk)) {
        context.to = desk;
        context.readers = &desk;
        context.n_readers = 1;
    }
    if (st == ST_OK)
        st = clock_business_read(db, &clock);
    if (st == ST_OK && clock.placed) {
        text_append(&subject, LETTER_STAMP);
        text_append(&body, LETTER_STAMP "本函稿依演示时钟拟写，不得签发。\n\n");
    }
    if (st == ST_OK)
        st = write_draft(dossier, &context, &subject, &body);
    notice_context_done(&context);
    if (st != ST_OK)
        return st;
    struct draft draft = {.institution_id = dossier->institution->id,
                          .alliance_id = dossier->alliance->id,
                          .duty = dossier->duty->id,
                          .department = dossier->lead->name,
                          .relation = relation_name(dossier->lead->relation),
                          .subject = subject.s,
                          .body = body.s,
                          .period = dossier->occurrence.month,
                          .now_us = dossier->now_us};
    return draft_store_insert(db, &draft);
}
