/* receipt.h: what is said of a batch: a line for its sender, and its findings. */
#ifndef DUBAN_DUBAN_RECEIPT_H
#define DUBAN_DUBAN_RECEIPT_H

#include <stdio.h>

#include "duban/client.h"
#include "duban/table.h"

/* 「回执B-…：市人民医院 住院病案首页 2025-11：读1001行，计入998行，拒收3行」 */
void receipt_line(FILE *out, const char *file, const Duban__Ingest__Batch *batch);

/* All columns of batches, for lists and JSON. */
void receipt_table(struct table *table);
void receipt_add(struct table *table, const Duban__Ingest__Batch *batch);
/* The batch whose content was sent again, with a state of its own, `known`: nothing of the sending was kept. */
void receipt_add_known(struct table *table, const Duban__Ingest__Batch *batch);
/* What is wrong in a file, a row each. */
void finding_table(struct table *table);
void finding_add(struct table *table, const Duban__Ingest__Batch *batch);

/* committed → 已入库, … */
const char *batch_state_zh(const char *state);

#endif
