/* abandon.h: the end of an open batch that nobody will commit: its rows and findings go, its row stays as abandoned. */
#ifndef DUBAN_INGEST_ABANDON_H
#define DUBAN_INGEST_ABANDON_H

#include <stdint.h>

#include "lib/status.h"

struct db;
struct ingest;
struct upload;

/* Of an upload of this process. ST_OK also when the batch was not open any more. */
MUST_CHECK enum status abandon_upload(struct db *db, struct upload *upload);

/* Of a batch that some process left open. */
MUST_CHECK enum status abandon_batch(struct ingest *ingest, struct db *db, int64_t batch_id);

#endif
