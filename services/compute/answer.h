/* answer.h: the questions that compute answers. Each fills a reply whose parts live in the arena given with it. */
#ifndef DUBAN_COMPUTE_ANSWER_H
#define DUBAN_COMPUTE_ANSWER_H

#include "compute.pb-c.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "model/arena.h"
#include "shared/alliance.h"
#include "shared/command.h"

struct db;

struct answer {
    struct command *command;
    struct db *db; /* the rest: the command's, for short */
    const struct alliance *alliance;
    int64_t business_us;
    struct arena *arena;
    Duban__Compute__Reply *reply;
};

/* Says why not; returns ST_BAD_INPUT for the caller to pass on. */
static inline enum status answer_refuse(struct answer *answer, enum reason reason, const char *param)
{
    return command_refuse(answer->command, ST_BAD_INPUT, reason, param);
}

MUST_CHECK enum status answer_value(struct answer *answer, const Duban__Compute__AskValue *ask);
/* These two in a transaction of their own: answer->db is not in one.
 * answer_value for one period, with the definition, its totals by institution and month, and the batches behind them. */
MUST_CHECK enum status answer_explain(struct answer *answer, const Duban__Compute__AskValue *ask);
MUST_CHECK enum status answer_audit(struct answer *answer, const Duban__Compute__Audit *ask);

#endif
