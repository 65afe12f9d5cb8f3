/* announce.c: an event made of a job and the process that did it. */
#include "shared/announce.h"

#include <stdio.h>

#include "lib/process.h"
#include "lib/todo_worker.h"

void announce(const struct process *process, enum event_name name, const struct todo_job *job)
{
    struct event event = {.name = name, .business_us = job->business_us};
    snprintf(event.service, sizeof event.service, "%s", process->service);
    snprintf(event.instance, sizeof event.instance, "%s", process->instance);
    if (job->rows.count > 0) {
        event.alliance_id = job->rows.rows[0].key.alliance_id;
        event.institution_id = job->rows.rows[0].key.institution_id;
        event.trace[event.trace_count++] = job->rows.rows[0].id;
    }
    event_publish(process->bus, &event);
}
