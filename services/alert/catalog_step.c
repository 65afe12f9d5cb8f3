/* catalog_step.c: a catalog was applied, an organisation imported, or a month has begun: which duties there are, at which
 * institutions, and which returns are owed, is made true as subjects; every one of them is then judged. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alert/alert.h"
#include "alert/applied_store.h"
#include "alert/calendar_gap.h"
#include "alert/rule_history.h"
#include "alert/subject_store.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/arena.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/plan.h"
#include "model/scope.h"

/* Returns are made from this many months before the first supervision on: the newest of them are still shown, not reminded of. */
#define RETURN_MONTHS_BEFORE 2
/* … and a return that is older than this is history: its subject stays, nothing is made anew. A younger one that nobody owes any
 * more (its institution has ended, its kind is no longer asked for) retires like a line. */
#define RETURN_MONTHS_BACK 12
/* The summary of first judgements waits this long: the numbers that are counted meanwhile are in it. */
#define SUMMARY_DELAY_US (30 * 60 * US_PER_S)
#define CELL_TEXT_MAX    4000

struct seeds {
    struct arena arena;
    struct subject_seed *at;
    size_t n, cap;
};

struct materialise {
    struct db *db;
    const struct alliance *alliance;
    int64_t now_us;
    struct applied applied;
    int32_t returns_from; /* the oldest month of which returns are made */
    struct seeds seeds;
    struct calendar_gap_news *gaps; /* to be told after the commit */
};

static void seeds_done(struct seeds *seeds)
{
    free(seeds->at);
    arena_done(&seeds->arena);
}

static enum status add_seed(struct seeds *seeds, const struct subject_seed *seed)
{
    if (seeds->n == seeds->cap) {
        size_t cap = seeds->cap == 0 ? 256 : seeds->cap * 2;
        struct subject_seed *at = reallocarray(seeds->at, cap, sizeof *at);
        if (at == NULL)
            return ST_FATAL;
        seeds->at = at;
        seeds->cap = cap;
    }
    seeds->at[seeds->n++] = *seed;
    return ST_OK;
}

/* `indicator|window|scope`: the key of the work rows that compute writes for this cell; "" for a duty without a number. */
static const char *cell_of(struct materialise *m, const struct duty *duty, const struct institution *subject)
{
    struct cell cell;
    if (!duty_cell(duty, subject, month_of_date(instant_date(m->now_us)), &cell))
        return "";
    scoped(text_done) struct text key;
    text_init(&key, CELL_TEXT_MAX);
    cell_key_format(&key, &cell);
    return arena_text(&m->seeds.arena, key.s);
}

static enum status add_line(struct materialise *m, const struct duty *duty)
{
    const struct line *line = organisation_line(m->alliance->organisation, duty->id);
    int64_t baseline_us = m->applied.since_us;
    if (line != NULL && line->supervised_from != DATE_NONE && instant_of_date(line->supervised_from, 0) > baseline_us)
        baseline_us = instant_of_date(line->supervised_from, 0);
    scoped(members_done) struct members members = {0};
    enum status st = duty_subjects(m->alliance->organisation, duty, instant_date(m->now_us), &members);
    for (size_t i = 0; st == ST_OK && i < members.n; i++) {
        struct subject_seed seed = {.institution_id = members.at[i]->id,
                                    .duty = duty->id,
                                    .duty_type = duty_type_name(duty->type),
                                    .cell = cell_of(m, duty, members.at[i]),
                                    .kind = "",
                                    .period = MONTH_NONE,
                                    .baseline_us = baseline_us};
        st = add_seed(&m->seeds, &seed);
    }
    return st;
}

static enum status add_returns(struct materialise *m, int32_t month)
{
    scoped(return_list_done) struct return_list returns = {0};
    enum status st = expected_returns(m->alliance->catalog, m->alliance->organisation, month, &returns);
    for (size_t i = 0; st == ST_OK && i < returns.n; i++) {
        scoped(text_done) struct text duty;
        text_init(&duty, CELL_TEXT_MAX);
        text_printf(&duty, "return:%s:", returns.at[i].kind->name);
        month_format(&duty, month);
        struct subject_seed seed = {.institution_id = returns.at[i].institution->id,
                                    .duty = arena_text(&m->seeds.arena, duty.s),
                                    .duty_type = duty_type_name(DUTY_RETURN),
                                    .cell = "",
                                    .kind = returns.at[i].kind->name,
                                    .period = month,
                                    .baseline_us = m->applied.first_us};
        st = add_seed(&m->seeds, &seed);
    }
    return st;
}

