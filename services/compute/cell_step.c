/* cell_step.c: the second step: cells that read what moved are evaluated, after the claim, each once, and written if they say
 * something new. A work row's key says what moved:
 *   `<kind>|<yyyy-MM>`  the totals of one institution and month      `begin|<yyyy-MM>`  a month that has begun
 *   `all`               definitions, members, or a switch of generations */
#include <stdlib.h>
#include <string.h>

#include "compute/cell_definition.h"
#include "compute/compute.h"
#include "compute/evaluation.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/todo.h"
#include "model/arena.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/value_cause.h"
#include "shared/announce.h"

/* How far back `all` looks: what a notice shows of a duty (plan.h). */
#define MONTHS_BACK (DUTY_PERIODS_MAX - 1)
/* Indicator, window and the longest list of institutions that a plan writes down. */
#define CELL_KEY_MAX 4200

struct dirty {
    const struct todo_row *row;
    bool all;
    const struct kind *kind; /* NULL: every kind */
    int32_t month;
};

/* Two duties may ask for the same cell in scopes of their own: a cell is what its canonical text says. */
struct dirty_cell {
    struct cell cell;
    char *key; /* `<indicator>|<window>|<scope>` */
};

struct cell_work {
    struct db *db;
    struct todo_job *job;
    const struct alliance *alliance;
    struct dirty *dirty; /* of this alliance */
    size_t n_dirty;
    struct arena arena;
    struct dirty_cell *cells; /* in the arena */
    size_t n_cells;
    struct evaluation *evaluation;
    struct value_book *stored;
    struct value_batch *batch;
    int32_t now_month;
};

/* ---- what is dirty ---- */

static bool dirty_read(const struct alliance *alliance, const struct todo_row *row, struct dirty *ret)
{
    const char *key = row->key.key, *bar = strchr(key, '|');
    struct dirty dirty = {.row = row, .all = strcmp(key, "all") == 0};
    if (!dirty.all && (bar == NULL || month_parse(bar + 1, strlen(bar + 1), &dirty.month) != ST_OK))
        return false;
    if (!dirty.all && strncmp(key, "begin|", 6) != 0) {
        char name[TODO_KEY_SIZE];
        memcpy(name, key, (size_t)(bar - key));
        name[bar - key] = '\0';
        dirty.kind = catalog_kind(alliance->catalog, name);
        if (dirty.kind == NULL)
            return false; /* the kind left the catalog meanwhile: no duty reads it */
    }
    *ret = dirty;
    return true;
}

static bool touches(const struct dirty *dirty, const struct cell *cell)
{
    if (dirty->all)
        return true;
    if (dirty->kind != NULL && !indicator_reads(cell->indicator, dirty->kind))
        return false;
    if (dirty->kind == NULL)
        return cell->month == dirty->month;
    return period_first_month(cell->window, cell->month) <= dirty->month && dirty->month <= cell->month;
}

static bool is_dirty(const struct cell_work *work, const struct cell *cell)
{
    for (size_t i = 0; i < work->n_dirty; i++) {
        const struct dirty *dirty = &work->dirty[i];
        int64_t institution_id = dirty->row->key.institution_id;
        if (cell->scope == NULL && institution_id != 0 && !institution_type_is_node(cell->subject->type) &&
            institution_id != cell->subject->id)
            continue;
        if (touches(dirty, cell))
            return true;
    }
    return false;
}

/* ---- which cells ---- */

static int compare_cells(const void *a, const void *b)
{
    const struct dirty_cell *x = a, *y = b;
    int by_key = strcmp(x->key, y->key);
    if (by_key != 0)
        return by_key;
    if (x->cell.subject->id != y->cell.subject->id)
        return x->cell.subject->id < y->cell.subject->id ? -1 : 1;
    return x->cell.month < y->cell.month ? -1 : x->cell.month > y->cell.month;
}

static void month_range(const struct cell_work *work, int32_t *from, int32_t *to)
{
    *from = *to = work->now_month;
    for (size_t i = 0; i < work->n_dirty; i++) {
        const struct dirty *dirty = &work->dirty[i];
        int32_t month = dirty->all ? work->now_month - MONTHS_BACK : dirty->month;
        *from = month < *from ? month : *from;
        *to = month > *to ? month : *to;
    }
    if (*from < work->now_month - MONTHS_BACK)
        *from = work->now_month - MONTHS_BACK;
}

static enum status keep_dirty(struct cell_work *work, const struct cell_list *all)
{
    struct text key;
    text_init(&key, CELL_KEY_MAX);
    work->cells = arena_alloc(&work->arena, all->n == 0 ? 1 : all->n, sizeof *work->cells);
    for (size_t i = 0; i < all->n; i++) {
        if (!is_dirty(work, &all->at[i]))
            continue;
        text_clear(&key);
        cell_key_format(&key, &all->at[i]);
        work->cells[work->n_cells++] = (struct dirty_cell){.cell = all->at[i], .key = arena_text(&work->arena, key.s)};
    }
    bool overflow = key.overflow;
    text_done(&key);
    qsort(work->cells, work->n_cells, sizeof *work->cells, compare_cells);
    return overflow ? ST_BAD_INPUT : ST_OK;
}

