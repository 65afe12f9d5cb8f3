/* intake.c: the phases of a file: looked at (header and the first rows), then read chunk by chunk.
 *
 * The look needs records that are counted later, and records are only lent by their reader. So the bytes that were
 * looked at are held, and the reader that counts starts again at the first of them. */
#include "model/intake_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELD_PIECE_BYTES (256u * 1024)

enum status intake_new(const struct kind *kind, const struct measure *const *measures, size_t n_measures, row_hash_fn *hash,
                       void *hash_arg, size_t max_findings, struct intake **ret)
{
    struct intake *in = calloc(1, sizeof(*in));
    if (in == NULL)
        return ST_RETRY;
    in->kind = kind;
    in->hash = hash;
    in->hash_arg = hash_arg;
    text_init(&in->held, HELD_MAX_BYTES + CSV_MAX_PUSH_BYTES);
    text_init(&in->institution, CSV_MAX_FIELD_BYTES);
    findings_init(&in->findings, max_findings);
    problems_init(&in->problems, 100);
    bool good = csv_new(&in->look) == ST_OK && csv_new(&in->csv) == ST_OK && columns_new(kind, &in->columns) == ST_OK &&
                row_check_new(kind, &in->check) == ST_OK && row_keys_new(&in->keys) == ST_OK &&
                tally_new(kind, measures, n_measures, &in->tally) == ST_OK;
    if (!good) {
        intake_free(in);
        return ST_RETRY;
    }
    *ret = in;
    return ST_OK;
}

void intake_free(struct intake *in)
{
    if (in == NULL)
        return;
    csv_free(in->look);
    csv_free(in->csv);
    text_done(&in->held);
    text_done(&in->institution);
    row_reader_free(in->reader);
    columns_free(in->columns);
    row_check_free(in->check);
    row_keys_free(in->keys);
    tally_free(in->tally);
    findings_done(&in->findings);
    problems_done(&in->problems);
    free(in->retracted);
    free(in);
}

enum status intake_push(struct intake *in, const char *bytes, size_t len)
{
    assert(!in->ended && len <= CSV_MAX_PUSH_BYTES);
    if (in->phase == PHASE_READ)
        return csv_push(in->csv, bytes, len);
    assert(in->phase == PHASE_LOOK);
    text_append_n(&in->held, bytes, len);
    return in->held.overflow ? ST_RETRY : csv_push(in->look, bytes, len);
}

void intake_end(struct intake *in)
{
    in->ended = true;
    if (in->look != NULL)
        csv_end(in->look);
    if (in->phase == PHASE_READ && in->held_at == in->held.len)
        csv_end(in->csv);
}

enum status intake_expect(struct intake *in, const char *institution, size_t len, int32_t month)
{
    assert(in->phase == PHASE_DECIDE);
    return row_expect(in->reader, institution, len, month);
}

