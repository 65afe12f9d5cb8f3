/* batch_store.h: ingest.batch: one file of one lane, from the first row that is stored to the end of its life.
 *
 *   open → committed → withdrawn        open → held → committed | rejected
 *   open → rejected (refused as a whole, or the same content again)      open → abandoned
 * Each write is guarded by the state before; no row means ST_CONFLICT. */
#ifndef DUBAN_INGEST_BATCH_STORE_H
#define DUBAN_INGEST_BATCH_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

enum batch_state { BATCH_OPEN, BATCH_HELD, BATCH_COMMITTED, BATCH_REJECTED, BATCH_WITHDRAWN, BATCH_ABANDONED, BATCH_STATE_COUNT };
const char *batch_state_name(enum batch_state state); /* "open", … */
/* ST_BAD_INPUT: no such state. */
MUST_CHECK enum status batch_state_parse(const char *word, enum batch_state *ret);

#define BATCH_KIND_SIZE   48
#define BATCH_NAME_SIZE   200
#define BATCH_WORDS_SIZE  1000 /* a reason with its words, or what a person wrote */
#define BATCH_PERSON_SIZE 100
#define REQUEST_ID_SIZE   101

/* Files come from the institution itself; other sources (a stream, a correction by the county) will rank above or below. */
#define SOURCE_RANK_FILE 1

struct batch {
    int64_t institution_id, batch_id, alliance_id;
    char kind[BATCH_KIND_SIZE];
    int32_t period; /* month; INT32_MIN for an upsert */
    enum batch_state state;
    int64_t lane_number;      /* 0 until committed */
    int64_t withdrawn_number; /* of the lane's event that takes it back; written, not read */
    int64_t source_rank, parse_version;
    char request_id[REQUEST_ID_SIZE]; /* that opened it */
    char file_name[BATCH_NAME_SIZE];
    char content_sha256[65];
    int64_t byte_count;
    int64_t rows_read, rows_good, rows_rejected, rows_duplicate, rows_warned;
    int64_t rows_gone, rows_added, rows_changed, compared_with;
    int64_t catalog_version, key_version;
    int64_t opened_us, committed_us; /* 0 until committed */
    char submitted_by[BATCH_PERSON_SIZE];
    char hold_reason[BATCH_WORDS_SIZE], closed_by[BATCH_PERSON_SIZE], closed_reason[BATCH_WORDS_SIZE];
    bool current; /* its rows are the ones that count: read only */
};

/* Inserts it as open and gives it its id. */
MUST_CHECK enum status batch_open(struct db *db, struct batch *batch, const char *holder);

/* By id alone; ST_CONFLICT: there is none. */
MUST_CHECK enum status batch_read(struct db *db, int64_t batch_id, struct batch *ret);
/* The same row again, locked until the transaction ends. */
MUST_CHECK enum status batch_lock(struct db *db, int64_t institution_id, int64_t batch_id, struct batch *ret);

/* Writes state, lane number and everything that is known at the end of an upload or by a decision. */
MUST_CHECK enum status batch_move(struct db *db, const struct batch *batch, enum batch_state from);

/* The batch that counts for the lane and period (INT32_MIN: the newest of an upsert lane); batch_id 0: none. */
struct current_batch {
    int64_t batch_id, parse_version, key_version;
    char content_sha256[65];
};
MUST_CHECK enum status batch_current(struct db *db, int64_t institution_id, const char *kind, int32_t period,
                                     struct current_batch *ret);
/* The newest committed one of the lane, of any period: id (0: none) and key version. */
MUST_CHECK enum status batch_newest(struct db *db, int64_t institution_id, const char *kind, int64_t *ret_batch_id,
                                    int64_t *ret_key_version);

/* Until the transaction ends nobody else ends the batch. ST_CONFLICT: it is not open any more. */
MUST_CHECK enum status batch_keep_open(struct db *db, int64_t institution_id, int64_t batch_id);

/* Removes the row of an open batch (a dry run leaves nothing). */
MUST_CHECK enum status batch_delete_open(struct db *db, int64_t institution_id, int64_t batch_id);

struct batch_filter {
    int64_t alliance_id, institution_id; /* 0: any institution */
    const char *kind, *state;            /* "": any; open and abandoned batches are shown only if asked for */
    int32_t period;                      /* INT32_MIN: any */
    size_t limit;
};
/* Newest first. *ret from malloc(), the caller's. */
MUST_CHECK enum status batch_list(struct db *db, const struct batch_filter *filter, struct batch **ret, size_t *ret_count);

/* ---- open batches and who holds them ---- */

#define OPEN_BATCHES_MAX 256

struct open_batch {
    int64_t institution_id, batch_id, beat;
    char holder[64];
};
MUST_CHECK enum status batch_open_list(struct db *db, struct open_batch ret[static OPEN_BATCHES_MAX], size_t *ret_count);
/* "I live": of these batches of mine. */
MUST_CHECK enum status batch_beat(struct db *db, const char *holder, const int64_t *batch_ids, size_t n);

#endif
