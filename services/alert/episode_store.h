/* episode_store.h: alert.episode and alert.episode_transition: the only writer of episodes. It makes a decision of the model true,
 * guarded by `state = from`, and never decides. */
#ifndef DUBAN_ALERT_EPISODE_STORE_H
#define DUBAN_ALERT_EPISODE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/status.h"
#include "model/episode.h"

struct db;

struct episode {
    struct episode_view view;
    int64_t opened_us, t0_us, closed_us; /* closed_us: INT64_MAX while it is open */
    int32_t due;                         /* DATE_NONE if its ladder has none */
    char *corrects;                      /* printed value before the correction that opened it; "" */
    char *close_event;                   /* "" while open */
    char *told_value, *told_state;       /* what its first notice showed, as printed */
};

struct episode_list {
    struct episode *at;
    size_t n;
};
void episode_list_done(struct episode_list *list);

/* All of a duty at an institution, closed ones too, by ladder, period, number. `told`: at least one notice of it exists. */
MUST_CHECK enum status episode_store_list(struct db *db, int64_t institution_id, const char *duty, struct episode_list *ret);

/* Where an episode lives. */
struct episode_place {
    int64_t alliance_id, institution_id;
    const char *duty;
    int64_t now_us;
};

/* A decision with id 0: a new episode and its first transition. ST_CONFLICT: it is there already. */
MUST_CHECK enum status episode_store_open(struct db *db, const struct episode_place *place, const struct episode_decision *decision,
                                          const char *corrects, int64_t *ret_id);

/* Any other decision. ST_CONFLICT: the state is not `from` any more. */
MUST_CHECK enum status episode_store_move(struct db *db, const struct episode_place *place,
                                          const struct episode_decision *decision);

/* What the first notice of the episode shows; later calls change nothing. units NULL: no number. */
MUST_CHECK enum status episode_store_told(struct db *db, int64_t institution_id, int64_t episode_id, const i128 *units,
                                          const char *value, const char *state);

#endif
