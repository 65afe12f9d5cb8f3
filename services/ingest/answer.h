/* answer.h: the reply to a command, while it is being made: proto/ingest.proto in words and batches. */
#ifndef DUBAN_INGEST_ANSWER_H
#define DUBAN_INGEST_ANSWER_H

#include "ingest.pb-c.h"
#include "ingest/batch_store.h"
#include "ingest/refusal.h"
#include "lib/status.h"
#include "model/arena.h"
#include "shared/command.h"

struct alliance;
struct db;

/* Findings that travel with a batch: what a clerk reads; all of them are in the table. */
#define ANSWER_FINDINGS_MAX 200

struct answer {
    struct command *command;
    Duban__Ingest__Reply *reply; /* the command's */
    struct arena *arena;         /* the command's: all strings and arrays of the reply */
};

/* Status, reason and words in one: the last one said stands. */
void answer_say(struct answer *answer, Duban__Ingest__Status status, const struct refusal *what);
#define answer_reason(answer, status, reason, ...)   \
    do {                                             \
        struct refusal said_;                        \
        (void)refuse(&said_, reason, ##__VA_ARGS__); \
        answer_say(answer, status, &said_);          \
    } while (0)

/* Adds a batch as the client sees it, with its first findings (max_findings 0: none, and db may be NULL). */
MUST_CHECK enum status answer_batch(struct answer *answer, struct db *db, const struct alliance *alliance,
                                    const struct batch *batch, size_t max_findings);
/* The last batch of the reply is one that is not kept: no id, no receipt, state "dry_run". */
void answer_was_dry_run(struct answer *answer);

/* "B-20251215-000012" */
#define RECEIPT_SIZE 40
void answer_receipt(const struct batch *batch, char ret[static RECEIPT_SIZE]);

#endif
