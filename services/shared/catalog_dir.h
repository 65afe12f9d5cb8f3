/* catalog_dir.h: the files of a catalog from a directory (deploy/catalog): for `catalog check`, `catalog apply` and tests. The
 * services read theirs from the database (alliance_store.h). Blocks on files. */
#ifndef DUBAN_SHARED_CATALOG_DIR_H
#define DUBAN_SHARED_CATALOG_DIR_H

#include <stddef.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/catalog.h"

/* base/ and the plan's folder (NULL: the one that holds a plan.yaml; several: an error), in path order. Free with
 * catalog_sources_free(). */
MUST_CHECK enum status catalog_read_dir(const char *dir, const char *plan_folder, struct problems *problems,
                                        struct catalog_source **ret_sources, size_t *ret_n);

/* Folders of `dir` that hold a plan.yaml, in order, at most `max`; how many there are. */
#define PLAN_FOLDER_SIZE 256
size_t catalog_plan_folders(const char *dir, char (*ret)[PLAN_FOLDER_SIZE], size_t max);

#endif
