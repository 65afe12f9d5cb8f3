/* catalog_versions.h: who put which catalog in force, when and why: what `catalog apply` was given. */
#ifndef DUBAN_DUBAN_CATALOG_VERSIONS_H
#define DUBAN_DUBAN_CATALOG_VERSIONS_H

struct cli;

/* Of an alliance, newest first; "" is all of them. The exit code. */
int catalog_versions_print(struct cli *cli, const char *alliance);

#endif
