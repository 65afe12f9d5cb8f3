/* command.c: compute's command socket: unpack, validate, answer. All commands only read, so the same request may be answered anew.
 */
#include <stdlib.h>
#include <string.h>

#include "compute/answer.h"
#include "compute/compute.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "shared/command.h"

#define PROTOCOL_VERSION 1
#define REQUEST_ID_MAX   100

static Duban__Compute__Status wire_status(enum status st)
{
    switch (st) {
    case ST_OK: return DUBAN__COMPUTE__STATUS__STATUS_OK;
    case ST_RETRY: return DUBAN__COMPUTE__STATUS__STATUS_RETRY;
    case ST_BAD_INPUT: return DUBAN__COMPUTE__STATUS__STATUS_BAD_INPUT;
    case ST_CONFLICT: return DUBAN__COMPUTE__STATUS__STATUS_CONFLICT;
    case ST_FATAL: break;
    }
    return DUBAN__COMPUTE__STATUS__STATUS_FATAL;
}

enum status answer_refuse(struct answer *answer, enum reason reason, const char *param)
{
    struct text zh, en;
    text_init(&zh, 1000);
    text_init(&en, 1000);
    reason_format(&zh, reason, REASON_ZH, 1, &param);
    reason_format(&en, reason, REASON_EN, 1, &param);
    answer->reply->reason_code = arena_text(answer->arena, reason_code(reason));
    answer->reply->words_zh = arena_text(answer->arena, zh.s);
    answer->reply->words_en = arena_text(answer->arena, en.s);
    text_done(&zh);
    text_done(&en);
    return ST_BAD_INPUT;
}

static bool is_valid(const Duban__Compute__Request *request)
{
    return request->version == PROTOCOL_VERSION && request->request_id[0] != '\0' &&
           strlen(request->request_id) <= REQUEST_ID_MAX && request->command_case != DUBAN__COMPUTE__REQUEST__COMMAND__NOT_SET;
}

static const char *alliance_asked(const Duban__Compute__Request *request)
{
    switch (request->command_case) {
    case DUBAN__COMPUTE__REQUEST__COMMAND_VALUE: return request->value->alliance;
    case DUBAN__COMPUTE__REQUEST__COMMAND_EXPLAIN: return request->explain->alliance;
    case DUBAN__COMPUTE__REQUEST__COMMAND_AUDIT: return request->audit->alliance;
    default: return "";
    }
}

static enum status answer_question(struct answer *answer, const Duban__Compute__Request *request)
{
    enum status st = clock_business_now(answer->db, &answer->business_us);
    if (st != ST_OK)
        return st;
    switch (request->command_case) {
    case DUBAN__COMPUTE__REQUEST__COMMAND_VALUE: return answer_value(answer, request->value);
    case DUBAN__COMPUTE__REQUEST__COMMAND_EXPLAIN: return answer_explain(answer, request->explain);
    default: return answer_audit(answer, request->audit);
    }
}

static void pack(const Duban__Compute__Reply *reply, struct command_answer *ret)
{
    size_t len = duban__compute__reply__get_packed_size(reply);
    ret->bytes = malloc(len == 0 ? 1 : len);
    if (ret->bytes != NULL)
        ret->len = duban__compute__reply__pack(reply, ret->bytes);
}

static enum status take_alliance(struct compute *compute, struct answer *answer, const char *code, const struct alliance **ret)
{
    enum status st = answer->db == NULL ? ST_RETRY : alliance_take_by_code(compute->alliances, answer->db, code, ret);
    return st == ST_CONFLICT ? answer_refuse(answer, REASON_E_CMP_008, code) : st;
}

/* The alliance is held until the reply is packed: names and definitions in it are the catalog's. */
static void answer_request(struct compute *compute, struct db *db, const Duban__Compute__Request *request,
                           struct command_answer *ret)
{
    Duban__Compute__Reply reply = DUBAN__COMPUTE__REPLY__INIT;
    struct arena arena;
    arena_init(&arena);
    struct answer answer = {.db = db, .arena = &arena, .reply = &reply};
    scoped(alliance_give) const struct alliance *alliance = NULL;
    reply.version = PROTOCOL_VERSION;
    reply.request_id = request->request_id;
    enum status st = ST_OK;
    if (request->command_case != DUBAN__COMPUTE__REQUEST__COMMAND_PING)
        st = take_alliance(compute, &answer, alliance_asked(request), &alliance);
    answer.alliance = alliance;
    if (st == ST_OK && alliance != NULL)
        st = answer_question(&answer, request);
    reply.status = wire_status(st);
    pack(&reply, ret);
    arena_done(&arena);
}

static void receive(void *arg, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret)
{
    struct compute *compute = arg;
    Duban__Compute__Request *request = duban__compute__request__unpack(NULL, len, bytes);
    if (request == NULL || !is_valid(request)) {
        metric_add(metrics_get(compute->process->metrics, "commands_malformed_total"), 1);
        log_event(LOG_WARN, "command.malformed", "bytes=%zu next=answered_and_dropped", len);
        Duban__Compute__Reply reply = DUBAN__COMPUTE__REPLY__INIT;
        reply.version = PROTOCOL_VERSION;
        reply.status = DUBAN__COMPUTE__STATUS__STATUS_BAD_INPUT;
        pack(&reply, ret);
    } else {
        answer_request(compute, db, request, ret);
    }
    if (request != NULL)
        duban__compute__request__free_unpacked(request, NULL);
}

enum status command_open(struct compute *compute)
{
    return command_serve(compute->process, receive, compute);
}
