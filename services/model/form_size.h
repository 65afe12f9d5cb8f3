/* form_size.h: how many cells a return asks an institution to fill in, so that a plan is seen to ask for little: a month form asks
 * only for what no other kind already tells.
 *
 * A cell is a column of the file that is not the name of the row: neither institution and period nor key. Two fields of one column
 * are one cell. Pure. */
#ifndef DUBAN_MODEL_FORM_SIZE_H
#define DUBAN_MODEL_FORM_SIZE_H

#include <stddef.h>

#include "model/catalog.h"
#include "model/kind.h"

enum form_rows {
    FORM_ONE_ROW,    /* a form: one row an institution and month */
    FORM_ITEM_ROWS,  /* one row an item, of those that the plan's lines ask for */
    FORM_PLACE_ROWS, /* one row a code of its key (服务场所), as many as the institution has */
    FORM_RECORDS,    /* one row a case, person, event: a list, not a form */
};

struct form_size {
    enum form_rows rows;
    size_t cells; /* of one row */
    size_t items; /* FORM_ITEM_ROWS: how many items the plan asks for */
};

struct form_size form_size(const struct catalog *catalog, const struct kind *kind);

/* Cells of a whole month; 0 where the number of rows is not the catalog's to say. */
size_t form_size_month(const struct form_size *size);

#endif
