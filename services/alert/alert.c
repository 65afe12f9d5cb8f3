/* alert.c: waking: our own workers, and whoever listens. */
#include "alert/alert.h"

#include <stddef.h>

#include "shared/announce.h"

void alert_wake(struct alert *alert)
{
    struct todo_worker *const all[] = {alert->catalogs, alert->values, alert->subjects, alert->clocks, alert->sents};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i] != NULL)
            todo_worker_wake(all[i]);
}

void alert_say(struct alert *alert, enum event_name name, const struct todo_job *job)
{
    announce(alert->process, name, job);
    alert_wake(alert);
}
