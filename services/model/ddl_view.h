/* ddl_view.h: what the rest of the county may read of a kind's records: two views, and the grants that go with table and views.
 *
 * v_TABLE: the rows of batches that were ever committed, withdrawn ones too, since compute takes those back by reading them.
 * v_current_KIND: the rows that count now. Of a snapshot, those of the batch in force for institution and month; of an upsert, the
 * row in force for each key. Precedence is (source rank, lane number, parse version), as in sqlgen_record.h.
 * `catalog ddl` prints it after ddl_format(); together they are a kind's part of the migration. */
#ifndef DUBAN_MODEL_DDL_VIEW_H
#define DUBAN_MODEL_DDL_VIEW_H

#include "lib/status.h"
#include "lib/text.h"
#include "model/kind.h"

/* ST_BAD_INPUT: the text overflowed. */
MUST_CHECK enum status ddl_view_format(struct text *out, const struct kind *kind);

#endif
