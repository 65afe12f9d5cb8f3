/* catalog_files.h: a catalog as a directory of files: read, parsed and checked, with every problem told. */
#ifndef DUBAN_DUBAN_CATALOG_FILES_H
#define DUBAN_DUBAN_CATALOG_FILES_H

#include <stddef.h>

#include "model/catalog.h"
#include "model/organisation.h"

struct cli;

struct catalog_files {
    struct catalog_source *sources;
    size_t n_sources;
    struct catalog *catalog;
    struct organisation *organisation; /* that lies beside the plan, read with the files; NULL: none */
};
void catalog_files_done(struct catalog_files *files); /* for scoped() */

/* Reads and checks; all problems go to stderr. documents: folder of the published plans, whose quotations are compared; NULL: not
 * (`loud` says so in one line). An organisation that lies beside the plan is checked with it. EXIT_GOOD: files->catalog is there
 * and there was no error. */
int catalog_files_load(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents, bool loud);

/* What is in force for the alliance ("": the only one), by the role catalog. No organisation: that is alert's. */
int catalog_files_in_force(struct cli *cli, const char *alliance, struct catalog_files *files);

/* Parses the sources that are there. */
int catalog_files_parse(struct catalog_files *files, const char *plan_folder);

#endif
