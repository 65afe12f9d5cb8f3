/* call.h: one command being answered. */
#ifndef DUBAN_INGEST_CALL_H
#define DUBAN_INGEST_CALL_H

#include <stdint.h>

#include "ingest/answer.h"
#include "ingest/ingest.h"

struct db;

struct call {
    struct ingest *ingest;
    struct db *db;
    int64_t business_us;     /* taken once */
    const char *request_id;  /* lent, as the rest */
    char request_sha256[65]; /* of the request's bytes */
    struct answer *answer;
    /* The answer as it was stored in the transaction of the deed; bytes NULL: this command stores none. */
    struct command_answer stored;
};

/* Each fills call->answer, or call->stored, and returns ST_OK; anything else is a failure without words (answer_failed). */
MUST_CHECK enum status call_open(struct call *call, const Duban__Ingest__Open *open);
MUST_CHECK enum status call_chunk(struct call *call, const Duban__Ingest__Chunk *chunk);
MUST_CHECK enum status call_commit(struct call *call, const Duban__Ingest__Commit *commit);
MUST_CHECK enum status call_accept(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_reject(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_withdraw(struct call *call, const Duban__Ingest__Decide *decide);
MUST_CHECK enum status call_list(struct call *call, const Duban__Ingest__ListBatches *list);
MUST_CHECK enum status call_show(struct call *call, const Duban__Ingest__ShowBatch *show);

/* Packs call->answer and stores it under the request's id, in the caller's transaction. */
MUST_CHECK enum status call_store_answer(struct call *call);

/* After the commit: tells whoever listens that there is something to look at. */
void call_publish(const struct call *call, int64_t alliance_id, int64_t institution_id);

#endif
