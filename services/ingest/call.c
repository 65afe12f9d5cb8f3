/* call.c: what commands that change something share after their commit. */
#include "ingest/call.h"

#include <stdio.h>

#include "lib/event.h"
#include "lib/process.h"

void call_publish(const struct call *call, int64_t alliance_id, int64_t institution_id)
{
    const struct process *process = call->ingest->process;
    struct event event = {
        .name = EVENT_BATCH_STORED, .alliance_id = alliance_id, .institution_id = institution_id, .business_us = call->business_us};
    snprintf(event.service, sizeof event.service, "%s", process->service);
    snprintf(event.instance, sizeof event.instance, "%s", process->instance);
    event_publish(process->bus, &event);
}
