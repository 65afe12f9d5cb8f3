/* generation_store.h: definitions of measures as they are counted: which serve, which are being filled, and which lanes are in
 * them. */
#ifndef DUBAN_COMPUTE_GENERATION_STORE_H
#define DUBAN_COMPUTE_GENERATION_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/lane_store.h"
#include "lib/status.h"
#include "model/measure.h"

struct db;

enum generation_state { GENERATION_FILLING, GENERATION_SERVING, GENERATION_RETIRED };

struct generation {
    int64_t id;
    enum generation_state state;
    bool lane_is_in; /* of the lane that was asked for */
    char measure_hash[MEASURE_HASH_HEX + 1];
    char *measure, *kind;
};
struct generation_list {
    struct generation *at;
    size_t n;
};
void generation_list_done(struct generation_list *list);

/* Those of an alliance that are not retired; `lane` NULL: of all kinds, lane_is_in not told. */
MUST_CHECK enum status generations(struct db *db, int64_t alliance_id, const struct lane *lane, struct generation_list *ret);

MUST_CHECK enum status generation_open(struct db *db, int64_t alliance_id, const struct measure *measure, int64_t at_us);
/* filling → serving, or filling or serving → retired. ST_CONFLICT: it is in another state by now. */
MUST_CHECK enum status generation_serve(struct db *db, int64_t generation_id, int64_t at_us);
/* Its totals go too: nobody reads them any more. */
MUST_CHECK enum status generation_retire(struct db *db, int64_t generation_id);

/* The lane's records are in the generation, up to and with `through`. */
MUST_CHECK enum status generation_lane_put(struct db *db, int64_t generation_id, const struct lane *lane, int64_t through);
/* How many lanes of its kind are not in it yet. */
MUST_CHECK enum status generation_lanes_missing(struct db *db, int64_t alliance_id, const struct generation *generation,
                                                int64_t *ret);

#endif
