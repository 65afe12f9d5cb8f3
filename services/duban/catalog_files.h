/* catalog_files.h: a catalog as a directory of files: read, parsed and checked, with every problem told. */
#ifndef DUBAN_DUBAN_CATALOG_FILES_H
#define DUBAN_DUBAN_CATALOG_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/catalog.h"
#include "model/organisation.h"
#include "model/unread.h"

struct cli;

struct catalog_files {
    struct catalog_source *sources;
    size_t n_sources;
    struct catalog *catalog;
    struct organisation *organisation; /* that lies beside the plan, read with the files; NULL: none */
    struct unread unread;              /* what could not be read */
};
void catalog_files_done(struct catalog_files *files); /* for scoped() */

#define CATALOG_PROBLEMS_MAX 10000 /* ten plans with a word to each line; a hopeless one is not told to its last line */

/* Reads and checks everything that can be read: what is wrong in one part hides nothing that is wrong in another, and is told once,
 * not again by those who lean on it. documents: folder of the published plans, whose quotations are compared; NULL: not. An
 * organisation that lies beside the plan is checked with it. False: an error, and files->catalog (if it is there) must not be used.
 */
bool catalog_files_check(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents,
                         struct problems *problems);
/* All problems to stderr by file and line; the list is done with. EXIT_GOOD: no error. */
int catalog_files_tell(struct problems *problems);
/* Both. EXIT_GOOD: files->catalog is there and there was no error. */
int catalog_files_load(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents);

/* The steps of a check, for who knows another organisation than the sample: read, then the scopes with one of the two, then settle,
 * which takes out what only follows from another error. `institutions` is the table of them that is in force. */
void catalog_files_read(struct catalog_files *files, const char *dir, const char *plan_folder, const char *documents,
                        struct problems *problems);
void catalog_files_check_sample(struct catalog_files *files, const char *dir, struct problems *problems);
void catalog_files_check_in_force(struct catalog_files *files, const char *institutions, struct problems *problems);
void catalog_files_settle(const struct catalog_files *files, struct problems *problems);

/* What is in force for the alliance ("": the only one), by the role catalog. No organisation: that is alert's. */
int catalog_files_in_force(struct cli *cli, const char *alliance, struct catalog_files *files);

/* Parses the sources that are there. */
int catalog_files_parse(struct catalog_files *files, const char *plan_folder);

#endif
