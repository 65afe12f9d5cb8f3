/* catalog_book.h: `catalog export -o xlsx`: duties with their assignment into a workbook (plan_book.h). */
#ifndef DUBAN_DUBAN_CATALOG_BOOK_H
#define DUBAN_DUBAN_CATALOG_BOOK_H

#include <stddef.h>

#include "shared/catalog_dir.h"

struct cli;

/* The plans of a directory, with the assignment that lies beside each. EXIT_GOOD, or it said why not and left the file alone. */
int catalog_book_of_files(struct cli *cli, const char *dir, size_t n_plans, const char (*plans)[PLAN_FOLDER_SIZE],
                          const char *path);
/* What is in force for the alliance, with the assignment in force. */
int catalog_book_in_force(struct cli *cli, const char *alliance, const char *path);

#endif
