/* target.c: comparisons of a printed value with a target at the same decimals. */
#include "model/target.h"

#include <string.h>

static const struct {
    const char *word;
    enum target_op op;
} OPS[] = {
    {">=", TARGET_AT_LEAST}, {"<=", TARGET_AT_MOST}, {">", TARGET_ABOVE},
    {"<", TARGET_BELOW},     {"=", TARGET_EXACTLY},  {"~", TARGET_ABOUT},
};

enum status target_op_parse(const char *word, enum target_op *ret)
{
    for (size_t i = 0; i < sizeof(OPS) / sizeof(OPS[0]); i++) {
        if (strcmp(OPS[i].word, word) == 0) {
            *ret = OPS[i].op;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *target_op_word(enum target_op op)
{
    for (size_t i = 0; i < sizeof(OPS) / sizeof(OPS[0]); i++)
        if (OPS[i].op == op)
            return OPS[i].word;
    return "?";
}

static i128 distance(i128 a, i128 b)
{
    return a > b ? a - b : b - a;
}

bool target_is_met(const struct target *target, i128 value_units)
{
    switch (target->op) {
    case TARGET_AT_LEAST: return value_units >= target->units;
    case TARGET_AT_MOST: return value_units <= target->units;
    case TARGET_ABOVE: return value_units > target->units;
    case TARGET_BELOW: return value_units < target->units;
    case TARGET_EXACTLY: return value_units == target->units;
    case TARGET_ABOUT: return distance(value_units, target->units) <= target->tolerance_units;
    }
    return false;
}

i128 target_gap(const struct target *target, i128 value_units)
{
    if (target_is_met(target, value_units))
        return 0;
    i128 gap = distance(value_units, target->units);
    return target->op == TARGET_ABOUT ? gap - target->tolerance_units : gap;
}

bool target_wants_less(const struct target *target)
{
    return target->op == TARGET_AT_MOST || target->op == TARGET_BELOW;
}

void target_format_value(struct text *out, const struct target *target, i128 value_units)
{
    decimal_format(out, value_units, target->decimals);
    text_append(out, target->unit);
}