/* What is stored of the dirty cells, and little else. */
static enum status read_stored(struct cell_work *work)
{
    int64_t *subjects = arena_alloc(&work->arena, work->n_cells + 1, sizeof *subjects);
    const char **indicators = arena_alloc(&work->arena, work->n_cells + 1, sizeof *indicators);
    struct value_reach reach = {.subjects = subjects, .indicators = indicators};
    month_range(work, &reach.from, &reach.to);
    for (size_t i = 0; i < work->n_cells; i++)
        subjects[i] = work->cells[i].cell.subject->id;
    qsort(subjects, work->n_cells, sizeof *subjects, compare_ids);
    for (size_t i = 0; i < work->n_cells; i++)
        if (i == 0 || subjects[i] != subjects[reach.n_subjects - 1])
            subjects[reach.n_subjects++] = subjects[i];
    for (size_t i = 0; i < work->n_cells; i++) { /* they are in order of their keys, which begin with the name */
        const char *name = work->cells[i].cell.indicator->name;
        if (i == 0 || strcmp(name, indicators[reach.n_indicators - 1]) != 0)
            indicators[reach.n_indicators++] = name;
    }
    return value_book_read(work->db, work->alliance->id, &reach, &work->stored);
}

/* All cells that duties judge, thinned to the dirty ones, in order of key, subject and month. */
static enum status collect(struct cell_work *work)
{
    const struct plan *plan = catalog_plan(work->alliance->catalog);
    struct cell_list all = {0};
    int32_t from, to;
    month_range(work, &from, &to);
    enum status st = ST_OK;
    for (size_t i = 0; plan != NULL && st == ST_OK && i < plan->n_duties; i++)
        st = duty_cells(work->alliance->organisation, &plan->duties[i], from, to, &all);
    if (st == ST_OK)
        st = keep_dirty(work, &all);
    cell_list_done(&all);
    return st;
}

/* ---- write ---- */

static enum status tell_alert(const struct cell_work *work, const struct dirty_cell *cell)
{
    /* a scope too long for a key: "" looks at all duties of the subject */
    const char *key = strlen(cell->key) < TODO_KEY_SIZE ? cell->key : "";
    return todo_insert(work->db, "alert", "value", work->alliance->id, cell->cell.subject->id, key, &work->job->rows.rows[0].id, 1,
                       work->job->business_us);
}

/* Two events of one lane are one cause, however close they came. */
static bool was_told(const struct cell_work *work, const struct cell *cell, size_t i)
{
    const struct todo_key *key = &work->dirty[i].row->key;
    for (size_t k = 0; k < i; k++) {
        const struct todo_key *other = &work->dirty[k].row->key;
        if (other->institution_id == key->institution_id && strcmp(other->key, key->key) == 0 && touches(&work->dirty[k], cell))
            return true;
    }
    return false;
}

/* What moved it: its definition, if that is not the one of the revision before, and the lanes of its members. That all cells were
 * looked at (a catalog applied, an assignment imported) moves nothing by itself. */
static enum status explain(struct cell_work *work, const struct cell *cell, const struct cell_value *value,
                           const char *definition_before)
{
    scoped(members_done) struct members members = {0};
    scoped(text_done) struct text cause;
    char definition[CELL_DEFINITION_SIZE];
    text_init(&cause, VALUE_CAUSE_MAX_BYTES);
    enum status st = cell_members(work->alliance->organisation, cell, &members);
    if (st == ST_OK)
        st = cell_definition_hash(cell, &members, value->expected, definition);
    if (st != ST_OK)
        return st;
    if (definition_before != NULL && strcmp(definition, definition_before) != 0)
        value_cause_add_definition(&cause);
    for (size_t i = 0; i < work->n_dirty; i++) {
        int64_t institution_id = work->dirty[i].row->key.institution_id;
        bool is_member = institution_id == 0;
        for (size_t k = 0; k < members.n; k++)
            is_member = is_member || members.at[k]->id == institution_id;
        if (!work->dirty[i].all && is_member && touches(&work->dirty[i], cell) && !was_told(work, cell, i))
            value_cause_add(&cause, institution_id, work->dirty[i].row->key.key);
    }
    value_explain(work->batch, cause.s, definition);
    return ST_OK;
}

static enum status write_cell(struct cell_work *work, const struct dirty_cell *cell, const struct value_origin *origin,
                              bool *ret_changed)
{
    struct cell_value value;
    const char *definition_before = NULL;
    enum status st = evaluation_cell(work->evaluation, &cell->cell, &value);
    if (st == ST_CONFLICT) /* its definition is being filled: the switch asks for all cells again */
        return ST_OK;
    if (st == ST_OK)
        st = value_put(work->batch, work->stored, &cell->cell, &value, ret_changed, &definition_before);
    if (st == ST_OK && *ret_changed)
        st = explain(work, &cell->cell, &value, definition_before);
    if (st == ST_OK && value_batch_is_full(work->batch))
        st = value_batch_write(work->db, work->batch, origin);
    return st;
}

