/* pace.h: 序时进度: what a line should have reached by a period, so that it can be behind before it is due.
 *
 * The expected value is rounded once at the target's decimals, half away from zero, like every value. Pure. */
#ifndef DUBAN_MODEL_PACE_H
#define DUBAN_MODEL_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/text.h"
#include "model/target.h"

enum pace_kind {
    PACE_NONE,       /* never behind before it is due */
    PACE_CUMULATIVE, /* from the baseline (or 0) in equal monthly parts to the target at the due period */
    PACE_TRAJECTORY, /* the same from a baseline of the past: 以2024年全年33.8%为基数，按月均分 */
    PACE_HOLD,       /* 保持: the target itself, always */
    PACE_STAGES,     /* written steps: by 2024-12 33, by 2025-12 35 */
};

const char *pace_kind_name(enum pace_kind kind); /* none, cumulative, trajectory, hold, stages */

#define PACE_STAGES_MAX 24
struct pace_stage {
    int32_t month; /* from this period on */
    i128 units;    /* at the target's decimals */
};

struct pace {
    enum pace_kind kind;
    bool has_baseline;
    bool baseline_is_open;  /* it starts somewhere, and nobody has said where: nothing is expected on the way */
    i128 baseline_units;    /* at the target's decimals */
    int32_t baseline_month; /* last month of the baseline's period; its whole effect is before the next month */
    size_t n_stages;
    const struct pace_stage *stages; /* ascending */
    bool has_tolerance;              /* the duty's own; else the county's (rules.h), set when the catalog is loaded */
    i128 tolerance_units;            /* 容差: not behind within it; at the target's decimals */
};

/* The value expected of the period that ends in `month`. `first_month` is the first month of the counting (a year's January for
 * ytd, the duty's begin otherwise) and `due_month` the due period. false: nothing is expected of this period. */
bool pace_expected(const struct pace *pace, const struct target *target, int32_t first_month, int32_t due_month, int32_t month,
                   i128 *ret_units);

/* Below what is expected (above, where less is better) by more than the tolerance; for 左右 and =, on the side from which the line
 * comes, or past the target. A value that meets the target is never behind. */
bool pace_is_behind(const struct pace *pace, const struct target *target, i128 expected_units, i128 value_units);

/* Appends how it was computed: 「以2024年12月33.8%为基数，到2025年12月达到35%，按月均分，2025年5月应达34.3%」. */
void pace_format_zh(struct text *out, const struct pace *pace, const struct target *target, int32_t first_month, int32_t due_month,
                    int32_t month, i128 expected_units);

#endif
