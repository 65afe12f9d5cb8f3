/* simulate.h: the life of a whole plan on a fast clock (推演): every line at every institution, and every return that is owed, from
 * one day to another; nothing is sent and nothing is stored. What would be, never what is: whoever shows it says so.
 *
 * One life after the other (life.h), so memory is that of one, and the answer depends on catalog, organisation and values alone:
 * the same input gives the same bytes. Nobody acts in it: nothing is signed for, explained or handed in. Where the rules have a
 * baseline, the first day is as the first day of supervision: trouble that is there by then is known and not told (law 13); without
 * one it is told like any other. Pure. */
#ifndef DUBAN_MODEL_SIMULATE_H
#define DUBAN_MODEL_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/catalog.h"
#include "model/duty_state.h"
#include "model/organisation.h"

/* A number as it will have come in: of a duty at a subject of its own (simulate_value.h reads them). */
struct simulated_value {
    const struct duty *duty;
    const struct institution *institution;
    int32_t month;
    bool has_value;
    i128 units;   /* at the duty's decimals */
    int reported; /* institutions whose returns are in; -1: all */
    bool small;   /* the denominator is too small to be judged */
    int64_t known_us;
};

struct simulate_input {
    const struct catalog *catalog; /* with a plan (asserted) */
    const struct organisation *organisation;
    int32_t from, to;                     /* first and last day */
    const struct simulated_value *values; /* none from before simulated_months_oldest(to) (asserted) */
    size_t n_values;
};

/* The oldest month that a life until `to` remembers. */
int32_t simulated_months_oldest(int32_t to);

enum simulated_kind {
    SIMULATED_STATE,     /* the line is something else now */
    SIMULATED_PERIOD,    /* it is the same for another period */
    SIMULATED_NOTICE,    /* a reader would be told */
    SIMULATED_CALL,      /* the desk would have to ring somebody up */
    SIMULATED_WITHDRAWN, /* what was told would be taken back */
    SIMULATED_ENDED,     /* the line is judged there no more: the month has begun in which the institution is not in its scope */
};
struct simulated_event {
    enum simulated_kind kind;
    int64_t at_us;
    size_t sequence;
    const struct duty *duty;    /* NULL: a return */
    const struct kind *returns; /* of a return */
    const struct institution *institution;
    const struct post *post; /* who answers; of a notice the post that its reader is addressed for; NULL: nobody */
    const struct person *reader;
    enum duty_state state; /* of a line */
    enum reason reason;
    const char *word; /* what is displayed of the state */
    int32_t period;   /* MONTH_NONE */
    enum ladder_name ladder;
    const char *rung;
};

/* A return's end: of one kind and month. */
struct simulated_returns {
    const struct kind *kind;
    int32_t month;
    size_t owed, missing; /* missing: not in when its cut-off came, within the time */
};

/* What nobody answers for. Exactly one of duty and institution is set. */
struct simulated_unowned {
    const struct duty *duty;
    const struct institution *institution; /* owes returns of `kind` and has no reporter */
    const struct kind *kind;
    const char *zh, *en;
};

struct simulated_post {
    const struct post *post;
    size_t notices;  /* of a rung to the post, whether one holder reads it or both */
    size_t readings; /* each holder for himself */
    size_t days;     /* on which there is at least one, a letter each reader */
    size_t calls;    /* of the desk */
    int32_t week;    /* Monday of the busiest week by notices, the first of equals; DATE_NONE: no notice at all */
    size_t week_notices, week_readings, week_days;
};

struct simulation {
    struct simulated_event *events; /* in order of time; of one instant in the plan's order */
    size_t n_events, events_cap;
    struct simulated_returns *returns;
    size_t n_returns, returns_cap;
    struct simulated_unowned *unowned;
    size_t n_unowned, unowned_cap;
    struct simulated_post *posts; /* in the organisation's order, those that hear something */
    size_t n_posts;
    size_t n_lines, n_subjects;
};
void simulation_done(struct simulation *simulation);

/* ST_RETRY: no memory. ST_BAD_INPUT: more runs of trouble of one line than a life can hold. On failure *ret is empty. */
MUST_CHECK enum status simulate_plan(const struct simulate_input *input, struct simulation *ret);

/* simulate_post.c: the notices of the events, by post. */
MUST_CHECK enum status simulate_posts(const struct organisation *organisation, struct simulation *simulation);

#endif
