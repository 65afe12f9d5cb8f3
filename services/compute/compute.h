/* compute.h: what the steps of the compute process share. The way of a fact:
 *
 *   todo lane → lane_step.c (totals move, in lane order) → todo cell → cell_step.c (values are written) → alert.todo
 *   todo catalog, organisation, clock → definition_step.c (generations open and switch, cells of a new month or definition)
 */
#ifndef DUBAN_COMPUTE_COMPUTE_H
#define DUBAN_COMPUTE_COMPUTE_H

#include "lib/process.h"
#include "lib/status.h"
#include "lib/todo_worker.h"
#include "shared/alliance.h"

struct compute {
    struct process *process;
    struct alliances *alliances;
    struct todo_worker *lanes, *definitions, *cells;
};

/* The three families of work rows; arg is the struct compute. */
extern const struct todo_step LANE_STEP, DEFINITION_STEP, CELL_STEP;

/* On a clock that runs by itself nobody writes a clock row when a month begins: looks every sweep and writes it (month_watch.c). */
MUST_CHECK enum status month_watch_start(struct compute *compute, int64_t sweep_us);

/* Opens the command socket. */
MUST_CHECK enum status command_open(struct compute *compute);

#endif
