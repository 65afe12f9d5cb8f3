/* commit.c: the end of an upload: the file is read to its end, compared under the lane's lock, and goes in, is held, or is known
 * already. One transaction makes the fact and stores its answer (law 2). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/lane_commit.h"
#include "ingest/record_store.h"
#include "ingest/reject_store.h"
#include "ingest/sum_store.h"
#include "ingest/upload.h"
#include "ingest/uploads.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "model/kind.h"
#include "shared/alliance.h"

#define OK   DUBAN__INGEST__STATUS__STATUS_OK
#define ASKS DUBAN__INGEST__STATUS__STATUS_ASKS

struct commit_work {
    struct call *call;
    struct upload *upload;
    struct batch batch; /* as this attempt leaves it */
};

/* Rows go; of a dry run, everything goes. */
static enum status remove_rows(struct commit_work *work)
{
    const struct upload *u = work->upload;
    struct db *db = work->call->db;
    const struct record_batch of = {
        .kind = u->kind, .institution_id = work->batch.institution_id, .batch_id = work->batch.batch_id};
    enum status st = record_delete(db, &of, 0);
    if (st == ST_OK && u->dry_run)
        st = reject_delete(db, of.institution_id, of.batch_id, 0);
    if (st == ST_OK && u->dry_run)
        st = batch_delete_open(db, of.institution_id, of.batch_id);
    return st;
}

/* The same content again: told, and nothing is kept of it. */
static enum status end_known(struct commit_work *work, int64_t known_batch)
{
    struct call *call = work->call;
    struct batch known;
    struct refusal said;
    char receipt[RECEIPT_SIZE];
    enum status st = batch_read(call->db, known_batch, &known);
    if (st != ST_OK)
        return st;
    answer_receipt(&known, receipt);
    (void)refuse(&said, REASON_I_ING_312, receipt);
    answer_say(call->answer, OK, &said);
    refusal_store(work->batch.closed_reason, sizeof work->batch.closed_reason, &said);
    work->batch.state = BATCH_REJECTED;
    st = remove_rows(work);
    if (st == ST_OK && !work->upload->dry_run)
        st = batch_move(call->db, &work->batch, BATCH_OPEN);
    return st == ST_OK ? answer_batch(call->answer, call->db, work->upload->alliance, &known, 0) : st;
}

static enum status end_dry_run(struct commit_work *work)
{
    struct call *call = work->call;
    answer_reason(call->answer, OK, REASON_I_ING_354, REASON_NUMBER(work->batch.rows_good),
                  REASON_NUMBER(work->batch.rows_rejected));
    enum status st = answer_batch(call->answer, call->db, work->upload->alliance, &work->batch, ANSWER_FINDINGS_MAX);
    if (st == ST_OK)
        answer_was_dry_run(call->answer);
    return st == ST_OK ? remove_rows(work) : st;
}

static enum status end_held(struct commit_work *work, const struct refusal *why)
{
    struct call *call = work->call;
    work->batch.state = BATCH_HELD;
    answer_say(call->answer, ASKS, why);
    enum status st = batch_move(call->db, &work->batch, BATCH_OPEN);
    return st == ST_OK ? answer_batch(call->answer, call->db, work->upload->alliance, &work->batch, ANSWER_FINDINGS_MAX) : st;
}

static enum status end_committed(struct commit_work *work, struct lane *lane)
{
    struct call *call = work->call;
    char receipt[RECEIPT_SIZE];
    enum status st = lane_commit(call->db, lane, &work->batch, BATCH_OPEN, call->business_us);
    if (st != ST_OK)
        return st;
    work->batch.current = true;
    answer_receipt(&work->batch, receipt);
    answer_reason(call->answer, OK, REASON_I_ING_350, receipt, REASON_NUMBER(work->batch.rows_good),
                  REASON_NUMBER(work->batch.rows_rejected));
    return answer_batch(call->answer, call->db, work->upload->alliance, &work->batch, ANSWER_FINDINGS_MAX);
}

/* Under the lane's lock. */
static enum status decide(struct commit_work *work, struct lane *lane)
{
    const struct upload *u = work->upload;
    struct db *db = work->call->db;
    struct current_batch current;
    struct difference difference;
    struct refusal hold;
    int64_t rows_shorter = 0;
    enum status st = lane_compare(db, u->kind, &work->batch, &current, &difference, &rows_shorter);
    if (st != ST_OK)
        return st;
    bool known = current.batch_id != 0 && current.parse_version == work->batch.parse_version &&
                 strcmp(current.content_sha256, work->batch.content_sha256) == 0;
    if (known)
        return end_known(work, current.batch_id);
    hold_decide(&difference, rows_shorter, u->unattended, u->kind->hold_rows_gone_percent, &hold);
    if (hold.reason != REASON_NONE)
        refusal_store(work->batch.hold_reason, sizeof work->batch.hold_reason, &hold);
    if (u->dry_run)
        return end_dry_run(work);
    if (u->kind->submission == SUBMISSION_SNAPSHOT)
        st = sum_insert(db, work->batch.institution_id, work->batch.batch_id, u->measures, u->n_measures, intake_tally(u->intake),
                        work->batch.period);
    if (st != ST_OK)
        return st;
    return hold.reason != REASON_NONE ? end_held(work, &hold) : end_committed(work, lane);
}