static enum intake_step refuse_status(struct intake *in, enum status st, enum reason reason, const char *param)
{
    if (st != ST_BAD_INPUT)
        return INTAKE_RETRY;
    problems_add(&in->problems, reason, NULL, param);
    in->phase = PHASE_REFUSED;
    return INTAKE_REFUSED;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void tell_key(struct intake *in, enum reason reason, int64_t line, int64_t other)
{
    struct finding f = {.line = line, .reason = reason, .rejects = reason_severity(reason) == SEVERITY_ERROR, .other_line = other};
    snprintf(f.value, sizeof(f.value), "第%" PRId64 "行", other);
    findings_add(&in->findings, &f);
}

static enum status keep_retracted(struct intake *in, int64_t line)
{
    if (in->n_retracted == in->retracted_cap) {
        size_t cap = in->retracted_cap == 0 ? 64 : in->retracted_cap * 2;
        int64_t *bigger = realloc(in->retracted, cap * sizeof(*bigger));
        if (bigger == NULL)
            return ST_RETRY;
        in->retracted = bigger;
        in->retracted_cap = cap;
    }
    in->retracted[in->n_retracted++] = line;
    return ST_OK;
}

/* The first row of a key that turned out to be disputed, and the ones that were the same as it. */
static enum status take_back(struct intake *in, const struct row_key_result *result, int64_t other)
{
    tell_key(in, REASON_E_ING_123, result->first_line, other);
    in->counts.rejected++;
    for (uint32_t same = result->identical; same != 0;) {
        tell_key(in, REASON_E_ING_123, row_keys_identical(in->keys, same, &same), other);
        in->counts.rejected++;
        in->counts.identical--;
    }
    if (result->first_row >= in->first_row) { /* in this chunk: not counted or handed out yet */
        columns_strike(in->columns, (size_t)(result->first_row - in->first_row));
        return ST_OK;
    }
    in->counts.good--;
    tally_retract(in->tally, result->first_row);
    return keep_retracted(in, result->first_line);
}

static enum status check_key(struct intake *in, size_t row)
{
    struct columns *c = in->columns;
    uint8_t key[FIELD_HASH_BYTES], digest[FIELD_HASH_BYTES];
    struct row_key_result result;
    columns_key_digest(c, row, key);
    columns_row_digest(c, row, digest);
    enum status st = row_keys_add(in->keys, key, digest, c->line[row], in->first_row + row, &result);
    if (st != ST_OK || result.outcome == KEY_NEW)
        return st;
    columns_strike(c, row);
    if (result.outcome == KEY_IDENTICAL) {
        in->counts.identical++;
        tell_key(in, REASON_W_ING_133, c->line[row], result.first_line);
        return ST_OK;
    }
    in->counts.rejected++;
    tell_key(in, REASON_E_ING_123, c->line[row], result.first_line);
    return result.first_dispute ? take_back(in, &result, c->line[row]) : ST_OK;
}

/* ---- chunks ------------------------------------------------------------------------------------------------------ */

static size_t count_live(const struct columns *c)
{
    size_t live = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        live += c->live[i];
    return live;
}

static enum intake_step finish_chunk(struct intake *in)
{
    struct columns *c = in->columns;
    enum status st = row_check_run(in->check, c, &in->findings, in->warned);
    if (st != ST_OK)
        return refuse_status(in, st, REASON_E_ING_124, NULL);
    in->counts.rejected += c->n_rows - count_live(c);
    for (size_t row = 0; row < c->n_rows; row++) {
        st = c->live[row] ? check_key(in, row) : ST_OK;
        if (st != ST_OK)
            return refuse_status(in, st, REASON_E_ING_109, "2000000");
    }
    st = tally_add(in->tally, c);
    if (st != ST_OK)
        return refuse_status(in, st, REASON_E_ING_124, NULL);
    for (size_t row = 0; row < c->n_rows; row++)
        in->counts.warned += c->live[row] & in->warned[row];
    in->counts.good += count_live(c);
    in->chunk_is_out = true;
    return INTAKE_CHUNK;
}

/* The chunk that was handed out is done with. */
static void begin_chunk(struct intake *in)
{
    if (!in->chunk_is_out)
        return;
    in->chunk_is_out = false;
    in->first_row += in->columns->n_rows;
    columns_clear(in->columns);
    memset(in->warned, 0, sizeof(in->warned));
}

/* A record of the file; false: a step is to be returned. */
static bool read_record(struct intake *in, const struct csv_record *record, enum intake_step *ret)
{
    if (!in->header_passed) {
        in->header_passed = true;
        return true;
    }
    if (record->n_fields < in->header_columns && csv_last_line_open(in->csv)) {
        *ret = intake_refuse(in, REASON_E_ING_104, record->line, NULL);
        return false;
    }
    in->counts.read++;
    uint64_t warnings = in->findings.warnings;
    switch (row_read(in->reader, record, in->columns, &in->findings)) {
    case ROW_IN: in->warned[in->columns->n_rows - 1] = in->findings.warnings > warnings; break;
    case ROW_REJECTED: in->counts.rejected++; break;
    case ROW_NO_MEMORY: *ret = INTAKE_RETRY; return false;
    }
    if (!columns_full(in->columns))
        return true;
    *ret = finish_chunk(in);
    return false;
}

/* What the look held goes to the second reading first. False: nothing is left of it. */
static bool refill(struct intake *in, enum status *st)
{
    size_t left = in->held.len - in->held_at;
    size_t n = left < HELD_PIECE_BYTES ? left : HELD_PIECE_BYTES;
    if (n == 0)
        return false;
    *st = csv_push(in->csv, in->held.s + in->held_at, n);
    in->held_at += n;
    if (in->held_at == in->held.len) {
        text_done(&in->held);
        in->held_at = 0;
        if (in->ended)
            csv_end(in->csv);
    }
    return true;
}

static enum intake_step step_read(struct intake *in)
{
    begin_chunk(in);
    for (;;) {
        struct csv_record record;
        enum intake_step step;
        enum status st = ST_OK;
        switch (csv_next(in->csv, &record)) {
        case CSV_RECORD:
            if (!read_record(in, &record, &step))
                return step;
            break;
        case CSV_MORE:
            if (!refill(in, &st))
                return INTAKE_MORE;
            if (st != ST_OK)
                return INTAKE_RETRY;
            break;
        case CSV_END: in->phase = PHASE_DONE; return in->columns->n_rows > 0 ? finish_chunk(in) : INTAKE_DONE;
        case CSV_REFUSED: return intake_refuse_csv(in, in->csv);
        }
    }
}

enum intake_step intake_next(struct intake *in)
{
    switch (in->phase) {
    case PHASE_LOOK: return intake_look(in);
    case PHASE_DECIDE: in->phase = PHASE_READ; return step_read(in);
    case PHASE_READ: return step_read(in);
    case PHASE_DONE: return INTAKE_DONE;
    case PHASE_REFUSED: break;
    }
    return INTAKE_REFUSED;
}

void intake_warn(struct intake *in, size_t row, int field, enum reason reason)
{
    assert(in->chunk_is_out && row < in->columns->n_rows && in->columns->live[row]);
    const struct field *f = &in->kind->fields[field];
    struct finding finding = {.line = in->columns->line[row], .reason = reason};
    size_t len = 0;
    const char *s = columns_text(in->columns, field, row, &len);
    snprintf(finding.column, sizeof finding.column, "%s", f->columns[0]);
    if (s != NULL) {
        scoped(text_done) struct text safe;
        text_init(&safe, sizeof finding.value - 1);
        field_safe_value(&safe, f, s, len);
        snprintf(finding.value, sizeof finding.value, "%s", safe.s);
    }
    findings_add(&in->findings, &finding);
    in->counts.warned += !in->warned[row];
    in->warned[row] = 1;
}

/* ---- what is there ----------------------------------------------------------------------------------------------- */

const struct columns *intake_chunk(const struct intake *in)
{
    return in->columns;
}

uint64_t intake_first_row(const struct intake *in)
{
    return in->first_row;
}

struct findings *intake_findings(struct intake *in)
{
    return &in->findings;
}

const int64_t *intake_retracted(const struct intake *in, size_t *ret_count)
{
    *ret_count = in->n_retracted;
    return in->retracted;
}

struct intake_counts intake_counts(const struct intake *in)
{
    return in->counts;
}

const struct tally *intake_tally(const struct intake *in)
{
    return in->tally;
}

const struct problems *intake_problems(const struct intake *in)
{
    return &in->problems;
}
