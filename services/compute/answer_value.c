/* answer_value.c: a value for a person: evaluated now from totals, with the revision under which it is stored, if a duty judges it.
 */
#include <stdlib.h>
#include <string.h>

#include "compute/answer.h"
#include "compute/audit_store.h"
#include "compute/evaluation.h"
#include "compute/line_store.h"
#include "compute/source_store.h"
#include "compute/total_store.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/organisation.h"

#define SERIES_MAX  120  /* ten years */
#define PARTS_MAX   5000 /* totals of an explanation: 15 institutions × 12 months × 2 measures are 360 */
#define NUMBER_MAX  64
#define SOURCES_MAX 5000
#define LINES_MAX   5000

static char *decimal_text(struct arena *arena, i128 units, int scale)
{
    struct text out;
    text_init(&out, NUMBER_MAX);
    decimal_format(&out, units, scale);
    char *copy = arena_text(arena, out.s);
    text_done(&out);
    return copy;
}

static char *month_text(struct arena *arena, int32_t month)
{
    char buffer[16] = "";
    struct text out;
    text_init(&out, sizeof buffer - 1);
    if (month >= 0)
        month_format(&out, month);
    char *copy = arena_text(arena, out.s);
    text_done(&out);
    return copy;
}

static enum status read_question(struct answer *answer, const Duban__Compute__AskValue *ask, struct cell *ret)
{
    const struct alliance *alliance = answer->alliance;
    struct cell cell = {.indicator = catalog_indicator(alliance->catalog, ask->indicator)};
    if (cell.indicator == NULL)
        return answer_refuse(answer, REASON_E_CMP_001, ask->indicator);
    cell.subject = alliance->organisation == NULL ? NULL : organisation_institution_by_code(alliance->organisation, ask->of);
    if (cell.subject == NULL)
        return answer_refuse(answer, REASON_E_CMP_002, ask->of);
    if (ask->window[0] != '\0' && window_parse(ask->window, &cell.window) != ST_OK)
        return answer_refuse(answer, REASON_E_CMP_003, ask->window);
    cell.month = month_of_date(instant_date(answer->business_us));
    if (ask->period[0] != '\0' && month_parse(ask->period, strlen(ask->period), &cell.month) != ST_OK)
        return answer_refuse(answer, REASON_E_CMP_004, ask->period);
    *ret = cell;
    return ST_OK;
}

static Duban__Compute__Value *describe(struct answer *answer, const struct cell *cell, const struct cell_value *v, int64_t revision)
{
    struct arena *arena = answer->arena;
    Duban__Compute__Value *out = arena_alloc(arena, 1, sizeof *out);
    duban__compute__value__init(out);
    out->indicator = cell->indicator->name;
    out->indicator_name = cell->indicator->zh;
    out->institution = arena_text(arena, cell->subject->code);
    out->institution_name = arena_text(arena, cell->subject->name);
    out->period = month_text(arena, cell->month);
    out->window = arena_text(arena, window_name(cell->window));
    out->has_value = v->value.has_value;
    out->printed = v->value.has_value ? decimal_text(arena, v->value.units, v->value.decimals) : arena_text(arena, "");
    out->unit = cell->indicator->unit;
    out->numerator = decimal_text(arena, v->value.num, v->value.num_scale);
    out->denominator =
        cell->indicator->denominator == NULL ? arena_text(arena, "") : decimal_text(arena, v->value.den, v->value.den_scale);
    out->numerator_name = cell->indicator->numerator_zh;
    out->denominator_name = cell->indicator->denominator == NULL ? arena_text(arena, "") : cell->indicator->denominator_zh;
    out->standing = arena_text(arena, standing_name(v->standing));
    out->returned = (uint32_t)v->returned;
    out->expected = (uint32_t)v->expected;
    out->small = v->value.small_denominator;
    out->revision = revision;
    out->catalog_version = answer->alliance->catalog_version;
    return out;
}

static enum status answer_cell(struct answer *answer, struct evaluation *evaluation, const struct cell *cell)
{
    struct cell_value value;
    int64_t revision = 0;
    enum status st = evaluation_cell(evaluation, cell, &value);
    if (st == ST_CONFLICT)
        return answer_refuse(answer, REASON_E_CMP_005, cell->indicator->zh);
    if (st == ST_BAD_INPUT)
        return answer_refuse(answer, REASON_E_CMP_006, cell->indicator->zh);
    if (st == ST_OK)
        st = value_latest_revision(answer->db, answer->alliance->id, cell, &revision);
    if (st == ST_OK)
        answer->reply->values[answer->reply->n_values++] = describe(answer, cell, &value, revision);
    return st;
}

/* What was published of the same periods stands beside what is computed. Of the subject itself: what a county publishes is not the
 * sum of what its hospitals do. */
