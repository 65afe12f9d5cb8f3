/* hold.h: may a file go in, or must a person look first? Pure.
 *
 * A re-send that loses rows asks, if somebody is there to be asked; unattended it is held only above the kind's threshold. A file
 * whose record numbers became shorter is held always: Excel ate the zeros in front, and every row of it would be a new patient.
 * A file whose record numbers were hashed under another version of the key than those that it replaces cannot be compared with them
 * at all, and is held always too: nobody could tell a row that went from one that only got a new hash. */
#ifndef DUBAN_INGEST_HOLD_H
#define DUBAN_INGEST_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/refusal.h"

/* Against what is current. For an upsert nothing is gone. */
struct difference {
    int64_t gone, added, changed, before; /* before: rows of the other side */
    int64_t other_key; /* the other side's record numbers were hashed under this version of the key, so no row could be compared and
                          all four are 0; 0: under the same */
};

/* How many rows have a record number of this length as written. */
struct key_length {
    int64_t length, rows;
};
#define KEY_LENGTHS_MAX 256

/* A lane's numbers are of one length if this share of a file has it; and a file is suspect if this share became shorter. */
#define GUARD_USUAL_PERCENT   95
#define GUARD_SHORTER_PERCENT 5
/* Of the numbers that the current file has only with more zeros, this share is enough: it is no accident. */
#define GUARD_LOST_PERCENT 1

/* Rows that are shorter than what was usual before; 0 if nothing was usual, or too few to tell. */
int64_t guard_shorter(const struct key_length *before, size_t n_before, const struct key_length *now, size_t n_now);

/* Is this many of `rows` enough to hold the file? */
bool guard_lost_matters(int64_t lost, int64_t rows);

/* rows_shorter: what the guard found, 0: nothing. refusal->reason is REASON_NONE if it may go in. */
void hold_decide(const struct difference *difference, int64_t rows_shorter, bool unattended, int threshold_percent,
                 struct refusal *ret);

#endif
