/* upload.h: a file on its way in: bytes → charset → csv → rows → chunk → COPY, as the pieces come.
 *
 * An upload lives in this process's memory; its rows are committed chunk by chunk under an open batch that no view shows. What
 * happens when
 *   a piece is sent twice      it is known by its offset, and whatever was not stored yet is gone on with
 *   the database fails         ST_RETRY: nothing is lost, the same piece (or commit) again goes on where it stood
 *   memory ends in the middle  the upload is refused for good: what was read of the file is not whole any more
 *   the file is no good        the upload is refused for good: its batch is rejected, its rows removed, and every later command
 *                              about it gets the same words
 *   nobody goes on, or we die  the batch is abandoned and its rows removed (keeper.c)
 *   we were taken for dead     another instance abandoned the batch: nothing more is stored, the sender begins anew (call_give)
 * The catalog and the organisation are pinned when it is opened. One command at a time works on an upload (uploads.h). */
#ifndef DUBAN_INGEST_UPLOAD_H
#define DUBAN_INGEST_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/batch_store.h"
#include "ingest/refusal.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/intake.h"

struct alliance;
struct charset_reader;
struct db;
struct hash_stream;
struct ingest;
struct institution;
struct kind;

#define UPLOAD_ID_SIZE   33
#define UPLOAD_PIECE_MAX ((size_t)1024 * 1024)

enum upload_phase {
    UPLOAD_HEAD,    /* until the header tells the kind */
    UPLOAD_ROWS,    /* rows come */
    UPLOAD_READ,    /* all rows that stay are stored, sums are final */
    UPLOAD_REFUSED, /* refusal says why */
};

struct upload {
    char id[UPLOAD_ID_SIZE];
    char request_id[REQUEST_ID_SIZE]; /* of the command that opened it */
    char kind_asked[BATCH_KIND_SIZE], institution_asked[64], period_asked[16], file_name[BATCH_NAME_SIZE];
    char submitted_by[BATCH_PERSON_SIZE];
    bool dry_run, unattended;
    const struct alliance *alliance; /* taken */
    int64_t alliance_id;
    const struct kind *kind;
    const struct institution *institution;
    enum upload_phase phase;
    struct refusal refusal;
    /* bytes */
    uint64_t received;
    struct hash_stream *hash;
    char sha256[65]; /* once it has ended */
    struct charset_reader *charset;
    struct text utf8; /* converted, and from `taken` on not read yet */
    size_t taken;
    bool ended, end_told;
    /* rows */
    struct intake *intake;
    const struct measure *measures[TALLY_MAX_MEASURES];
    size_t n_measures;
    enum intake_step step;
    bool step_waits; /* it was not dealt with yet: the database failed in the middle */
    bool has_batch;
    bool torn; /* an attempt to store the chunk broke off: what it may have left is removed first */
    struct batch batch;
    int64_t next_reject;
    /* uploads.h */
    bool busy;
    int64_t touched_us; /* monotonic */
};

/* What the sender said; texts are "" when not given. Longer ones than fit were refused before. */
struct upload_order {
    const char *request_id, *kind, *institution, *period, *file_name, *submitted_by;
    bool dry_run, unattended;
};

/* *alliance is taken over. ST_RETRY: no memory. */
MUST_CHECK enum status upload_new(const struct upload_order *order, const struct alliance **alliance, struct upload **ret);
/* Memory only; the batch is dealt with before. Accepts NULL. */
void upload_free(struct upload *upload);

/* Takes the bytes of a piece that stands at `offset`, or what of it is new; upload_work() comes after it, also to say that the file
 * is refused. ST_CONFLICT: a gap, or nothing more is expected; *ret_gap_at is where to go on. ST_RETRY: what is here must be stored
 * first. */
MUST_CHECK enum status upload_take(struct ingest *ingest, struct upload *upload, uint64_t offset, const void *bytes, size_t len,
                                   uint64_t *ret_gap_at);

/* No more bytes: their number and hash are compared with what the sender says. May be repeated. */
MUST_CHECK enum status upload_end(struct upload *upload, uint64_t byte_count, const char *sha256);

/* Reads and stores whatever is there. ST_OK: more bytes are wanted, or after upload_end(): phase is UPLOAD_READ. ST_BAD_INPUT:
 * refused, and the batch is rejected. ST_RETRY: call it again. ST_CONFLICT: upload_lost() may say why. */
MUST_CHECK enum status upload_work(struct ingest *ingest, struct db *db, struct upload *upload, int64_t business_us);

/* Was its batch abandoned by another instance? */
MUST_CHECK enum status upload_lost(struct db *db, const struct upload *upload, bool *ret);

/* Refuses it for good and ends its batch, if it has one. ST_BAD_INPUT when that is done (the phase is UPLOAD_REFUSED in any case).
 */
MUST_CHECK enum status upload_refuse(struct db *db, struct upload *upload);

#endif
