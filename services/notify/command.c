/* command.c: which question of notify.proto is answered where. Only a resend changes anything. */
#include "lib/crash.h"
#include "lib/db.h"
#include "notify/answer.h"
#include "notify/notify.h"
#include "shared/command.h"

static bool is_deed(const ProtobufCMessage *request)
{
    return ((const Duban__Notify__Request *)request)->command_case == DUBAN__NOTIFY__REQUEST__COMMAND_RESEND;
}

static enum status begin(struct notify *notify, struct command *command, struct answer *ret)
{
    enum status st = command_take_alliance(command, notify->alliances, REASON_E_NTF_001);
    if (st != ST_OK)
        return st;
    if (command->alliance->organisation == NULL)
        return command_refuse(command, ST_BAD_INPUT, REASON_E_NTF_004);
    *ret = (struct answer){.command = command,
                           .db = command->db,
                           .alliance = command->alliance,
                           .business_us = command->business_us,
                           .placed = command->clock_placed,
                           .arena = &command->arena,
                           .reply = (Duban__Notify__Reply *)command->reply};
    return ST_OK;
}

struct resending {
    struct notify *notify;
    struct command *command;
};

static enum status resend(struct db *db, void *arg)
{
    (void)db; /* the command's */
    const struct resending *r = arg;
    struct answer answer;
    command_begin(r->command);
    enum status st = begin(r->notify, r->command, &answer);
    if (st == ST_OK)
        st = answer_resend(&answer, ((const Duban__Notify__Request *)r->command->request)->resend);
    if (st == ST_OK)
        st = command_store(r->command);
    if (st == ST_OK)
        CRASH_POINT("notify.before_resend_commit");
    return st;
}

static enum status run_resend(struct notify *notify, struct command *command)
{
    struct resending resending = {.notify = notify, .command = command};
    enum status st = db_transact(command->db, resend, &resending);
    if (st != ST_OK)
        return st;
    CRASH_POINT("notify.after_resend_commit");
    task_bell_ring(&notify->deliver);
    return ST_OK;
}

static enum status run(void *arg, struct command *command)
{
    struct notify *notify = arg;
    const Duban__Notify__Request *request = (const Duban__Notify__Request *)command->request;
    struct answer answer;
    if (request->command_case == DUBAN__NOTIFY__REQUEST__COMMAND_RESEND)
        return run_resend(notify, command);
    enum status st = begin(notify, command, &answer);
    if (st != ST_OK)
        return st;
    switch (request->command_case) {
    case DUBAN__NOTIFY__REQUEST__COMMAND_LIST: return answer_list(&answer, request->list);
    case DUBAN__NOTIFY__REQUEST__COMMAND_PREVIEW: return answer_preview(&answer, request->preview);
    case DUBAN__NOTIFY__REQUEST__COMMAND_LETTERBOX: return answer_letterbox(&answer, request->letterbox);
    default: return answer_why(&answer, request->why);
    }
}

enum status command_open(struct notify *notify)
{
    static const struct command_service service = {.request = &duban__notify__request__descriptor,
                                                   .reply = &duban__notify__reply__descriptor,
                                                   .max_bytes = COMMAND_SHORT_BYTES,
                                                   .is_deed = is_deed,
                                                   .run = run};
    return command_serve(notify->process, &service, notify);
}
