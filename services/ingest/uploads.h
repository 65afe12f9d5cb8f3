/* uploads.h: the uploads of this process: bounded in number, each worked on by one command at a time. */
#ifndef DUBAN_INGEST_UPLOADS_H
#define DUBAN_INGEST_UPLOADS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct upload;
struct uploads;

/* Some 20 to 60 MiB each for large files; a county's hospitals send within the same hours of the same days. The last places are for
 * alliances that have none: one county in a hurry leaves the others a way in (law 11). */
#define UPLOADS_MAX      20
#define UPLOADS_RESERVED 4

MUST_CHECK enum status uploads_new(struct uploads **ret); /* ST_RETRY: no memory */

/* Puts it in, busy: the caller works on it. ST_CONFLICT: no place is left for its alliance (refused ones make room); it stays
 * the caller's. */
MUST_CHECK enum status uploads_add(struct uploads *uploads, struct upload *upload);

/* In a task: waits until nobody else works on it. ST_CONFLICT: there is none (any more). ST_RETRY: deadline_us (monotonic) came. */
MUST_CHECK enum status uploads_take(struct uploads *uploads, const char *id, int64_t deadline_us, struct upload **ret);
/* The same by the request that opened it. */
MUST_CHECK enum status uploads_take_opened(struct uploads *uploads, const char *request_id, int64_t deadline_us,
                                           struct upload **ret);

/* *upload is NULL afterwards; accepts NULL in it. */
void uploads_give(struct uploads *uploads, struct upload **upload);
/* The same, and it is freed: its batch was dealt with. */
void uploads_remove(struct uploads *uploads, struct upload **upload);

/* One that nobody works on and nobody touched since `before_us`, taken; NULL: none. */
struct upload *uploads_take_idle(struct uploads *uploads, int64_t before_us);

/* That time of ours is not held against those whom nobody works on: they were touched by so much later, but not after now. */
void uploads_excuse(struct uploads *uploads, int64_t us, int64_t now_us);

/* Ids of the batches that uploads have open. */
size_t uploads_batches(const struct uploads *uploads, int64_t ret[static UPLOADS_MAX]);
size_t uploads_count(const struct uploads *uploads);

#endif
