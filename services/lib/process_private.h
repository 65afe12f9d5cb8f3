/* process_private.h: the inside of struct process, for process*.c alone. */
#ifndef DUBAN_LIB_PROCESS_PRIVATE_H
#define DUBAN_LIB_PROCESS_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/process.h"
#include "lib/text.h"

struct loop_timer;

struct process_private {
    int64_t counter; /* of the heartbeat row: raised by every beat of every life of this instance */
    bool reachable;  /* the last beat got through to the database */
    char why[256];   /* it did not: the database's words */
    bool beating;    /* the task is alive */
    struct loop_timer *status_timer;
    char status_path[300];
};

/* process_beat.c: the first heartbeat, waited for until deadline_us (monotonic). Runs the loop. ST_RETRY: the database was not
 * reached in time or the process is to stop; ST_FATAL: it refuses us. */
MUST_CHECK enum status process_first_beat(struct process *process, int64_t deadline_us);

/* Starts the task that beats and the timer that writes the status file. */
MUST_CHECK enum status process_beat_start(struct process *process);

/* Replaces the status file; `state` is a word: running, stopped. */
void process_status_write(struct process *process, const char *state);

#endif