static enum status answer_official(struct answer *answer, struct cell cell, size_t n)
{
    const struct scope itself = {.institutions = &cell.subject->code, .n_institutions = 1};
    struct evaluation *evaluation = NULL;
    int32_t last = cell.month;
    cell.indicator = cell.indicator->official;
    cell.scope = &itself;
    enum status st = evaluation_new(answer->alliance, &evaluation);
    if (st == ST_OK)
        st = evaluation_add(evaluation, &cell);
    if (st == ST_OK)
        st = evaluation_read(evaluation, answer->db, cell.month);
    for (size_t i = n; st == ST_OK && i-- > 0;) {
        struct cell_value value;
        cell.month = last - (int32_t)i;
        if (!period_ends_in(cell.window, cell.month))
            continue;
        st = evaluation_cell(evaluation, &cell, &value);
        if (st == ST_OK && value.value.has_value)
            answer->reply->values[answer->reply->n_values++] = describe(answer, &cell, &value, 0);
        if (st == ST_CONFLICT)
            st = ST_OK; /* its totals are being filled: the computed one has its answer all the same */
    }
    evaluation_free(evaluation);
    return st;
}

static enum status answer_series(struct answer *answer, struct cell cell, uint32_t months)
{
    struct evaluation *evaluation = NULL;
    enum status st = evaluation_new(answer->alliance, &evaluation);
    if (st == ST_OK)
        st = evaluation_add(evaluation, &cell);
    if (st == ST_OK)
        st = evaluation_read(evaluation, answer->db, cell.month);
    size_t n = months == 0 ? 1 : months > SERIES_MAX ? SERIES_MAX : months;
    answer->reply->values = arena_alloc(answer->arena, 2 * n, sizeof *answer->reply->values);
    int32_t last = cell.month;
    for (size_t i = n; st == ST_OK && i-- > 0;) {
        cell.month = last - (int32_t)i;
        if (period_ends_in(cell.window, cell.month))
            st = answer_cell(answer, evaluation, &cell);
    }
    evaluation_free(evaluation);
    cell.month = last;
    return st == ST_OK && cell.indicator->official != NULL ? answer_official(answer, cell, n) : st;
}

enum status answer_value(struct answer *answer, const Duban__Compute__AskValue *ask)
{
    struct cell cell;
    enum status st = read_question(answer, ask, &cell);
    return st == ST_OK ? answer_series(answer, cell, ask->months) : st;
}

/* ---- explain ---- */

static enum status add_parts(struct answer *answer, const struct cell *cell, const struct members *members,
                             const struct measure *measure)
{
    struct total *totals = NULL;
    size_t n = 0;
    enum status st = totals_read(answer->db, answer->alliance->id, measure->name, period_first_month(cell->window, cell->month),
                                 cell->month, &totals, &n);
    for (size_t m = 0; st == ST_OK && m < members->n; m++)
        for (size_t i = 0; i < n; i++) {
            if (totals[i].institution_id != members->at[m]->id)
                continue;
            answer->reply->more_parts = answer->reply->n_parts == PARTS_MAX;
            if (answer->reply->more_parts)
                break;
            Duban__Compute__Part *part = arena_alloc(answer->arena, 1, sizeof *part);
            duban__compute__part__init(part);
            part->institution = arena_text(answer->arena, members->at[m]->code);
            part->institution_name = arena_text(answer->arena, members->at[m]->name);
            part->month = month_text(answer->arena, totals[i].month);
            part->measure = measure->name;
            part->row_count = totals[i].sum.rows;
            part->total = decimal_text(answer->arena, totals[i].sum.sum, measure->scale);
            answer->reply->parts[answer->reply->n_parts++] = part;
        }
    free(totals);
    return st;
}

struct source_filler {
    struct answer *answer;
    const struct institution *institution;
    const char *kind;
};

static enum status add_source(void *arg, const struct source_batch *batch)
{
    struct source_filler *filler = arg;
    struct answer *answer = filler->answer;
    answer->reply->more_sources = answer->reply->n_sources == SOURCES_MAX;
    if (answer->reply->more_sources)
        return ST_OK;
    Duban__Compute__Source *source = arena_alloc(answer->arena, 1, sizeof *source);
    duban__compute__source__init(source);
    source->institution = arena_text(answer->arena, filler->institution->code);
    source->kind = arena_text(answer->arena, filler->kind);
    source->period = month_text(answer->arena, batch->period);
    source->batch_id = batch->batch_id;
    source->lane_number = batch->lane_number;
    source->file_name = arena_text(answer->arena, batch->file_name);
    source->content_sha256 = arena_text(answer->arena, batch->content_sha256);
    source->submitted_by = arena_text(answer->arena, batch->submitted_by);
    source->committed_us = batch->committed_us;
    source->rows_good = batch->rows_good;
    source->rows_rejected = batch->rows_rejected;
    answer->reply->sources[answer->reply->n_sources++] = source;
    return ST_OK;
}

static enum status add_sources(struct answer *answer, const struct cell *cell, const struct members *members,
                               const struct kind *kind)
{
    enum status st = ST_OK;
    for (size_t m = 0; st == ST_OK && m < members->n; m++) {
        struct source_filler filler = {.answer = answer, .institution = members->at[m], .kind = kind->name};
        st = source_batches(answer->db, members->at[m]->id, kind->name, period_first_month(cell->window, cell->month), cell->month,
                            add_source, &filler);
    }
    return st;
}

