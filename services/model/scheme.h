/* scheme.h: a municipal colour scheme (亮灯办法): which colour a line has, what is proposed with it, and how many points it would
 * cost.
 *
 *   scheme: guangyuan
 *   name: 广元：黄提醒、两黄发函、红约谈
 *   source: 公开报道的办法
 *   stages:                                   # heaviest first: the first that matches is the line's stage
 *     - {colour: red, mark: 红, states: [overdue], act: 建议约谈, points: "2"}
 *     - {colour: yellow, mark: 黄, states: [behind], times: 2, act: 建议发函, points: "1"}
 *     - {colour: yellow, mark: 黄, states: [behind], act: 提醒}
 *
 * `states` are those of the state machine (duty_state.h), which a scheme never changes. Under red stands `overdue` alone: an
 * expected line (预期性) may be in every other state, and never goes red. Besides, a stage may ask for
 *
 * - `times: n`: every n-th time in the calendar year. A time is a judged period in these states, or a run of them without a period.
 * - `after_workdays: n`: so many whole working days after the line came into these states, without leaving them since.
 *
 * and may set a new limit, `limit_workdays: n`: so many working days on, counted from the day that the stage begins with, after the
 * `after_workdays` that it waited for. The next stage of the same states begins when that day has passed.
 *
 * Points are proposals to people; alert and notify do not know of schemes, so no message can carry one. Immutable, owned by the
 * catalog. Pure. */
#ifndef DUBAN_MODEL_SCHEME_H
#define DUBAN_MODEL_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/problem.h"
#include "lib/yaml.h"
#include "model/arena.h"
#include "model/calendar.h"
#include "model/duty_state.h"

#define SCHEME_STAGES_MAX   32
#define SCHEME_DECIMALS     1
#define SCHEME_TIMES_MAX    12
#define SCHEME_WORKDAYS_MAX 250

struct scheme_stage {
    const char *colour, *mark; /* one of scheme_colours(); the word for a black-and-white page */
    const char *act;           /* what is proposed; NULL: nothing */
    uint32_t states;           /* bits: 1u << enum duty_state */
    int times;                 /* 1: each time */
    int after_workdays;        /* 0: at once */
    int limit_workdays;        /* 0: no new limit */
    i128 points;               /* at SCHEME_DECIMALS */
};

struct scheme {
    const char *name, *zh, *source;
    size_t n_stages;
    struct scheme_stage *stages;
};

/* Reads one file; strings and stages live in the arena. Reports all problems: unknown keys, states and colours, a stage that is
 * never reached, a new limit and a next stage that do not meet, red for what an expected line may be. */
MUST_CHECK enum status scheme_load(const struct yaml_node *root, struct arena *arena, struct problems *problems,
                                   struct scheme *ret);

/* The closed list of colours, ending with NULL. */
const char *const *scheme_colours(void);

/* What happened to a line, in the order of time: a judgement that is another one than before, or of another period. */
struct scheme_event {
    int64_t at_us;
    enum duty_state state;
    int32_t period; /* MONTH_NONE */
};

/* The line's stage is another one, or the same again for another period when it proposes something. */
struct scheme_step {
    int64_t at_us;
    const struct scheme_stage *stage; /* NULL: no colour any more */
    bool again;                       /* back in what it was in for the same period: the colour alone, no act, no points */
    int32_t limit;                    /* the new limit's day; DATE_NONE */
    i128 points;                      /* of this step and all before it, at SCHEME_DECIMALS */
};
typedef void scheme_step_fn(void *arg, const struct scheme_step *step);

/* Tells all steps before `until_us`. */
void scheme_run(const struct scheme *scheme, const struct calendar *calendar, const struct scheme_event *events, size_t n,
                int64_t until_us, scheme_step_fn *fn, void *arg);

#endif
