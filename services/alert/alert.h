/* alert.h: what the steps of the alert process share. The way of a fact:
 *
 *   todo catalog          → catalog_step.c   which duties there are, at which institutions; baseline
 *   todo value, return    → value_step.c     which of them look at this number
 *   todo clock, and time  → clock_step.c     which of them could change by themselves now
 *   todo subject          → subject_step.c   judged; episodes, ladders; due notices → notify.todo
 *   todo sent             → sent_step.c      what became of a notice
 *   command socket        → command.c        imports, acts, lists, why
 */
#ifndef DUBAN_ALERT_ALERT_H
#define DUBAN_ALERT_ALERT_H

#include "lib/event.h"
#include "lib/process.h"
#include "lib/status.h"
#include "lib/todo_worker.h"
#include "shared/alliance.h"

struct alert {
    struct process *process;
    struct alliances *alliances;
    struct todo_worker *catalogs, *values, *subjects, *clocks, *sents;
};

/* The families of work rows; arg is the struct alert. */
extern const struct todo_step CATALOG_STEP, VALUE_STEP, SUBJECT_STEP, CLOCK_STEP, SENT_STEP;

/* All workers look now: work of one family makes work of another. */
void alert_wake(struct alert *alert);

/* Tells whoever listens, after a commit, and wakes our own workers. */
void alert_say(struct alert *alert, enum event_name name, const struct todo_job *job);

/* Looks every sweep whether business time has brought something (clock_step.c). */
MUST_CHECK enum status clock_watch_start(struct alert *alert);

/* Opens the command socket (command.c). */
MUST_CHECK enum status command_open(struct alert *alert);

#endif
