/* simulate_post.c: what each post would hear: in all, and in its busiest week. */
#include "model/simulate.h"

#include <stdlib.h>

#include "lib/date.h"

static int32_t monday_of(int32_t date)
{
    return date - (date_weekday(date) - 1);
}

/* A notice of the post on `date`; they come in the order of time. */
struct week {
    int32_t monday, last_day;
    size_t notices, readings, days;
};

static void end_week(struct simulated_post *post, const struct week *week)
{
    if (week->notices > post->week_notices) {
        post->week = week->monday;
        post->week_notices = week->notices;
        post->week_readings = week->readings;
        post->week_days = week->days;
    }
}

/* `is_copy`: of the notice before, for the other holder. */
static void add_notice(struct simulated_post *post, struct week *week, int32_t date, bool is_copy)
{
    if (week->notices == 0 || monday_of(date) != week->monday) {
        end_week(post, week);
        *week = (struct week){.monday = monday_of(date), .last_day = DATE_NONE};
    }
    bool is_new_day = date != week->last_day;
    week->last_day = date;
    week->notices += !is_copy;
    week->readings++;
    week->days += is_new_day;
    post->notices += !is_copy;
    post->readings++;
    post->days += is_new_day;
}

/* A rung speaks once, however many holders read it; they stand one after the other. */
static bool is_same_notice(const struct simulated_event *a, const struct simulated_event *b)
{
    return a != NULL && a->at_us == b->at_us && a->duty == b->duty && a->returns == b->returns &&
           a->institution == b->institution && a->period == b->period && a->ladder == b->ladder && a->rung == b->rung;
}

static void count_post(const struct simulation *simulation, struct simulated_post *post)
{
    struct week week = {.last_day = DATE_NONE};
    const struct simulated_event *last = NULL;
    for (size_t i = 0; i < simulation->n_events; i++) {
        const struct simulated_event *event = &simulation->events[i];
        if (event->post != post->post)
            continue;
        if (event->kind == SIMULATED_NOTICE) {
            add_notice(post, &week, instant_date(event->at_us), is_same_notice(last, event));
            last = event;
        }
        post->calls += event->kind == SIMULATED_CALL;
    }
    end_week(post, &week);
}

enum status simulate_posts(const struct organisation *organisation, struct simulation *simulation)
{
    size_t count = organisation_post_count(organisation);
    simulation->posts = calloc(count + 1, sizeof *simulation->posts);
    if (simulation->posts == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < count; i++) {
        struct simulated_post post = {.post = organisation_post_at(organisation, i), .week = DATE_NONE};
        count_post(simulation, &post);
        if (post.notices > 0 || post.calls > 0)
            simulation->posts[simulation->n_posts++] = post;
    }
    return ST_OK;
}
