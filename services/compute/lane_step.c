/* lane_step.c: the first step: events of a lane move its totals, strictly in order, one worker a lane (law 3).
 *
 * Everything is one transaction: the lane's lock, the generations that it is not in yet, its next events (LANE_EVENTS_MAX at most),
 * counted_through, and the work rows for the cells that read what moved. */
#include "compute/compute.h"
#include "compute/count.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/todo.h"
#include "model/catalog.h"

#include <stdlib.h>

struct lane_work {
    struct compute *compute;
    struct todo_job *job;
    struct counting counting;
    struct lane lane;
    int64_t counted_through;
    struct lane_event events[LANE_EVENTS_MAX];
    size_t n_events;
    struct month_set months;
    bool filled; /* a generation got this lane: it may be ready to serve */
};

/* The catalog in force has another definition by now, so this lane cannot move the generation. It must not stay behind and then be
 * taken for counted when its definition comes back before the next one serves: it ends here, and would be filled anew. */
static enum status retire_unknown(struct lane_work *work, struct generation *generation)
{
    if (generation->lane_is_in && work->n_events == 0)
        return ST_OK;
    generation->lane_is_in = false;
    enum status st = generation_retire(work->counting.db, generation->id);
    return st == ST_CONFLICT ? ST_OK : st; /* another lane did it */
}

static enum status fill_missing(struct lane_work *work, struct generation_list *list)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < list->n; i++) {
        struct generation *generation = &list->at[i];
        if (!count_knows(&work->counting, generation)) {
            st = retire_unknown(work, generation);
        } else if (!generation->lane_is_in) {
            st = count_fill(&work->counting, generation, work->counted_through);
            generation->lane_is_in = true;
            work->filled = work->filled || generation->state == GENERATION_FILLING;
        }
    }
    return st;
}

static enum status apply_events(struct lane_work *work)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < work->n_events; i++)
        st = count_event(&work->counting, &work->events[i], &work->months);
    if (st != ST_OK || work->n_events == 0)
        return st;
    st = lane_move(work->counting.db, &work->lane, work->counted_through, work->events[work->n_events - 1].lane_number);
    if (st == ST_OK && work->n_events == LANE_EVENTS_MAX) /* there may be more */
        st = todo_insert(work->counting.db, "compute", "lane", work->lane.alliance_id, work->lane.institution_id, work->lane.kind,
                         &work->job->rows.rows[0].id, 1, work->job->business_us);
    return st;
}

/* One row for each month that moved: `<kind>|<yyyy-MM>`. */
static enum status queue_cells(const struct lane_work *work)
{
    enum status st = ST_OK;
    const struct todo_rows *rows = &work->job->rows;
    for (size_t i = 0; st == ST_OK && i < COUNT_MONTHS_MAX; i++) {
        struct text key;
        if (!work->months.moved[i])
            continue;
        text_init(&key, TODO_KEY_SIZE - 1);
        text_printf(&key, "%s|", work->lane.kind);
        month_format(&key, PERIOD_MONTH_MIN + (int32_t)i);
        st = key.overflow ? ST_BAD_INPUT
                          : todo_insert(work->counting.db, "compute", "cell", work->lane.alliance_id, work->lane.institution_id,
                                        key.s, &rows->rows[0].id, 1, work->job->business_us);
        text_done(&key);
    }
    if (st == ST_OK && work->filled)
        st = todo_insert(work->counting.db, "compute", "generation", work->lane.alliance_id, 0, "", &rows->rows[0].id, 1,
                         work->job->business_us);
    return st;
}

static enum status count_lane(struct lane_work *work, const struct alliance *alliance)
{
    const struct kind *kind = catalog_kind(alliance->catalog, work->lane.kind);
    if (kind == NULL) {
        text_printf(&work->job->reason, "kind %s is not in catalog version %lld", work->lane.kind,
                    (long long)alliance->catalog_version);
        return ST_BAD_INPUT;
    }
    struct generation_list list = {0};
    work->counting.kind = kind;
    work->counting.book = catalog_indicators(alliance->catalog);
    work->counting.generations = &list;
    enum status st = lane_lock(work->counting.db, &work->lane, &work->counted_through);
    if (st == ST_OK)
        st = lane_events(work->counting.db, &work->lane, work->counted_through, work->events, &work->n_events);
    if (st == ST_OK)
        st = generations(work->counting.db, work->lane.alliance_id, &work->lane, &list);
    if (st == ST_OK)
        st = fill_missing(work, &list);
    if (st == ST_OK)
        st = apply_events(work);
    generation_list_done(&list);
    return st == ST_OK ? queue_cells(work) : st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    const struct todo_key *key = &job->rows.rows[0].key;
    struct lane_work *work = calloc(1, sizeof *work);
    if (work == NULL)
        return ST_RETRY;
    *work = (struct lane_work){
        .compute = arg,
        .job = job,
        .lane = {.alliance_id = key->alliance_id, .institution_id = key->institution_id, .kind = key->key},
        .counting = {.db = db, .business_us = job->business_us},
    };
    work->counting.lane = &work->lane;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_lock(db, key->alliance_id, false);
    if (st == ST_OK) /* after the lock: nobody opens a generation that we would not see */
        st = alliance_take(work->compute->alliances, db, key->alliance_id, &alliance);
    if (st == ST_OK)
        st = count_lane(work, alliance);
    free(work);
    if (st == ST_OK)
        CRASH_POINT("compute.before_lane_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct compute *compute = arg;
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("compute.after_lane_commit");
    todo_worker_wake(compute->cells);
    todo_worker_wake(compute->definitions);
}

static const char *const KINDS[] = {"lane"};
const struct todo_step LANE_STEP = {
    .schema = "compute",
    .name = "compute.lane",
    .kinds = KINDS,
    .kind_count = 1,
    .batch = TODO_BATCH_MAX,
    .parallel = 4,
    .by_key = true,
    .run = run,
    .done = done,
};
