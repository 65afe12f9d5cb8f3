/* uploads.c: a small array and a gate that opens whenever somebody is done. */
#include "ingest/uploads.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/upload.h"
#include "lib/clock.h"
#include "lib/task.h"

struct uploads {
    struct upload *at[UPLOADS_MAX];
    size_t n;
    struct task_gate given; /* one for all: an upload may be gone when its waiters wake */
};

enum status uploads_new(struct uploads **ret)
{
    struct uploads *uploads = calloc(1, sizeof *uploads);
    if (uploads == NULL)
        return ST_RETRY;
    *ret = uploads;
    return ST_OK;
}

/* One that was refused is kept only to repeat its words; it makes room. */
static bool evict_refused(struct uploads *uploads)
{
    for (size_t i = 0; i < uploads->n; i++) {
        struct upload *u = uploads->at[i];
        if (u->busy || u->phase != UPLOAD_REFUSED || u->has_batch)
            continue;
        uploads->at[i] = uploads->at[--uploads->n];
        upload_free(u);
        return true;
    }
    return false;
}

static bool has_room(const struct uploads *uploads, const struct upload *upload)
{
    if (uploads->n < UPLOADS_MAX - UPLOADS_RESERVED)
        return true;
    for (size_t i = 0; i < uploads->n; i++)
        if (uploads->at[i]->alliance_id == upload->alliance_id)
            return false;
    return uploads->n < UPLOADS_MAX;
}

enum status uploads_add(struct uploads *uploads, struct upload *upload)
{
    while (!has_room(uploads, upload))
        if (!evict_refused(uploads))
            return ST_CONFLICT;
    uploads->at[uploads->n++] = upload;
    upload->busy = true;
    upload->touched_us = monotonic_us();
    return ST_OK;
}

static struct upload *find(const struct uploads *uploads, const char *id, const char *request_id)
{
    for (size_t i = 0; i < uploads->n; i++) {
        struct upload *u = uploads->at[i];
        if (id != NULL ? strcmp(u->id, id) == 0 : strcmp(u->request_id, request_id) == 0)
            return u;
    }
    return NULL;
}

static enum status take(struct uploads *uploads, const char *id, const char *request_id, int64_t deadline_us, struct upload **ret)
{
    struct upload *u;
    while ((u = find(uploads, id, request_id)) != NULL && u->busy)
        if (!task_gate_wait(&uploads->given, deadline_us))
            return ST_RETRY;
    if (u == NULL)
        return ST_CONFLICT;
    u->busy = true;
    u->touched_us = monotonic_us();
    *ret = u;
    return ST_OK;
}

enum status uploads_take(struct uploads *uploads, const char *id, int64_t deadline_us, struct upload **ret)
{
    return take(uploads, id, NULL, deadline_us, ret);
}

enum status uploads_take_opened(struct uploads *uploads, const char *request_id, int64_t deadline_us, struct upload **ret)
{
    return take(uploads, NULL, request_id, deadline_us, ret);
}

void uploads_give(struct uploads *uploads, struct upload **upload)
{
    if (*upload == NULL)
        return;
    assert((*upload)->busy);
    (*upload)->busy = false;
    (*upload)->touched_us = monotonic_us();
    *upload = NULL;
    task_gate_open(&uploads->given);
}

void uploads_remove(struct uploads *uploads, struct upload **upload)
{
    size_t i = 0;
    while (i < uploads->n && uploads->at[i] != *upload)
        i++;
    assert(i < uploads->n && (*upload)->busy);
    uploads->at[i] = uploads->at[--uploads->n];
    upload_free(*upload);
    *upload = NULL;
    task_gate_open(&uploads->given);
}

void uploads_excuse(struct uploads *uploads, int64_t us, int64_t now_us)
{
    for (size_t i = 0; i < uploads->n; i++) {
        struct upload *u = uploads->at[i];
        if (!u->busy)
            u->touched_us = us < now_us - u->touched_us ? u->touched_us + us : now_us;
    }
}

struct upload *uploads_take_idle(struct uploads *uploads, int64_t before_us)
{
    for (size_t i = 0; i < uploads->n; i++) {
        struct upload *u = uploads->at[i];
        if (u->busy || u->touched_us >= before_us)
            continue;
        u->busy = true;
        return u;
    }
    return NULL;
}

size_t uploads_batches(const struct uploads *uploads, int64_t ret[static UPLOADS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < uploads->n; i++)
        if (uploads->at[i]->has_batch)
            ret[n++] = uploads->at[i]->batch.batch_id;
    return n;
}

size_t uploads_count(const struct uploads *uploads)
{
    return uploads->n;
}
