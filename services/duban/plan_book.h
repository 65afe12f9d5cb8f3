/* plan_book.h: `catalog export -o xlsx`: a workbook for offices, a sheet a plan, to be read, printed and filled in.
 *
 * The same duties and assignment make the same bytes: what a workbook says of its making has a fixed time. Grey columns are the
 * document's and locked (without a password: against slips, not against people), light yellow ones are the assignment's and come
 * back by `assign import` (assign_import.h). */
#ifndef DUBAN_DUBAN_PLAN_BOOK_H
#define DUBAN_DUBAN_PLAN_BOOK_H

#include <stddef.h>

#include "lib/status.h"
#include "model/organisation.h"
#include "model/plan.h"

struct plan_book;

/* The file is written by plan_book_close. NULL: no memory. */
struct plan_book *plan_book_open(const char *path);
/* Plan and organisation are lent for the call; organisation NULL: nobody is assigned yet. ST_BAD_INPUT: more than a sheet holds. */
MUST_CHECK enum status plan_book_add(struct plan_book *book, const struct plan *plan, const struct organisation *organisation);
/* Writes and ends the book, in any case. Blocks. ST_BAD_INPUT: *ret_why, a constant, says why the file is not there. */
MUST_CHECK enum status plan_book_close(struct plan_book **book, const char **ret_why);
/* Ends the book without a file. NULL inside is fine. */
void plan_book_drop(struct plan_book **book);

#endif
