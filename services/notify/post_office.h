/* post_office.h: which letters are delivered now, by whom, and that we are alive while we do it. */
#ifndef DUBAN_NOTIFY_POST_OFFICE_H
#define DUBAN_NOTIFY_POST_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/todo_blame.h"
#include "notify/notify.h"
#include "notify/sighting.h"

struct metric;

/* One a process; lives as long as it. */
struct post_office {
    struct notify *notify;
    int64_t lease_us;
    size_t running;
    struct sightings sightings;
    struct todo_keys *keys; /* nobody asks them: pauses are the sightings' */
    struct todo_blame blame;
    struct metric *accepted, *temporary, *refused, *lost, *taken_over;
};

/* A task that claims this letter and delivers it (deliver_step.c); at its end the sighting may be looked at again. False: no
 * memory, nothing was begun. */
bool deliver_spawn(struct post_office *office, struct sighting *sighting);

#endif
