/* organisation_dir.h: the sample organisation and assignment that stand beside a plan in the catalog's directory, for `catalog
 * check` and for the maker of samples. What is in force comes from the database (alliance_store.h). Blocks on files. */
#ifndef DUBAN_SHARED_ORGANISATION_DIR_H
#define DUBAN_SHARED_ORGANISATION_DIR_H

#include "lib/problem.h"
#include "lib/status.h"
#include "model/organisation.h"

/* DIR/PLAN/organisation and DIR/PLAN/assignment, all tables, of alliance 1; problems name the files from DIR on. *ret is NULL where
 * the plan has no organisation: it is one for others to fill. ST_BAD_INPUT: the problems say why; *ret untouched, but with `unread`
 * (organisation.h; NULL: no) it is what could be read. */
MUST_CHECK enum status organisation_read_dir(const char *dir, const char *plan_folder, struct problems *problems,
                                             struct unread *unread, struct organisation **ret);

#endif
