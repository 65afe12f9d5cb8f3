/* catalog_print.h: what a catalog holds, for `catalog check` and `catalog export`. */
#ifndef DUBAN_DUBAN_CATALOG_PRINT_H
#define DUBAN_DUBAN_CATALOG_PRINT_H

struct catalog;
struct cli;

/* How many of what; exit codes. */
int catalog_print_counts(const struct cli *cli, const struct catalog *catalog);
/* A row a duty, in the document's order. */
int catalog_print_duties(const struct cli *cli, const struct catalog *catalog);

#endif
