/* import.h: organisation and assignment come in: checked, compared with what is there, then stored as a new version.
 *
 * Three steps, so that the difference is always shown before anything is done: import_read (pure) checks the tables,
 * import_compare reads the newest version and tells the difference, import_store makes it true in the caller's transaction,
 * together with the work rows of those who must look: alert (subjects), compute (expected sets). */
#ifndef DUBAN_ALERT_IMPORT_H
#define DUBAN_ALERT_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "alert/difference.h"
#include "alert/organisation_store.h"
#include "lib/problem.h"
#include "lib/status.h"

struct catalog;
struct db;

#define IMPORT_FILES_MAX    16
#define IMPORT_PROBLEMS_MAX 200

/* Lent: bytes of the request. */
struct import_file {
    const char *path;
    const char *bytes;
    size_t len;
};

struct import {
    const char *tables[ORGANISATION_TABLE_COUNT]; /* owned, NUL-terminated; NULL: not sent, thus empty */
    struct organisation *organisation;            /* what the tables say (ids are not the real ones yet) */
    struct problems problems;
    struct differences differences;
    int64_t version; /* after import_compare: the newest stored one; after import_store: the new one */
};

void import_init(struct import *import);
void import_done(struct import *import);

/* Copies and checks the files. ST_BAD_INPUT: `problems` says why. */
MUST_CHECK enum status import_read(struct import *import, int64_t alliance_id, const struct import_file *files, size_t n);

/* Do the tables fit the applied catalog: lines of duties that exist, departments that are named, … Adds to `problems`. */
MUST_CHECK enum status import_check_catalog(struct import *import, const struct catalog *catalog);

MUST_CHECK enum status import_compare(struct import *import, struct db *db, int64_t alliance_id);

/* In the caller's transaction; nothing is written when nothing differs. ST_CONFLICT: another import was faster. */
MUST_CHECK enum status import_store(struct import *import, struct db *db, int64_t alliance_id, int64_t now_us, const char *by,
                                    const char *reason);

#endif
