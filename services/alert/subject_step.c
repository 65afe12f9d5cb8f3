/* subject_step.c: claim → facts → judgement → draft, episodes, ladders → state. Everything in one transaction under the subject's
 * lock: a crash leaves either all of it or nothing, and the work row with it. */
#include "alert/subject_step.h"

#include <inttypes.h>

#include "alert/alert.h"
#include "alert/episodes.h"
#include "alert/draft.h"
#include "alert/ladders.h"
#include "alert/verdict.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/event.h"
#include "lib/log.h"
#include "lib/process.h"

/* When the model asks to be asked again at once, the clock has not moved: a minute later is soon enough, and no loop. */
#define NEXT_LEAST_US (60 * US_PER_S)

static int64_t next_of(const struct dossier *d, int64_t ladder_us)
{
    int64_t judgement_us = d->kind != NULL ? d->return_judgement.next_change_us : d->judgement.next_change_us;
    int64_t next_us = judgement_us < ladder_us ? judgement_us : ladder_us;
    if (next_us <= d->now_us) {
        log_event(LOG_WARN, "subject.no_progress", "institution=%" PRId64 " duty=%s next=asked again in a minute",
                  d->institution->id, log_value(d->subject.duty).s);
        next_us = d->now_us + NEXT_LEAST_US;
    }
    return next_us;
}

enum status subject_decide(struct db *db, struct dossier *dossier)
{
    if (dossier_is_gone(dossier))
        return episodes_end(db, dossier);
    if (dossier_is_waiting(dossier))
        return ST_OK;
    dossier_judge(dossier);
    enum status st = ST_OK;
    if (dossier->duty != NULL && dossier->judgement.wants_letter && dossier->lead != NULL) {
        st = draft_file(db, dossier);
        dossier->context.letter_filed = true;
        dossier_judge(dossier);
    }
    int64_t ladder_us = INT64_MAX;
    if (st == ST_OK)
        st = episodes_settle(db, dossier);
    if (st == ST_OK)
        st = ladders_climb(db, dossier, &ladder_us);
    if (st == ST_OK)
        st = verdict_store(db, dossier, next_of(dossier, ladder_us));
    return st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    struct alert *alert = arg;
    const struct todo_row *row = &job->rows.rows[0];
    scoped(alliance_give) const struct alliance *alliance = NULL;
    scoped(dossier_done) struct dossier dossier = {0};
    enum status st = alliance_take(alert->alliances, db, row->key.alliance_id, &alliance);
    if (st != ST_OK || alliance->organisation == NULL)
        return st;
    st = dossier_read(db, alliance, row->key.institution_id, row->key.key, job->business_us, &dossier);
    if (st == ST_BAD_INPUT)
        return ST_OK; /* no such subject (any more): there is nothing to judge */
    dossier.cause = row->id;
    if (st == ST_OK)
        st = subject_decide(db, &dossier);
    if (st != ST_OK)
        text_printf(&job->reason, "%s: %s", status_name(st), db_error(db));
    if (st == ST_OK)
        CRASH_POINT("alert.before_subject_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct alert *alert = arg;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("alert.after_subject_commit");
    alert_say(alert, EVENT_NOTICE_DUE, job);
}

static const char *const KINDS[] = {"subject"};

const struct todo_step SUBJECT_STEP = {.schema = "alert",
                                       .name = "alert.subject",
                                       .kinds = KINDS,
                                       .kind_count = 1,
                                       .batch = TODO_BATCH_MAX,
                                       .parallel = 3,
                                       .by_key = true,
                                       .run = run,
                                       .done = done};
