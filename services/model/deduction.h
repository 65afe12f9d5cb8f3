/* deduction.h: what a violation proposes by the rule that it breaks (建议扣减绩效).
 *
 * A proposal and nothing else: it is computed when somebody who may asks for it, it is stored nowhere, and no message carries it. A
 * rule's penalty is data of the plan (plan.h, struct penalty); the case comes from a record of kind `violation`. Exact decimals,
 * rounded once to cents, half away from zero; units that are unlike (元, 分) are never added up. Pure. */
#ifndef DUBAN_MODEL_DEDUCTION_H
#define DUBAN_MODEL_DEDUCTION_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/plan.h"

#define DEDUCTION_DECIMALS 2

/* One case as recorded. */
struct violation {
    int64_t quantity; /* 次, 处, 张 … */
    bool has_loss;
    int64_t loss_units; /* 元 at 2 decimals, as the kind has it */
};

/* How the amount comes about. The first four have one. */
enum deduction_basis {
    DEDUCTION_EACH,       /* the amount for each `per`, as many as were found */
    DEDUCTION_CASE,       /* the rule does not say for each what: the amount once a case */
    DEDUCTION_TIMES_LOSS, /* so many times the loss (倍) */
    DEDUCTION_LOSS,       /* the whole loss: a penalty of 元 without an amount */
    DEDUCTION_LOSS_OPEN,  /* it goes by the loss, and none was recorded */
    DEDUCTION_NO_AMOUNT,  /* the rule threatens no sum (由本人负责, 一票否决), or nothing at all */
    DEDUCTION_NO_RULE,    /* the plan has no such rule */
};
struct deduction {
    enum deduction_basis basis;
    i128 units;       /* at DEDUCTION_DECIMALS; 0 without an amount */
    const char *unit; /* 元, 分; lent from the penalty; "" without an amount */
};

bool deduction_has_amount(const struct deduction *deduction);

/* `rule` NULL: the plan has none of that name. ST_BAD_INPUT: the sum does not fit. */
MUST_CHECK enum status deduction_compute(const struct duty *rule, const struct violation *violation, struct deduction *ret);

/* Appends how it was computed, for people:
 * 「20.00元×3次」「损失350.00元×10倍」「原文未写按次，每例计一次：200.00元」「未报损失金额，暂不计」. */
void deduction_format_basis(struct text *out, const struct duty *rule, const struct violation *violation,
                            const struct deduction *deduction);

#endif
