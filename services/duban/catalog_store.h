/* catalog_store.h: the catalog in the database: the very files, by alliance and version. Role: catalog. */
#ifndef DUBAN_DUBAN_CATALOG_STORE_H
#define DUBAN_DUBAN_CATALOG_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/catalog.h"

struct db;

/* Checked files that are to be in force from now on. All lent. */
struct catalog_apply {
    const char *alliance, *name; /* code, and what it is called; the name counts for a new alliance only */
    const char *by, *reason;
    const struct catalog_source *files;
    size_t n_files;
};

struct catalog_applied {
    int64_t alliance_id, version, business_us;
    bool changed; /* false: these very files are in force already, nothing was written */
};

/* Alliance, version, files, and a work row for each service, in one transaction. ST_CONFLICT: another apply was faster. */
MUST_CHECK enum status catalog_store_apply(struct db *db, const struct catalog_apply *apply, struct catalog_applied *ret);

/* The table of the alliance's institutions that is in force, into `ret`; "" if no organisation was imported. */
MUST_CHECK enum status catalog_store_institutions(struct db *db, const char *alliance, struct text *ret);

/* Who put what in force, when and why. */
typedef void catalog_version_fn(void *arg, const char *alliance, int64_t version, int64_t applied_us, const char *by,
                                const char *reason, const char *sha256);
/* Every version, newest first; "" is all alliances. */
MUST_CHECK enum status catalog_store_versions(struct db *db, const char *alliance, catalog_version_fn *fn, void *arg);

/* The files of the newest version in path order; "" is the only alliance there is. ST_CONFLICT: no such, or nothing applied. Free
 * by catalog_sources_free. */
MUST_CHECK enum status catalog_store_read(struct db *db, const char *alliance, int64_t *ret_version, struct catalog_source **ret,
                                          size_t *ret_n);

#endif
