/* abandon.c: one transaction, guarded by the state: a batch that was committed meanwhile is left alone. */
#include "ingest/abandon.h"

#include <inttypes.h>
#include <stdio.h>

#include "ingest/batch_store.h"
#include "ingest/ingest.h"
#include "ingest/record_store.h"
#include "ingest/reject_store.h"
#include "ingest/upload.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/log.h"
#include "model/catalog.h"
#include "shared/alliance.h"

struct abandonment {
    const struct kind *kind; /* NULL: not in the catalog any more; the rows stay, and no view shows them */
    struct batch batch;
};

static enum status end(struct db *db, void *arg)
{
    const struct abandonment *work = arg;
    struct batch batch;
    const struct record_batch of = {
        .kind = work->kind, .institution_id = work->batch.institution_id, .batch_id = work->batch.batch_id};
    enum status st = batch_lock(db, of.institution_id, of.batch_id, &batch);
    if (st != ST_OK)
        return st;
    batch.state = BATCH_ABANDONED;
    snprintf(batch.closed_reason, sizeof batch.closed_reason, "%s %s", reason_code(REASON_I_ING_355), reason_zh(REASON_I_ING_355));
    st = batch_move(db, &batch, BATCH_OPEN);
    if (st == ST_OK && work->kind != NULL)
        st = record_delete(db, &of, 0);
    if (st == ST_OK)
        st = reject_delete(db, of.institution_id, of.batch_id, 0);
    if (st == ST_OK)
        CRASH_POINT("ingest.before_abandon_commit");
    return st;
}

static enum status run(struct db *db, struct abandonment *work)
{
    enum status st = db_transact(db, end, work);
    if (st == ST_OK) {
        CRASH_POINT("ingest.after_abandon_commit");
        log_event(LOG_INFO, "batch.abandoned", "batch=%" PRId64 " institution=%" PRId64 " kind=%s", work->batch.batch_id,
                  work->batch.institution_id, work->batch.kind);
    }
    return st == ST_CONFLICT ? ST_OK : st;
}

enum status abandon_upload(struct db *db, struct upload *upload)
{
    struct abandonment work = {.kind = upload->kind, .batch = upload->batch};
    return upload->has_batch ? run(db, &work) : ST_OK;
}

enum status abandon_batch(struct ingest *ingest, struct db *db, int64_t batch_id)
{
    struct abandonment work = {.kind = NULL};
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = batch_read(db, batch_id, &work.batch);
    if (st == ST_CONFLICT)
        return ST_OK;
    if (st == ST_OK)
        st = alliance_take(ingest->alliances, db, work.batch.alliance_id, &alliance);
    if (st != ST_OK)
        return st;
    work.kind = catalog_kind(alliance->catalog, work.batch.kind);
    return run(db, &work);
}
