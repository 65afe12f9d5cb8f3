/* organisation_store.h: alert.institution, alert.organisation_version and alert.organisation_file: who exists and who does what,
 * as files by version. Institutions have ids that never change; institution.tsv is stored with them in a last column, so that
 * everybody who parses the published file has them too. */
#ifndef DUBAN_ALERT_ORGANISATION_STORE_H
#define DUBAN_ALERT_ORGANISATION_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

struct organisation_file {
    char *path;    /* organisation/institution.tsv, assignment/post.tsv, … */
    char *content; /* NUL-terminated; a table has no NUL */
};

struct organisation_version {
    int64_t version; /* 0: nothing was imported yet */
    int64_t imported_us;
    char *imported_by, *reason, *sha256;
    struct organisation_file *files;
    size_t file_count;
};
void organisation_version_done(struct organisation_version *version);

/* The newest version's number, 0 if there is none. */
MUST_CHECK enum status organisation_store_newest(struct db *db, int64_t alliance_id, int64_t *ret_version);

/* version 0: the newest. original: the bytes that were imported; else what is parsed. ret is zero-initialised;
 * ret->version 0: there is no such version. */
MUST_CHECK enum status organisation_store_read(struct db *db, int64_t alliance_id, int64_t version, bool original,
                                               struct organisation_version *ret);

/* The id of each code, made where it was missing. ret_ids has n places. */
MUST_CHECK enum status organisation_store_ids(struct db *db, int64_t alliance_id, const char *const *codes, size_t n,
                                              int64_t *ret_ids);

/* A new version; contents[i] belongs to version->files[i], whose content is the original. ST_CONFLICT: the number was taken. */
MUST_CHECK enum status organisation_store_insert(struct db *db, int64_t alliance_id, const struct organisation_version *version,
                                                 const char *const *contents);

#endif
