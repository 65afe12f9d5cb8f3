/* options.h: the options of a verb: `--name value`, `--name=value`, switches, and what is left over. */
#ifndef DUBAN_DUBAN_OPTIONS_H
#define DUBAN_DUBAN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* One of value (takes a value) and flag (takes none) is set. A table ends with a NULL name. */
struct option_spec {
    const char *name; /* "--by" */
    const char **value;
    bool *flag;
};

/* Fills the table's targets and moves what is no option to the front of argv; *ret_count says how many. `--` ends the options.
 * false: an unknown option or a missing value, and it said so on stderr. */
bool options_read(const struct option_spec *specs, int argc, char **argv, size_t *ret_count);

#endif
