/* other_format.h: what people send instead of CSV, told by its first bytes so that they can be told what to do. Pure. */
#ifndef DUBAN_INGEST_OTHER_FORMAT_H
#define DUBAN_INGEST_OTHER_FORMAT_H

#include <stddef.h>

#include "ingest/refusal.h"
#include "lib/status.h"

#define OTHER_FORMAT_LOOK_BYTES 8 /* of the longest mark */

/* ST_BAD_INPUT: it is certainly not a CSV text, and the refusal says what it is. */
MUST_CHECK enum status other_format_check(const void *head, size_t len, struct refusal *refusal);

#endif
