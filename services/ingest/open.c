/* open.c: an upload begins, and its pieces come. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/upload.h"
#include "ingest/uploads.h"
#include "lib/utf8.h"
#include "model/organisation.h"
#include "shared/alliance.h"

static void say_upload(struct call *call, const struct upload *u)
{
    call->answer->reply->status = DUBAN__INGEST__STATUS__STATUS_OK;
    call->answer->reply->upload_id = arena_text(call->answer->arena, u->id);
    call->answer->reply->next_offset = u->received;
    if (u->intake == NULL)
        return;
    struct intake_counts counts = intake_counts(u->intake);
    call->answer->reply->rows_read = counts.read;
    call->answer->reply->rows_rejected = counts.rejected;
}

static bool fits(const char *s, size_t size)
{
    return strlen(s) < size && utf8_is_valid(s, strlen(s));
}

static bool order_fits(const Duban__Ingest__Open *open)
{
    return fits(open->alliance, 64) && fits(open->kind, BATCH_KIND_SIZE) && fits(open->institution, 64) && fits(open->period, 16) &&
           fits(open->file_name, BATCH_NAME_SIZE) && fits(open->submitted_by, BATCH_PERSON_SIZE) &&
           strchr(open->file_name, '/') == NULL;
}

/* What must be there before a byte is taken. *refusal says what is not. */
static enum status take_alliance(struct call *call, const Duban__Ingest__Open *open, const struct alliance **ret,
                                 struct refusal *refusal)
{
    enum status st = alliance_take_by_code(call->ingest->alliances, call->db, open->alliance, ret);
    if (st == ST_CONFLICT)
        return refuse(refusal, REASON_E_ING_321, open->alliance);
    return st == ST_OK && (*ret)->organisation == NULL ? refuse(refusal, REASON_E_ING_322) : st;
}

static enum status begin(struct call *call, const Duban__Ingest__Open *open, struct upload **ret, struct refusal *refusal)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    const struct upload_order order = {.request_id = call->request_id,
                                       .kind = open->kind,
                                       .institution = open->institution,
                                       .period = open->period,
                                       .file_name = open->file_name,
                                       .submitted_by = open->submitted_by,
                                       .dry_run = open->dry_run,
                                       .unattended = open->unattended};
    if (!order_fits(open))
        return refuse(refusal, REASON_E_ING_323, "open");
    struct upload *u = NULL;
    enum status st = take_alliance(call, open, &alliance, refusal);
    if (st == ST_OK)
        st = upload_new(&order, &alliance, &u);
    if (st != ST_OK)
        return st;
    if (uploads_add(call->ingest->uploads, u) != ST_OK) {
        upload_free(u);
        return refuse(refusal, REASON_E_ING_320);
    }
    *ret = u;
    return ST_OK;
}

static enum status say_refusal(struct call *call, enum status st, const struct refusal *refusal)
{
    Duban__Ingest__Status status = DUBAN__INGEST__STATUS__STATUS_BAD_INPUT;
    if (st != ST_BAD_INPUT || refusal->reason == REASON_NONE)
        return st;
    if (refusal->reason == REASON_E_ING_320)
        status = DUBAN__INGEST__STATUS__STATUS_RETRY;
    else if (refusal->reason == REASON_E_ING_331)
        status = DUBAN__INGEST__STATUS__STATUS_CONFLICT;
    answer_say(call->answer, status, refusal);
    return ST_OK;
}

enum status call_open(struct call *call, const Duban__Ingest__Open *open)
{
    struct uploads *uploads = call->ingest->uploads;
    struct upload *u = NULL;
    struct refusal refusal = {.reason = REASON_NONE};
    /* the answer to the first try was lost: the upload that it made is the answer */
    enum status st = call_take(call, NULL, &u);
    if (st == ST_CONFLICT)
        st = begin(call, open, &u, &refusal);
    if (st == ST_OK)
        say_upload(call, u);
    uploads_give(uploads, &u);
    return say_refusal(call, st, &refusal);
}

static enum status take_piece(struct call *call, struct upload *u, const Duban__Ingest__Chunk *chunk, struct refusal *refusal)
{
    char number[24];
    uint64_t gap_at = 0;
    enum status st = upload_take(call->ingest, u, chunk->offset, chunk->data.data, chunk->data.len, &gap_at);
    snprintf(number, sizeof number, "%" PRIu64, gap_at);
    if (st == ST_CONFLICT)
        return refuse(refusal, REASON_E_ING_331, number);
    if (st != ST_OK && st != ST_RETRY)
        return st;
    /* what did not fit may fit when what is here was stored */
    enum status work = upload_work(call->ingest, call->db, u, call->business_us);
    if (work == ST_BAD_INPUT)
        *refusal = u->refusal;
    return work != ST_OK ? work : st;
}

enum status call_chunk(struct call *call, const Duban__Ingest__Chunk *chunk)
{
    struct upload *u = NULL;
    struct refusal refusal = {.reason = REASON_NONE};
    if (chunk->data.len > UPLOAD_PIECE_MAX) {
        answer_reason(call->answer, DUBAN__INGEST__STATUS__STATUS_BAD_INPUT, REASON_E_ING_323, "chunk");
        return ST_OK;
    }
    enum status st = call_take(call, chunk->upload_id, &u);
    if (st == ST_CONFLICT) {
        answer_reason(call->answer, DUBAN__INGEST__STATUS__STATUS_CONFLICT, REASON_E_ING_319);
        return ST_OK;
    }
    if (st != ST_OK)
        return st;
    st = take_piece(call, u, chunk, &refusal);
    say_upload(call, u);
    st = call_give(call, &u, st);
    return say_refusal(call, st, &refusal);
}
