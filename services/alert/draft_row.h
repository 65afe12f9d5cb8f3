/* draft_row.h: draft letters as rows of a reply. */
#ifndef DUBAN_ALERT_DRAFT_ROW_H
#define DUBAN_ALERT_DRAFT_ROW_H

#include "alert/command.h"

/* duty "": all; institution_id 0: all. In the ask's arena. */
MUST_CHECK enum status draft_rows_read(struct ask *ask, const char *duty, int64_t institution_id, Duban__Alert__DraftRow ***ret,
                                       size_t *ret_n);

#endif
