/* answer.c: rows and reasons become a reply. */
#include "ingest/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest/reject_store.h"
#include "lib/date.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/kind.h"
#include "model/organisation.h"
#include "shared/alliance.h"

void answer_say(struct answer *answer, Duban__Ingest__Status status, const struct refusal *what)
{
    const char *params[REFUSAL_PARAMS];
    for (size_t i = 0; i < what->n; i++)
        params[i] = what->params[i];
    command_say(answer->command, ST_OK, what->reason, what->n, params);
    answer->reply->status = status; /* "a person must decide" is a status of ours alone */
}

void answer_receipt(const struct batch *batch, char ret[static RECEIPT_SIZE])
{
    int year, month, day;
    date_to_ymd(instant_date(batch->opened_us), &year, &month, &day);
    snprintf(ret, RECEIPT_SIZE, "B-%04d%02d%02d-%06" PRId64, year, month, day, batch->batch_id);
}

static char *period_text(struct answer *answer, int32_t period)
{
    struct text text;
    text_init(&text, 16);
    if (period != INT32_MIN)
        month_format(&text, period);
    char *copy = arena_text(answer->arena, text.s);
    text_done(&text);
    return copy;
}

/* The Chinese name of a column of the file: of its field, or the column's own. */
static const char *column_name(const struct kind *kind, const char *column)
{
    for (size_t i = 0; kind != NULL && i < kind->n_fields; i++)
        for (size_t k = 0; k < kind->fields[i].n_columns; k++)
            if (strcasecmp(kind->fields[i].columns[k], column) == 0)
                return kind->fields[i].zh;
    return "";
}

static Duban__Ingest__Finding *make_finding(struct answer *answer, const struct kind *kind, const struct reject *reject)
{
    Duban__Ingest__Finding *f = arena_alloc(answer->arena, 1, sizeof *f);
    enum reason reason;
    duban__ingest__finding__init(f);
    f->line = reject->line;
    f->column_code = arena_text(answer->arena, reject->column);
    f->column_name = arena_text(answer->arena, column_name(kind, reject->column));
    f->reason_code = arena_text(answer->arena, reject->reason);
    f->shape = arena_text(answer->arena, reject->shape);
    f->severity = arena_text(answer->arena, reject->severity);
    if (reason_from_code(reject->reason, &reason) == ST_OK) {
        f->words_zh = arena_text(answer->arena, reason_zh(reason));
        f->words_en = arena_text(answer->arena, reason_en(reason));
    }
    return f;
}

static enum status add_findings(struct answer *answer, struct db *db, const struct kind *kind, const struct batch *batch,
                                size_t max, Duban__Ingest__Batch *wire)
{
    struct reject *rejects = NULL;
    size_t n = 0;
    enum status st = reject_read(db, batch->institution_id, batch->batch_id, max, &rejects, &n);
    if (st != ST_OK)
        return st;
    wire->n_findings = n;
    wire->findings = arena_alloc(answer->arena, n + 1, sizeof *wire->findings);
    for (size_t i = 0; i < n; i++)
        wire->findings[i] = make_finding(answer, kind, &rejects[i]);
    free(rejects);
    return ST_OK;
}

static Duban__Ingest__Batch *make_batch(struct answer *answer, const struct alliance *alliance, const struct kind *kind,
                                        const struct batch *b)
{
    struct arena *arena = answer->arena;
    Duban__Ingest__Batch *w = arena_alloc(arena, 1, sizeof *w);
    const struct institution *institution =
        alliance->organisation == NULL ? NULL : organisation_institution_by_id(alliance->organisation, b->institution_id);
    char receipt[RECEIPT_SIZE];
    duban__ingest__batch__init(w);
    answer_receipt(b, receipt);
    w->batch_id = b->batch_id;
    w->receipt = arena_text(arena, receipt);
    w->kind = arena_text(arena, b->kind);
    w->kind_name = arena_text(arena, kind == NULL ? b->kind : kind->zh);
    w->institution = arena_text(arena, institution == NULL ? "" : institution->code);
    w->institution_name = arena_text(arena, institution == NULL ? "" : institution->short_name);
    w->period = period_text(answer, b->period);
    w->state = arena_text(arena, batch_state_name(b->state));
    w->lane_number = b->lane_number;
    w->file_name = arena_text(arena, b->file_name);
    w->content_sha256 = arena_text(arena, b->content_sha256);
    w->byte_count = b->byte_count;
    w->rows_read = b->rows_read;
    w->rows_good = b->rows_good;
    w->rows_rejected = b->rows_rejected;
    w->rows_duplicate = b->rows_duplicate;
    w->rows_warned = b->rows_warned;
    w->rows_gone = b->rows_gone;
    w->rows_added = b->rows_added;
    w->rows_changed = b->rows_changed;
    w->current = b->current;
    w->committed_us = b->committed_us;
    w->submitted_by = arena_text(arena, b->submitted_by);
    w->hold_reason = arena_text(arena, b->hold_reason);
    w->closed_by = arena_text(arena, b->closed_by);
    w->closed_reason = arena_text(arena, b->closed_reason);
    return w;
}

enum status answer_batch(struct answer *answer, struct db *db, const struct alliance *alliance, const struct batch *batch,
                         size_t max_findings)
{
    const struct kind *kind = catalog_kind(alliance->catalog, batch->kind);
    size_t n = answer->reply->n_batches;
    Duban__Ingest__Batch **all = arena_alloc(answer->arena, n + 1, sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[i] = answer->reply->batches[i];
    all[n] = make_batch(answer, alliance, kind, batch);
    answer->reply->batches = all;
    answer->reply->n_batches = n + 1;
    return max_findings == 0 ? ST_OK : add_findings(answer, db, kind, batch, max_findings, all[n]);
}

void answer_was_dry_run(struct answer *answer)
{
    Duban__Ingest__Batch *batch = answer->reply->batches[answer->reply->n_batches - 1];
    batch->batch_id = 0;
    batch->receipt = arena_text(answer->arena, "");
    batch->state = arena_text(answer->arena, "dry_run");
}
