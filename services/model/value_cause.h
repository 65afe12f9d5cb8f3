/* value_cause.h: what moved a value (因何而变): a few words beside each of its revisions. compute writes them, alert reads them to
 * say in a correction where it came from; both do it here, so that the two cannot part.
 *
 * Words with a blank between, each once: `0/all 17/discharge|2025-11 23/discharge|2025-12`
 *   <institution id>/<kind>|<yyyy-MM>  a lane: the totals of one institution and month moved
 *   0/all                              the definition, the members, or who owes returns are not those of the revision before
 *   0/begin|<yyyy-MM>                  the month had begun, which gives a cell its first value and moves none
 * What stands after the slash of a lane or a month is the key of compute's work row. */
#ifndef DUBAN_MODEL_VALUE_CAUSE_H
#define DUBAN_MODEL_VALUE_CAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/text.h"

#define VALUE_CAUSE_MAX_BYTES  200 /* a reader wants to know whether it was one; of many the first are enough */
#define VALUE_CAUSE_KIND_BYTES 64  /* with NUL */

/* Appends a word; `causes` holds VALUE_CAUSE_MAX_BYTES at most, and what would pass them is left out whole. The definition comes
 * first, since who reads must not miss it. */
void value_cause_add_definition(struct text *causes);
void value_cause_add(struct text *causes, int64_t institution_id, const char *key);

struct value_cause {
    enum value_cause_what { CAUSE_OTHER, CAUSE_DEFINITION, CAUSE_LANE } what; /* other: it moves nothing */
    int64_t institution_id;                                                   /* of a lane, as what follows */
    int32_t month;
    char kind[VALUE_CAUSE_KIND_BYTES];
};
/* The next word from *rest on, which moves behind it; false: there is no more. */
bool value_cause_next(const char **rest, struct value_cause *ret);

#endif
