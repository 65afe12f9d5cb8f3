/* decide.c: what a person decides about a batch: accept or reject a held one, withdraw a committed one. Each is one transaction
 * with its answer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/lane_commit.h"
#include "ingest/record_store.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/log.h"
#include "lib/utf8.h"
#include "model/catalog.h"
#include "model/kind.h"
#include "shared/alliance.h"

#define OK        DUBAN__INGEST__STATUS__STATUS_OK
#define BAD_INPUT DUBAN__INGEST__STATUS__STATUS_BAD_INPUT
#define CONFLICT  DUBAN__INGEST__STATUS__STATUS_CONFLICT

enum deed { DEED_ACCEPT, DEED_REJECT, DEED_WITHDRAW };

struct decision {
    struct call *call;
    const Duban__Ingest__Decide *asked;
    enum deed deed;
    const struct alliance *alliance;
    const struct kind *kind;
    int64_t institution_id;
    struct batch batch;
    bool done; /* something was changed */
};

/* The batch that is current now is not the one that the person saw the difference against: the new difference is stored and shown,
 * and nothing is decided by anybody yet. */
static enum status show_again(struct decision *d, const struct difference *difference)
{
    struct refusal why;
    if (difference->other_key != 0)
        (void)refuse(&why, REASON_W_ING_342, REASON_NUMBER(difference->other_key));
    else
        (void)refuse(&why, REASON_E_ING_330, REASON_NUMBER(difference->gone), REASON_NUMBER(difference->added),
                     REASON_NUMBER(difference->changed));
    answer_say(d->call->answer, CONFLICT, &why);
    refusal_store(d->batch.hold_reason, sizeof d->batch.hold_reason, &why);
    d->batch.closed_by[0] = d->batch.closed_reason[0] = '\0';
    return batch_move(d->call->db, &d->batch, BATCH_HELD);
}

static enum status accept(struct decision *d, struct lane *lane)
{
    struct call *call = d->call;
    struct current_batch current;
    struct difference difference;
    char receipt[RECEIPT_SIZE];
    int64_t compared_with = d->batch.compared_with, rows_shorter;
    enum status st = lane_compare(call->db, d->kind, &d->batch, &current, &difference, &rows_shorter);
    if (st != ST_OK)
        return st;
    if (current.batch_id != compared_with)
        return show_again(d, &difference);
    st = lane_commit(call->db, lane, &d->batch, BATCH_HELD, call->business_us);
    if (st != ST_OK)
        return st;
    d->done = true;
    d->batch.current = true;
    answer_receipt(&d->batch, receipt);
    answer_reason(call->answer, OK, REASON_I_ING_351, receipt, REASON_NUMBER(d->batch.rows_good));
    return ST_OK;
}

static enum status reject(struct decision *d)
{
    struct call *call = d->call;
    char receipt[RECEIPT_SIZE];
    const struct record_batch of = {.kind = d->kind, .institution_id = d->batch.institution_id, .batch_id = d->batch.batch_id};
    d->batch.state = BATCH_REJECTED;
    enum status st = record_delete(call->db, &of, 0);
    if (st == ST_OK)
        st = batch_move(call->db, &d->batch, BATCH_HELD);
    d->done = st == ST_OK;
    answer_receipt(&d->batch, receipt);
    answer_reason(call->answer, OK, REASON_I_ING_352, receipt);
    return st;
}

static enum status withdraw(struct decision *d, struct lane *lane)
{
    struct call *call = d->call;
    char receipt[RECEIPT_SIZE];
    enum status st = lane_withdraw(call->db, lane, &d->batch, call->business_us);
    d->done = st == ST_OK;
    answer_receipt(&d->batch, receipt);
    answer_reason(call->answer, OK, REASON_I_ING_353, receipt);
    return st;
}

