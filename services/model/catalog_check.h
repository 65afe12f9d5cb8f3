/* catalog_check.h: what a catalog that loads may still have wrong: `duban catalog check`.
 *
 * Within the catalog: duplicate ids, due before begin, short names over 6 characters, conflicts that are not mutual or not there,
 * templates that are missing, carry too much or are too long (template_check.h), years without a calendar. With an
 * organisation: scopes that match nobody, lines without duties and duties without lines, departments and kinds that nobody knows,
 * kinds nobody reports, ledger rows of duties that there are not or of who is in no scope. With the documents: SHA-256 and every
 * quotation at its offset, character by character. Pure: files come as buffers. */
#ifndef DUBAN_MODEL_CATALOG_CHECK_H
#define DUBAN_MODEL_CATALOG_CHECK_H

#include <stddef.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/catalog.h"
#include "model/organisation.h"

/* Adds what it finds; ST_BAD_INPUT if there was an error. */
MUST_CHECK enum status catalog_check(const struct catalog *catalog, struct problems *problems);
/* Of it, only who is in the scopes: all that needs institutions alone. */
MUST_CHECK enum status catalog_check_scopes(const struct catalog *catalog, const struct organisation *organisation,
                                            struct problems *problems);
MUST_CHECK enum status catalog_check_organisation(const struct catalog *catalog, const struct organisation *organisation,
                                                  struct problems *problems);
/* `document` is the whole file that plan.document.file names. */
MUST_CHECK enum status catalog_check_document(const struct catalog *catalog, const char *document, size_t len,
                                              struct problems *problems);

/* Everything that the document leaves open and a sample answers (answers.yaml with `sample: true`), each with what it says, as
 * warnings: the county has still to say it. */
void catalog_list_samples(const struct catalog *catalog, struct problems *problems);

#endif
