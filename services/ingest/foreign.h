/* foreign.h: what people send instead of CSV, told by its first bytes so that they can be told what to do. Pure. */
#ifndef DUBAN_INGEST_FOREIGN_H
#define DUBAN_INGEST_FOREIGN_H

#include <stddef.h>

#include "ingest/refusal.h"
#include "lib/status.h"

#define FOREIGN_LOOK_BYTES 8 /* of the longest mark */

/* ST_BAD_INPUT: it is certainly not a CSV text, and the refusal says what it is. */
MUST_CHECK enum status foreign_check(const void *head, size_t len, struct refusal *refusal);

#endif
