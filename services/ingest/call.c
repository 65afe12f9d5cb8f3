/* call.c: what commands share at their end. */
#include "ingest/call.h"

#include <stdio.h>

#include "ingest/upload.h"
#include "ingest/uploads.h"
#include "lib/clock.h"
#include "lib/event.h"
#include "lib/process.h"
#include "shared/command.h"

/* Another command about the same upload is at most a piece long. */
#define UPLOAD_WAIT_US (30 * CLOCK_SECOND_US)

static enum status take_until(struct call *call, const char *id, int64_t deadline_us, struct upload **ret)
{
    struct uploads *uploads = call->ingest->uploads;
    return id != NULL ? uploads_take(uploads, id, deadline_us, ret)
                      : uploads_take_opened(uploads, call->request_id, deadline_us, ret);
}

enum status call_take(struct call *call, const char *id, struct upload **ret)
{
    struct command *command = call->answer->command;
    struct upload *upload = NULL;
    enum status st = take_until(call, id, monotonic_us(), &upload);
    if (st == ST_RETRY) { /* somebody works on it: a sender who repeats himself must not keep others from the store */
        command_lend_db(command);
        st = take_until(call, id, monotonic_us() + UPLOAD_WAIT_US, &upload);
        enum status regained = command_regain_db(command);
        call->db = command->db;
        if (regained != ST_OK) {
            uploads_give(call->ingest->uploads, &upload);
            return regained;
        }
    }
    if (st == ST_OK)
        *ret = upload;
    return st;
}

enum status call_give(struct call *call, struct upload **upload, enum status st)
{
    bool lost = false;
    if (st == ST_CONFLICT && upload_lost(call->db, *upload, &lost) == ST_OK && lost) {
        uploads_remove(call->ingest->uploads, upload);
        answer_reason(call->answer, DUBAN__INGEST__STATUS__STATUS_CONFLICT, REASON_E_ING_319);
        return ST_OK;
    }
    uploads_give(call->ingest->uploads, upload);
    return st;
}

void call_publish(const struct call *call, int64_t alliance_id, int64_t institution_id)
{
    const struct process *process = call->ingest->process;
    struct event event = {
        .name = EVENT_BATCH_STORED, .alliance_id = alliance_id, .institution_id = institution_id, .business_us = call->business_us};
    snprintf(event.service, sizeof event.service, "%s", process->service);
    snprintf(event.instance, sizeof event.instance, "%s", process->instance);
    event_publish(process->bus, &event);
}
