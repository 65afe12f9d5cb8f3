/* call.c: what commands that change something share at their end. */
#include "ingest/call.h"

#include <stdio.h>
#include <stdlib.h>

#include "ingest/request_store.h"
#include "lib/event.h"
#include "lib/process.h"

enum status call_store_answer(struct call *call)
{
    free(call->stored.bytes);
    call->stored = (struct command_answer){0};
    answer_pack(call->answer, &call->stored);
    if (call->stored.bytes == NULL)
        return ST_RETRY;
    return request_insert(call->db, call->request_id, call->request_sha256, call->stored.bytes, call->stored.len,
                          call->business_us);
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