/* Each cell once, and one row for alert for all months of a cell: it looks at all of them. */
static enum status write_sorted(struct cell_work *work, const struct value_origin *origin)
{
    enum status st = ST_OK;
    bool told = false;
    for (size_t i = 0; st == ST_OK && i < work->n_cells; i++) {
        const struct dirty_cell *cell = &work->cells[i], *previous = i == 0 ? NULL : cell - 1;
        bool changed = false;
        if (previous == NULL || strcmp(previous->key, cell->key) != 0 || previous->cell.subject != cell->cell.subject)
            told = false;
        if (previous != NULL && compare_cells(previous, cell) == 0)
            continue;
        st = write_cell(work, cell, origin, &changed);
        if (st == ST_OK && changed && !told) {
            st = tell_alert(work, cell);
            told = true;
        }
    }
    return st == ST_OK ? value_batch_write(work->db, work->batch, origin) : st;
}

static enum status write_cells(struct cell_work *work)
{
    struct value_origin origin = {
        .alliance_id = work->alliance->id,
        .catalog_version = work->alliance->catalog_version,
        .known_us = work->job->business_us,
    };
    return write_sorted(work, &origin);
}

/* A file that came or went is a duty of its own: the reporter's. */
static enum status tell_returns(const struct cell_work *work)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < work->n_dirty; i++) {
        const struct dirty *dirty = &work->dirty[i];
        if (dirty->kind != NULL && dirty->kind->submission == SUBMISSION_SNAPSHOT)
            st = todo_insert(work->db, "alert", "return", work->alliance->id, dirty->row->key.institution_id, dirty->row->key.key,
                             &dirty->row->id, 1, work->job->business_us);
    }
    return st;
}

/* In our turn: whoever writes after us has read after us. */
static enum status read_basis(struct cell_work *work, int32_t to_month)
{
    enum status st = evaluation_new(work->alliance, &work->evaluation);
    for (size_t i = 0; st == ST_OK && i < work->n_cells; i++)
        st = evaluation_add(work->evaluation, &work->cells[i].cell);
    return st == ST_OK ? evaluation_read(work->evaluation, work->db, to_month) : st;
}

/* ---- one unit of work: rows of one or several alliances ---- */

static enum status run_alliance(struct compute *compute, struct db *db, struct todo_job *job, int64_t alliance_id,
                                struct dirty *dirty)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    struct cell_work work = {.db = db, .job = job, .dirty = dirty, .now_month = month_of_date(instant_date(job->business_us))};
    enum status st = value_turn(db, alliance_id);
    if (st == ST_OK)
        st = alliance_take(compute->alliances, db, alliance_id, &alliance);
    if (st != ST_OK || alliance->organisation == NULL) /* nobody is a member of anything yet: the import asks for all cells */
        return st;
    work.alliance = alliance;
    arena_init(&work.arena);
    for (size_t i = 0; i < job->rows.count; i++)
        if (job->rows.rows[i].key.alliance_id == alliance_id && dirty_read(alliance, &job->rows.rows[i], &dirty[work.n_dirty]))
            work.n_dirty++;
    if (work.n_dirty == 0)
        return ST_OK;
    int32_t from, to;
    month_range(&work, &from, &to);
    st = collect(&work);
    if (st == ST_OK)
        st = read_basis(&work, to);
    if (st == ST_OK)
        st = read_stored(&work);
    if (st == ST_OK)
        st = value_batch_new(&work.batch);
    if (st == ST_OK)
        st = write_cells(&work);
    if (st == ST_OK)
        st = tell_returns(&work);
    value_batch_free(work.batch);
    value_book_free(work.stored);
    evaluation_free(work.evaluation);
    arena_done(&work.arena);
    return st;
}

static bool seen_before(const struct todo_rows *rows, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (rows->rows[j].key.alliance_id == rows->rows[i].key.alliance_id)
            return true;
    return false;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    struct dirty *dirty = calloc(job->rows.count, sizeof *dirty);
    enum status st = dirty == NULL ? ST_RETRY : ST_OK;
    for (size_t i = 0; st == ST_OK && i < job->rows.count; i++)
        if (!seen_before(&job->rows, i))
            st = run_alliance(arg, db, job, job->rows.rows[i].key.alliance_id, dirty);
    free(dirty);
    if (st == ST_OK)
        CRASH_POINT("compute.before_cell_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct compute *compute = arg;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("compute.after_cell_commit");
    announce(compute->process, EVENT_VALUES_CHANGED, job);
}

static const char *const KINDS[] = {"cell"};
const struct todo_step CELL_STEP = {
    .schema = "compute",
    .name = "compute.cell",
    .kinds = KINDS,
    .kind_count = 1,
    .batch = 500,
    .parallel = 1,
    .by_key = false,
    .run = run,
    .done = done,
};
