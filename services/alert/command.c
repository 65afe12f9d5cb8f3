/* command.c: the command socket: unpack, check, find the handler, answer. A request is a task of its own, so a slow one delays
 * nobody. */
#include "alert/command.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/request_store.h"
#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "lib/metrics.h"
#include "lib/text.h"
#include "shared/command.h"

#define VERSION              1
#define REQUEST_ID_MIN_BYTES 8
#define REQUEST_ID_MAX_BYTES 64
#define WORDS_MAX            4000
#define CONFLICTS_MAX        3 /* a request id that was answered meanwhile is found the second time */

struct handler {
    Duban__Alert__Request__BodyCase body;
    const char *name;
    bool writes;
    bool needs_organisation;
    enum status (*run)(struct ask *ask);
};

static const struct handler HANDLERS[] = {
    {DUBAN__ALERT__REQUEST__BODY_IMPORT, "import", true, false, ask_import},
    {DUBAN__ALERT__REQUEST__BODY_EXPORT, "export", false, false, ask_export},
    {DUBAN__ALERT__REQUEST__BODY_DUTIES, "duties", false, true, ask_duties},
    {DUBAN__ALERT__REQUEST__BODY_DUTY_SHOW, "duty_show", false, true, ask_duty_show},
    {DUBAN__ALERT__REQUEST__BODY_ACT, "act", true, true, ask_act},
    {DUBAN__ALERT__REQUEST__BODY_WHY, "why", false, true, ask_why},
    {DUBAN__ALERT__REQUEST__BODY_CALLS, "calls", false, true, ask_calls},
    {DUBAN__ALERT__REQUEST__BODY_LETTERS, "letters", false, true, ask_letters},
};

/* Each deed has its own names, so that a test can die at one and not at the other. */
static void crash_before_commit(const struct handler *handler)
{
    if (handler->body == DUBAN__ALERT__REQUEST__BODY_IMPORT)
        CRASH_POINT("alert.before_import_commit");
    else
        CRASH_POINT("alert.before_act_commit");
}

static void crash_after_commit(const struct handler *handler)
{
    if (handler->body == DUBAN__ALERT__REQUEST__BODY_IMPORT)
        CRASH_POINT("alert.after_import_commit");
    else
        CRASH_POINT("alert.after_act_commit");
}

/* ---- what handlers use ---- */

char *ask_copy(struct ask *ask, const char *string)
{
    return arena_text(&ask->arena, string == NULL ? "" : string);
}

char *ask_printf(struct ask *ask, const char *format, ...)
{
    scoped(text_done) struct text text;
    text_init(&text, 1u << 20);
    va_list args;
    va_start(args, format);
    text_vprintf(&text, format, args);
    va_end(args);
    return ask_copy(ask, text.s);
}

char *ask_instant(struct ask *ask, int64_t instant_us)
{
    if (instant_us == INT64_MIN || instant_us == INT64_MAX)
        return ask_copy(ask, "");
    scoped(text_done) struct text text;
    text_init(&text, 64);
    instant_format(&text, instant_us);
    return ask_printf(ask, "%.16s", text.s); /* to the minute */
}

char *ask_reason(struct ask *ask, const char *code)
{
    enum reason reason;
    if (reason_from_code(code, &reason) != ST_OK)
        return ask_copy(ask, code);
    return ask_copy(ask, reason_zh(reason));
}

static Duban__Alert__Status wire_status(enum status status)
{
    static const Duban__Alert__Status words[] = {
        [ST_OK] = DUBAN__ALERT__STATUS__STATUS_OK,
        [ST_RETRY] = DUBAN__ALERT__STATUS__STATUS_RETRY,
        [ST_BAD_INPUT] = DUBAN__ALERT__STATUS__STATUS_BAD_INPUT,
        [ST_CONFLICT] = DUBAN__ALERT__STATUS__STATUS_CONFLICT,
        [ST_FATAL] = DUBAN__ALERT__STATUS__STATUS_FATAL,
    };
    return words[status];
}

enum status ask_say_n(struct ask *ask, enum status status, enum reason reason, size_t n, const char *const *params)
{
    scoped(text_done) struct text zh, en;
    text_init(&zh, WORDS_MAX);
    text_init(&en, WORDS_MAX);
    reason_format(&zh, reason, REASON_ZH, n, params);
    reason_format(&en, reason, REASON_EN, n, params);
    ask->reply.status = wire_status(status);
    ask->reply.reason_code = ask_copy(ask, reason_code(reason));
    ask->reply.words_zh = ask_copy(ask, zh.s);
    ask->reply.words_en = ask_copy(ask, en.s);
    return status;
}

/* ---- one request ---- */

struct command {
    struct alert *alert;
    const uint8_t *bytes;
    size_t len;
    const struct handler *handler;
    struct ask ask;
    char sha256[HASH_HEX_SIZE];
    struct request_answer answer;
};

static void ask_begin(struct command *command)
{
    struct ask *ask = &command->ask;
    arena_done(&ask->arena);
    arena_init(&ask->arena);
    alliance_give(&ask->alliance);
    Duban__Alert__Reply reply = DUBAN__ALERT__REPLY__INIT;
    reply.version = VERSION;
    reply.status = DUBAN__ALERT__STATUS__STATUS_OK;
    reply.request_id = ask->request == NULL ? (char *)"" : ask->request->request_id;
    ask->reply = reply;
}

static enum status take_alliance(struct ask *ask, const struct handler *handler)
{
    enum status st = clock_business_now(ask->db, &ask->now_us);
    if (st == ST_OK)
        st = alliance_take_by_code(ask->alert->alliances, ask->db, ask->request->alliance, &ask->alliance);
    if (st == ST_CONFLICT)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_001, ask->request->alliance);
    if (st == ST_OK && handler->needs_organisation && ask->alliance->organisation == NULL)
        return ask_refuse(ask, ST_CONFLICT, REASON_E_ALT_006);
    return st;
}

