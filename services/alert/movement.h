/* movement.h: what moved a number between two of its revisions (因何而变): the definition, one lane, or several. */
#ifndef DUBAN_ALERT_MOVEMENT_H
#define DUBAN_ALERT_MOVEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "alert/value_store.h"
#include "lib/status.h"
#include "model/scope.h"
#include "shared/alliance.h"

struct db;

struct movement {
    bool redefined;           /* the definition or the members are not those of the first one */
    size_t n_lanes;           /* whose totals moved it */
    struct source_batch lane; /* the last of them: institution, kind and month */
};

/* After revision `after` of the cell, up to `up_to`. Only lanes that the cell reads count, each once however often it moved. */
MUST_CHECK enum status movement_between(struct db *db, const struct alliance *alliance, const struct cell *cell, int64_t after,
                                        int64_t up_to, struct movement *ret);

#endif
