/* batch_act.h: what a person decides about a batch. */
#ifndef DUBAN_DUBAN_BATCH_ACT_H
#define DUBAN_DUBAN_BATCH_ACT_H

#include <stdint.h>

#include "duban/cli.h"
#include "duban/table.h"

enum batch_act { BATCH_ACCEPT, BATCH_REJECT, BATCH_WITHDRAW };

/* Says what became of it on stdout; with `table` (a receipt_table) the batch is added there instead. An exit code. */
int batch_decide(struct cli *cli, enum batch_act act, int64_t batch_id, const char *by, const char *reason, struct table *table);

#endif
