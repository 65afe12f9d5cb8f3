/* definition_step.c: what a new catalog, a new organisation or a new month changes, by kind of work row.
 *
 * - catalog: a measure whose definition is not counted yet gets a generation, and every lane a work row to fill it; a measure that
 *   is gone retires; then all cells are looked at.
 * - generation: a generation that every lane is in begins to serve, the old one retires, and all cells are looked at.
 * - organisation: who is a member or owes a return has changed: all cells.
 * - clock: a month that has begun has cells, also if nobody ever returns anything for it.
 *
 * All of it holds the alliance alone, so that no lane is moved meanwhile; each is a short transaction, filling is the lanes' own
 * work. A clock row of everybody becomes a row for each alliance, so that one that cannot be read stops no other. */
#include <stdlib.h>
#include <string.h>

#include "compute/compute.h"
#include "compute/generation_store.h"
#include "compute/lane_store.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/todo.h"
#include "model/catalog.h"
#include "model/indicator.h"

struct change {
    struct db *db;
    const struct alliance *alliance;
    int64_t business_us, cause;
    bool switched;
};

static enum status queue(const struct change *change, const char *kind, int64_t institution_id, const char *key)
{
    return todo_insert(change->db, "compute", kind, change->alliance->id, institution_id, key, &change->cause, 1,
                       change->business_us);
}

/* ---- catalog ---- */

static const struct generation *counted(const struct generation_list *list, const struct measure *measure)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->at[i].measure, measure->name) == 0 && strcmp(list->at[i].measure_hash, measure->hash) == 0)
            return &list->at[i];
    return NULL;
}

/* A filling generation of another definition is overtaken; a serving one stays until the new one is full, in case its definition
 * comes back, or until a lane moves (lane_step.c). */
static enum status retire_overtaken(const struct change *change, const struct generation_list *list, const struct measure *measure)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < list->n; i++) {
        const struct generation *g = &list->at[i];
        if (strcmp(g->measure, measure->name) == 0 && g->state == GENERATION_FILLING && strcmp(g->measure_hash, measure->hash) != 0)
            st = generation_retire(change->db, g->id);
    }
    return st;
}

static enum status retire_gone(const struct change *change, const struct generation_list *list)
{
    const struct indicator_book *book = catalog_indicators(change->alliance->catalog);
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < list->n; i++)
        if (indicator_book_measure(book, list->at[i].measure) == NULL)
            st = generation_retire(change->db, list->at[i].id);
    return st;
}

static enum status queue_lane(void *arg, const struct lane *lane)
{
    return queue(arg, "lane", lane->institution_id, lane->kind);
}

static enum status take_catalog(struct change *change)
{
    const struct indicator_book *book = catalog_indicators(change->alliance->catalog);
    struct generation_list list = {0};
    enum status st = generations(change->db, change->alliance->id, NULL, &list);
    for (size_t i = 0; st == ST_OK && i < indicator_book_measure_count(book); i++) {
        const struct measure *measure = indicator_book_measure_at(book, i);
        st = retire_overtaken(change, &list, measure);
        if (st == ST_OK && counted(&list, measure) == NULL)
            st = generation_open(change->db, change->alliance->id, measure, change->business_us);
    }
    if (st == ST_OK)
        st = retire_gone(change, &list);
    generation_list_done(&list);
    if (st == ST_OK)
        st = lanes_each(change->db, change->alliance->id, queue_lane, change);
    if (st == ST_OK)
        st = queue(change, "generation", 0, ""); /* a kind without any lane is full at once */
    return st == ST_OK ? queue(change, "cell", 0, "all") : st;
}

/* ---- generation ---- */

static enum status serve(struct change *change, const struct generation_list *list, const struct generation *full)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < list->n; i++)
        if (list->at[i].state == GENERATION_SERVING && strcmp(list->at[i].measure, full->measure) == 0)
            st = generation_retire(change->db, list->at[i].id);
    change->switched = true;
    return st == ST_OK ? generation_serve(change->db, full->id, change->business_us) : st;
}

static enum status switch_full(struct change *change)
{
    struct generation_list list = {0};
    enum status st = generations(change->db, change->alliance->id, NULL, &list);
    for (size_t i = 0; st == ST_OK && i < list.n; i++) {
        int64_t missing = 1;
        if (list.at[i].state != GENERATION_FILLING)
            continue;
        st = generation_lanes_missing(change->db, change->alliance->id, &list.at[i], &missing);
        if (st == ST_OK && missing == 0)
            st = serve(change, &list, &list.at[i]);
    }
    generation_list_done(&list);
    return st == ST_OK && change->switched ? queue(change, "cell", 0, "all") : st;
}

/* ---- clock ---- */