static enum status pack(struct command *command)
{
    size_t len = duban__alert__reply__get_packed_size(&command->ask.reply);
    uint8_t *bytes = len > BUS_MESSAGE_MAX ? NULL : malloc(len + 1);
    if (bytes == NULL)
        return ST_FATAL;
    duban__alert__reply__pack(&command->ask.reply, bytes);
    request_answer_done(&command->answer);
    command->answer = (struct request_answer){bytes, len};
    return ST_OK;
}

static enum status run_reading(struct command *command)
{
    ask_begin(command);
    enum status st = take_alliance(&command->ask, command->handler);
    return st == ST_OK ? command->handler->run(&command->ask) : st;
}

/* The deed and its answer in one transaction; the same request id finds the answer of the first. */
static enum status run_writing(struct db *db, void *arg)
{
    struct command *command = arg;
    const char *request_id = command->ask.request->request_id;
    bool found = false;
    ask_begin(command);
    request_answer_done(&command->answer);
    enum status st = request_store_find(db, request_id, command->sha256, &found, &command->answer);
    if (st == ST_CONFLICT)
        return ask_refuse(&command->ask, ST_BAD_INPUT, REASON_E_ALT_003);
    if (st != ST_OK || found)
        return st;
    st = take_alliance(&command->ask, command->handler);
    if (st == ST_OK)
        st = command->handler->run(&command->ask);
    if (st == ST_OK)
        st = pack(command);
    if (st == ST_OK)
        st = request_store_insert(db, request_id, command->sha256, command->answer.bytes, command->answer.len, command->ask.now_us);
    if (st == ST_OK)
        crash_before_commit(command->handler);
    return st;
}

static enum status run(struct command *command)
{
    enum status st = ST_CONFLICT;
    if (!command->handler->writes)
        return run_reading(command);
    for (int i = 0; i < CONFLICTS_MAX && st == ST_CONFLICT; i++) {
        st = db_transact(command->ask.db, run_writing, command);
        if (st == ST_CONFLICT && command->ask.reply.status == DUBAN__ALERT__STATUS__STATUS_CONFLICT)
            break; /* refused by the handler, in words */
    }
    if (st == ST_OK)
        crash_after_commit(command->handler);
    return st;
}

/* What a failure means to the client, unless the handler has said it. */
static void say_failure(struct ask *ask, enum status st)
{
    if (ask->reply.status != DUBAN__ALERT__STATUS__STATUS_OK)
        return;
    bool again = st == ST_RETRY || st == ST_CONFLICT;
    if (st == ST_BAD_INPUT)
        ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "text"); /* bytes that are no text, which the decoder lets through */
    else
        ask_refuse(ask, again ? ST_RETRY : ST_FATAL, again ? REASON_E_ALT_004 : REASON_E_ALT_007);
}

static const struct handler *find_handler(const Duban__Alert__Request *request)
{
    for (size_t i = 0; i < sizeof HANDLERS / sizeof HANDLERS[0]; i++)
        if (HANDLERS[i].body == request->body_case)
            return &HANDLERS[i];
    return NULL;
}

/* Size, version, ranges: what the decoder does not check. */
static enum status check(struct command *command)
{
    struct ask *ask = &command->ask;
    if (ask->request == NULL)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "protobuf");
    if (ask->request->version != VERSION)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "version");
    size_t len = strlen(ask->request->request_id);
    if (len < REQUEST_ID_MIN_BYTES || len > REQUEST_ID_MAX_BYTES)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "request_id");
    command->handler = find_handler(ask->request);
    if (command->handler == NULL)
        return ask_refuse(ask, ST_BAD_INPUT, REASON_E_ALT_002, "body");
    return ST_OK;
}

static void answer(struct command *command)
{
    struct process *p = command->alert->process;
    metric_add(metrics_get(p->metrics, "commands_total"), 1);
    ask_begin(command);
    enum status st = check(command);
    if (st != ST_OK) {
        metric_add(metrics_get(p->metrics, "commands_malformed_total"), 1);
    } else {
        st = command->ask.db == NULL ? ST_RETRY : run(command);
        if (st == ST_RETRY || st == ST_FATAL)
            log_event(LOG_WARN, "command.failed", "command=%s status=%s error=%s next=the client asks again",
                      command->handler->name, status_name(st),
                      log_value(command->ask.db == NULL ? "no connection" : db_error(command->ask.db)).s);
    }
    if (st == ST_OK && command->answer.bytes != NULL)
        return;
    if (st != ST_OK)
        say_failure(&command->ask, st);
    request_answer_done(&command->answer);
    if (pack(command) != ST_OK)
        log_event(LOG_ERROR, "command.too_large", "next=no answer");
}

static void serve(void *arg, struct db *db, const uint8_t *bytes, size_t len, struct command_answer *ret)
{
    struct alert *alert = arg;
    struct command command = {.alert = alert, .bytes = bytes, .len = len, .ask = {.alert = alert, .db = db}};
    Duban__Alert__Request *request = duban__alert__request__unpack(NULL, len, bytes);
    command.ask.request = request;
    arena_init(&command.ask.arena);
    hash_sha256_hex(bytes, len, command.sha256);
    answer(&command);
    if (command.handler != NULL && command.handler->writes)
        alert_wake(alert);
    *ret = (struct command_answer){command.answer.bytes, command.answer.len};
    if (request != NULL)
        duban__alert__request__free_unpacked(request, NULL);
    alliance_give(&command.ask.alliance);
    arena_done(&command.ask.arena);
}

enum status command_open(struct alert *alert)
{
    return command_serve(alert->process, serve, alert);
}
