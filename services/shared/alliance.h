/* alliance.h: what is in force for an alliance now: its catalog and its organisation, parsed once and shared by tasks.
 *
 * Every process reads both from the store (catalog.file, alert.v_organisation_file) with the model's own parsers, pinned by
 * version. An alliance that was taken is immutable and stays whole until it is given back, whatever is applied meanwhile; who takes
 * it next gets the newer one. The cache belongs to one process and its one thread; a task may yield inside the functions that take
 * a db. */
#ifndef DUBAN_SHARED_ALLIANCE_H
#define DUBAN_SHARED_ALLIANCE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct catalog;
struct db;
struct organisation;

#define ALLIANCES_MAX 256 /* a province has some hundred counties, a process serves no more than one */

struct alliance {
    int64_t id;
    const char *code, *name;
    int64_t catalog_version, catalog_applied_us; /* business time of its `catalog apply` */
    int64_t organisation_version;                /* 0: none was imported yet */
    const struct catalog *catalog;
    const struct organisation *organisation; /* NULL while version is 0 */
    struct alliances *cache;                 /* whose it is */
};

struct alliances;
MUST_CHECK enum status alliances_new(struct alliances **ret); /* ST_RETRY: no memory */
void alliances_free(struct alliances *alliances);             /* accepts NULL; all were given back */

/* Takes what is in force now, reading it anew only when a version changed: two small look-ups when not. Use it inside the unit of
 * work whose result shall name these versions. ST_CONFLICT: no such alliance, or no catalog was applied to it. ST_FATAL: what is
 * stored does not parse (it did when it was applied), and the log says where. On failure *ret is untouched. */
MUST_CHECK enum status alliance_take(struct alliances *alliances, struct db *db, int64_t alliance_id, const struct alliance **ret);

/* By the alliance's code; "" means the only one there is. ST_CONFLICT: none, or several. */
MUST_CHECK enum status alliance_take_by_code(struct alliances *alliances, struct db *db, const char *code,
                                             const struct alliance **ret);

/* The same alliance with the catalog of an earlier version and no organisation: what a period was judged by that is over. Some are
 * kept parsed, and which of them today's parser does not take. ST_CONFLICT: there is no such version, or it is one of those (the
 * log said why, when it was read). */
MUST_CHECK enum status alliance_take_past(const struct alliance *alliance, struct db *db, int64_t version,
                                          const struct alliance **ret);

/* *alliance is NULL afterwards; accepts NULL in it. For scoped(alliance_give). */
void alliance_give(const struct alliance **alliance);

/* The ids of all alliances to which a catalog was applied, ascending; at most ALLIANCES_MAX. */
MUST_CHECK enum status alliances_list(struct db *db, int64_t ret_ids[static ALLIANCES_MAX], size_t *ret_count);

#endif
