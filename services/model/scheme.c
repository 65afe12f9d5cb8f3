/* Why: four counties have four meanings of yellow, and none of them may need a line of C. */
#include "model/scheme.h"

#include "lib/date.h"

struct walk {
    const struct scheme *scheme;
    const struct calendar *calendar;
    const struct scheme_event *events;
    size_t n;
    scheme_step_fn *fn;
    void *arg;

    const struct scheme_stage *stage; /* of the last step; NULL: none yet, or no colour */
    int64_t unit;                     /* which time it was */
    i128 points;
    bool was_in[SCHEME_STAGES_MAX]; /* each stage, and which time it was then */
    int64_t units[SCHEME_STAGES_MAX];
};

static bool is_in(const struct scheme_stage *stage, enum duty_state state)
{
    return (stage->states & (1u << (unsigned)state)) != 0;
}

/* The event with which the present run of these states began. */
static size_t run_begin(const struct walk *walk, const struct scheme_stage *stage, size_t event)
{
    while (event > 0 && is_in(stage, walk->events[event - 1].state))
        event--;
    return event;
}

/* What counts as one time: a judged period, or without one a run, told apart by being negative. */
static int64_t unit_of(const struct walk *walk, const struct scheme_stage *stage, size_t event)
{
    int32_t period = walk->events[event].period;
    return period != MONTH_NONE ? period : -1 - (int64_t)run_begin(walk, stage, event);
}

static int year_of(int64_t at_us)
{
    return month_year(month_of_date(instant_date(at_us)));
}

/* How many times the line was in these states in the year of the event, that one included; the same period twice is one time. */
static int count_times(const struct walk *walk, const struct scheme_stage *stage, size_t event)
{
    int count = 0;
    for (size_t i = 0; i <= event; i++) {
        if (!is_in(stage, walk->events[i].state) || year_of(walk->events[i].at_us) != year_of(walk->events[event].at_us))
            continue;
        int64_t unit = unit_of(walk, stage, i);
        bool is_new = true;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = !is_in(stage, walk->events[k].state) || unit_of(walk, stage, k) != unit;
        count += is_new;
    }
    return count;
}

/* From when the stage holds after this event, if nothing else happens. */
static int64_t begins_us(const struct walk *walk, const struct scheme_stage *stage, size_t event)
{
    if (stage->after_workdays == 0)
        return walk->events[event].at_us;
    int32_t begin = instant_date(walk->events[run_begin(walk, stage, event)].at_us);
    int64_t after_us = instant_of_date(calendar_workday_add(walk->calendar, begin, stage->after_workdays) + 1, 0);
    return after_us > walk->events[event].at_us ? after_us : walk->events[event].at_us;
}

static bool matches(const struct walk *walk, const struct scheme_stage *stage, size_t event, int64_t now_us)
{
    return is_in(stage, walk->events[event].state) && begins_us(walk, stage, event) <= now_us &&
           (stage->times == 1 || count_times(walk, stage, event) % stage->times == 0);
}

static bool proposes(const struct scheme_stage *stage)
{
    return stage->act != NULL || stage->points != 0;
}

static void enter(struct walk *walk, size_t event, struct scheme_step *step)
{
    const struct scheme_stage *stage = step->stage;
    size_t place = (size_t)(stage - walk->scheme->stages);
    step->again = walk->was_in[place] && walk->units[place] == walk->unit;
    walk->was_in[place] = true;
    walk->units[place] = walk->unit;
    walk->points += step->again ? 0 : stage->points;
    if (stage->limit_workdays == 0)
        return;
    size_t begin = stage->after_workdays > 0 ? run_begin(walk, stage, event) : event;
    step->limit = calendar_workday_add(walk->calendar, instant_date(walk->events[begin].at_us),
                                       stage->after_workdays + stage->limit_workdays);
}

static void look(struct walk *walk, size_t event, int64_t now_us)
{
    const struct scheme_stage *stage = NULL;
    for (size_t i = 0; i < walk->scheme->n_stages && stage == NULL; i++)
        if (matches(walk, &walk->scheme->stages[i], event, now_us))
            stage = &walk->scheme->stages[i];
    int64_t unit = stage == NULL ? 0 : unit_of(walk, stage, event);
    if (stage == walk->stage && (stage == NULL || unit == walk->unit || !proposes(stage)))
        return;
    walk->stage = stage;
    walk->unit = unit;
    struct scheme_step step = {.at_us = now_us, .stage = stage, .limit = DATE_NONE};
    if (stage != NULL)
        enter(walk, event, &step);
    step.points = walk->points;
    walk->fn(walk->arg, &step);
}

/* The next instant after `now_us` at which a stage begins by itself. */
static int64_t next_begin(const struct walk *walk, size_t event, int64_t now_us)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < walk->scheme->n_stages; i++) {
        const struct scheme_stage *stage = &walk->scheme->stages[i];
        int64_t begin_us = is_in(stage, walk->events[event].state) ? begins_us(walk, stage, event) : INT64_MAX;
        if (begin_us > now_us && begin_us < next_us)
            next_us = begin_us;
    }
    return next_us;
}

void scheme_run(const struct scheme *scheme, const struct calendar *calendar, const struct scheme_event *events, size_t n,
                int64_t until_us, scheme_step_fn *fn, void *arg)
{
    struct walk walk = {.scheme = scheme, .calendar = calendar, .events = events, .n = n, .fn = fn, .arg = arg};
    for (size_t i = 0; i < n; i++) {
        int64_t end_us = i + 1 < n && events[i + 1].at_us < until_us ? events[i + 1].at_us : until_us;
        for (int64_t now_us = events[i].at_us; now_us < end_us; now_us = next_begin(&walk, i, now_us))
            look(&walk, i, now_us);
    }
}
