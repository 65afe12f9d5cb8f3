/* assign_book.h: `assign import FILE.xlsx`: a workbook that came back, as the tables of an import. */
#ifndef DUBAN_DUBAN_ASSIGN_BOOK_H
#define DUBAN_DUBAN_ASSIGN_BOOK_H

#include <stdbool.h>

#include "duban/organisation_in_force.h"

/* Is it named like a workbook? */
bool assign_book_is(const char *path);

/* Reads the file and compares it with what is in force, which it asks for (role catalog, and alert). The tables in force are in
 * *in_force, the new line.tsv in *ret_lines, the caller's to free. EXIT_GOOD, or every fault was told. */
int assign_book_read(struct cli *cli, const char *path, const char *alliance, struct organisation_in_force *in_force,
                     char **ret_lines);

#endif
