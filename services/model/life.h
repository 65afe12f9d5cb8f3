/* life.h: the life of one duty at one institution, or of one return, on a clock of its own: judged, in trouble, reminded, without a
 * database and without sending anything. What `catalog test` compares with expectations and `simulate` runs a whole plan by.
 *
 * The same decisions as in the running system, made by the same functions (duty_judge, return_judge, episode_reconcile,
 * ladder_step) in the same order; only what they are told (facts, acts) and what becomes of their effects (an event to the caller)
 * differs. Pure. */
#ifndef DUBAN_MODEL_LIFE_H
#define DUBAN_MODEL_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/episode.h"
#include "model/ladder.h"
#include "model/recurrence.h"

#define LIFE_EPISODES_MAX 256 /* two ladders for each month of ten years */

struct life_episode {
    struct episode_view view;
    int64_t start_us;
    int64_t said_us;     /* when its first word was said; 0: not yet (ladder.h) */
    uint32_t rungs_done; /* bit i: rung i of its ladder has its outcome */
    bool is_correction;  /* its notices say that a corrected number made it worse */
};

enum life_event_kind {
    LIFE_STATE,     /* the state changed */
    LIFE_PERIOD,    /* another period is judged, and the state is the same */
    LIFE_SAID,      /* a rung speaks */
    LIFE_CALL,      /* a rung puts it on the desk's list of calls */
    LIFE_WITHDRAWN, /* what was told is taken back */
};
struct life_event {
    enum life_event_kind kind;
    int64_t at_us;
    const struct judgement *judgement;  /* NULL for a return */
    const struct life_episode *episode; /* NULL for a state and a period */
    const struct rung *rung;            /* of SAID and CALL */
    unsigned to, copy;                  /* TO_A, TO_B; of SAID */
};
typedef void life_event_fn(void *arg, const struct life_event *event);

struct life {
    /* given; ctx.now_us, periods and n_periods are set before each step; of a return its own context too, and of ctx only rules,
     * calendar and now_us */
    struct duty_context ctx;
    bool is_return;
    struct return_context return_ctx;
    int64_t silent_before_us; /* supervised from: nothing up to and including this instant is said; INT64_MIN: none */
    int64_t baseline_us;      /* the first judgement of all: trouble that was there is known and never told (law 13); INT64_MIN */
    life_event_fn *say;
    void *arg;

    /* its own */
    struct judgement judgement; /* of the last step */
    struct return_judgement return_judgement;
    bool was_judged;
    int32_t told_period;
    size_t n_episodes;
    struct life_episode episodes[LIFE_EPISODES_MAX];
    struct occurrence occurrence;
    int32_t evidence_occurrence; /* the month of the occurrence that evidence was handed in for; 0: a duty that does not recur */
    int32_t letter_occurrence;   /* the same of the draft letter */
};
void life_init(struct life *life);

/* One step at life->ctx.now_us: steps come in the order of time. *ret_next_us: when to step again if nothing new is known before;
 * INT64_MAX: never. ST_BAD_INPUT: more than LIFE_EPISODES_MAX runs of trouble. */
MUST_CHECK enum status life_step(struct life *life, int64_t *ret_next_us);

/* A person's act on every open episode: EV_ACKNOWLEDGED or EV_EXPLAINED; what does not apply changes nothing. */
void life_act(struct life *life, enum episode_event act);

/* Evidence is handed in, the line is closed: of what comes again, the occurrence that is spoken of. */
void life_evidence(struct life *life);
void life_close(struct life *life);

#endif
