/* chunk.c: rows and findings of a chunk in one transaction. */
#include "ingest/chunk.h"

#include <stdio.h>

#include "ingest/record_store.h"
#include "ingest/reject_store.h"
#include "ingest/upload.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "model/kind.h"

static struct record_batch rows_of(const struct upload *upload)
{
    return (struct record_batch){
        .kind = upload->kind, .institution_id = upload->batch.institution_id, .batch_id = upload->batch.batch_id};
}

static enum status put_findings(struct db *db, const struct upload *upload)
{
    const struct findings *findings = intake_findings(upload->intake);
    return reject_insert(db, upload->batch.institution_id, upload->batch.batch_id, upload->next_reject, findings->items,
                         findings->count);
}

/* What a broken attempt may have left: rows of this chunk or later, findings that were not counted. */
static enum status remove_torn(struct db *db, const struct upload *upload, int64_t from_line)
{
    const struct record_batch of = rows_of(upload);
    enum status st = record_delete(db, &of, from_line);
    return st == ST_OK ? reject_delete(db, of.institution_id, of.batch_id, upload->next_reject) : st;
}

static bool has_live_row(const struct columns *chunk)
{
    for (size_t i = 0; i < chunk->n_rows; i++)
        if (chunk->live[i])
            return true;
    return false;
}

static enum status store(struct db *db, void *arg)
{
    const struct upload *upload = arg;
    const struct columns *chunk = intake_chunk(upload->intake);
    const struct record_batch of = rows_of(upload);
    enum status st = batch_keep_open(db, of.institution_id, of.batch_id); /* or its rows would stay for ever */
    if (st == ST_OK && upload->torn && chunk->n_rows > 0)
        st = remove_torn(db, upload, chunk->line[0]);
    if (st == ST_OK && has_live_row(chunk))
        st = record_copy(db, &of, chunk);
    if (st == ST_OK)
        st = put_findings(db, upload);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_chunk_commit");
    return st;
}

static void findings_are_in(struct upload *upload)
{
    upload->torn = false;
    upload->next_reject += (int64_t)intake_findings(upload->intake)->count;
    findings_clear(intake_findings(upload->intake));
}

enum status chunk_store(struct db *db, struct upload *upload)
{
    enum status st = db_transact(db, store, upload);
    if (st != ST_OK) {
        upload->torn = true;
        return st;
    }
    CRASH_POINT("ingest.after_chunk_commit");
    findings_are_in(upload);
    return ST_OK;
}

static enum status close_rows(struct db *db, void *arg)
{
    const struct upload *upload = arg;
    const struct record_batch of = rows_of(upload);
    size_t n = 0;
    const int64_t *lines = intake_retracted(upload->intake, &n);
    enum status st = batch_keep_open(db, of.institution_id, of.batch_id);
    if (st == ST_OK && upload->torn)
        st = reject_delete(db, of.institution_id, of.batch_id, upload->next_reject);
    if (st == ST_OK && n > 0)
        st = record_delete_lines(db, &of, lines, n);
    if (st == ST_OK)
        st = put_findings(db, upload);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_close_commit");
    return st;
}

static void take_counts(struct upload *upload)
{
    struct intake_counts counts = intake_counts(upload->intake);
    struct batch *batch = &upload->batch;
    batch->rows_read = (int64_t)counts.read;
    batch->rows_good = (int64_t)counts.good;
    batch->rows_rejected = (int64_t)counts.rejected;
    batch->rows_duplicate = (int64_t)counts.identical;
    batch->rows_warned = (int64_t)counts.warned;
    batch->byte_count = (int64_t)upload->received;
    snprintf(batch->content_sha256, sizeof batch->content_sha256, "%s", upload->sha256);
}

enum status chunk_close(struct db *db, struct upload *upload)
{
    enum status st = db_transact(db, close_rows, upload);
    if (st != ST_OK) {
        upload->torn = true;
        return st;
    }
    CRASH_POINT("ingest.after_close_commit");
    findings_are_in(upload);
    take_counts(upload);
    return ST_OK;
}

static enum status reject(struct db *db, void *arg)
{
    struct upload *upload = arg;
    const struct record_batch of = rows_of(upload);
    enum status st = record_delete(db, &of, 0);
    if (st == ST_OK && (upload->torn || upload->dry_run))
        st = reject_delete(db, of.institution_id, of.batch_id, upload->dry_run ? 0 : upload->next_reject);
    if (st == ST_OK && upload->dry_run)
        st = batch_delete_open(db, of.institution_id, of.batch_id);
    else if (st == ST_OK && upload->intake != NULL)
        st = put_findings(db, upload);
    if (st == ST_OK && !upload->dry_run) {
        upload->batch.state = BATCH_REJECTED;
        st = batch_move(db, &upload->batch, BATCH_OPEN);
    }
    if (st == ST_OK)
        CRASH_POINT("ingest.before_reject_commit");
    return st;
}

enum status chunk_reject(struct db *db, struct upload *upload)
{
    struct text words;
    text_init(&words, BATCH_WORDS_SIZE - 1);
    text_printf(&words, "%s ", reason_code(upload->refusal.reason));
    refusal_words(&words, &upload->refusal, REASON_ZH);
    snprintf(upload->batch.closed_reason, sizeof upload->batch.closed_reason, "%s", words.s);
    text_done(&words);
    if (upload->intake != NULL)
        take_counts(upload);
    enum status st = db_transact(db, reject, upload);
    if (st != ST_OK)
        return st;
    CRASH_POINT("ingest.after_reject_commit");
    findings_are_in(upload);
    return ST_OK;
}
