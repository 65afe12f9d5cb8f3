/* finding.h: what is wrong with a row of a file, told to its sender by line, column and reason.
 *
 * Bounded: beyond `max` kept findings only counts go on, so a hopeless file of a million rows costs no more than a bad
 * one. Values are already in the safe shape of law 10 when they come here. */
#ifndef DUBAN_MODEL_FINDING_H
#define DUBAN_MODEL_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/reason.h"
#include "lib/status.h"

#define FINDING_VALUE_BYTES  64
#define FINDING_COLUMN_BYTES 48

struct finding {
    int64_t line;
    enum reason reason;
    bool rejects;                      /* the row is not counted; false: told, and it is */
    char column[FINDING_COLUMN_BYTES]; /* name in the file; "" if it is of the whole row */
    char value[FINDING_VALUE_BYTES];   /* safe shape; "" if there is none */
    int64_t other_line;                /* the row it disagrees with; 0: none */
};

struct findings {
    struct finding *items;
    size_t count, cap, max;
    uint64_t rejects, warnings; /* all of them, kept or not */
    uint64_t dropped;
};

void findings_init(struct findings *findings, size_t max);
void findings_done(struct findings *findings);
void findings_clear(struct findings *findings); /* the kept ones; the counts go on */

/* Copies; texts that are too long are cut at a character. Without memory the finding is counted as dropped. */
void findings_add(struct findings *findings, const struct finding *finding);

#endif
