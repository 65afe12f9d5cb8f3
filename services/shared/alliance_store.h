/* alliance_store.h: reads of catalog.* and alert.v_organisation_*, for alliance.c alone. */
#ifndef DUBAN_SHARED_ALLIANCE_STORE_H
#define DUBAN_SHARED_ALLIANCE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/catalog.h"

struct db;

struct alliance_versions {
    int64_t alliance_id, catalog_version, organisation_version, catalog_applied_us;
};

/* ST_CONFLICT: no catalog was applied to this alliance. */
MUST_CHECK enum status alliance_store_versions(struct db *db, int64_t alliance_id, struct alliance_versions *ret);
MUST_CHECK enum status alliance_store_name(struct db *db, int64_t alliance_id, struct text *ret_code, struct text *ret_name);
/* "" finds the only one. ST_CONFLICT: none, or several. */
MUST_CHECK enum status alliance_store_find(struct db *db, const char *code, int64_t *ret_alliance_id);
MUST_CHECK enum status alliance_store_list(struct db *db, size_t max, int64_t *ret_ids, size_t *ret_count);

/* Files in path order; free with catalog_sources_free(). */
MUST_CHECK enum status alliance_store_catalog(struct db *db, const struct alliance_versions *versions, struct catalog_source **ret,
                                              size_t *ret_count);
MUST_CHECK enum status alliance_store_organisation(struct db *db, const struct alliance_versions *versions,
                                                   struct catalog_source **ret, size_t *ret_count);

#endif
