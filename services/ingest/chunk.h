/* chunk.h: what an upload writes while it is open: its batch, its chunks, its findings. Each function is a transaction of its own.
 */
#ifndef DUBAN_INGEST_CHUNK_H
#define DUBAN_INGEST_CHUNK_H

#include <stdint.h>

#include "lib/status.h"

struct db;
struct upload;

/* Stores the chunk that intake has out, with the findings so far. Repeating it after a failure is safe. */
MUST_CHECK enum status chunk_store(struct db *db, struct upload *upload);

/* After the last chunk: rows that were taken back are removed, the last findings stored, the batch's counts set in memory. */
MUST_CHECK enum status chunk_close(struct db *db, struct upload *upload);

/* Ends the open batch as rejected (a dry run: removes it). Rows go, findings stay. */
MUST_CHECK enum status chunk_reject(struct db *db, struct upload *upload);

#endif
