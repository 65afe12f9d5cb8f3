/* ladders.h: climbs the ladders of a subject's open episodes: says the rung that is due, notes those that were passed over. */
#ifndef DUBAN_ALERT_LADDERS_H
#define DUBAN_ALERT_LADDERS_H

#include <stdint.h>

#include "alert/dossier.h"
#include "lib/status.h"

/* In the caller's transaction. *ret_next_us: when a ladder has something to say next; INT64_MAX: never. */
MUST_CHECK enum status ladders_climb(struct db *db, const struct dossier *dossier, int64_t *ret_next_us);

#endif
