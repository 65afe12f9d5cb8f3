/* simulate_scheme.c: the events of a simulation, line by line, through a scheme. */
#include "duban/simulate_scheme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/plan.h"

#define WORD_SIZE 32

struct line_step {
    struct scheme_step step;
    const struct duty *duty;
    const struct institution *institution;
    int64_t ends_us; /* the line is judged there until then */
    size_t sequence;
};

struct walk {
    const struct scheme *scheme;
    const struct simulation *simulation;
    bool *taken;                 /* of the simulation's events: its line has been walked */
    struct scheme_event *events; /* of one line */
    struct line_step *at;
    size_t n, cap;
    const struct simulated_event *line;
    int64_t line_ends_us;
    bool failed;
};

void scheme_tables_init(struct scheme_tables *tables)
{
    static const struct table_column colours[] = {
        {"day", "月末", CELL_TEXT, 0},
        {"colour", "颜色代码", CELL_HIDDEN, 0},
        {"mark", "灯", CELL_TEXT, 0},
        {"count", "判定对象数", CELL_NUMBER, 0},
    };
    static const struct table_column steps[] = {
        {"at", "时间", CELL_TEXT, 0},
        {"duty", "编号", CELL_TEXT, 0},
        {"title", "事项", CELL_TEXT, 40},
        {"institution", "机构代码", CELL_HIDDEN, 0},
        {"institution_name", "机构", CELL_TEXT, 16},
        {"colour", "颜色代码", CELL_HIDDEN, 0},
        {"mark", "灯", CELL_TEXT, 0},
        {"act", "处置（建议）", CELL_TEXT, 24},
        {"limit", "新时限", CELL_TEXT, 0},
        {"points", "累计扣分（建议）", CELL_NUMBER, 0},
    };
    table_init(&tables->colours, "colours", "各月末的灯", colours, sizeof colours / sizeof colours[0]);
    table_init(&tables->steps, "steps", "亮灯和处置", steps, sizeof steps / sizeof steps[0]);
}

void scheme_tables_done(struct scheme_tables *tables)
{
    table_done(&tables->colours);
    table_done(&tables->steps);
}

static void keep_step(void *arg, const struct scheme_step *step)
{
    struct walk *walk = arg;
    if (walk->n == walk->cap) {
        size_t cap = walk->cap == 0 ? 256 : walk->cap * 2;
        struct line_step *at = reallocarray(walk->at, cap, sizeof *at);
        walk->failed = walk->failed || at == NULL;
        if (at == NULL)
            return;
        walk->at = at;
        walk->cap = cap;
    }
    walk->at[walk->n] = (struct line_step){*step, walk->line->duty, walk->line->institution, walk->line_ends_us, walk->n};
    walk->n++;
}

static bool is_judgement(const struct simulated_event *event)
{
    return event->kind == SIMULATED_STATE || event->kind == SIMULATED_PERIOD;
}

/* The line to which the event belongs, from there on. */
static void walk_line(struct walk *walk, const struct calendar *calendar, size_t first, int64_t until_us)
{
    const struct simulation *s = walk->simulation;
    size_t n = 0;
    walk->line = &s->events[first];
    walk->line_ends_us = until_us;
    for (size_t i = first; i < s->n_events; i++) {
        const struct simulated_event *event = &s->events[i];
        if (event->duty != walk->line->duty || event->institution != walk->line->institution)
            continue;
        if (event->kind == SIMULATED_ENDED)
            walk->line_ends_us = event->at_us;
        if (!is_judgement(event))
            continue;
        walk->events[n++] = (struct scheme_event){event->at_us, event->state, event->period};
        walk->taken[i] = true;
    }
    scheme_run(walk->scheme, calendar, walk->events, n, walk->line_ends_us, keep_step, walk);
}

static int by_time(const void *a, const void *b)
{
    const struct line_step *x = a, *y = b;
    if (x->step.at_us != y->step.at_us)
        return x->step.at_us < y->step.at_us ? -1 : 1;
    return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* ---- tables ---- */

static void add_step(struct table *table, const struct line_step *s)
{
    const struct scheme_stage *stage = s->step.stage;
    bool acts = stage != NULL && stage->act != NULL && !s->step.again;
    scoped(text_done) struct text limit, points;
    text_init(&limit, WORD_SIZE);
    text_init(&points, WORD_SIZE);
    if (s->step.limit != DATE_NONE)
        date_format(&limit, s->step.limit);
    decimal_format(&points, s->step.points, SCHEME_DECIMALS);
    table_add(table, INSTANT(s->step.at_us), s->duty->id, s->duty->title, s->institution->code, s->institution->short_name,
              stage != NULL ? stage->colour : "", stage != NULL ? stage->mark : "灭", acts ? stage->act : "", limit.s, points.s);
}

/* Lines of each colour just before `until_us`: the last step of each line counts. */
static void add_colours(struct table *table, const struct walk *walk, const char *day, int64_t until_us)
{
    for (const char *const *colour = scheme_colours(); *colour != NULL; colour++) {
        const char *mark = "";
        size_t count = 0;
        for (size_t i = 0; i < walk->n; i++) { /* a line's steps stand together, in the order of time */
            const struct line_step *s = &walk->at[i];
            bool is_last = i + 1 == walk->n || walk->at[i + 1].duty != s->duty || walk->at[i + 1].institution != s->institution ||
                           walk->at[i + 1].step.at_us >= until_us;
            if (s->step.at_us >= until_us || s->ends_us < until_us || !is_last || s->step.stage == NULL ||
                strcmp(s->step.stage->colour, *colour) != 0)
                continue;
            mark = s->step.stage->mark;
            count++;
        }
        if (count > 0)
            table_add(table, day, *colour, mark, NUMBER(count));
    }
}

static void fill(struct walk *walk, int32_t from, int32_t to, struct scheme_tables *ret)
{
    for (int32_t month = month_of_date(from); month <= month_of_date(to); month++) {
        int32_t last = month_last_date(month) < to ? month_last_date(month) : to;
        scoped(text_done) struct text day;
        text_init(&day, WORD_SIZE);
        date_format(&day, last);
        add_colours(&ret->colours, walk, day.s, instant_of_date(last + 1, 0));
    }
    if (walk->n > 0)
        qsort(walk->at, walk->n, sizeof *walk->at, by_time);
    for (size_t i = 0; i < walk->n; i++)
        add_step(&ret->steps, &walk->at[i]);
}

bool scheme_tables_fill(const struct scheme *scheme, const struct catalog *catalog, const struct simulation *simulation,
                        int32_t from, int32_t to, struct scheme_tables *ret)
{
    struct walk walk = {.scheme = scheme,
                        .simulation = simulation,
                        .taken = calloc(simulation->n_events + 1, sizeof *walk.taken),
                        .events = calloc(simulation->n_events + 1, sizeof *walk.events)};
    bool good = walk.taken != NULL && walk.events != NULL;
    for (size_t i = 0; good && i < simulation->n_events; i++)
        if (!walk.taken[i] && is_judgement(&simulation->events[i]))
            walk_line(&walk, catalog_calendar(catalog), i, instant_of_date(to + 1, 0));
    good = good && !walk.failed;
    if (good)
        fill(&walk, from, to, ret);
    free(walk.taken);
    free(walk.events);
    free(walk.at);
    return good;
}
