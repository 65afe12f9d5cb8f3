/* upload.c: pulls rows out of the bytes and deals with each step that intake reports. */
#include "ingest/upload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/rand.h>

#include "ingest/chunk.h"
#include "ingest/ingest.h"
#include "ingest/other_format.h"
#include "ingest/resolve.h"
#include "ingest/uncounted.h"
#include "lib/charset.h"
#include "lib/crash.h"
#include "lib/hash.h"
#include "lib/task.h"
#include "model/catalog.h"
#include "model/csv.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/organisation.h"
#include "shared/alliance.h"

/* What may wait to be read when a piece is taken, which holds the longest beginning of a header too. */
#define WAITING_MAX_BYTES (UPLOAD_PIECE_MAX + 2 * CHARSET_WINDOW_BYTES)
/* That, and a piece as UTF-8. */
#define UTF8_MAX_BYTES (WAITING_MAX_BYTES + CHARSET_MOST_FOR_ONE * (UPLOAD_PIECE_MAX + CHARSET_WINDOW_BYTES))
/* Of one chunk: 4096 rows with five faults each. What goes beyond is counted, not told. */
#define FINDINGS_MAX 20000

enum status upload_new(const struct upload_order *order, const struct alliance **alliance, struct upload **ret)
{
    uint8_t random[(UPLOAD_ID_SIZE - 1) / 2];
    struct upload *u = calloc(1, sizeof *u);
    if (u == NULL || RAND_bytes(random, sizeof random) != 1 || charset_open(&u->charset) != ST_OK) {
        free(u);
        return ST_RETRY;
    }
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(u->id + 2 * i, 3, "%02x", random[i]);
    snprintf(u->request_id, sizeof u->request_id, "%s", order->request_id);
    snprintf(u->kind_asked, sizeof u->kind_asked, "%s", order->kind);
    snprintf(u->institution_asked, sizeof u->institution_asked, "%s", order->institution);
    snprintf(u->period_asked, sizeof u->period_asked, "%s", order->period);
    snprintf(u->file_name, sizeof u->file_name, "%s", order->file_name);
    snprintf(u->submitted_by, sizeof u->submitted_by, "%s", order->submitted_by);
    u->dry_run = order->dry_run;
    u->unattended = order->unattended;
    u->hash = hash_stream_new();
    u->next_reject = 1;
    text_init(&u->utf8, UTF8_MAX_BYTES);
    u->alliance = *alliance;
    u->alliance_id = *alliance == NULL ? 0 : (*alliance)->id;
    *alliance = NULL;
    *ret = u;
    return ST_OK;
}

void upload_free(struct upload *u)
{
    if (u == NULL)
        return;
    intake_free(u->intake);
    charset_close(u->charset);
    hash_stream_free(u->hash);
    text_done(&u->utf8);
    alliance_give(&u->alliance);
    free(u);
}

enum status upload_refuse(struct db *db, struct upload *u)
{
    u->phase = UPLOAD_REFUSED;
    if (u->has_batch) {
        enum status st = chunk_reject(db, u);
        if (st != ST_OK)
            return st;
        u->has_batch = false;
    }
    intake_free(u->intake); /* what is left only repeats its words */
    u->intake = NULL;
    text_done(&u->utf8);
    text_init(&u->utf8, UTF8_MAX_BYTES);
    u->taken = 0;
    return ST_BAD_INPUT;
}