static enum status collect(struct materialise *m)
{
    const struct plan *plan = catalog_plan(m->alliance->catalog);
    int32_t to = month_of_date(instant_date(m->now_us));
    m->returns_from = month_of_date(instant_date(m->applied.first_us)) - RETURN_MONTHS_BEFORE;
    if (m->returns_from < to - RETURN_MONTHS_BACK)
        m->returns_from = to - RETURN_MONTHS_BACK;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < plan->n_duties; i++)
        st = add_line(m, &plan->duties[i]);
    for (int32_t month = m->returns_from; st == ST_OK && month <= to; month++)
        st = add_returns(m, month);
    return st;
}

/* One summary to the desk for each instant at which lines were judged first. */
static enum status plan_summaries(struct materialise *m)
{
    const struct rules *rules = catalog_rules(m->alliance->catalog);
    scoped(scoped_free) int64_t *baselines = NULL;
    size_t n = 0;
    if (!rules->has_baseline)
        return ST_OK;
    enum status st = baseline_store_new(m->db, m->alliance->id, &baselines, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        /* lines that began before and are found now are judged now: a summary at once would count none of them */
        int64_t from_us = baselines[i] > m->now_us ? baselines[i] : m->now_us;
        int64_t due_us = send_window_next(catalog_calendar(m->alliance->catalog), &rules->windows, from_us + SUMMARY_DELAY_US);
        st = baseline_store_insert(m->db, m->alliance->id, baselines[i], due_us);
    }
    return st;
}

static enum status materialise(struct materialise *m)
{
    const struct alliance *a = m->alliance;
    enum status st = applied_store_read(m->db, a->id, a->catalog_version, a->organisation_version, &m->applied);
    if (st == ST_OK)
        st = rule_history_note(m->db, a, m->applied.seen);
    if (st == ST_OK)
        st = collect(m);
    struct subject_origin origin = {.alliance_id = a->id,
                                    .catalog_version = a->catalog_version,
                                    .organisation_version = a->organisation_version,
                                    .now_us = m->now_us};
    if (st == ST_OK)
        st = subject_store_seed(m->db, &origin, m->seeds.at, m->seeds.n);
    if (st == ST_OK)
        st = subject_store_retire(m->db, &origin, m->returns_from);
    if (st == ST_OK)
        st = applied_store_put(m->db, a->id, a->catalog_version, a->organisation_version, m->applied.first_us,
                               month_of_date(instant_date(m->now_us)));
    if (st == ST_OK)
        st = plan_summaries(m);
    if (st == ST_OK)
        st = calendar_gaps_keep(m->db, a, m->now_us, m->gaps);
    return st == ST_OK ? subject_store_wake_alliance(m->db, a->id, m->now_us) : st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    struct alert *alert = arg;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take(alert->alliances, db, job->rows.rows[0].key.alliance_id, &alliance);
    /* without an organisation or a plan there is nobody and nothing: the other one's work row comes here again */
    if (st != ST_OK || alliance->organisation == NULL || catalog_plan(alliance->catalog) == NULL)
        return st;
    struct materialise m = {.db = db, .alliance = alliance, .now_us = job->business_us, .gaps = calloc(1, sizeof *m.gaps)};
    if (m.gaps == NULL)
        return ST_FATAL;
    job->state = m.gaps;
    arena_init(&m.seeds.arena);
    st = materialise(&m);
    seeds_done(&m.seeds);
    if (st != ST_OK)
        text_printf(&job->reason, "%s: %s", status_name(st), db_error(db));
    if (st == ST_OK)
        CRASH_POINT("alert.before_catalog_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    scoped(scoped_free) struct calendar_gap_news *gaps = job->state;
    job->state = NULL;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("alert.after_catalog_commit");
    if (gaps != NULL)
        calendar_gaps_log(gaps);
    alert_wake(arg);
}

static const char *const KINDS[] = {"catalog"};

const struct todo_step CATALOG_STEP = {.schema = "alert",
                                       .name = "alert.catalog",
                                       .kinds = KINDS,
                                       .kind_count = 1,
                                       .batch = TODO_BATCH_MAX,
                                       .parallel = 1,
                                       .by_key = true,
                                       .run = run,
                                       .done = done};
