/* ladder.h: the ladder of reminders (提醒阶梯): which rung is due, when the next one is, which were passed over.
 *
 * Rungs count working days. Before a deadline they count back from the last working day on or before it, which is T itself, so a
 * deadline on a rest day is reminded of before the holiday; after a judgement they count on from T+0, the first send window at or
 * after it. After an outage only the latest rung is said, and the passed ones are keys with the outcome `skipped` (law 13). But who
 * answers hears first, with time to answer (law 12): of what counts on, the first word is said late rather than passed over, and
 * T+n counts from the day on which it was. Pure: what was done is an argument, what is to be done is the answer. */
#ifndef DUBAN_MODEL_LADDER_H
#define DUBAN_MODEL_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/reason.h"
#include "model/calendar.h"

/* Who hears, as bits. The call list reaches nobody: it is the desk's queue of telephone calls (待打电话). */
enum { TO_A = 1, TO_B = 2, TO_DESK_CALLS = 4 };

enum rung_condition {
    RUNG_ALWAYS,
    RUNG_UNACKNOWLEDGED, /* nobody has signed for it (签收) */
    RUNG_UNEXPLAINED,    /* no explanation was given */
};

enum rung_base {
    RUNG_BEFORE_DATE, /* workdays back from the last working day on or before the date; 0: that day */
    RUNG_AFTER_START, /* workdays on from the first send window at or after the start of the trouble */
    RUNG_AFTER_DATE,  /* the same, counted from the deadline's instant (a return's cut-off) */
};

struct rung {
    const char *name; /* T-30, T+0: part of the notice's key, for ever */
    enum rung_base base;
    int workdays;      /* ≥ 0, in the direction of `base` */
    int second_of_day; /* -1: the day's first send window */
    unsigned to, copy;
    enum rung_condition condition;
    const char *template; /* of base/templates; NULL for a rung that only fills the call list */
    const char *file;     /* where the template is named, for messages; NULL */
    int64_t line;
};

#define LADDER_RUNGS_MAX 16
struct ladder {
    size_t n;
    struct rung rungs[LADDER_RUNGS_MAX]; /* ascending in time (checked at loading) */
};

struct ladder_context {
    const struct ladder *ladder;
    const struct calendar *calendar;
    const struct send_windows *windows;
    int64_t start_us;         /* since when the trouble is */
    int32_t date;             /* the deadline's day, DATE_NONE if the ladder has none */
    int64_t date_us;          /* the deadline's instant */
    int64_t silent_before_us; /* a baseline: rungs up to and including this instant are passed over and never said; INT64_MIN: none.
                                 INT64_MAX: the whole ladder is silent */
    int64_t remind_from_us;   /* rungs before this instant are passed over: of what comes again; INT64_MIN: none */
    int64_t said_us;          /* when the first word after the start or the date left for its reader: what holds it up, here or in
                                 the post, moves what follows. While it waits, now; 0: it was not said yet */
    int64_t now_us;
    uint32_t done; /* bit i: rung i has its outcome already */
    bool acknowledged, explained;
};

enum rung_outcome { RUNG_SAY, RUNG_SKIP };
struct rung_step {
    size_t rung; /* index in the ladder */
    enum rung_outcome outcome;
    enum reason reason; /* why it is skipped; of RUNG_SAY REASON_NONE, or that it is the first word and late */
    int64_t at_us;      /* the rung's own instant */
    unsigned to, copy;  /* of RUNG_SAY: the rung's own, and those of rungs passed over in this very step, so that nobody who should
                           have heard first hears nothing */
};
struct ladder_steps {
    size_t n;
    struct rung_step at[LADDER_RUNGS_MAX]; /* in the ladder's order; at most one RUNG_SAY */
    int64_t next_us;                       /* when to ask again; INT64_MAX: the ladder is at its end */
};

/* The rung that tells first after the start or the date, before which nobody is rung up; n of the ladder: there is none. */
size_t ladder_first_word(const struct ladder *ladder);
/* The instant of a rung. */
int64_t ladder_rung_us(const struct ladder_context *ctx, size_t rung);
/* The instant of the ladder's first rung: when an episode that only reminds begins. INT64_MAX for an empty ladder. */
int64_t ladder_first_us(const struct ladder_context *ctx);

/* What is due at now. Nothing is said outside the send windows: then next_us is the window's begin and nothing is decided yet. */
void ladder_step(const struct ladder_context *ctx, struct ladder_steps *ret);

#endif
