/* target.h: 以上, 以下, 不低于, 以内, 左右 as arithmetic. What is judged is what is printed: a value reaches this module already
 * rounded at the indicator's decimals, and the target is held at the same decimals. 以上, 以下, 不低于, 以内 include the bound (law
 * 4). */
#ifndef DUBAN_MODEL_TARGET_H
#define DUBAN_MODEL_TARGET_H

#include <stdbool.h>

#include "lib/decimal.h"
#include "lib/status.h"
#include "lib/text.h"

enum target_op {
    TARGET_AT_LEAST, /* ">="  以上, 不低于, 达到 */
    TARGET_AT_MOST,  /* "<="  以下, 以内, 不超过 */
    TARGET_ABOVE,    /* ">"   超过, 高于 */
    TARGET_BELOW,    /* "<"   小于, 低于 */
    TARGET_EXACTLY,  /* "=" */
    TARGET_ABOUT,    /* "~"   左右: within `tolerance` of the value, both bounds included */
};
MUST_CHECK enum status target_op_parse(const char *word, enum target_op *ret);
const char *target_op_word(enum target_op op); /* ">=" */

struct target {
    enum target_op op;
    i128 units; /* at `decimals` */
    i128 tolerance_units;
    int decimals;
    bool is_relative; /* 提升, 下降: the value is the baseline, to be left behind */
    const char *unit; /* %, 级, 家 …; "" if none */
    const char *text; /* as a person reads it: 35%以上, 5级以上, 45%左右 */
};

bool target_is_met(const struct target *target, i128 value_units);

/* How far the value is from being enough, ≥ 0 (0 when met), at the same decimals; for `<` and `>` to the bound itself. */
i128 target_gap(const struct target *target, i128 value_units);

/* Is less better (<=, <)? */
bool target_wants_less(const struct target *target);

/* Appends the value the way the target is printed: 33.8%, 5, 29名. */
void target_format_value(struct text *out, const struct target *target, i128 value_units);

#endif