static enum status begin_month(const struct change *change, int32_t month)
{
    struct text key;
    text_init(&key, TODO_KEY_SIZE - 1);
    text_append(&key, "begin|");
    month_format(&key, month);
    enum status st = key.overflow ? ST_FATAL : queue(change, "cell", 0, key.s);
    text_done(&key);
    return st;
}

/* Every month since the last one that was looked at: the clock may have jumped, or nobody ran. */
static enum status begin_months(struct change *change)
{
    int32_t now = month_of_date(instant_date(change->business_us)), horizon = 0;
    enum status st = alliance_horizon(change->db, change->alliance->id, &horizon);
    if (st != ST_OK || horizon >= now)
        return st;
    int32_t from = horizon < now - DUTY_PERIODS_MAX ? now : horizon + 1; /* the first look begins with this month */
    for (int32_t month = from; st == ST_OK && month <= now; month++)
        st = begin_month(change, month);
    return st == ST_OK ? alliance_move_horizon(change->db, change->alliance->id, now) : st;
}

/* ---- all ---- */

static enum status change_alliance(struct change *change, const char *kind)
{
    if (strcmp(kind, "catalog") == 0)
        return take_catalog(change);
    if (strcmp(kind, "generation") == 0)
        return switch_full(change);
    if (strcmp(kind, "organisation") == 0)
        return queue(change, "cell", 0, "all");
    return begin_months(change);
}

/* Each kind has its own names, so that a test can die at one and not at another. */
static void crash_before_commit(const char *kind, bool switched)
{
    if (switched)
        CRASH_POINT("compute.before_generation_switch");
    else if (strcmp(kind, "generation") == 0)
        CRASH_POINT("compute.before_generation_commit");
    else if (strcmp(kind, "catalog") == 0)
        CRASH_POINT("compute.before_catalog_commit");
    else if (strcmp(kind, "organisation") == 0)
        CRASH_POINT("compute.before_organisation_commit");
    else
        CRASH_POINT("compute.before_clock_commit");
}

static void crash_after_commit(const char *kind, bool switched)
{
    if (switched)
        CRASH_POINT("compute.after_generation_switch");
    else if (strcmp(kind, "generation") == 0)
        CRASH_POINT("compute.after_generation_commit");
    else if (strcmp(kind, "catalog") == 0)
        CRASH_POINT("compute.after_catalog_commit");
    else if (strcmp(kind, "organisation") == 0)
        CRASH_POINT("compute.after_organisation_commit");
    else
        CRASH_POINT("compute.after_clock_commit");
}

static enum status run_one(struct compute *compute, struct db *db, struct todo_job *job, int64_t alliance_id)
{
    const struct todo_row *row = &job->rows.rows[0];
    struct change change = {.db = db, .business_us = job->business_us, .cause = row->id};
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_lock(db, alliance_id, true);
    if (st == ST_OK)
        st = alliance_take(compute->alliances, db, alliance_id, &alliance);
    if (st != ST_OK)
        return st;
    change.alliance = alliance;
    st = change_alliance(&change, row->key.kind);
    if (st == ST_OK)
        crash_before_commit(row->key.kind, change.switched);
    job->state = change.switched ? compute : NULL;
    return st;
}

/* A row of everybody: a row for each. */
static enum status fan_out(struct db *db, const struct todo_job *job)
{
    const struct todo_row *row = &job->rows.rows[0];
    int64_t ids[ALLIANCES_MAX];
    size_t n = 0;
    enum status st = alliances_list(db, ids, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = todo_insert(db, "compute", row->key.kind, ids[i], 0, row->key.key, &row->id, 1, job->business_us);
    if (st == ST_OK)
        CRASH_POINT("compute.before_fan_out_commit");
    return st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    int64_t alliance_id = job->rows.rows[0].key.alliance_id;
    return alliance_id == 0 ? fan_out(db, job) : run_one(arg, db, job, alliance_id);
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct compute *compute = arg;
    if (outcome != ST_OK)
        return;
    if (job->rows.rows[0].key.alliance_id == 0)
        CRASH_POINT("compute.after_fan_out_commit");
    else
        crash_after_commit(job->rows.rows[0].key.kind, job->state != NULL);
    todo_worker_wake(compute->lanes);
    todo_worker_wake(compute->definitions);
    todo_worker_wake(compute->cells);
}

static const char *const KINDS[] = {"catalog", "organisation", "clock", "generation"};
const struct todo_step DEFINITION_STEP = {
    .schema = "compute",
    .name = "compute.definition",
    .kinds = KINDS,
    .kind_count = sizeof KINDS / sizeof KINDS[0],
    .batch = TODO_BATCH_MAX,
    .parallel = 1,
    .by_key = true,
    .run = run,
    .done = done,
};
