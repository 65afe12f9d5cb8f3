/* command.c: which handler answers which command of alert.proto. */
#include "alert/command.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/bus.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/text.h"

/* An import carries all tables of an organisation. What the margin holds is still heard, and told that it is too much. */
#define COMMAND_MAX_BYTES (BUS_MESSAGE_MAX - (size_t)64 * 1024)

struct handler {
    Duban__Alert__Request__BodyCase body;
    bool writes;
    bool needs_organisation;
    enum status (*run)(struct ask *ask);
};

static const struct handler HANDLERS[] = {
    {DUBAN__ALERT__REQUEST__BODY_IMPORT, true, false, ask_import},
    {DUBAN__ALERT__REQUEST__BODY_EXPORT, false, false, ask_export},
    {DUBAN__ALERT__REQUEST__BODY_DUTIES, false, true, ask_duties},
    {DUBAN__ALERT__REQUEST__BODY_DUTY_SHOW, false, true, ask_duty_show},
    {DUBAN__ALERT__REQUEST__BODY_ACT, true, true, ask_act},
    {DUBAN__ALERT__REQUEST__BODY_WHY, false, true, ask_why},
    {DUBAN__ALERT__REQUEST__BODY_CALLS, false, true, ask_calls},
    {DUBAN__ALERT__REQUEST__BODY_DRAFTS, false, true, ask_drafts},
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
    return arena_text(ask->arena, string == NULL ? "" : string);
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

/* ---- one request ---- */

static const struct handler *find_handler(const Duban__Alert__Request *request)
{
    for (size_t i = 0; i < sizeof HANDLERS / sizeof HANDLERS[0]; i++)
        if (HANDLERS[i].body == request->body_case)
            return &HANDLERS[i];
    return NULL;
}

static bool is_deed(const ProtobufCMessage *request)
{
    const struct handler *handler = find_handler((const Duban__Alert__Request *)request);
    return handler != NULL && handler->writes;
}

static enum status handle(struct alert *alert, struct command *command, const struct handler *handler)
{
    enum status st = command_take_alliance(command, alert->alliances, REASON_E_ALT_001);
    if (st != ST_OK)
        return st;
    if (handler->needs_organisation && command->alliance->organisation == NULL)
        return command_refuse(command, ST_CONFLICT, REASON_E_ALT_006);
    struct ask ask = {.alert = alert,
                      .command = command,
                      .db = command->db,
                      .request = (const Duban__Alert__Request *)command->request,
                      .alliance = command->alliance,
                      .now_us = command->business_us,
                      .arena = &command->arena,
                      .reply = (Duban__Alert__Reply *)command->reply};
    return handler->run(&ask);
}

struct deed {
    struct alert *alert;
    struct command *command;
    const struct handler *handler;
};

static enum status do_deed(struct db *db, void *arg)
{
    (void)db; /* the command's */
    const struct deed *deed = arg;
    command_begin(deed->command);
    enum status st = handle(deed->alert, deed->command, deed->handler);
    if (st == ST_OK)
        st = command_store(deed->command);
    if (st == ST_OK)
        crash_before_commit(deed->handler);
    return st;
}

static enum status run(void *arg, struct command *command)
{
    struct alert *alert = arg;
    const struct handler *handler = find_handler((const Duban__Alert__Request *)command->request);
    if (handler == NULL)
        return command_refuse(command, ST_BAD_INPUT, REASON_E_ALT_002, "body");
    if (!handler->writes)
        return handle(alert, command, handler);
    struct deed deed = {.alert = alert, .command = command, .handler = handler};
    enum status st = db_transact(command->db, do_deed, &deed);
    if (st == ST_OK)
        crash_after_commit(handler);
    alert_wake(alert); /* also where nobody knows whether it was committed */
    return st;
}

enum status command_open(struct alert *alert)
{
    static const struct command_service service = {.request = &duban__alert__request__descriptor,
                                                   .reply = &duban__alert__reply__descriptor,
                                                   .max_bytes = COMMAND_MAX_BYTES,
                                                   .is_deed = is_deed,
                                                   .run = run};
    return command_serve(alert->process, &service, alert);
}
