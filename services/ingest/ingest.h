/* ingest.h: what the steps of the ingest process share. The way of a file:
 *
 *   command.c → upload.c: bytes → charset → csv → rows → chunk (model/intake.h) → COPY, under a batch that no view shows
 *   command.c → commit.c: under the lane's lock: difference, hold or commit, sums, lane event, compute's work row, the answer
 *   command.c → decide.c: accept, reject, withdraw;  browse.c: list, show
 *   keeper.c: beats of open batches, uploads that nobody goes on with, batches that a dead process left open
 *   applied_step.c: work rows about catalog and clock */
#ifndef DUBAN_INGEST_INGEST_H
#define DUBAN_INGEST_INGEST_H

#include <stdint.h>

#include "lib/status.h"
#include "lib/todo_worker.h"

struct alliances;
struct hash_key;
struct process;
struct uploads;

#define HOLDER_SIZE 64

struct ingest {
    struct process *process;
    struct alliances *alliances;
    struct hash_key *key; /* of record numbers (law 10) */
    int64_t key_version;
    struct uploads *uploads;
    struct todo_worker *applied;
    char holder[HOLDER_SIZE]; /* "<instance>/<run>": the run is new with each start */
    int64_t lease_us;         /* monotonic: an upload without a piece for so long is given up */
    uint64_t max_file_bytes;
};

/* Opens the command socket. */
MUST_CHECK enum status command_open(struct ingest *ingest);

/* Starts the keeper's task; the batches that this instance left open in an earlier run are its first work. */
MUST_CHECK enum status keeper_start(struct ingest *ingest);

/* What the catalog or the clock says needs no work here: both are read anew for each upload. */
extern const struct todo_step APPLIED_STEP;

#endif
