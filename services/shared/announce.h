/* announce.h: after a unit of work was committed, tell whoever listens: "look". */
#ifndef DUBAN_SHARED_ANNOUNCE_H
#define DUBAN_SHARED_ANNOUNCE_H

#include "lib/event.h"

struct process;
struct todo_job;

/* Publishes the event with the alliance, the institution and the id of the job's first row as its trace. Never blocks. */
void announce(const struct process *process, enum event_name name, const struct todo_job *job);

#endif
