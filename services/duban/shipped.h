/* shipped.h: where the catalog and the migrations of this very program lie: beside it in the tree in which it was built, else where
 * the images put them. */
#ifndef DUBAN_DUBAN_SHIPPED_H
#define DUBAN_DUBAN_SHIPPED_H

#include <limits.h>

/* name: "sql", "catalog". Not promised to exist. */
void shipped_dir(const char *name, char ret[static PATH_MAX]);

/* The program `name` beside this one. */
void shipped_program(const char *name, char ret[static PATH_MAX]);

#endif