static enum status act(struct decision *d, struct lane *lane)
{
    enum batch_state wanted = d->deed == DEED_WITHDRAW ? BATCH_COMMITTED : BATCH_HELD;
    char receipt[RECEIPT_SIZE];
    if (d->batch.state != wanted) {
        answer_receipt(&d->batch, receipt);
        answer_reason(d->call->answer, CONFLICT, REASON_E_ING_328, receipt, batch_state_name(d->batch.state));
        return ST_OK;
    }
    snprintf(d->batch.closed_by, sizeof d->batch.closed_by, "%s", d->asked->by);
    snprintf(d->batch.closed_reason, sizeof d->batch.closed_reason, "%s", d->asked->reason);
    switch (d->deed) {
    case DEED_ACCEPT: return accept(d, lane);
    case DEED_REJECT: return reject(d);
    case DEED_WITHDRAW: break;
    }
    return withdraw(d, lane);
}

static enum status decide(struct db *db, void *arg)
{
    struct decision *d = arg;
    struct call *call = d->call;
    d->done = false;
    command_begin(call->answer->command);
    struct lane lane = {.institution_id = d->institution_id, .alliance_id = d->alliance->id, .kind = d->kind->name};
    enum status st = lane_lock(db, &lane);
    if (st == ST_OK)
        st = batch_lock(db, d->institution_id, d->asked->batch_id, &d->batch);
    if (st == ST_OK)
        st = act(d, &lane);
    if (st == ST_OK)
        st = answer_batch(call->answer, db, d->alliance, &d->batch, 0);
    if (st == ST_OK)
        st = command_store(call->answer->command);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_decision_commit");
    return st;
}

static bool is_written(const char *s, size_t size)
{
    return s[0] != '\0' && strlen(s) < size && utf8_is_valid(s, strlen(s));
}

static enum status prepare(struct decision *d)
{
    struct call *call = d->call;
    struct batch batch;
    if (!is_written(d->asked->by, BATCH_PERSON_SIZE) || !is_written(d->asked->reason, BATCH_WORDS_SIZE)) {
        answer_reason(call->answer, BAD_INPUT, REASON_E_ING_329);
        return ST_BAD_INPUT;
    }
    enum status st = batch_read(call->db, d->asked->batch_id, &batch);
    if (st == ST_CONFLICT || (st == ST_OK && (batch.state == BATCH_OPEN || batch.state == BATCH_ABANDONED))) {
        answer_reason(call->answer, BAD_INPUT, REASON_E_ING_327, REASON_NUMBER(d->asked->batch_id));
        return ST_BAD_INPUT;
    }
    if (st == ST_OK)
        st = alliance_take(call->ingest->alliances, call->db, batch.alliance_id, &d->alliance);
    if (st != ST_OK)
        return st == ST_CONFLICT ? ST_FATAL : st;
    d->institution_id = batch.institution_id;
    d->kind = catalog_kind(d->alliance->catalog, batch.kind);
    if (d->kind != NULL)
        return ST_OK;
    answer_reason(call->answer, BAD_INPUT, REASON_E_ING_301, batch.kind);
    return ST_BAD_INPUT;
}

static enum status run(struct call *call, const Duban__Ingest__Decide *asked, enum deed deed)
{
    struct decision d = {.call = call, .asked = asked, .deed = deed};
    enum status st = prepare(&d);
    if (st == ST_OK)
        st = db_transact(call->db, decide, &d);
    if (st == ST_OK) {
        CRASH_POINT("ingest.after_decision_commit");
        log_event(LOG_INFO, "batch.decided", "batch=%" PRId64 " institution=%" PRId64 " kind=%s state=%s changed=%d",
                  d.batch.batch_id, d.batch.institution_id, d.batch.kind, batch_state_name(d.batch.state), d.done);
        if (d.done && deed != DEED_REJECT)
            call_publish(call, d.batch.alliance_id, d.batch.institution_id);
    }
    alliance_give(&d.alliance);
    return st;
}

enum status call_accept(struct call *call, const Duban__Ingest__Decide *asked)
{
    return run(call, asked, DEED_ACCEPT);
}

enum status call_reject(struct call *call, const Duban__Ingest__Decide *asked)
{
    return run(call, asked, DEED_REJECT);
}

enum status call_withdraw(struct call *call, const Duban__Ingest__Decide *asked)
{
    return run(call, asked, DEED_WITHDRAW);
}