static enum status add_origin(struct answer *answer, const struct cell *cell, const struct members *members)
{
    const struct indicator *indicator = cell->indicator;
    const struct measure *denominator = indicator->denominator;
    enum status st = add_parts(answer, cell, members, indicator->numerator);
    if (st == ST_OK && denominator != NULL)
        st = add_parts(answer, cell, members, denominator);
    if (st == ST_OK)
        st = add_sources(answer, cell, members, indicator->numerator->kind);
    if (st == ST_OK && denominator != NULL && denominator->kind != indicator->numerator->kind)
        st = add_sources(answer, cell, members, denominator->kind);
    return st;
}

/* ---- explain: file and line ---- */

struct line_filler {
    struct answer *answer;
    const struct measure *measure;
    size_t max; /* lines of the whole answer */
};

static char *file_of(const struct answer *answer, int64_t batch_id)
{
    const Duban__Compute__Reply *reply = answer->reply;
    for (size_t i = 0; i < reply->n_sources; i++)
        if (reply->sources[i]->batch_id == batch_id)
            return reply->sources[i]->file_name;
    return arena_text(answer->arena, "");
}

static enum status add_line(void *arg, const struct counted_line *read)
{
    const struct line_filler *filler = arg;
    struct answer *answer = filler->answer;
    Duban__Compute__Reply *reply = answer->reply;
    reply->more_lines = reply->n_lines == filler->max;
    if (reply->more_lines)
        return ST_OK;
    const struct institution *institution = organisation_institution_by_id(answer->alliance->organisation, read->institution_id);
    Duban__Compute__Line *line = arena_alloc(answer->arena, 1, sizeof *line);
    duban__compute__line__init(line);
    line->institution = arena_text(answer->arena, institution == NULL ? "" : institution->code);
    line->month = month_text(answer->arena, read->month);
    line->measure = filler->measure->name;
    line->batch_id = read->batch_id;
    line->file_name = file_of(answer, read->batch_id);
    line->line = read->line;
    line->amount = decimal_text(answer->arena, read->amount, filler->measure->scale);
    reply->lines[reply->n_lines++] = line;
    return ST_OK;
}

/* The numerator's first: it is what is asked about most. */
static enum status add_lines(struct answer *answer, const struct cell *cell, const struct members *members, size_t max)
{
    const struct measure *const measures[] = {cell->indicator->numerator, cell->indicator->denominator};
    int64_t *institutions = arena_alloc(answer->arena, members->n + 1, sizeof *institutions);
    enum status st = ST_OK;
    for (size_t m = 0; m < members->n; m++)
        institutions[m] = members->at[m]->id;
    for (size_t i = 0; st == ST_OK && i < 2 && measures[i] != NULL && !answer->reply->more_lines; i++) {
        struct line_filler filler = {.answer = answer, .measure = measures[i], .max = max};
        struct line_question question = {.institutions = institutions,
                                         .n_institutions = members->n,
                                         .from = period_first_month(cell->window, cell->month),
                                         .to = cell->month,
                                         .max = max - answer->reply->n_lines + 1}; /* one more tells whether there is more */
        st = counted_lines(answer->db, measures[i], &question, add_line, &filler);
    }
    return st;
}

struct explaining {
    struct answer *answer;
    const Duban__Compute__AskValue *ask;
};

/* The number and what it is made of are of one instant. */
static enum status explain(struct db *db, void *arg)
{
    struct answer *answer = ((struct explaining *)arg)->answer;
    const Duban__Compute__AskValue *ask = ((struct explaining *)arg)->ask;
    struct cell cell;
    struct members members = {0};
    answer->reply->n_values = answer->reply->n_parts = answer->reply->n_sources = answer->reply->n_lines = 0;
    answer->reply->more_parts = answer->reply->more_sources = answer->reply->more_lines = false;
    enum status st = read_snapshot(db);
    if (st == ST_OK)
        st = read_question(answer, ask, &cell);
    if (st == ST_OK)
        st = answer_series(answer, cell, 1);
    if (st != ST_OK)
        return st;
    answer->reply->parts = arena_alloc(answer->arena, PARTS_MAX, sizeof *answer->reply->parts);
    answer->reply->sources = arena_alloc(answer->arena, SOURCES_MAX, sizeof *answer->reply->sources);
    size_t lines = ask->lines > LINES_MAX ? LINES_MAX : ask->lines;
    answer->reply->lines = arena_alloc(answer->arena, lines + 1, sizeof *answer->reply->lines);
    answer->reply->definition_zh = cell.indicator->definition;
    answer->reply->definition_source = cell.indicator->source;
    st = cell_members(answer->alliance->organisation, &cell, &members);
    if (st == ST_OK)
        st = add_origin(answer, &cell, &members);
    if (st == ST_OK && lines > 0)
        st = add_lines(answer, &cell, &members, lines);
    members_done(&members);
    return st;
}

enum status answer_explain(struct answer *answer, const Duban__Compute__AskValue *ask)
{
    return db_transact(answer->db, explain, &(struct explaining){.answer = answer, .ask = ask});
}
