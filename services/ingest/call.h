/* call.h: one command being answered. */
#ifndef DUBAN_INGEST_CALL_H
#define DUBAN_INGEST_CALL_H

#include <stdint.h>

#include "ingest/answer.h"
#include "ingest/ingest.h"

struct db;
struct upload;

struct call {
    struct ingest *ingest;
    struct db *db;
    int64_t business_us;    /* taken once */
    const char *request_id; /* lent, as the rest */
    struct answer *answer;
};

/* Each fills call->answer and returns ST_OK; anything else is a failure, for which the frame has words. */
MUST_CHECK enum status call_open(struct call *call, const Duban__Ingest__Open *open);
MUST_CHECK enum status call_chunk(struct call *call, const Duban__Ingest__Chunk *chunk);
MUST_CHECK enum status call_commit(struct call *call, const Duban__Ingest__Commit *commit);
MUST_CHECK enum status call_accept(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_reject(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_withdraw(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_list(struct call *call, const Duban__Ingest__ListBatches *list);
MUST_CHECK enum status call_show(struct call *call, const Duban__Ingest__ShowBatch *show);

/* The upload with this id, or (id NULL) the one that this request opened; waits up to half a minute while another command works on
 * it, without a connection. ST_CONFLICT: there is none. ST_RETRY: not now, *ret is left alone. */
MUST_CHECK enum status call_take(struct call *call, const char *id, struct upload **ret);

/* Gives the upload back after a command that ended with `st`, and returns that. If another instance had abandoned its batch, it is
 * gone instead, and the sender is told to begin anew. */
MUST_CHECK enum status call_give(struct call *call, struct upload **upload, enum status st);

/* After the commit: tells whoever listens that there is something to look at. */
void call_publish(const struct call *call, int64_t alliance_id, int64_t institution_id);

#endif
