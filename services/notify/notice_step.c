/* notice_step.c: what alert wants to be said becomes a notice, once by its key, and goes into its letters. */
#include <inttypes.h>
#include <stdlib.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/reason.h"
#include "lib/todo.h"
#include "notify/correction.h"
#include "notify/gather.h"
#include "notify/notify.h"

static enum status take(struct db *db, const struct alliance *alliance, int64_t institution_id, int64_t due_notice_id,
                        struct todo_job *job)
{
    scoped(notice_done) struct notice notice = {0};
    enum status st = due_notice_read(db, institution_id, due_notice_id, &notice);
    if (st == ST_CONFLICT) {
        text_append(&job->reason, reason_code(REASON_E_NTF_041));
        return ST_BAD_INPUT;
    }
    /* A correction that overtook its first notice: the first one first. Its own work row then finds it done. */
    if (st == ST_OK && notice.withdraws != 0) {
        scoped(notice_done) struct notice first = {0};
        st = due_notice_read(db, institution_id, notice.withdraws, &first);
        if (st == ST_OK && first.withdraws == 0)
            st = gather_notice(db, alliance, &first, job->business_us, &job->reason);
        else if (st == ST_CONFLICT)
            st = ST_OK;
    }
    if (st != ST_OK)
        return st;
    return notice.withdraws != 0 ? correction_gather(db, alliance, &notice, job->business_us, &job->reason)
                                 : gather_notice(db, alliance, &notice, job->business_us, &job->reason);
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    struct notify *notify = arg;
    const struct todo_key *key = &job->rows.rows[0].key;
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take(notify->alliances, db, key->alliance_id, &alliance);
    if (st == ST_OK)
        st = take(db, alliance, key->institution_id, strtoll(key->key, NULL, 10), job);
    if (st == ST_OK)
        CRASH_POINT("notify.before_gather_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct notify *notify = arg;
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("notify.after_gather_commit");
    task_bell_ring(&notify->compose);
}

static const char *const KINDS[] = {"notice"};

const struct todo_step NOTICE_STEP = {.schema = "notify",
                                      .name = "notify.notice",
                                      .kinds = KINDS,
                                      .kind_count = 1,
                                      .batch = TODO_BATCH_MAX,
                                      .parallel = 4,
                                      .by_key = true,
                                      .run = run,
                                      .done = done};