static enum status finish(struct db *db, void *arg)
{
    struct commit_work *work = arg;
    work->batch = work->upload->batch; /* an attempt starts from nothing */
    struct lane lane = {
        .institution_id = work->batch.institution_id, .alliance_id = work->batch.alliance_id, .kind = work->batch.kind};
    command_begin(work->call->answer->command);
    enum status st = lane_lock(db, &lane);
    if (st == ST_OK)
        st = decide(work, &lane);
    if (st == ST_OK)
        st = command_store(work->call->answer->command);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_batch_commit");
    return st;
}

static void tell(const struct commit_work *work)
{
    const struct batch *b = &work->batch;
    struct metrics *metrics = work->call->ingest->process->metrics;
    if (work->upload->dry_run) { /* nothing was stored */
        log_event(LOG_INFO, "batch.tried", "institution=%" PRId64 " kind=%s rows=%" PRId64 " rejected=%" PRId64 " bytes=%" PRId64,
                  b->institution_id, b->kind, b->rows_good, b->rows_rejected, b->byte_count);
        return;
    }
    metric_add(metrics_get(metrics, "rows_good_total"), b->rows_good);
    metric_add(metrics_get(metrics, "rows_rejected_total"), b->rows_rejected);
    metric_add(metrics_get(metrics, "batches_total"), 1);
    log_event(LOG_INFO, "batch.stored",
              "batch=%" PRId64 " institution=%" PRId64 " kind=%s state=%s lane_number=%" PRId64 " rows=%" PRId64
              " rejected=%" PRId64 " bytes=%" PRId64,
              b->batch_id, b->institution_id, b->kind, batch_state_name(b->state), b->lane_number, b->rows_good, b->rows_rejected,
              b->byte_count);
    if (b->state == BATCH_COMMITTED)
        call_publish(work->call, b->alliance_id, b->institution_id);
}

/* The answer to a file that was refused, which stands for this request id too. */
static enum status store_refusal(struct db *db, void *arg)
{
    (void)db;
    struct commit_work *work = arg;
    enum status st = command_store(work->call->answer->command);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_refusal_commit");
    return st;
}

static enum status answer_refused(struct commit_work *work)
{
    struct call *call = work->call;
    const struct upload *u = work->upload;
    enum status st = ST_OK;
    answer_say(call->answer, DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, &u->refusal);
    if (call->answer->reply->n_batches == 0 && u->batch.state == BATCH_REJECTED)
        st = answer_batch(call->answer, call->db, u->alliance, &u->batch, ANSWER_FINDINGS_MAX);
    if (st == ST_OK)
        st = db_transact(call->db, store_refusal, work);
    if (st == ST_OK)
        CRASH_POINT("ingest.after_refusal_commit");
    return st;
}

/* Not a row is good: the findings are all there is to say, also of a dry run, of which they do not stay. */
static enum status refuse_empty(struct commit_work *work)
{
    struct call *call = work->call;
    struct upload *u = work->upload;
    enum status st = ST_OK;
    (void)refuse(&u->refusal, REASON_E_ING_318, REASON_NUMBER(u->batch.rows_read), REASON_NUMBER(u->batch.rows_rejected));
    if (u->dry_run) {
        st = answer_batch(call->answer, call->db, u->alliance, &u->batch, ANSWER_FINDINGS_MAX);
        if (st == ST_OK)
            answer_was_dry_run(call->answer);
    }
    return st == ST_OK ? upload_refuse(call->db, u) : st;
}

/* Of events that need not happen (a kind of which all rows may go: violations, adverse events) a file with a header and no row says
 * that there was none, which is something else than no file: its total is zero, and complete. */
static bool says_that_there_was_none(const struct upload *u)
{
    return u->kind->submission == SUBMISSION_SNAPSHOT && u->kind->hold_rows_gone_percent == 100 && u->batch.rows_read == 0;
}

static enum status commit_upload(struct commit_work *work, const Duban__Ingest__Commit *commit)
{
    struct call *call = work->call;
    struct upload *u = work->upload;
    enum status st = upload_end(u, commit->byte_count, commit->content_sha256);
    if (st == ST_OK)
        st = upload_work(call->ingest, call->db, u, call->business_us);
    if (st == ST_OK && u->batch.rows_good == 0 && !says_that_there_was_none(u))
        st = refuse_empty(work);
    if (st == ST_BAD_INPUT)
        return answer_refused(work);
    if (st == ST_OK)
        st = db_transact(call->db, finish, work);
    if (st != ST_OK)
        return st;
    CRASH_POINT("ingest.after_batch_commit");
    tell(work);
    return ST_OK;
}

enum status call_commit(struct call *call, const Duban__Ingest__Commit *commit)
{
    struct commit_work work = {.call = call};
    enum status st = call_take(call, commit->upload_id, &work.upload);
    if (st == ST_CONFLICT) {
        answer_reason(call->answer, DUBAN__INGEST__STATUS__STATUS_CONFLICT, REASON_E_ING_319);
        return ST_OK;
    }
    if (st != ST_OK)
        return st;
    st = commit_upload(&work, commit);
    if (st != ST_OK)
        return call_give(call, &work.upload, st);
    uploads_remove(call->ingest->uploads, &work.upload);
    return ST_OK;
}
