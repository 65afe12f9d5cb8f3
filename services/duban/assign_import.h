/* assign_import.h: a workbook that went out by `catalog export -o xlsx` and comes back with its assignment changed: read, checked
 * against what is in force, and turned into a new line.tsv, which goes the way of every import (the difference first).
 *
 * Nothing but the assignment's columns may differ; a duty that is not in the sheet keeps its line; a row whose assignment is empty
 * loses it, unless no row of the sheet has one: that is a workbook that was exported without. Departments and posts are named by
 * name, or by code. Pure. */
#ifndef DUBAN_DUBAN_ASSIGN_IMPORT_H
#define DUBAN_DUBAN_ASSIGN_IMPORT_H

#include <stddef.h>

#include "lib/problem.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/organisation.h"
#include "model/xlsx.h"

/* What is in force. All lent. */
struct assign_base {
    const struct catalog *catalog; /* with a plan */
    const struct organisation *organisation;
    const char *lines; /* line.tsv, of which `organisation` was made */
};

/* Appends the new line.tsv to `out`; comments, order and untouched lines stay as they are, byte by byte. `file` is what messages
 * call the workbook; they name sheet, row and column. ST_BAD_INPUT: told. */
MUST_CHECK enum status assign_import_read(const struct assign_base *base, const char *file, const struct xlsx *xlsx,
                                          struct problems *problems, struct text *out);

#endif
