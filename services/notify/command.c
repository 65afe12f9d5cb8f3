/* command.c: notify's command socket: unpack, validate, answer. Only a resend changes anything, and only its answers are kept. */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "notify/answer.h"
#include "notify/notify.h"
#include "notify/request_store.h"
#include "shared/command.h"

#define PROTOCOL_VERSION 1
#define REQUEST_ID_MAX   100

static Duban__Notify__Status wire_status(enum status st)
{
    switch (st) {
    case ST_OK: return DUBAN__NOTIFY__STATUS__STATUS_OK;
    case ST_RETRY: return DUBAN__NOTIFY__STATUS__STATUS_RETRY;
    case ST_BAD_INPUT: return DUBAN__NOTIFY__STATUS__STATUS_BAD_INPUT;
    case ST_CONFLICT: return DUBAN__NOTIFY__STATUS__STATUS_CONFLICT;
    case ST_FATAL: break;
    }
    return DUBAN__NOTIFY__STATUS__STATUS_FATAL;
}

static bool is_valid(const Duban__Notify__Request *request)
{
    return request->version == PROTOCOL_VERSION && request->request_id[0] != '\0' &&
           strlen(request->request_id) <= REQUEST_ID_MAX && request->command_case != DUBAN__NOTIFY__REQUEST__COMMAND__NOT_SET;
}

static const char *alliance_asked(const Duban__Notify__Request *request)
{
    switch (request->command_case) {
    case DUBAN__NOTIFY__REQUEST__COMMAND_LIST: return request->list->alliance;
    case DUBAN__NOTIFY__REQUEST__COMMAND_PREVIEW: return request->preview->alliance;
    case DUBAN__NOTIFY__REQUEST__COMMAND_LETTERBOX: return request->letterbox->alliance;
    case DUBAN__NOTIFY__REQUEST__COMMAND_WHY: return request->why->alliance;
    case DUBAN__NOTIFY__REQUEST__COMMAND_RESEND: return request->resend->alliance;
    default: return "";
    }
}

static void pack(const Duban__Notify__Reply *reply, struct command_answer *ret)
{
    size_t len = duban__notify__reply__get_packed_size(reply);
    ret->bytes = malloc(len == 0 ? 1 : len);
    if (ret->bytes != NULL)
        ret->len = duban__notify__reply__pack(reply, ret->bytes);
}

static enum status answer_question(struct answer *answer, const Duban__Notify__Request *request)
{
    switch (request->command_case) {
    case DUBAN__NOTIFY__REQUEST__COMMAND_LIST: return answer_list(answer, request->list);
    case DUBAN__NOTIFY__REQUEST__COMMAND_PREVIEW: return answer_preview(answer, request->preview);
    case DUBAN__NOTIFY__REQUEST__COMMAND_LETTERBOX: return answer_letterbox(answer, request->letterbox);
    case DUBAN__NOTIFY__REQUEST__COMMAND_WHY: return answer_why(answer, request->why);
    default: return ST_OK;
    }
}

/* ---- the one command that writes ---- */

struct resending {
    struct answer *answer;
    const Duban__Notify__Request *request;
    struct command_answer *ret;
};

static enum status resend(struct db *db, void *arg)
{
    struct resending *r = arg;
    free(r->ret->bytes);
    *r->ret = (struct command_answer){0};
    enum status st = request_store_find(db, r->request->request_id, &r->ret->bytes, &r->ret->len);
    if (st != ST_OK || r->ret->bytes != NULL)
        return st;
    st = answer_resend(r->answer, r->request->resend);
    if (st != ST_OK)
        return st;
    r->answer->reply->status = wire_status(st);
    pack(r->answer->reply, r->ret);
    st = r->ret->bytes == NULL
             ? ST_RETRY
             : request_store_insert(db, r->request->request_id, r->ret->bytes, r->ret->len, r->answer->business_us);
    if (st == ST_OK)
        CRASH_POINT("notify.before_resend_commit");
    return st;
}

static enum status resend_in_transaction(struct answer *answer, const Duban__Notify__Request *request, struct command_answer *ret)
{
    struct resending resending = {.answer = answer, .request = request, .ret = ret};
    enum status st = db_transact(answer->db, resend, &resending);
    if (st == ST_OK) {
        CRASH_POINT("notify.after_resend_commit");
        task_gate_open(&answer->notify->deliver);
    } else {
        free(ret->bytes);
        *ret = (struct command_answer){0};
    }
    return st;
}

/* ---- a request ---- */

static enum status prepare(struct answer *answer, const char *code, const struct alliance **ret)
{
    struct business_clock clock;
    if (answer->db == NULL)
        return answer_say(answer, ST_RETRY, REASON_E_NTF_003, NULL, NULL);
    enum status st = clock_business_read(answer->db, &clock);
    if (st != ST_OK)
        return st;
    answer->business_us = business_clock_at(&clock, clock_wall_us());
    answer->placed = clock.placed;
    st = alliance_take_by_code(answer->notify->alliances, answer->db, code, ret);
    if (st == ST_CONFLICT)
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_001, code, NULL);
    answer->alliance = *ret;
    if (st == ST_OK && answer->alliance->organisation == NULL)
        return answer_say(answer, ST_BAD_INPUT, REASON_E_NTF_004, NULL, NULL);
    return st;
}

/* The alliance is held until the reply is packed: names in it are the organisation's. */
static void answer_request(struct notify *notify, struct db *db, const Duban__Notify__Request *request, struct command_answer *ret)
{
    Duban__Notify__Reply reply = DUBAN__NOTIFY__REPLY__INIT;
    struct arena arena;
    arena_init(&arena);
    struct answer answer = {.notify = notify, .db = db, .arena = &arena, .reply = &reply};
    scoped(alliance_give) const struct alliance *alliance = NULL;
    reply.version = PROTOCOL_VERSION;
    reply.request_id = request->request_id;
    enum status st = ST_OK;
    if (request->command_case != DUBAN__NOTIFY__REQUEST__COMMAND_PING)
        st = prepare(&answer, alliance_asked(request), &alliance);
    if (st == ST_OK && request->command_case == DUBAN__NOTIFY__REQUEST__COMMAND_RESEND)
        st = resend_in_transaction(&answer, request, ret);
    else if (st == ST_OK)
        st = answer_question(&answer, request);
    if (st == ST_FATAL)
        st = answer_say(&answer, ST_FATAL, REASON_E_NTF_013, NULL, NULL);
    reply.status = wire_status(st);
    if (ret->bytes == NULL)
        pack(&reply, ret);
    arena_done(&arena);
}

static void receive(void *arg, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret)
{
    struct notify *notify = arg;
    Duban__Notify__Request *request = duban__notify__request__unpack(NULL, len, bytes);
    if (request == NULL || !is_valid(request)) {
        metric_add(metrics_get(notify->process->metrics, "commands_malformed_total"), 1);
        log_event(LOG_WARN, "command.malformed", "bytes=%zu next=answered_and_dropped", len);
        Duban__Notify__Reply reply = DUBAN__NOTIFY__REPLY__INIT;
        reply.version = PROTOCOL_VERSION;
        reply.status = DUBAN__NOTIFY__STATUS__STATUS_BAD_INPUT;
        pack(&reply, ret);
    } else {
        answer_request(notify, db, request, ret);
    }
    if (request != NULL)
        duban__notify__request__free_unpacked(request, NULL);
}

enum status command_open(struct notify *notify)
{
    return command_serve(notify->process, receive, notify);
}