enum status upload_lost(struct db *db, const struct upload *u, bool *ret)
{
    struct batch batch = {.state = BATCH_OPEN};
    enum status st = u->has_batch ? batch_read(db, u->batch.batch_id, &batch) : ST_OK;
    *ret = batch.state == BATCH_ABANDONED;
    return st;
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

/* Some bytes were read and are gone, others may come twice: what is left of the file cannot be trusted. It is sent again. */
static enum status refuse_torn(struct upload *u)
{
    u->phase = UPLOAD_REFUSED;
    return refuse(&u->refusal, REASON_E_ING_333);
}

/* A refusal is left to upload_work() to say. */
static void convert(struct upload *u, const void *bytes, size_t len, bool last)
{
    text_drop(&u->utf8, u->taken);
    u->taken = 0;
    if (charset_feed(u->charset, bytes, len, last, &u->utf8) != ST_OK)
        (void)refuse_torn(u);
}

/* Is the file still one that may come in, with these bytes? */
static enum status look_at(struct ingest *ingest, struct upload *u, const void *bytes, size_t len)
{
    char limit[24];
    snprintf(limit, sizeof limit, "%" PRIu64, ingest->max_file_bytes >> 20);
    if (u->received + len > ingest->max_file_bytes)
        return refuse(&u->refusal, REASON_E_ING_315, limit);
    return u->received == 0 ? other_format_check(bytes, len, &u->refusal) : ST_OK;
}

enum status upload_take(struct ingest *ingest, struct upload *u, uint64_t offset, const void *bytes, size_t len,
                        uint64_t *ret_gap_at)
{
    const char *at = bytes;
    if (u->phase == UPLOAD_REFUSED)
        return ST_OK; /* upload_work() says it again */
    if (offset > u->received || u->ended) {
        *ret_gap_at = u->received;
        return ST_CONFLICT;
    }
    size_t known = u->received - offset < len ? (size_t)(u->received - offset) : len;
    at += known;
    len -= known;
    if (len == 0)
        return ST_OK;
    if (u->utf8.len - u->taken > WAITING_MAX_BYTES)
        return ST_RETRY; /* what is here must be stored first */
    if (look_at(ingest, u, at, len) != ST_OK) {
        u->phase = UPLOAD_REFUSED;
        return ST_OK;
    }
    hash_stream_add(u->hash, at, len);
    u->received += len;
    convert(u, at, len, false);
    return ST_OK;
}

enum status upload_end(struct upload *u, uint64_t byte_count, const char *sha256)
{
    char said[24], received[24];
    uint8_t hash[HASH_BYTES];
    if (u->phase == UPLOAD_REFUSED || u->ended)
        return ST_OK;
    snprintf(said, sizeof said, "%" PRIu64, byte_count);
    snprintf(received, sizeof received, "%" PRIu64, u->received);
    u->ended = true;
    hash_stream_end(u->hash, hash);
    hash_hex(hash, u->sha256);
    enum status st = ST_OK;
    if (byte_count != u->received)
        st = refuse(&u->refusal, REASON_E_ING_316, said, received);
    else if (strcmp(sha256, u->sha256) != 0)
        st = refuse(&u->refusal, REASON_E_ING_317);
    if (st != ST_OK) {
        u->phase = UPLOAD_REFUSED;
        return ST_OK;
    }
    convert(u, "", 0, true);
    return ST_OK;
}

/* ---- the header -------------------------------------------------------------------------------------------------- */

static void hash_record_number(void *arg, const char *s, size_t len, uint8_t *ret)
{
    uint8_t hash[HASH_BYTES];
    hash_key_apply(arg, s, len, hash);
    memcpy(ret, hash, FIELD_HASH_BYTES);
}

static enum status begin_rows(struct ingest *ingest, struct upload *u)
{
    const struct indicator_book *book = catalog_indicators(u->alliance->catalog);
    u->n_measures = indicator_book_measures_of(book, u->kind, u->measures, TALLY_MAX_MEASURES);
    if (u->n_measures > TALLY_MAX_MEASURES)
        return ST_FATAL;
    /* an upsert's rows are counted by compute, by covered keys: no sums of the file are needed */
    size_t n = u->kind->submission == SUBMISSION_SNAPSHOT ? u->n_measures : 0;
    enum status st = intake_new(u->kind, u->measures, n, hash_record_number, ingest->key, FINDINGS_MAX, &u->intake);
    if (st == ST_OK)
        u->phase = UPLOAD_ROWS;
    return st;
}

/* Tells the kind by the first record, which may not be whole yet: then ST_OK, and the phase stays. */
static enum status read_head(struct ingest *ingest, struct upload *u)
{
    struct csv *csv = NULL;
    struct csv_record header;
    enum status st = csv_new(&csv);
    size_t n = u->utf8.len < CSV_MAX_PUSH_BYTES ? u->utf8.len : CSV_MAX_PUSH_BYTES;
    if (st == ST_OK)
        st = csv_push(csv, u->utf8.s, n);
    if (st == ST_OK && u->ended && n == u->utf8.len)
        csv_end(csv);
    if (st == ST_OK) {
        switch (csv_next(csv, &header)) {
        case CSV_RECORD:
            st = resolve_kind(u->alliance->catalog, u->kind_asked, u->file_name, &header, &u->kind, &u->refusal);
            break;
        case CSV_MORE: st = n < CSV_MAX_PUSH_BYTES ? ST_OK : refuse(&u->refusal, REASON_E_ING_105, "1"); break;
        case CSV_END: st = refuse(&u->refusal, REASON_E_ING_103); break;
        case CSV_REFUSED:
            st = refuse(&u->refusal, csv_fault(csv) == CSV_NUL_BYTE ? REASON_E_ING_108 : REASON_E_ING_105, "1");
            break;
        }
    }
    csv_free(csv);
    return st == ST_OK && u->kind != NULL ? begin_rows(ingest, u) : st;
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static enum status open_batch(struct ingest *ingest, struct db *db, struct upload *u, int32_t month, int64_t business_us)
{
    struct batch *b = &u->batch;
    *b = (struct batch){
        .institution_id = u->institution->id,
        .alliance_id = u->alliance->id,
        .period = month,
        .source_rank = SOURCE_RANK_FILE,
        .parse_version = KIND_PARSE_VERSION,
        .catalog_version = u->alliance->catalog_version,
        .key_version = ingest->key_version,
        .opened_us = business_us,
    };
    snprintf(b->kind, sizeof b->kind, "%s", u->kind->name);
    snprintf(b->request_id, sizeof b->request_id, "%s", u->request_id);
    snprintf(b->submitted_by, sizeof b->submitted_by, "%s", u->submitted_by);
    resolve_file_name(u->kind, u->institution, u->file_name, ingest->key, b->file_name, sizeof b->file_name);
    CRASH_POINT("ingest.before_open_commit");
    enum status st = batch_open(db, b, ingest->holder);
    u->has_batch = st == ST_OK;
    if (st == ST_OK)
        CRASH_POINT("ingest.after_open_commit");
    return st;
}

/* Whose file is it, of which month: from here on its rows are stored. */
static enum status decide_header(struct ingest *ingest, struct db *db, struct upload *u, int64_t business_us)
{
    const char *in_file = intake_institution(u->intake);
    int32_t month = INT32_MIN;
    enum status st =
        resolve_month(u->kind, u->period_asked, u->file_name, intake_month(u->intake), business_us, &month, &u->refusal);
    if (st == ST_OK)
        st = resolve_institution(u->alliance->organisation, u->kind, u->institution_asked, u->file_name, in_file, month,
                                 business_us, &u->institution, &u->refusal);
    if (st == ST_OK && !u->has_batch)
        st = open_batch(ingest, db, u, month, business_us);
    if (st != ST_OK)
        return st;
    return intake_expect(u->intake, in_file[0] == '\0' ? NULL : in_file, strlen(in_file), month);
}

/* More bytes to intake. *ret_more false: there are none now. */
static enum status give_bytes(struct upload *u, bool *ret_more)
{
    size_t n = u->utf8.len - u->taken;
    *ret_more = true;
    n = n < CSV_MAX_PUSH_BYTES ? n : CSV_MAX_PUSH_BYTES;
    if (n > 0) {
        enum status st = intake_push(u->intake, u->utf8.s + u->taken, n);
        u->taken += n;
        return st == ST_OK ? ST_OK : refuse_torn(u);
    }
    if (u->ended && !u->end_told) {
        u->end_told = true;
        intake_end(u->intake);
        return ST_OK;
    }
    *ret_more = false;
    return ST_OK;
}

static enum status deal_with_step(struct ingest *ingest, struct db *db, struct upload *u, int64_t business_us, bool *ret_more)
{
    enum status st = ST_FATAL;
    switch (u->step) {
    case INTAKE_MORE: return give_bytes(u, ret_more);
    case INTAKE_HEADER: return decide_header(ingest, db, u, business_us);
    case INTAKE_CHUNK: return chunk_store(db, u);
    case INTAKE_DONE:
        st = chunk_close(db, u);
        if (st == ST_OK)
            u->phase = UPLOAD_READ;
        return st;
    case INTAKE_REFUSED: return refuse_problem(&u->refusal, intake_problems(u->intake));
    case INTAKE_RETRY: return refuse_torn(u);
    }
    return st;
}

static enum status read_rows(struct ingest *ingest, struct db *db, struct upload *u, int64_t business_us)
{
    enum status st = ST_OK;
    bool more = true;
    while (st == ST_OK && more && u->phase == UPLOAD_ROWS) {
        if (!u->step_waits) {
            u->step = intake_next(u->intake);
            if (u->step == INTAKE_CHUNK)
                uncounted_warn(catalog_indicators(u->alliance->catalog), u->kind, u->intake);
        }
        u->step_waits = true;
        st = deal_with_step(ingest, db, u, business_us, &more);
        u->step_waits = st != ST_OK || !more;
        task_yield();
    }
    return st;
}

enum status upload_work(struct ingest *ingest, struct db *db, struct upload *u, int64_t business_us)
{
    enum status st = ST_OK;
    if (u->phase == UPLOAD_HEAD)
        st = read_head(ingest, u);
    if (st == ST_OK && u->phase == UPLOAD_ROWS)
        st = read_rows(ingest, db, u, business_us);
    if (st == ST_BAD_INPUT && u->refusal.reason == REASON_NONE)
        st = ST_FATAL; /* a value that the database cannot read is our mistake */
    return st == ST_BAD_INPUT || u->phase == UPLOAD_REFUSED ? upload_refuse(db, u) : st;
}
