/* command.c: ingest's command socket: unpack, validate, was it answered before?, answer. */
#include <stdlib.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/request_store.h"
#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/process.h"
#include "lib/utf8.h"

static bool is_valid(const Duban__Ingest__Request *request)
{
    size_t len = strlen(request->request_id);
    return request->version == PROTOCOL_VERSION && len > 0 && len < REQUEST_ID_SIZE && utf8_is_valid(request->request_id, len) &&
           request->command_case != DUBAN__INGEST__REQUEST__COMMAND__NOT_SET;
}

/* Whose answer is a fact of the database. */
static bool is_deed(const Duban__Ingest__Request *request)
{
    switch (request->command_case) {
    case DUBAN__INGEST__REQUEST__COMMAND_COMMIT:
    case DUBAN__INGEST__REQUEST__COMMAND_ACCEPT:
    case DUBAN__INGEST__REQUEST__COMMAND_REJECT:
    case DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW: return true;
    default: return false;
    }
}

static enum status dispatch(struct call *call, const Duban__Ingest__Request *request)
{
    switch (request->command_case) {
    case DUBAN__INGEST__REQUEST__COMMAND_OPEN: return call_open(call, request->open);
    case DUBAN__INGEST__REQUEST__COMMAND_CHUNK: return call_chunk(call, request->chunk);
    case DUBAN__INGEST__REQUEST__COMMAND_COMMIT: return call_commit(call, request->commit);
    case DUBAN__INGEST__REQUEST__COMMAND_ACCEPT: return call_accept(call, request->accept);
    case DUBAN__INGEST__REQUEST__COMMAND_REJECT: return call_reject(call, request->reject);
    case DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW: return call_withdraw(call, request->withdraw);
    case DUBAN__INGEST__REQUEST__COMMAND_LIST: return call_list(call, request->list);
    case DUBAN__INGEST__REQUEST__COMMAND_SHOW: return call_show(call, request->show);
    default: call->answer->reply.status = DUBAN__INGEST__STATUS__STATUS_OK; return ST_OK; /* ping */
    }
}

/* true: it was answered before, or its id was used for something else, and *ret has what there is to say. */
static bool answered_before(struct call *call, enum status *ret)
{
    struct request_answer before = {0};
    *ret = request_find(call->db, call->request_id, call->request_sha256, &before);
    if (*ret == ST_CONFLICT) {
        answer_reason(call->answer, DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, REASON_E_ING_324);
        *ret = ST_OK;
        return true;
    }
    if (*ret != ST_OK || before.bytes == NULL)
        return *ret != ST_OK;
    free(call->stored.bytes);
    call->stored = (struct command_answer){.bytes = before.bytes, .len = before.len};
    return true;
}

static enum status run(struct call *call, const Duban__Ingest__Request *request)
{
    enum status st = call->db == NULL ? ST_RETRY : clock_business_now(call->db, &call->business_us);
    if (st != ST_OK)
        return st;
    if (is_deed(request) && answered_before(call, &st))
        return st;
    st = dispatch(call, request);
    enum status again = ST_OK;
    /* the same command ran beside us, or our upload was ended by it: its answer is ours */
    bool raced = st == ST_CONFLICT || call->answer->reply.status == DUBAN__INGEST__STATUS__STATUS_CONFLICT;
    if (is_deed(request) && raced && call->stored.bytes == NULL && answered_before(call, &again))
        return again;
    if (st == ST_CONFLICT)
        st = ST_RETRY;
    return st;
}

static void answer_request(struct ingest *ingest, struct db *db, const Duban__Ingest__Request *request, const uint8_t *bytes,
                           size_t len, struct command_answer *ret)
{
    struct answer answer;
    struct call call = {.ingest = ingest, .db = db, .request_id = request->request_id, .answer = &answer};
    answer_init(&answer, request->request_id);
    if (is_deed(request))
        hash_sha256_hex(bytes, len, call.request_sha256);
    enum status st = run(&call, request);
    if (st != ST_OK) {
        if (db != NULL && st != ST_RETRY)
            log_event(LOG_ERROR, "command.failed", "status=%s sqlstate=%s words=%s next=client_is_told", status_name(st),
                      db_sqlstate(db), log_value(db_error(db)).s);
        free(call.stored.bytes);
        call.stored = (struct command_answer){0};
        answer_failed(&answer, st);
    }
    if (call.stored.bytes != NULL)
        *ret = call.stored;
    else
        answer_pack(&answer, ret);
    answer_done(&answer);
    if (is_deed(request))
        CRASH_POINT("ingest.before_reply");
}

static void refuse_message(struct ingest *ingest, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret)
{
    char sha256[HASH_HEX_SIZE];
    struct answer answer;
    int64_t now_us;
    hash_sha256_hex(bytes, len, sha256);
    metric_add(metrics_get(ingest->process->metrics, "commands_malformed_total"), 1);
    log_event(LOG_WARN, "command.malformed", "bytes=%zu sha256=%.16s next=answered_and_dropped", len, sha256);
    if (db != NULL && clock_business_now(db, &now_us) == ST_OK && quarantine_insert(db, sha256, len, "command", now_us) != ST_OK)
        log_event(LOG_WARN, "quarantine.failed", "words=%s next=only_the_log_knows", log_value(db_error(db)).s);
    answer_init(&answer, "");
    answer_reason(&answer, DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, REASON_E_ING_323, "protobuf");
    answer_pack(&answer, ret);
    answer_done(&answer);
}

static void receive(void *arg, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret)
{
    Duban__Ingest__Request *request = duban__ingest__request__unpack(NULL, len, bytes);
    if (request == NULL || !is_valid(request))
        refuse_message(arg, db, bytes, len, ret);
    else
        answer_request(arg, db, request, bytes, len, ret);
    if (request != NULL)
        duban__ingest__request__free_unpacked(request, NULL);
}

enum status command_open(struct ingest *ingest)
{
    return command_serve(ingest->process, receive, ingest);
}
