/* Why: thirty-six rules with a fine each are added up wrongly by hand every month, and a machine may only propose. */
#include "model/deduction.h"

#include <assert.h>
#include <string.h>

#define LOSS_DECIMALS 2
#define TIMES         "倍"

bool deduction_has_amount(const struct deduction *deduction)
{
    return deduction->basis <= DEDUCTION_LOSS;
}

static bool goes_by_loss(const struct penalty *penalty)
{
    return penalty->unit != NULL && (strcmp(penalty->unit, TIMES) == 0 || !penalty->has_amount);
}

static enum deduction_basis basis_of(const struct duty *rule, const struct violation *violation)
{
    const struct penalty *penalty = rule == NULL ? NULL : rule->penalty;
    if (rule == NULL)
        return DEDUCTION_NO_RULE;
    if (penalty == NULL || penalty->unit == NULL)
        return DEDUCTION_NO_AMOUNT;
    if (goes_by_loss(penalty) && !violation->has_loss)
        return DEDUCTION_LOSS_OPEN;
    if (!penalty->has_amount)
        return DEDUCTION_LOSS;
    if (strcmp(penalty->unit, TIMES) == 0)
        return DEDUCTION_TIMES_LOSS;
    return penalty->per == NULL ? DEDUCTION_CASE : DEDUCTION_EACH;
}

static enum status amount_of(const struct penalty *penalty, const struct violation *violation, enum deduction_basis basis,
                             i128 *ret)
{
    static_assert(PENALTY_DECIMALS == DEDUCTION_DECIMALS && LOSS_DECIMALS == DEDUCTION_DECIMALS, "no rescaling");
    i128 product;
    switch (basis) {
    case DEDUCTION_EACH: return i128_mul(penalty->amount_units, violation->quantity, ret);
    case DEDUCTION_CASE: *ret = penalty->amount_units; return ST_OK;
    case DEDUCTION_LOSS: *ret = violation->loss_units; return ST_OK;
    case DEDUCTION_TIMES_LOSS:
        if (i128_mul(penalty->amount_units, violation->loss_units, &product) != ST_OK)
            return ST_BAD_INPUT;
        return ratio_round(product, decimal_pow10(PENALTY_DECIMALS), 0, ret);
    default: *ret = 0; return ST_OK;
    }
}

enum status deduction_compute(const struct duty *rule, const struct violation *violation, struct deduction *ret)
{
    struct deduction deduction = {.basis = basis_of(rule, violation), .unit = ""};
    enum status st = amount_of(rule == NULL ? NULL : rule->penalty, violation, deduction.basis, &deduction.units);
    if (st != ST_OK)
        return st;
    if (deduction_has_amount(&deduction))
        deduction.unit = deduction.basis == DEDUCTION_TIMES_LOSS ? PENALTY_LOSS_UNIT : rule->penalty->unit;
    *ret = deduction;
    return ST_OK;
}

static void add_amount(struct text *out, i128 units, const char *unit)
{
    decimal_format(out, units, DEDUCTION_DECIMALS);
    text_append(out, unit);
}

void deduction_format_basis(struct text *out, const struct duty *rule, const struct violation *violation,
                            const struct deduction *deduction)
{
    const struct penalty *penalty = rule == NULL ? NULL : rule->penalty;
    switch (deduction->basis) {
    case DEDUCTION_EACH:
        add_amount(out, penalty->amount_units, penalty->unit);
        text_printf(out, "×%lld%s", (long long)violation->quantity, penalty->per);
        break;
    case DEDUCTION_CASE:
        text_append(out, "原文未写按次，每例计一次：");
        add_amount(out, penalty->amount_units, penalty->unit);
        break;
    case DEDUCTION_TIMES_LOSS:
        text_append(out, "损失");
        add_amount(out, violation->loss_units, PENALTY_LOSS_UNIT "×");
        add_amount(out, penalty->amount_units, TIMES);
        break;
    case DEDUCTION_LOSS: text_append(out, "损失全额"); break;
    case DEDUCTION_LOSS_OPEN: text_append(out, "按损失计，未报损失金额，暂不计"); break;
    case DEDUCTION_NO_AMOUNT: text_append(out, "原文没有金额，不计"); break;
    case DEDUCTION_NO_RULE: text_append(out, "方案中没有这条规定，不计"); break;
    }
}
